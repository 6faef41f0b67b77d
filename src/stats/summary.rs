//! One row per series, measure and window.

use super::describe::{Description, describe};
use super::windows::Window;
use super::{Layout, groups};
use crate::table::{Table, Values};
use std::ops::Range;

/// The mean of `measure` over the months in `window`, of each repetition of each series: series in the
/// order of the table, and within a series the repetition's number and its mean, in the order of the table.
///
/// Months without a value are left out of the mean; a repetition without any has `None`.
pub fn window_means(
    table: &Table,
    layout: Layout,
    measure: &str,
    window: &Range<i64>,
) -> Vec<Vec<(i64, Option<f64>)>> {
    groups::by(table, layout.keys)
        .iter()
        .map(|rows| {
            groups::within(table, &[layout.unit], rows.iter().copied())
                .iter()
                .map(|rows| unit_mean(table, layout, measure, window, rows))
                .collect()
        })
        .collect()
}

/// The columns of `monthly` that are measured: those that hold numbers.
pub fn measures(monthly: &Table) -> impl Iterator<Item = &str> {
    monthly
        .columns
        .iter()
        .filter(|column| matches!(column.values, Values::Number(_)))
        .map(|column| column.name.as_str())
}

/// The table of `summary.csv`: for every series its labels (the columns `labels` of its first row, which may have
/// changed since), every
/// measure of `monthly` and every metric of `totals`, by window, described over the repetitions.
///
/// `totals` has one value per series, repetition, `metric` and `window`. `length` is that of the run \[months\]; it
/// may be longer than the table, when all series have ended before it.
pub fn summary(monthly: &Table, totals: &Table, length: i64, layout: Layout, labels: &[&str]) -> Table {
    let mut table = header(monthly, labels);
    let windows: Vec<(Window, Range<i64>)> =
        Window::ALL.into_iter().filter_map(|window| Some((window, window.months(length)?))).collect();
    let totals_by_series = groups::by(totals, layout.keys);
    for rows in groups::by(monthly, layout.keys) {
        let series: Vec<&str> = labels.iter().map(|label| monthly.word(label, rows[0])).collect();
        let units = groups::within(monthly, &[layout.unit], rows.iter().copied());
        for measure in measures(monthly) {
            for (window, range) in &windows {
                let means = units.iter().map(|rows| unit_mean(monthly, layout, measure, range, rows).1);
                push(&mut table, &series, measure, window.name(), &describe(means));
            }
        }
        let same =
            |row: usize| layout.keys.iter().all(|key| totals.word(key, row) == monthly.word(key, rows[0]));
        let Some(own) = totals_by_series.iter().find(|group| same(group[0])) else { continue };
        for rows in groups::within(totals, &["metric", "window"], own.iter().copied()) {
            let values = rows.iter().map(|&row| totals.numbers("value")[row]);
            let (metric, window) = (totals.word("metric", rows[0]), totals.word("window", rows[0]));
            push(&mut table, &series, metric, window, &describe(values));
        }
    }
    table
}

fn unit_mean(
    table: &Table,
    layout: Layout,
    measure: &str,
    window: &Range<i64>,
    rows: &[usize],
) -> (i64, Option<f64>) {
    let numbers = table.numbers(measure);
    let times = table.integers(layout.time);
    let (mut sum, mut count) = (0.0, 0_u32);
    for value in rows.iter().filter(|&&row| window.contains(&times[row])).filter_map(|&row| numbers[row]) {
        sum += value;
        count += 1;
    }
    let mean = if count == 0 { None } else { Some(sum / f64::from(count)) };
    (table.integers(layout.unit)[rows[0]], mean)
}

fn header(monthly: &Table, labels: &[&str]) -> Table {
    let number = || Values::Number(Vec::new());
    let unit = "that of the metric";
    let mut table = Table::default();
    for label in labels {
        table = table.with(label, "", &monthly.column(label).meaning, Values::text());
    }
    table
        .with(
            "metric",
            "",
            "what is measured: a column of monthly.csv, or a total over the window",
            Values::text(),
        )
        .with(
            "window",
            "",
            "early: months 12 to 23; late: the last 24 months of the run, whoever is there; whole: all months of \
             the run. A run of fewer than 24 months has only whole; in one of fewer than 48, late and early share \
             months",
            Values::text(),
        )
        .with(
            "mean",
            unit,
            "mean over the replications of each one's mean in the window, taken over those months of it that have a \
             value: who is there for a part of the window has the mean of that part, and who is not there at all \
             has none",
            number(),
        )
        .with("sd", unit, "standard deviation over the replications", number())
        .with("ci_low", unit, "lower end of the 95 % interval of the mean (Student's t)", number())
        .with("ci_high", unit, "upper end of the 95 % interval of the mean (Student's t)", number())
        .with("q05", unit, "5 % quantile over the replications", number())
        .with("median", unit, "median over the replications", number())
        .with("q95", unit, "95 % quantile over the replications", number())
        .with("replications", "count", "replications that have a value", Values::Integer(Vec::new()))
}

fn push(table: &mut Table, series: &[&str], metric: &str, window: &str, d: &Description) {
    let (low, high) = d.interval.unzip();
    let words = series.iter().copied().chain([metric, window]);
    let numbers = [d.mean, d.sd, low, high, d.q05, d.median, d.q95];
    let mut columns = table.columns.iter_mut();
    for (word, column) in words.zip(columns.by_ref()) {
        column.values.push_text(word);
    }
    for (number, column) in numbers.into_iter().zip(columns.by_ref()) {
        column.values.push_number(number);
    }
    if let Some(column) = columns.next() {
        column.values.push_integer(d.count as i64);
    }
}
