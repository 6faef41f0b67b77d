//! A made-up outcome: smooth curves with noise that depends on nothing but its place.

use sellsense::experiment::Outcome;
use sellsense::table::{Table, Values};

/// A firm of a made-up market.
#[derive(Clone, Debug)]
pub struct Firm {
    pub name: String,
    pub model: String,
    /// Where its trust ends up.
    pub level: f64,
    pub enters: i64,
    pub leaves: i64,
    /// It is there in the first so many replications.
    pub replications: i64,
    pub remembers: bool,
}

pub fn firm(name: &str, model: &str, level: f64) -> Firm {
    let remembers = model != "make-and-sell";
    Firm {
        name: name.to_owned(),
        model: model.to_owned(),
        level,
        enters: 0,
        leaves: i64::MAX,
        replications: i64::MAX,
        remembers,
    }
}

pub fn three() -> Vec<Firm> {
    vec![
        firm("make-and-sell", "make-and-sell", 0.58),
        firm("targeted-make-and-sell", "targeted-make-and-sell", 0.41),
        firm("sense-and-respond", "sense-and-respond", 0.66),
    ]
}

/// A number in -1..1 that depends on its address alone.
fn noise(address: [u64; 4]) -> f64 {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for part in address {
        state = (state ^ part.wrapping_add(0x1234_5678)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state ^= state >> 29;
    }
    (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

const MEASURES: [(&str, &str, &str); 18] = [
    ("market_share", "share", "share of all customers"),
    ("trust", "0..1", "mean trust of its customers"),
    ("public_trust", "0..1", "mean trust of everybody"),
    ("retention", "share", "customers kept this month"),
    ("retention_12m", "share", "customers kept for 12 months"),
    ("purchases", "purchases", "per 1 000 market customers a month"),
    ("revenue", "currency per 1 000 market customers a month", "price times purchases"),
    ("cost", "currency", "per 1 000 market customers a month"),
    ("profit", "currency per 1 000 market customers a month", "revenue minus cost"),
    ("fit", "0..1", "mean fit of its customers"),
    ("knowledge", "0..1", "mean knowledge of its customers"),
    ("items_held", "items", "per market customer"),
    ("for_share", "share", "wanted share of the items held"),
    ("intrusions_per_1000", "intrusions", "noticed, per 1 000 market customers a month"),
    ("targeting", "share", "contacted a month"),
    ("campaign_lift", "share", "as the last campaign test reports it"),
    ("forecast_error", "taste sd", "distance of the catalogue from the market's centre"),
    ("price", "currency", "per purchase"),
];

pub fn outcome(firms: &[Firm], months: i64, replicates: i64) -> Outcome {
    let number = || Values::Number(Vec::new());
    let integer = || Values::Integer(Vec::new());
    let names = |table: Table| table.with("scenario", "", "name of the scenario", Values::text());
    let mut monthly = names(Table::default())
        .with("replicate", "", "number of the replication", integer())
        .with("seed", "", "seed", integer())
        .with("month", "months", "month, from 0", integer())
        .with("firm", "", "name of the firm", Values::text())
        .with("model", "", "business model", Values::text());
    for (name, unit, meaning) in MEASURES {
        monthly = monthly.with(name, unit, meaning, number());
    }
    let mut cohorts = names(Table::default())
        .with("replicate", "", "number of the replication", integer())
        .with("firm", "", "name of the firm", Values::text())
        .with("joined_month", "months", "month of joining", integer())
        .with("age_months", "months", "months since joining", integer())
        .with("customers", "people", "customers who joined", integer())
        .with("alive", "people", "those still there without a break", integer());
    let mut totals = names(Table::default())
        .with("replicate", "", "number of the replication", integer())
        .with("firm", "", "name of the firm", Values::text())
        .with("model", "", "business model", Values::text())
        .with("metric", "", "metric", Values::text())
        .with("window", "", "window", Values::text())
        .with("value", "currency", "value", number());
    for replicate in 0..replicates {
        for month in 0..months {
            for (j, firm) in firms.iter().enumerate() {
                if firm.enters <= month && month < firm.leaves && replicate < firm.replications {
                    month_row(&mut monthly, firm, j as u64, firms.len(), replicate, month);
                }
            }
        }
        for (j, firm) in firms.iter().enumerate().filter(|(_, firm)| replicate < firm.replications) {
            cohort_rows(&mut cohorts, firm, j as u64, replicate, months);
            total_rows(&mut totals, firm, j as u64, replicate, months);
        }
    }
    Outcome { worlds: 0..replicates as u32, months, monthly, cohorts, totals }
}

enum Cell<'a> {
    Word(&'a str),
    Whole(i64),
    Number(Option<f64>),
}

fn push(table: &mut Table, cells: &[Cell]) {
    assert_eq!(table.columns.len(), cells.len());
    for (column, cell) in table.columns.iter_mut().zip(cells) {
        match cell {
            Cell::Word(word) => column.values.push_text(word),
            Cell::Whole(value) => column.values.push_integer(*value),
            Cell::Number(value) => column.values.push_number(*value),
        }
    }
}

fn month_row(table: &mut Table, firm: &Firm, j: u64, firms: usize, replicate: i64, month: i64) {
    let (r, m) = (replicate as u64, month as u64);
    // A slow wave per replication, the same luck for all firms, and a little noise.
    let age = (month - firm.enters) as f64;
    let settled = 1.0 - (-age / 30.0).exp();
    let wave = 0.03 * noise([r, 1, 0, 0]) * settled + 0.02 * noise([r, j, 2, 0]) * (age / 17.0).sin();
    let trust = 0.5 + (firm.level - 0.5) * settled + wave + 0.004 * noise([r, j, m, 3]);
    let share = (1.0 / firms as f64) * (1.0 + 1.5 * (trust - 0.5));
    let retention = 0.975 + 0.02 * (trust - 0.5);
    let yearly = (12 <= month - firm.enters).then(|| 0.55 + 0.6 * (trust - 0.5) + 0.01 * noise([r, j, m, 4]));
    let purchases = 1000.0 * share * (0.9 + 0.5 * trust) + 3.0 * noise([r, j, m, 5]);
    let cost = 0.42 * purchases + 20.0;
    let held = firm.remembers.then_some(1.4 * settled);
    let wanted = firm.remembers.then(|| (1.6 * trust - 0.4 + 0.02 * noise([r, j, m, 6])).clamp(0.0, 1.0));
    let intrusions = if firm.remembers { 40.0 * (1.0 - trust) * settled } else { 0.0 };
    let number = |value: f64| Cell::Number(Some(value));
    push(
        table,
        &[
            Cell::Word("synthetic"),
            Cell::Whole(replicate),
            Cell::Whole(1),
            Cell::Whole(month),
            Cell::Word(&firm.name),
            Cell::Word(&firm.model),
            number(share),
            number(trust),
            number(trust - 0.02),
            number(retention),
            Cell::Number(yearly),
            number(purchases),
            number(purchases),
            number(cost),
            number(purchases - cost),
            number(0.4 + 0.4 * settled * trust),
            number(if firm.remembers { 0.7 * settled } else { 0.0 }),
            Cell::Number(held.or(Some(0.0))),
            Cell::Number(wanted),
            number(intrusions),
            number(0.3),
            Cell::Number(None),
            number(0.2 + 0.1 * noise([r, j, m / 24, 7])),
            number(1.0),
        ],
    );
}

fn cohort_rows(table: &mut Table, firm: &Firm, j: u64, replicate: i64, months: i64) {
    for joined in firm.enters..months.min(firm.leaves) {
        let customers = if joined == firm.enters { 600 } else { 20 };
        for age in 0..months - joined {
            let loss = 0.03 - 0.02 * (firm.level - 0.5) + 0.003 * noise([replicate as u64, j, 0, 8]);
            let alive = (f64::from(customers) * (-loss * age as f64).exp()).round() as i64;
            push(
                table,
                &[
                    Cell::Word("synthetic"),
                    Cell::Whole(replicate),
                    Cell::Word(&firm.name),
                    Cell::Whole(joined),
                    Cell::Whole(age),
                    Cell::Whole(i64::from(customers)),
                    Cell::Whole(alive),
                ],
            );
        }
    }
}

fn total_rows(table: &mut Table, firm: &Firm, j: u64, replicate: i64, months: i64) {
    for (metric, scale) in [("discounted_profit", 200.0), ("lifetime_value", 0.02)] {
        let value = scale * months as f64 * (firm.level + 0.2 * noise([replicate as u64, j, 0, 9]));
        push(
            table,
            &[
                Cell::Word("synthetic"),
                Cell::Whole(replicate),
                Cell::Word(&firm.name),
                Cell::Word(&firm.model),
                Cell::Word(metric),
                Cell::Word("whole"),
                Cell::Number(Some(value)),
            ],
        );
    }
}
