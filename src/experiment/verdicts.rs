//! A comparison as tables.

use super::comparison::{Comparison, only_firm_that_differs};
use crate::stats::describe::describe;
use crate::stats::windows::Window;
use crate::table::{Table, Values};

/// Measures that are shown beside what the verdict is on.
const BESIDE: [&str; 3] = ["trust", "retention_12m", "revenue"];

/// Measures that are in the files beside these where one firm alone differs: what its campaign tests report, and what is
/// true.
pub const CONTACT: [&str; 2] = ["campaign_lift", "purchases"];

/// Measures whose difference is followed month by month: what the verdict is on, as far as it is measured by the
/// month, and those beside it.
pub fn followed(comparison: &Comparison) -> Vec<&str> {
    let own = match comparison.question().metric.as_str() {
        "discounted_profit" => Some("profit"),
        "lifetime_value" => None,
        metric => Some(metric),
    };
    own.into_iter().chain(BESIDE.into_iter().filter(|beside| Some(*beside) != own)).collect()
}

/// What is compared, metric and window: first what the verdict is on.
pub fn compared(comparison: &Comparison) -> Vec<(&str, Window)> {
    let question = comparison.question();
    let months = comparison.alternatives().first().map_or(0, |a| a.config.world.months as i64);
    let windows = Window::ALL.into_iter().filter(|window| window.months(months).is_some());
    let of = |metric| windows.clone().map(move |window| (metric, window));
    let totals = [("discounted_profit", Window::Whole)];
    let is_of_one = question.firms.as_slice() == only_firm_that_differs(comparison.alternatives()).as_slice();
    let contact = CONTACT.into_iter().filter(|_| is_of_one);
    let all = [(question.metric.as_str(), question.window)]
        .into_iter()
        .chain(totals)
        .chain(BESIDE.into_iter().chain(contact).flat_map(of));
    all.fold(Vec::new(), |mut known, next| {
        if !known.contains(&next) {
            known.push(next);
        }
        known
    })
}

/// The table of `pairs.csv`: one row per pair, metric, window and world on which the verdict of the pair rests.
pub fn pairs(comparison: &Comparison) -> Table {
    let number = || Values::Number(Vec::new());
    let unit = "column unit";
    let mut table = Table::default()
        .with("replicate", "", "number of the world, from 0", Values::Integer(Vec::new()))
        .with("a", "", "the first alternative", Values::text())
        .with("b", "", "the second alternative", Values::text())
        .with("firm", "", "name of the firm", Values::text())
        .with("metric", "", "what is measured: a column of monthly.csv, or a total", Values::text())
        .with("window", "", "early, late or whole: the months that count", Values::text())
        .with("unit", "", "unit of the values", Values::text())
        .with("value_a", unit, "value under a in this world; a measure is averaged over the window", number())
        .with("value_b", unit, "value under b in the same world", number())
        .with("difference", unit, "value_a minus value_b", number());
    for pair in comparison.pairs() {
        for (metric, window) in compared(comparison) {
            let unit = comparison.unit(metric);
            for (world, (a, b)) in comparison.values(pair, metric, window).into_iter().enumerate() {
                let names = [pair.a, pair.b].map(|index| comparison.alternatives()[index].name.as_str());
                let difference = a.zip(b).map(|(a, b)| a - b);
                let words = [names[0], names[1], &pair.firm, metric, window.name(), &unit].map(Cell::Word);
                let numbers = [a, b, difference].map(Cell::Number);
                push(&mut table, [Cell::Whole(world as i64)].into_iter().chain(words).chain(numbers));
            }
        }
    }
    table
}

/// The table behind `verdict.json`: one row per pair, metric and window.
pub fn verdicts(comparison: &Comparison) -> Table {
    let number = || Values::Number(Vec::new());
    let unit = "column unit";
    let mut table = Table::default()
        .with("a", "", "the first alternative", Values::text())
        .with("b", "", "the second alternative", Values::text())
        .with("firm", "", "name of the firm", Values::text())
        .with("metric", "", "what is measured", Values::text())
        .with("window", "", "the months that count", Values::text())
        .with("unit", "", "unit of the effect", Values::text())
        .with("mean_a", unit, "mean under a over the worlds in which it has a value", number())
        .with("mean_b", unit, "mean under b over the worlds in which it has a value", number())
        .with("effect", unit, "mean of a minus b over the worlds", number())
        .with("ci_low", unit, "lower end of its repeated 95 % interval", number())
        .with("ci_high", unit, "upper end of its repeated 95 % interval", number())
        .with("worlds", "count", "worlds in which both have a value", Values::Integer(Vec::new()))
        .with("share_of_worlds_a_ahead", "0..1", "share of the worlds in which a is higher than b", number())
        .with(
            "ended",
            "",
            "why no worlds were added: decided (the interval does not hold zero), too small to matter (it lies within \
             the band around zero), budget ended (neither, when the worlds of this pair ended: at the first look where \
             one of the two has no value in any world); for a metric other than that of the verdict, what its interval says at the worlds of the verdict",
            Values::text(),
        );
    for pair in comparison.pairs() {
        for (metric, window) in compared(comparison) {
            let estimate = comparison.estimate(pair, metric, window);
            let names = [pair.a, pair.b].map(|index| comparison.alternatives()[index].name.as_str());
            let ended = comparison.ended(pair, metric, window).name();
            let unit = comparison.unit(metric);
            let words = [names[0], names[1], &pair.firm, metric, window.name(), &unit].map(Cell::Word);
            let (low, high) = estimate.interval.unzip();
            let share = (0 < estimate.count).then(|| estimate.ahead as f64 / estimate.count as f64);
            let rest = [Cell::Whole(estimate.count as i64), Cell::Number(share), Cell::Word(ended)];
            let [mean_a, mean_b] = comparison.means(pair, metric, window);
            let numbers = [mean_a, mean_b, estimate.mean, low, high].map(Cell::Number);
            push(&mut table, words.into_iter().chain(numbers).chain(rest));
        }
    }
    table
}

/// The table of `differences.csv`: one row per pair, measure and month, described over the worlds.
pub fn differences(comparison: &Comparison) -> Table {
    let number = || Values::Number(Vec::new());
    let unit = "column unit";
    let mut table = Table::default()
        .with("month", "month", "month of the run, from 0", Values::Integer(Vec::new()))
        .with("a", "", "the first alternative", Values::text())
        .with("b", "", "the second alternative", Values::text())
        .with("firm", "", "name of the firm", Values::text())
        .with("measure", "", "a column of monthly.csv", Values::text())
        .with("unit", "", "unit of the values", Values::text())
        .with("mean", unit, "mean of a minus b over the worlds", number())
        .with("ci_low", unit, "lower end of the 95 % interval of this month's mean (Student's t)", number())
        .with("ci_high", unit, "upper end of the 95 % interval of this month's mean (Student's t)", number())
        .with("q05", unit, "5 % quantile over the worlds", number())
        .with("q95", unit, "95 % quantile over the worlds", number());
    for pair in comparison.pairs() {
        for measure in followed(comparison) {
            let unit = comparison.unit(measure);
            for (month, values) in comparison.by_month(pair, measure).into_iter().enumerate() {
                let d = describe(values);
                let names = [pair.a, pair.b].map(|index| comparison.alternatives()[index].name.as_str());
                let words = [names[0], names[1], &pair.firm, measure, &unit].map(Cell::Word);
                let (low, high) = d.supported_interval().unzip();
                let numbers = [d.mean, low, high, d.q05, d.q95].map(Cell::Number);
                push(&mut table, [Cell::Whole(month as i64)].into_iter().chain(words).chain(numbers));
            }
        }
    }
    table
}

/// What stands in a row of a column.
enum Cell<'a> {
    Word(&'a str),
    Whole(i64),
    Number(Option<f64>),
}

/// Adds a row, in the order of the columns.
fn push<'a>(table: &mut Table, cells: impl Iterator<Item = Cell<'a>>) {
    for (column, cell) in table.columns.iter_mut().zip(cells) {
        match cell {
            Cell::Word(word) => column.values.push_text(word),
            Cell::Whole(whole) => column.values.push_integer(whole),
            Cell::Number(number) => column.values.push_number(number),
        }
    }
}
