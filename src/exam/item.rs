//! What the exam asks and what came out, as data.

/// A group of questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Whether the program does what the model says.
    Verification,
    /// Whether a market of firms of one kind looks like real markets of repeat buying.
    Market,
    /// Whether people deal with their data as real people do.
    Privacy,
    /// Whether it agrees with closed forms of other models.
    Docking,
}

impl Group {
    /// All of them, in order.
    pub const ALL: [Group; 4] = [Group::Verification, Group::Market, Group::Privacy, Group::Docking];

    /// Name in results.
    pub fn name(self) -> &'static str {
        match self {
            Group::Verification => "verification",
            Group::Market => "market",
            Group::Privacy => "privacy",
            Group::Docking => "docking",
        }
    }

    /// What it asks.
    pub fn question(self) -> &'static str {
        match self {
            Group::Verification => "Does the program do what the model says?",
            Group::Market => "Does a market of firms of one kind look like real repeat buying?",
            Group::Privacy => "Do people deal with their data as real people do?",
            Group::Docking => "Does the model agree with closed forms?",
        }
    }

    /// Whether a miss means that the program is wrong. In the other groups it means that the model does not fit the
    /// world there.
    pub fn must_pass(self) -> bool {
        matches!(self, Group::Verification | Group::Docking)
    }
}

/// Whether what was measured lies in the expected interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    Pass,
    /// It does not, or could not be measured.
    Miss,
}

impl Verdict {
    /// Name in results.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Miss => "miss",
        }
    }
}

/// One item of the exam.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its group.
    pub group: Group,
    /// What is measured, in a few words; with its unit where it is no plain number.
    pub item: String,
    /// Where the expectation comes from: an entry of `docs/evidence.md`, or a part of the model's description.
    pub source: String,
    /// What was measured; `None` when it could not be.
    pub measured: Option<f64>,
    /// Its standard error over worlds; `None` where the expected interval has the sampling error in it already.
    pub error: Option<f64>,
    /// Lowest value expected; −∞ when any will do.
    pub expected_low: f64,
    /// Highest value expected; ∞ when any will do.
    pub expected_high: f64,
    /// Whether it follows from an equation that was put in for it. Then it counts for nothing.
    pub by_construction: bool,
    /// How it was measured: the dials that turn the rest off.
    pub note: String,
    /// What a miss would take to mend.
    pub takes: Takes,
}

/// What a miss would take to mend, by the side of the expected interval on which it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Takes {
    /// When less was measured than expected.
    pub below: &'static str,
    /// When more was measured than expected.
    pub above: &'static str,
}

impl Takes {
    /// The same on both sides.
    pub const fn either(text: &'static str) -> Takes {
        Takes { below: text, above: text }
    }
}

/// What a miss takes where none may be.
pub const A_MEND: Takes = Takes::either("a mend of the program, which does not do here what the model says");

/// An end of the interval is close when it lies within so many standard errors of what was measured.
pub const CLOSE: f64 = 2.0;

impl Item {
    /// Whether what was measured lies in the expected interval.
    pub fn verdict(&self) -> Verdict {
        match self.measured {
            Some(value) if self.expected_low <= value && value <= self.expected_high => Verdict::Pass,
            _ => Verdict::Miss,
        }
    }

    /// Whether an end of the expected interval lies within `CLOSE` standard errors of what was measured, so that other
    /// worlds may turn the verdict.
    pub fn is_close(&self) -> bool {
        let (Some(value), Some(error)) = (self.measured, self.error) else { return false };
        let ends = [self.expected_low, self.expected_high];
        ends.iter().any(|end| (value - end).abs() <= CLOSE * error)
    }

    /// What a miss would take to mend.
    pub fn would_take(&self) -> &'static str {
        match self.measured {
            Some(value) if self.expected_high < value => self.takes.above,
            _ => self.takes.below,
        }
    }

    /// Whether it is one that shows the program to be wrong.
    pub fn is_failure(&self) -> bool {
        self.group.must_pass() && !self.by_construction && self.verdict() == Verdict::Miss
    }

    /// What was measured, in words as short as the expected interval allows; a miss by little is as long as it takes to
    /// see it.
    pub fn measured_text(&self) -> String {
        let Some(value) = self.measured else { return "unknown".to_owned() };
        let short = self.number(value);
        let misses = |text: &String| {
            text.parse::<f64>().is_ok_and(|shown| shown < self.expected_low || self.expected_high < shown)
        };
        if self.verdict() == Verdict::Pass || misses(&short) {
            return short;
        }
        let decimals = short.split_once('.').map_or(0, |(_, after)| after.len());
        (decimals..=12).map(|decimals| format!("{value:.decimals$}")).find(misses).unwrap_or(short)
    }

    /// The standard error, with the decimals of what was measured, or as many as it takes to see it.
    pub fn error_text(&self) -> Option<String> {
        let error = self.error?;
        let shown = self.measured_text();
        let decimals = shown.split_once('.').map_or(0, |(_, after)| after.len());
        let text = |decimals: usize| format!("{error:.decimals$}");
        (decimals..=12).map(text).find(|text| text.parse() != Ok(0.0)).or_else(|| Some(text(decimals)))
    }

    /// What was measured, with its standard error where there is one.
    pub fn measured_with_error(&self) -> String {
        match self.error_text() {
            Some(error) => format!("{} ± {error}", self.measured_text()),
            None => self.measured_text(),
        }
    }

    /// The verdict in words, marked where it is close.
    pub fn verdict_text(&self) -> String {
        format!("{}{}", self.verdict().name(), if self.is_close() { ", close" } else { "" })
    }

    /// What was expected, in words.
    pub fn expected_text(&self) -> String {
        let (low, high) = (self.expected_low, self.expected_high);
        match (low.is_finite(), high.is_finite()) {
            _ if low == high => self.number(low),
            (true, true) => format!("{} .. {}", self.number(low), self.number(high)),
            (true, false) => format!("{} or more", self.number(low)),
            (false, true) => format!("{} or less", self.number(high)),
            (false, false) => "any".to_owned(),
        }
    }

    /// Where it lies: the expected interval is −1..1, its middle 0. An interval that is open to one side counts as
    /// wide as its end is far from zero, or 1.
    pub fn place(&self) -> Option<f64> {
        let place = self.place_of(self.measured?);
        Some(if self.verdict() == Verdict::Pass { place.clamp(-1.0, 1.0) } else { place })
    }

    /// Where the ends of `CLOSE` standard errors about it lie.
    pub fn places_of_error(&self) -> Option<(f64, f64)> {
        let (value, error) = (self.measured?, CLOSE * self.error?);
        // Beside the mark, which an open interval keeps from going where nothing is expected.
        let moved = self.place()? - self.place_of(value);
        let ends = (self.place_of(value - error) + moved, self.place_of(value + error) + moved);
        Some(ends).filter(|(from, to)| from.is_finite() && to.is_finite())
    }

    fn place_of(&self, value: f64) -> f64 {
        let size = |end: f64| if end == 0.0 { 1.0 } else { end.abs() };
        let (low, high) = match (self.expected_low, self.expected_high) {
            (low, high) if low.is_infinite() && high.is_infinite() => return 0.0,
            (low, high) if low.is_infinite() => (high - size(high), high),
            (low, high) if high.is_infinite() => (low, low + size(low)),
            both => both,
        };
        let (middle, half) = ((low + high) / 2.0, (high - low) / 2.0);
        if value == middle { 0.0 } else { (value - middle) / half }
    }

    /// A number of this item, with the decimals that show where in the interval it lies.
    fn number(&self, value: f64) -> String {
        let width = self.expected_high - self.expected_low;
        let scale = if width.is_finite() && 0.0 < width {
            width / 10.0
        } else {
            [self.expected_low, self.expected_high, value]
                .iter()
                .fold(0.0_f64, |largest, end| if end.is_finite() { largest.max(end.abs()) } else { largest })
                / 100.0
        };
        if value == 0.0 {
            return "0".to_owned();
        }
        if value.fract() == 0.0 && self.expected_low.fract() == 0.0 && self.expected_high.fract() == 0.0 {
            return format!("{value:.0}");
        }
        if value.abs() < 1e-4 {
            return format!("{value:.0e}");
        }
        let decimals = (0..6).find(|&d| 10_f64.powi(-d) <= scale).unwrap_or(6);
        let text = format!("{value:.*}", decimals as usize);
        // A number that is none of 0 does not look like it, least of all with a sign.
        if text.parse() == Ok(0.0) { format!("{value:.0e}") } else { text }
    }
}

#[cfg(test)]
impl Item {
    /// One for tests: nothing but a figure and what was expected.
    pub fn bare(group: Group, measured: Option<f64>, low: f64, high: f64) -> Item {
        Item {
            group,
            item: String::new(),
            source: String::new(),
            measured,
            error: None,
            expected_low: low,
            expected_high: high,
            by_construction: false,
            note: String::new(),
            takes: Takes { below: "more", above: "less" },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(measured: Option<f64>, low: f64, high: f64) -> Item {
        Item::bare(Group::Docking, measured, low, high)
    }

    #[test]
    fn the_verdict_is_computed_and_the_unknown_misses() {
        for (measured, verdict) in [(0.1, Verdict::Pass), (0.2, Verdict::Pass), (0.21, Verdict::Miss)] {
            assert_eq!(item(Some(measured), 0.1, 0.2).verdict(), verdict, "{measured}");
        }
        assert_eq!(item(None, f64::NEG_INFINITY, f64::INFINITY).verdict(), Verdict::Miss);
        assert_eq!(item(Some(f64::NAN), 0.0, 1.0).verdict(), Verdict::Miss);
        assert!(item(None, 0.0, 1.0).is_failure());
        assert!(!Item { by_construction: true, ..item(None, 0.0, 1.0) }.is_failure());
        assert!(!Item { group: Group::Privacy, ..item(None, 0.0, 1.0) }.is_failure());
    }

    #[test]
    fn numbers_are_as_fine_as_the_interval() {
        let text = |item: &Item| (item.measured_text(), item.expected_text());
        let owned = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(text(&item(Some(0.11712), 0.1153, 0.1191)), owned("0.1171", "0.1153 .. 0.1191"));
        assert_eq!(text(&item(Some(0.0), 0.0, 0.0)), owned("0", "0"));
        assert_eq!(text(&item(Some(0.03982), 0.04, 0.13)), owned("0.0398", "0.040 .. 0.130"));
        assert_eq!(text(&item(Some(3.0), 0.0, 0.0)), owned("3", "0"));
        assert_eq!(text(&item(Some(0.953), 0.9, f64::INFINITY)), owned("0.953", "0.900 or more"));
        assert_eq!(text(&item(None, f64::NEG_INFINITY, -0.2)), owned("unknown", "-0.200 or less"));
    }

    #[test]
    fn a_number_that_is_not_zero_does_not_look_like_it() {
        assert_eq!(item(Some(-0.0003), -0.03, 0.03).measured_text(), "-3e-4");
        assert_eq!(item(Some(-0.0003), -0.03, 0.03).expected_text(), "-0.030 .. 0.030");
    }

    #[test]
    fn a_verdict_within_two_standard_errors_of_an_end_is_close() {
        let with = |measured: f64| Item { error: Some(0.02), ..item(Some(measured), 0.0, 1.0) };
        for (measured, words) in [
            (0.5, "pass"),
            (0.03, "pass, close"),
            (0.97, "pass, close"),
            (-0.03, "miss, close"),
            (1.05, "miss"),
        ] {
            assert_eq!(with(measured).verdict_text(), words, "{measured}");
        }
        assert_eq!(item(Some(0.0), 0.0, 1.0).verdict_text(), "pass", "without an error nothing is close");
        let open = Item { expected_high: f64::INFINITY, ..with(7.0) };
        assert_eq!(open.verdict_text(), "pass");
        assert_eq!(with(0.5).measured_with_error(), "0.5 ± 0.02");
        let (from, to) = with(0.5).places_of_error().unwrap();
        assert!((from + 0.08).abs() < 1e-9 && (to - 0.08).abs() < 1e-9, "{from} {to}");
    }

    #[test]
    fn what_a_miss_takes_depends_on_its_side() {
        assert_eq!(item(Some(-1.0), 0.0, 1.0).would_take(), "more");
        assert_eq!(item(Some(2.0), 0.0, 1.0).would_take(), "less");
    }

    #[test]
    fn the_place_is_in_half_widths() {
        assert_eq!(item(Some(0.15), 0.1, 0.2).place().map(|place| place.abs() < 1e-9), Some(true));
        assert!((item(Some(4.0), 1.0, 3.0).place().unwrap() - 2.0).abs() < 1e-12);
        assert_eq!(item(Some(0.0), 0.0, 0.0).place(), Some(0.0));
        assert_eq!(item(Some(1.0), 0.0, 0.0).place(), Some(f64::INFINITY));
        assert_eq!(item(Some(5.0), 0.9, f64::INFINITY).place(), Some(1.0));
        assert!(item(Some(0.0), 0.9, f64::INFINITY).place().unwrap() < -1.0);
    }
}
