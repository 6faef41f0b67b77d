//! Two alternatives in the same repetitions.

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
    match difference.supported_interval() {
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
    fn differences_are_taken_repetition_by_repetition() {
        // The means overlap widely; repetition by repetition `a` is always ahead by about 1.
        let row = |values: [f64; 5]| (0..).zip(values.map(Some)).collect::<Vec<_>>();
        let mut a = row([1.0, 11.1, 20.9, 31.0, 41.0]);
        let mut b = row([0.0, 10.0, 20.0, 30.0, 40.0]);
        a.push((5, None));
        b.insert(0, (5, Some(9.0)));
        let d = difference(&a, &b);
        assert_eq!(d.count, 5);
        assert!((d.mean.unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(sign(&d), Sign::Higher);
        assert_eq!(sign(&difference(&b, &a)), Sign::Lower);
        assert_eq!(sign(&difference(&a[..4], &b)), Sign::Unknown);
        let c = row([2.0, 10.0, 21.5, 30.0, 42.0]);
        assert_eq!(sign(&difference(&a, &c)), Sign::Unclear);
    }

    #[test]
    fn wins_count_the_highest_of_each_repetition() {
        let units = |values: [Option<f64>; 3]| (0..).zip(values).collect::<Vec<_>>();
        let (wins, of) = wins(&[
            units([Some(1.0), Some(5.0), None]),
            units([Some(2.0), Some(5.0), None]),
            units([None, Some(-1.0), None]),
        ]);
        assert_eq!((wins, of), (vec![1, 2, 0], 2));
    }
}
