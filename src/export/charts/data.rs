//! The curves of a chart, read from the tables.

use crate::stats::bands::{self, Band};
use crate::stats::describe::{Description, describe};
use crate::stats::groups;
use crate::table::Table;
use std::collections::BTreeMap;

/// A point of a curve.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Time \[months\].
    pub month: f64,
    /// Mean over the replications; `None` leaves a gap.
    pub mean: Option<f64>,
    /// Replications that have a value.
    pub count: usize,
    /// The 95 % interval of the mean, of enough replications and within what is possible.
    pub interval: Option<(f64, f64)>,
    /// From the 5 % to the 95 % quantile of the replications.
    pub spread: Option<(f64, f64)>,
}

/// The curve of one firm.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Name of the firm.
    pub name: String,
    /// Its business model.
    pub model: String,
    /// Whether it is one of many firms that arrived by chance: a thin grey line without a name of its own.
    pub is_minor: bool,
    /// The points, in the order of time.
    pub points: Vec<Point>,
}

impl Curve {
    /// Whether no point has a value.
    pub fn is_empty(&self) -> bool {
        self.points.iter().all(|point| point.mean.is_none())
    }
}

/// The curves of the column `measure` of the monthly table, each value times `factor`.
pub fn over_time(monthly: &Table, measure: &str, factor: f64) -> Vec<Curve> {
    let possible = super::super::possible(measure);
    let curve = |band: Band| Curve {
        name: monthly.word("firm", band.row).to_owned(),
        model: monthly.word("model", band.row).to_owned(),
        is_minor: false,
        points: band
            .points
            .iter()
            .map(|(month, description)| point(*month, description, factor, possible))
            .collect(),
    };
    bands::bands(monthly, super::super::LAYOUT, measure).into_iter().map(curve).collect()
}

/// Whether a column of the monthly table holds no number but 0.
pub fn is_zero_throughout(monthly: &Table, measure: &str) -> bool {
    monthly.numbers(measure).iter().flatten().all(|value| *value == 0.0)
}

/// The last month of joining whose cohorts are followed in a run of `months` months, so that all of them
/// are seen equally long; `None` when the run is too short to follow anybody.
pub fn last_cohort(months: u64) -> Option<u64> {
    (4 <= months).then_some(months / 2)
}

/// The share of a cohort still there \[%\], against its age. All cohorts that joined in months 1 to
/// [`last_cohort`] are pooled in each replication, so that a customer counts the same in a small cohort
/// and in a large one; they are followed to the age that even the last of them reaches.
pub fn retention_by_age(cohorts: &Table, models: &BTreeMap<String, String>, months: u64) -> Vec<Curve> {
    let Some(last) = last_cohort(months) else { return Vec::new() };
    let (last, oldest) = (last as i64, (months - 1 - last) as i64);
    let joined = cohorts.integers("joined_month");
    let ages = cohorts.integers("age_months");
    let (customers, alive) = (Amounts::of(cohorts, "customers"), Amounts::of(cohorts, "alive"));
    groups::by(cohorts, super::super::LAYOUT.keys)
        .into_iter()
        .map(|rows| {
            let name = cohorts.word("firm", rows[0]).to_owned();
            let followed = rows
                .into_iter()
                .filter(|&row| (1..=last).contains(&joined[row]) && (0..=oldest).contains(&ages[row]));
            let mut by_age: BTreeMap<i64, Vec<Option<f64>>> = BTreeMap::new();
            for rows in groups::within(cohorts, &["replicate", "age_months"], followed) {
                let total = |amounts: &Amounts| rows.iter().map(|&row| amounts.at(row)).sum::<f64>();
                let (all, left) = (total(&customers), total(&alive));
                let share = (0.0 < all).then(|| 100.0 * left / all);
                by_age.entry(ages[rows[0]]).or_default().push(share);
            }
            let possible = (0.0, 100.0);
            let points = by_age
                .into_iter()
                .map(|(age, shares)| point(age, &describe(shares), 1.0, possible))
                .collect();
            let model = models.get(&name).cloned().unwrap_or_default();
            Curve { name, model, is_minor: false, points }
        })
        .collect()
}

/// A column of counts, which may be whole numbers or, where something may be unknown, numbers.
enum Amounts<'a> {
    Whole(&'a [i64]),
    Numbers(&'a [Option<f64>]),
}

impl<'a> Amounts<'a> {
    fn of(table: &'a Table, name: &str) -> Amounts<'a> {
        match &table.column(name).values {
            crate::table::Values::Integer(values) => Amounts::Whole(values),
            _ => Amounts::Numbers(table.numbers(name)),
        }
    }

    fn at(&self, row: usize) -> f64 {
        match self {
            Amounts::Whole(values) => values[row] as f64,
            Amounts::Numbers(values) => values[row].unwrap_or(0.0),
        }
    }
}

pub(super) fn point(month: i64, description: &Description, factor: f64, (least, most): (f64, f64)) -> Point {
    let scaled = |range: Option<(f64, f64)>| range.map(|(low, high)| (factor * low, factor * high));
    Point {
        month: month as f64,
        mean: description.mean.map(|mean| factor * mean),
        count: description.count,
        interval: scaled(
            description.supported_interval().map(|(low, high)| (low.max(least), high.min(most))),
        ),
        spread: scaled(description.spread()),
    }
}
