//! The verdict on a pair, in one sentence.

use super::words::{Scale, firm, length, metric_name, months, names, under};
use crate::cli::run::counted;
use crate::cli::text_table::number;
use crate::experiment::comparison::{Comparison, Pair};
use crate::experiment::verdicts::followed;
use crate::stats::crossing::{Crossing, alike, crossings};
use crate::stats::paired::Sign;
use crate::stats::sequential::Ended;

/// The verdict: effect, interval, worlds, and when the curves cross.
pub(super) fn sentence(comparison: &Comparison, pair: &Pair) -> String {
    let said = match Said::of(comparison, pair) {
        Ok(said) => said,
        Err(unknown) => return unknown,
    };
    let worlds = comparison.worlds_of(pair);
    let margin = format!("{} % of the larger", 100.0 * comparison.question().margin);
    let band = pair.band.unwrap_or(0.0);
    let ignored =
        format!("a difference of up to {margin} ({} {}) does not matter", said.scale.number(band), said.unit);
    let (low, high) = said.interval;
    let ([a, b], at, subject) = (said.names, said.under, said.subject());
    let years = years(comparison, pair).map_or(String::new(), |years| format!("; {years}"));
    match pair.ended {
        Some(Ended::Decided) => {
            let may = if low.abs().min(high.abs()) < band {
                format!(" This may still be too small to matter (up to {margin}).")
            } else {
                String::new()
            };
            capital(&format!("{}{years}.{may}", said.lead()))
        }
        Some(Ended::TooSmall) if (low, high) == (0.0, 0.0) => {
            format!(
                "No difference at all, in any of {worlds} worlds: {subject} is the same {at} {a} and {b}."
            )
        }
        Some(Ended::TooSmall) if 0.0 < low || high < 0.0 => {
            format!("Too small to matter after {worlds} worlds: {}; {ignored}.", said.lead())
        }
        Some(Ended::TooSmall) => format!(
            "Too small to matter after {worlds} worlds: {at} {a} {subject} is {} than {at} {b} ({}; 95 % interval); \
             {ignored}.",
            said.anything(),
            said.unit
        ),
        _ => {
            let (is_a, ahead) = (0.0 < said.mean, said.ahead());
            format!(
                "Not decided when the budget ended after {worlds} worlds: {at} {a} {subject} may be anything from {} than \
                 {at} {b} ({}; 95 % interval); so far it is higher {at} {}, in {ahead} of {} worlds{years}.",
                said.anything(),
                said.unit,
                if is_a { a } else { b },
                said.count
            )
        }
    }
}

/// What there is to say of the difference of a pair in what the verdict is on.
struct Said<'a> {
    metric: &'a str,
    firm: String,
    /// "over 120 months" or "in months 96 to 119".
    when: String,
    /// "with" or "in", before the name of an alternative.
    under: &'static str,
    names: [&'a str; 2],
    means: [f64; 2],
    mean: f64,
    interval: (f64, f64),
    /// Worlds in which a is higher, and in which b is.
    higher: [usize; 2],
    count: usize,
    scale: Scale,
    unit: String,
}

impl<'a> Said<'a> {
    /// Or the sentence that says that there is nothing to say.
    fn of(comparison: &'a Comparison, pair: &Pair) -> Result<Said<'a>, String> {
        let question = comparison.question();
        let (metric, window) = (question.metric.as_str(), question.window);
        let estimate = comparison.estimate(pair, metric, window);
        let (names, under, firm) = (names(comparison, pair), under(comparison), firm(pair));
        let worlds = comparison.worlds_of(pair);
        if let Some(without) = pair.without {
            return Err(format!(
                "Not decided: {under} {} the {} of {firm} has no value in any of {worlds} worlds, and no more were run.",
                comparison.alternatives()[without].name,
                metric_name(metric)
            ));
        }
        let [mean_a, mean_b] = comparison.means(pair, metric, window);
        let (Some(mean), Some(interval), Some(mean_a), Some(mean_b)) =
            (estimate.mean, estimate.interval, mean_a, mean_b)
        else {
            return Err(format!(
                "Not decided: {} and {} both have a value in {} of {worlds} worlds ({firm}), too few for an interval.",
                names[0], names[1], estimate.count
            ));
        };
        let largest = interval.0.abs().max(interval.1.abs()).max(pair.band.unwrap_or(0.0));
        let scale = Scale::of(metric, largest);
        let values = comparison.values(pair, metric, window);
        let behind = values.into_iter().filter(|(a, b)| a.zip(*b).is_some_and(|(a, b)| a < b)).count();
        Ok(Said {
            metric,
            firm,
            when: months(window, comparison)
                .unwrap_or_else(|| format!("over {}", counted(length(comparison) as f64, "month"))),
            under,
            names,
            means: [mean_a, mean_b],
            mean,
            interval,
            higher: [estimate.ahead, behind],
            count: estimate.count,
            unit: scale.unit(&comparison.unit(metric)),
            scale,
        })
    }

    /// "the discounted profit of X over 120 months".
    fn subject(&self) -> String {
        format!("the {} of {} {}", metric_name(self.metric), self.firm, self.when)
    }

    /// In how many worlds the alternative with the higher mean is ahead.
    fn ahead(&self) -> usize {
        self.higher[usize::from(self.mean <= 0.0)]
    }

    /// The interval of a − b in words.
    fn anything(&self) -> String {
        let side = |end: f64| if end < 0.0 { "lower" } else { "higher" };
        let (low, high) = self.interval;
        let number = |end: f64| self.scale.number(end.abs());
        format!("{} {} to {} {}", number(low), side(low), number(high), side(high))
    }

    /// With which alternative it is higher, by how much, how surely, in how many worlds.
    fn lead(&self) -> String {
        let is_a = 0.0 < self.mean;
        let order = |[a, b]: [f64; 2]| if is_a { (a, b) } else { (b, a) };
        let (more, less) = order(self.means);
        let (winner, loser) =
            if is_a { (self.names[0], self.names[1]) } else { (self.names[1], self.names[0]) };
        let (low, high) = self.interval;
        let (low, high) = if is_a { (low, high) } else { (-high, -low) };
        let interval = format!("95 % interval {}", self.scale.range(low, high));
        let amount = format!("{} {}", self.scale.number(self.mean.abs()), self.unit);
        // A percentage of a share, or of what may be on either side of zero, means little.
        let has_percent =
            self.scale.factor == 1.0 && !self.unit.starts_with("on a scale") && 0.0 < more * less;
        let percent = format!("{} %", number(100.0 * (self.mean / less).abs(), 1));
        let (by, rest) =
            if has_percent { (percent, format!("{amount}; {interval}")) } else { (amount, interval) };
        let name = metric_name(self.metric);
        let (firm, when, at) = (&self.firm, &self.when, self.under);
        let does = match self.metric {
            "discounted_profit" | "profit" if has_percent && more < 0.0 => {
                format!("{firm} loses {by} less {when}")
            }
            "discounted_profit" | "profit" if has_percent => format!("{firm} earns {by} more {name} {when}"),
            _ => format!("the {name} of {firm} {when} is {by} higher"),
        };
        let (ahead, of) = (self.ahead(), self.count);
        format!("{at} {winner} {does} than {at} {loser} ({rest}), in {ahead} of {of} worlds")
    }
}

/// Which alternative is ahead in which years, where what the verdict is on is followed by the month and there is a year.
pub(super) fn years(comparison: &Comparison, pair: &Pair) -> Option<String> {
    let question = comparison.question();
    if question.metric == "lifetime_value" || length(comparison) < 12 {
        return None;
    }
    let measure = followed(comparison).into_iter().next()?;
    let [a, b] = names(comparison, pair);
    let is_all_equal =
        comparison.estimate(pair, &question.metric, question.window).interval == Some((0.0, 0.0));
    if is_all_equal {
        return None;
    }
    let difference = comparison.by_month(pair, measure);
    let (first, crossings) = crossings(&difference);
    let ahead = |sign: Sign| if sign == Sign::Higher { a } else { b };
    let start = match alike(&difference) {
        months if 12 <= months => format!("both are alike before month {months}, and then "),
        _ => String::new(),
    };
    // A total to date would cross later than the months do.
    let by = if question.metric == "discounted_profit" { "by the profit of a month " } else { "" };
    let years = match (first, crossings.as_slice()) {
        (None, _) => "neither is clearly ahead in any one year".to_owned(),
        (Some(first), []) => format!("only {} is clearly ahead in any one year", ahead(first)),
        (Some(first), [Crossing { time, .. }]) => {
            format!("{} is ahead until about month {time:.0}", ahead(first))
        }
        (Some(first), turns) => {
            let turn =
                |Crossing { time, to }: &Crossing| format!("{} from about month {time:.0}", ahead(*to));
            let turns: Vec<String> = turns.iter().map(turn).collect();
            format!("{} is ahead first, {}", ahead(first), turns.join(", "))
        }
    };
    Some(format!("{start}{by}{years}"))
}

/// The text with a capital letter at its beginning.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
