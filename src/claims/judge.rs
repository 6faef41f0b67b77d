//! From effects to a verdict. Nothing here knows where the effects come from: one function, [`judge`], for all.

use super::Verdict;
use super::side::{Side, further_worlds, side};
use crate::stats::describe::{Description, FEWEST_FOR_INTERVAL, describe};

/// A rise turns into a fall when the fall undoes more than this share of it; less is no turn worth telling of.
const MATERIAL: f64 = 0.1;

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
    SomewhereAbove(f64),
    /// At one point at least they lie below this.
    SomewhereBelow(f64),
    /// They are higher at the last point than at the first, by more than this.
    Rises(f64),
    /// They are lower at the last point than at the first.
    Falls,
    /// They do not lie below zero before the last point, which refutes it, nor at the last, which leaves it open.
    Stays,
    /// They lie above zero at one point and below it at another.
    Turns,
    /// They have at every point the sign that they have at the first.
    Keeps,
}

impl Rule {
    /// The value from which the rule tells the two sides apart.
    pub fn threshold(self) -> f64 {
        match self {
            Rule::Above(least)
            | Rule::Below(least)
            | Rule::SomewhereAbove(least)
            | Rule::SomewhereBelow(least) => least,
            Rule::Rises(_) | Rule::Falls | Rule::Stays | Rule::Turns | Rule::Keeps => 0.0,
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
    /// How many further worlds would decide it, where it is undecided and can be decided;
    /// beyond some number they are not counted.
    pub more: Option<usize>,
    /// Why it is undecided, where further worlds would not decide it.
    pub reason: Option<String>,
}

impl Finding {
    /// The same left undecided, for a reason that no number of worlds removes.
    pub fn left_open(self, reason: String) -> Finding {
        Finding { verdict: Verdict::Undecided, more: None, reason: Some(reason), ..self }
    }
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
        Rule::SomewhereAbove(least) => above_somewhere(points, least),
        Rule::SomewhereBelow(least) => flipped(above_somewhere(&mirrored(), -least)),
        Rule::Rises(least) => rises(points, least),
        Rule::Falls => flipped(rises(&mirrored(), 0.0)),
        Rule::Stays => stays(points),
        Rule::Turns => turns_sides(points),
        Rule::Keeps => keeps(points),
    }
}

fn above_everywhere(points: &[Point], least: f64) -> Finding {
    let sides = |looks: usize| -> Vec<Side> {
        points.iter().map(|point| side(&point.effects, least, looks)).collect()
    };
    // All of several must be seen, which luck makes harder; who finds one on each side has looked at all of them.
    let (each, any) = (sides(1), sides(points.len()));
    let are_all = |wanted: Side| each.iter().all(|side| *side == wanted);
    let verdict = if are_all(Side::Above) {
        Verdict::Supported
    } else if are_all(Side::Not) {
        Verdict::Refuted
    } else if any.contains(&Side::Above) && any.contains(&Side::Not) {
        Verdict::Depends
    } else {
        Verdict::Undecided
    };
    // The point that is nearest to failing, or fails most.
    let at = extreme(points, -1.0);
    let open = points.iter().zip(&any).filter(|(_, side)| **side == Side::Unclear);
    let more = open.map(|(point, _)| further_worlds(&point.effects, least, points.len())).max().flatten();
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

fn rises(points: &[Point], least: f64) -> Finding {
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
        is_between && side(&rise, least, looks) == Side::Above && side(&lost, 0.0, looks) == Side::Above;
    let verdict = match side(&whole, least, 1) {
        Side::Not => Verdict::Refuted,
        _ if turns_back => Verdict::Depends,
        Side::Above => Verdict::Supported,
        Side::Unclear => Verdict::Undecided,
    };
    let more = further_worlds(&whole, least, 1).filter(|_| verdict == Verdict::Undecided);
    let is_turn = verdict == Verdict::Depends;
    let at = if is_turn { (0, Some(peak)) } else { (0, Some(last)) };
    let effect = if is_turn { describe(change(0, peak)) } else { effect };
    Finding { verdict, effect, at, more, reason: None }
}

fn stays(points: &[Point]) -> Finding {
    let (looks, last) = (points.len(), points.len() - 1);
    let falls = points.iter().position(|point| is_below(point, looks));
    let open: Vec<&Point> =
        points.iter().filter(|point| side(&point.effects, 0.0, 1) != Side::Above).collect();
    let verdict = match falls {
        Some(place) if place < last => Verdict::Refuted,
        None if open.is_empty() => Verdict::Supported,
        _ => Verdict::Undecided,
    };
    let more = open.iter().map(|point| further_worlds(&point.effects, 0.0, looks)).max().flatten();
    let judged = finding(verdict, points, falls.unwrap_or(extreme(points, -1.0)), more);
    match falls {
        Some(place) if place == last => judged.left_open("both turn in the same place".to_owned()),
        _ => judged,
    }
}

fn turns_sides(points: &[Point]) -> Finding {
    let looks = points.len();
    let is_above = |point: &Point| side(&point.effects, 0.0, looks) == Side::Above;
    let (above, below) = (points.iter().any(is_above), points.iter().any(|point| is_below(point, looks)));
    let unclear =
        points.iter().any(|point| !is_above(point) && !is_below(point, looks) && !is_nothing(&point.effects));
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
    let first = &points[0];
    if side(&first.effects, 0.0, 1) == Side::Above {
        above_everywhere(points, 0.0)
    } else if is_below(first, 1) {
        judge(Rule::Below(0.0), points)
    } else {
        finding(Verdict::Undecided, points, 0, further_worlds(&first.effects, 0.0, 1))
    }
}

fn finding(verdict: Verdict, points: &[Point], at: usize, more: Option<usize>) -> Finding {
    Finding {
        verdict,
        effect: describe(points[at].effects.iter().copied()),
        at: (at, None),
        more: more.filter(|_| verdict == Verdict::Undecided),
        reason: None,
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
fn is_nothing(effects: &[Option<f64>]) -> bool {
    FEWEST_FOR_INTERVAL <= effects.len() && effects.iter().all(|effect| *effect == Some(0.0))
}

/// Whether the effects lie below zero at this point, which is one of `looks` that are looked at.
pub(super) fn is_below(point: &Point, looks: usize) -> bool {
    side(&mirror(point).effects, 0.0, looks) == Side::Above
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

#[cfg(test)]
/// A point whose effects have this mean and an interval of about ± 1.
fn around(x: f64, mean: f64) -> Point {
    let effects = [-1.0, -0.5, 0.0, 0.5, 1.0].map(|off| Some(mean + off)).to_vec();
    Point { x, label: x.to_string(), effects }
}

#[cfg(test)]
pub(super) fn curve(means: &[f64]) -> Vec<Point> {
    means.iter().enumerate().map(|(index, mean)| around(index as f64, *mean)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        for rule in
            [Rule::Above(0.0), Rule::Below(0.0), Rule::SomewhereAbove(0.0), Rule::Rises(0.0), Rule::Turns]
        {
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
        assert_eq!(verdict(Rule::SomewhereAbove(0.0), &[1.2]), Verdict::Supported);
        assert_eq!(verdict(Rule::SomewhereAbove(0.0), &[-9.0, -9.0, 1.2, -9.0]), Verdict::Undecided);
        assert_eq!(verdict(Rule::SomewhereAbove(0.0), &[-9.0, -9.0, 3.0, -9.0]), Verdict::Supported);
        assert_eq!(verdict(Rule::SomewhereAbove(0.0), &[-9.0, -9.0]), Verdict::Refuted);
        let below = judge(Rule::SomewhereBelow(0.0), &curve(&[9.0, -3.0, 9.0]));
        assert_eq!((below.verdict, below.effect.mean, below.at), (Verdict::Supported, Some(-3.0), (1, None)));
        assert_eq!(verdict(Rule::SomewhereBelow(0.0), &[9.0, -1.1, 9.0]), Verdict::Undecided);
        // One place of four is clear enough only when it was the only place to look; all four must be clear together.
        assert_eq!(verdict(Rule::Above(0.0), &[9.0, 9.0, 9.0, -1.1]), Verdict::Undecided);
        assert_eq!(verdict(Rule::Above(0.0), &[9.0, 9.0, 9.0, 1.1]), Verdict::Supported);
        assert_eq!(verdict(Rule::Keeps, &[9.0, 9.0, 9.0, -1.1]), Verdict::Undecided);
    }

    #[test]
    fn a_rise_is_taken_world_by_world_and_may_turn_back() {
        // Worlds differ by much more than the rise, and by the same at both ends.
        let wide = |shift: f64| Point {
            effects: (0..6).map(|w| Some(100.0 * f64::from(w) + shift + 0.1 * f64::from(w))).collect(),
            ..around(shift, 0.0)
        };
        assert_eq!(judge(Rule::Rises(0.0), &[wide(0.0), wide(2.0)]).verdict, Verdict::Supported);
        assert_eq!(judge(Rule::Falls, &[wide(0.0), wide(2.0)]).verdict, Verdict::Refuted);
        let back = judge(Rule::Rises(0.0), &curve(&[0.0, 9.0, 3.0]));
        assert_eq!((back.verdict, back.at), (Verdict::Depends, (0, Some(1))));
        assert_eq!(verdict(Rule::Rises(0.0), &[0.0, 3.0, 9.0]), Verdict::Supported);
        // A rise that is certain, but smaller than what is asked.
        assert_eq!(judge(Rule::Rises(1.0), &[wide(0.0), wide(0.5)]).verdict, Verdict::Refuted);
        assert_eq!(verdict(Rule::Falls, &[9.0, 3.0, 0.0]), Verdict::Supported);
        // What is no rise in the end is none, whatever lies between.
        let lower = judge(Rule::Rises(0.0), &curve(&[0.0, 9.0, -3.0]));
        assert_eq!((lower.verdict, lower.at), (Verdict::Refuted, (0, Some(2))));
        // A little less at the end is no turn.
        assert_eq!(verdict(Rule::Rises(0.0), &[0.0, 9.2, 9.0]), Verdict::Supported);
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
    fn further_worlds_are_as_many_as_halve_the_interval_enough() {
        // Mean 0.5 and half width 0.98 on 5 worlds: (0.98 / 0.5)² x 5 = 19.3 worlds in all.
        assert_eq!(judge(Rule::Above(0.0), &curve(&[0.5])).more, Some(15));
        let few = Point { effects: vec![Some(1.0); 3], ..around(0.0, 0.0) };
        let judged = judge(Rule::Above(0.0), &[few]);
        assert_eq!((judged.verdict, judged.more), (Verdict::Undecided, Some(2)));
        assert_eq!(judge(Rule::Above(0.0), &curve(&[5.0])).more, None);
    }
}
