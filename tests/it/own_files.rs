//! What somebody meets who writes a first scenario file and types the first commands.

use std::fs;
use std::path::Path;

use sellsense::scenario::config::{Change, Config, Model, Target};
use sellsense::scenario::load::{self, Unreadable};
use sellsense::scenario::write;

use crate::{fault, faults, load_with, right, sellsense};

fn names(config: &Config) -> Vec<&str> {
    config.firms.iter().map(|firm| firm.name.as_str()).collect()
}

/// What the program says on both streams when it is called with these words in `folder`, and must end with `code`.
fn said(folder: &Path, code: i32, words: &[&str]) -> String {
    let output = sellsense(folder).args(words).assert().code(code);
    let output = output.get_output();
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn whoever_extends_a_scenario_gets_the_firms_that_it_runs_with() {
    let own = "[[firm]]\nname = \"ours\"\nmodel = \"sense-and-respond\"\n";
    let config = right(&format!("extends = \"calibrated\"\n{own}"));
    assert_eq!(names(&config), ["make-and-sell", "targeted-make-and-sell", "sense-and-respond", "ours"]);
    let [extended, default] = ["extends = \"calibrated\"", ""].map(|text| right(text).world.attributes);
    assert_eq!(config.world.attributes, extended);
    assert_ne!(extended, default);

    // Also where the one that is extended says nothing of firms.
    let read = |path: &str| match path {
        "a.toml" => Ok("trust.harm = 0.2".to_owned()),
        "b.toml" => Ok(format!("extends = \"a.toml\"\n{own}")),
        _ => Err(Unreadable::Missing),
    };
    let config = load::load("b.toml", &[], &read).expect("it is right");
    assert_eq!((config.firms.len(), config.trust.harm), (4, 0.2));
    // A scenario that extends nothing has the firms that it says.
    assert_eq!(names(&right(own)), ["ours"]);
}

#[test]
fn a_market_of_one_firm_is_called_so() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("own.toml"), "[[firm]]\nname = \"ours\"\nmodel = \"make-and-sell\"\n")
        .expect("a file");
    let text = said(folder.path(), 0, &["scenario", "check", "own.toml"]);
    assert!(text.contains("no events, 1 firm: ours"), "{text}");
    assert!(text.contains("note: ours is the only firm of this market"), "{text}");
    assert_eq!(
        fault("[[firm]]\nname = \"ours\"\ninitial_share = 0.4"),
        "test.toml:3:17: the initial shares sum to 0.4: expected 1, since `ours` is the only firm in month 0"
    );
}

#[test]
fn a_slip_in_the_name_of_a_firm_adds_no_firm() {
    let typo = "extends = \"three-ways\"\n[[firm]]\nname = \"sense-and-respnd\"\nprice = 1.1";
    let line = fault(typo);
    assert!(line.starts_with("test.toml:3:8: there is no firm `sense-and-respnd` to change"), "{line}");
    assert!(line.contains("did you mean `sense-and-respond`?"), "{line}");
    let line = fault("extends = \"three-ways\"\n[[firm]]\nname = \"acme\"\nprice = 1.1");
    assert!(line.contains("a new firm needs a model") && line.contains("`make-and-sell`"), "{line}");

    // With a model, or with every dial that a model has, it is a firm of its own.
    assert_eq!(right(&format!("{typo}\nmodel = \"make-and-sell\"")).firms.len(), 4);
    let complete = write::to_toml(&right("[[firm]]\nname = \"acme\"\n"));
    let firm = &complete[complete.find("[[firm]]").expect("a firm")..];
    assert!(!firm.contains("model"), "{firm}");
    assert_eq!(
        right(&format!("extends = \"three-ways\"\n{firm}").replace("initial_share = 1\n", "")).firms.len(),
        4
    );
    // What is not known to be missing is no fault.
    let lines = faults("extends = \"nowhere.toml\"\n[[firm]]\nname = \"theirs\"\nprice = 1.1");
    assert_eq!(lines.len(), 1, "{lines:#?}");
}

#[test]
fn what_is_no_scenario_is_told_in_one_message() {
    let folder = tempfile::tempdir().expect("a folder");
    let small = ["run", "--customers", "150", "--months", "3", "--replications", "1", "--no-charts"];
    said(folder.path(), 0, &[&small[..], &["--quiet", "--out", "made"]].concat());
    for command in [&["run"][..], &["scenario", "check"]] {
        let text = said(folder.path(), 2, &[command, &["made/manifest.json"]].concat());
        let expected =
            "error: cannot read `made/manifest.json`: it is the manifest of a result, not a scenario";
        assert!(text.starts_with(expected), "{text}");
        assert!(text.contains("did you mean `sellsense run --from made/manifest.json`?"), "{text}");
        assert!(text.lines().count() < 5, "{text}");
        let text = said(folder.path(), 2, &[command, &["made/monthly.csv"]].concat());
        assert!(
            text.starts_with("error: cannot read `made/monthly.csv`: it is a table, not a scenario"),
            "{text}"
        );
        assert!(text.lines().count() < 5, "{text}");
    }

    fs::write(folder.path().join("letter.txt"), "Dear market, how are you?\n".repeat(100)).expect("a file");
    let text = said(folder.path(), 2, &["run", "letter.txt"]);
    assert_eq!(text.matches("error: this is not TOML").count(), 10, "{text}");
    let all = faults(&"Dear market, how are you?\n".repeat(100)).len();
    assert!(text.contains(&format!("and {} more places that are not TOML", all - 10)), "{text}");
    assert!(text.contains(&format!("{all} faults in all")), "{text}");
}

#[test]
fn params_knows_models_words_and_measures() {
    let folder = tempfile::tempdir().expect("a folder");
    let models = said(folder.path(), 0, &["params", "model"]);
    let row = |name: &str| -> Vec<&str> {
        let line = models.lines().find(|line| line.trim_start().starts_with(name));
        line.unwrap_or_else(|| panic!("{name}: {models}")).split_whitespace().collect()
    };
    assert_eq!(row("products")[1..], ["10", "10", "3", "3"]);
    assert_eq!(row("remembers tracking")[2..], ["no", "yes", "no", "yes"]);
    assert_eq!(row("tuned")[1..], ["false", "true", "false", "false"]);
    assert!(models.lines().all(|line| line.chars().count() <= 80), "{models}");
    assert_eq!(said(folder.path(), 0, &["params", "firm.acme.model"]), models);

    let taste = said(folder.path(), 0, &["params", "taste sd"]);
    assert!(taste.starts_with("keys whose meaning or unit says `taste sd`:"), "{taste}");
    assert!(taste.contains("tolerance") && taste.contains("market_shift_per_year"), "{taste}");
    let share = said(folder.path(), 0, &["params", "for share"]);
    assert!(share.starts_with("for_share is no parameter but a measure of a result:"), "{share}");
}

#[test]
fn parameters_say_in_words_when_and_how_far() {
    let folder = tempfile::tempdir().expect("a folder");
    let cycle = said(folder.path(), 0, &["params", "firm.*.cycle_months"]);
    assert!(cycle.contains("an event may change it, from the catalogue designed next:"), "{cycle}");
    let harm = said(folder.path(), 0, &["params", "trust.harm"]);
    assert!(harm.contains("1 to 6") && !harm.contains("loss : gain"), "{harm}");
    let shift = said(folder.path(), 0, &["params", "needs.market_shift_per_year"]);
    assert!(shift.contains("0.61") && shift.contains("`choice.tolerance`"), "{shift}");
    // Half a tolerance in each of several respects, as the model has it.
    let fit = |shift: f64| (-shift * shift / 2.0).exp();
    for (times, stated) in [(0.3, "0.96"), (0.5, "0.88"), (1.0, "0.61"), (2.0, "0.14")] {
        assert_eq!(format!("{:.2}", fit(times)), stated);
    }
}

#[test]
fn an_event_on_a_model_says_which_dials_to_set() {
    let event =
        |value: &str| format!("[[event]]\nmonth = 9\nset = {{ \"firm.make-and-sell.model\" = {value} }}\n");
    let line = fault(&event("\"sense-and-respond\""));
    assert!(line.contains("an event cannot set `firm.make-and-sell.model`"), "{line}");
    let (_, copied) = line.split_once("set the dials one by one:\n").expect("lines to copy");
    let config = right(&format!("[[event]]\nmonth = 9\n{copied}"));
    let mut then = config.clone();
    for event in &config.events {
        let Change::Set { targets, value, .. } = &event.change else { panic!("{event:?}") };
        targets.iter().for_each(|target| then.set(*target, *value));
    }
    assert_eq!(then.firms[0].dials, Model::SenseAndRespond.dials(&then.data));
    assert!(fault(&event("1")).contains("`sellsense params model` shows those of each model"));
}

#[test]
fn a_firm_that_moves_comes_to_the_dials_of_the_adapting_one() {
    let config = right("extends = \"moving\"");
    let mut then = config.clone();
    for event in &config.events {
        let Change::Set { targets, value, .. } = &event.change else { panic!("{event:?}") };
        for target in targets {
            assert!(matches!(target, Target::Firm(1, _)), "{target:?}");
            then.set(*target, *value);
        }
    }
    assert_eq!(names(&config)[1], "targeted-make-and-sell");
    assert_eq!(then.firms[1].dials, then.firms[2].dials);
}

#[test]
fn options_say_what_they_take() {
    let folder = tempfile::tempdir().expect("a folder");
    for (words, expected) in [
        (&["run", "--force"][..], "error: --force needs --out"),
        (&["run", "--threads", "0"], "expected a whole number from 1 to 1024"),
        (&["map", "--grid", "x"], "expected a whole number from 2 to 201"),
        (&["map", "--worlds", "1"], "expected a whole number from 5 to 10000"),
        (&["why", "--worlds", "1"], "expected a whole number from 5 to 10000"),
        (&["compare", "--worlds", "1"], "expected a whole number from 5 to 100000"),
        (&["trace", "--customer", "x"], "expected a whole number, 0 or more"),
        (&["trace", "--replicate", "-1"], "expected a whole number, 0 or more"),
        (&["exam", "--quick"], "the quick form is the default"),
    ] {
        let text = said(folder.path(), 2, words);
        assert!(text.contains(expected), "{text}");
        assert!(!text.contains("..=") && !text.contains("--quiet"), "{text}");
    }
    let help = said(folder.path(), 0, &["run", "--help"]);
    let help: Vec<&str> = help.split_whitespace().collect();
    for default in ["[default: the scenario's, else 20000]", "[default: the scenario's, else 20]"] {
        assert!(help.join(" ").contains(default), "{help:?}");
    }
    let shown = said(folder.path(), 0, &["scenario", "show", "three-ways", "--set", "trust.harm=0.25"]);
    assert!(shown.contains("harm = 0.25") && shown.contains("reach = "), "{shown}");
}

#[test]
fn an_empty_file_is_called_empty() {
    let folder = tempfile::tempdir().expect("a folder");
    let note = "note: the file is empty: everything is the default";
    for (text, is_empty) in [("", true), ("# later\n\n", true), ("trust.harm = 0.2", false)] {
        fs::write(folder.path().join("own.toml"), text).expect("a file");
        let said = said(folder.path(), 0, &["scenario", "check", "own.toml"]);
        assert_eq!(said.contains(note), is_empty, "{said}");
    }
}

#[test]
fn a_decimal_comma_is_understood_and_refused() {
    let lines = load_with("", &["trust.harm=0,2"]).expect_err("it is wrong").lines();
    assert!(lines.concat().ends_with("write 0.2"), "{lines:#?}");
    for text in ["[[firm]]\nname = \"a\"\nprice = 1,1", "[[firm]]\nname = \"a\"\nprice = \"1,1\" # dear"] {
        let lines = faults(text);
        assert!(lines.iter().any(|line| line.ends_with("write 1.1")), "{lines:#?}");
    }
    let lines = faults("[[firm]]\nname = \"a\"\nprice = \"one, or two\"");
    assert!(!lines.concat().contains("write "), "{lines:#?}");
}

#[test]
fn shares_that_are_left_are_written_as_people_write_them() {
    let firms = |stated: f64, others: usize| {
        let others: String = (0..others).map(|index| format!("[[firm]]\nname = \"f{index}\"\n")).collect();
        right(&format!("[[firm]]\nname = \"a\"\ninitial_share = {stated}\n{others}"))
    };
    let config = firms(0.4, 3);
    assert_eq!(config.firms[1].initial_share, 0.2);
    assert_eq!(right(&write::to_toml(&config)), config);
    // What few digits cannot say stays as exact as it is.
    assert_eq!(firms(0.5, 3).firms[1].initial_share, 0.5 / 3.0);
}

#[test]
fn numbers_stay_in_one_line_and_money_is_explained() {
    let folder = tempfile::tempdir().expect("a folder");
    let small = ["run", "--customers", "2000", "--months", "2", "--replications", "1", "--no-charts"];
    for length in 20..36 {
        let question = format!("question={}?", "x".repeat(length));
        let text = said(folder.path(), 0, &[&small[..], &["--set", &question]].concat());
        assert!(text.contains("2 000 customers") || text.contains("2 000\ncustomers"), "{text}");
        let line = "Money is per 1 000 people of the whole market, not of a firm's own customers.\n";
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn cohorts_are_spoken_of_when_they_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let many = ["--set", "world.replications=101"];
    let note = "note: cohorts.csv follows the first 100 of 101 replications";
    fs::write(folder.path().join("own.toml"), "world.replications = 101\n").expect("a file");
    let checked = said(folder.path(), 0, &["scenario", "check", "own.toml"]);
    assert!(!checked.contains(note), "{checked}");
    let small = ["run", "--customers", "150", "--months", "2", "--no-charts"];
    let text = said(folder.path(), 0, &[&small[..], &many].concat());
    assert!(text.contains(note), "{text}");
}
