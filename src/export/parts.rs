//! A difference between two firms or markets in parts, as tables and as what a chart of it needs.

use crate::stats::describe::Description;
use crate::table::{Table, Values};

/// What remains when every mechanism is off, in tables and charts.
pub const REST: &str = "all else";
/// The whole difference.
pub const TOTAL: &str = "total";

/// A difference in one measure, in parts.
#[derive(Clone, Debug)]
pub struct Waterfall {
    /// What is measured, in words.
    pub words: String,
    /// Its name in tables.
    pub metric: String,
    /// The months that count: `early`, `late` or `whole`.
    pub window: String,
    /// Its unit.
    pub unit: String,
    /// Where it begins: its name, and its level.
    pub from: (String, Description),
    /// Where it ends.
    pub to: (String, Description),
    /// The parts, by name, what remains without any mechanism first.
    pub parts: Vec<(String, Description)>,
    /// The whole difference.
    pub total: Description,
    /// Worth of each set of mechanisms in each world, with the set in words.
    pub games: Vec<(String, Vec<Option<f64>>)>,
}

/// The table of `why.csv`: one row per measure and part, and one for the whole.
pub fn parts(waterfalls: &[Waterfall]) -> Table {
    let number = || Values::Number(Vec::new());
    let mut table = Table::default()
        .with("metric", "", "what is explained: a column of monthly.csv, or discounted_profit", Values::text())
        .with("window", "", "months that count: late is the last 24, whole all of them", Values::text())
        .with(
            "mechanism",
            "",
            "whose part it is; `all else` is the difference when all mechanisms are off, `total` the whole difference",
            Values::text(),
        )
        .with(
            "effect",
            "that of the metric",
            "mean over the worlds of the mechanism's Shapley value; the parts add up to the total",
            number(),
        )
        .with(
            "ci_low",
            "that of the metric",
            "lower end of the interval of the effect: those of all parts of a metric hold together in 95 % of all cases \
             (Student's t, Bonferroni); that of the total does so by itself",
            number(),
        )
        .with("ci_high", "that of the metric", "its upper end", number())
        .with("unit", "", "unit of the metric", Values::text())
        .with("worlds", "count", "worlds in which the outcome is known for every set of mechanisms", Values::Integer(vec![]));
    for waterfall in waterfalls {
        let total = (TOTAL.to_owned(), waterfall.total);
        for (mechanism, part) in waterfall.parts.iter().chain([&total]) {
            let (low, high) = part.interval.unzip();
            let mut columns = table.columns.iter_mut().map(|column| &mut column.values);
            let mut next = || columns.next().expect("the table has these columns");
            for word in [&waterfall.metric, &waterfall.window, mechanism] {
                next().push_text(word);
            }
            [part.mean, low, high].into_iter().for_each(|number| next().push_number(number));
            next().push_text(&waterfall.unit);
            next().push_integer(part.count as i64);
        }
    }
    table
}

/// The table of `games.csv`: one row per measure, set of mechanisms and world.
pub fn games(waterfalls: &[Waterfall]) -> Table {
    let mut table = Table::default()
        .with("metric", "", "what is explained", Values::text())
        .with("mechanisms", "", "those that are on, joined by ` + `; empty when all are off", Values::text())
        .with("world", "", "number of the world, from 0", Values::Integer(Vec::new()))
        .with(
            "difference",
            "that of the metric",
            "outcome of the second minus that of the first, with these mechanisms on",
            Values::Number(Vec::new()),
        );
    for waterfall in waterfalls {
        for (set, worths) in &waterfall.games {
            for (world, worth) in worths.iter().enumerate() {
                let [metric, mechanisms, worlds, difference] = &mut table.columns[..] else {
                    unreachable!("the table has these columns")
                };
                metric.values.push_text(&waterfall.metric);
                mechanisms.values.push_text(set);
                worlds.values.push_integer(world as i64);
                difference.values.push_number(*worth);
            }
        }
    }
    table
}
