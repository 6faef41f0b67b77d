//! Numbers to bytes: files, charts, manifest. Only [`folder`] touches the disk.

pub mod charts;
pub mod csv;
pub mod dictionary;
pub mod folder;
pub mod manifest;
pub mod page;
pub mod parts;
pub mod plane;
pub mod verdict;

use crate::stats::{Layout, summary};
use crate::table::Table;

/// Counts the changes after which the same scenario and seed give other figures.
pub const RESULTS_VERSION: u32 = 2;

/// Which columns of `monthly.csv` say whose row it is.
pub const LAYOUT: Layout<'static> = Layout { keys: &["scenario", "firm"], unit: "replicate", time: "month" };

/// Name of the file that explains all columns.
pub const DICTIONARY: &str = "dictionary.csv";

/// The lowest and the highest value that a measure of `monthly.csv` can have.
pub fn possible(measure: &str) -> (f64, f64) {
    match measure {
        "market_share" | "trust" | "public_trust" | "retention" | "retention_12m" | "for_share" | "fit"
        | "knowledge" => (0.0, 1.0),
        "profit" | "campaign_lift" | "discounted_profit" | "lifetime_value" => {
            (f64::NEG_INFINITY, f64::INFINITY)
        }
        _ => (0.0, f64::INFINITY),
    }
}

/// A file of a result, not yet on the disk.
#[derive(Clone, Debug)]
pub struct File {
    /// Path inside the folder of the result, with `/`.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The table of `summary.csv` of a run of `months` months.
pub fn summarise(monthly: &Table, totals: &Table, months: i64) -> Table {
    let mut table = summary::summary(monthly, totals, months, LAYOUT, &["scenario", "firm", "model"]);
    if let Some(model) = table.columns.iter_mut().find(|column| column.name == "model") {
        model.meaning = "business model in the firm's first month; monthly.csv follows it".to_owned();
    }
    table
}

/// `monthly.csv`, `summary.csv`, `cohorts.csv` and the dictionary of their columns.
pub fn tables(monthly: &Table, summary: &Table, cohorts: &Table) -> Vec<File> {
    described(&[("monthly.csv", monthly), ("summary.csv", summary), ("cohorts.csv", cohorts)])
}

/// Tables as CSV files of these names, and the dictionary of their columns.
pub fn described(tables: &[(&str, &Table)]) -> Vec<File> {
    let dictionary = dictionary::dictionary(tables.iter().copied());
    let all = tables.iter().copied().chain([(DICTIONARY, &dictionary)]);
    all.map(|(path, table)| File { path: path.to_owned(), bytes: csv::csv(table) }).collect()
}
