//! The essay on trial: that verdicts follow from the market and not from the text.

use sellsense::claims::judge::Rule;
use sellsense::claims::{self, CLAIMS, Study, Trial, Verdict, market, plausible, turns, words};
use sellsense::experiment::Machine;
use sellsense::scenario::config::{Change, Config, Dials, FirmConfig, Target};
use sellsense::stats::describe::describe;
use std::fs;
use std::path::Path;

/// A market small enough for a test, with settings on top.
fn small(settings: &[&str]) -> Config {
    let size = ["world.customers=900", "world.months=72"];
    crate::load_with("extends = \"three-ways\"", &[&size, settings].concat())
        .unwrap_or_else(|faults| panic!("{}", faults.render(false)))
}

/// What the issue asks for must not hang on one stream of chance.
const SEEDS: [&str; 2] = ["world.seed=1", "world.seed=9"];

fn trial(id: &str, market: &Config) -> Trial {
    let claims = [claims::with_id(id).expect("a claim")];
    let study = Study { claims: &claims, market, worlds: 8, machine: Machine::all() };
    study.run(&|_| true).expect("nobody stopped it").remove(0)
}

/// The mean effect of a test at the last place of its axis.
fn last(trial: &Trial, test: usize) -> f64 {
    let points = trial.along(&trial.claim.tests[test]);
    describe(points.last().expect("a point").effects.iter().copied()).mean.expect("a mean")
}

#[test]
fn where_nobody_minds_targeting_does_not_come_to_harm() {
    for seed in SEEDS {
        let trial = trial("C4", &small(&["privacy.shift=-0.6", seed]));
        assert_eq!(trial.verdict, Verdict::Refuted, "{seed}: {:?}", trial.findings);
    }
}

#[test]
fn weak_technology_shrinks_the_harm_of_targeting() {
    let trust = 2;
    for seed in SEEDS {
        let now = last(&trial("C4", &small(&[seed])), trust);
        let weak = last(&trial("C4", &small(&["technology.power=0.1", seed])), trust);
        assert!(now < 0.0 && now < weak, "{seed}: {now} and {weak}");
    }
}

#[test]
fn what_a_claim_sweeps_is_swept_whatever_the_market_says() {
    let claim = claims::with_id("C2").expect("a claim");
    let markets = |settings: &[&str]| market::markets(&claim.experiments[0], &small(settings));
    let at_rest = markets(&["needs.market_shift_per_year=0"]);
    assert_eq!(at_rest, markets(&[]));
    let shifts: Vec<f64> = at_rest.iter().map(|variants| variants[0].needs.market_shift_per_year).collect();
    assert!(shifts.len() > 4 && shifts.is_sorted() && shifts[0] == 0.0 && shifts[shifts.len() - 1] == 2.0);
    // Who earns more turns within the sweep, which the market at rest does not even reach.
    for seed in SEEDS {
        let trial = trial("C2", &small(&["needs.market_shift_per_year=0", "world.months=120", seed]));
        let turns = turns::turns(trial.along(&trial.claim.tests[0]), 0.0);
        assert!(!turns.is_empty(), "{seed}: {:?}", trial.effects);
    }
}

#[test]
fn the_harm_of_technology_is_the_trust_lost_to_noticed_intrusions() {
    let with = trial("C6", &small(&[]));
    assert!(last(&with, 0) > 0.0);
    // Without that harm there is nothing to lose, whatever else happens to trust.
    let without = trial("C6", &small(&["trust.harm=0"]));
    assert!(without.effects[0][0].iter().all(|point| point.effects.iter().all(|e| *e == Some(0.0))));
    assert_eq!(without.verdict, Verdict::Refuted);
}

#[test]
fn the_same_memory_is_compared_under_the_same_friction_and_disclosure() {
    let claim = claims::with_id("C7").expect("a claim");
    let markets = market::markets(&claim.experiments[0], &small(&[]));
    let mut seen = Vec::new();
    for variants in &markets {
        let [adapts, targets] = &variants[0].firms[..] else { panic!("two firms") };
        let (a, t) = (adapts.dials, targets.dials);
        assert_eq!(a.remembers, t.remembers);
        assert_eq!((a.disclosure, a.consent_friction), (t.disclosure, t.consent_friction));
        assert!(a.flexibility > 0.0 && a.targeting == 0.0 && t.flexibility == 0.0 && t.targeting > 0.0);
        assert!(!a.remembers.is_empty() && !seen.contains(&a.remembers));
        seen.push(a.remembers);
    }
}

#[test]
fn the_corners_of_the_first_attack_differ_in_two_dials_only() {
    let claim = claims::with_id("A1").expect("a claim");
    let firms = "
        [[firm]]
        name = \"one\"
        model = \"make-and-sell\"
        price = 1.2
        [[firm]]
        name = \"two\"
        model = \"make-and-sell\"
        price = 0.8
        products = 4";
    for (experiment, products) in claim.experiments.iter().zip([10.0, 3.0]) {
        for market in market::markets(experiment, &crate::right(firms)).into_iter().flatten() {
            let corners: Vec<(f64, f64)> =
                market.firms.iter().map(|firm| (firm.dials.flexibility, firm.dials.targeting)).collect();
            assert_eq!(corners, [(0.0, 0.0), (0.0, 0.3), (0.9, 0.0), (0.9, 0.3)]);
            let first = market.firms[0].dials;
            assert_eq!(first.products, products);
            assert!(!first.remembers.is_empty());
            for firm in &market.firms {
                let same = Dials { flexibility: 0.0, targeting: 0.0, ..firm.dials };
                assert_eq!(same, first, "{}", firm.name);
            }
        }
    }
}

#[test]
fn the_asymmetry_of_trust_is_that_of_noticed_intrusions() {
    let claim = claims::with_id("A7").expect("a claim");
    let harms = |experiment: usize, settings: &[&str]| -> Vec<f64> {
        let markets = market::markets(&claim.experiments[experiment], &small(settings));
        markets.iter().map(|variants| variants[0].trust.harm).collect()
    };
    for experiment in 0..claim.experiments.len() {
        let now = harms(experiment, &[]);
        assert!(now.is_sorted() && (now[1] - 0.045).abs() < 1e-12 && (now[3] - 0.27).abs() < 1e-12);
        // The ratio is kept where good months give twice as much.
        let doubled = harms(experiment, &["trust.competence_gain=0.2"]);
        assert!(now.iter().zip(&doubled).all(|(now, doubled)| (2.0 * now - doubled).abs() < 1e-12));
    }
    // What is swept is what decides: where targeting turns is said.
    let trial = trial("A7", &small(&[]));
    let along = &trial.effects[0][0];
    let mean = |place: usize| describe(along[place].effects.iter().copied()).mean.expect("a mean");
    assert!(mean(0) > mean(3) + 1000.0, "{along:?}");
}

#[test]
fn disclosing_is_tried_where_refusing_is_hard_and_where_it_is_easy() {
    let claim = claims::with_id("C8").expect("a claim");
    let friction: Vec<f64> = claim
        .experiments
        .iter()
        .map(|experiment| market::markets(experiment, &small(&[]))[0][0].firms[1].dials.consent_friction)
        .collect();
    assert_eq!(friction, [1.0, 1.0, 0.0, 0.0]);
    // Where customers refuse nothing and mind nothing, disclosing what they give changes nothing: who does so gains nothing.
    let trial = trial("C8", &small(&[]));
    let adapts = trial.cases()[0];
    assert_eq!(adapts, ("a firm that adapts, refusing hard", Verdict::Refuted));
    // The sign has to depend on what is remembered: a gain where it is given, a loss where it is taken.
    for case in
        ["adapts, refusing hard", "targets, refusing hard", "adapts, refusing easy", "targets, refusing easy"]
    {
        let tests = claim.tests.iter().filter(|test| test.case.ends_with(case));
        let asked: Vec<(usize, bool)> =
            tests.map(|test| (test.effect, matches!(test.rule, Rule::Rises(_)))).collect();
        assert_eq!(asked, [(0, true), (1, false)], "{case}");
    }
}

#[test]
fn a_run_too_short_for_a_claim_does_not_refute_it() {
    for id in ["C3", "C4", "C5", "C9"] {
        let trial = trial(id, &small(&["world.months=12"]));
        assert_eq!(trial.verdict, Verdict::Undecided, "{id}");
        assert_eq!(trial.more(), None);
        assert!(words::place(&trial).contains("the run is too short: it takes"), "{}", words::place(&trial));
    }
    for claim in CLAIMS {
        assert!((36.0..=120.0).contains(&claim.least_months), "{}", claim.id);
    }
}

#[test]
fn a_claim_is_shown_with_the_effect_that_it_is_about() {
    let shown = |id: &str| {
        let claim = claims::with_id(id).expect("a claim");
        let test = &claim.tests[claim.headline];
        claim.experiments[test.experiment].readings[test.effect].name
    };
    assert_eq!(shown("C4"), "effect of targeting on trust");
    assert_eq!(shown("C5"), "lift that its campaign tests report");
    assert_eq!(shown("C8"), "profit of who targets by what is taken, refusing hard");
    assert_eq!(shown("A7"), "true effect of targeting");
    // Whatever refutes a claim is named, where it is not what is shown.
    let trial = trial("C4", &small(&["privacy.shift=-0.6"]));
    assert!(words::place(&trial).contains("refuted: "), "{}", words::place(&trial));
}

#[test]
fn nothing_to_realize_leaves_it_open_whether_the_firm_would() {
    let trial = trial("C5", &small(&["privacy.shift=-0.6"]));
    assert_eq!(trial.verdict, Verdict::Undecided, "{:?}", trial.findings);
    assert!(words::place(&trial).contains("no harm here"), "{}", words::place(&trial));
}

#[test]
fn what_a_claim_replaces_in_the_market_is_said() {
    let said = |rate: &str| words::place(&trial("C9", &small(&[rate])));
    assert!(said("imitation.rate=0").contains("tried with imitation.rate 0.25"));
    assert!(!said("imitation.rate=0.4").contains("imitation.rate"));
    let rate = |setting: &str| {
        let claim = claims::with_id("C9").expect("a claim");
        market::markets(&claim.experiments[0], &small(&[setting]))[0][0].imitation.rate
    };
    assert_eq!((rate("imitation.rate=0"), rate("imitation.rate=0.4")), (0.25, 0.4));
}

#[test]
fn adoption_is_tried_where_firms_copy_with_plain_planners_and_without() {
    let claim = claims::with_id("C9").expect("a claim");
    for (experiment, planners) in claim.experiments.iter().zip([0, 2]) {
        for market in market::markets(experiment, &small(&[])).into_iter().flatten() {
            assert!(market.imitation.rate > 0.0 && market.firms.len() == 5);
            let plans = |firm: &&FirmConfig| firm.dials.targeting == 0.0 && firm.dials.flexibility == 0.0;
            assert_eq!(market.firms.iter().filter(plans).count(), planners);
        }
    }
    // Nobody copies at once, so that over the run the share starts from the one firm of five.
    let trial = trial("C9", &small(&["imitation.rate=0.000001"]));
    let adopted = trial.effects.iter().flatten().flatten().flat_map(|point| &point.effects);
    assert!(
        adopted.clone().all(|share| share.is_some_and(|share| (share - 20.0).abs() < 1e-9)),
        "{adopted:?}"
    );
    assert_eq!(trial.verdict, Verdict::Refuted);
}

#[test]
fn a_claim_is_tried_in_the_user_s_market() {
    let text = "
        [imitation]
        rate = 0.5
        [[firm]]
        name = \"other\"
        model = \"targeted-make-and-sell\"
        [[firm]]
        name = \"acme\"
        model = \"sense-and-respond\"
        price = 1.1
        [[event]]
        month = 5
        set = { \"needs.market_shift_per_year\" = 1.0, \"technology.power\" = 2.0 }
        [[event]]
        month = 6
        set = { \"firm.acme.price\" = 1.3, \"firm.other.price\" = 1.2 }
        [[event]]
        month = 7
        breach = { firm = \"other\", share = 0.5, severity = 0.5 }";
    let claim = claims::with_id("C1").expect("a claim");
    let markets = market::markets(&claim.experiments[0], &crate::right(text));
    let market = &markets[1][0];
    let names: Vec<&str> = market.firms.iter().map(|firm| firm.name.as_str()).collect();
    assert_eq!(names, ["make-and-sell", "sense-and-respond"]);
    assert_eq!((market.firms[0].dials.price, market.firms[1].dials.price), (1.0, 1.1));
    assert_eq!((market.firms[0].initial_share, market.imitation.rate), (0.5, 0.0));
    // What the experiment sets is not undone by an event; other events find the firms where they are now.
    let targets: Vec<&Target> = market
        .events
        .iter()
        .flat_map(|event| match &event.change {
            Change::Set { targets, .. } => targets.iter().collect(),
            Change::Breach { .. } => Vec::new(),
        })
        .collect();
    let keys: Vec<(Option<usize>, &str)> = targets
        .iter()
        .map(|target| match target {
            Target::Market(param) => (None, param.key),
            Target::Firm(place, param) => (Some(*place), param.key),
            Target::Data(place, param) => (Some(*place), param.key),
        })
        .collect();
    assert_eq!(keys, [(None, "technology.power"), (Some(1), "firm.*.price")]);
    assert!(market.events.iter().all(|event| matches!(event.change, Change::Set { .. })));
}

fn sellsense(folder: &Path, words: &[&str]) -> (i32, String, String) {
    let small = ["--customers", "300", "--months", "36", "--replications", "5"];
    let output =
        crate::sellsense(folder).arg("claims").args(words).args(small).output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints text");
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

#[test]
fn the_command_says_what_it_found_and_writes_it() {
    let base = tempfile::tempdir().expect("a folder");
    let (code, said, errors) = sellsense(base.path(), &["--only", "x1,c4,A5"]);
    assert_eq!((code, errors.as_str()), (0, ""));
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    let order: Vec<usize> = ["C4 ", "X1 ", "A5 "].iter().map(|id| said.find(id).expect(id)).collect();
    assert!(order.is_sorted(), "{said}");
    assert!(said.contains("wrote output/claims") && said.contains("next: sellsense claims"), "{said}");
    let out = base.path().join("output/claims");
    let table = fs::read_to_string(out.join("claims.csv")).expect("claims.csv");
    assert!(table.starts_with("claim,experiment,effect,ci_low,ci_high,unit,verdict,where\n"), "{table}");
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    for row in rows.records().map(|row| row.expect("a row")) {
        let number = |column: usize| row[column].parse::<f64>().expect("a number");
        assert!(number(3) <= number(2) && number(2) <= number(4), "{row:?}");
        assert!(Verdict::ALL.iter().any(|verdict| verdict.name() == &row[6]), "{row:?}");
        assert!(said.contains(&format!("{:<4}{}", &row[0], &row[6])), "{row:?}");
    }
    for file in
        ["tests.csv", "effects.csv", "dictionary.csv", "claims.html", "charts/c4.svg", "charts/a5.png"]
    {
        assert!(out.join(file).is_file(), "{file}");
    }
    let page = fs::read_to_string(out.join("claims.html")).expect("a page");
    assert_eq!(page.matches("<svg").count(), 3);
}

#[test]
fn claims_over_sets_of_parameters_are_counted_by_family() {
    let base = tempfile::tempdir().expect("a folder");
    let sets = "set,id,privacy.shift,trust.harm\nall,a1,-0.6,\nall,a2,,0.2\nsourced,s1,-0.6,\n";
    fs::write(base.path().join("sets.csv"), sets).expect("a file");
    let (code, said, errors) = sellsense(base.path(), &["--only", "C4", "--over", "sets.csv", "--no-charts"]);
    assert_eq!((code, errors.as_str()), (0, ""));
    assert!(said.contains("% of 2 sets `all`;"), "{said}");
    assert!(said.contains("% of 1 set `sourced`;"), "{said}");
    let table = fs::read_to_string(base.path().join("output/claims/plausible.csv")).expect("plausible.csv");
    assert_eq!(table.lines().count(), 4, "{table}");
    assert!(table.contains("sourced,s1,C4,"), "{table}");
}

#[test]
fn the_sets_that_come_with_the_program_can_be_used() {
    let sets = plausible::read(plausible::BUILT_IN).expect("a table of sets");
    for family in ["all", "sourced"] {
        assert!(sets.iter().any(|set| set.family == family), "{family}");
    }
    for set in &sets {
        let settings: Vec<&str> = set.settings.iter().map(String::as_str).collect();
        small(&settings);
    }
    let base = tempfile::tempdir().expect("a folder");
    let (code, said, errors) =
        sellsense(base.path(), &["--only", "X2", "--over", "plausible", "--no-charts"]);
    assert_eq!((code, errors.as_str()), (0, ""));
    let all = sets.iter().filter(|set| set.family == "all").count();
    assert!(said.contains(&format!("% of {all} sets, all numbers of nature moved;")), "{said}");
    let table = fs::read_to_string(base.path().join("output/claims/plausible.csv")).expect("plausible.csv");
    assert_eq!(table.lines().count(), 1 + sets.len());
}

#[test]
fn what_cannot_be_tried_is_said_before_anything_runs() {
    let base = tempfile::tempdir().expect("a folder");
    fs::write(base.path().join("odd.csv"), "set,id,trust.harn\nall,a1,0.2\n").expect("a file");
    for (words, expected) in [
        (vec!["--only", "C11"], "there is no claim `C11`"),
        (vec!["--set", "privacy.shft=1"], "privacy.shift"),
        (vec!["--over", "nowhere.csv"], "there is no file `nowhere.csv`"),
        (vec!["--over", "odd.csv"], "the set `a1` of `all` cannot be used"),
        (vec!["--scenario", "four-cornrs"], "four-corners"),
    ] {
        let (code, said, errors) = sellsense(base.path(), &words);
        assert_eq!((code, said.as_str()), (2, ""), "{words:?}");
        assert!(errors.contains(expected), "{errors}");
        assert!(!base.path().join("output").exists());
    }
}

#[test]
fn one_chart_is_said_in_the_singular() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["claims", "--only", "C6", "--customers", "200", "--replications", "2", "--months", "36"];
    let output = crate::sellsense(folder.path()).args(words).assert().success().get_output().clone();
    let said = String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("charts/ (1 chart as SVG and PNG), manifest.json"), "{said}");
}

/// Where the user's own timeline moves what a claim compares with and without, that is said.
#[test]
fn an_event_on_what_is_compared_is_said() {
    let of = |id: &str, scenario: &str| {
        let base = crate::right(&format!("extends = \"{scenario}\""));
        market::replaced(claims::with_id(id).expect("a claim"), &base)
    };
    let said = of("C4", "moving").expect("it is said");
    assert!(said.contains("`firm.targeted-make-and-sell.targeting`"), "{said}");
    assert_eq!((of("C4", "three-ways"), of("C1", "moving")), (None, None));
    // What all variants set is rid of its events.
    assert_eq!(of("C8", "moving"), None);
}
