//! Two alternatives in the same worlds.

use super::describe::{Description, describe};
use std::collections::BTreeMap;

/// Values of one alternative: the number of the repetition, and its value there.
pub type Units = [(i64, Option<f64>)];

/// The differences `a` − `b` in the repetitions in which both have a value. Repetitions share their chance,
/// so these differences are much surer than those of the means.
pub fn difference(a: &Units, b: &Units) -> Description {
    let other: BTreeMap<i64, Option<f64>> = b.iter().copied().collect();
    describe(a.iter().map(|(unit, value)| {
        let other = other.get(unit).copied().flatten()?;
        value.map(|value| value - other)
    }))
}

/// What the 95 % interval of a difference says of its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The whole interval lies above zero.
    Higher,
    /// The whole interval lies below zero.
    Lower,
    /// The interval holds zero.
    Unclear,
    /// There are too few repetitions for an interval.
    Unknown,
}

/// The sign of a difference, as far as its 95 % interval shows it.
pub fn sign(difference: &Description) -> Sign {
    match difference.interval {
        None => Sign::Unknown,
        Some((low, _)) if 0.0 < low => Sign::Higher,
        Some((_, high)) if high < 0.0 => Sign::Lower,
        Some(_) => Sign::Unclear,
    }
}

/// In how many repetitions each alternative has the highest value, and in how many there was one to be had.
/// A repetition in which several are equally high counts for each of them.
pub fn wins(alternatives: &[Vec<(i64, Option<f64>)>]) -> (Vec<usize>, usize) {
    let mut best: BTreeMap<i64, f64> = BTreeMap::new();
    for (unit, value) in alternatives.iter().flatten() {
        if let Some(value) = value {
            let entry = best.entry(*unit).or_insert(*value);
            *entry = entry.max(*value);
        }
    }
    let count = |units: &Vec<(i64, Option<f64>)>| {
        units.iter().filter(|(unit, value)| value.is_some() && *value == best.get(unit).copied()).count()
    };
    (alternatives.iter().map(count).collect(), best.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_taken_world_by_world() {
        // The means overlap widely; world by world `a` is always ahead by about 1.
        let a = [(0, Some(1.0)), (1, Some(11.1)), (2, Some(20.9)), (3, None)];
        let b = [(2, Some(20.0)), (1, Some(10.0)), (0, Some(0.0)), (3, Some(9.0))];
        let d = difference(&a, &b);
        assert_eq!(d.count, 3);
        assert!((d.mean.unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(sign(&d), Sign::Higher);
        assert_eq!(sign(&difference(&b, &a)), Sign::Lower);
        assert_eq!(sign(&difference(&a[..1], &b)), Sign::Unknown);
        let c = [(0, Some(2.0)), (1, Some(10.0)), (2, Some(21.5))];
        assert_eq!(sign(&difference(&a, &c)), Sign::Unclear);
    }

    #[test]
    fn wins_count_the_highest_of_each_world() {
        let worlds = |values: [Option<f64>; 3]| (0..).zip(values).collect::<Vec<_>>();
        let (wins, of) = wins(&[
            worlds([Some(1.0), Some(5.0), None]),
            worlds([Some(2.0), Some(5.0), None]),
            worlds([None, Some(-1.0), None]),
        ]);
        assert_eq!((wins, of), (vec![1, 2, 0], 2));
    }
}
