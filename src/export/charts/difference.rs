//! Charts of differences between alternatives.

use super::data::{Curve, point};
use super::list::thousands;
use super::{Picture, Study};
use crate::stats::describe::Description;

/// What a chart of differences shows: one measure, month by month.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The column of `monthly.csv`.
    pub measure: String,
    /// Its unit there.
    pub unit: String,
    /// One curve for each pair that is compared.
    pub series: Vec<Series>,
}

/// The difference of one pair in every month.
#[derive(Clone, Debug)]
pub struct Series {
    /// What is written at the end of the curve.
    pub name: String,
    /// The business model, which gives the colour.
    pub model: String,
    /// The differences of all worlds, described month by month.
    pub months: Vec<Description>,
}

/// Curves in one chart at most; the tables have all.
const MOST: usize = 6;

impl Difference {
    /// The picture, or the words that say why there is none.
    pub(super) fn picture(&self, study: &Study) -> Result<Picture, String> {
        let (title, factor) = match self.measure.as_str() {
            "retention_12m" => ("customers kept for 12 months".to_owned(), 100.0),
            "market_share" | "for_share" | "retention" => (self.measure.replace('_', " "), 100.0),
            measure => (measure.replace('_', " "), 1.0),
        };
        let title = format!("Difference in {title}");
        let unit = if factor == 1.0 { self.unit.clone() } else { "percentage points".to_owned() };
        let curve = |series: &Series| Curve {
            name: series.name.clone(),
            model: series.model.clone(),
            is_minor: false,
            points: (0..)
                .zip(&series.months)
                .map(|(month, d)| point(month, d, factor, (f64::NEG_INFINITY, f64::INFINITY)))
                .collect(),
        };
        let curves: Vec<Curve> = self.series.iter().take(MOST).map(curve).collect();
        if curves.iter().all(Curve::is_empty) {
            return Err(format!("{title}: no month in which both alternatives have a value"));
        }
        let left_out = match self.series.len() {
            count if MOST < count => format!(" The other {} pairs are in differences.csv.", count - MOST),
            _ => String::new(),
        };
        Ok(Picture {
            title,
            question: study.question.clone(),
            setting: format!(
                "{} · {} customers · the same {} worlds under each alternative · seed {}",
                study.scenario,
                thousands(study.customers as f64),
                study.replications,
                study.seed
            ),
            unit: format!("{unit}; above zero, the first of the two is higher"),
            time: "months since the start".to_owned(),
            months: study.months,
            holds_zero: true,
            curves,
            events: study.events.clone(),
            notes: vec![format!(
                "Line: mean difference over the worlds, world by world. Darker band: 95\u{a0}% interval of that \
                 month's mean. Lighter band: 5\u{a0}% to 95\u{a0}% quantile of the worlds.{left_out}"
            )],
        })
    }
}
