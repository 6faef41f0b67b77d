//! `sellsense compare`, as its users type it.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Output;

fn sellsense(folder: &Path, words: &[&str]) -> Output {
    crate::sellsense(folder).args(words).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it prints text")
}

/// What it says, in one line.
fn said(output: &Output) -> String {
    text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}

const TARGETING: &str = "firm.targeted-make-and-sell.targeting=0,0.3";
const SMALL: [&str; 5] = ["compare", "--customers", "400", "--months", "48"];

fn small(folder: &Path, more: &[&str]) -> Output {
    let output = sellsense(folder, &[&SMALL, more].concat());
    assert!(output.status.success(), "{more:?}: {}", text(&output.stderr));
    output
}

fn verdict(folder: &Path) -> Value {
    let text = fs::read_to_string(folder.join("verdict.json")).expect("there is a verdict");
    serde_json::from_str(&text).expect("it is JSON")
}

/// The rows of a table of a result, by column.
fn rows(folder: &Path, file: &str) -> Vec<std::collections::HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join(file)).expect("the table is there");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn number(row: &std::collections::HashMap<String, String>, column: &str) -> f64 {
    row[column].parse().expect("a number")
}

#[test]
fn a_comparison_says_which_is_ahead_by_how_much_and_how_surely() {
    let base = tempfile::tempdir().expect("a folder");
    let size = ["compare", "three-ways", "--customers", "400", "--months", "24"];
    let output = sellsense(base.path(), &[&size[..], &["--vary", TARGETING]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    for words in [
        "targeted-make-and-sell earns",
        "% more discounted profit over 24 months than with targeting=",
        "95 % interval",
        "of 8 worlds",
        "its campaign tests with targeting=0.3 report",
        "a ahead in",
        "░ 95 % interval of each month's mean",
        "wrote output/three-ways-by-targeting: verdict.json",
        "next: sellsense compare three-ways",
    ] {
        assert!(said(&output).contains(words), "`{words}` is not in\n{printed}");
    }
    assert!(printed.lines().all(|line| line.chars().count() <= 80), "{printed}");
    assert!(!printed.contains('\u{1b}'), "no colours in a pipe");

    let out = base.path().join("output/three-ways-by-targeting");
    let verdict = verdict(&out);
    let first = &verdict["verdicts"][0];
    let keys: Vec<&str> = first.as_object().unwrap().keys().map(String::as_str).collect();
    for key in [
        "a",
        "b",
        "metric",
        "window",
        "effect",
        "ci_low",
        "ci_high",
        "worlds",
        "share_of_worlds_a_ahead",
        "ended",
    ] {
        assert!(keys.contains(&key), "{key} is not in {keys:?}");
    }
    assert_eq!(first["metric"], "discounted_profit");
    assert_eq!(first["ended"], "decided");
    // The effect is the mean of the column of differences, each of them value a minus value b.
    let pairs = rows(&out, "pairs.csv");
    let own: Vec<_> = pairs.iter().filter(|row| row["metric"] == "discounted_profit").collect();
    let mean = own.iter().map(|row| number(row, "difference")).sum::<f64>() / own.len() as f64;
    assert_eq!(own.len() as u64, first["worlds"].as_u64().unwrap());
    assert!((mean - first["effect"].as_f64().unwrap()).abs() < 1e-9 * mean.abs());
    for row in &own {
        assert_eq!(number(row, "value_a") - number(row, "value_b"), number(row, "difference"));
    }
    for file in ["charts/profit.svg", "charts/trust.png", "differences.csv", "dictionary.csv"] {
        assert!(out.join(file).is_file(), "{file}");
    }
    // A world of a comparison is the replication of a run with this number.
    let run =
        ["run", "--customers", "400", "--months", "24", "--replications", "8", "--no-charts", "--out", "run"];
    let set = ["--set", "firm.targeted-make-and-sell.targeting=0.3"];
    assert!(sellsense(base.path(), &[&run[..], &set].concat()).status.success());
    let summary = rows(&base.path().join("run"), "summary.csv");
    let row = summary
        .iter()
        .find(|row| row["metric"] == "discounted_profit" && row["firm"] == "targeted-make-and-sell")
        .expect("the run has it");
    let b = own.iter().take(8).map(|row| number(row, "value_b")).sum::<f64>() / 8.0;
    assert!((number(row, "mean") - b).abs() < 1e-9 * b.abs());
}

#[test]
fn threads_change_nothing_and_a_manifest_does_it_again_even_when_time_ended_it() {
    let base = tempfile::tempdir().expect("a folder");
    // In these few months targeting pays about as much as it costs.
    let late = ["--vary", TARGETING, "--no-charts", "--seconds", "0"];
    small(base.path(), &[&late[..], &["--threads", "1", "--out", "one"]].concat());
    small(base.path(), &[&late[..], &["--threads", "2", "--out", "two"]].concat());
    let again = sellsense(base.path(), &["compare", "--from", "one/manifest.json", "--out", "again"]);
    assert!(said(&again).contains("byte by byte"), "{}{}", text(&again.stdout), text(&again.stderr));
    let read = |folder: &str, file: &str| fs::read(base.path().join(folder).join(file)).expect("it is there");
    for file in ["pairs.csv", "differences.csv", "verdict.json"] {
        assert!(read("one", file) == read("two", file), "{file} of other threads");
        assert!(read("one", file) == read("again", file), "{file} done again");
    }
    let verdict = verdict(&base.path().join("one"));
    assert_eq!(verdict["worlds"]["ended_by_seconds"], true);
    assert_eq!(verdict["worlds"]["budget"], 96);
    assert_eq!(verdict["worlds"]["simulated"], serde_json::json!({ "targeting=0": 8, "targeting=0.3": 8 }));
    assert_eq!(verdict["verdicts"][0]["ended"], "budget ended");
    // A run is not a comparison, nor the other way round.
    let run =
        ["run", "--customers", "200", "--months", "6", "--replications", "1", "--no-charts", "--out", "run"];
    assert!(sellsense(base.path(), &run).status.success());
    assert_eq!(sellsense(base.path(), &["compare", "--from", "run"]).status.code(), Some(2));
    assert_eq!(sellsense(base.path(), &["run", "--from", "one"]).status.code(), Some(2));
}

#[test]
fn a_difference_that_is_surely_small_ends_the_comparison() {
    let base = tempfile::tempdir().expect("a folder");
    let alike = ["--vary", "costs.storage=0.002,0.002001", "--firm", "sense-and-respond", "--out", "alike"];
    let output = small(base.path(), &alike);
    assert!(said(&output).contains("Too small to matter after 8 worlds"), "{}", text(&output.stdout));
    assert_eq!(verdict(&base.path().join("alike"))["verdicts"][0]["ended"], "too small to matter");
}

#[test]
fn alternatives_that_differ_in_the_market_are_compared_firm_by_firm_or_as_a_whole() {
    let base = tempfile::tempdir().expect("a folder");
    let pair = ["slow-market", "fast-market", "--no-charts", "--worlds", "8"];
    small(base.path(), &[&pair[..], &["--out", "firms"]].concat());
    let firms = |folder: &str| {
        let verdict = verdict(&base.path().join(folder));
        let all = verdict["verdicts"].as_array().unwrap().iter();
        let mut firms: Vec<String> = all.map(|row| row["firm"].as_str().unwrap().to_owned()).collect();
        firms.dedup();
        firms
    };
    assert_eq!(firms("firms"), ["make-and-sell", "sense-and-respond"]);
    let whole = ["--market", "--metric", "revenue", "--window", "early", "--out", "whole"];
    small(base.path(), &[&pair[..], &whole].concat());
    assert_eq!(firms("whole"), ["whole market"]);
    let early = |folder: &str, firm: &str| -> f64 {
        let rows = rows(&base.path().join(folder), "pairs.csv");
        let is = |row: &&std::collections::HashMap<String, String>| {
            row["replicate"] == "3"
                && row["metric"] == "revenue"
                && row["window"] == "early"
                && row["firm"] == firm
        };
        number(rows.iter().find(is).expect("the row is there"), "value_a")
    };
    let sum = early("firms", "make-and-sell") + early("firms", "sense-and-respond");
    assert!((early("whole", "whole market") - sum).abs() < 1e-9 * sum, "the market is the sum of its firms");
}

#[test]
fn wrong_use_is_refused_with_code_2_and_nothing_is_written() {
    let base = tempfile::tempdir().expect("a folder");
    fs::write(base.path().join("other.toml"), "extends = \"three-ways\"\nworld.seed = 2\n").expect("a file");
    fs::write(base.path().join("same.toml"), "extends = \"three-ways\"\nname = \"same\"\n").expect("a file");
    let cases: [(&[&str], &str); 17] = [
        (&["three-ways"], "there is nothing to compare with"),
        (&[], "there is nothing to compare with"),
        (&["three-ways", "nonesuch"], "there is no scenario and no file `nonesuch`"),
        (&["three-ways", "other.toml"], "not of the same world: world.seed"),
        (&["three-ways", "same.toml"], "are the same market"),
        (&["three-ways", "targeted-v-plain"], "is in `three-ways` and not in `targeted-v-plain`"),
        (&["three-ways", "fast-market", "--firm", "make-and-sel"], "did you mean `make-and-sell`"),
        (&["--vary", "world.customers=200,400"], "not of the same world"),
        (
            &["--vary", "firm.*.price=1,1.1", "--set", "firm.sense-and-respond.price=1.2"],
            "`firm.sense-and-respond.price` is set and `firm.*.price` is varied",
        ),
        (&["--vary", "trust.harm=0.1"], "has one value"),
        (&["--vary", "trust.harm"], "has no `=`"),
        (&["--vary", "trust.harm=0.1,x"], "trust.harm"),
        (&["--vary", "trust.hram=0.1,0.2"], "trust.harm"),
        (&["three-ways", "fast-market", "--vary", "trust.harm=0.1,0.2"], "--vary changes one scenario"),
        (&["--vary", "trust.harm=0.1,0.2", "--metric", "trusst"], "did you mean `trust`"),
        (&["--vary", "trust.harm=0.1,0.2", "--window", "early"], "has no window `early`"),
        (&["--vary", "trust.harm=0.1,0.2", "--market", "--metric", "price"], "no meaning for a whole market"),
    ];
    for (words, message) in cases {
        let output = sellsense(base.path(), &[&["compare"], words].concat());
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        let joined = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(joined.contains(message), "{words:?}: {said}");
        assert!(said.starts_with("error: "), "{said}");
    }
    for number in [&["--worlds", "4"][..], &["--margin", "-1"], &["--seconds", "x"]] {
        let output = sellsense(base.path(), &[&["compare", "--vary", "trust.harm=0.1,0.2"], number].concat());
        assert_eq!(output.status.code(), Some(2), "{number:?}");
    }
    assert!(!base.path().join("output").exists(), "nothing is written");
}

/// Years are judged one by one, which nothing adjusts; who reads of curves that cross is told so.
#[test]
fn what_is_said_of_years_is_said_to_be_outside_the_promise() {
    let base = tempfile::tempdir().expect("a folder");
    let output = small(base.path(), &["--vary", TARGETING]);
    let said = said(&output);
    assert!(said.contains("is ahead until") || said.contains("in any one year"), "{said}");
    assert!(said.contains("outside this promise: each rests on its own 95 % interval"), "{said}");
    let verdict = fs::read_to_string(base.path().join("output/three-ways-by-targeting/verdict.json"));
    assert!(verdict.expect("there is one").contains("so that a year may seem clear"));
}

/// The rule of who is compared with whom: equally many people for an equally long time, under the same chance. What
/// people need, who their neighbours are and what is remembered of them may differ, but a trace follows nobody there.
#[test]
fn alternatives_may_differ_in_their_people_where_nobody_is_followed() {
    let base = tempfile::tempdir().expect("a folder");
    for key in ["world.attributes=1,3", "trust.community_size=50,150"] {
        small(base.path(), &["--vary", key, "--market", "--worlds", "5", "--no-charts"]);
        let words = ["trace", "--vary", key, "--customer", "1", "--customers", "400"];
        let refused = sellsense(base.path(), &words);
        let said = text(&refused.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(refused.status.code(), Some(2), "{said}");
        assert!(said.contains("somebody else") && said.contains(key.split('=').next().unwrap()), "{said}");
    }
    for key in
        ["world.seed=1,2", "world.customers=300,400", "world.months=24,36", "world.burn_in_months=0,12"]
    {
        for command in ["compare", "why", "trace"] {
            let refused = sellsense(base.path(), &[command, "three-ways", "--vary", key]);
            let said = text(&refused.stderr);
            let is_told = said.contains("not of the same world");
            assert!(refused.status.code() == Some(2) && is_told, "{command} {key}: {said}");
        }
    }
}
