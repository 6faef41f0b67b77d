//! On which side of a threshold the mean effect lies, and how many worlds it takes to see it.

use crate::math::student_t_quantile;
use crate::stats::describe::{Description, FEWEST_FOR_INTERVAL, describe};

/// Chance that a verdict rests on luck, both sides together.
const ERROR: f64 = 0.05;

/// More worlds than this are not counted out.
pub const MOST_WORLDS: usize = 100_000;

/// On which side of a threshold a mean lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Above,
    /// At it or below it.
    Not,
    Unclear,
}

pub(super) fn side(effects: &[Option<f64>], threshold: f64, looks: usize) -> Side {
    let d = describe(effects.iter().copied());
    match (d.mean, half_width(&d, looks)) {
        (Some(mean), Some(half)) if threshold < mean - half => Side::Above,
        (Some(mean), Some(half)) if mean + half <= threshold => Side::Not,
        _ => Side::Unclear,
    }
}

/// Half the width of the interval of the mean when it is one of `looks` that are looked at.
fn half_width(d: &Description, looks: usize) -> Option<f64> {
    let sd = d.sd.filter(|_| FEWEST_FOR_INTERVAL <= d.count)?;
    let quantile = student_t_quantile(1.0 - 0.5 * ERROR / looks as f64, (d.count - 1) as f64);
    Some(quantile * sd / (d.count as f64).sqrt())
}

/// How many further worlds would show on which side of the threshold the mean lies, if it lies where it seems to. None
/// where the effect cannot be measured, or lies on the threshold.
pub(super) fn further_worlds(effects: &[Option<f64>], threshold: f64, looks: usize) -> Option<usize> {
    let d = describe(effects.iter().copied());
    if effects.len() < FEWEST_FOR_INTERVAL {
        return Some(FEWEST_FOR_INTERVAL - effects.len());
    }
    let distance = (d.mean? - threshold).abs();
    let ratio = half_width(&d, looks)? / distance;
    let needed = (d.count as f64 * ratio * ratio).ceil();
    needed.is_finite().then(|| (needed.min(2.0 * MOST_WORLDS as f64) as usize).saturating_sub(d.count).max(1))
}
