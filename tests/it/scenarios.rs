//! Scenarios that are right: built-in ones, `extends`, `--set`, events, and the way back to text.

use std::collections::BTreeMap;
use std::fs;

use sellsense::scenario::builtin::{self, BUILTINS};
use sellsense::scenario::config::{Change, Config, Model, Target, Value};
use sellsense::scenario::load::{self, Unreadable};
use sellsense::scenario::{schema, write};

use crate::{load_with, right, sellsense};

fn builtin(name: &str) -> Config {
    load::load(name, &[], &|_| Err(Unreadable::Missing))
        .unwrap_or_else(|faults| panic!("{}", faults.render(false)))
}

fn set(text: &str, sets: &[&str]) -> Config {
    load_with(text, sets).unwrap_or_else(|faults| panic!("{}", faults.render(false)))
}

/// Loads `name` from files that exist in memory only.
fn from_files(name: &str, files: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    let read = |path: &str| files.get(path).map(|text| (*text).to_owned()).ok_or(Unreadable::Missing);
    load::load(name, &[], &read).map_err(|faults| faults.lines())
}

fn names(config: &Config) -> Vec<&str> {
    config.firms.iter().map(|firm| firm.name.as_str()).collect()
}

#[test]
fn every_file_in_scenarios_is_built_in_and_says_what_it_asks() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    let mut files: Vec<String> = fs::read_dir(folder)
        .expect("the folder of scenarios")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    let mut listed: Vec<String> = builtin::names().map(str::to_owned).collect();
    files.sort();
    listed.sort();
    assert_eq!(files, listed);
    assert_eq!(BUILTINS[0].name, builtin::DEFAULT);
    for scenario in BUILTINS {
        let config = builtin(scenario.name);
        assert_eq!(config.name, scenario.name);
        assert!(scenario.text.contains(&format!("question = \"{}\"", config.question)), "{}", scenario.name);
        assert!(config.question.ends_with('?'), "{}", scenario.name);
        for word in ["# Look for: ", "# Guessed: "] {
            assert!(scenario.text.contains(word), "{} lacks `{word}`", scenario.name);
        }
    }
}

#[test]
fn no_two_built_in_scenarios_are_the_same_market() {
    let mut markets: Vec<Config> = BUILTINS
        .iter()
        .map(|scenario| Config { name: String::new(), question: String::new(), ..builtin(scenario.name) })
        .collect();
    while let Some(market) = markets.pop() {
        assert!(!markets.contains(&market), "{}", write::to_toml(&market));
    }
}

#[test]
fn every_built_in_scenario_comes_back_from_its_complete_text() {
    for scenario in BUILTINS {
        let config = builtin(scenario.name);
        assert_eq!(right(&write::to_toml(&config)), config, "{}", scenario.name);
    }
}

#[test]
fn a_market_with_unusual_parts_comes_back_from_its_complete_text() {
    let config = right(
        r#"
        name = "unusual"
        question = "A \"quoted\" question with an umlaut, ä?"
        world = { seed = 18446744073709551615, customers = 1e9 }
        report.currency = "€"
        costs.unit = 0.1234567890123456
        costs.storage = 1e-9
        entry.cash = 2
        data = [
            { name = "stated", remove = true },
            { name = "location", noise = 1, intrusiveness = 0.7, technology = true, reach = 0, seen = 1, volunteered = false },
            { name = "stated", noise = 1, intrusiveness = 0.1, technology = false, reach = 0, seen = 1, volunteered = true },
        ]
        firm = [
            { name = "acme", remembers = ["location", "stated"], initial_share = 0.3 },
            { name = "late", model = "sense-and-respond", enters_month = 7 },
            { name = "other", model = "covert-sense-and-respond", products = 5 },
        ]
        event = [
            { month = 9, set = { "firm.*.disclosure" = 0.5, "firm.acme.tuned" = true }, label = "law" },
            { month = 3, set = { "data.*.seen" = 0.25, technology.power = 3 }, ramp_months = 6 },
            { month = 3, set = { "firm.late.remembers" = [] } },
            { month = 3, breach = { firm = "other", share = 0.5, severity = 0.25 } },
        ]
        "#,
    );
    assert_eq!(config.world.seed, u64::MAX);
    assert_eq!(config.data.len(), 6);
    assert_eq!(config.events.len(), 6);
    let text = write::to_toml(&config);
    assert_eq!(right(&text), config, "{text}");
    assert_eq!(write::to_toml(&right(&text)), text);
}

#[test]
fn numbers_are_written_in_their_shortest_form() {
    for (number, text) in [(1.0, "1"), (0.1, "0.1"), (1e9, "1000000000"), (1e-9, "1e-9"), (-0.5, "-0.5")] {
        assert_eq!(write::number(number), text);
    }
}

#[test]
fn a_scenario_without_firms_has_those_of_three_ways() {
    let config = right("name = \"empty\"");
    assert_eq!(config.firms, builtin("three-ways").firms);
    assert_eq!(config.name, "empty");
    let models: Vec<Model> = config.firms.iter().map(|firm| firm.model).collect();
    assert_eq!(models, [Model::MakeAndSell, Model::TargetedMakeAndSell, Model::SenseAndRespond]);
    assert!(config.firms.iter().all(|firm| firm.initial_share == 1.0 / 3.0));
}

#[test]
fn a_scenario_without_a_name_is_called_as_its_file() {
    assert_eq!(right("").name, "test");
    let config = from_files("my/Own Market.toml", &[("my/Own Market.toml", "extends = \"breach\"")]);
    assert_eq!(config.expect("it is right").name, "own-market");
}

#[test]
fn tables_merge_key_by_key_lists_by_name_and_events_add_up() {
    let config = right(
        r#"
        extends = "breach"
        needs.market_shift_per_year = 0.8
        [privacy]
        shift = 0.1
        [[firm]]
        name = "sense-and-respond"
        price = 1.1
        [[firm]]
        name = "make-and-sell"
        remove = true
        [[firm]]
        name = "newcomer"
        model = "custom"
        [[data]]
        name = "tracking"
        intrusiveness = 0.5
        [[event]]
        month = 60
        set = { "technology.power" = 2 }
        "#,
    );
    assert_eq!(names(&config), ["targeted-make-and-sell", "sense-and-respond", "newcomer"]);
    let adapting = &config.firms[1];
    assert_eq!((adapting.dials.price, adapting.dials.flexibility), (1.1, 0.9));
    assert_eq!((adapting.model, config.firms[2].model), (Model::SenseAndRespond, Model::Custom));
    assert_eq!(config.firms[2].dials, Model::MakeAndSell.dials(&config.data));
    assert_eq!((config.needs.market_shift_per_year, config.needs.half_life_months), (0.8, 55.0));
    assert_eq!((config.data.len(), config.data[3].intrusiveness, config.data[3].noise), (5, 0.5, 1.5));
    let labels: Vec<(u32, &str)> =
        config.events.iter().map(|event| (event.month, event.label.as_str())).collect();
    let expected = [
        (48, "breach at targeted-make-and-sell"),
        (60, "technology.power = 2"),
        (72, "breach at sense-and-respond"),
    ];
    assert_eq!(labels, expected);
}

#[test]
fn another_model_starts_from_its_preset_and_keeps_what_was_stated() {
    let files = [
        ("a.toml", "[[firm]]\nname = \"x\"\nmodel = \"sense-and-respond\"\nprice = 2"),
        ("b.toml", "extends = \"a.toml\"\n[[firm]]\nname = \"x\"\nmodel = \"targeted-make-and-sell\""),
    ];
    let config = from_files("b.toml", &files).expect("it is right");
    let preset = Model::TargetedMakeAndSell.dials(&config.data);
    assert_eq!(config.firms[0].dials.price, 2.0);
    assert_eq!(config.firms[0].dials.remembers, preset.remembers);
    assert_eq!(config.firms[0].dials.flexibility, preset.flexibility);
}

#[test]
fn a_file_is_found_relative_to_the_one_that_extends_it() {
    let files = [
        ("study/a.toml", "extends = \"../base/b.toml\"\n[trust]\nharm = 0.2"),
        ("base/b.toml", "extends = \"c.toml\"\n[trust]\nharm = 0.3\nread = 0.1"),
        ("base/c.toml", "extends = \"four-corners\"\n[trust]\nread = 0.2\nnotice = 0.5"),
    ];
    let config = from_files("study/a.toml", &files).expect("it is right");
    assert_eq!((config.trust.harm, config.trust.read, config.trust.notice), (0.2, 0.1, 0.5));
    assert_eq!(config.firms.len(), 4);
}

#[test]
fn a_file_may_be_called_as_the_built_in_scenario_that_it_extends() {
    let config =
        load::load_text("three-ways", "extends = \"three-ways\"", &[], &|_| Err(Unreadable::Missing));
    assert_eq!(config.expect("it is no circle").firms.len(), 3);
}

#[test]
fn settings_reach_every_kind_of_parameter() {
    let config = set(
        "",
        &[
            "needs.market_shift_per_year=0.8",
            "world.seed = 7",
            "report.currency=EUR",
            "privacy.segments=[{share=1, alpha=2, beta=3}]",
            "firm.*.price=1.5",
            "firm.sense-and-respond.price=1.1",
            "firm.make-and-sell.remembers=[\"stated\"]",
            "firm.make-and-sell.model=sense-and-respond",
            "firm.sense-and-respond.tuned=true",
            "firm.sense-and-respond.initial_share=0.5",
            "data.*.seen=0.75",
            "data.tracking.technology=false",
            "entry.entrants_per_year=1",
            "name=other-name",
        ],
    );
    assert_eq!(config.name, "other-name");
    assert_eq!((config.needs.market_shift_per_year, config.world.seed), (0.8, 7));
    assert_eq!((config.report.currency.as_str(), config.privacy.segments[0].beta), ("EUR", 3.0));
    let prices: Vec<f64> = config.firms.iter().map(|firm| firm.dials.price).collect();
    assert_eq!(prices, [1.5, 1.5, 1.1]);
    let shares: Vec<f64> = config.firms.iter().map(|firm| firm.initial_share).collect();
    assert_eq!(shares, [0.25, 0.25, 0.5]);
    let first = &config.firms[0];
    assert!(first.dials.remembers.contains(0) && !first.dials.remembers.contains(1));
    assert_eq!((first.model, first.dials.flexibility), (Model::SenseAndRespond, 0.9));
    assert!(config.firms[2].dials.tuned && config.entry.enabled);
    assert!(config.data.iter().all(|category| category.seen == 0.75));
    assert!(!config.data[3].technology);
    assert!(!right("").entry.enabled);
    assert!(right("[entry]").entry.enabled);
    assert!(right("event = [{ month = 9, set = { \"entry.entrants_per_year\" = 1 } }]").entry.enabled);
}

#[test]
fn the_last_of_several_settings_counts() {
    assert_eq!(set("trust.harm = 0.3", &["trust.harm=0.2", "trust.harm=0.4"]).trust.harm, 0.4);
}

#[test]
fn an_event_sets_what_its_key_names() {
    let config = right(
        r#"
        [[event]]
        month = 500
        set = { "firm.*.disclosure" = 1, needs.half_life_months = 20 }
        ramp_months = 12
        "#,
    );
    let [all, one] = config.events.as_slice() else { panic!("{:?}", config.events) };
    let Change::Set { targets, value, ramp_months } = &all.change else { panic!("{all:?}") };
    assert_eq!((targets.len(), *value, *ramp_months, all.month), (3, Value::Number(1.0), 12, 500));
    assert!(
        targets
            .iter()
            .enumerate()
            .all(|(place, target)| matches!(target, Target::Firm(firm, _) if *firm == place))
    );
    assert_eq!(all.label, "firm.*.disclosure = 1, needs.half_life_months = 20");
    assert_eq!(one.label, all.label);
    let mut then = config.clone();
    let Change::Set { targets, value, .. } = &one.change else { panic!("{one:?}") };
    targets.iter().for_each(|target| then.set(*target, *value));
    assert_eq!(then.needs.half_life_months, 20.0);
}

#[test]
fn words_of_an_event_stay_short() {
    let config = right(
        "event = [{ month = 1, set = { \"firm.targeted-make-and-sell.consent_friction\" = 0.123456789, \
         \"firm.*.price\" = 2, \"firm.*.appeal\" = 1 } }]",
    );
    assert_eq!(config.events.len(), 3);
    assert!(config.events[0].label.ends_with(", and 2 more"), "{}", config.events[0].label);
    assert!(config.events[0].label.chars().count() <= 60);
}

#[test]
fn stated_shares_stay_and_the_rest_is_divided_among_those_present() {
    let config = right(
        r#"
        firm = [
            { name = "a", initial_share = 0.5 },
            { name = "b" },
            { name = "c" },
            { name = "d", enters_month = 12 },
        ]"#,
    );
    let shares: Vec<f64> = config.firms.iter().map(|firm| firm.initial_share).collect();
    assert_eq!(shares, [0.5, 0.25, 0.25, 0.0]);
    assert_eq!(config.firms_at_start(), 3);
}

#[test]
fn the_program_lists_shows_and_checks_scenarios() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = sellsense(folder.path()).args(["scenario", "list"]).assert().success();
    let list = String::from_utf8_lossy(&list.get_output().stdout).into_owned();
    assert!(builtin::names().all(|name| list.contains(name)), "{list}");
    assert!(list.lines().all(|line| line.chars().count() <= 80), "{list}");

    let show = sellsense(folder.path()).args(["scenario", "show", "breach"]).assert().success();
    assert_eq!(show.get_output().stdout, builtin::with_name("breach").expect("it exists").text.as_bytes());

    let complete = sellsense(folder.path())
        .args(["scenario", "show", "breach", "--complete", "--set", "trust.harm=0.25"])
        .assert()
        .success();
    let complete = String::from_utf8_lossy(&complete.get_output().stdout).into_owned();
    assert_eq!(right(&complete).trust.harm, 0.25);

    let check = sellsense(folder.path()).args(["scenario", "check", "entrant"]).assert().success();
    let check = String::from_utf8_lossy(&check.get_output().stdout).into_owned();
    assert!(
        check.contains("entrant (from month 36)") && check.contains("next: sellsense run entrant"),
        "{check}"
    );
}

#[test]
fn a_new_scenario_is_right_and_never_overwrites() {
    let folder = tempfile::tempdir().expect("a folder");
    let new =
        |arguments: &[&str]| sellsense(folder.path()).args(["scenario", "new"]).args(arguments).assert();
    new(&["My Shop.toml", "--from", "four-corners"]).success();
    let path = folder.path().join("My Shop.toml");
    let text = fs::read_to_string(&path).expect("the new file");
    let config = right(&text);
    assert_eq!((config.name.as_str(), config.firms.len()), ("my-shop", 4));
    sellsense(folder.path()).args(["scenario", "check", "My Shop.toml"]).assert().success();

    // What is commented out is right as well.
    let uncommented: String = text
        .lines()
        .map(|line| {
            line.strip_prefix("# ")
                .filter(|rest| rest.starts_with('[') || rest.contains(" = "))
                .unwrap_or(line)
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let config = right(&uncommented);
    assert!(names(&config).contains(&"newcomer") && config.events.len() == 2, "{uncommented}");

    new(&["child.toml", "--from", "My Shop.toml"]).success();
    sellsense(folder.path()).args(["scenario", "check", "child.toml"]).assert().success();

    fs::write(&path, "# mine\n").expect("it can be written");
    new(&["My Shop.toml"]).code(2);
    assert_eq!(fs::read_to_string(&path).expect("still there"), "# mine\n");
}

#[test]
fn the_schema_knows_every_key_and_agrees_with_the_loader_on_presets() {
    let schema = schema::schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    for param in sellsense::scenario::params::PARAMS {
        let parent = match param.section() {
            "event" => &schema["properties"]["event"]["items"]["properties"]["breach"],
            list @ ("firm" | "data") => &schema["properties"][list]["items"],
            section => &schema["properties"][section],
        };
        assert_eq!(parent["additionalProperties"], false, "{}", param.key);
        let entry = &parent["properties"][param.leaf()];
        assert!(
            entry["description"].as_str().is_some_and(|text| text.starts_with(param.meaning)),
            "{}",
            param.key
        );
        if let Some((low, high)) = param.range {
            assert_eq!(
                (entry["minimum"].as_f64(), entry["maximum"].as_f64()),
                (Some(low), Some(high)),
                "{}",
                param.key
            );
        }
    }
    let models =
        schema["properties"]["firm"]["items"]["properties"]["model"]["enum"].as_array().expect("models");
    for model in models {
        let text = format!("[[firm]]\nname = \"x\"\nmodel = {model}");
        assert_eq!(right(&text).firms[0].model.name(), model.as_str().unwrap_or_default());
    }
    let folder = tempfile::tempdir().expect("a folder");
    let printed = sellsense(folder.path()).args(["scenario", "schema"]).assert().success();
    let printed: serde_json::Value =
        serde_json::from_slice(&printed.get_output().stdout).expect("it is JSON");
    assert_eq!(printed, schema);
}

#[test]
fn an_extending_scenario_drops_inherited_events_by_their_words() {
    let labels = |config: &Config| -> Vec<(u32, String)> {
        config.events.iter().map(|event| (event.month, event.label.clone())).collect()
    };
    // Also words that nobody wrote, and also for a firm that is there no more.
    let config = right(
        r#"
        extends = "breach"
        [[firm]]
        name = "targeted-make-and-sell"
        remove = true
        [[event]]
        label = "breach at targeted-make-and-sell"
        remove = true
        "#,
    );
    assert_eq!(labels(&config), [(72, "breach at sense-and-respond".to_owned())]);
    assert_eq!(right(&write::to_toml(&config)), config);

    // All keys of an event go, and one with the same words may come.
    let config = right(
        r#"
        extends = "disclosure-law"
        [[event]]
        label = "disclosure law"
        remove = true
        [[event]]
        month = 60
        set = { "firm.*.disclosure" = 1 }
        label = "disclosure law"
        "#,
    );
    assert_eq!(labels(&config), [(60, "disclosure law".to_owned())]);

    let base = r#"
        [[event]]
        month = 10
        set = { "technology.power" = 2, "firm.*.remembers" = ["purchases", "stated"], needs.half_life_months = 20.0 }
        [[event]]
        month = 20
        set = { "technology.power" = 0.5 }
        [[event]]
        month = 30
        set = { "technology.power" = 0.5 }
        "#;
    let drop = |lines: &str| {
        let over = format!("extends = \"a.toml\"\n[[event]]\nremove = true\n{lines}");
        from_files("b.toml", &[("a.toml", base), ("b.toml", &over)]).map(|config| labels(&config))
    };
    let power = |month: u32| (month, "technology.power = 0.5".to_owned());
    let all = right(base).events[0].label.clone();
    assert!(all.contains("technology.power = 2"), "{all}");
    assert_eq!(drop(&format!("label = {all:?}")).unwrap(), [power(20), power(30)]);
    // With a month only what happens then.
    assert_eq!(drop("label = \"technology.power = 0.5\"\nmonth = 20").unwrap().last(), Some(&power(30)));
    assert_eq!(drop("label = \"technology.power = 0.5\"").unwrap().len(), 3);
    let kept = from_files(
        "b.toml",
        &[
            ("a.toml", base),
            (
                "b.toml",
                "extends = \"a.toml\"\n[[event]]\nmonth = 1\nremove = false\nset = { \"trust.harm\" = 1 }",
            ),
        ],
    );
    assert_eq!(kept.expect("it is right").events.len(), 6);

    let event = &schema::schema()["properties"]["event"]["items"];
    assert_eq!(event["properties"]["remove"]["type"], "boolean");
    assert_eq!(event["oneOf"].as_array().map(Vec::len), Some(3));
}
