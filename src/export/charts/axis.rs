//! Where an axis begins and ends, and where it has marks.

use crate::units;

/// Values nearer to zero than this are shown as zero: no number in a chart has more decimals.
const SMALLEST: f64 = 1e-6;

/// A vertical axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Lowest value.
    pub from: f64,
    /// Highest value.
    pub to: f64,
    /// Distance of the marks.
    pub step: f64,
}

impl Axis {
    /// An axis with round marks that holds `low` to `high`. It begins at zero when the values come near
    /// it, so that lengths can be compared; otherwise it shows the range in which something happens. Where all is
    /// zero it goes from 0 to 1.
    pub fn holding(low: f64, high: f64) -> Axis {
        let (mut low, mut high) = (low.min(high), high.max(low));
        let size = high.abs().max(low.abs());
        if size < SMALLEST {
            (low, high) = (0.0, 1.0);
        }
        if 0.0 < low && low < 0.45 * high {
            low = 0.0;
        }
        if high < 0.0 && 0.45 * low < high {
            high = 0.0;
        }
        // Even equal values get an axis that shows their size.
        let least = size * 0.02;
        if high - low < least {
            (low, high) = (low - least / 2.0, high + least / 2.0);
        }
        let with = |step: f64| {
            let slack = 1e-9 * step;
            let from = ((low + slack) / step).floor() * step;
            let to = ((high - slack) / step).ceil() * step;
            Axis { from, to, step }
        };
        let axis = with(round_step((high - low) / 7.0));
        // An axis of which much would be empty has finer marks.
        if 1.25 * (high - low) < axis.to - axis.from { with(round_step((high - low) / 12.0)) } else { axis }
    }

    /// The marks, from the lowest to the highest.
    pub fn marks(&self) -> Vec<f64> {
        let count = ((self.to - self.from) / self.step).round() as usize;
        let first = (self.from / self.step).round();
        (0..=count).map(|index| (first + index as f64) * self.step).collect()
    }

    /// Decimals that the marks need.
    pub fn decimals(&self) -> usize {
        decimals(self.step)
    }

    /// A mark with as many decimals as the marks need.
    pub fn text(&self, mark: f64) -> String {
        rounded(mark, self.step)
    }

    /// A value to a tenth of the distance of the marks: finer than can be seen in the chart. Zero is "0".
    pub fn fine_text(&self, value: f64) -> String {
        if value.abs() < SMALLEST {
            return "0".to_owned();
        }
        rounded(value, self.step / 10.0)
    }
}

/// Decimals that multiples of `step`, or of the power of ten below it, need.
fn decimals(step: f64) -> usize {
    let (mut decimals, mut unit) = (0, 1.0);
    while decimals < 9 && step * (1.0 + 1e-9) < unit {
        unit /= 10.0;
        decimals += 1;
    }
    decimals
}

/// `value` with the decimals that `step` needs.
fn rounded(value: f64, step: f64) -> String {
    let decimals = decimals(step);
    grouped(&format!("{value:.decimals$}"))
}

/// Round values between `from` and `to`, at most about `room` of them: evenly spaced, or for a logarithmic axis 1, 2
/// and 5 times powers of ten.
pub fn marks_between(from: f64, to: f64, is_log: bool, room: usize) -> Vec<f64> {
    if !is_log {
        let step = round_step((to - from) / room.max(1) as f64);
        let (first, last) = ((from / step - 1e-9).ceil() as i64, (to / step + 1e-9).floor() as i64);
        return (first..=last).map(|index| index as f64 * step).collect();
    }
    let mut power = 1.0;
    while from < power {
        power /= 10.0;
    }
    while power * 10.0 <= from {
        power *= 10.0;
    }
    let mut marks = Vec::new();
    while power <= to {
        marks.extend([1.0, 2.0, 5.0].map(|factor| factor * power));
        power *= 10.0;
    }
    marks.retain(|mark| from * (1.0 - 1e-9) <= *mark && *mark <= to * (1.0 + 1e-9));
    if room < marks.len() {
        let is_decade = |mark: &f64| {
            let mut mark = *mark;
            while mark < 0.999 {
                mark *= 10.0;
            }
            while 9.99 < mark {
                mark /= 10.0;
            }
            (mark - 1.0).abs() < 1e-6
        };
        marks.retain(is_decade);
    }
    marks
}

/// A number with no more decimals than it needs, up to six.
pub fn plain(value: f64) -> String {
    let text = format!("{value:.6}");
    grouped(text.trim_end_matches('0').trim_end_matches('.'))
}

/// The smallest of 1, 2 and 5 times a power of ten that is at least `rough`.
fn round_step(rough: f64) -> f64 {
    let mut power = 1.0;
    while rough < power {
        power /= 10.0;
    }
    while power * 10.0 <= rough {
        power *= 10.0;
    }
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| rough <= *step)
        .unwrap_or(10.0 * power)
}

/// A number with its thousands set apart by narrow spaces, and a true minus sign.
pub fn grouped(text: &str) -> String {
    units::grouped(text, '\u{202f}').replace('-', "−")
}

/// The marks of an axis of time: every year, or every quarter in a run of up to two years, and which of
/// them have room for a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Months {
    /// Months with a mark.
    pub marks: Vec<u64>,
    /// Every how many months a mark has its number.
    pub numbered: u64,
}

/// The marks of `length` months when about `room` numbers fit.
pub fn months(length: u64, room: u64) -> Months {
    let step = match length {
        0..=6 => 1,
        7..=24 => 3,
        _ => 12,
    };
    let marks: Vec<u64> = (0..=length / step).map(|index| index * step).collect();
    let fewer = [1, 2, 5, 10, 20, 50, 100].into_iter().find(|n| marks.len() as u64 / n < room).unwrap_or(200);
    Months { marks, numbered: step * fewer }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_round_marks_and_hold_their_values() {
        assert_eq!(Axis::holding(3.0, 97.0), Axis { from: 0.0, to: 100.0, step: 20.0 });
        assert_eq!(Axis::holding(-30.0, 115.0), Axis { from: -40.0, to: 120.0, step: 20.0 });
        let narrow = Axis::holding(0.512, 0.548);
        assert!(0.5 < narrow.from && narrow.from <= 0.512 && 0.548 <= narrow.to, "{narrow:?}");
        let flat = Axis::holding(0.5, 0.5);
        assert!(flat.from < 0.5 && 0.5 < flat.to);
        for zero in [0.0, 1e-7] {
            let nothing = Axis::holding(zero, -zero);
            assert_eq!(nothing, Axis { from: 0.0, to: 1.0, step: 0.2 });
            assert_eq!((nothing.text(0.4), nothing.fine_text(zero)), ("0.4".to_owned(), "0".to_owned()));
        }
        let losses = Axis::holding(-300.0, 200.0);
        assert_eq!(losses.marks(), [-300.0, -200.0, -100.0, 0.0, 100.0, 200.0]);
    }

    #[test]
    fn numbers_have_the_decimals_that_their_marks_need() {
        assert_eq!(Axis::holding(0.0, 1.0).text(0.4), "0.4");
        assert_eq!(Axis::holding(0.0, 1.0).fine_text(0.4), "0.40");
        assert_eq!(Axis::holding(0.0, 100.0).fine_text(62.25), "62");
        assert_eq!(Axis::holding(0.0, 50_000.0).fine_text(12_345.6), "12\u{202f}346");
        assert_eq!(Axis::holding(-10.0, 0.0).text(-0.01), "0");
        assert_eq!(grouped("-1234567.5"), "−1\u{202f}234\u{202f}567.5");
    }

    #[test]
    fn long_runs_have_a_mark_each_year_and_as_many_numbers_as_fit() {
        assert_eq!(months(12, 12).marks, [0, 3, 6, 9, 12]);
        let decade = months(120, 12);
        assert_eq!((decade.marks.len(), decade.numbered), (11, 12));
        let long = months(600, 12);
        assert_eq!((long.marks.len(), long.numbered), (51, 60));
    }
}
