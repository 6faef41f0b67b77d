//! `sellsense map`, as its users type it, and its border against that of a full grid.

use crate::phases::{agreement, shifted};
use sellsense::cli::{self, axis};
use sellsense::experiment::Machine;
use sellsense::experiment::goals::{self, Goal};
use sellsense::scenario::config::Config;
use sellsense::stats::phases::{self, Phases, Plan, Point, Values};
use sellsense::units::grouped;
use std::convert::Infallible;
use std::fs;
use std::ops::Range;
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
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    for words in [
        "needs.market_shift_per_year 0..2 (across) by needs.half_life_months 3..240, log\n(up)",
        "earns more",
        "keeps more customers",
        "of 49 points were simulated",
        "discounted profit, all months:",
        "next: sellsense why three-ways --firm ",
        "--customers 200",
        "--months 30",
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
        "x_key,y_key,x,y,metric,window,unit,winner,runner_up,effect,ci_low,ci_high,worlds,decided"
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
    for words in [
        "Earns more",
        "not decided",
        "the means are equal",
        "Standard deviation of the centre",
        "in 12 months, per attribute [taste sd/year] · needs.market_shift_per_year",
    ] {
        assert!(svg.contains(words), "{words}");
    }
    assert!(charts.join(format!("{name}.png")).is_file());
    // A manifest of a map is not one of a run.
    let again = crate::sellsense(base.path())
        .args(["run", "--from", "one/manifest.json"])
        .output()
        .expect("it starts");
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("this manifest is of `sellsense map`"));
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
            "--firm",
            "sense-and-respond",
            "--firm",
            "make-and-sell",
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
fn a_map_on_which_nothing_is_decided_has_no_border_and_one_of_all_points_interpolates_nothing() {
    let base = tempfile::tempdir().expect("a folder");
    let twins = "extends = \"three-ways\"\n\
                 [[firm]]\nname = \"one\"\nmodel = \"make-and-sell\"\n\
                 [[firm]]\nname = \"other\"\nmodel = \"make-and-sell\"";
    fs::write(base.path().join("twins.toml"), twins).expect("a scenario");
    let axes = ["--x", "trust.harm=0..0.4", "--y", "needs.half_life_months=30..60"];
    let more = ["4", "twins.toml", "--firms", "one,other", "--metric", "profit", "--out", "grey"];
    let output = small(base.path(), &[&more[..], &axes[..]].concat());
    let said = text(&output.stdout);
    assert!(said.contains("100 % is not decided") && said.contains("16 of 16 points"), "{said}");
    let chart = base.path().join("grey/charts/trust-harm-by-needs-half_life_months.svg");
    let svg = fs::read_to_string(chart).expect("a chart");
    assert!(!svg.contains("the means are equal") && !svg.contains("interpolated"));
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
        (&["--x", "trust.harm=0..1", "--y", "trust.harm=0..0.5"], "`trust.harm` is on both axes"),
        (
            &["--x", "firm.*.price=0.9..1", "--y", "firm.make-and-sell.price=0.9..1"],
            "one parameter on both axes",
        ),
        (&["--x", "trust.harm=0..1", "--y", y, "--set", "trust.harm=0.1"], "`trust.harm` is set"),
        (&["--x", "trust.harm=0..1"], "--y"),
        (&["--metric", "joy"], "expected one of profit, trust, retention"),
        (&["--firm", "nobody,make-and-sell"], "there is no firm `nobody`"),
        (&["--firm", "make-and-sel,sense-and-respond"], "did you mean `make-and-sell`?"),
        (&["--firms", "make-and-sell"], "two firms or more"),
    ];
    for (words, expected) in cases {
        let output = small(base.path(), &[&["5"], *words].concat());
        // Lines of usage are as long as they are.
        let complaint = text(&output.stderr);
        let is_long = complaint.contains("hint:") && complaint.lines().any(|line| 80 < line.chars().count());
        assert!(!is_long, "{words:?}: {complaint}");
        let said = text(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        assert!(said.contains(expected), "{words:?}: {said}");
    }
    for (option, expected) in [("--worlds", "5 to 10000"), ("--grid", "2 to 201")] {
        let output = crate::sellsense(base.path()).args(["map", option, "1"]).output().expect("it starts");
        let said = text(&output.stderr);
        assert!(said.contains(&format!("expected a whole number from {expected}")), "{said}");
    }
    assert!(!base.path().join("output").exists(), "nothing was written");
}

#[test]
fn a_point_is_named_in_few_digits_that_stay_nearest_to_it() {
    let config = cli::load_scenario("three-ways", &[]).expect("a right scenario");
    let axis = axis::parse("needs.half_life_months=3..240", 41, &config).expect("an axis");
    for point in 0..axis.values.len() {
        let rounded = axis.rounded(point);
        let off = |index: &usize| (axis.values[*index] - rounded).abs();
        let nearest = (0..axis.values.len()).min_by(|a, b| off(a).total_cmp(&off(b)));
        assert_eq!(nearest, Some(point), "{rounded}");
        assert!(rounded.to_string().len() <= 4, "{rounded}");
    }
}

/// The legend of four firms goes on in a second line, and says nothing of a ring that is not there.
#[test]
fn a_legend_keeps_to_the_page_and_a_ring_is_said_where_there_is_one() {
    let base = tempfile::tempdir().expect("a folder");
    let axes = ["--y", "needs.half_life_months=30..60", "--x"];
    let chart = |x: &str, out: &str| {
        let output = small(base.path(), &[&["3", "four-corners", "--out", out], &axes[..], &[x]].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        let charts = base.path().join(out).join("charts");
        let svg = fs::read_dir(charts).expect("charts").map(|entry| entry.expect("an entry").path());
        let svg = svg.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "svg"));
        fs::read_to_string(svg.expect("a chart")).expect("a chart")
    };
    let (with, without) = (chart("trust.harm=0..0.4", "with"), chart("trust.harm=0.3..0.4", "without"));
    assert!(with.contains("Ring: the scenario itself.") && !without.contains("Ring"));
    let is_said = |words: &&str| with.lines().any(|line| line.trim() == *words);
    assert!(["sense-and-respond", "covert-sense-and-respond", "not decided"].iter().all(is_said), "{with}");
    // Its entries stand in two lines.
    let head = with.split("Earns more").next().unwrap_or_default();
    assert!(head.contains("the means are equal"), "{head}");
}

/// For how many of the goals the lead changes on each default map, in the small market. Over privacy, sense-and-respond
/// holds more trust everywhere.
const SMALL_BORDERS: [usize; 2] = [3, 2];

/// The same at the defaults of the command: over privacy, who keeps more customers is decided everywhere too.
const DEFAULT_BORDERS: [usize; 2] = [3, 1];

/// A map of `three-ways` over axes that the command would draw, on all points of a full grid.
struct Grid {
    plan: Plan,
    /// By point, column by column.
    values: Vec<Values>,
}

impl Grid {
    fn simulate((x, y): (&str, &str), points: usize, worlds: u32, sets: &[&str]) -> Grid {
        let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
        let load = |more: &[String]| cli::load_scenario("three-ways", &[&sets, more].concat());
        let config = load(&[]).expect("a right scenario");
        let axis = |text| axis::parse(text, points, &config).expect("an axis");
        let (x, y) = (axis(x), axis(y));
        let markets: Vec<Config> = (0..points * points)
            .map(|point| [(&x, point / points), (&y, point % points)])
            .map(|at| axis::at(&load, at).expect("a right scenario"))
            .collect();
        let firms: Vec<String> = config.firms.iter().map(|firm| firm.name.clone()).collect();
        let values = goals::of_firms(&markets, 0..worlds, &firms, &Goal::ALL, Machine::all(), &|_| true);
        Grid { plan: Plan::new(points, points, worlds), values: values.expect("nobody stopped it") }
    }

    /// What the search sees that is shown the point `at(point)` instead of each point: the worlds of a point do not
    /// depend on when they are asked for.
    fn search(&self, at: &dyn Fn(Point) -> Point) -> Phases {
        let Ok(phases) = phases::explore(&self.plan, &mut self.sample(at));
        phases
    }

    fn full(&self) -> Phases {
        let Ok(phases) = phases::explore_in_full(&self.plan, &mut self.sample(&|point| point));
        phases
    }

    fn sample<'a>(
        &'a self,
        at: &'a dyn Fn(Point) -> Point,
    ) -> impl FnMut(&[Point], Range<u32>) -> Result<Vec<Values>, Infallible> + 'a {
        move |points, worlds| {
            let worlds = worlds.start as usize..worlds.end as usize;
            let some = |all: &Vec<Option<f64>>| all[worlds.clone()].to_vec();
            let values = |(x, y): Point| &self.values[x * self.plan.rows + y];
            let measure = |firms: &Vec<Vec<Option<f64>>>| firms.iter().map(some).collect();
            Ok(points.iter().map(|&point| values(at(point)).iter().map(measure).collect()).collect())
        }
    }

    /// Holds the map of the search against the full grid, for each goal. Gives for how many of them the lead changes
    /// along a border that is longer than half an axis.
    fn assert_search_agrees(&self) -> usize {
        let (map, full) = (self.search(&|point| point), self.full());
        println!("{} of {} runs, {} points", map.runs(), full.runs(), map.seen.len());
        let mut borders = 0;
        for (index, goal) in Goal::ALL.into_iter().enumerate() {
            let found = agreement(&map.field(index), &full.field(index));
            println!("{goal:?}: {found:?}");
            assert_eq!(found.faults(), [""; 0], "{goal:?}: {found:?}");
            borders += usize::from(self.plan.rows / 2 < found.borders);
        }
        borders
    }
}

/// The default maps in a smaller market and on a coarser grid; and what a map of other places looks like.
#[test]
fn a_small_map_agrees_with_a_full_grid() {
    for (axes, borders) in axis::DEFAULT.into_iter().zip(SMALL_BORDERS) {
        let grid = Grid::simulate(axes, 17, 20, &["world.customers=250", "world.months=48"]);
        assert_eq!(grid.assert_search_agrees(), borders);
        let full = grid.full().field(0);
        let moved = agreement(&grid.search(&shifted(&full, 4)).field(0), &full);
        println!("shifted: {moved:?}");
        assert!(!moved.faults().is_empty(), "{moved:?}");
    }
}

/// A default map at all defaults of the command, which says what it spent: the border of the full grid lies in the
/// band of the map, for a quarter of the runs.
fn the_default_map_agrees_with_a_full_grid(which: usize) {
    if !crate::slow_tests() {
        return;
    }
    let axes = axis::DEFAULT[which];
    let base = tempfile::tempdir().expect("a folder");
    let words = ["map", "--x", axes.0, "--y", axes.1, "--no-charts"];
    let output = crate::sellsense(base.path()).args(words).output().expect("the program starts");
    let said = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    println!("{said}");
    let grid = Grid::simulate(axes, 41, 20, &["world.customers=1000"]);
    let (map, full) = (grid.search(&|point| point), grid.full());
    let group = |count: usize| grouped(&count.to_string(), ' ');
    let spent = format!(
        "{} of 1 681 points were simulated: {} runs, {} % of the {} of a full grid.",
        group(map.seen.len()),
        group(map.runs() as usize),
        (100.0 * map.runs() as f64 / full.runs() as f64).round(),
        group(full.runs() as usize)
    );
    assert!(said.contains(&spent), "{spent}");
    assert!(4 * map.runs() <= full.runs(), "{spent}");
    assert_eq!(grid.assert_search_agrees(), DEFAULT_BORDERS[which]);
}

#[test]
fn the_default_map_of_needs_agrees_with_a_full_grid() {
    the_default_map_agrees_with_a_full_grid(0);
}

#[test]
fn the_default_map_of_privacy_agrees_with_a_full_grid() {
    the_default_map_agrees_with_a_full_grid(1);
}
