//! Words and figures of a comparison.

use crate::cli::text_table::{decimals, number};
use crate::experiment::comparison::{Comparison, Pair};
use crate::experiment::market;
use crate::stats::windows::Window;

/// Whether all alternatives are one scenario.
pub(super) fn is_varied(comparison: &Comparison) -> bool {
    let mut names = comparison.alternatives().iter().map(|alternative| &alternative.config.name);
    let first = names.next();
    names.all(|name| Some(name) == first)
}

/// The word before an alternative: something is done with a setting, and in a scenario.
pub(super) fn under(comparison: &Comparison) -> &'static str {
    if is_varied(comparison) { "with" } else { "in" }
}

/// The names of the alternatives of a pair.
pub(super) fn names<'a>(comparison: &'a Comparison, pair: &Pair) -> [&'a str; 2] {
    [pair.a, pair.b].map(|index| comparison.alternatives()[index].name.as_str())
}

/// The firm of a pair as it stands in a sentence.
pub(super) fn firm(pair: &Pair) -> String {
    if pair.firm == market::WHOLE { format!("the {}", pair.firm) } else { pair.firm.clone() }
}

/// What tells the difference of a pair from that of the others.
pub(super) fn difference(comparison: &Comparison, pair: &Pair) -> String {
    let [a, b] = names(comparison, pair);
    match (comparison.question().firms.len(), comparison.alternatives().len()) {
        (1, _) => format!("{a} − {b}"),
        (_, 2) => pair.firm.clone(),
        _ => format!("{}: {a} − {b}", pair.firm),
    }
}

/// [`difference`], and on how many worlds it rests where that is not the same for all.
pub(super) fn difference_of_worlds(comparison: &Comparison, pair: &Pair) -> String {
    let name = difference(comparison, pair);
    let (fewest, most) = comparison.fewest_and_most_worlds();
    if fewest == most { name } else { format!("{name} ({} worlds)", comparison.worlds_of(pair)) }
}

/// On how many worlds the verdicts rest.
pub(super) fn worlds(comparison: &Comparison) -> String {
    match comparison.fewest_and_most_worlds() {
        (fewest, most) if fewest == most => most.to_string(),
        (fewest, most) => format!("{fewest} to {most}"),
    }
}

/// A metric in words.
pub(super) fn metric_name(metric: &str) -> String {
    match metric {
        "retention_12m" => "12-month retention".to_owned(),
        metric => metric.replace('_', " "),
    }
}

/// The months of a window, where they are not those of the whole run.
pub(super) fn months(window: Window, comparison: &Comparison) -> Option<String> {
    let months = window.months(length(comparison)).filter(|_| window != Window::Whole)?;
    Some(format!("in months {} to {}", months.start, months.end - 1))
}

/// Length of the runs \[months\].
pub(super) fn length(comparison: &Comparison) -> i64 {
    comparison.alternatives()[0].config.world.months as i64
}

/// The months that are shown beside the verdict.
pub(super) fn late(comparison: &Comparison) -> Window {
    if Window::Late.months(length(comparison)).is_some() { Window::Late } else { Window::Whole }
}

/// A share as a percentage with its sign.
pub(super) fn signed(share: f64) -> String {
    let text = number(100.0 * share, 1);
    let sign = if 0.0 < share && text.chars().any(|c| matches!(c, '1'..='9')) { "+" } else { "" };
    format!("{sign}{text} %")
}

/// How figures of a metric are shown.
pub(super) struct Scale {
    pub(super) factor: f64,
    pub(super) decimals: usize,
}

impl Scale {
    /// For figures up to `largest`.
    pub(super) fn of(metric: &str, largest: f64) -> Scale {
        match metric {
            "retention" | "retention_12m" | "market_share" | "for_share" | "campaign_lift" => {
                Scale { factor: 100.0, decimals: 1 }
            }
            "trust" | "public_trust" | "fit" | "knowledge" => Scale { factor: 1.0, decimals: 3 },
            _ => Scale { factor: 1.0, decimals: decimals(largest) },
        }
    }

    pub(super) fn number(&self, value: f64) -> String {
        number(self.factor * value, self.decimals)
    }

    /// `low to high`, the lower first.
    pub(super) fn range(&self, low: f64, high: f64) -> String {
        format!("{} to {}", self.number(low), self.number(high))
    }

    /// The unit of a difference.
    pub(super) fn unit(&self, unit: &str) -> String {
        match unit {
            _ if self.factor != 1.0 => "percentage points".to_owned(),
            "0..1" => "on a scale of 0 to 1".to_owned(),
            unit => unit.to_owned(),
        }
    }
}
