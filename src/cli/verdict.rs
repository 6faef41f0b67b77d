//! What a comparison says: a verdict in a sentence for each pair, a table, curves of differences.

use super::curves::{self, Curve};
use super::output::{WIDTH, wrapped};
use super::run::counted;
use super::text_table::{Side, decimals, lines, number, shortened};
use crate::experiment::comparison::{Comparison, ERROR, Pair};
use crate::experiment::verdicts::{compared, followed};
use crate::export::charts::{Difference, Series, Study};
use crate::stats::crossing::{Crossing, crossings};
use crate::stats::describe::describe;
use crate::stats::paired::Sign;
use crate::stats::sequential::{Ended, Estimate};
use crate::stats::windows::Window;

/// Characters of an alternative's name in the heading of a table.
const NAME: usize = 24;
/// Pairs that have curves in the terminal; the charts have more.
const DRAWN: usize = 3;

/// What is said of the years is outside what [`reading`] promises.
const YEARS: &str = "What is said of years and of crossing curves is outside this promise: it rests on each year's own \
                     95 % interval, adjusted neither for the number of years nor for the number of looks, so that a year \
                     may seem clear, and curves seem to cross, by chance.";

/// All that is printed of a comparison.
pub fn text(comparison: &Comparison, out_of_time: bool, in_colour: bool) -> String {
    let mut text = headline(comparison) + "\n";
    for pair in comparison.pairs() {
        text.push_str(&format!("\n{}\n", wrapped(&sentence(comparison, pair), "")));
        let more = [crossing(comparison, pair), unseen(comparison, pair)];
        for line in more.into_iter().flatten() {
            text.push_str(&format!("{}\n", wrapped(&line, "")));
        }
        text.push_str(&format!("\n{}", table(comparison, pair)));
    }
    for (index, pair) in comparison.pairs().iter().enumerate().take(DRAWN) {
        let count = if comparison.pairs().len() == 1 { usize::MAX } else { 1 };
        for measure in followed(comparison).into_iter().take(count) {
            text.push_str(&small_curve(comparison, pair, measure, index, in_colour));
        }
    }
    text.push_str(&format!("\n{}\n", wrapped(&reading(comparison), "")));
    if comparison.pairs().iter().any(|pair| crossing(comparison, pair).is_some()) {
        text.push_str(&format!("{}\n", wrapped(YEARS, "")));
    }
    if out_of_time {
        let late =
            "The budget of seconds ended it; a faster machine would have seen more worlds (--seconds).";
        text.push_str(&format!("{}\n", wrapped(late, "")));
    }
    text
}

/// How the intervals are to be read.
pub fn reading(comparison: &Comparison) -> String {
    let pairs = comparison.pairs().len();
    let together = if pairs == 1 {
        format!("The verdict is false in at most {} % of comparisons", 100.0 * ERROR)
    } else {
        format!(
            "In at most {} % of comparisons is any of {pairs} verdicts false: each pair has a share of that error \
             (Bonferroni), and its intervals hold together with the others'",
            100.0 * ERROR
        )
    };
    format!(
        "{together}, however often it was looked: looks and bounds were fixed before (alpha spending, Lan and DeMets \
         1983), and the intervals are repeated 95 % intervals. The verdict is on {} alone; the intervals of the other \
         metrics hold each on its own.",
        metric_name(&comparison.question().metric)
    )
}

fn headline(comparison: &Comparison) -> String {
    let first = &comparison.alternatives()[0].config;
    let names: Vec<&str> = comparison.alternatives().iter().map(|a| a.name.as_str()).collect();
    let of = if is_varied(comparison) { format!("{}: ", first.name) } else { String::new() };
    wrapped(
        &format!(
            "{of}{} ({}, {}, the same {} under each, seed {})",
            names.join(" against "),
            counted(first.world.customers, "customer"),
            counted(first.world.months, "month"),
            counted(f64::from(comparison.worlds()), "world"),
            first.world.seed
        ),
        "",
    )
}

/// Whether all alternatives are one scenario.
fn is_varied(comparison: &Comparison) -> bool {
    let mut names = comparison.alternatives().iter().map(|alternative| &alternative.config.name);
    let first = names.next();
    names.all(|name| Some(name) == first)
}

fn names<'a>(comparison: &'a Comparison, pair: &Pair) -> [&'a str; 2] {
    [pair.a, pair.b].map(|index| comparison.alternatives()[index].name.as_str())
}

/// The verdict on a pair, in one sentence.
fn sentence(comparison: &Comparison, pair: &Pair) -> String {
    let question = comparison.question();
    let (metric, window) = (question.metric.as_str(), question.window);
    let estimate = comparison.estimate(pair, metric, window);
    let [a, b] = names(comparison, pair);
    let worlds = comparison.worlds_of(pair);
    let (Some(mean), Some((low, high))) = (estimate.mean, estimate.interval) else {
        return format!(
            "Not decided: {a} and {b} both have a value in {} of {worlds} worlds ({}), too few for an interval.",
            estimate.count, pair.firm
        );
    };
    let scale = Scale::of(metric, largest(&estimate).max(pair.band.unwrap_or(0.0)));
    let what = format!("{} of {}{}", metric_name(metric), pair.firm, words(window, comparison));
    let unit = scale.unit(&comparison.unit(metric));
    let interval =
        |low: f64, high: f64| format!("95 % interval {} to {}", scale.number(low), scale.number(high));
    match pair.ended {
        Some(Ended::Decided) => {
            let is_a = 0.0 < mean;
            let (winner, loser) = if is_a { (a, b) } else { (b, a) };
            let (low, high) = if is_a { (low, high) } else { (-high, -low) };
            let ahead = if is_a { estimate.ahead } else { behind(comparison, pair) };
            format!(
                "Decided after {worlds} worlds: {what} is higher under {winner} than under {loser}, by {} {unit} ({}; \
                 {}), and in {ahead} of {} worlds.",
                scale.number(mean.abs()),
                interval(low, high),
                percent_of(comparison, pair, mean),
                estimate.count
            )
        }
        Some(Ended::TooSmall) if (low, high) == (0.0, 0.0) => {
            format!("No difference at all, in any of {worlds} worlds: {what} is the same under {a} and {b}.")
        }
        Some(Ended::TooSmall) => format!(
            "Too small to matter, after {worlds} worlds: {what} differs between {a} and {b} by less than {} {unit}, \
             which is {} % of the larger ({a} minus {b}: {}; {}).",
            scale.number(pair.band.unwrap_or(0.0)),
            100.0 * question.margin,
            scale.number(mean),
            interval(low, high),
        ),
        _ => format!(
            "Not decided, and not surely too small to matter, when the budget ended after {worlds} worlds: {what}, {a} \
             minus {b}, is {} {unit} ({}); {a} is higher in {} of {} worlds.",
            scale.number(mean),
            interval(low, high),
            estimate.ahead,
            estimate.count
        ),
    }
}

/// In how many worlds the second alternative has the higher value.
fn behind(comparison: &Comparison, pair: &Pair) -> usize {
    let question = comparison.question();
    let values = comparison.values(pair, &question.metric, question.window);
    values.into_iter().filter(|(a, b)| a.zip(*b).is_some_and(|(a, b)| a < b)).count()
}

/// A difference as a percentage of the larger of the two figures.
fn percent_of(comparison: &Comparison, pair: &Pair, mean: f64) -> String {
    match pair.band.map(|band| band / comparison.question().margin).filter(|base| base.is_normal()) {
        Some(base) => format!("{} % of the larger", number(100.0 * mean.abs() / base, 1)),
        None => "of nothing".to_owned(),
    }
}

/// When the curves of the two alternatives cross.
fn crossing(comparison: &Comparison, pair: &Pair) -> Option<String> {
    let measure = followed(comparison).into_iter().next()?;
    let [a, b] = names(comparison, pair);
    let (first, crossings) = crossings(&comparison.by_month(pair, measure));
    let ahead = |sign: Sign| if sign == Sign::Higher { a } else { b };
    let name = metric_name(measure);
    let first = first?;
    if crossings.is_empty() {
        return Some(format!(
            "Year by year, {name} is never clearly higher under {}.",
            ahead(opposite(first))
        ));
    }
    let turn = |Crossing { time, to }: &Crossing| format!("from about month {time:.0} under {}", ahead(*to));
    let turns: Vec<String> = crossings.iter().map(turn).collect();
    Some(format!(
        "The curves of {name} cross: it is higher under {} first, {}.",
        ahead(first),
        turns.join(", ")
    ))
}

fn opposite(sign: Sign) -> Sign {
    match sign {
        Sign::Higher => Sign::Lower,
        _ => Sign::Higher,
    }
}

/// Where the alternatives differ at one firm alone: what its own campaign tests report, beside the true effect.
fn unseen(comparison: &Comparison, pair: &Pair) -> Option<String> {
    if super::alternatives::only_firm_that_differs(comparison.alternatives()) != Some(pair.firm.clone()) {
        return None;
    }
    let months = comparison.alternatives()[0].config.world.months as i64;
    let window = if Window::Late.months(months).is_some() { Window::Late } else { Window::Whole };
    let (lifts_a, lifts_b): (Vec<_>, Vec<_>) =
        comparison.values(pair, "campaign_lift", window).into_iter().unzip();
    let lifts = [describe(lifts_a).mean, describe(lifts_b).mean];
    let [a, b] = names(comparison, pair);
    // The policy is the alternative that contacts; where both do, the first.
    let (with, without, lift, is_turned) = match lifts {
        [Some(lift), _] => (a, b, lift, false),
        [None, Some(lift)] => (b, a, lift, true),
        [None, None] => return None,
    };
    let effect = |metric: &str| {
        let estimate = comparison.relative(pair, metric, window, is_turned);
        let (low, high) = estimate.interval?;
        Some(format!("{} ({} to {})", signed(estimate.mean?), signed(low), signed(high)))
    };
    let other = match lifts {
        [Some(_), Some(other)] => format!(" ({} under {b})", signed(other)),
        _ => String::new(),
    };
    Some(format!(
        "What {} sees, and what is true{}: under {with} its own campaign tests report that contacted customers buy {} \
         more than the others{other}. Against {without} in the same worlds, {with} changes its purchases by {} and its \
         revenue by {}.",
        pair.firm,
        words(window, comparison),
        signed(lift),
        effect("purchases")?,
        effect("revenue")?
    ))
}

/// A share as a percentage with its sign.
fn signed(share: f64) -> String {
    let text = number(100.0 * share, 1);
    let sign = if 0.0 < share && text.chars().any(|c| matches!(c, '1'..='9')) { "+" } else { "" };
    format!("{sign}{text} %")
}

/// Both figures, their difference with its interval, and who is ahead, for what is compared.
fn table(comparison: &Comparison, pair: &Pair) -> String {
    let [a, b] = names(comparison, pair);
    let head = ["", "a", "b", "a − b", "95 % interval", "a ahead in"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let late = Window::Late.months(comparison.alternatives()[0].config.world.months as i64).is_some();
    for (index, (metric, window)) in compared(comparison).into_iter().enumerate() {
        // Of the windows of a measure only the last is shown; the files have all.
        let is_shown = window == if late { Window::Late } else { Window::Whole };
        if 0 < index && metric != "discounted_profit" && !is_shown {
            continue;
        }
        let estimate = comparison.estimate(pair, metric, window);
        if estimate.count == 0 {
            continue;
        }
        let (values_a, values_b): (Vec<_>, Vec<_>) =
            comparison.values(pair, metric, window).into_iter().unzip();
        let means = [describe(values_a).mean, describe(values_b).mean];
        let size = means.iter().flatten().map(|mean| mean.abs()).fold(0.0, f64::max);
        let scale = Scale::of(metric, size);
        let shown = |value: Option<f64>| value.map_or("-".to_owned(), |value| scale.number(value));
        let interval = estimate
            .interval
            .map_or(String::new(), |(low, high)| format!("{} to {}", scale.number(low), scale.number(high)));
        let percent = if scale.factor == 100.0 { ", %" } else { "" };
        let name = format!("{}{percent}", metric_name(metric));
        rows.push(vec![
            name,
            shown(means[0]),
            shown(means[1]),
            shown(estimate.mean),
            interval,
            format!("{} of {}", estimate.ahead, estimate.count),
        ]);
    }
    let measured = words(if late { Window::Late } else { Window::Whole }, comparison);
    let heading = format!(
        "{}, a: {}, b: {}{}",
        pair.firm,
        shortened(a, NAME),
        shortened(b, NAME),
        if measured.is_empty() { String::new() } else { format!(" (all but totals{measured})") }
    );
    let heading = wrapped(&heading, "");
    let sides = [Side::Left, Side::Right, Side::Right, Side::Right, Side::Right, Side::Right];
    let full = lines(&rows, &sides);
    if full.lines().all(|line| line.chars().count() <= WIDTH) {
        return format!("{heading}\n{full}");
    }
    // Figures too long for a terminal: the difference is what counts.
    rows.iter_mut().for_each(|row| drop(row.drain(1..3)));
    format!("{heading}\n{}", lines(&rows, &sides[..4]))
}

fn small_curve(comparison: &Comparison, pair: &Pair, measure: &str, index: usize, in_colour: bool) -> String {
    let scale = Scale::of(measure, 0.0);
    let months = comparison.by_month(pair, measure);
    let descriptions: Vec<_> = months.into_iter().map(describe).collect();
    let factor = scale.factor;
    let values: Vec<Option<f64>> = descriptions.iter().map(|d| d.mean.map(|mean| factor * mean)).collect();
    let band =
        descriptions.iter().map(|d| d.supported_interval().map(|(low, high)| (factor * low, factor * high)));
    let largest = values.iter().flatten().fold(0.0_f64, |most, value| most.max(value.abs()));
    let [a, b] = names(comparison, pair);
    let curve = Curve {
        name: "difference".to_owned(),
        is_minor: false,
        colour: [34, 33, 32][index % 3],
        band: band.collect(),
        values,
    };
    let drawn = curves::draw(&[curve], decimals(largest), in_colour);
    if drawn.is_empty() {
        return String::new();
    }
    let title = format!(
        "{} of {}, {a} minus {b} [{}]; dotted: 95 % interval of each month's mean, and zero",
        metric_name(measure),
        pair.firm,
        scale.unit(&comparison.unit(measure))
    );
    format!("\n{}\n{drawn}", wrapped(&title, ""))
}

/// The charts of a comparison and what they say of it.
pub fn charts(comparison: &Comparison, name: &str) -> (Vec<Difference>, Study) {
    let first = &comparison.alternatives()[0].config;
    let is_one_firm = comparison.question().firms.len() == 1;
    let is_one_pair = comparison.alternatives().len() == 2;
    let model = |pair: &Pair| {
        let of = |index: usize| {
            let firms = &comparison.alternatives()[index].config.firms;
            firms.iter().find(|firm| firm.name == pair.firm).map(|firm| firm.model.name())
        };
        of(pair.a).filter(|model| Some(*model) == of(pair.b)).unwrap_or("custom").to_owned()
    };
    let series = |pair: &Pair, measure: &str| {
        let [a, b] = names(comparison, pair);
        let name = match (is_one_firm, is_one_pair) {
            (true, _) => format!("{a} − {b}"),
            (false, true) => pair.firm.clone(),
            (false, false) => format!("{}: {a} − {b}", pair.firm),
        };
        let months = comparison.by_month(pair, measure).into_iter().map(describe).collect();
        Series { name, model: model(pair), months }
    };
    let difference = |measure: &str| Difference {
        measure: measure.to_owned(),
        unit: comparison.unit(measure),
        series: comparison.pairs().iter().map(|pair| series(pair, measure)).collect(),
    };
    let differences = followed(comparison).into_iter().map(difference).collect();
    let names: Vec<&str> = comparison.alternatives().iter().map(|a| a.name.as_str()).collect();
    let firm = if is_one_firm { format!("{}: ", comparison.question().firms[0]) } else { String::new() };
    let study = Study {
        scenario: if is_varied(comparison) { first.name.clone() } else { name.to_owned() },
        question: format!("{firm}{}", names.join(" against ")),
        firms: comparison.question().firms.clone(),
        customers: first.world.customers as u64,
        replications: u64::from(comparison.worlds()),
        seed: first.world.seed,
        months: first.world.months as u64,
        events: if is_varied(comparison) { first.timeline() } else { Vec::new() },
    };
    (differences, study)
}

/// A metric in words.
fn metric_name(metric: &str) -> String {
    match metric {
        "retention_12m" => "12-month retention".to_owned(),
        metric => metric.replace('_', " "),
    }
}

/// A window in words, with a comma before; the whole run needs none.
fn words(window: Window, comparison: &Comparison) -> String {
    match window.months(comparison.alternatives()[0].config.world.months as i64) {
        Some(months) if window != Window::Whole => {
            format!(" in months {} to {}", months.start, months.end - 1)
        }
        _ => String::new(),
    }
}

fn largest(estimate: &Estimate) -> f64 {
    let (low, high) = estimate.interval.unwrap_or_default();
    low.abs().max(high.abs())
}

/// How figures of a metric are shown.
struct Scale {
    factor: f64,
    decimals: usize,
}

impl Scale {
    /// For figures up to `largest`.
    fn of(metric: &str, largest: f64) -> Scale {
        match metric {
            "retention" | "retention_12m" | "market_share" | "for_share" => {
                Scale { factor: 100.0, decimals: 1 }
            }
            "trust" | "public_trust" | "fit" | "knowledge" => Scale { factor: 1.0, decimals: 3 },
            _ => Scale { factor: 1.0, decimals: decimals(largest) },
        }
    }

    fn number(&self, value: f64) -> String {
        number(self.factor * value, self.decimals)
    }

    fn unit(&self, unit: &str) -> String {
        if self.factor == 1.0 { unit.to_owned() } else { "percentage points".to_owned() }
    }
}
