//! From effects to a verdict. Nothing here knows where the effects come from: one function, [`judge`], for all.

use crate::math::student_t_quantile;
use crate::stats::describe::{Description, FEWEST_FOR_INTERVAL, describe};

/// Chance that a verdict rests on luck, both sides together.
const ERROR: f64 = 0.05;

/// A rise turns into a fall when the fall undoes more than this share of it; less is no turn worth telling of.
const MATERIAL: f64 = 0.1;

/// More worlds than this are not counted out.
pub const MOST_WORLDS: usize = 100_000;

/// What the runs say of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It came out as stated, beyond chance.
    Supported,
    /// It holds here and fails there, both beyond chance.
    Depends,
    /// It came out otherwise, beyond chance.
    Refuted,
    /// The runs are too few to say.
    Undecided,
}

impl Verdict {
    /// All verdicts, in the order in which they are listed.
    pub const ALL: [Verdict; 4] =
        [Verdict::Supported, Verdict::Depends, Verdict::Refuted, Verdict::Undecided];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Supported => "supported",
            Verdict::Depends => "depends",
            Verdict::Refuted => "refuted",
            Verdict::Undecided => "undecided",
        }
    }

    /// The verdict on statements of which each must hold.
    pub fn of_all(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
        let severity = |verdict: &Verdict| match verdict {
            Verdict::Refuted => 3,
            Verdict::Depends => 2,
            Verdict::Undecided => 1,
            Verdict::Supported => 0,
        };
        verdicts.into_iter().max_by_key(severity).unwrap_or(Verdict::Undecided)
    }

    /// The verdict on a statement that was tried in several cases: where it holds in one and fails in another, it
    /// depends.
    pub fn of_cases(cases: &[Verdict]) -> Verdict {
        let has = |verdict: Verdict| cases.contains(&verdict);
        if has(Verdict::Depends) || (has(Verdict::Supported) && has(Verdict::Refuted)) {
            Verdict::Depends
        } else if has(Verdict::Undecided) {
            Verdict::Undecided
        } else {
            Verdict::of_all(cases.iter().copied())
        }
    }
}

/// Effects at one place of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The place.
    pub x: f64,
    /// The place in words.
    pub label: String,
    /// The effect in each world; unknown where the world has none. Point by point the worlds are the same.
    pub effects: Vec<Option<f64>>,
}

/// What a statement says of the effects.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// At every point they lie above this.
    Above(f64),
    /// At every point they lie below this.
    Below(f64),
    /// At one point at least they lie above this.
    Somewhere(f64),
    /// They are higher at the last point than at the first.
    Rises,
    /// They are lower at the last point than at the first.
    Falls,
    /// They are not lower at the last point than at the first.
    Holds,
    /// They lie above zero at one point and below it at another.
    Turns,
    /// They have at every point the sign that they have at the first.
    Keeps,
}

impl Rule {
    /// The value from which the rule tells the two sides apart.
    pub fn threshold(self) -> f64 {
        match self {
            Rule::Above(least) | Rule::Below(least) | Rule::Somewhere(least) => least,
            Rule::Rises | Rule::Falls | Rule::Holds | Rule::Turns | Rule::Keeps => 0.0,
        }
    }
}

/// What came out of one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The verdict.
    pub verdict: Verdict,
    /// The effect on which it rests.
    pub effect: Description,
    /// The points at which that effect was found: two when it is the difference of the second and the first.
    pub at: (usize, Option<usize>),
    /// How many further worlds would decide it, where it is undecided and can be decided; more than
    /// [`MOST_WORLDS`] are not counted.
    pub more: Option<usize>,
}

/// Where effects change sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// The last point that lies clearly on one side and the first that lies clearly on the other.
    pub between: (usize, usize),
    /// Where the means cross, between the points as on a straight line.
    pub x: f64,
    /// Where the ends of their 95 % intervals cross.
    pub range: (f64, f64),
}

/// On which side of a threshold a mean lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Above,
    /// At it or below it.
    Not,
    Unclear,
}

/// Judges effects along an axis. Where a rule lets the judge look for the best of several points, each of them must
/// be clearer by as much as there are points (Bonferroni).
///
/// Panics when there is no point: that is a defect of the caller.
pub fn judge(rule: Rule, points: &[Point]) -> Finding {
    assert!(!points.is_empty(), "a rule is judged at a point");
    let mirrored = || -> Vec<Point> { points.iter().map(mirror).collect() };
    let flipped = |finding: Finding| Finding { effect: mirrored_description(finding.effect), ..finding };
    match rule {
        Rule::Above(least) => above_everywhere(points, least),
        Rule::Below(least) => flipped(above_everywhere(&mirrored(), -least)),
        Rule::Somewhere(least) => above_somewhere(points, least),
        Rule::Rises => rises(points),
        Rule::Falls => flipped(rises(&mirrored())),
        Rule::Holds => holds(points),
        Rule::Turns => turns_sides(points),
        Rule::Keeps => keeps(points),
    }
}

fn above_everywhere(points: &[Point], least: f64) -> Finding {
    let sides: Vec<Side> = points.iter().map(|point| side(&point.effects, least, 1)).collect();
    let has = |side: Side| sides.contains(&side);
    let verdict = match (has(Side::Above), has(Side::Not), has(Side::Unclear)) {
        (true, true, _) => Verdict::Depends,
        (_, _, true) => Verdict::Undecided,
        (true, false, false) => Verdict::Supported,
        _ => Verdict::Refuted,
    };
    // The point that is nearest to failing, or fails most.
    let at = extreme(points, -1.0);
    let open = points.iter().zip(&sides).filter(|(_, side)| **side == Side::Unclear);
    let more = open.map(|(point, _)| further_worlds(&point.effects, least, 1)).max().flatten();
    finding(verdict, points, at, more)
}

fn above_somewhere(points: &[Point], least: f64) -> Finding {
    let sides: Vec<Side> = points.iter().map(|point| side(&point.effects, least, points.len())).collect();
    let verdict = if sides.contains(&Side::Above) {
        Verdict::Supported
    } else if sides.iter().all(|side| *side == Side::Not) {
        Verdict::Refuted
    } else {
        Verdict::Undecided
    };
    let at = extreme(points, 1.0);
    finding(verdict, points, at, further_worlds(&points[at].effects, least, points.len()))
}

fn rises(points: &[Point]) -> Finding {
    let last = points.len() - 1;
    let change = |from: usize, to: usize| difference(&points[to].effects, &points[from].effects);
    let whole = change(0, last);
    let effect = describe(whole.iter().copied());
    // A rise that turns into a fall on the way.
    let peak = extreme(points, 1.0);
    let looks = points.len().saturating_sub(2).max(1);
    let is_between = 0 < peak && peak < last;
    let (rise, fall) = (change(0, peak), change(last, peak));
    let lost: Vec<_> =
        fall.iter().zip(&rise).map(|(fall, rise)| Some((*fall)? - MATERIAL * (*rise)?)).collect();
    let turns_back =
        is_between && side(&rise, 0.0, looks) == Side::Above && side(&lost, 0.0, looks) == Side::Above;
    let verdict = match side(&whole, 0.0, 1) {
        _ if turns_back => Verdict::Depends,
        Side::Above => Verdict::Supported,
        Side::Not => Verdict::Refuted,
        Side::Unclear => Verdict::Undecided,
    };
    let more = further_worlds(&whole, 0.0, 1).filter(|_| verdict == Verdict::Undecided);
    let at = if turns_back { (0, Some(peak)) } else { (0, Some(last)) };
    let effect = if turns_back { describe(change(0, peak)) } else { effect };
    Finding { verdict, effect, at, more }
}

fn holds(points: &[Point]) -> Finding {
    let change = difference(&points[points.len() - 1].effects, &points[0].effects);
    let loss: Vec<_> = change.iter().map(|change| change.map(|change| -change)).collect();
    let verdict = match side(&loss, 0.0, 1) {
        Side::Above => Verdict::Refuted,
        Side::Not => Verdict::Supported,
        Side::Unclear => Verdict::Undecided,
    };
    let more = further_worlds(&loss, 0.0, 1).filter(|_| verdict == Verdict::Undecided);
    Finding { verdict, effect: describe(change), at: (0, Some(points.len() - 1)), more }
}

fn turns_sides(points: &[Point]) -> Finding {
    let looks = points.len();
    let is_above = |point: &Point| side(&point.effects, 0.0, looks) == Side::Above;
    let is_below = |point: &Point| is_above(&mirror(point));
    let (above, below) = (points.iter().any(is_above), points.iter().any(is_below));
    let unclear = points.iter().any(|point| !is_above(point) && !is_below(point) && !is_nothing(point));
    let verdict = match (above, below) {
        (true, true) => Verdict::Supported,
        _ if unclear => Verdict::Undecided,
        _ => Verdict::Refuted,
    };
    // The point that decides: the one that lies farthest on the side that is harder to find.
    let (highest, lowest) = (extreme(points, 1.0), extreme(points, -1.0));
    let at = if below && !above || mean(&points[highest]).abs() < mean(&points[lowest]).abs() {
        highest
    } else {
        lowest
    };
    finding(verdict, points, at, further_worlds(&points[at].effects, 0.0, looks))
}

fn keeps(points: &[Point]) -> Finding {
    let looks = points.len();
    let first = &points[0];
    let sign = if side(&first.effects, 0.0, 1) == Side::Above {
        1.0
    } else if side(&mirror(first).effects, 0.0, 1) == Side::Above {
        -1.0
    } else {
        let more = further_worlds(&first.effects, 0.0, 1);
        return finding(Verdict::Undecided, points, 0, more);
    };
    let towards = |point: &Point| if sign < 0.0 { mirror(point) } else { point.clone() };
    let seen: Vec<Point> = points.iter().map(towards).collect();
    let sides: Vec<Side> = seen.iter().map(|point| side(&point.effects, 0.0, looks)).collect();
    let verdict = if sides.contains(&Side::Not) {
        Verdict::Depends
    } else if sides[1..].contains(&Side::Unclear) {
        Verdict::Undecided
    } else {
        Verdict::Supported
    };
    let at = extreme(&seen, -1.0);
    finding(verdict, points, at, further_worlds(&points[at].effects, 0.0, looks))
}

/// Where the effects change sides of the threshold beyond chance, in the order of the points. On an axis whose places
/// are mere names only [`Turn::between`] has a meaning.
pub fn turns(points: &[Point], threshold: f64) -> Vec<Turn> {
    let clear: Vec<(usize, bool)> = points
        .iter()
        .enumerate()
        .filter_map(|(index, point)| {
            let less: Vec<_> = point.effects.iter().map(|effect| effect.map(|e| threshold - e)).collect();
            match (side(&point.effects, threshold, 1), side(&less, 0.0, 1)) {
                (Side::Above, _) => Some((index, true)),
                (_, Side::Above) => Some((index, false)),
                _ => None,
            }
        })
        .collect();
    let pairs = clear.windows(2).filter(|pair| pair[0].1 != pair[1].1);
    pairs.map(|pair| turn_between(points, threshold, (pair[0].0, pair[1].0))).collect()
}

fn turn_between(points: &[Point], threshold: f64, between: (usize, usize)) -> Turn {
    let stretch = &points[between.0..=between.1];
    let described: Vec<Description> =
        stretch.iter().map(|point| describe(point.effects.iter().copied())).collect();
    // Where a line through these values first crosses the threshold.
    let crossing = |value: &dyn Fn(&Description) -> f64| -> f64 {
        for (place, pair) in described.windows(2).enumerate() {
            let (a, b) = (value(&pair[0]) - threshold, value(&pair[1]) - threshold);
            if (a < 0.0) != (b < 0.0) {
                let (from, to) = (stretch[place].x, stretch[place + 1].x);
                return from + (to - from) * a / (a - b);
            }
        }
        stretch[0].x
    };
    let x = crossing(&|d| d.mean.unwrap_or(threshold));
    let ends = [
        crossing(&|d| d.interval.map_or(threshold, |(low, _)| low)),
        crossing(&|d| d.interval.map_or(threshold, |(_, high)| high)),
    ];
    Turn { between, x, range: (ends[0].min(ends[1]).min(x), ends[0].max(ends[1]).max(x)) }
}

fn finding(verdict: Verdict, points: &[Point], at: usize, more: Option<usize>) -> Finding {
    Finding {
        verdict,
        effect: describe(points[at].effects.iter().copied()),
        at: (at, None),
        more: more.filter(|_| verdict == Verdict::Undecided),
    }
}

/// The point with the highest mean, or for a `sign` of −1 the lowest; the first of equals.
fn extreme(points: &[Point], sign: f64) -> usize {
    let mut best = 0;
    for index in 1..points.len() {
        if sign * mean(&points[best]) < sign * mean(&points[index]) {
            best = index;
        }
    }
    best
}

fn mean(point: &Point) -> f64 {
    describe(point.effects.iter().copied()).mean.unwrap_or(0.0)
}

/// Whether there is no effect at all: exactly zero in every world.
fn is_nothing(point: &Point) -> bool {
    FEWEST_FOR_INTERVAL <= point.effects.len() && point.effects.iter().all(|effect| *effect == Some(0.0))
}

fn mirror(point: &Point) -> Point {
    let effects = point.effects.iter().map(|effect| effect.map(|effect| -effect)).collect();
    Point { effects, ..point.clone() }
}

fn mirrored_description(d: Description) -> Description {
    let negative = |value: Option<f64>| value.map(|value| -value);
    Description {
        mean: negative(d.mean),
        interval: d.interval.map(|(low, high)| (-high, -low)),
        q05: negative(d.q95),
        median: negative(d.median),
        q95: negative(d.q05),
        ..d
    }
}

/// World by world, the first minus the second.
fn difference(a: &[Option<f64>], b: &[Option<f64>]) -> Vec<Option<f64>> {
    a.iter().zip(b).map(|(a, b)| Some((*a)? - (*b)?)).collect()
}

/// Half the width of the interval of the mean when it is one of `looks` that are looked at.
fn half_width(d: &Description, looks: usize) -> Option<f64> {
    let sd = d.sd.filter(|_| FEWEST_FOR_INTERVAL <= d.count)?;
    let quantile = student_t_quantile(1.0 - 0.5 * ERROR / looks as f64, (d.count - 1) as f64);
    Some(quantile * sd / (d.count as f64).sqrt())
}

fn side(effects: &[Option<f64>], threshold: f64, looks: usize) -> Side {
    let d = describe(effects.iter().copied());
    match (d.mean, half_width(&d, looks)) {
        (Some(mean), Some(half)) if threshold < mean - half => Side::Above,
        (Some(mean), Some(half)) if mean + half <= threshold => Side::Not,
        _ => Side::Unclear,
    }
}

/// How many further worlds would show on which side of the threshold the mean lies, if it lies where it seems to. None
/// where the effect cannot be measured, or lies on the threshold.
fn further_worlds(effects: &[Option<f64>], threshold: f64, looks: usize) -> Option<usize> {
    let d = describe(effects.iter().copied());
    if effects.len() < FEWEST_FOR_INTERVAL {
        return Some(FEWEST_FOR_INTERVAL - effects.len());
    }
    let distance = (d.mean? - threshold).abs();
    let ratio = half_width(&d, looks)? / distance;
    let needed = (d.count as f64 * ratio * ratio).ceil();
    needed.is_finite().then(|| (needed.min(2.0 * MOST_WORLDS as f64) as usize).saturating_sub(d.count).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A point whose effects have this mean and an interval of about ± 1.
    fn around(x: f64, mean: f64) -> Point {
        let effects = [-1.0, -0.5, 0.0, 0.5, 1.0].map(|off| Some(mean + off)).to_vec();
        Point { x, label: x.to_string(), effects }
    }

    fn curve(means: &[f64]) -> Vec<Point> {
        means.iter().enumerate().map(|(index, mean)| around(index as f64, *mean)).collect()
    }

    fn verdict(rule: Rule, means: &[f64]) -> Verdict {
        judge(rule, &curve(means)).verdict
    }

    #[test]
    fn a_side_is_taken_only_beyond_chance() {
        assert_eq!(verdict(Rule::Above(0.0), &[5.0]), Verdict::Supported);
        assert_eq!(verdict(Rule::Above(0.0), &[-5.0]), Verdict::Refuted);
        assert_eq!(verdict(Rule::Above(0.0), &[0.5]), Verdict::Undecided);
        assert_eq!(verdict(Rule::Above(4.0), &[5.5]), Verdict::Supported);
        assert_eq!(verdict(Rule::Above(0.0), &[5.0, -5.0]), Verdict::Depends);
        assert_eq!(verdict(Rule::Above(0.0), &[5.0, 0.5]), Verdict::Undecided);
        assert_eq!(verdict(Rule::Below(0.0), &[-5.0]), Verdict::Supported);
        assert_eq!(verdict(Rule::Below(0.0), &[5.0]), Verdict::Refuted);
        let below = judge(Rule::Below(0.0), &curve(&[-5.0, -3.0]));
        assert_eq!((below.effect.mean, below.at), (Some(-3.0), (1, None)));
    }

    #[test]
    fn no_effect_at_all_is_no_support() {
        let nothing = Point { effects: vec![Some(0.0); 6], ..around(0.0, 0.0) };
        for rule in [Rule::Above(0.0), Rule::Below(0.0), Rule::Somewhere(0.0), Rule::Rises, Rule::Turns] {
            assert_eq!(
                judge(rule, &[nothing.clone(), nothing.clone()]).verdict,
                Verdict::Refuted,
                "{rule:?}"
            );
        }
        let unknown = Point { effects: vec![None; 6], ..nothing };
        let judged = judge(Rule::Above(0.0), &[unknown]);
        assert_eq!((judged.verdict, judged.more), (Verdict::Undecided, None));
    }

    #[test]
    fn who_looks_in_several_places_must_see_more_clearly() {
        assert_eq!(verdict(Rule::Somewhere(0.0), &[1.2]), Verdict::Supported);
        assert_eq!(verdict(Rule::Somewhere(0.0), &[-9.0, -9.0, 1.2, -9.0]), Verdict::Undecided);
        assert_eq!(verdict(Rule::Somewhere(0.0), &[-9.0, -9.0, 3.0, -9.0]), Verdict::Supported);
        assert_eq!(verdict(Rule::Somewhere(0.0), &[-9.0, -9.0]), Verdict::Refuted);
    }

    #[test]
    fn a_rise_is_taken_world_by_world_and_may_turn_back() {
        // Worlds differ by much more than the rise, and by the same at both ends.
        let wide = |shift: f64| Point {
            effects: (0..6).map(|w| Some(100.0 * f64::from(w) + shift + 0.1 * f64::from(w))).collect(),
            ..around(shift, 0.0)
        };
        assert_eq!(judge(Rule::Rises, &[wide(0.0), wide(2.0)]).verdict, Verdict::Supported);
        assert_eq!(judge(Rule::Falls, &[wide(0.0), wide(2.0)]).verdict, Verdict::Refuted);
        let back = judge(Rule::Rises, &curve(&[0.0, 9.0, 3.0]));
        assert_eq!((back.verdict, back.at), (Verdict::Depends, (0, Some(1))));
        assert_eq!(verdict(Rule::Rises, &[0.0, 3.0, 9.0]), Verdict::Supported);
        assert_eq!(verdict(Rule::Falls, &[9.0, 3.0, 0.0]), Verdict::Supported);
        assert_eq!(verdict(Rule::Holds, &[3.0, 9.0, 3.0]), Verdict::Supported);
        assert_eq!(verdict(Rule::Holds, &[3.0, 2.0]), Verdict::Refuted);
        // A little less at the end is no turn.
        assert_eq!(verdict(Rule::Rises, &[0.0, 9.2, 9.0]), Verdict::Supported);
    }

    #[test]
    fn signs_turn_or_are_kept() {
        assert_eq!(verdict(Rule::Turns, &[-5.0, 0.0, 5.0]), Verdict::Supported);
        assert_eq!(verdict(Rule::Turns, &[5.0, 6.0]), Verdict::Refuted);
        assert_eq!(verdict(Rule::Turns, &[5.0, 0.1]), Verdict::Undecided);
        assert_eq!(verdict(Rule::Keeps, &[-5.0, -6.0, -4.0]), Verdict::Supported);
        assert_eq!(verdict(Rule::Keeps, &[-5.0, -6.0, 4.0]), Verdict::Depends);
        assert_eq!(verdict(Rule::Keeps, &[-5.0, -6.0, 0.4]), Verdict::Undecided);
        assert_eq!(verdict(Rule::Keeps, &[0.4, 9.0]), Verdict::Undecided);
        assert_eq!(judge(Rule::Keeps, &curve(&[-5.0, -6.0, 4.0])).effect.mean, Some(4.0));
    }

    #[test]
    fn the_turn_is_where_the_means_cross() {
        let all = turns(&curve(&[-4.0, -2.0, 2.0, 6.0]), 0.0);
        assert_eq!(all.len(), 1);
        let turn = all[0];
        assert_eq!((turn.between, turn.x), ((1, 2), 1.5));
        // The ends of the intervals lie 0.98 above and below: they cross a quarter of the way earlier and later.
        assert!((turn.range.0 - 1.255).abs() < 0.01 && (turn.range.1 - 1.745).abs() < 0.01, "{turn:?}");
        assert!(turns(&curve(&[-4.0, 0.3]), 0.0).is_empty());
        assert_eq!(turns(&curve(&[4.0, 0.1, -4.0, 4.0]), 0.0).len(), 2);
        assert_eq!(turns(&curve(&[4.0, 8.0]), 6.0)[0].x, 0.5);
    }

    #[test]
    fn further_worlds_are_as_many_as_halve_the_interval_enough() {
        // Mean 0.5 and half width 0.98 on 5 worlds: (0.98 / 0.5)² x 5 = 19.3 worlds in all.
        assert_eq!(judge(Rule::Above(0.0), &curve(&[0.5])).more, Some(15));
        let few = Point { effects: vec![Some(1.0); 3], ..around(0.0, 0.0) };
        let judged = judge(Rule::Above(0.0), &[few]);
        assert_eq!((judged.verdict, judged.more), (Verdict::Undecided, Some(2)));
        assert_eq!(judge(Rule::Above(0.0), &curve(&[5.0])).more, None);
    }

    #[test]
    fn cases_that_disagree_make_it_depend() {
        use Verdict::{Depends, Refuted, Supported, Undecided};
        assert_eq!(Verdict::of_all([Supported, Undecided, Refuted]), Refuted);
        assert_eq!(Verdict::of_all([Supported, Undecided]), Undecided);
        assert_eq!(Verdict::of_cases(&[Supported, Refuted]), Depends);
        assert_eq!(Verdict::of_cases(&[Supported, Supported]), Supported);
        assert_eq!(Verdict::of_cases(&[Refuted, Undecided]), Undecided);
        assert_eq!(Verdict::of_cases(&[Refuted, Refuted]), Refuted);
    }
}
