//! What every column of every file means.

use crate::table::{Table, Values};

/// What stands in the column `metric` of `summary.csv` beside the columns of `monthly.csv`, with its unit, in
/// which `{profit}` stands for the unit of a total of profit and `{money}` for the currency.
const METRICS: [(&str, &str, &str); 2] = [
    (
        "discounted_profit",
        "{profit}",
        "sum over all months of profit / (1 + costs.discount_per_year)^(month / 12)",
    ),
    (
        "lifetime_value",
        "{money} per customer who joins",
        "what a customer who joins brings until the run ends: sum over the months since joining (age) of the share \
         of those who joined together and are still there, times the firm's profit per customer in that month, \
         divided by (1 + costs.discount_per_year)^(age / 12); mean over all who joined in the window, and from \
         month 1 on, because those who are there in month 0 did not join; only the windows early and whole",
    ),
];

/// What stands in the column `window` of `summary.csv`.
const WINDOWS: [(&str, &str); 3] = [
    ("early", "months 12 to 23; only in runs of 24 months or more"),
    (
        "late",
        "the last 24 months; only in runs of 24 months or more, in one of fewer than 48 months it shares some with early",
    ),
    ("whole", "all months"),
];

/// The table of `dictionary.csv`: one row per column of each of the named files, from the columns' own
/// units and meanings; after those of `summary.csv` what its metrics and windows are; and at the end its own
/// four columns.
pub fn dictionary<'a>(files: impl IntoIterator<Item = (&'a str, &'a Table)>) -> Table {
    let files: Vec<(&str, &Table)> = files.into_iter().collect();
    let profit = files.iter().flat_map(|(_, table)| &table.columns).find(|column| column.name == "profit");
    let profit = profit.map_or("", |column| column.unit.as_str()).to_owned();
    dictionary_with(files, &profit)
}

/// The same where no file has a column of profit; `profit` is the unit of a month's.
pub fn dictionary_with<'a>(files: impl IntoIterator<Item = (&'a str, &'a Table)>, profit: &str) -> Table {
    let mut rows = Table::default()
        .with("file", "", "file in which the column is", Values::text())
        .with("column", "", "name of the column", Values::text())
        .with("unit", "", "unit of its values; empty for names and plain numbers", Values::text())
        .with("meaning", "", "what its values mean", Values::text());
    for (file, table) in files {
        describe(&mut rows, file, table);
        if table.columns.iter().any(|column| column.name == "metric") {
            words(&mut rows, file, profit);
        }
    }
    let own = rows.clone();
    describe(&mut rows, super::DICTIONARY, &own);
    rows
}

fn describe(rows: &mut Table, file: &str, table: &Table) {
    for column in &table.columns {
        push(rows, [file, &column.name, &column.unit, &column.meaning]);
    }
}

/// Explains the words of the columns `metric` and `window`; `profit` is the unit of a month's profit.
fn words(rows: &mut Table, file: &str, profit: &str) {
    let money = profit.split(" per ").next().unwrap_or_default();
    for (metric, unit, meaning) in METRICS {
        let unit = unit.replace("{profit}", profit.trim_end_matches(" a month")).replace("{money}", money);
        push(rows, [file, &format!("metric = {metric}"), &unit, meaning]);
    }
    for (window, meaning) in WINDOWS {
        push(rows, [file, &format!("window = {window}"), "", meaning]);
    }
}

fn push(rows: &mut Table, cells: [&str; 4]) {
    for (target, cell) in rows.columns.iter_mut().zip(cells) {
        target.values.push_text(cell);
    }
}
