//! What a comparison says: a verdict in a sentence for each pair, a table, curves of differences.

mod contact;
mod sentence;
mod words;

use super::curves::{self, Curve};
use super::notes;
use super::output::{WIDTH, wrapped};
use super::run::counted;
use super::text_table::{Side, decimals, lines, shortened};
use crate::experiment::comparison::{Comparison, ERROR, Pair};
use crate::experiment::verdicts::{CONTACT, compared, followed};
use crate::export::charts::{Difference, Series, Study};
use crate::scenario::config::Config;
use crate::stats::describe::{Description, describe};
use words::{Scale, difference, difference_of_worlds, is_varied, late, metric_name, months, names, worlds};

/// Characters of an alternative's name in the heading of a table.
const NAME: usize = 24;

/// All that is printed of a comparison.
pub fn text(comparison: &Comparison, out_of_time: bool, in_colour: bool) -> String {
    let line = |text: &str| wrapped(text, "") + "\n";
    let mut text = headline(comparison) + "\n";
    let configs: Vec<&Config> = comparison.alternatives().iter().map(|one| &one.config).collect();
    text.push_str(&notes::tuned(&configs));
    for pair in comparison.pairs() {
        text.push_str(&format!("\n{}", line(&sentence::sentence(comparison, pair))));
        text.extend(contact::tests(comparison, pair).map(|tests| line(&tests)));
        text.push_str(&format!("\n{}", table(comparison, pair)));
    }
    text.push_str(&small_curves(comparison, in_colour));
    text.push_str(&format!("\n{}", line(&promise(comparison))));
    if out_of_time {
        let late =
            "The budget of seconds ended it; a faster machine would have seen more worlds (--seconds).";
        text.push_str(&line(late));
    }
    text
}

/// The promise of the verdicts.
fn held(comparison: &Comparison) -> String {
    match comparison.pairs().len() {
        1 => format!("The verdict is false in at most {} % of comparisons", 100.0 * ERROR),
        pairs => format!(
            "In at most {} % of comparisons is any of {pairs} verdicts false (Bonferroni)",
            100.0 * ERROR
        ),
    }
}

/// How the intervals are to be read, in short.
fn promise(comparison: &Comparison) -> String {
    format!(
        "{}, however often it was looked (alpha spending, Lan and DeMets 1983). Other metrics, months and years are \
         outside this promise: each rests on its own 95 % interval.",
        held(comparison)
    )
}

/// How the intervals are to be read.
pub fn reading(comparison: &Comparison) -> String {
    format!(
        "{}, however often it was looked: looks and bounds were fixed before (alpha spending, Lan and DeMets 1983), each \
         pair has an equal share of the error, and the intervals are repeated 95 % intervals, which hold together. The \
         verdict is on {} alone; the intervals of the other metrics hold each on its own. What is said of years and of \
         crossing curves is outside this promise: it rests on each year's own 95 % interval, adjusted neither for the \
         number of years nor for the number of looks, so that a year may seem clear, and curves seem to cross, by chance.",
        held(comparison),
        metric_name(&comparison.question().metric)
    )
}

fn headline(comparison: &Comparison) -> String {
    let first = &comparison.alternatives()[0].config;
    let names: Vec<&str> = comparison.alternatives().iter().map(|a| a.name.as_str()).collect();
    let of = if is_varied(comparison) { format!("{}: ", first.name) } else { String::new() };
    wrapped(
        &format!(
            "{of}{} ({}, {}, {}, seed {})",
            names.join(" against "),
            counted(first.world.customers, "customer"),
            counted(first.world.months, "month"),
            same_worlds(comparison),
            first.world.seed
        ),
        "",
    )
}

/// In how many worlds the pairs were compared, and that those of a pair are the same.
fn same_worlds(comparison: &Comparison) -> String {
    match comparison.fewest_and_most_worlds() {
        (1, 1) => "the same world under each".to_owned(),
        (fewest, most) if fewest == most => format!("the same {most} worlds under each"),
        _ => format!("each pair in the same {} worlds", worlds(comparison)),
    }
}

/// Both figures, their difference with its interval, and who is ahead, for what is compared.
fn table(comparison: &Comparison, pair: &Pair) -> String {
    let [a, b] = names(comparison, pair);
    let head = ["", "a", "b", "a − b", "95 % interval", "a ahead in"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let mut people = None;
    let late = late(comparison);
    for (index, (metric, window)) in compared(comparison).into_iter().enumerate() {
        // Of the windows of a measure only the last is shown, of contact there is a sentence; the files have all.
        let is_shown = window == late && !CONTACT.contains(&metric);
        if 0 < index && metric != "discounted_profit" && !is_shown {
            continue;
        }
        let estimate = comparison.estimate(pair, metric, window);
        let means = comparison.means(pair, metric, window);
        let size = means.iter().flatten().map(|mean| mean.abs()).fold(0.0, f64::max);
        let scale = Scale::of(metric, size);
        let shown = |value: Option<f64>| value.map_or("-".to_owned(), |value| scale.number(value));
        let (unit, of) = row_unit(&comparison.unit(metric), &scale);
        people = people.or(of);
        rows.push(vec![
            format!("{}, {unit}", metric_name(metric)),
            shown(means[0]),
            shown(means[1]),
            shown(estimate.mean),
            estimate.interval.map_or(String::new(), |(low, high)| scale.range(low, high)),
            format!("{} of {}", estimate.ahead, estimate.count),
        ]);
    }
    let measured = months(late, comparison).map(|months| format!("all but totals {months}"));
    let about: Vec<String> = [counted(f64::from(comparison.worlds_of(pair)), "world")]
        .into_iter()
        .chain(people.map(|people| format!("amounts {people}")))
        .chain(measured)
        .collect();
    let heading =
        format!("{}, a: {}, b: {} ({})", pair.firm, shortened(a, NAME), shortened(b, NAME), about.join("; "));
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

/// The unit of a row of the table, and, where it is an amount of so many customers, of how many: that is the same in all
/// rows.
fn row_unit(unit: &str, scale: &Scale) -> (String, Option<String>) {
    if scale.factor != 1.0 {
        return ("%".to_owned(), None);
    }
    let people = " market customers";
    match (unit.split_once(" per "), unit.find(people)) {
        (Some((what, _)), Some(place)) => {
            let end = place + people.len();
            (format!("{what}{}", &unit[end..]), Some(unit[what.len() + 1..end].to_owned()))
        }
        _ if unit == "0..1" => ("0 to 1".to_owned(), None),
        _ => (unit.to_owned(), None),
    }
}

/// The difference in what the verdict is on, month by month: of one pair with its band, of several their means.
fn small_curves(comparison: &Comparison, in_colour: bool) -> String {
    let Some(measure) = followed(comparison).into_iter().next() else { return String::new() };
    let pairs = comparison.pairs();
    let scale = Scale::of(measure, 0.0);
    let factor = scale.factor;
    let described: Vec<Vec<Description>> =
        pairs.iter().map(|pair| by_month(comparison, pair, measure)).collect();
    let band = |(low, high): (f64, f64)| (factor * low, factor * high);
    let curve = |(index, (pair, months)): (usize, (&Pair, &Vec<Description>))| Curve {
        name: if pairs.len() == 1 { "last month".to_owned() } else { difference(comparison, pair) },
        is_minor: false,
        colour: [34, 33, 32, 35, 36, 31][index % 6],
        values: months.iter().map(|d| d.mean.map(|mean| factor * mean)).collect(),
        band: match pairs {
            [_] => months.iter().map(|d| d.supported_interval().map(band)).collect(),
            _ => Vec::new(),
        },
    };
    let drawn: Vec<Curve> = pairs.iter().zip(&described).enumerate().map(curve).collect();
    let drawn = curves::draw_differences(&drawn, figures(comparison, measure), in_colour);
    if drawn.is_empty() {
        return String::new();
    }
    let firms = &comparison.question().firms;
    let of = if let [firm] = firms.as_slice() { format!(" of {firm}") } else { String::new() };
    let (what, how) = match pairs {
        [pair] => {
            let [a, b] = names(comparison, pair);
            (format!("{a} minus {b}"), "; ░ 95 % interval of each month's mean")
        }
        _ => ("differences, first minus second".to_owned(), "; figures: last month"),
    };
    let unit = scale.unit(&comparison.unit(measure));
    let title = format!("{}{of}, {what} [{unit}]{how}", metric_name(measure));
    format!("\n{}\n{drawn}", wrapped(&title, ""))
}

/// The differences of a pair in a measure, described month by month.
fn by_month(comparison: &Comparison, pair: &Pair, measure: &str) -> Vec<Description> {
    comparison.by_month(pair, measure).into_iter().map(describe).collect()
}

/// Decimals of the figures at the ends of the curves of a measure, in the terminal and in its chart.
fn figures(comparison: &Comparison, measure: &str) -> usize {
    let factor = Scale::of(measure, 0.0).factor;
    let means = comparison.pairs().iter().flat_map(|pair| by_month(comparison, pair, measure));
    decimals(means.filter_map(|d| d.mean).fold(0.0, |most: f64, mean| most.max((factor * mean).abs())))
}

/// The charts of a comparison and what they say of it.
pub fn charts(comparison: &Comparison, name: &str) -> (Vec<Difference>, Study) {
    let first = &comparison.alternatives()[0].config;
    let is_one_firm = comparison.question().firms.len() == 1;
    let model = |pair: &Pair| {
        let of = |index: usize| {
            let firms = &comparison.alternatives()[index].config.firms;
            firms.iter().find(|firm| firm.name == pair.firm).map(|firm| firm.model.name())
        };
        of(pair.a).filter(|model| Some(*model) == of(pair.b)).unwrap_or("custom").to_owned()
    };
    let series = |pair: &Pair, measure: &str| Series {
        name: difference_of_worlds(comparison, pair),
        model: model(pair),
        months: by_month(comparison, pair, measure),
    };
    let of = |measure: &str| Difference {
        measure: measure.to_owned(),
        decimals: figures(comparison, measure),
        worlds: same_worlds(comparison),
        unit: comparison.unit(measure),
        series: comparison.pairs().iter().map(|pair| series(pair, measure)).collect(),
    };
    let differences = followed(comparison).into_iter().map(of).collect();
    let names: Vec<&str> = comparison.alternatives().iter().map(|a| a.name.as_str()).collect();
    let firm = if is_one_firm { format!("{}: ", comparison.question().firms[0]) } else { String::new() };
    // What happens under any of them bends the curves.
    let mut events: Vec<(u32, String)> = Vec::new();
    for event in comparison.alternatives().iter().flat_map(|one| one.config.timeline()) {
        if !events.contains(&event) {
            events.push(event);
        }
    }
    events.sort_by_key(|(month, _)| *month);
    let study = Study {
        scenario: if is_varied(comparison) { first.name.clone() } else { name.to_owned() },
        question: format!("{firm}{}", names.join(" against ")),
        firms: comparison.question().firms.clone(),
        customers: first.world.customers as u64,
        replications: u64::from(comparison.worlds()),
        seed: first.world.seed,
        months: first.world.months as u64,
        events,
    };
    (differences, study)
}
