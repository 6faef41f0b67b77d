//! What a handful of values say together.

use crate::math::student_t_quantile;

/// Fewest values whose interval is shown or decides anything: that of fewer is so wide, and itself so much a
/// matter of luck, that it says nothing.
pub const FEWEST_FOR_INTERVAL: usize = 5;

/// Values in one line. What cannot be known from so few values is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Description {
    /// How many values there are.
    pub count: usize,
    /// Their mean.
    pub mean: Option<f64>,
    /// Standard deviation over the values, with n − 1 below.
    pub sd: Option<f64>,
    /// The 95 % interval of the mean by Student's t: from, to; wider after [`Description::together`].
    pub interval: Option<(f64, f64)>,
    /// The 5 % quantile.
    pub q05: Option<f64>,
    /// The median.
    pub median: Option<f64>,
    /// The 95 % quantile.
    pub q95: Option<f64>,
}

impl Description {
    /// The 95 % interval of the mean, when it rests on at least [`FEWEST_FOR_INTERVAL`] values.
    pub fn supported_interval(&self) -> Option<(f64, f64)> {
        self.interval.filter(|_| FEWEST_FOR_INTERVAL <= self.count)
    }

    /// Whether that interval lies on one side of zero. Without one, nothing is clear.
    pub fn is_clear(&self) -> bool {
        self.supported_interval().is_some_and(|(low, high)| 0.0 < low || high < 0.0)
    }

    /// The same with a wider interval: those of `count` such descriptions hold together in 95 % of all cases, however
    /// they depend on one another (Bonferroni, by the quantile of Student's t).
    pub fn together(self, count: usize) -> Description {
        let interval = self.mean.zip(self.sd).map(|(mean, sd)| {
            let t = t_quantile(1.0 - 0.025 / count as f64, self.count - 1);
            let half = t * sd / (self.count as f64).sqrt();
            (mean - half, mean + half)
        });
        Description { interval, ..self }
    }

    /// The range in which the middle 90 % of the values lie; a single value has none.
    pub fn spread(&self) -> Option<(f64, f64)> {
        if self.count < 2 { None } else { self.q05.zip(self.q95) }
    }
}

/// Describes the values that are known. One value has a mean and quantiles, but neither a standard
/// deviation nor an interval; no value has nothing.
pub fn describe(values: impl IntoIterator<Item = Option<f64>>) -> Description {
    let known: Vec<f64> = values.into_iter().flatten().collect();
    let count = known.len();
    if count == 0 {
        return Description::default();
    }
    let n = count as f64;
    let mean = known.iter().sum::<f64>() / n;
    let sd = (2 <= count).then(|| {
        let squares: f64 = known.iter().map(|value| (value - mean) * (value - mean)).sum();
        (squares / (n - 1.0)).sqrt()
    });
    let mut sorted = known;
    sorted.sort_unstable_by(f64::total_cmp);
    Description {
        count,
        mean: Some(mean),
        sd,
        interval: None,
        q05: Some(quantile(&sorted, 0.05)),
        median: Some(quantile(&sorted, 0.5)),
        q95: Some(quantile(&sorted, 0.95)),
    }
    .together(1)
}

/// The quantile at `p` (0..1) of sorted values, by linear interpolation (type 7 of Hyndman and Fan).
/// Panics when there are no values.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let place = p * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// The quantile of Student's t at `p` (0..1). The last one is kept: bands ask for the same one in every month.
pub(super) fn t_quantile(p: f64, df: usize) -> f64 {
    thread_local! {
        static LAST: std::cell::Cell<((f64, usize), f64)> = const { std::cell::Cell::new(((0.0, 0), 0.0)) };
    }
    LAST.with(|last| {
        if last.get().0 != (p, df) {
            last.set(((p, df), student_t_quantile(p, df as f64)));
        }
        last.get().1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(value: Option<f64>, expected: f64) {
        let value = value.expect("a value");
        assert!((value - expected).abs() < 1e-4, "{value} is not {expected}");
    }

    #[test]
    fn five_values_are_described_as_by_hand() {
        let d = describe([Some(2.0), Some(4.0), None, Some(4.0), Some(5.0), Some(10.0)]);
        assert_eq!(d.count, 5);
        close(d.mean, 5.0);
        close(d.sd, 3.0);
        // t(0.975, 4) = 2.7764; half width 2.7764 x 3 / sqrt(5) = 3.7250.
        close(d.interval.map(|i| i.0), 1.2750);
        close(d.interval.map(|i| i.1), 8.7250);
        // Type 7: place 0.05 x 4 = 0.2 between 2 and 4; place 3.8 between 5 and 10.
        close(d.q05, 2.4);
        close(d.median, 4.0);
        close(d.q95, 9.0);
    }

    #[test]
    fn one_value_has_no_interval_and_none_has_nothing() {
        let one = describe([Some(3.0)]);
        assert_eq!((one.mean, one.sd, one.interval, one.spread()), (Some(3.0), None, None, None));
        assert_eq!(one.median, Some(3.0));
        assert_eq!(describe([None, None]), Description::default());
    }

    #[test]
    fn an_interval_of_fewer_than_five_values_is_not_shown() {
        let four = describe([1.0, 2.0, 3.0, 4.0].map(Some));
        assert!(four.interval.is_some() && four.supported_interval().is_none());
        assert!(describe([1.0, 2.0, 3.0, 4.0, 5.0].map(Some)).supported_interval().is_some());
        // Nor is anything clear from it, however far from zero they lie.
        assert!(!describe([100.0, 100.1, 100.2, 100.3].map(Some)).is_clear());
        assert!(describe([100.0, 100.1, 100.2, 100.3, 100.4].map(Some)).is_clear());
        assert!(!describe([-1.0, 0.0, 1.0, 2.0, -2.0].map(Some)).is_clear());
    }

    #[test]
    fn intervals_that_hold_together_are_wider() {
        let d = describe([2.0, 4.0, 4.0, 5.0, 10.0].map(Some));
        assert_eq!(d.together(1), d);
        // t(1 - 0.025 / 8, 4) = 5.2611 (tables of Bonferroni t); half width 5.2611 x 3 / sqrt(5) = 7.0584.
        let (low, high) = d.together(8).interval.expect("an interval");
        close(Some(low), 5.0 - 7.0584);
        close(Some(high), 5.0 + 7.0584);
        assert!(d.is_clear() && !d.together(8).is_clear());
    }
}
