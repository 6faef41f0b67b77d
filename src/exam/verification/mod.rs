//! Group 1: whether the program does what the model says.

mod books;
mod catalogues;
mod chance;
mod choice;
mod knowledge;
mod limits;
mod same_again;

pub use limits::{LIMITS, Limit};

use super::{A_MEND, ERRORS, Group, Item, Question, Sitting, answer};
use crate::model::width::Width;
use crate::record::{MEASURES, Record};
use crate::scenario::config::{Config, Model};

/// What of the oracles this model cannot express: the oracle, what it is, what expressing it would take.
pub const BEYOND: &[(&str, &str, &str)] = &[
    (
        "O1",
        "retention of a cohort with beta-distributed lapse",
        "a chance to lapse of each customer's own, fixed for life; here people differ in needs, sensitivity and rate, and \
         share one attention",
    ),
    (
        "O3",
        "the NBD-Dirichlet market",
        "a choice of firm at each purchase; here a customer buys everything from one home firm until she leaves it",
    ),
    (
        "O6, second half",
        "the misfit of a pitch made naively from a stored profile",
        "a firm that offers its estimate as if it were the need of today; here estimates age, and offers shrink by what \
         is known",
    ),
    (
        "O8",
        "adoption by word of mouth alone (Bass)",
        "customers who have not heard of a firm; here everybody knows all firms that have entered",
    ),
    (
        "O10",
        "poaching prices in a Hotelling duopoly",
        "prices that firms set for old and new customers, and customers who foresee them",
    ),
    (
        "O11",
        "elasticity of a customer's lifetime value with respect to retention",
        "a firm that reckons with the future of its customers; here it books each month, and plans by what it tests",
    ),
    (
        "O12",
        "sizes in utility that published effects on buying imply (logit)",
        "a choice whether to buy at each occasion; here persuasion changes the rate of purchase, so that its effects are \
         ratios as they stand",
    ),
];

/// Its items. Nothing when the sitting was stopped.
pub fn items(sitting: &Sitting) -> Option<Vec<Item>> {
    const QUESTIONS: [Question; 18] = [
        books::balance,
        limits::limits,
        same_again::reproducible,
        same_again::own_luck,
        chance::purchases,
        chance::needs,
        chance::centre,
        choice::flat_retention,
        choice::logit_shares,
        choice::shares_of_different_people,
        catalogues::perfect_survey,
        catalogues::left_behind,
        catalogues::own_choice,
        knowledge::estimates,
        knowledge::honest_claims,
        knowledge::no_estimate_is_too_good,
        knowledge::sensing_alone,
        knowledge::cold_start,
    ];
    answer(sitting, &QUESTIONS)
}

/// A small market of the four business models.
fn presets(sitting: &Sitting) -> Config {
    let mut config = sitting.config();
    config.world.customers = 1500.0;
    config.world.months = 26.0;
    for model in Model::PRESETS {
        config.add_firm(model.name(), model);
    }
    config
}

/// What is measured of a run. Nothing when the sitting was stopped.
fn record(sitting: &Sitting, config: &Config, replicate: u32, parts: usize, width: Width) -> Option<Record> {
    let mut market = sitting.subject.open(config, replicate, parts, width);
    let mut record = Record::new(market.world(), replicate);
    for _ in 0..config.world.months as usize {
        let month = market.world().month;
        sitting.step(&mut *market)?;
        record.add(market.world(), month);
    }
    Some(record)
}

/// How many figures of these measures differ between two runs, in any bit; a row that only one of them has differs in
/// all.
fn differing(one: &Record, other: &Record, measures: &[&str]) -> usize {
    let column = |name: &&str| MEASURES.iter().position(|measure| measure.name == *name);
    let columns: Vec<usize> = measures.iter().map(|name| column(name).expect("a measure")).collect();
    let differ = |one: Option<f64>, other: Option<f64>| one.map(f64::to_bits) != other.map(f64::to_bits);
    let rows = one.rows.iter().zip(&other.rows);
    let within: usize = rows
        .map(|(a, b)| columns.iter().filter(|&&column| differ(a.values[column], b.values[column])).count())
        .sum();
    within + one.rows.len().abs_diff(other.rows.len()) * columns.len()
}

/// An item of this group that has not been measured yet.
fn item(source: &str, words: &str, note: &str) -> Item {
    Item {
        group: Group::Verification,
        item: words.to_owned(),
        source: source.to_owned(),
        measured: None,
        error: None,
        expected_low: 0.0,
        expected_high: 0.0,
        by_construction: false,
        note: note.to_owned(),
        takes: A_MEND,
    }
}

impl Item {
    /// The item with its figure, expected between two ends.
    fn within(self, measured: impl Into<Option<f64>>, (expected_low, expected_high): (f64, f64)) -> Item {
        Item { measured: measured.into(), expected_low, expected_high, ..self }
    }

    /// The item with its figure, expected within sampling error: `error` is a standard error.
    fn near(self, measured: f64, expected: f64, error: f64) -> Item {
        self.within(measured, (expected - ERRORS * error, expected + ERRORS * error))
    }
}
