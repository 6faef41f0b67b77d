//! The stretches of a run over which figures are averaged.

use std::ops::Range;

/// A stretch of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Months 12 to 23. It still carries the start of the run.
    Early,
    /// The last 24 months of the run; in one of fewer than 48 months some of them are early as well.
    Late,
    /// Every month.
    Whole,
}

impl Window {
    /// All windows, in the order of `summary.csv`.
    pub const ALL: [Window; 3] = [Window::Early, Window::Late, Window::Whole];

    /// Name in `summary.csv`.
    pub fn name(self) -> &'static str {
        match self {
            Window::Early => "early",
            Window::Late => "late",
            Window::Whole => "whole",
        }
    }

    /// Its months in a run of `months` months, counted from 0. A window that the run does not have is
    /// `None`: early and late need 24 months.
    pub fn months(self, months: i64) -> Option<Range<i64>> {
        match self {
            Window::Early => (24 <= months).then_some(12..24),
            Window::Late => (24 <= months).then_some(months - 24..months),
            Window::Whole => (0 < months).then_some(0..months),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_that_the_run_does_not_have_is_left_out() {
        let of = |months| Window::ALL.map(|window| window.months(months));
        assert_eq!(of(120), [Some(12..24), Some(96..120), Some(0..120)]);
        assert_eq!(of(48), [Some(12..24), Some(24..48), Some(0..48)]);
        assert_eq!(of(47), [Some(12..24), Some(23..47), Some(0..47)]);
        assert_eq!(of(24), [Some(12..24), Some(0..24), Some(0..24)]);
        assert_eq!(of(23), [None, None, Some(0..23)]);
        assert_eq!(of(0), [None, None, None]);
    }
}
