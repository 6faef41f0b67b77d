//! The table of parameters against the market it fills, its page, and its command.

use sellsense::scenario::config::{Config, DataCategory, FirmConfig, Model, Target};
use sellsense::scenario::params::{Default, Kind, PARAMS, Param, Plausible, Slot};

use crate::sellsense;

#[test]
fn every_default_lies_in_its_range_and_is_plausible() {
    for param in PARAMS {
        if let (Default::Number(default), Some((low, high))) = (param.default, param.range) {
            assert!((low..=high).contains(&default), "{}", param.key);
            assert!(param.kind != Kind::Whole || default.fract() == 0.0, "{}", param.key);
        }
        if let (Plausible::Between(from, to), Some((low, high))) = (param.plausible, param.range) {
            assert!(low <= from && from < to && to <= high, "{}", param.key);
        }
    }
}

#[test]
fn every_key_occurs_once_and_sections_stay_together() {
    let mut keys: Vec<&str> = PARAMS.iter().map(|param| param.key).collect();
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count);
    let mut sections: Vec<&str> = PARAMS.iter().map(Param::section).collect();
    sections.dedup();
    let runs = sections.len();
    sections.sort_unstable();
    sections.dedup();
    assert_eq!(sections.len(), runs);
}

#[test]
fn a_market_starts_with_the_defaults_of_the_table() {
    let mut config = Config::defaults();
    for model in Model::PRESETS {
        config.add_firm(model.name(), model);
    }
    for param in PARAMS {
        let Default::Number(default) = param.default else { continue };
        match param.slot {
            Slot::Number(slot) => assert_eq!(*slot(&mut config), default, "{}", param.key),
            Slot::Dial(slot) => {
                for firm in &mut config.firms {
                    assert_eq!(*slot(firm), default, "{}", param.key);
                }
            }
            Slot::Seed => assert_eq!(config.world.seed as f64, default),
            _ => panic!("{} has a number and no slot for it", param.key),
        }
    }
    assert!(
        PARAMS
            .iter()
            .any(|param| matches!(param.default, Default::Text(text) if text == config.report.currency))
    );
}

#[test]
fn no_two_parameters_share_a_place_and_no_number_is_without_one() {
    let mut config = Config::defaults();
    let mut category = DataCategory::standard().remove(0);
    let mut firm = {
        config.add_firm("x", Model::Custom);
        config.firms.remove(0)
    };
    let marker = |index: usize| 1e6 + index as f64 + 0.5;
    for (index, param) in PARAMS.iter().enumerate() {
        match param.slot {
            Slot::Number(slot) => *slot(&mut config) = marker(index),
            Slot::Data(slot) => *slot(&mut category) = marker(index),
            Slot::Dial(slot) => *slot(&mut firm) = marker(index),
            _ => {}
        }
    }
    for (index, param) in PARAMS.iter().enumerate() {
        match param.slot {
            Slot::Number(slot) => assert_eq!(*slot(&mut config), marker(index), "{}", param.key),
            Slot::Data(slot) => assert_eq!(*slot(&mut category), marker(index), "{}", param.key),
            Slot::Dial(slot) => assert_eq!(*slot(&mut firm), marker(index), "{}", param.key),
            _ => {}
        }
    }
    config.privacy.segments.clear();
    config.data.clear();
    config.world.seed = 0;
    let market = numbers(&format!("{config:?}"));
    let expected = PARAMS.iter().filter(|param| matches!(param.slot, Slot::Number(_))).count();
    assert_eq!(market.iter().filter(|number| **number >= 1e6).count(), expected);
    assert_eq!(market.iter().filter(|number| **number < 1e6).count(), 1, "only the seed: {config:?}");
    assert_eq!(unmarked(&category), 0, "{category:?}");
    let FirmConfig { dials, .. } = &firm;
    assert_eq!(
        numbers(&format!("{dials:?}")).iter().filter(|number| **number < 1e6).count(),
        1,
        "only the set: {dials:?}"
    );
}

fn unmarked(category: &DataCategory) -> usize {
    numbers(&format!("{category:?}")).iter().filter(|number| **number < 1e6).count()
}

/// The numbers in a debug text, which stand behind `: ` or `(`.
fn numbers(text: &str) -> Vec<f64> {
    text.split([' ', ',', '(', ')', '{', '}']).filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn a_market_takes_a_number_at_every_target() {
    let mut config = Config::defaults();
    config.add_firm("x", Model::SenseAndRespond);
    for param in PARAMS {
        let target = match param.slot {
            Slot::Number(_) => Target::Market(param),
            Slot::Data(_) => Target::Data(4, param),
            Slot::Dial(_) => Target::Firm(0, param),
            _ => continue,
        };
        let number = config.number_mut(target).unwrap_or_else(|| panic!("{}", param.key));
        *number = 77.0;
        assert_eq!(config.number_mut(target).copied(), Some(77.0), "{}", param.key);
    }
}

#[test]
fn the_page_of_parameters_is_up_to_date() {
    let page = include_str!("../../docs/parameters.md");
    let folder = tempfile::tempdir().expect("a folder");
    let printed = sellsense(folder.path()).args(["params", "--markdown"]).assert().success();
    let printed = String::from_utf8_lossy(&printed.get_output().stdout).into_owned();
    assert!(page == printed, "write it anew: sellsense params --markdown > docs/parameters.md");
    assert!(PARAMS.iter().all(|param| page.contains(&format!("| `{}` |", param.key))));
}

#[test]
fn the_program_explains_parameters() {
    let folder = tempfile::tempdir().expect("a folder");
    let params = |arguments: &[&str]| {
        let output = sellsense(folder.path()).arg("params").args(arguments).assert().success();
        String::from_utf8_lossy(&output.get_output().stdout).into_owned()
    };
    let all = params(&[]);
    assert!(
        PARAMS
            .iter()
            .all(|param| all.contains(&format!("{} ", param.leaf())) && all.contains(param.section()))
    );
    assert!(all.lines().all(|line| line.chars().count() <= 80), "{all}");

    let card = params(&["trust.harm"]);
    for words in
        ["trust.harm", "0.1", "0 .. 1", "0.03 .. 0.4", "nature", "an event may change it", "F30", "low"]
    {
        assert!(card.contains(words), "{words}\n{card}");
    }
    let dial = params(&["firm.acme.products"]);
    assert!(dial.starts_with("firm.*.products") && dial.contains("sense-and-respond          3"), "{dial}");
    let part = params(&["months"]);
    assert!(
        part.contains("half_life_months") && part.contains("lead_months") && !part.contains("harm"),
        "{part}"
    );

    let output = sellsense(folder.path()).args(["params", "trust.harn"]).assert().code(2);
    let message = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert_eq!(message, "error: unknown key `trust.harn`; did you mean `trust.harm`?\n");
}

#[test]
fn a_closed_pipe_ends_the_program_quietly() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_sellsense"))
        .arg("params")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
}

#[test]
fn without_a_command_the_program_says_what_to_try() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = sellsense(folder.path()).assert().success();
    let text = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
    assert_eq!(text.lines().count(), 6);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn only_a_near_word_is_proposed() {
    let folder = tempfile::tempdir().expect("a folder");
    for (asked, proposed) in [
        ("foo", None),
        ("shop", None),
        ("money.spent", None),
        ("prise", Some("firm.*.price")),
        ("trust.harn", Some("trust.harm")),
        ("market_shfit", Some("needs.market_shift_per_year")),
    ] {
        let output = sellsense(folder.path()).args(["params", asked]).assert().code(2);
        let message = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
        match proposed {
            Some(key) => assert!(message.contains(&format!("did you mean `{key}`?")), "{message}"),
            None => assert!(message.contains("`sellsense params` lists all keys"), "{message}"),
        }
    }
}
