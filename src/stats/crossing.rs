//! When a difference that varies over time changes its sign.

use super::describe::describe;
use super::paired::{Sign, sign};

/// Times in a stretch over which the difference is averaged: a year of months.
const STRETCH: usize = 12;

/// A change of sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// When, about: where the line through the means of the stretches crosses zero.
    pub time: f64,
    /// The sign from then on.
    pub to: Sign,
}

/// For how many times at the beginning there is no difference at all: it is zero, or has no value, in every repetition.
pub fn alike(difference: &[Vec<Option<f64>>]) -> usize {
    let is_nothing =
        |values: &Vec<Option<f64>>| values.iter().all(|value| value.is_none_or(|value| value == 0.0));
    difference.iter().take_while(|values| is_nothing(values)).count()
}

/// The changes of sign of a difference, given for every time as one value per repetition. The times are averaged in
/// stretches of twelve (a shorter rest is left out); the sign of a stretch is that of its 95 % interval, and one
/// without a clear sign changes nothing. Also returns the first clear sign.
pub fn crossings(difference: &[Vec<Option<f64>>]) -> (Option<Sign>, Vec<Crossing>) {
    let mut clear: Option<Sign> = None;
    let (mut first, mut crossings) = (None, Vec::new());
    // Middle and height of the last stretch on the side of the last clear sign: from there the line crosses zero.
    let mut before = (0.0, 0.0);
    for (index, stretch) in difference.chunks_exact(STRETCH).enumerate() {
        let repetitions = stretch.iter().map(Vec::len).min().unwrap_or(0);
        let mean = |repetition: usize| describe(stretch.iter().map(|values| values[repetition])).mean;
        let d = describe((0..repetitions).map(mean));
        let Some(height) = d.mean else { continue };
        let time = (index * STRETCH) as f64 + STRETCH as f64 / 2.0;
        let now = Some(sign(&d)).filter(|sign| matches!(sign, Sign::Higher | Sign::Lower));
        if let (Some(last), Some(to)) = (clear, now)
            && last != to
        {
            let (from, start) = before;
            crossings.push(Crossing { time: from + (time - from) * start / (start - height), to });
        }
        clear = now.or(clear);
        first = first.or(now);
        if clear.is_some_and(|sign| (sign == Sign::Higher) == (0.0 < height)) {
            before = (time, height);
        }
    }
    (first, crossings)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Differences with these means in three-year-long runs, and a spread of 1 over eight repetitions.
    fn with_means(mean: impl Fn(usize) -> f64) -> Vec<Vec<Option<f64>>> {
        (0..60).map(|t| (0..8).map(|r| Some(mean(t) + [-1.0, 1.0][r % 2])).collect()).collect()
    }

    #[test]
    fn a_crossing_lies_where_the_mean_changes_its_sign() {
        let (first, crossings) = crossings(&with_means(|t| 30.0 - t as f64));
        assert_eq!((first, crossings.len()), (Some(Sign::Higher), 1));
        assert!(crossings[0].to == Sign::Lower && (crossings[0].time - 30.5).abs() < 1.0, "{crossings:?}");
    }

    #[test]
    fn what_does_not_differ_at_first_is_alike() {
        assert_eq!(alike(&with_means(|_| 1.0)), 0);
        let later = |start: usize| {
            let mut difference = with_means(|_| 1.0);
            difference[..start].iter_mut().flatten().for_each(|value| *value = Some(0.0));
            difference
        };
        assert_eq!((alike(&later(24)), alike(&later(60)), alike(&[])), (24, 60, 0));
    }

    #[test]
    fn what_is_not_clear_crosses_nothing() {
        assert_eq!(crossings(&with_means(|t| if t < 30 { 0.1 } else { -0.1 })), (None, vec![]));
        let only_first = with_means(|t| if t < 30 { 9.0 } else { -0.1 });
        assert_eq!(crossings(&only_first), (Some(Sign::Higher), vec![]));
        assert_eq!(crossings(&[]), (None, vec![]));
    }
}
