//! Runs experiments and judges claims by what comes out.

use super::Verdict;
use super::experiment::{At, Axis, Claim, Effect, Experiment, Reading, Scale, Test, What};
use super::judge::{Finding, Point, is_below, judge};
use super::market::{self, Level};
use crate::experiment::{self, Keep, Machine, Outcome};
use crate::scenario::config::Config;
use crate::stats::windows::Window;
use crate::stats::{Layout, summary};
use std::ops::Range;

/// What came out of a claim.
#[derive(Debug)]
pub struct Trial {
    /// The claim.
    pub claim: &'static Claim,
    /// By experiment and effect, the effects along the axis.
    pub effects: Vec<Vec<Vec<Point>>>,
    /// One for each test, in the order of the claim.
    pub findings: Vec<Finding>,
    /// The verdict on the whole.
    pub verdict: Verdict,
    /// What of the user's market the claim could not be tried with, in words.
    pub replaced: Option<String>,
}

impl Trial {
    /// The test, by place, whose effect is shown for the claim: always the same one, whatever came out.
    pub fn decisive(&self) -> usize {
        self.claim.headline
    }

    /// The effects that a test is about, along the whole axis.
    pub fn along(&self, test: &Test) -> &[Point] {
        &self.effects[test.experiment][test.effect]
    }

    /// Those of them that the test judges.
    pub fn judged(&self, test: &Test) -> Vec<Point> {
        selected(&self.effects[test.experiment], test)
    }

    /// How many more worlds would decide it, where it is undecided and can be decided.
    pub fn more(&self) -> Option<usize> {
        // In a case that something else refutes, what is open does not matter.
        let cases = self.cases();
        let is_open =
            |case: &str| cases.iter().any(|(name, verdict)| *name == case && *verdict == Verdict::Undecided);
        let open = || {
            let tests = self.claim.tests.iter().zip(&self.findings).filter(|(test, _)| is_open(test.case));
            tests.map(|(_, finding)| finding).filter(|finding| finding.verdict == Verdict::Undecided)
        };
        let can_be = self.verdict == Verdict::Undecided && open().all(|finding| finding.more.is_some());
        open().filter_map(|finding| finding.more).max().filter(|_| can_be)
    }

    /// The verdict on each case, in the order of the tests.
    pub fn cases(&self) -> Vec<(&'static str, Verdict)> {
        cases(self.claim.tests, &self.findings)
    }
}

/// Claims that are tried together, in the same worlds.
pub struct Study<'a> {
    /// The claims.
    pub claims: &'a [&'static Claim],
    /// The user's market; of its firms only those count that an experiment is about.
    pub market: &'a Config,
    /// Worlds in which every alternative is simulated.
    pub worlds: u32,
    /// How the machine is used.
    pub machine: Machine,
}

impl Study<'_> {
    /// How much there is to simulate \[customer-months\].
    pub fn customer_months(&self) -> u64 {
        let mut all: Vec<Config> = Vec::new();
        for market in self.claims.iter().flat_map(|claim| self.markets(claim)) {
            if !all.contains(&market) {
                all.push(market);
            }
        }
        let size =
            |market: &Config| market.world.customers * (market.world.burn_in_months + market.world.months);
        (all.iter().map(size).sum::<f64>() * f64::from(self.worlds)) as u64
    }

    /// Tries the claims. `on_months` is told of the customer-months simulated since its last call; when it returns
    /// `false` the study stops and there is no result.
    pub fn run(&self, on_months: &(dyn Fn(u64) -> bool + Sync)) -> Option<Vec<Trial>> {
        let mut known: Vec<(Config, Outcome)> = Vec::new();
        let mut trials = Vec::new();
        for (index, claim) in self.claims.iter().enumerate() {
            let mut fresh: Vec<Config> = Vec::new();
            for market in self.markets(claim) {
                if !fresh.contains(&market) && known.iter().all(|(known, _)| *known != market) {
                    fresh.push(market);
                }
            }
            let worlds = 0..self.worlds;
            let outcomes =
                experiment::alternatives_on(&fresh, worlds, Keep::NoCohorts, self.machine, on_months)?;
            known.extend(fresh.into_iter().zip(outcomes));
            trials.push(trial(claim, self.market, &known));
            // What a later claim needs as well is kept.
            let later: Vec<Config> =
                self.claims[index + 1..].iter().flat_map(|claim| self.markets(claim)).collect();
            known.retain(|(market, _)| later.contains(market));
        }
        Some(trials)
    }

    fn markets(&self, claim: &Claim) -> Vec<Config> {
        let all = claim.experiments.iter();
        all.flat_map(|experiment| market::markets(experiment, self.market)).flatten().collect()
    }
}

fn trial(claim: &'static Claim, base: &Config, known: &[(Config, Outcome)]) -> Trial {
    let effects: Vec<Vec<Vec<Point>>> = claim
        .experiments
        .iter()
        .map(|experiment| {
            let markets = market::markets(experiment, base);
            let outcomes: Vec<Vec<&Outcome>> = markets
                .iter()
                .map(|variants| variants.iter().map(|market| outcome_of(market, known)).collect())
                .collect();
            let levels = market::levels(&experiment.axis, base.world.months);
            let along = |effect: &Effect| points(experiment, effect, &levels, &outcomes);
            experiment.readings.iter().map(along).collect()
        })
        .collect();
    let is_short = base.world.months < claim.least_months;
    let find = |test: &Test| {
        let finding = judge(test.rule, &selected(&effects[test.experiment], test));
        match test.premise {
            _ if is_short => finding
                .left_open(format!("the run is too short: it takes {} months or more", claim.least_months)),
            Some(reason) if finding.verdict == Verdict::Refuted => finding.left_open(reason.to_owned()),
            _ => finding,
        }
    };
    let findings: Vec<Finding> = claim.tests.iter().map(find).collect();
    let verdicts: Vec<Verdict> =
        cases(claim.tests, &findings).into_iter().map(|(_, verdict)| verdict).collect();
    let replaced = market::replaced(claim, base);
    Trial { claim, effects, verdict: Verdict::of_cases(&verdicts), findings, replaced }
}

fn outcome_of<'a>(market: &Config, known: &'a [(Config, Outcome)]) -> &'a Outcome {
    let found = known.iter().find(|(known, _)| known == market);
    &found.expect("every market of the claim was simulated").1
}

fn cases(tests: &[Test], findings: &[Finding]) -> Vec<(&'static str, Verdict)> {
    let mut names: Vec<&'static str> = Vec::new();
    for test in tests {
        if !names.contains(&test.case) {
            names.push(test.case);
        }
    }
    let of = |name: &'static str| {
        let own = tests.iter().zip(findings).filter(move |(test, _)| test.case == name);
        (name, Verdict::of_all(own.map(|(_, finding)| finding.verdict)))
    };
    names.into_iter().map(of).collect()
}

/// The points that a test is about, of all effects of its experiment.
fn selected(effects: &[Vec<Point>], test: &Test) -> Vec<Point> {
    let points = &effects[test.effect];
    let count = points.len();
    let last = points[count - 1..].iter();
    match test.at {
        At::Everywhere => points.clone(),
        At::First => points[..1].to_vec(),
        At::Last => last.cloned().collect(),
        At::Place(x) => points.iter().filter(|point| point.x == x).cloned().collect(),
        At::Ends => points[..1].iter().chain(last).cloned().collect(),
        At::UntilBelow(other) => {
            let first = effects[other].iter().position(|point| is_below(point, count));
            points[..first.map_or(count, |first| first + 1)].to_vec()
        }
    }
}

fn points(
    experiment: &Experiment,
    effect: &Effect,
    levels: &[Level],
    outcomes: &[Vec<&Outcome>],
) -> Vec<Point> {
    let point = |(place, level): (usize, &Level)| {
        // All years of a run are in the only market.
        let (variants, year) = match experiment.axis {
            Axis::Years => (&outcomes[0], Some(place as i64)),
            _ => (&outcomes[place], None),
        };
        let values = |reading: &Reading| read(variants[reading.variant], reading, year);
        let own = values(&effect.of);
        let effects = match &effect.less {
            None => own.iter().map(|value| scaled(effect.scale, *value)).collect(),
            Some(less) => {
                own.iter().zip(values(less)).map(|(of, less)| less_than(effect, *of, less)).collect()
            }
        };
        Point { x: level.x, label: level.label.clone(), effects }
    };
    levels.iter().enumerate().map(point).collect()
}

fn scaled(scale: Scale, value: Option<f64>) -> Option<f64> {
    match scale {
        Scale::Plain(_) => value,
        Scale::Hundredfold(_) | Scale::PercentOf(_) => value.map(|value| 100.0 * value),
    }
}

fn less_than(effect: &Effect, of: Option<f64>, less: Option<f64>) -> Option<f64> {
    let (of, less) = (of?, less?);
    match effect.scale {
        Scale::PercentOf(_) => (less != 0.0).then(|| 100.0 * (of - less) / less),
        scale => scaled(scale, Some(of - less)),
    }
}

/// A reading in each world.
fn read(outcome: &Outcome, reading: &Reading, year: Option<i64>) -> Vec<Option<f64>> {
    let months = outcome.months;
    let window = match year {
        Some(year) => 12 * year..(12 * year + 12).min(months),
        None => Window::Late.months(months).unwrap_or(0..months),
    };
    match reading.what {
        What::Profit => outcome.by_world(reading.firm, "discounted_profit", Window::Whole),
        What::Measure(measure) => means(outcome, reading.firm, measure, &window),
        What::Adopted(model) => {
            let table = &outcome.monthly;
            let mut counts = vec![(0.0, 0.0); outcome.worlds.len()];
            for row in 0..table.rows() {
                let world = table.integers("replicate")[row] - i64::from(outcome.worlds.start);
                let (with, all) = &mut counts[world as usize];
                *all += 1.0;
                *with += f64::from(u8::from(table.word("model", row) == model.name()));
            }
            counts.into_iter().map(|(with, all)| (0.0 < all).then(|| with / all)).collect()
        }
    }
}

/// The mean of a measure over some months, in each world.
fn means(outcome: &Outcome, firm: &str, measure: &str, window: &Range<i64>) -> Vec<Option<f64>> {
    let layout = Layout { keys: &["firm"], unit: "replicate", time: "month" };
    let series = crate::stats::groups::by(&outcome.monthly, layout.keys);
    let means = summary::window_means(&outcome.monthly, layout, measure, window);
    let mut values = vec![None; outcome.worlds.len()];
    for (_, means) in
        series.iter().zip(means).filter(|(rows, _)| outcome.monthly.word("firm", rows[0]) == firm)
    {
        for (world, mean) in means {
            values[(world - i64::from(outcome.worlds.start)) as usize] = mean;
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::judge::{Rule, curve};

    #[test]
    fn a_place_is_judged_by_itself_and_ends_without_what_lies_between() {
        let along = [curve(&[9.0, -9.0, 3.0])];
        let verdict = |at: At, rule: Rule| {
            let test = Test { words: "", case: "", experiment: 0, effect: 0, at, rule, premise: None };
            judge(rule, &selected(&along, &test)).verdict
        };
        // Ahead at rest, but behind at the place that the claim is about.
        assert_eq!(verdict(At::Place(1.0), Rule::Above(0.0)), Verdict::Refuted);
        assert_eq!(verdict(At::Everywhere, Rule::Above(0.0)), Verdict::Depends);
        assert_eq!(verdict(At::Ends, Rule::Falls), Verdict::Supported);
        assert_eq!(verdict(At::Everywhere, Rule::Falls), Verdict::Depends);
    }

    #[test]
    fn what_is_open_in_a_case_that_is_refuted_needs_no_more_worlds() {
        let claim = crate::claims::with_id("C8").expect("a claim");
        let finding = |place: usize| {
            let found = judge(Rule::Above(0.0), &curve(&[-9.0]));
            match place {
                // Beside it in its case one is refuted.
                0 => Finding { verdict: Verdict::Undecided, more: Some(9000), ..found },
                2 => Finding { verdict: Verdict::Supported, more: None, ..found },
                3 => Finding { verdict: Verdict::Undecided, more: Some(66), ..found },
                _ => found,
            }
        };
        let findings: Vec<Finding> = (0..claim.tests.len()).map(finding).collect();
        let verdicts: Vec<Verdict> =
            cases(claim.tests, &findings).into_iter().map(|(_, verdict)| verdict).collect();
        let verdict = Verdict::of_cases(&verdicts);
        let trial = Trial { claim, effects: Vec::new(), findings, verdict, replaced: None };
        assert_eq!((trial.verdict, trial.more()), (Verdict::Undecided, Some(66)));
    }

    #[test]
    fn what_a_firm_sees_is_judged_until_the_harm_is_there() {
        let test = Test {
            words: "",
            case: "",
            experiment: 0,
            effect: 1,
            at: At::UntilBelow(0),
            rule: Rule::Stays,
            premise: None,
        };
        let lift = curve(&[9.0, 9.0, 9.0, -9.0, 9.0]);
        let judged = |truth: &[f64]| {
            let effects = [curve(truth), lift.clone()];
            judge(test.rule, &selected(&effects, &test)).verdict
        };
        assert_eq!(judged(&[9.0, 9.0, -9.0, -9.0, -9.0]), Verdict::Supported);
        // In the very year: nobody can say which came first.
        assert_eq!(judged(&[9.0, 9.0, 9.0, -9.0, -9.0]), Verdict::Undecided);
        // The firm's own tests say so before it is true.
        assert_eq!(judged(&[9.0, 9.0, 9.0, 9.0, -9.0]), Verdict::Refuted);
        assert_eq!(judged(&[9.0, 9.0, 9.0, 9.0, 9.0]), Verdict::Refuted);
    }
}
