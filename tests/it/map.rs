//! `sellsense map`, as its users type it, and its border against that of a full grid.

use crate::phases::agreement;
use sellsense::experiment::Machine;
use sellsense::experiment::goals::{self, Goal};
use sellsense::scenario::config::Config;
use sellsense::stats::phases::{self, Plan, Point, Values};
use std::convert::Infallible;
use std::fs;
use std::path::Path;
use std::process::Output;

const SMALL: [&str; 8] = ["map", "--customers", "200", "--months", "30", "--worlds", "5", "--grid"];

fn small(folder: &Path, more: &[&str]) -> Output {
    crate::sellsense(folder).args(SMALL).args(more).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it prints text")
}

#[test]
fn a_map_is_written_and_said_and_threads_change_nothing() {
    let base = tempfile::tempdir().expect("a folder");
    let axes = ["--x", "needs.market_shift_per_year=0..2", "--y", "needs.half_life_months=3..240"];
    let one = small(base.path(), &[&["7", "--threads", "1", "--out", "one"], &axes[..]].concat());
    assert!(one.status.success(), "{}", text(&one.stderr));
    let said = text(&one.stdout);
    for words in [
        "needs.market_shift_per_year 0..2 (across) by needs.half_life_months 3..240, log (up)",
        "earns more",
        "keeps more customers",
        "of 49 points were simulated",
        "discounted profit, all months:",
        "next: sellsense run three-ways",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let two = small(
        base.path(),
        &[&["7", "--threads", "2", "--out", "two", "--no-charts", "--quiet"], &axes[..]].concat(),
    );
    assert_eq!((two.status.success(), text(&two.stdout)), (true, String::new()));
    let map = |name: &str| fs::read_to_string(base.path().join(name).join("map.csv")).expect("a map");
    assert_eq!(map("one"), map("two"));
    let mut lines = csv::Reader::from_reader(std::io::Cursor::new(map("one")));
    let rows: Vec<csv::StringRecord> = lines.records().map(|row| row.expect("a row")).collect();
    let header = lines.headers().expect("a header").iter().collect::<Vec<_>>().join(",");
    assert_eq!(
        header,
        "x_key,y_key,x,y,metric,window,unit,winner,runner_up,effect,ci_low,ci_high,worlds,settled"
    );
    assert!(rows.iter().any(|row| &row[2] == "2" && &row[3] == "240" && &row[4] == "trust"));
    for row in &rows {
        let number = |column: usize| row[column].parse::<f64>().expect("a number");
        let (low, effect, high) = (number(10), number(9), number(11));
        assert!(low <= effect && effect <= high && 0.0 <= effect, "{row:?}");
        assert!(&row[13] == "0" || 0.0 < low, "{row:?}");
    }
    let charts = base.path().join("one/charts");
    let name = "needs-market_shift_per_year-by-needs-half_life_months";
    let svg = fs::read_to_string(charts.join(format!("{name}.svg"))).expect("a chart");
    assert!(svg.contains("Earns more") && svg.contains("not settled"));
    assert!(charts.join(format!("{name}.png")).is_file());
    // A manifest of a map is not one of a run.
    let again = crate::sellsense(base.path())
        .args(["run", "--from", "one/manifest.json"])
        .output()
        .expect("it starts");
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("a result of `sellsense map`"));
}

#[test]
fn two_firms_one_metric_and_whole_numbers_can_be_asked_for() {
    let base = tempfile::tempdir().expect("a folder");
    let output = small(
        base.path(),
        &[
            "5",
            "--x",
            "world.attributes=1..4",
            "--y",
            "firm.sense-and-respond.price=0.9..1.2",
            "--metric",
            "retention",
            "--firms",
            "sense-and-respond,make-and-sell",
        ],
    );
    assert!(output.status.success(), "{}", text(&output.stderr));
    let map = fs::read_to_string(base.path().join("output/three-ways-map/map.csv")).expect("a map");
    assert!(map.lines().skip(1).all(|line| line.contains("retention_12m") && !line.contains("targeted")));
    let attributes: Vec<&str> = map.lines().skip(1).map(|line| line.split(',').nth(2).unwrap()).collect();
    for value in ["1", "4"] {
        assert!(attributes.contains(&value), "{attributes:?}");
    }
    assert!(attributes.iter().all(|value| ["1", "2", "3", "4"].contains(value)), "{attributes:?}");
}

#[test]
fn wrong_use_is_said_before_anything_is_simulated() {
    let base = tempfile::tempdir().expect("a folder");
    let y = "needs.half_life_months=3..240";
    let cases: &[(&[&str], &str)] = &[
        (&["--x", "needs.market_shift_per_year", "--y", y], "there is no `=`"),
        (&["--x", "needs.market_shift=0..1", "--y", y], "did you mean `needs.market_shift_per_year`?"),
        (&["--x", "firm.*.tuned=0..1", "--y", y], "`firm.*.tuned` is no number"),
        (&["--x", "firm.nobody.price=0.5..1", "--y", y], "there is no firm `nobody`"),
        (&["--x", "trust.harm=few..many", "--y", y], "`few..many` of `trust.harm` is no range of numbers"),
        (&["--x", "trust.harm=0.2..0.1", "--y", y], "goes from 0.2 to 0.1"),
        (&["--x", "trust.harm=0..7", "--y", y], "is out of range"),
        (&["--x", "trust.harm=0..1,log", "--y", y], "cannot be logarithmic from 0"),
        (&["--x", "trust.harm=0..1,round", "--y", y], "`round` is no spacing"),
        (&["--x", "world.months=12..24", "--y", y], "is a setting of the study"),
        (&["--x", "trust.harm=0..1", "--y", "trust.harm=0..0.5"], "one parameter on both axes"),
        (
            &["--x", "firm.*.price=0.9..1", "--y", "firm.make-and-sell.price=0.9..1"],
            "one parameter on both axes",
        ),
        (&["--x", "trust.harm=0..1", "--y", y, "--set", "trust.harm=0.1"], "`trust.harm` is set"),
        (&["--x", "trust.harm=0..1"], "--y"),
        (&["--metric", "joy"], "expected one of profit, trust, retention"),
        (&["--firms", "nobody,make-and-sell"], "there is no firm `nobody`"),
        (&["--firms", "make-and-sell"], "two firms or more"),
    ];
    for (words, expected) in cases {
        let output = small(base.path(), &[&["5"], *words].concat());
        let said = text(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        assert!(said.contains(expected), "{words:?}: {said}");
    }
    assert!(!base.path().join("output").exists(), "nothing was written");
}

/// The first of the two default maps, on all its 41 x 41 points and as the command explores it: the border of the full
/// grid lies in the band of the map, for a quarter of the runs.
#[test]
fn the_default_map_agrees_with_a_full_grid() {
    if !crate::slow_tests() {
        return;
    }
    let share = |index: usize| index as f64 / 40.0;
    let market = |point: Point| -> Config {
        let half_life = 3.0 * 80_f64.powf(share(point.1));
        crate::load_with(
            "extends = \"three-ways\"\nworld.customers = 300",
            &[
                &format!("needs.market_shift_per_year={}", 2.0 * share(point.0)),
                &format!("needs.half_life_months={half_life}"),
            ],
        )
        .expect("a right scenario")
    };
    let firms = ["make-and-sell", "targeted-make-and-sell", "sense-and-respond"].map(str::to_owned);
    let mut sample = |points: &[Point], worlds: std::ops::Range<u32>| -> Result<Vec<Values>, Infallible> {
        let configs: Vec<Config> = points.iter().map(|&point| market(point)).collect();
        let values = goals::of_firms(&configs, worlds, &firms, &Goal::ALL, Machine::all(), &|_| true);
        Ok(values.expect("nobody stopped it"))
    };
    let plan = Plan::new(41, 41, 12);
    let Ok(map) = phases::explore(&plan, &mut sample);
    let Ok(full) = phases::explore_in_full(&plan, &mut sample);
    println!("{} of {} runs, {} points", map.runs(), full.runs(), map.seen.len());
    assert!(4 * map.runs() <= full.runs(), "{} of {} runs", map.runs(), full.runs());
    for (index, goal) in Goal::ALL.into_iter().enumerate() {
        let found = agreement(&map.field(index), &full.field(index));
        println!("{goal:?}: {found:?}");
        assert_eq!((found.contradictions, found.missed), (0, 0), "{goal:?}: {found:?}");
        assert!(20 < found.borders, "{goal:?}: {found:?}");
    }
}
