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
    /// Points at which two different alternatives are ahead beyond chance.
    pub contradictions: usize,
    /// Pairs of neighbours of the full grid between which the lead changes.
    pub borders: usize,
    /// Those of them that lie neither in the band nor on the border of the search.
    pub missed: usize,
    /// Points at which one of the two is settled and the other is not.
    pub otherwise_settled: usize,
}

pub fn agreement(search: &Field, full: &Field) -> Agreement {
    let mut found = Agreement { contradictions: 0, borders: 0, missed: 0, otherwise_settled: 0 };
    for x in 0..full.columns {
        for y in 0..full.rows {
            match (search.settled((x, y)), full.settled((x, y))) {
                (Some(a), Some(b)) if a != b => found.contradictions += 1,
                (Some(_), None) | (None, Some(_)) => found.otherwise_settled += 1,
                _ => {}
            }
            for neighbour in [(x + 1, y), (x, y + 1)] {
                let is_there = neighbour.0 < full.columns && neighbour.1 < full.rows;
                if !is_there || full.ahead((x, y)) == full.ahead(neighbour) {
                    continue;
                }
                found.borders += 1;
                let in_band = [(x, y), neighbour].iter().any(|&point| search.settled(point).is_none());
                if !in_band && search.ahead((x, y)) == search.ahead(neighbour) {
                    found.missed += 1;
                }
            }
        }
    }
    found
}

#[test]
fn the_border_is_that_of_a_full_grid_for_a_quarter_of_the_runs() {
    let plan = Plan::new(41, 41, 32);
    assert_eq!(plan.looks, [8, 16, 32]);
    let (adaptive, full) = (explored(&plan), phases::explore_in_full(&plan, &mut sample).unwrap());
    assert_eq!(full.runs(), plan.full());
    assert!(4 * adaptive.runs() < full.runs(), "{} of {} runs", adaptive.runs(), full.runs());
    let comparison = agreement(&adaptive.field(0), &full.field(0));
    assert_eq!(comparison.contradictions, 0, "{comparison:?}");
    assert!(60 < comparison.borders, "{comparison:?}");
    assert_eq!(comparison.missed, 0, "{comparison:?}");
    // Nothing to find in the second measure, and nothing found.
    assert_eq!(adaptive.field(1).shares(), [1.0, 0.0, 0.0]);
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
            match field.settled((x, y)) {
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
    let open = phases.seen.values().filter(|seen| seen.standings[0].settled().is_none());
    assert!(open.clone().count() > 20);
    assert!(open.into_iter().all(|seen| seen.repetitions == 32));
    // A lattice of other proportions, and one of single cells.
    for (columns, rows) in [(8, 41), (3, 2), (2, 2), (12, 7)] {
        let field = explored(&Plan::new(columns, rows, 6)).field(1);
        assert_eq!(field.shares(), [1.0, 0.0, 0.0], "{columns} x {rows}");
    }
}
