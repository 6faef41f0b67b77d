//! What firms are after, in words and in the units that people read.

use super::text_table::number;
use crate::experiment::goals::Goal;
use crate::export::parts::Waterfall;
use crate::scenario::config::Config;
use crate::stats::describe::Description;

/// What it is, with its months.
pub fn words(goal: Goal, config: &Config) -> String {
    let window = goal.window(config.world.months as i64);
    let last = if window.name() == "late" { "last 24 months" } else { "all months" };
    match goal {
        Goal::Profit => format!("{}, all months", noun(goal)),
        Goal::Trust => format!("trust of its customers, {last}"),
        Goal::Retention => format!("{}, {last}", noun(goal)),
    }
}

/// What it is, in short.
pub fn noun(goal: Goal) -> &'static str {
    match goal {
        Goal::Profit => "discounted profit",
        Goal::Trust => "trust",
        Goal::Retention => "12-month retention",
    }
}

/// Its unit in tables.
pub fn unit(goal: Goal, config: &Config) -> String {
    match goal {
        Goal::Profit => {
            format!("{} per {} market customers", config.report.currency, number(config.report.people, 0))
        }
        Goal::Trust => "0..1".to_owned(),
        Goal::Retention => "1/year".to_owned(),
    }
}

/// What a firm does that has more of it.
pub fn claim(goal: Goal) -> &'static str {
    match goal {
        Goal::Profit => "Earns more",
        Goal::Trust => "Holds more trust",
        Goal::Retention => "Keeps more customers",
    }
}

/// By what a figure is multiplied before it is shown: shares are shown in percent.
pub fn scale(goal: Goal) -> f64 {
    if goal == Goal::Retention { 100.0 } else { 1.0 }
}

/// Its unit where it is shown.
pub fn scaled_unit(goal: Goal, unit: &str) -> String {
    if goal == Goal::Retention { "%".to_owned() } else { unit.to_owned() }
}

/// A waterfall as it is shown.
pub fn scaled(goal: Goal, waterfall: &Waterfall) -> Waterfall {
    let by = scale(goal);
    let times = |d: &Description| Description {
        mean: d.mean.map(|mean| by * mean),
        interval: d.interval.map(|(low, high)| (by * low, by * high)),
        ..*d
    };
    let named = |(name, d): &(String, Description)| (name.clone(), times(d));
    Waterfall {
        unit: scaled_unit(goal, &waterfall.unit),
        from: named(&waterfall.from),
        to: named(&waterfall.to),
        parts: waterfall.parts.iter().map(named).collect(),
        total: times(&waterfall.total),
        ..waterfall.clone()
    }
}
