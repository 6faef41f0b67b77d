//! Sentences, composed from what was computed. None of them knows a result in advance.

use super::Verdict;
use super::experiment::{Axis, Claim, Effect, Experiment, Scale, Test};
use super::judge::{Finding, Point, Rule};
use super::side::{MOST_WORLDS, Side, side};
use super::trial::Trial;
use super::turns::{Turn, turns};
use crate::scenario::config::Report;
use crate::stats::describe::{Description, FEWEST_FOR_INTERVAL, describe};
use crate::units;

/// The unit of an effect.
pub fn unit(effect: &Effect, report: &Report) -> String {
    filled(pattern(effect), report)
}

/// The same without the size of the market, for a reader who knows it.
fn brief_unit(effect: &Effect, report: &Report) -> String {
    let unit = pattern(effect);
    filled(unit.split_once(PER_MARKET).map_or(unit, |(unit, _)| unit), report)
}

fn pattern(effect: &Effect) -> &'static str {
    let (Scale::Plain(unit) | Scale::Hundredfold(unit) | Scale::PercentOf(unit)) = effect.scale;
    unit
}

/// What a unit says of the size of the market.
const PER_MARKET: &str = " per {people}";

/// What money is counted in, for a reader of effects without their full unit; none where no effect is in money.
pub fn money(trials: &[Trial], report: &Report) -> Option<String> {
    let decisive = trials.iter().map(|trial| named(trial.claim, &trial.claim.tests[trial.decisive()]).1);
    let mut units = decisive.map(pattern).filter(|unit| unit.contains(PER_MARKET));
    units.next().map(|unit| filled(unit, report))
}

/// `text` with the currency and the size of the market in which figures are printed.
pub fn filled(text: &str, report: &Report) -> String {
    text.replace("{money}", &report.currency).replace("{people}", &grouped(&format!("{:.0}", report.people)))
}

/// A number with three digits that count, or all of a whole one; of a small one no more than six decimals.
pub fn figure(value: f64) -> String {
    with_decimals(value, decimals(value))
}

/// The decimals with which three digits of `value` are seen.
fn decimals(value: f64) -> usize {
    match value.abs() {
        size if 99.95 <= size => 0,
        size if 9.995 <= size => 1,
        size if 0.9995 <= size => 2,
        size if 0.09995 <= size => 3,
        size if 0.009995 <= size => 4,
        size if 0.0009995 <= size => 5,
        _ => 6,
    }
}

fn with_decimals(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let is_zero = text.chars().all(|digit| matches!(digit, '-' | '0' | '.'));
    if is_zero { "0".to_owned() } else { grouped(&text) }
}

/// How many further replications it takes, as [`Tally::further`](super::plausible::Tally::further) has it.
pub fn further(more: f64) -> String {
    if more <= MOST_WORLDS as f64 {
        with_decimals(more, 0)
    } else {
        format!("over\u{a0}{}", grouped(&MOST_WORLDS.to_string()))
    }
}

/// The digits before the point in groups of three, set apart by spaces at which no line is broken.
fn grouped(text: &str) -> String {
    units::grouped(text, '\u{a0}')
}

/// A mean with its interval, all with the decimals of the largest: `1.2 (0.9 to 1.5)`. An interval that is seen to be
/// a point is left out.
pub fn estimate(d: &Description) -> String {
    let Some(mean) = d.mean else { return "unknown".to_owned() };
    let Some((low, high)) = d.supported_interval() else { return figure(mean) };
    let decimals = decimals(low.abs().max(high.abs()));
    let [mean, low, high] = [mean, low, high].map(|value| with_decimals(value, decimals));
    if low == high { mean } else { format!("{mean} ({low} to {high})") }
}

/// Effect, unit and place of a finding.
pub fn effect(trial: &Trial, test: usize, report: &Report) -> String {
    let (_, what) = named(trial.claim, &trial.claim.tests[test]);
    effect_in(trial, test, &unit(what, report))
}

/// The same for a reader who knows what money is counted in.
pub fn brief_effect(trial: &Trial, test: usize, report: &Report) -> String {
    let (_, what) = named(trial.claim, &trial.claim.tests[test]);
    effect_in(trial, test, &brief_unit(what, report))
}

fn effect_in(trial: &Trial, test: usize, unit: &str) -> String {
    let (test, finding) = (&trial.claim.tests[test], &trial.findings[test]);
    let (experiment, what) = named(trial.claim, test);
    let (effect, comparison) = compared(finding);
    let place = at(&experiment.axis, &trial.judged(test), finding, comparison);
    let case = if is_told_apart(trial.claim, test) { format!(" ({})", test.case) } else { String::new() };
    let always = if is_the_same_everywhere(&effect) { ", the same in every replication" } else { "" };
    format!("{}{case}: {} {unit} {place}{always}", what.name, estimate(&effect))
}

/// The effect of a finding and, where it is a change, whether it is more or less; less is counted without a sign.
fn compared(finding: &Finding) -> (Description, &'static str) {
    let d = finding.effect;
    if finding.at.1.is_none() || d.mean.is_none_or(|mean| 0.0 <= mean) {
        return (d, "more");
    }
    let mirrored = d.interval.map(|(low, high)| (-high, -low));
    (Description { mean: d.mean.map(|mean| -mean), interval: mirrored, ..d }, "less")
}

/// Whether another case has an effect of the same name, so that the name alone does not say which one is meant.
fn is_told_apart(claim: &Claim, test: &Test) -> bool {
    let name = named(claim, test).1.name;
    claim.tests.iter().any(|other| other.case != test.case && named(claim, other).1.name == name)
}

/// Whether no replication has another effect than the rest.
fn is_the_same_everywhere(d: &Description) -> bool {
    d.supported_interval().is_some_and(|(low, high)| low == high)
}

/// The changes on which tests of this claim rest, in the words of its chart: `lead 1.2 (0.9 to 1.5) from 0 to 2`.
pub fn changes(trial: &Trial) -> Vec<String> {
    let tests = trial.claim.tests.iter().zip(&trial.findings);
    let changes = tests.filter_map(|(test, finding)| {
        let (from, to) = (finding.at.0, finding.at.1?);
        let (_, what) = named(trial.claim, test);
        let points = trial.judged(test);
        what.is_drawn.then(|| {
            format!(
                "{} {} from {} to {}",
                what.label,
                estimate(&finding.effect).replace('-', "−"),
                points[from].label,
                points[to].label
            )
        })
    });
    changes.collect()
}

/// What a test demands, and what came of it.
pub fn outcome(finding: &Finding) -> String {
    match finding.verdict {
        Verdict::Undecided => {
            format!("undecided: {}", open(finding.reason.as_deref(), finding.more, finding))
        }
        verdict => verdict.name().to_owned(),
    }
}

/// Why it is undecided: a reason that no replication removes, or how many `more` replications are missing beside those
/// of a finding.
fn open(reason: Option<&str>, more: Option<usize>, finding: &Finding) -> String {
    match (reason, more) {
        (Some(reason), _) => reason.to_owned(),
        (None, Some(more)) => missing(more, finding),
        (None, None) => "it cannot be measured here".to_owned(),
    }
}

/// What is missing where `more` replications are, beside those of a finding.
fn missing(more: usize, finding: &Finding) -> String {
    match more {
        // So few say nothing of how many would decide it.
        more if finding.effect.count + more <= FEWEST_FOR_INTERVAL => {
            format!("an interval needs {FEWEST_FOR_INTERVAL} replications")
        }
        1 => "1 more replication would do".to_owned(),
        more if more <= MOST_WORLDS => {
            format!("about {} more replications would do", grouped(&more.to_string()))
        }
        _ => format!("even {} more replications would not do", grouped(&MOST_WORLDS.to_string())),
    }
}

/// Where the claim turns or, where nothing turns, over what range it was tried; what would decide it, where it is
/// undecided; and what of the user's market was replaced.
pub fn place(trial: &Trial) -> String {
    let known = [contests(trial).join("; "), place_of_turn(trial)];
    let cases = trial.cases();
    let mut parts: Vec<String> = if cases.iter().any(|(_, verdict)| *verdict != cases[0].1) {
        std::iter::once(by_cases(&cases)).chain(contests(trial)).chain(turns_of_signs(trial)).collect()
    } else {
        known.into_iter().filter(|text| !text.is_empty()).take(1).chain(contrary(trial)).collect()
    };
    if trial.verdict == Verdict::Undecided {
        let reason = trial.findings.iter().find_map(|finding| finding.reason.as_deref());
        parts.push(open(reason, trial.more(), &trial.findings[trial.decisive()]));
    }
    parts.extend(trial.replaced.clone());
    parts.join("; ")
}

/// The tests that made the verdict, where it is not that of the test whose effect is shown.
fn contrary(trial: &Trial) -> Option<String> {
    let is_open = matches!(trial.verdict, Verdict::Supported | Verdict::Undecided);
    if is_open || 1 < trial.cases().len() || trial.findings[trial.decisive()].verdict == trial.verdict {
        return None;
    }
    let tests = trial.claim.tests.iter().zip(&trial.findings);
    let words: Vec<&str> =
        tests.filter(|(_, finding)| finding.verdict == trial.verdict).map(|(test, _)| test.words).collect();
    Some(format!("{}: {}", trial.verdict.name(), words.join(", ")))
}

/// Who does best where.
fn contests(trial: &Trial) -> Vec<String> {
    let all = trial.claim.experiments.iter().zip(&trial.effects);
    all.filter_map(|(experiment, effects)| Some((experiment, experiment.contest.as_ref()?, effects)))
        .map(|(experiment, contest, effects)| {
            let rivals: Vec<&Vec<Point>> =
                contest.readings.iter().map(|&reading| &effects[reading]).collect();
            let name = |rival: usize| experiment.readings[contest.readings[rival]].label;
            let best: Vec<Option<usize>> = (0..rivals[0].len()).map(|place| best(&rivals, place)).collect();
            let ranks = (0..rivals.len()).map(Some).chain([None]);
            let won = ranks.filter_map(|rival| {
                let places = best.iter().zip(rivals[0]).filter(|(best, _)| **best == rival);
                let places: Vec<&str> = places.map(|(_, point)| point.label.as_str()).collect();
                let who = rival.map_or("nobody clearly", name);
                (!places.is_empty()).then(|| format!("{who} ({})", places.join(", ")))
            });
            format!("{}: {}", contest.words, won.collect::<Vec<_>>().join(", "))
        })
        .collect()
}

/// The rival that lies above every other at this place, beyond chance.
fn best(rivals: &[&Vec<Point>], place: usize) -> Option<usize> {
    let is_above = |a: usize, b: usize| {
        let pairs = rivals[a][place].effects.iter().zip(&rivals[b][place].effects);
        let more: Vec<Option<f64>> = pairs.map(|(a, b)| Some((*a)? - (*b)?)).collect();
        side(&more, 0.0, rivals.len()) == Side::Above
    };
    (0..rivals.len()).find(|&one| (0..rivals.len()).all(|other| other == one || is_above(one, other)))
}

/// Where effects turn whose sign is what the tests are about.
fn turns_of_signs(trial: &Trial) -> Vec<String> {
    let changes = |test: &Test| matches!(test.rule, Rule::Rises(_) | Rule::Falls);
    if trial.claim.tests.iter().any(changes) { Vec::new() } else { all_turns(trial) }
}

fn place_of_turn(trial: &Trial) -> String {
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
        let names = by_names(trial.along(test), test.rule);
        return std::iter::once(names).chain(without_room(trial, test)).collect::<Vec<_>>().join("; ");
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
    let below = if threshold == 0.0 { "0 or below".to_owned() } else { format!("below {threshold}") };
    let words = [
        (Side::Above, format!("above {threshold}")),
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

/// The places at which there is no room for an effect.
fn without_room(trial: &Trial, test: &Test) -> Option<String> {
    let ceiling = named(trial.claim, test).0.ceiling.as_ref()?;
    let is_full = |point: &&Point| {
        describe(point.effects.iter().copied()).mean.is_some_and(|mean| ceiling.from <= mean)
    };
    let full = trial.effects[test.experiment][ceiling.reading].iter().filter(is_full);
    let names: Vec<&str> = full.map(|point| point.label.as_str()).collect();
    (!names.is_empty()).then(|| format!("{}: {}", ceiling.words, names.join(", ")))
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
        threshold => format!("passes {threshold}"),
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
fn at(axis: &Axis, points: &[Point], finding: &Finding, comparison: &str) -> String {
    let place = |index: usize| points[index].label.as_str();
    let words = axis.words();
    match (axis, finding.at) {
        (Axis::Settings { .. }, (only, None)) => format!("({words}: {})", place(only)),
        (Axis::Settings { .. }, (from, Some(to))) => {
            format!("{comparison} ({words}: {}, against {})", place(to), place(from))
        }
        (Axis::Years, (only, None)) => format!("in year {}", place(only)),
        (_, (only, None)) => format!("at {words} {}", place(only)),
        (_, (from, Some(to))) => format!("{comparison} at {words} {} than at {}", place(to), place(from)),
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
            [0.0, -1e-9, -0.001234, 0.1234, 1.0, -12.345, 999.6, 12_345.6].map(figure).into_iter().collect();
        assert_eq!(text, ["0", "0", "-0.00123", "0.123", "1.00", "-12.3", "1\u{a0}000", "12\u{a0}346"]);
    }

    #[test]
    fn an_interval_has_the_decimals_of_its_larger_end_and_shows_when_it_is_one() {
        let text = |values: &[f64]| estimate(&describe(values.iter().copied().map(Some)));
        assert_eq!(text(&[9.8, 9.9, 10.0, 10.1, 10.2]), "10.0 (9.8 to 10.2)");
        assert_eq!(text(&[-2.0, -1.0, 0.0, 1.0, 2.0]), "0 (-1.96 to 1.96)");
        assert_eq!(text(&[0.001, 0.0011, 0.0012, 0.0013, 0.0014]), "0.00120 (0.00100 to 0.00140)");
        assert_eq!(text(&[0.0; 5]), "0");
        assert_eq!(text(&[1.0, 2.0]), "1.50");
    }

    #[test]
    fn a_fall_is_said_to_be_less() {
        let finding = |mean: f64, to| Finding {
            verdict: Verdict::Supported,
            effect: describe([mean - 1.0, mean + 1.0].map(Some)),
            at: (0, to),
            more: None,
            reason: None,
        };
        let said = |mean, to| {
            let finding = finding(mean, to);
            let (effect, words) = compared(&finding);
            (effect.mean, words)
        };
        assert_eq!(said(-5.0, Some(1)), (Some(5.0), "less"));
        assert_eq!(said(5.0, Some(1)), (Some(5.0), "more"));
        assert_eq!(said(-5.0, None).0, Some(-5.0));
    }

    #[test]
    fn cases_are_listed_by_verdict() {
        let cases = [("one", Verdict::Refuted), ("two", Verdict::Supported), ("three", Verdict::Refuted)];
        assert_eq!(by_cases(&cases), "supported: two; refuted: one, three");
    }
}
