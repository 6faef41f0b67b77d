//! Limits in which the model must do exactly what they say. The books, and what is switched off, are in the model's exam.

use sellsense::experiment::{self, Machine, Outcome, Simulation};
use sellsense::model::width::Width;
use sellsense::scenario::config::{CategorySet, Change, Config, Event, Model, Target, Value};
use sellsense::scenario::params::{Changes, PARAMS, Param, Plausible, Slot};
use sellsense::table::{Column, Table, Values};
use sellsense::world::{NOBODY, World};

/// A small market of the four business models.
fn four_firms() -> Config {
    let mut config = Config::defaults();
    config.world.customers = 1500.0;
    config.world.months = 26.0;
    config.world.replications = 1.0;
    for model in Model::PRESETS {
        config.add_firm(model.name(), model);
    }
    config
}

fn run(config: &Config) -> Outcome {
    experiment::replications(config, &|_| true).expect("nobody stops it")
}

/// The values of a column, as text: equal texts are equal numbers, to the last bit.
fn text(column: &Column) -> String {
    match &column.values {
        Values::Text { words, codes } => {
            codes.iter().map(|&code| words[code as usize].as_str()).collect::<Vec<_>>().join("\n")
        }
        Values::Integer(values) => format!("{values:?}"),
        Values::Number(values) => format!("{values:?}"),
    }
}

fn whole_text(table: &Table) -> String {
    table.columns.iter().map(|column| format!("{}\n{}\n", column.name, text(column))).collect()
}

/// The size in which figures are printed moves no share. (What else changes nothing where it is switched off, the
/// model's exam asks: `exam::verification::LIMITS`.)
#[test]
fn the_size_in_which_figures_are_printed_moves_no_share() {
    let before = run(&four_firms()).monthly;
    let mut config = four_firms();
    config.report.people = 1e6;
    let after = run(&config).monthly;
    for column in ["market_share", "trust", "retention", "fit", "items_held", "intrusions_per_1000"] {
        assert!(text(before.column(column)) == text(after.column(column)), "{column} changes");
    }
}

#[test]
fn trust_that_nothing_moves_stays_at_its_start() {
    let mut config = four_firms();
    config.trust.start = 0.375;
    config.trust.competence_gain = 0.0;
    config.trust.competence_loss = 0.0;
    config.trust.disappointment = 0.0;
    config.trust.harm = 0.0;
    for measure in ["trust", "public_trust"] {
        for value in run(&config).monthly.numbers(measure) {
            assert_eq!(value.unwrap_or(0.375), 0.375);
        }
    }
}

#[test]
fn customers_who_never_reconsider_are_all_retained() {
    let mut config = four_firms();
    config.choice.attention = 0.0;
    let outcome = run(&config);
    assert!(outcome.monthly.numbers("retention").iter().all(|&retention| retention == Some(1.0)));
    let (customers, alive) = (outcome.cohorts.integers("customers"), outcome.cohorts.integers("alive"));
    assert_eq!(customers, alive);
    assert_eq!(customers.len(), 4 * 26, "nobody joins after month 0");
}

#[test]
fn what_a_firm_does_not_do_is_exactly_zero() {
    let table = run(&four_firms()).monthly;
    let mut checked = 0;
    for row in 0..table.rows() {
        if table.word("firm", row) == "make-and-sell" {
            for measure in ["knowledge", "items_held", "intrusions_per_1000", "targeting"] {
                assert_eq!(table.numbers(measure)[row], Some(0.0), "{measure}");
            }
            for measure in ["for_share", "campaign_lift"] {
                assert_eq!(table.numbers(measure)[row], None, "{measure}");
            }
            checked += 1;
        }
    }
    assert_eq!(checked, 26);

    let mut free = four_firms();
    let costs = &mut free.costs;
    for cost in [
        &mut costs.unit,
        &mut costs.adaptation,
        &mut costs.product,
        &mut costs.platform,
        &mut costs.contact,
        &mut costs.storage,
    ] {
        *cost = 0.0;
    }
    assert!(run(&free).monthly.numbers("cost").iter().all(|&cost| cost == Some(0.0)));
}

/// Customers of each firm, and those who buy nowhere.
fn census(world: &World) -> (Vec<i64>, i64) {
    let mut firms = vec![0; world.firms.len()];
    let mut nowhere = 0;
    for home in world.blocks.iter().flat_map(|block| &block.home) {
        if *home == NOBODY {
            nowhere += 1;
        } else {
            firms[usize::from(*home)] += 1;
        }
    }
    (firms, nowhere)
}

#[test]
fn printed_money_adds_up() {
    let mut config = four_firms();
    config.firms[1].dials.price = 1.25;
    let table = run(&config).monthly;
    let printed = |measure: &str, row: usize| -> f64 {
        table.numbers(measure)[row].expect("money is known").to_string().parse().unwrap()
    };
    for row in 0..table.rows() {
        let [revenue, cost, profit] = ["revenue", "cost", "profit"].map(|measure| printed(measure, row));
        assert_eq!(profit, revenue - cost, "row {row}");
        let sold = printed("purchases", row) * printed("price", row);
        assert!((revenue - sold).abs() <= 1e-12 * sold, "row {row}: {revenue} and {sold}");
    }
}

#[test]
fn threads_and_vector_widths_change_no_bit() {
    let mut config = four_firms();
    config.world.customers = 4700.0;
    config.world.months = 14.0;
    for replications in [1.0, 3.0] {
        config.world.replications = replications;
        let expected = run(&config);
        let expected = [&expected.monthly, &expected.cohorts, &expected.totals].map(whole_text);
        for threads in [1, 2, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let outcome = pool.install(|| run(&config));
            let found = [&outcome.monthly, &outcome.cohorts, &outcome.totals].map(whole_text);
            assert!(found == expected, "{threads} threads, {replications} replications");
        }
        for width in Width::available() {
            let machine = Machine { threads: 2, width };
            let outcome = experiment::replications_on(&config, machine, &|_| true).expect("nobody stops it");
            let found = [&outcome.monthly, &outcome.cohorts, &outcome.totals].map(whole_text);
            assert!(found == expected, "{width:?}, {replications} replications");
        }
    }
}

#[test]
fn a_firm_that_enters_after_the_end_changes_no_row() {
    let config = four_firms();
    let mut more = config.clone();
    more.add_firm("late", Model::TargetedMakeAndSell).enters_month = 26.0;
    more.share_out(&[]);
    let (without, with) = (run(&config), run(&more));
    assert!(whole_text(&without.monthly) == whole_text(&with.monthly));
    assert!(whole_text(&without.cohorts) == whole_text(&with.cohorts));
    // One month earlier it is there, and others feel it.
    more.firms[4].enters_month = 25.0;
    assert_eq!(run(&more).monthly.rows(), without.monthly.rows() + 1);
}

#[test]
fn replicates_are_different_worlds_and_seeds_as_well() {
    let config = four_firms();
    let mut twice = config.clone();
    twice.world.replications = 2.0;
    let trust = |config: &Config| run(config).monthly.numbers("trust").to_vec();
    let (one, two) = (trust(&config), trust(&twice));
    assert_eq!(one, two[..one.len()], "a replicate does not depend on how many there are");
    assert_ne!(one, two[one.len()..]);
    let mut other = config.clone();
    other.world.seed = 2;
    assert_ne!(one, trust(&other));
}

/// Every parameter that may change in a run does something when an event changes it.
#[test]
fn every_event_has_an_effect() {
    let mut config = four_firms();
    config.world.customers = 600.0;
    config.world.months = 60.0;
    config.firms[3].dials.targeting = 0.9;
    config.firms[3].dials.tuned = true;
    // Outside its bounds at the start, so that the first test moves it to them.
    config.campaigns.ceiling = 0.5;
    config.campaigns.floor = 0.45;
    config.planning.survey_size = 100.0;
    config.imitation.rate = 0.5;
    config.imitation.transition_months = 9.0;
    config.entry.enabled = true;
    config.entry.entrants_per_year = 3.0;
    config.entry.cash = 0.02;
    config.entry.months_of_loss = 24.0;
    config.costs.unit = 0.8;
    config.costs.platform = 0.05;
    let before = whole_text(&run(&config).monthly);
    let mut silent = Vec::new();
    let mut changed = 0;
    for param in PARAMS.iter().filter(|param| param.changes != Changes::No) {
        let (target, value) = match param.slot {
            Slot::Number(slot) => (Target::Market(param), Value::Number(other(param, *slot(&mut config)))),
            // Watching from afar by the third category counts only where it happens.
            Slot::Data(slot) => {
                (Target::Data(3, param), Value::Number(other(param, *slot(&mut config.data[3]))))
            }
            // A firm that lives to see the launch of what it designs next.
            Slot::Dial(slot) if param.changes == Changes::AtNextDesign => {
                (Target::Firm(0, param), Value::Number(other(param, *slot(&mut config.firms[0]))))
            }
            Slot::Dial(slot) => {
                (Target::Firm(3, param), Value::Number(other(param, *slot(&mut config.firms[3]))))
            }
            Slot::DialFlag(slot) => (Target::Firm(3, param), Value::Flag(!*slot(&mut config.firms[3]))),
            Slot::Categories(_) => {
                (Target::Firm(3, param), Value::Categories(CategorySet::default().with(2)))
            }
            _ => panic!("`{}` may change, but no event can say how", param.key),
        };
        let mut other = config.clone();
        let change = Change::Set { targets: vec![target], value, ramp_months: 0 };
        other.events.push(Event { month: 1, change, label: String::new() });
        changed += 1;
        if whole_text(&run(&other).monthly) == before {
            silent.push(param.key);
        }
    }
    assert!(changed > 60);
    assert!(silent.is_empty(), "events that do nothing: {silent:?}");
}

/// A dial that an event turns stays turned, whatever the firm takes over from a rival meanwhile.
#[test]
fn an_event_outlasts_a_move_to_a_rivals_dials() {
    let mut config = four_firms();
    config.world.months = 60.0;
    config.imitation.rate = 1.0;
    config.imitation.margin = 0.0;
    config.imitation.transition_months = 20.0;
    let param = Param::with_key("firm.*.price").expect("firms have a price");
    let targets = (0..4).map(|j| Target::Firm(j, param)).collect();
    let change = Change::Set { targets, value: Value::Number(1.5), ramp_months: 0 };
    config.events.push(Event { month: 20, change, label: String::new() });
    let mut simulation = Simulation::new(&config, 0);
    let mut moving = 0;
    for month in 0..60 {
        simulation.step();
        let world = simulation.world();
        moving += world.firms.iter().filter(|firm| firm.transition.is_some() && month == 20).count();
        for firm in &world.config.firms {
            assert_eq!(
                firm.dials.price,
                if month < 20 { 1.0 } else { 1.5 },
                "{} in month {month}",
                firm.name
            );
        }
    }
    assert!(moving > 0, "somebody is on the way when the event happens");
}

/// Technology may grow or shrink without end; what is measured stays a number in its range.
#[test]
fn extreme_technology_leaves_shares_shares() {
    for growth in [10.0, -0.9] {
        let mut config = four_firms();
        config.world.customers = 300.0;
        config.world.months = 600.0;
        config.technology.growth_per_year = growth;
        let monthly = run(&config).monthly;
        for measure in ["market_share", "trust", "public_trust", "fit", "knowledge", "for_share"] {
            let values = monthly.numbers(measure);
            assert!(!values.is_empty());
            let wrong = values.iter().flatten().find(|value| !(0.0..=1.0).contains(*value));
            assert_eq!(wrong, None, "{measure} at growth {growth}");
        }
    }
}

/// Purchases are counted right also where they are very many.
#[test]
fn very_many_purchases_do_not_depend_on_the_size_of_a_community() {
    let mut config = four_firms();
    config.world.months = 3.0;
    config.purchases.mean_per_month = 100.0;
    config.purchases.fit_response = 10.0;
    config.purchases.fit_reference = 0.0;
    config.trust.word_of_mouth = 0.0;
    let small = run(&config).monthly;
    config.trust.community_size = 100_000.0;
    let large = run(&config).monthly;
    assert_eq!(small.numbers("purchases"), large.numbers("purchases"));
    let most = small.numbers("purchases").iter().flatten().fold(0.0_f64, |a, b| a.max(*b));
    assert!(most * 1.5 > f64::from(u32::MAX) / 100.0, "{most} purchases per 1 000 people are many");
}

/// What a firm that has stopped contacting would still say of its campaigns is unknown.
#[test]
fn a_firm_that_contacts_nobody_reports_no_lift() {
    let mut config = four_firms();
    config.world.months = 36.0;
    config.firms[1].dials.tuned = false;
    let param = Param::with_key("firm.*.targeting").expect("firms target");
    let change =
        Change::Set { targets: vec![Target::Firm(1, param)], value: Value::Number(0.0), ramp_months: 0 };
    config.events.push(Event { month: 18, change, label: String::new() });
    let mut simulation = Simulation::new(&config, 0);
    for month in 0..36 {
        simulation.step();
        let lift = simulation.world().firms[1].campaign_lift;
        if (6..18).contains(&month) {
            assert!(lift.is_some(), "month {month}");
        }
        if month > 21 {
            assert_eq!(lift, None, "month {month}");
        }
    }
}

/// A market may be stepped on after the end of its run.
#[test]
fn a_market_goes_on_after_its_end() {
    let mut config = four_firms();
    config.world.months = 3.0;
    let mut simulation = Simulation::new(&config, 0);
    (0..20).for_each(|_| simulation.step());
    let (counts, without) = census(simulation.world());
    assert_eq!(counts.iter().sum::<i64>() + without, 1500);
}

/// Another allowed value than `now`.
fn other(param: &Param, now: f64) -> f64 {
    let (low, high) = match (param.plausible, param.range) {
        (Plausible::Between(low, high), _) => (low, high),
        (_, Some((low, high))) => (low, high.min(10.0)),
        _ => panic!("`{}` has no range", param.key),
    };
    if (now - high).abs() > (now - low).abs() { high } else { low }
}
