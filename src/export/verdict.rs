//! A comparison as bytes: `verdict.json` and the tables beside it.

use super::{DICTIONARY, File, csv, dictionary};
use crate::table::{Table, Values};
use serde_json::{Map, Value, json};

/// What `verdict.json` says beside the verdicts.
#[derive(Clone, Debug)]
pub struct About {
    /// Names of the alternatives.
    pub alternatives: Vec<String>,
    /// What the verdict is on: metric and window.
    pub verdict_on: (String, String),
    /// The share of the base within which a difference is too small to matter.
    pub margin: f64,
    /// Budget of worlds for each alternative.
    pub budget: u32,
    /// Worlds in which each alternative was simulated.
    pub simulated: Vec<u32>,
    /// Whether the budget of seconds ended it, which the figures then depend on.
    pub out_of_time: bool,
    /// How the intervals are to be read, in words.
    pub reading: String,
}

/// `verdict.json`, `pairs.csv`, `differences.csv` and the dictionary of their columns; `profit` is the unit of profit
/// in a month.
pub fn files(about: &About, verdicts: &Table, pairs: &Table, differences: &Table, profit: &str) -> Vec<File> {
    let tables = [("verdict.json", verdicts), ("pairs.csv", pairs), ("differences.csv", differences)];
    let dictionary = dictionary::dictionary_with(tables, profit);
    let file = |path: &str, bytes| File { path: path.to_owned(), bytes };
    vec![
        file("verdict.json", verdict(about, verdicts)),
        file("pairs.csv", csv::csv(pairs)),
        file("differences.csv", csv::csv(differences)),
        file(DICTIONARY, csv::csv(&dictionary)),
    ]
}

/// The bytes of `verdict.json`: what was asked, and an object for each row of `verdicts`.
fn verdict(about: &About, verdicts: &Table) -> Vec<u8> {
    let names = about.alternatives.iter().cloned();
    let simulated: Map<String, Value> =
        names.zip(about.simulated.iter().map(|&worlds| Value::from(worlds))).collect();
    let value = json!({
        "alternatives": about.alternatives,
        "verdict_on": { "metric": about.verdict_on.0, "window": about.verdict_on.1 },
        "too_small_to_matter": { "share_of_base": about.margin },
        "worlds": {
            "budget": about.budget,
            "simulated": simulated,
            "ended_by_seconds": about.out_of_time,
        },
        "reading": about.reading,
        "verdicts": objects(verdicts),
    });
    let mut text = serde_json::to_string_pretty(&value).expect("it has only text and numbers");
    text.push('\n');
    text.into_bytes()
}

/// The rows of a table as JSON objects; unknown is `null`.
fn objects(table: &Table) -> Vec<Value> {
    let cell = |values: &Values, row: usize| match values {
        Values::Text { words, codes } => Value::from(words[codes[row] as usize].as_str()),
        Values::Integer(values) => Value::from(values[row]),
        // Adding zero turns -0 into 0.
        Values::Number(values) => Value::from(values[row].filter(|value| value.is_finite()).map(|v| v + 0.0)),
    };
    let object = |row: usize| -> Map<String, Value> {
        table.columns.iter().map(|column| (column.name.clone(), cell(&column.values, row))).collect()
    };
    (0..table.rows()).map(|row| Value::Object(object(row))).collect()
}
