//! Wrong input: every fault is reported with its place, what was expected, and the nearest right word.

use std::fs;

use sellsense::scenario::builtin::BUILTINS;
use sellsense::scenario::load::{self, Unreadable};

use crate::{fault, faults, load_with, right, sellsense};

/// The one fault that a setting on top of `text` makes.
fn set_fault(text: &str, set: &str) -> String {
    let lines = load_with(text, &[set]).expect_err("the setting is wrong").lines();
    assert_eq!(lines.len(), 1, "{lines:#?}");
    lines.concat()
}

#[test]
fn unknown_keys_name_the_nearest_one() {
    for (text, expected) in [
        (
            "[needs]\nmarket_shfit = 0.8",
            "test.toml:2:1: unknown key `needs.market_shfit`; did you mean `market_shift_per_year`?",
        ),
        ("months = 12", "test.toml:1:1: unknown key `months`; did you mean `world.months`?"),
        ("[neds]\n", "test.toml:1:2: unknown table `neds`; did you mean `needs`?"),
        ("questoin = \"x\"", "test.toml:1:1: unknown key `questoin`; did you mean `question`?"),
        (
            "[[firm]]\nname = \"acme\"\n  prize = 2",
            "test.toml:3:3: unknown key `firm.acme.prize`; did you mean `price`?",
        ),
        (
            "[[data]]\nname = \"tracking\"\nnoize = 2",
            "test.toml:3:1: unknown key `data.tracking.noize`; did you mean `noise`?",
        ),
        (
            "[[event]]\nmonth = 1\nramp = 3\nset = { \"trust.harm\" = 0.2 }",
            "test.toml:3:1: unknown key `event.ramp`; did you mean `ramp_months`?",
        ),
        (
            "event = [{ month = 1, set = { \"technology.pover\" = 2 } }]",
            "test.toml:1:31: unknown key `technology.pover`; did you mean `technology.power`?",
        ),
        (
            "event = [{ month = 1, set = { \"firm.sense-and-respnd.price\" = 2 } }]",
            "test.toml:1:31: there is no firm `sense-and-respnd`; did you mean `sense-and-respond`?",
        ),
        (
            "event = [{ month = 1, breach = { firm = \"make-and-sel\", share = 1, severity = 1 } }]",
            "test.toml:1:41: there is no firm `make-and-sel`; did you mean `make-and-sell`?",
        ),
        (
            "[[firm]]\nname = \"a\"\nmodel = \"sense-and-repond\"",
            "test.toml:3:9: there is no business model `sense-and-repond`; did you mean `sense-and-respond`?",
        ),
        (
            "[[firm]]\nname = \"a\"\nremembers = [\"stated\", \"trackign\"]",
            "test.toml:3:24: there is no data category `trackign`; did you mean `tracking`?",
        ),
        (
            "extends = \"for-corners\"",
            "test.toml:1:11: there is no scenario and no file `for-corners`; did you mean `four-corners`?",
        ),
    ] {
        assert_eq!(fault(text), expected);
    }
}

#[test]
fn values_out_of_range_name_range_and_unit() {
    for (text, expected) in [
        (
            "[needs]\nhalf_life_months = 0.1",
            "test.toml:2:20: `needs.half_life_months` = 0.1 is out of range: expected a number from 0.5 to 10000, in months",
        ),
        (
            "world.customers = 149",
            "test.toml:1:19: `world.customers` = 149 is out of range: expected a whole number from 150 to 1000000000, in people",
        ),
        (
            "world.attributes = 17",
            "test.toml:1:20: `world.attributes` = 17 is out of range: expected a whole number from 1 to 16",
        ),
        (
            "world.seed = -1",
            "test.toml:1:14: `world.seed` = -1 is out of range: expected a whole number from 0 to 18446744073709551615",
        ),
        (
            "trust.harm = nan",
            "test.toml:1:14: `trust.harm` = NaN is out of range: expected a number from 0 to 1",
        ),
        (
            "trust.harm = inf",
            "test.toml:1:14: `trust.harm` = inf is out of range: expected a number from 0 to 1",
        ),
        (
            "[[firm]]\nname = \"acme\"\nprice = -1",
            "test.toml:3:9: `firm.acme.price` = -1 is out of range: expected a number from 0 to 1000, in currency",
        ),
        (
            "event = [{ month = 1, set = { \"trust.harm\" = 2 } }]",
            "test.toml:1:46: `trust.harm` = 2 is out of range: expected a number from 0 to 1",
        ),
        (
            "event = [{ month = 1, breach = { firm = \"make-and-sell\", share = 2, severity = 1 } }]",
            "test.toml:1:66: `event.breach.share` = 2 is out of range: expected a number from 0 to 1",
        ),
        (
            "event = [{ month = 1201, set = { \"trust.harm\" = 1 } }]",
            "test.toml:1:20: `event.month` is 1201: expected a whole number from 0 to 1200, in months",
        ),
    ] {
        assert_eq!(fault(text), expected);
    }
}

#[test]
fn values_of_a_wrong_kind_say_what_was_found() {
    for (text, expected) in [
        ("trust.harm = \"high\"", "must be a number, not the text \"high\": expected a number from 0 to 1"),
        ("trust.harm = true", "must be a number, not true"),
        ("world.months = 12.5", "must be a whole number, not 12.5"),
        ("world.months = 2024-01-01", "must be a whole number, not a date"),
        ("report.currency = 1", "must be a text, not 1"),
        ("name = 1", "`name` must be a text, not 1"),
        (
            "needs = 1",
            "`needs` is one table: expected a table, found 1; write it as [needs], with its keys below",
        ),
        ("[[needs]]\nhalf_life_months = 2", "`needs` is one table"),
        ("[firm]\nname = \"a\"", "write it as [[firm]], once for each, with its keys below"),
        ("firm = [1]", "`firm` is a list of tables: expected a table, found 1"),
        ("[[firm]]\nname = \"a\"\ntuned = 1", "`firm.a.tuned` must be true or false, not 1"),
        (
            "[[firm]]\nname = \"a\"\nremembers = \"stated\"",
            "must be a list of data categories, not the text \"stated\"",
        ),
        ("[[firm]]\nname = \"a\"\nmodel = 1", "`firm.a.model` must be a text"),
        ("privacy.segments = 1", "must be a list of segments, not 1"),
        ("extends = 1", "`extends` must be a text"),
        ("event = [{ month = 1, set = 1 }]", "`event.set` must be a table"),
        ("event = [{ month = 1, breach = 1 }]", "`event.breach` must be a table"),
        ("event = 1", "`event` is a list of tables"),
    ] {
        let fault = fault(text);
        assert!(fault.contains(expected), "{fault}");
    }
}

#[test]
fn a_market_must_hang_together() {
    for (text, expected) in [
        ("firm = []", "test.toml:1:1: this is an empty market: it has no firms"),
        ("[[firm]]\nname = \"a\"\nenters_month = 3", "test.toml:3:16: no firm is present in month 0"),
        ("[[firm]]\nmodel = \"make-and-sell\"", "test.toml:1:1: this `firm` has no name"),
        (
            "[[firm]]\nname = \"A b\"",
            "test.toml:2:8: `A b` is not a name: expected small letters, digits and single hyphens; for example `a-b`",
        ),
        ("[[firm]]\nname = \"all\"", "`all` cannot be the name of a firm"),
        ("[[firm]]\nname = \"*\"", "`*` cannot be the name of a firm"),
        ("name = \"My market\"", "test.toml:1:8: `My market` is not a name"),
        ("firm = [{ name = \"a\" }, { name = \"a\" }]", "two entries of `firm` are called `a`"),
        ("firm = [{ name = \"a\", remove = true }, { name = \"b\" }]", "there is no firm `a` to remove"),
        // Two names with one 32-bit FNV-1a hash.
        ("firm = [{ name = \"costarring\" }, { name = \"liquid\" }]", "rename one of the two"),
        (
            "firm = [{ name = \"a\", initial_share = 0.7 }, { name = \"b\", initial_share = 0.7 }, { name = \"c\" }]",
            "the initial shares sum to 1.4: expected a sum of at most 1",
        ),
        (
            "firm = [{ name = \"a\", initial_share = 0.7 }, { name = \"b\", initial_share = 0.2 }]",
            "the initial shares sum to 0.9: expected shares that sum to 1",
        ),
        (
            "firm = [{ name = \"a\" }, { name = \"b\", initial_share = 0.2, enters_month = 2 }]",
            "`b` enters in month 2 and has a share at the start",
        ),
        (
            "[[data]]\nname = \"location\"\nnoise = 1",
            "the new data category `location` is not complete: expected also `intrusiveness`, `technology`, `reach`, `seen` and `volunteered`",
        ),
        (
            "campaigns = { floor = 0.6, ceiling = 0.5 }",
            "`campaigns.floor` = 0.6 lies above `campaigns.ceiling` = 0.5",
        ),
        (
            "event = [{ month = 4, set = { \"campaigns.floor\" = 0.96 } }]",
            "in month 4 `campaigns.floor` = 0.96 lies above `campaigns.ceiling` = 0.95",
        ),
        (
            "privacy.segments = [{ share = 0.5, alpha = 1, beta = 1 }]",
            "the shares of `privacy.segments` sum to 0.5: expected shares that sum to 1",
        ),
        (
            "privacy.segments = [{ share = 1, alpha = 1e4, beta = 1 }]",
            "`alpha` of a segment of `privacy.segments` is 10000: expected a number from 0.05 to 1000",
        ),
        ("privacy.segments = [{ share = 1, alpha = 1 }]", "a segment of `privacy.segments` has no `beta`"),
        ("privacy.segments = []", "`privacy.segments` is empty: expected a list of"),
    ] {
        let fault = fault(text);
        assert!(fault.contains(expected), "{fault}");
    }
    assert!(right("world.customers = 150\nplanning.survey_size = 400").planning.survey_size == 400.0);
}

#[test]
fn a_market_whose_firms_were_all_removed_is_empty() {
    let removed: String = ["make-and-sell", "targeted-make-and-sell", "sense-and-respond"]
        .iter()
        .map(|name| format!("[[firm]]\nname = \"{name}\"\nremove = true\n"))
        .collect();
    let fault = fault(&format!("extends = \"three-ways\"\n{removed}"));
    assert!(fault.starts_with("test.toml:2:3: this is an empty market"), "{fault}");
}

#[test]
fn a_market_has_at_most_sixteen_data_categories() {
    let category = |index: usize| {
        format!(
            "[[data]]\nname = \"d{index}\"\nnoise = 1\nintrusiveness = 0\ntechnology = false\nreach = 0\nseen = 1\nvolunteered = false\n"
        )
    };
    let eleven: String = (0..11).map(category).collect();
    assert_eq!(right(&eleven).data.len(), 16);
    let fault = fault(&(eleven + &category(11)));
    assert!(fault.contains("the scenario has 17 data categories: expected at most 16"), "{fault}");
}

#[test]
fn events_obey_their_rules() {
    for (text, expected) in [
        ("event = [{ set = { \"trust.harm\" = 1 } }]", "this event has no month"),
        ("event = [{ month = 1 }]", "this event has not exactly one effect"),
        (
            "event = [{ month = 1, set = { \"trust.harm\" = 1 }, breach = { firm = \"make-and-sell\", share = 1, severity = 1 } }]",
            "this event has not exactly one effect",
        ),
        ("event = [{ month = 1, set = {} }]", "`event.set` sets nothing"),
        ("event = [{ month = 1, set = { \"world.months\" = 3 } }]", "`world.months` is fixed for a run"),
        ("event = [{ month = 1, set = { \"event.breach.share\" = 1 } }]", "events are written as [[event]]"),
        (
            "event = [{ month = 1, set = { \"firm.*.tuned\" = true }, ramp_months = 2 }]",
            "`firm.*.tuned` cannot be ramped: it is not a number",
        ),
        (
            "event = [{ month = 1, breach = { firm = \"make-and-sell\" } }]",
            "this breach is not complete: expected also `share` and `severity`",
        ),
        (
            "event = [{ month = 1, ramp_months = 2, breach = { firm = \"make-and-sell\", share = 1, severity = 1 } }]",
            "a breach has no `ramp_months`",
        ),
    ] {
        let fault = fault(text);
        assert!(fault.contains(expected), "{fault}");
    }
}

#[test]
fn settings_are_pointed_into() {
    for (set, expected) in [
        ("trust.harm=3", "--set:1:12: `trust.harm` = 3 is out of range: expected a number from 0 to 1"),
        ("trust.harn=0.3", "--set:1:1: unknown key `trust.harn`; did you mean `trust.harm`?"),
        ("trust.harm", "--set:1:1: a setting is KEY=VALUE: there is no `=`"),
        ("trust.harm=", "--set:1:12: a setting is KEY=VALUE: there is no value"),
        ("trust.harm=high", "--set:1:12: `trust.harm` must be a number, not the text \"high\""),
        (
            "firm.acme.price=1",
            "--set:1:1: there is no firm `acme`; the scenario has `make-and-sell`, `targeted-make-and-sell` and `sense-and-respond`",
        ),
        (
            "firm.sense-and-respond.prize=1",
            "--set:1:1: unknown key `firm.sense-and-respond.prize`; did you mean `firm.sense-and-respond.price`?",
        ),
        ("firm.price=1", "write `firm.NAME.KEY`, or `firm.*.KEY` for every firm"),
        ("data.tracing.noise=1", "there is no data category `tracing`; did you mean `tracking`?"),
        ("privacy.segments=[1", "--set:1:"),
        // One message, though it is wrong for every firm.
        ("firm.*.price=-1", "--set:1:14: `firm.make-and-sell.price` = -1 is out of range"),
    ] {
        let fault = set_fault("", set);
        assert!(fault.contains(expected), "{fault}");
    }
    // A setting that mends a fault of the file leaves none.
    assert_eq!(load_with("trust.harm = 3", &["trust.harm=0.3"]).expect("it is right").trust.harm, 0.3);
}

#[test]
fn all_faults_are_reported_in_the_order_of_the_file() {
    let text = "\
name = \"x\"
months = 3
[trust]
harm = 2
reed = 0.1
[[firm]]
name = \"a\"
price = \"dear\"
[[event]]
month = 1
set = { \"firm.b.price\" = 2, \"trust.harm\" = 9 }
";
    assert_eq!(places(&faults(text)), ["2:1", "4:8", "5:1", "8:9", "11:9", "11:44"]);
}

#[test]
fn no_text_makes_the_loader_or_the_report_panic() {
    let text = "name = \"ä\"\n[trust]\nharm = 2\n[[firm]]\nname = \"€\"\nremembers = [\"x\"]\n[[event]]\nmonth = 1\nset = { \"a.b\" = [1,\n2] }\n";
    for (end, _) in text.char_indices() {
        for damaged in [text[..end].to_owned(), format!("{}\u{1b}[{}", &text[..end], &text[end..])] {
            if let Err(faults) = load_with(&damaged, &["ä=€"]) {
                assert!(faults.count() > 0 && !faults.render(false).is_empty());
            }
        }
    }
}

#[test]
fn the_program_points_into_the_file_and_ends_with_2() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("shop.toml"), "[trust]\nharm = 2\nreed = 0.1\n").expect("a file");
    fs::write(folder.path().join("bytes.toml"), b"name = \"\xff\"").expect("a file");
    fs::write(folder.path().join("syntax.toml"), "[trust\nharm = 1").expect("a file");
    fs::write(folder.path().join("loop.toml"), "extends = \"pool.toml\"").expect("a file");
    fs::write(folder.path().join("pool.toml"), "extends = \"./loop.toml\"").expect("a file");
    fs::write(folder.path().join("self.toml"), "extends = \"self.toml\"").expect("a file");
    fs::create_dir(folder.path().join("place")).expect("a folder");
    for (scenario, expected) in [
        (
            "shop.toml",
            vec![
                "--> shop.toml:2:8",
                "harm = 2",
                "^ expected a number from 0 to 1",
                "did you mean `read`?",
                "2 faults in all",
            ],
        ),
        ("bytes.toml", vec!["cannot read `bytes.toml`: it is not UTF-8 text (byte 9)"]),
        ("syntax.toml", vec!["this is not TOML", "syntax.toml:1:7"]),
        (
            "loop.toml",
            vec!["the scenario extends itself: loop.toml -> pool.toml -> loop.toml", "pool.toml:1:11"],
        ),
        ("self.toml", vec!["the scenario extends itself: self.toml -> self.toml"]),
        ("place", vec!["cannot read `place`: it is a folder, not a scenario file"]),
        ("missing.toml", vec!["there is no scenario and no file `missing.toml`", "scenario list"]),
        ("tree-ways", vec!["did you mean `three-ways`?"]),
    ] {
        let output = sellsense(folder.path()).args(["scenario", "check", scenario]).assert().code(2);
        let message = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
        for words in expected {
            assert!(message.contains(words), "{words}\n---\n{message}");
        }
        assert!(message.starts_with("error: ") && !message.contains('\u{1b}'), "{message}");
    }
    let written = fs::read_dir(folder.path()).expect("the folder").count();
    assert_eq!(written, 7, "nothing is written");
}

#[test]
fn wrong_use_ends_with_2() {
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in [
        vec!["scenari"],
        vec!["scenario"],
        vec!["scenario", "show"],
        vec!["scenario", "show", "x", "--set", "a=1"],
    ] {
        sellsense(folder.path()).args(arguments).assert().code(2);
    }
}

#[test]
fn many_files_are_checked_and_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let names: Vec<&str> = BUILTINS.iter().map(|builtin| builtin.name).collect();
    sellsense(folder.path()).args(["scenario", "check"]).args(&names).assert().success();
    let output = sellsense(folder.path()).args(["scenario", "check", "breach", "nothing"]).assert().code(2);
    let message = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(message.contains("1 of 2 scenarios have faults"), "{message}");
}

#[test]
fn a_market_has_at_most_two_hundred_firms() {
    let firms = |count: usize| -> String {
        (0..count).map(|index| format!("[[firm]]\nname = \"f{index}\"\n")).collect()
    };
    assert_eq!(right(&firms(200)).firms.len(), 200);
    let fault = fault(&firms(201));
    assert_eq!(fault, "test.toml:401:1: the scenario has 201 firms: expected at most 200");
}

/// Line and column of each fault.
fn places(lines: &[String]) -> Vec<String> {
    let place = |line: &String| line.splitn(4, ':').skip(1).take(2).collect::<Vec<_>>().join(":");
    lines.iter().map(place).collect()
}

#[test]
fn a_bad_name_hides_no_other_fault() {
    let text = "[[firm]]\nname = \"a b\"\nmodel = \"make-and-sel\"\nprice = -1\nremembers = [\"purchase\"]\n";
    let lines = faults(text);
    assert_eq!(places(&lines), ["2:8", "3:9", "4:9", "5:14"], "{lines:#?}");
    assert!(lines[2].contains("`firm.a b.price` = -1 is out of range"), "{lines:#?}");

    // Two firms without a name are not two of one name.
    let lines = faults("[[firm]]\nprice = -1\n[[firm]]\nprize = 2\n");
    assert_eq!(places(&lines), ["1:1", "2:9", "3:1", "4:1"], "{lines:#?}");
    assert!(lines[1].contains("`firm.NAME.price` = -1 is out of range"), "{lines:#?}");

    // Firms may remember the category all the same. Whether it is new, and so not complete, nobody knows.
    let text = "[[data]]\nname = \"Where\"\nnoise = -1\n[[firm]]\nname = \"a\"\nremembers = [\"Where\"]\n";
    let lines = faults(text);
    assert_eq!(places(&lines), ["2:8", "3:9"], "{lines:#?}");
    assert_eq!(places(&faults("[[data]]\nseen = 2\n")), ["1:1", "2:8"]);
}

#[test]
fn what_a_scenario_extends_hides_no_fault_of_its_own() {
    // Firms, categories and events of the missing scenario may be named: nobody knows whether it has them.
    let own = "[needs]\nhalf_life = 1\n[[firm]]\nname = \"theirs\"\nremove = true\n[[event]]\nmonth = 1\n\
               set = { \"firm.other.price\" = -2, \"data.scent.noise\" = 1, \"trust.harm\" = 9 }\n[[event]]\nmonth = 2\n\
               breach = { firm = \"other\", share = 1, severity = 2 }\n[[event]]\nlabel = \"law\"\nremove = true\n\
               [[data]]\nname = \"scent\"\nnoise = 2\n";
    for (extends, title) in [
        ("extends = \"nope\"\n", "there is no scenario and no file `nope`"),
        ("extends = 3\n", "`extends` must be a text"),
    ] {
        let lines = faults(&format!("{extends}{own}"));
        assert!(lines[0].starts_with("test.toml:1:11: ") && lines[0].contains(title), "{lines:#?}");
        assert_eq!(places(&lines), ["1:11", "3:1", "9:73", "12:50"], "{lines:#?}");
    }
    let load = |files: &'static [(&str, &str)]| {
        let read = |path: &str| {
            let file = files.iter().find(|(name, _)| *name == path);
            file.map(|(_, text)| (*text).to_owned()).ok_or(Unreadable::Missing)
        };
        load::load("a.toml", &[], &read).expect_err("it has faults").lines()
    };
    let lines = load(&[("a.toml", "extends = \"b.toml\"\nmonths = 3"), ("b.toml", "extends = \"a.toml\"")]);
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(lines[0].starts_with("a.toml:2:1: unknown key `months`"), "{lines:#?}");
    assert!(lines[1].contains("the scenario extends itself"), "{lines:#?}");
    let lines = load(&[("a.toml", "extends = \"b.toml\"\nmonths = 3"), ("b.toml", "trust = {")]);
    assert!(lines[0].starts_with("a.toml:2:1: unknown key `months`"), "{lines:#?}");
    assert!(lines[1].starts_with("b.toml:1:"), "{lines:#?}");
}

#[test]
fn all_that_is_not_toml_is_shown() {
    let lines =
        faults("name = \"x\"\n[needs]\nhalf_life_months = 1\nhalf_life_months = 2\n[needs]\nx == 1\n");
    let places = places(&lines);
    for place in ["4:1", "5:2", "6:4"] {
        assert!(places.iter().any(|there| there == place), "{place}: {lines:#?}");
    }
    assert!(lines.iter().all(|line| line.contains("this is not TOML")), "{lines:#?}");
}

#[test]
fn an_event_without_one_effect_hides_nothing_inside() {
    let text = "[[event]]\nmonth = 1\nset = { \"trust.harm\" = 2 }\n\
                breach = { firm = \"nobody\", share = 2, severity = 1 }\nlabel = 3\n\
                [[event]]\nmonth = 2\nramp_months = -1\nlabel = 4\n\
                [[event]]\nmonth = 3\nbreach = 5\nlabel = 6\n";
    let lines = faults(text);
    let expected = ["1:1", "3:24", "4:19", "4:37", "5:9", "6:1", "8:15", "9:9", "12:10", "13:9"];
    assert_eq!(places(&lines), expected, "{lines:#?}");
}

#[test]
fn an_inherited_event_is_dropped_only_if_it_is_there() {
    for (text, expected) in [
        (
            "extends = \"breach\"\n[[event]]\nlabel = \"breach at sense-and-respnd\"\nremove = true",
            "test.toml:3:9: there is no event `breach at sense-and-respnd` to remove: not in the scenario that this one \
             extends; did you mean `breach at sense-and-respond`?",
        ),
        (
            "extends = \"breach\"\n[[event]]\nmonth = 47\nlabel = \"breach at sense-and-respond\"\nremove = true",
            "there is no event `breach at sense-and-respond` to remove in month 47",
        ),
        (
            "[[event]]\nmonth = 3\nset = { \"trust.harm\" = 1 }\nlabel = \"law\"\n[[event]]\nlabel = \"law\"\nremove = true",
            "there is no event `law` to remove",
        ),
        ("extends = \"breach\"\n[[event]]\nremove = true", "an event is removed by its label"),
        (
            "extends = \"breach\"\n[[event]]\nlabel = \"x\"\nremove = 1",
            "`event.remove`: expected true or false, found 1",
        ),
        (
            "extends = \"disclosure-law\"\n[[event]]\nlabel = \"disclosure law\"\nremove = true\nset = { \"trust.harm\" = 1 }",
            "test.toml:5:1: an event that is removed has no `set`",
        ),
    ] {
        let lines = faults(text);
        assert!(lines[0].contains(expected), "{lines:#?}");
    }
}

#[test]
fn a_folder_is_called_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("place")).expect("a folder");
    for (command, name) in [
        (&["run"][..], "."),
        (&["run"], ".."),
        (&["run"], "place/"),
        (&["scenario", "check"], "."),
        (&["scenario", "show"], "place"),
    ] {
        let output = sellsense(folder.path()).args(command).arg(name).assert().code(2);
        let message = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
        let shown = name.trim_end_matches('/');
        let expected = format!("cannot read `{shown}`: it is a folder, not a scenario file");
        assert!(message.contains(&expected), "{message}");
    }
}
