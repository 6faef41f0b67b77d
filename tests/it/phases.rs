//! Where the lead changes over two parameters: the adaptive search on a plane whose border is known.

use sellsense::stats::phases::{self, Field, Phases, Plan, Point, Values};
use std::convert::Infallible;

/// A number in −1..1 that depends on nothing but the repetition and the alternative.
fn luck(repetition: u32, alternative: u32) -> f64 {
    let mixed = (repetition * 7 + alternative + 1).wrapping_mul(2_654_435_761);
    f64::from(mixed ^ (mixed >> 15)) / f64::from(u32::MAX) * 2.0 - 1.0
}

/// A plane of 41 x 41 points with two measures. In the first, three alternatives meet at a point: the second leads
/// inside a circle, the third to the right of a slanted line elsewhere. In the second, the first leads everywhere.
fn plane(point: Point, repetitions: std::ops::Range<u32>) -> Values {
    let (x, y) = (point.0 as f64 / 40.0, point.1 as f64 / 40.0);
    let circle = 0.35 - ((x - 0.3) * (x - 0.3) + (y - 0.4) * (y - 0.4)).sqrt();
    let line = x + 0.4 * y - 0.85;
    let values = |strengths: [f64; 3]| {
        (0..3)
            .map(|who| {
                let value = |repetition| Some(strengths[who as usize] + 0.05 * luck(repetition, who));
                repetitions.clone().map(value).collect()
            })
            .collect()
    };
    vec![values([0.0, 2.0 * circle, line]), values([2.0, 1.0, 0.0])]
}

fn sample(points: &[Point], repetitions: std::ops::Range<u32>) -> Result<Vec<Values>, Infallible> {
    Ok(points.iter().map(|&point| plane(point, repetitions.clone())).collect())
}

fn explored(plan: &Plan) -> Phases {
    let Ok(phases) = phases::explore(plan, &mut sample);
    phases
}

/// How the map of a search agrees with that of a full grid.
#[derive(Debug)]
pub struct Agreement {
    /// Points of the lattice.
    pub points: usize,
    /// Points at which an alternative is ahead beyond chance, in the search and in the full grid.
    pub decided: (usize, usize),
    /// Points at which both say so of the same one.
    pub alike: usize,
    /// Points at which they say so of different ones.
    pub contradictions: usize,
    /// Pairs of neighbours of the full grid between which the lead changes.
    pub borders: usize,
    /// Those of them that lie neither in the band nor on the border of the search.
    pub missed: usize,
}

pub fn agreement(search: &Field, full: &Field) -> Agreement {
    let points = full.columns * full.rows;
    let mut found = Agreement { points, decided: (0, 0), alike: 0, contradictions: 0, borders: 0, missed: 0 };
    for x in 0..full.columns {
        for y in 0..full.rows {
            let decided = (search.decided((x, y)), full.decided((x, y)));
            found.decided.0 += usize::from(decided.0.is_some());
            found.decided.1 += usize::from(decided.1.is_some());
            if let (Some(a), Some(b)) = decided {
                found.alike += usize::from(a == b);
                found.contradictions += usize::from(a != b);
            }
            for neighbour in [(x + 1, y), (x, y + 1)] {
                let is_there = neighbour.0 < full.columns && neighbour.1 < full.rows;
                if !is_there || full.ahead((x, y)) == full.ahead(neighbour) {
                    continue;
                }
                found.borders += 1;
                let in_band = [(x, y), neighbour].iter().any(|&point| search.decided(point).is_none());
                if !in_band && search.ahead((x, y)) == search.ahead(neighbour) {
                    found.missed += 1;
                }
            }
        }
    }
    found
}

impl Agreement {
    /// Why the search may not stand for the full grid; nothing when it may. A search looks several times, so its
    /// intervals, and with them its band, are about a quarter wider than those of a grid that looks once.
    pub fn faults(&self) -> Vec<&'static str> {
        let open = |decided: usize| (self.points - decided) as f64 / self.points as f64;
        let (search, full) = (open(self.decided.0), open(self.decided.1));
        [
            (0 < self.contradictions, "another one is ahead"),
            (0 < self.missed, "a border lies outside the band"),
            (10 * self.alike < 8 * self.decided.1, "less than 80 % of what is decided was found"),
            (10 * self.alike < 9 * self.decided.0, "more than 10 % of what it calls decided is not"),
            (1.25 * full + 0.05 < search, "it leaves more open than its wider intervals explain"),
            (search + 0.05 < full, "it leaves less open"),
        ]
        .into_iter()
        .filter_map(|(is_wrong, what)| is_wrong.then_some(what))
        .collect()
    }
}

#[test]
fn the_border_is_that_of_a_full_grid_for_a_quarter_of_the_runs() {
    let plan = Plan::new(41, 41, 32);
    assert_eq!(plan.looks, [8, 16, 32]);
    let (adaptive, full) = (explored(&plan), phases::explore_in_full(&plan, &mut sample).unwrap());
    assert_eq!(full.runs(), plan.full());
    assert!(4 * adaptive.runs() < full.runs(), "{} of {} runs", adaptive.runs(), full.runs());
    let comparison = agreement(&adaptive.field(0), &full.field(0));
    assert_eq!(comparison.faults(), [""; 0], "{comparison:?}");
    assert!(60 < comparison.borders, "{comparison:?}");
    // Nothing to find in the second measure, and nothing found.
    assert_eq!(adaptive.field(1).shares(), [1.0, 0.0, 0.0]);
}

/// A map of the plane `columns` further to the right: its border is shifted.
pub fn shifted(field: &Field, columns: usize) -> impl Fn(Point) -> Point {
    let last = field.columns - 1;
    move |(x, y)| ((x + columns).min(last), y)
}

#[test]
fn a_map_without_content_and_one_with_a_shifted_border_do_not_agree() {
    let plan = Plan::new(41, 41, 32);
    let full = phases::explore_in_full(&plan, &mut sample).unwrap().field(0);
    let unknown = |points: &[Point], repetitions: std::ops::Range<u32>| -> Result<Vec<Values>, Infallible> {
        Ok(points.iter().map(|_| vec![vec![vec![None; repetitions.len()]; 3]; 2]).collect())
    };
    let grey = phases::explore(&plan, &mut { unknown }).unwrap().field(0);
    let found = agreement(&grey, &full);
    assert_eq!(found.decided.0, 0);
    let faults = [
        "less than 80 % of what is decided was found",
        "it leaves more open than its wider intervals explain",
    ];
    assert_eq!(found.faults(), faults, "{found:?}");
    let shift = shifted(&full, 2);
    let mut moved = |points: &[Point], repetitions: std::ops::Range<u32>| {
        sample(&points.iter().map(|&point| shift(point)).collect::<Vec<_>>(), repetitions)
    };
    let found = agreement(&phases::explore(&plan, &mut moved).unwrap().field(0), &full);
    assert!(found.faults().contains(&"another one is ahead"), "{found:?}");
}

#[test]
fn the_band_is_narrow_and_lies_where_the_lead_changes() {
    let field = explored(&Plan::new(41, 41, 32)).field(0);
    for x in 0..41 {
        for y in 0..41 {
            let strengths: Vec<f64> = plane((x, y), 0..1)[0]
                .iter()
                .enumerate()
                .map(|(who, value)| value[0].unwrap() - 0.05 * luck(0, who as u32))
                .collect();
            let best = (0..3).max_by(|&a, &b| strengths[a].total_cmp(&strengths[b])).unwrap();
            let others = (0..3).filter(|&who| who != best).map(|who| strengths[who]);
            let lead = strengths[best] - others.fold(f64::NEG_INFINITY, f64::max);
            match field.decided((x, y)) {
                Some(who) => assert!(who == best || lead < 0.02, "({x}, {y}): {who} for {best}"),
                None => assert!(lead < 0.1, "({x}, {y}) is open with a lead of {lead}"),
            }
        }
    }
}

#[test]
fn looks_are_made_only_where_they_are_needed() {
    let phases = explored(&Plan::new(41, 41, 32));
    // Deep inside a phase a point has the fewest repetitions; most points there are not looked at.
    assert_eq!(phases.seen[&(0, 40)].repetitions, 8);
    assert!(phases.seen.len() < 600, "{} points", phases.seen.len());
    let open = phases.seen.values().filter(|seen| seen.standings[0].decided().is_none());
    assert!(open.clone().count() > 20);
    assert!(open.into_iter().all(|seen| seen.repetitions == 32));
    // A lattice of other proportions, and one of single cells.
    for (columns, rows) in [(8, 41), (3, 2), (2, 2), (12, 7)] {
        let field = explored(&Plan::new(columns, rows, 6)).field(1);
        assert_eq!(field.shares(), [1.0, 0.0, 0.0], "{columns} x {rows}");
    }
}
