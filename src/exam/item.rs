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
    /// Lowest value expected; −∞ when any will do.
    pub expected_low: f64,
    /// Highest value expected; ∞ when any will do.
    pub expected_high: f64,
    /// Whether it follows from an equation that was put in for it. Then it counts for nothing.
    pub by_construction: bool,
    /// How it was measured: the dials that turn the rest off.
    pub note: String,
    /// What a miss would take to mend.
    pub takes: &'static str,
}

/// What a miss takes where none may be.
pub const A_MEND: &str = "a mend of the program, which does not do here what the model says";

impl Item {
    /// Whether what was measured lies in the expected interval.
    pub fn verdict(&self) -> Verdict {
        match self.measured {
            Some(value) if self.expected_low <= value && value <= self.expected_high => Verdict::Pass,
            _ => Verdict::Miss,
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
        let value = self.measured?;
        let size = |end: f64| if end == 0.0 { 1.0 } else { end.abs() };
        let (low, high) = match (self.expected_low, self.expected_high) {
            (low, high) if low.is_infinite() && high.is_infinite() => return Some(0.0),
            (low, high) if low.is_infinite() => (high - size(high), high),
            (low, high) if high.is_infinite() => (low, low + size(low)),
            both => both,
        };
        let (middle, half) = ((low + high) / 2.0, (high - low) / 2.0);
        let place = if value == middle { 0.0 } else { (value - middle) / half };
        Some(if self.verdict() == Verdict::Pass { place.clamp(-1.0, 1.0) } else { place })
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
        format!("{value:.*}", decimals as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(measured: Option<f64>, low: f64, high: f64) -> Item {
        Item {
            group: Group::Docking,
            item: String::new(),
            source: String::new(),
            measured,
            expected_low: low,
            expected_high: high,
            by_construction: false,
            note: String::new(),
            takes: "",
        }
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
    fn the_place_is_in_half_widths() {
        assert_eq!(item(Some(0.15), 0.1, 0.2).place().map(|place| place.abs() < 1e-9), Some(true));
        assert!((item(Some(4.0), 1.0, 3.0).place().unwrap() - 2.0).abs() < 1e-12);
        assert_eq!(item(Some(0.0), 0.0, 0.0).place(), Some(0.0));
        assert_eq!(item(Some(1.0), 0.0, 0.0).place(), Some(f64::INFINITY));
        assert_eq!(item(Some(5.0), 0.9, f64::INFINITY).place(), Some(1.0));
        assert!(item(Some(0.0), 0.9, f64::INFINITY).place().unwrap() < -1.0);
    }
}
