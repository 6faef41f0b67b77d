//! A market as if it were one firm.

use super::Outcome;
use crate::stats::groups;
use crate::table::{Table, Values};

/// The name under which a whole market stands in tables. It is no name that a firm can have.
pub const WHOLE: &str = "whole market";

/// How a measure of firms becomes one of their market.
enum Sum {
    /// The firms' values are added.
    Added,
    /// Their mean, weighted by this measure.
    Weighted(&'static str),
}

fn sum(measure: &str) -> Option<Sum> {
    match measure {
        "market_share"
        | "purchases"
        | "revenue"
        | "cost"
        | "profit"
        | "items_held"
        | "intrusions_per_1000"
        | "discounted_profit" => Some(Sum::Added),
        "trust" | "retention" | "retention_12m" | "fit" | "knowledge" => Some(Sum::Weighted("market_share")),
        "for_share" => Some(Sum::Weighted("items_held")),
        _ => None,
    }
}

/// Whether a measure or total has a meaning for a whole market.
pub fn has(metric: &str) -> bool {
    sum(metric).is_some()
}

/// The same outcome with one firm, [`WHOLE`]: quantities added over the firms, shares and trust as means over their
/// customers at the end of the month (the for share over items held). What has no meaning for a market is unknown.
pub fn whole(outcome: &Outcome) -> Outcome {
    let monthly = &outcome.monthly;
    let mut table = empty(monthly);
    for rows in groups::by(monthly, &["replicate", "month"]) {
        for (to, from) in table.columns.iter_mut().zip(&monthly.columns) {
            match &from.values {
                Values::Text { .. } => to.values.push_text(word(&from.name, monthly, rows[0])),
                Values::Integer(values) => to.values.push_integer(values[rows[0]]),
                Values::Number(values) => to.values.push_number(together(&from.name, values, monthly, &rows)),
            }
        }
    }
    let mut totals = empty(&outcome.totals);
    let groups = groups::by(&outcome.totals, &["replicate", "metric", "window"]);
    for rows in groups.into_iter().filter(|rows| has(outcome.totals.word("metric", rows[0]))) {
        for (to, from) in totals.columns.iter_mut().zip(&outcome.totals.columns) {
            match &from.values {
                Values::Text { .. } => to.values.push_text(word(&from.name, &outcome.totals, rows[0])),
                Values::Integer(values) => to.values.push_integer(values[rows[0]]),
                Values::Number(values) => to.values.push_number(added(values, &rows)),
            }
        }
    }
    Outcome { monthly: table, totals, cohorts: empty(&outcome.cohorts), ..outcome.clone() }
}

/// The columns of a table, without rows.
fn empty(table: &Table) -> Table {
    table.columns.iter().fold(Table::default(), |empty, column| {
        let values = match &column.values {
            Values::Text { .. } => Values::text(),
            Values::Integer(_) => Values::Integer(Vec::new()),
            Values::Number(_) => Values::Number(Vec::new()),
        };
        empty.with(&column.name, &column.unit, &column.meaning, values)
    })
}

fn word<'a>(column: &str, table: &'a Table, row: usize) -> &'a str {
    match column {
        "firm" => WHOLE,
        "model" => "custom",
        other => table.word(other, row),
    }
}

fn added(values: &[Option<f64>], rows: &[usize]) -> Option<f64> {
    rows.iter().filter_map(|&row| values[row]).reduce(|sum, value| sum + value)
}

fn together(measure: &str, values: &[Option<f64>], table: &Table, rows: &[usize]) -> Option<f64> {
    let weights = match sum(measure)? {
        Sum::Added => return added(values, rows),
        Sum::Weighted(weights) => table.numbers(weights),
    };
    let known = || rows.iter().filter_map(|&row| values[row].zip(weights[row]));
    let weight: f64 = known().map(|(_, weight)| weight).sum();
    (0.0 < weight).then(|| known().map(|(value, weight)| value * weight).sum::<f64>() / weight)
}
