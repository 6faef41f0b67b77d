//! Sentences, composed from what was computed. None of them knows a result in advance.

use super::Verdict;
use super::experiment::{Axis, Claim, Effect, Experiment, Scale, Test};
use super::judge::{Finding, Point, Rule};
use super::side::{MOST_WORLDS, Side, side};
use super::trial::Trial;
use super::turns::{Turn, turns};
use crate::scenario::config::Report;
use crate::stats::describe::{Description, describe};
use crate::units;

/// The unit of an effect.
pub fn unit(effect: &Effect, report: &Report) -> String {
    let (Scale::Plain(unit) | Scale::Hundredfold(unit) | Scale::PercentOf(unit)) = effect.scale;
    filled(unit, report)
}

/// `text` with the currency and the size of the market in which figures are printed.
pub fn filled(text: &str, report: &Report) -> String {
    text.replace("{money}", &report.currency).replace("{people}", &grouped(&format!("{:.0}", report.people)))
}

/// A number with three digits that count, or all of a whole one.
pub fn figure(value: f64) -> String {
    let decimals = match value.abs() {
        size if 99.95 <= size => 0,
        size if 9.995 <= size => 1,
        size if 0.9995 <= size => 2,
        _ => 3,
    };
    let text = format!("{value:.decimals$}");
    let is_zero = text.chars().all(|digit| matches!(digit, '-' | '0' | '.'));
    if is_zero { "0".to_owned() } else { grouped(&text) }
}

/// The digits before the point in groups of three, set apart by spaces at which no line is broken.
fn grouped(text: &str) -> String {
    units::grouped(text, '\u{a0}')
}

/// A mean with its interval: `1.2 (0.9 to 1.5)`.
pub fn estimate(d: &Description) -> String {
    match (d.mean, d.supported_interval()) {
        (None, _) => "unknown".to_owned(),
        (Some(mean), None) => figure(mean),
        (Some(mean), Some((low, high))) => {
            format!("{} ({} to {})", figure(mean), figure(low), figure(high))
        }
    }
}

/// Effect, unit and place of a finding.
pub fn effect(trial: &Trial, test: usize, report: &Report) -> String {
    let (test, finding) = (&trial.claim.tests[test], &trial.findings[test]);
    let (experiment, what) = named(trial.claim, test);
    let points = trial.judged(test);
    format!(
        "{}: {} {} {}",
        what.name,
        estimate(&finding.effect),
        unit(what, report),
        at(&experiment.axis, points, finding)
    )
}

/// What a test demands, and what came of it.
pub fn outcome(finding: &Finding) -> String {
    match (finding.verdict, finding.more) {
        (Verdict::Undecided, Some(more)) => format!("undecided: {}", more_worlds(more)),
        (Verdict::Undecided, None) => "undecided: it cannot be measured here".to_owned(),
        (verdict, _) => verdict.name().to_owned(),
    }
}

fn more_worlds(more: usize) -> String {
    match more {
        1 => "1 more replication would do".to_owned(),
        more if more <= MOST_WORLDS => {
            format!("about {} more replications would do", grouped(&more.to_string()))
        }
        _ => format!("even {} more replications would not do", grouped(&MOST_WORLDS.to_string())),
    }
}

/// Where the claim turns or, where nothing turns, over what range it was tried; and what would decide it, where it is
/// undecided.
pub fn place(trial: &Trial) -> String {
    let known = place_of_turn(trial);
    if trial.verdict != Verdict::Undecided {
        return known;
    }
    let missing = trial.more().map_or("it cannot be measured here".to_owned(), more_worlds);
    format!("{known}; {missing}")
}

fn place_of_turn(trial: &Trial) -> String {
    let cases = trial.cases();
    if cases.iter().any(|(_, verdict)| *verdict != cases[0].1) {
        return by_cases(&cases);
    }
    let test = &trial.claim.tests[trial.decisive()];
    let finding = &trial.findings[trial.decisive()];
    let (experiment, _) = named(trial.claim, test);
    let axis = &experiment.axis;
    if let (Rule::Rises(_) | Rule::Falls, Verdict::Depends, (_, Some(peak))) =
        (test.rule, finding.verdict, finding.at)
    {
        let (before, after) = if test.rule == Rule::Falls { ("falls", "rises") } else { ("rises", "falls") };
        return format!("{before} up to {}, {after} beyond", on(axis, &trial.along(test)[peak]));
    }
    if !axis.is_scale() {
        return by_names(trial.along(test), test.rule);
    }
    let turns = all_turns(trial);
    if !turns.is_empty() {
        return turns.join("; ");
    }
    range(trial, test)
}

/// Which cases hold and which do not.
fn by_cases(cases: &[(&str, Verdict)]) -> String {
    let parts = Verdict::ALL.into_iter().filter_map(|verdict| {
        let names: Vec<&str> =
            cases.iter().filter(|(_, own)| *own == verdict).map(|(name, _)| *name).collect();
        (!names.is_empty()).then(|| format!("{}: {}", verdict.name(), names.join(", ")))
    });
    parts.collect::<Vec<_>>().join("; ")
}

/// The names of the places on each side of the threshold.
fn by_names(points: &[Point], rule: Rule) -> String {
    let threshold = rule.threshold();
    let side_of = |point: &&Point| side(&point.effects, threshold, points.len());
    let below =
        if threshold == 0.0 { "0 or below".to_owned() } else { format!("below {}", figure(threshold)) };
    let words = [
        (Side::Above, format!("above {}", figure(threshold))),
        (Side::Not, below),
        (Side::Unclear, "unclear".to_owned()),
    ];
    let parts = words.iter().filter_map(|(which, words)| {
        let names: Vec<&str> = points
            .iter()
            .filter(|point| side_of(point) == *which)
            .map(|point| point.label.as_str())
            .collect();
        match names.len() {
            0 => None,
            all if all == points.len() => Some(format!("{words} in all of them")),
            _ => Some(format!("{words}: {}", names.join(", "))),
        }
    });
    parts.collect::<Vec<_>>().join("; ")
}

/// Every turn of every effect that a test is about, named where there are several effects.
fn all_turns(trial: &Trial) -> Vec<String> {
    let mut seen: Vec<(usize, usize)> = Vec::new();
    let mut found: Vec<(&Effect, String)> = Vec::new();
    for test in trial.claim.tests {
        if seen.contains(&(test.experiment, test.effect)) {
            continue;
        }
        seen.push((test.experiment, test.effect));
        let (experiment, what) = named(trial.claim, test);
        if experiment.axis.is_scale() {
            let turns = turns(trial.along(test), test.rule.threshold());
            found.extend(turns.iter().map(|turn| (what, crossing(&experiment.axis, turn, test.rule))));
        }
    }
    let are_several = 1 < seen.len();
    found
        .into_iter()
        .map(|(what, text)| if are_several { format!("{} {text}", what.name) } else { text })
        .collect()
}

fn crossing(axis: &Axis, turn: &Turn, rule: Rule) -> String {
    let what = match rule.threshold() {
        0.0 => "turns".to_owned(),
        threshold => format!("passes {}", figure(threshold)),
    };
    format!(
        "{what} at {} {} ({} to {})",
        axis.words(),
        figure(turn.x),
        figure(turn.range.0),
        figure(turn.range.1)
    )
}

/// How the effect of a test runs from end to end, where it does not turn.
fn range(trial: &Trial, test: &Test) -> String {
    let (experiment, _) = named(trial.claim, test);
    let axis = &experiment.axis;
    let points = trial.along(test);
    let mean = |point: &Point| describe(point.effects.iter().copied()).mean.map_or("?".to_owned(), figure);
    match points {
        [] => String::new(),
        [only] => format!("{} at {}", mean(only), on(axis, only)),
        [first, .., last] => {
            format!("no turn: {} at {}, {} at {}", mean(first), on(axis, first), mean(last), last.label)
        }
    }
}

/// The axis and the place on it.
fn on(axis: &Axis, point: &Point) -> String {
    format!("{} {}", axis.words(), point.label)
}

/// The place, or the two places, of a finding among the points that were judged.
fn at(axis: &Axis, points: &[Point], finding: &Finding) -> String {
    let place = |index: usize| points[index].label.as_str();
    let words = axis.words();
    match (axis, finding.at) {
        (Axis::Settings { .. }, (only, None)) => format!("({words}: {})", place(only)),
        (Axis::Settings { .. }, (from, Some(to))) => {
            format!("more ({words}: {}, against {})", place(to), place(from))
        }
        (Axis::Years, (only, None)) => format!("in year {}", place(only)),
        (_, (only, None)) => format!("at {words} {}", place(only)),
        (_, (from, Some(to))) => format!("more at {words} {} than at {}", place(to), place(from)),
    }
}

fn named<'a>(claim: &'a Claim, test: &Test) -> (&'a Experiment, &'a Effect) {
    let experiment = &claim.experiments[test.experiment];
    (experiment, &experiment.readings[test.effect])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_three_digits_that_count() {
        let text: Vec<String> =
            [0.0, -0.0001, 0.1234, 1.0, -12.345, 999.6, 12_345.6].map(figure).into_iter().collect();
        assert_eq!(text, ["0", "0", "0.123", "1.00", "-12.3", "1\u{a0}000", "12\u{a0}346"]);
    }

    #[test]
    fn cases_are_listed_by_verdict() {
        let cases = [("one", Verdict::Refuted), ("two", Verdict::Supported), ("three", Verdict::Refuted)];
        assert_eq!(by_cases(&cases), "supported: two; refuted: one, three");
    }
}
