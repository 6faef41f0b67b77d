//! Charts of differences between alternatives.

use super::data::{Curve, Point, point};
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
    /// Decimals of the figures after the names of the curves.
    pub decimals: usize,
    /// On how many worlds it rests, in words.
    pub worlds: String,
    /// One curve for each pair that is compared.
    pub series: Vec<Series>,
}

/// The difference of one pair in every month.
#[derive(Clone, Debug)]
pub struct Series {
    /// What is written at the end of the curve.
    pub name: String,
    /// The business model, which gives the colour of a single curve.
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
            "retention_12m" => ("12-month retention".to_owned(), 100.0),
            "market_share" | "for_share" | "retention" | "campaign_lift" => {
                (self.measure.replace('_', " "), 100.0)
            }
            measure => (measure.replace('_', " "), 1.0),
        };
        let title = format!("Difference in {title}");
        let unit = if factor == 1.0 { self.unit.clone() } else { "percentage points".to_owned() };
        // Wide bands over one another hide which is whose.
        let has_spread = self.series.len() == 1;
        let all = (f64::NEG_INFINITY, f64::INFINITY);
        let at = |(month, d): (i64, &Description)| {
            let point = point(month, d, factor, all);
            let spread = if has_spread { point.spread } else { point.interval };
            Point { spread, ..point }
        };
        let curve = |series: &Series| Curve {
            name: series.name.clone(),
            model: series.model.clone(),
            is_minor: false,
            points: (0..).zip(&series.months).map(at).collect(),
        };
        let curves: Vec<Curve> = self.series.iter().take(MOST).map(curve).collect();
        if curves.iter().all(Curve::is_empty) {
            return Err(format!("{title}: no month in which both alternatives have a value"));
        }
        let left_out = match self.series.len() {
            count if MOST < count => format!(" The other {} pairs are in differences.csv.", count - MOST),
            _ => String::new(),
        };
        let bands = if has_spread {
            "Darker band: 95\u{a0}% interval of a month's mean. Lighter band: 5\u{a0}% to 95\u{a0}% quantile of the worlds."
        } else {
            "Band: 95\u{a0}% interval of a month's mean."
        };
        Ok(Picture {
            title,
            question: study.question.clone(),
            setting: format!(
                "{} · {} customers · {} months · {} · seed {}",
                study.scenario,
                thousands(study.customers as f64),
                study.months,
                self.worlds,
                study.seed
            ),
            unit: format!("{unit}; above zero, the first of the two is higher"),
            time: "months since the start".to_owned(),
            months: study.months,
            holds_zero: true,
            curves,
            events: study.events.clone(),
            pairs: Some(self.decimals),
            notes: vec![format!(
                "Line: mean difference over the worlds, world by world; the figure after a name is that of its last month. \
                 {bands}{left_out}"
            )],
        })
    }
}
