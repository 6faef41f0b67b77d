//! What the exam measures in markets and among people: that it sees what is there, and only that.

use sellsense::exam::matching::{Axis, Chance, HOPELESS, Matching, Scope, axes, hypercube, left_over};
use sellsense::exam::{Effort, Item, Program, Sitting, Verdict, market, plausible, privacy};
use sellsense::scenario::config::Config;
use sellsense::scenario::load::{Unreadable, load};
use sellsense::scenario::params::{PARAMS, Param, Plausible, Role, Slot};

const SITTING: Sitting =
    Sitting { subject: &Program, effort: Effort::Quick, seed: 1, scenario: None, on_months: &|_| true };

fn builtin(name: &str) -> Config {
    load(name, &[], &|_| Err(Unreadable::Missing)).unwrap_or_else(|faults| panic!("{}", faults.render(false)))
}

/// A small market of firms of one kind.
fn null() -> Config {
    let mut config = builtin("null-market");
    config.world.customers = 3000.0;
    config.world.months = 170.0;
    config
}

fn people() -> Config {
    let mut config = Config::defaults();
    config.world.customers = 3000.0;
    config
}

/// What was measured of the first item whose name contains `words`.
fn measured(items: &[Item], words: &str) -> f64 {
    let item =
        items.iter().find(|item| item.item.contains(words)).unwrap_or_else(|| panic!("no item {words}"));
    item.measured.unwrap_or(f64::NAN)
}

#[test]
fn retention_rises_with_age_because_people_differ() {
    let rise = |spread: f64| {
        let mut config = null();
        // Fit and trust would make people differ as well.
        config.choice.weight_fit = 0.0;
        config.choice.weight_trust = 0.0;
        config.choice.loyalty = 2.0;
        config.choice.attention = 0.1;
        config.choice.loyalty_spread = spread;
        let items = market::measure(&SITTING, &config, 1).expect("nobody stops it");
        measured(&items, "rise of a cohort's annual retention")
    };
    let (equal, different) = (rise(0.0), rise(2.0));
    assert!(equal.abs() < 0.02, "equal people: {equal} a year");
    assert!(0.03 < different, "people who differ: {different} a year");
}

#[test]
fn heavy_buyers_have_the_share_that_the_gamma_distribution_gives_them() {
    let top = |shape: f64| {
        let mut config = null();
        config.choice.base = 6.0;
        config.purchases.shape = shape;
        config.purchases.mean_per_month = 1.0;
        config.purchases.fit_response = 0.0;
        let items = market::measure(&SITTING, &config, 1).expect("nobody stops it");
        measured(&items, "fifth of buyers")
    };
    // With shape 1 and 12 purchases a year, purchases have a geometric distribution: n or more are made by (12/13)ⁿ of
    // the people, who make n + 12 each on average. 12 in 13 people buy at all.
    let share: f64 = 12.0 / 13.0;
    let fifth = 0.2 * share;
    let expected = fifth * (fifth.ln() / share.ln() + 12.0) / 12.0;
    let one = top(1.0);
    assert!((one - expected).abs() < 0.02, "shape 1: {one} instead of {expected}");
    assert!(top(20.0) < 0.36);
}

#[test]
fn the_same_people_refuse_less_the_harder_it_is() {
    let refusals = |spread: f64| {
        let mut config = people();
        config.wanting.spread = spread;
        let items = privacy::consent(&SITTING, &config, 1).expect("nobody stops it");
        ["buried", "banner", "one tap"].map(|words| measured(&items, words))
    };
    let [buried, banner, one_tap] = refusals(0.6);
    assert!(0.0 < buried && buried < banner && banner < one_tap, "{buried}, {banner}, {one_tap}");
    // Without a personal part of the margin nobody refuses where that is hard.
    assert_eq!(refusals(0.0)[0], 0.0);
}

/// Weak though it is, concern says the more who shares the less people differ otherwise; and all three arms say so.
#[test]
fn concern_says_more_of_sharing_where_people_differ_in_nothing_else() {
    let items = |spread: f64, shift: f64| {
        let mut config = people();
        config.wanting.spread = spread;
        config.privacy.shift = shift;
        privacy::consent(&SITTING, &config, 2).expect("nobody stops it")
    };
    let (sharp, blurred) = (items(0.4, 0.0), items(1.5, 0.0));
    for arm in ["behind a banner", "one tap"] {
        let words = format!("not sharing, {arm}");
        let (sharp, blurred) = (measured(&sharp, &words), measured(&blurred, &words));
        assert!(0.0 < blurred && blurred < sharp, "{arm}: {blurred}, {sharp}");
    }
    let buried = measured(&blurred, "not sharing, refusing buried");
    assert!(0.0 < buried && buried < measured(&blurred, "not sharing, one tap"), "{buried}");
    let (some, many) = (measured(&sharp, "highly concerned"), measured(&items(0.4, 0.2), "highly concerned"));
    assert!(0.3 < some && some + 0.1 < many, "{some}, {many}");
    assert!(sharp.iter().all(|item| item.error.is_some()), "an error for each item");
}

#[test]
fn a_hypercube_has_one_place_in_each_part_of_each_axis() {
    let places = hypercube(5, 40, &mut Chance::new(3));
    for axis in 0..5 {
        let mut parts: Vec<usize> = places.iter().map(|place| (place[axis] * 40.0) as usize).collect();
        parts.sort_unstable();
        assert_eq!(parts, (0..40).collect::<Vec<_>>(), "axis {axis}");
    }
    assert_ne!(places, hypercube(5, 40, &mut Chance::new(4)));
}

#[test]
fn what_moves_is_what_nature_sets_and_lies_in_its_range() {
    let (all, sourced) = (axes(Scope::All), axes(Scope::Sourced));
    assert!(sourced.len() < all.len());
    for axis in &all {
        let key = axis.key.split('.').collect::<Vec<_>>();
        let key = if key[0] == "data" { format!("data.*.{}", key[2]) } else { axis.key.clone() };
        let param = Param::with_key(&key).expect("it is a parameter");
        let (low, high) = param.range.expect("it has a range");
        assert!(
            low <= axis.value(0.0) && axis.value(0.0) < axis.value(1.0) && axis.value(1.0) <= high,
            "{key}"
        );
        assert_eq!(param.role, Role::Uncertainty, "{key}");
        let moves = sourced.iter().any(|other| other.key == axis.key);
        assert_eq!(moves, param.source != "assumed", "{key}");
    }
    // Nothing that nature sets and that has a plausible range is left out.
    let optional = ["imitation", "entry", "event", "firm"];
    let kept = |param: &&Param| {
        param.role == Role::Uncertainty
            && !matches!(param.plausible, Plausible::Unstated)
            && !optional.contains(&param.section())
            && matches!(param.slot, Slot::Number(_) | Slot::Data(_))
    };
    for param in PARAMS.iter().filter(kept) {
        let is_there = |axis: &&Axis| axis.key.split('.').next_back() == Some(param.leaf());
        assert!(all.iter().any(|axis| is_there(&axis)), "{} does not move", param.key);
    }
}

#[test]
fn the_hopeless_is_not_asked_everything_and_the_nearest_are_left_over() {
    let matching = Matching {
        sitting: SITTING,
        axes: axes(Scope::Sourced),
        people: Config { world: people().world, ..Config::defaults() },
        null: null(),
        worlds: 1,
        errors: Vec::new(),
    };
    let low = vec![0.0; matching.axes.len()];
    let short = matching.trial(&low, 0.0).expect("nobody stops it");
    assert!(!short.finished && 0.0 < short.distance);
    // An item that is missed weighs by how far, up to a limit; one that passes weighs nothing.
    let mut trial = short.clone();
    let item = trial.items[0].clone();
    let at = |measured: f64| Item {
        measured: Some(measured),
        expected_low: 0.0,
        expected_high: 1.0,
        ..item.clone()
    };
    for (measured, distance) in [(0.5, 0.0), (1.0, 0.0), (1.05, 1.0), (1.1, 2.0), (9.0, HOPELESS)] {
        trial.items = vec![at(measured)];
        matching.judge(&mut trial);
        assert!((trial.distance - distance).abs() < 1e-9, "{measured}: {}", trial.distance);
    }
    // Where the standard error is known, one that could miss in other worlds weighs as well.
    let wary = Matching { errors: vec![0.1], ..matching };
    for (measured, distance) in [(0.9, 0.0), (0.95, 0.05 / 0.0125_f64.sqrt()), (1.1, 0.2 / 0.0125_f64.sqrt())]
    {
        trial.items = vec![at(measured)];
        wary.judge(&mut trial);
        assert!((trial.distance - distance).abs() < 1e-9, "{measured}: {}", trial.distance);
    }
    let matching = Matching { errors: Vec::new(), ..wary };
    // A walk stays where every step leads too far, and moves a few axes with each step that does not.
    let walk =
        |limit: f64| matching.wander(&short, limit, 1, &mut Chance::new(5)).expect("nobody stops it").place;
    let moved = |place: &[f64]| place.iter().zip(&low).filter(|(to, from)| to != from).count();
    assert_eq!(moved(&walk(0.0)), 0);
    assert!((1..=8).contains(&moved(&walk(f64::INFINITY))), "{:?}", walk(f64::INFINITY));
    let with = |measured: &[f64]| {
        let mut trial = short.clone();
        trial.items = measured.iter().map(|&measured| at(measured)).collect();
        matching.judge(&mut trial);
        trial
    };
    let kept = left_over(vec![with(&[2.0, 2.0]), with(&[0.5, 1.1]), with(&[0.5, 0.5]), with(&[0.5, 1.2])], 2);
    let misses: Vec<usize> = kept.iter().map(|trial| trial.misses().count()).collect();
    assert_eq!(misses, [0, 1]);
    assert_eq!(kept[1].items[1].measured, Some(1.1));
}

/// The file of plausible settings: both sets, all keys, every value inside its plausible range, and nothing moved that
/// should not have been.
#[test]
fn plausible_settings_lie_in_the_plausible_ranges() {
    let text = include_str!("../../scenarios/plausible.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head: Vec<String> = reader.headers().expect("a head").iter().map(str::to_owned).collect();
    let (all, sourced) = (axes(Scope::All), axes(Scope::Sourced));
    assert_eq!(head[..3], ["set", "id", "missed"]);
    assert!(head[3..].iter().eq(all.iter().map(|axis| &axis.key)));
    let mut rows = [0_usize; 2];
    for record in reader.records() {
        let record = record.expect("a row");
        let everything = &record[0] == "all";
        assert!(everything || &record[0] == "sourced");
        let counted = &mut rows[usize::from(everything)];
        assert_eq!(record[1], counted.to_string());
        *counted += 1;
        for (axis, value) in all.iter().zip(record.iter().skip(3)) {
            let value: f64 = value.parse().expect("a number");
            let inside = axis.value(0.0) - 1e-6 <= value && value <= axis.value(1.0) + 1e-6;
            assert!(inside, "{} = {value}", axis.key);
            let moves = everything || sourced.iter().any(|other| other.key == axis.key);
            assert!(moves || value == axis.default, "{} = {value} was moved", axis.key);
        }
    }
    assert!(rows.iter().all(|&rows| 10 <= rows), "{rows:?} rows");
}

/// What the settings miss is said as it is: none of them passes everything.
#[test]
fn what_the_plausible_settings_miss_is_counted_from_their_table() {
    let standings = plausible::standings();
    let sets: Vec<&str> = standings.iter().map(|standing| standing.set.as_str()).collect();
    assert_eq!(sets, ["all", "sourced"]);
    let mut reader = csv::Reader::from_reader(plausible::SETTINGS.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    for (standing, sentence) in standings.iter().zip(plausible::sentences()) {
        let own: Vec<&str> = rows.iter().filter(|row| row[0] == standing.set).map(|row| &row[2]).collect();
        let words = |text: &&str| text.split(' ').filter(|word| !word.is_empty()).count();
        assert_eq!(standing.misses, own.iter().map(words).collect::<Vec<_>>());
        for (fact, settings) in &standing.facts {
            assert_eq!(*settings, own.iter().filter(|text| text.split(' ').any(|word| word == fact)).count());
        }
        assert_eq!(sentence.contains("none passes"), own.iter().all(|text| !text.is_empty()), "{sentence}");
    }
}

/// People who do not differ leave as often whatever their tenure, and enough of them stay to see it.
#[test]
fn the_control_of_rising_retention_can_be_measured_and_is_flat() {
    for seed in [2, 3] {
        let items = market::items(&Sitting { seed, ..SITTING }).expect("nobody stops it");
        assert!(items.iter().all(|item| item.error.is_some()), "{items:#?}");
        let control = items.iter().find(|item| item.item.contains("equal customers")).expect("the control");
        assert_eq!(control.verdict(), Verdict::Pass, "{control:?}");
        assert!(control.expected_high < 0.05, "wide enough to pass anything: {control:?}");
    }
}

/// What the facts leave open lies anywhere: settings that are copies of each other would make a share of them mean nothing.
#[test]
fn plausible_settings_differ_from_each_other() {
    let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(plausible::SETTINGS.as_bytes())
        .records()
        .map(|row| row.expect("a row"))
        .collect();
    for scope in [Scope::All, Scope::Sourced] {
        let own: Vec<_> = rows.iter().filter(|row| &row[0] == scope.name()).collect();
        let mut spreads = Vec::new();
        for (column, axis) in axes(Scope::All).iter().enumerate() {
            let places: Vec<f64> =
                own.iter().map(|row| axis.place(row[3 + column].parse().expect("a number"))).collect();
            let mean = places.iter().sum::<f64>() / places.len() as f64;
            let variance =
                places.iter().map(|place| (place - mean).powi(2)).sum::<f64>() / places.len() as f64;
            if axes(scope).iter().any(|moved| moved.key == axis.key) {
                spreads.push(variance.sqrt());
            }
        }
        spreads.sort_by(f64::total_cmp);
        // A uniform number has a standard deviation of 0.29.
        let median = spreads[spreads.len() / 2];
        println!(
            "{}: standard deviation over settings, median axis {median:.3}, least {:.3}",
            scope.name(),
            spreads[0]
        );
        assert!(0.1 < median && 0.01 < spreads[0], "{}: {spreads:?}", scope.name());
    }
}

/// The scenario `calibrated` is one of the plausible settings, to three digits.
#[test]
fn the_calibrated_scenario_is_a_plausible_setting() {
    let mut config = builtin("calibrated");
    let mut reader = csv::Reader::from_reader(include_str!("../../scenarios/plausible.csv").as_bytes());
    let all = axes(Scope::All);
    let is_it = |record: &csv::StringRecord, config: &mut Config| {
        all.iter().zip(record.iter().skip(3)).all(|(axis, value)| {
            let (value, here) = (value.parse::<f64>().unwrap_or(f64::NAN), axis.read(config));
            (here - value).abs() <= 0.006 * value.abs() + 1e-6
        })
    };
    assert!(reader.records().flatten().any(|record| is_it(&record, &mut config)));
    let verdicts = privacy::consent(&SITTING, &config, 1).expect("nobody stops it");
    let passed = verdicts.iter().filter(|item| item.verdict() == Verdict::Pass).count();
    assert!(6 <= passed, "{passed} of {} items on consent pass", verdicts.len());
}
