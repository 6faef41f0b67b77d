//! The records of many replicates as tables.

use super::{FOLLOWED, Keep};
use crate::math::wide;
use crate::record::{self, Record};
use crate::scenario::config::Config;
use crate::stats::windows::Window;
use crate::stats::{Layout, groups, summary};
use crate::table::{Table, Values};
use std::iter::repeat_n;
use std::ops::Range;

/// Months whose joiners count for the early lifetime value, as for other early figures.
const EARLY: std::ops::RangeInclusive<usize> = 12..=23;

/// What a study of one scenario gives.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The worlds it saw, by number of the replicate.
    pub worlds: Range<u32>,
    /// Length of a run \[months\].
    pub months: i64,
    /// One row per replicate, month and firm in the market.
    pub monthly: Table,
    /// One row per replicate, firm, month of joining and age, of the worlds whose cohorts are kept.
    pub cohorts: Table,
    /// One row per replicate, firm, metric and window: what is no mean over months.
    pub totals: Table,
}

impl Outcome {
    /// The value of a metric for one firm in each world, in the order of the worlds: a measure of `monthly` as its mean
    /// over the months of the window, or a metric of `totals`. Unknown where the firm was not there, where the run is
    /// too short for the window, and where `totals` does not have the window.
    ///
    /// Panics when there is no such metric: that is a defect of the caller.
    pub fn by_world(&self, firm: &str, metric: &str, window: Window) -> Vec<Option<f64>> {
        let mut values = vec![None; self.worlds.len()];
        let place = |world: i64| (world - i64::from(self.worlds.start)) as usize;
        if self.totals.has_word("metric", metric) {
            let worlds = self.totals.integers("replicate");
            let wanted = [("firm", firm), ("metric", metric), ("window", window.name())];
            let wanted = wanted.map(|(column, word)| self.totals.is_word(column, word));
            for row in (0..self.totals.rows()).filter(|&row| wanted.iter().all(|is| is(row))) {
                values[place(worlds[row])] = self.totals.numbers("value")[row];
            }
        } else if let Some(months) = window.months(self.months) {
            // An outcome is of one scenario: its series are the firms.
            let layout = Layout { keys: &["firm"], unit: "replicate", time: "month" };
            let series = groups::by(&self.monthly, layout.keys);
            let means = summary::window_means(&self.monthly, layout, metric, &months);
            let own = |rows: &[usize]| self.monthly.word("firm", rows[0]) == firm;
            for (_, means) in series.iter().zip(means).filter(|(rows, _)| own(rows)) {
                means.into_iter().for_each(|(world, mean)| values[place(world)] = mean);
            }
        }
        values
    }

    /// Adds the worlds of `later`: an outcome of the same scenario in the worlds that follow.
    ///
    /// Panics when its worlds do not follow: that is a defect of the caller.
    pub fn append(&mut self, later: Outcome) {
        assert_eq!(self.worlds.end, later.worlds.start, "worlds that follow");
        self.worlds.end = later.worlds.end;
        self.monthly.append(later.monthly);
        self.cohorts.append(later.cohorts);
        self.totals.append(later.totals);
    }
}

/// What one replicate leaves behind.
pub struct Run {
    /// Its cohorts are gone where they are not kept.
    record: Record,
    totals: Vec<Total>,
}

impl Run {
    /// Takes what is needed of the record of a replicate.
    pub fn new(config: &Config, mut record: Record, keep: Keep) -> Run {
        let totals = totals_of(config, &record);
        if keep == Keep::NoCohorts || record.replicate >= FOLLOWED {
            record.cohorts = Vec::new();
        }
        Run { record, totals }
    }
}

/// Writes the runs of one scenario, in their order, into tables.
pub fn outcome(config: &Config, worlds: Range<u32>, runs: &[Run]) -> Outcome {
    Outcome {
        worlds,
        months: config.world.months as i64,
        monthly: monthly(config, runs.iter().map(|run| &run.record)),
        cohorts: cohorts(config, runs.iter().map(|run| &run.record)),
        totals: totals(config, runs),
    }
}

fn monthly<'a>(config: &Config, records: impl Iterator<Item = &'a Record>) -> Table {
    let mut table = record::monthly_table(&config.report.currency, config.report.people);
    let seed = config.world.seed.to_string();
    for record in records {
        for row in &record.rows {
            let [scenario, number, seeds, month, firm, model, values @ ..] = &mut table.columns[..] else {
                unreachable!("the table has these columns")
            };
            scenario.values.push_text(&config.name);
            number.values.push_integer(i64::from(record.replicate));
            seeds.values.push_text(&seed);
            month.values.push_integer(i64::from(row.month.0));
            firm.values.push_text(&record.firms[row.firm].0);
            model.values.push_text(row.model);
            for (column, value) in values.iter_mut().zip(&row.values) {
                column.values.push_number(*value);
            }
        }
    }
    table
}

fn cohorts<'a>(config: &Config, records: impl Iterator<Item = &'a Record>) -> Table {
    let mut table = Table::default()
        .with("scenario", "", "name of the scenario", Values::text())
        .with("replicate", "", "number of the replication, from 0", Values::Integer(Vec::new()))
        .with("firm", "", "name of the firm", Values::text())
        .with(
            "joined_month",
            "month",
            "month of joining; the cohort of month 0 is everybody who is a customer then",
            Values::Integer(Vec::new()),
        )
        .with("age_months", "months", "months since joining", Values::Integer(Vec::new()))
        .with(
            "customers",
            "simulated customers",
            "size of the cohort when it joined",
            Values::Integer(Vec::new()),
        )
        .with(
            "alive",
            "simulated customers",
            "those who have been customers without a break since",
            Values::Integer(Vec::new()),
        );
    for record in records {
        for (firm, cohorts) in record.cohorts.iter().enumerate() {
            for (joined, ages) in cohorts.iter().enumerate() {
                let [scenario, number, name, month, months, size, left] = &mut table.columns[..] else {
                    unreachable!("the table has these columns")
                };
                let Some(&joiners) = ages.first() else { continue };
                let rows = ages.len();
                scenario.values.push_text_to(rows, &config.name);
                number.values.push_integers(repeat_n(i64::from(record.replicate), rows));
                name.values.push_text_to(rows, &record.firms[firm].0);
                month.values.push_integers(repeat_n(joined as i64, rows));
                months.values.push_integers(0..rows as i64);
                size.values.push_integers(repeat_n(joiners, rows));
                left.values.push_integers(ages.iter().copied());
            }
        }
    }
    table
}

/// What is no mean over months: a metric of one firm in one replicate.
struct Total {
    firm: usize,
    metric: &'static str,
    window: &'static str,
    value: Option<f64>,
}

fn totals_of(config: &Config, record: &Record) -> Vec<Total> {
    // Value in month 0 of one unit of money in each month.
    let rate = 1.0 + config.costs.discount_per_year;
    let discounts: Vec<f64> =
        (0..config.world.months as u32).map(|month| wide::power(rate, -f64::from(month) / 12.0)).collect();
    let mut totals = Vec::new();
    for firm in 0..record.firms.len() {
        let mut push = |metric, window, value| totals.push(Total { firm, metric, window, value });
        push("discounted_profit", "whole", Some(discounted_profit(&discounts, record, firm)));
        let lifetime = Lifetime::new(config, &discounts, record, firm);
        if config.world.months as usize > *EARLY.end() {
            push("lifetime_value", "early", lifetime.value(EARLY));
        }
        push("lifetime_value", "whole", lifetime.value(1..=usize::MAX));
    }
    totals
}

fn totals(config: &Config, runs: &[Run]) -> Table {
    let people = config.report.people;
    let money = &config.report.currency;
    let mut table = Table::default()
        .with("scenario", "", "name of the scenario", Values::text())
        .with("replicate", "", "number of the replication, from 0", Values::Integer(Vec::new()))
        .with("firm", "", "name of the firm", Values::text())
        .with("model", "", "business model at the start: a preset, or custom", Values::text())
        .with(
            "metric",
            "",
            &format!(
                "discounted_profit: profit of all months, discounted [{money} per {people} market customers]; \
                 lifetime_value: discounted profit that a joining customer brings until the run ends [{money} per \
                 customer]"
            ),
            Values::text(),
        )
        .with("window", "", "months of joining for a lifetime value", Values::text())
        .with("value", "see metric", "value", Values::Number(Vec::new()));
    for Run { record, totals } in runs {
        for total in totals {
            let [scenario, number, name, model, metrics, windows, values] = &mut table.columns[..] else {
                unreachable!("the table has these columns")
            };
            let (firm, business) = &record.firms[total.firm];
            scenario.values.push_text(&config.name);
            number.values.push_integer(i64::from(record.replicate));
            name.values.push_text(firm);
            model.values.push_text(business);
            metrics.values.push_text(total.metric);
            windows.values.push_text(total.window);
            values.values.push_number(total.value);
        }
    }
    table
}

/// Profit of all months, discounted to month 0, per `report.people` market customers.
fn discounted_profit(discounts: &[f64], record: &Record, firm: usize) -> f64 {
    let profits = record.series(firm, "profit", discounts.len());
    profits.iter().zip(discounts).filter_map(|(profit, discount)| Some((*profit)? * discount)).sum()
}

/// What a joining customer brings: each month after joining, the share of her cohort that is there still times
/// the firm's profit per customer, discounted to the month of joining.
struct Lifetime<'a> {
    cohorts: &'a [Vec<i64>],
    /// Profit per customer of the firm, by month \[currency\].
    profit: Vec<f64>,
    /// Value of money after so many months.
    discounts: &'a [f64],
}

impl Lifetime<'_> {
    fn new<'a>(config: &Config, discounts: &'a [f64], record: &'a Record, firm: usize) -> Lifetime<'a> {
        let months = config.world.months as usize;
        let scale = config.world.customers / config.report.people;
        let mut profit = record.series(firm, "profit", months);
        for row in record.rows.iter().filter(|row| row.firm == firm) {
            let month = row.month.0 as usize;
            profit[month] =
                profit[month].filter(|_| row.customers > 0).map(|p| p * scale / row.customers as f64);
        }
        Lifetime {
            cohorts: &record.cohorts[firm],
            profit: profit.into_iter().map(|profit| profit.unwrap_or(0.0)).collect(),
            discounts,
        }
    }

    /// Mean over the customers who joined in these months \[currency per customer\]; nothing when nobody did.
    fn value(&self, joined: std::ops::RangeInclusive<usize>) -> Option<f64> {
        let cohorts = self.cohorts.iter().enumerate().filter(|(month, _)| joined.contains(month));
        let (mut value, mut customers) = (0.0, 0_i64);
        for (month, ages) in cohorts {
            customers += ages.first().copied().unwrap_or(0);
            for (age, alive) in ages.iter().enumerate() {
                value += *alive as f64 * self.profit[month + age] * self.discounts[age];
            }
        }
        (customers > 0).then(|| value / customers as f64)
    }
}
