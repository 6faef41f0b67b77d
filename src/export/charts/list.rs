//! The charts that a result has.

use super::data::{self, Curve};
use super::{Picture, Study};
use crate::stats::describe::FEWEST_FOR_INTERVAL;
use crate::table::Table;
use std::collections::BTreeMap;

/// What a value is counted in.
#[derive(Clone, Copy)]
enum Scale {
    /// As it is, in these words.
    Plain(&'static str),
    /// A share 0..1, shown as a percentage of these words.
    Percent(&'static str),
    /// As it is, in the unit of the column.
    OfColumn,
}

struct Chart {
    name: &'static str,
    measure: &'static str,
    title: &'static str,
    scale: Scale,
    /// Why there may be nothing to draw.
    absent: &'static str,
}

const CHARTS: &[Chart] = &[
    Chart {
        name: "trust",
        measure: "trust",
        title: "How far customers trust their firm",
        scale: Scale::Plain("trust, 0 none to 1 full"),
        absent: "no firm has a customer",
    },
    Chart {
        name: "retention",
        measure: "retention_12m",
        title: "Customers kept for 12 months",
        scale: Scale::Percent("% of the customers of 12 months before, still there without a break"),
        absent: "the run ends before anybody could be kept for 12 months",
    },
    Chart {
        name: "revenue",
        measure: "revenue",
        title: "Revenue",
        scale: Scale::OfColumn,
        absent: "no firm sells anything",
    },
    Chart {
        name: "profit",
        measure: "profit",
        title: "Profit",
        scale: Scale::OfColumn,
        absent: "no firm is in the market",
    },
    Chart {
        name: "market-share",
        measure: "market_share",
        title: "Market share",
        scale: Scale::Percent("% of all customers, those who buy nowhere included"),
        absent: "no firm is in the market",
    },
    Chart {
        name: "for-share",
        measure: "for_share",
        title: "Remembered for the customer: the for share",
        scale: Scale::Percent("% of all items a firm holds about people that these people want remembered"),
        absent: "no firm holds anything about anybody",
    },
    Chart {
        name: "intrusions",
        measure: "intrusions_per_1000",
        title: "Noticed intrusions",
        scale: Scale::Plain("noticed intrusions per 1\u{202f}000 market customers a month"),
        absent: "nobody noticed an intrusion",
    },
];

/// The name of every chart with its picture, or with the words that say why it has none.
pub fn pictures(
    monthly: &Table,
    cohorts: &Table,
    study: &Study,
) -> Vec<(&'static str, Result<Picture, String>)> {
    let mut all: Vec<_> = CHARTS.iter().map(|chart| (chart.name, over_time(chart, monthly, study))).collect();
    all.push(("cohorts", by_age(monthly, cohorts, study)));
    all
}

fn over_time(chart: &Chart, monthly: &Table, study: &Study) -> Result<Picture, String> {
    let (factor, unit) = match chart.scale {
        Scale::Plain(words) => (1.0, words.to_owned()),
        Scale::Percent(words) => (100.0, words.to_owned()),
        Scale::OfColumn => (1.0, monthly.column(chart.measure).unit.clone()),
    };
    // What nobody has is zero for some measures and unknown for others; neither makes a chart.
    let curves = present(data::over_time(monthly, chart.measure, factor), study);
    let is_blank = chart.measure == "intrusions_per_1000"
        && curves.iter().flat_map(|curve| &curve.points).all(|point| point.mean == Some(0.0));
    if curves.is_empty() || is_blank {
        let holds_nothing =
            chart.measure == "intrusions_per_1000" && data::is_zero_throughout(monthly, "items_held");
        let reason = if holds_nothing { "no firm holds anything about anybody" } else { chart.absent };
        return Err(format!("{}: {reason}", chart.title));
    }
    let notes = vec![reading(study, &curves)];
    Ok(picture(chart.title, unit, "months since the start", curves, notes, study, study.months, true))
}

fn by_age(monthly: &Table, cohorts: &Table, study: &Study) -> Result<Picture, String> {
    let title = "Customers who stay, by age of the relationship";
    let models: BTreeMap<String, String> = (0..monthly.rows())
        .map(|row| (monthly.word("firm", row).to_owned(), monthly.word("model", row).to_owned()))
        .collect();
    let curves = present(data::retention_by_age(cohorts, &models, study.months), study);
    let Some(last) = data::last_cohort(study.months).filter(|_| !curves.is_empty()) else {
        return Err(format!("{title}: the run is too short to follow those who join"));
    };
    let notes = vec![
        format!("Customers who joined in months 1 to {last}, pooled, followed for the same time."),
        reading(study, &curves),
    ];
    let unit = "% of those who joined, there without a break since".to_owned();
    let length = study.months - last;
    Ok(picture(title, unit, "months since joining", curves, notes, study, length, false))
}

#[expect(clippy::too_many_arguments, reason = "the parts of a picture, assembled in one place")]
fn picture(
    title: &str,
    unit: String,
    time: &str,
    curves: Vec<Curve>,
    notes: Vec<String>,
    study: &Study,
    months: u64,
    events: bool,
) -> Picture {
    let plural = if study.replications == 1 { "" } else { "s" };
    Picture {
        title: title.to_owned(),
        question: study.question.clone(),
        setting: format!(
            "{}{} customers · {} replication{plural} · seed {}",
            if study.scenario.is_empty() { String::new() } else { format!("{} · ", study.scenario) },
            thousands(study.customers as f64),
            study.replications,
            study.seed
        ),
        unit,
        time: time.to_owned(),
        months,
        holds_zero: false,
        pairs: None,
        curves,
        events: if events { study.events.clone() } else { Vec::new() },
        notes,
    }
}

/// Most firms that all have a colour and a name in a chart; of more, those that arrived by chance have neither.
const MOST_NAMED: usize = 8;

fn present(mut curves: Vec<Curve>, study: &Study) -> Vec<Curve> {
    if MOST_NAMED < curves.len() {
        for curve in &mut curves {
            curve.is_minor = !study.firms.is_empty() && !study.firms.contains(&curve.name);
        }
    }
    // A firm without values keeps its place in the order of colours, but has no curve to name.
    if curves.iter().all(Curve::is_empty) {
        curves.clear();
    }
    curves
}

/// How line and bands are read.
fn reading(study: &Study, curves: &[Curve]) -> String {
    if study.replications < 2 {
        return "Line: the only replication; how far others would lie from it is unknown.".to_owned();
    }
    let all = study.replications as usize;
    let counts = || curves.iter().flat_map(|curve| &curve.points).map(|point| point.count).filter(|&n| 0 < n);
    let (fewest, most) = (counts().min().unwrap_or(all), counts().max().unwrap_or(all));
    let line = if fewest == all {
        format!("Line: mean of {all} replications.")
    } else {
        let range = if fewest == most { fewest.to_string() } else { format!("{fewest} to {most}") };
        format!(
            "Line: mean of the replications in which the firm is there and has a value ({range} of {all})."
        )
    };
    let spread = "5\u{a0}% to 95\u{a0}% quantile of the replications.";
    let bands = if most < FEWEST_FOR_INTERVAL {
        format!("Band: {spread} For an interval of the mean they are too few.")
    } else {
        let of = if fewest < FEWEST_FOR_INTERVAL {
            format!(" (of {FEWEST_FOR_INTERVAL} or more)")
        } else {
            String::new()
        };
        format!("Darker band: 95\u{a0}% interval of the mean{of}. Lighter band: {spread}")
    };
    let thin = if curves.iter().any(|curve| curve.is_minor) {
        " Thin grey lines: firms that arrived by chance."
    } else {
        ""
    };
    format!("{line} {bands}{thin}")
}

pub(super) fn thousands(value: f64) -> String {
    super::axis::grouped(&format!("{value:.0}"))
}
