//! What is measured, and how it is read off a market. Measures read, and never write.

use crate::table::{Table, Values};
use crate::units::{Month, grouped};
use crate::world::tally::SHARE;
use crate::world::{Firm, World};

/// One measure of a firm in a month.
pub struct Measure {
    /// Name, as the column of `monthly.csv`.
    pub name: &'static str,
    /// Unit; `{money}` and `{people}` stand for the scenario's currency and market size.
    unit: &'static str,
    /// What it means, in one sentence.
    pub meaning: &'static str,
    read: fn(&World, usize) -> Option<f64>,
}

/// All measures, in the order of the columns.
pub const MEASURES: &[Measure] = &[
    Measure {
        name: "market_share",
        unit: "share of market customers",
        meaning: "customers of the firm, of all customers of the market, those who buy nowhere included",
        read: |world, j| Some(world.firms[j].tally.customers as f64 / f64::from(world.customers())),
    },
    Measure {
        name: "trust",
        unit: "0..1",
        meaning: "mean trust of the firm's customers in it, at the end of the month",
        read: |world, j| per_customer(&world.firms[j], world.firms[j].tally.trust as f64 / f64::from(SHARE)),
    },
    Measure {
        name: "public_trust",
        unit: "0..1",
        meaning: "mean trust in the firm of everybody, customer or not, at the end of the month",
        read: |world, j| {
            let sum = world.firms[j].tally.public_trust as f64 / f64::from(SHARE);
            Some(sum / f64::from(world.customers()))
        },
    },
    Measure {
        name: "retention",
        unit: "1/month",
        meaning: "share of the customers before the month's choice who are customers after it",
        read: |world, j| {
            let tally = &world.firms[j].tally;
            (tally.before > 0).then(|| tally.stayed as f64 / tally.before as f64)
        },
    },
    Measure {
        name: "retention_12m",
        unit: "1/year",
        meaning: "share of the customers of 12 months ago who have been customers all the while",
        read: |world, j| world.firms[j].retention_12m,
    },
    Measure {
        name: "purchases",
        unit: "purchases per {people} market customers a month",
        meaning: "purchases from the firm",
        read: |world, j| Some(world.firms[j].tally.purchases as f64 * scale(world)),
    },
    Measure {
        name: "revenue",
        unit: "{money} per {people} market customers a month",
        meaning: "purchases times price",
        read: |world, j| Some(world.firms[j].revenue * scale(world)),
    },
    Measure {
        name: "cost",
        unit: "{money} per {people} market customers a month",
        meaning: "cost of purchases, catalogue, platform, contacts, storage and transition",
        read: |world, j| Some(world.firms[j].cost * scale(world)),
    },
    Measure {
        name: "profit",
        unit: "{money} per {people} market customers a month",
        meaning: "revenue minus cost",
        read: |world, j| Some(world.firms[j].revenue * scale(world) - world.firms[j].cost * scale(world)),
    },
    Measure {
        name: "fit",
        unit: "0..1",
        meaning: "mean share of the need that the firm's offer met, over its customers",
        read: |world, j| per_customer(&world.firms[j], world.firms[j].tally.fit as f64 / f64::from(SHARE)),
    },
    Measure {
        name: "knowledge",
        unit: "0..1",
        meaning: "mean knowledge that the firm has of its customers' needs, after the month's sensing",
        read: |world, j| {
            per_customer(&world.firms[j], world.firms[j].tally.knowledge as f64 / f64::from(SHARE))
        },
    },
    Measure {
        name: "items_held",
        unit: "items per market customer",
        meaning: "pairs of a person and a data category about which the firm holds something",
        read: |world, j| Some(world.firms[j].tally.held as f64 / f64::from(world.customers())),
    },
    Measure {
        name: "for_share",
        unit: "share of items held",
        meaning: "share of all items held that the person wants to be remembered; empty when nothing is held",
        read: |world, j| {
            let tally = &world.firms[j].tally;
            (tally.held > 0).then(|| tally.wanted as f64 / tally.held as f64)
        },
    },
    Measure {
        name: "intrusions_per_1000",
        unit: "noticed intrusions per 1 000 market customers a month",
        meaning: "people who noticed that unwanted memory of them is kept",
        read: |world, j| Some(world.firms[j].tally.noticed as f64 * 1000.0 / f64::from(world.customers())),
    },
    Measure {
        name: "targeting",
        unit: "1/month",
        meaning: "share of known customers contacted, as used in the month",
        read: |world, j| Some(world.firms[j].targeting),
    },
    Measure {
        name: "campaign_lift",
        unit: "share",
        meaning: "purchases of contacted over uncontacted customers, minus 1, as the firm's last campaign test \
                  reports; empty before the first",
        read: |world, j| world.firms[j].campaign_lift,
    },
    Measure {
        name: "forecast_error",
        unit: "taste sd",
        meaning: "distance of the catalogue's mean from the market's centre",
        read: forecast_error,
    },
    Measure {
        name: "price",
        unit: "{money} per purchase",
        meaning: "price",
        read: |world, j| Some(world.config.firms[j].dials.price),
    },
];

fn per_customer(firm: &Firm, sum: f64) -> Option<f64> {
    (firm.tally.customers > 0).then(|| sum / firm.tally.customers as f64)
}

/// From the simulated customers to the market in whose size figures are printed.
fn scale(world: &World) -> f64 {
    world.config.report.people / f64::from(world.customers())
}

fn forecast_error(world: &World, j: usize) -> Option<f64> {
    let catalogue = &world.firms[j].catalogue;
    let attributes = world.attributes();
    let squares = (0..attributes).map(|a| {
        let sum: f64 = catalogue.products.iter().skip(a).step_by(attributes).sum();
        let distance = sum / catalogue.count as f64 - world.centre[a];
        distance * distance
    });
    Some(squares.sum::<f64>().sqrt())
}

/// The record of one replicate: what was measured of each firm in each month, and its cohorts.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Number of the replicate.
    pub replicate: u32,
    /// Rows in the order of months and, within a month, of firms.
    pub rows: Vec<Row>,
    /// Cohorts by firm and month of joining: customers alive at each age, from age 0.
    pub cohorts: Vec<Vec<Vec<i64>>>,
    /// Names and business models of the firms, as the replicate began.
    pub firms: Vec<(String, &'static str)>,
}

/// The measures of one firm in one month.
#[derive(Clone, Debug)]
pub struct Row {
    /// The month.
    pub month: Month,
    /// The firm, by its place.
    pub firm: usize,
    /// Its business model now.
    pub model: &'static str,
    /// Customers at the end of the month \[count\].
    pub customers: i64,
    /// One value a measure, in the order of [`MEASURES`].
    pub values: Vec<Option<f64>>,
}

impl Record {
    /// An empty record of replicate `replicate`, a market that is about to begin.
    pub fn new(world: &World, replicate: u32) -> Record {
        let firms = &world.config.firms;
        Record {
            replicate,
            rows: Vec::new(),
            cohorts: vec![Vec::new(); firms.len()],
            firms: firms.iter().map(|firm| (firm.name.clone(), firm.model.name())).collect(),
        }
    }

    /// Adds the month `month`, which `world` has just finished; burn-in is not recorded.
    pub fn add(&mut self, world: &World, month: Month) {
        if month.0 < 0 {
            return;
        }
        for (j, firm) in world.firms.iter().enumerate() {
            if !firm.present {
                continue;
            }
            self.rows.push(Row {
                month,
                firm: j,
                model: world.config.firms[j].model.name(),
                customers: firm.tally.customers,
                values: MEASURES.iter().map(|measure| (measure.read)(world, j)).collect(),
            });
            let cohorts = &mut self.cohorts[j];
            let months = world.config.world.months as usize;
            while cohorts.len() < firm.cohorts.len() {
                cohorts.push(Vec::with_capacity(months.saturating_sub(cohorts.len())));
            }
            for (ages, cohort) in cohorts.iter_mut().zip(&firm.cohorts) {
                if cohort.joined > 0 {
                    ages.push(cohort.alive);
                }
            }
        }
    }

    /// The value of a measure in each month from 0, for one firm; unknown where the firm was not there.
    pub fn series(&self, firm: usize, measure: &str, months: usize) -> Vec<Option<f64>> {
        let column = MEASURES.iter().position(|known| known.name == measure);
        let column = column.unwrap_or_else(|| panic!("no measure `{measure}`"));
        let mut series = vec![None; months];
        for row in self.rows.iter().filter(|row| row.firm == firm) {
            series[row.month.0 as usize] = row.values[column];
        }
        series
    }
}

/// The table of `monthly.csv`, without rows.
pub fn monthly_table(currency: &str, people: f64) -> Table {
    let table = Table::default()
        .with("scenario", "", "name of the scenario", Values::text())
        .with("replicate", "", "number of the replication, from 0", Values::Integer(Vec::new()))
        .with(
            "seed",
            "",
            "seed of the study; with the replicate it names the chance of the row",
            Values::text(),
        )
        .with("month", "month", "month of the run, from 0", Values::Integer(Vec::new()))
        .with("firm", "", "name of the firm", Values::text())
        .with(
            "model",
            "",
            "business model in this month: a preset, or custom; a firm that imitates changes it",
            Values::text(),
        );
    MEASURES.iter().fold(table, |table, measure| {
        let unit = measure
            .unit
            .replace("{money}", currency)
            .replace("{people}", &grouped(&format!("{people:.0}"), ' '));
        table.with(measure.name, &unit, measure.meaning, Values::Number(Vec::new()))
    })
}
