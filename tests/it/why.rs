//! A difference in parts: the game of mechanisms, and `sellsense why`.

use sellsense::experiment::games::{Game, Side};
use sellsense::experiment::goals::Goal;
use sellsense::experiment::{self, Machine};
use sellsense::scenario::config::Config;
use sellsense::scenario::mechanisms::{BREACHES, MECHANISMS, Off};
use sellsense::scenario::params::Param;
use std::fs;
use std::path::Path;
use std::process::Output;

const MARKET: &str = "extends = \"three-ways\"\nworld = { customers = 300, months = 26 }";
const TARGETED: &str = "targeted-make-and-sell";

fn side(config: &Config, firm: &str) -> Side {
    Side { config: config.clone(), firm: firm.to_owned() }
}

fn play(game: &Game) -> Vec<sellsense::experiment::games::Worths> {
    game.play(0..3, &Goal::ALL, Machine::all(), &|_| true).expect("nobody stopped it")
}

#[test]
fn the_parts_add_up_to_the_difference_in_every_world() {
    let (a, b) =
        (crate::right(MARKET), crate::right(&format!("{MARKET}\nneeds.market_shift_per_year = 1.5")));
    let game = Game::new(side(&a, "make-and-sell"), side(&b, "sense-and-respond"));
    assert_eq!((game.mechanisms.len(), game.sets()), (7, 128));
    let outcomes = experiment::alternatives(&[a, b], 0..3, &|_| true).expect("nobody stopped it");
    for (goal, worths) in Goal::ALL.into_iter().zip(play(&game)) {
        let from = goal.by_world(&outcomes[0], "make-and-sell");
        let to = goal.by_world(&outcomes[1], "sense-and-respond");
        for (world, parts) in worths.by_world().into_iter().enumerate() {
            let parts = parts.expect("everything is known");
            let whole = to[world].unwrap() - from[world].unwrap();
            let scale = parts.iter().map(|part| part.abs()).sum::<f64>();
            let sum = parts.iter().sum::<f64>();
            assert!((sum - whole).abs() <= 1e-12 * scale, "{goal:?}: {sum} is not {whole}");
            // What a purchase costs is nothing to customers.
            let is_moved = |part: &f64| *part != 0.0;
            assert!(
                parts[..7].iter().all(is_moved) && (goal != Goal::Profit || is_moved(&parts[7])),
                "{parts:?}"
            );
        }
        let parts = worths.parts();
        let means = parts.mechanisms.iter().chain([&parts.rest]).map(|part| part.mean.unwrap());
        assert!(
            (means.sum::<f64>() - parts.total.mean.unwrap()).abs() <= 1e-9 * parts.total.mean.unwrap().abs()
        );
    }
}

#[test]
fn where_only_targeting_differs_nothing_remains_without_it() {
    let with = |g: f64| {
        crate::load_with(
            MARKET,
            &[
                &format!("firm.{TARGETED}.targeting={g}"),
                "firm.*.tuned=false",
                // Three mechanisms less to play.
                "needs.market_shift_per_year=0",
                "trust.word_of_mouth=0",
                "costs.experience_curve=1",
            ],
        )
        .expect("a right scenario")
    };
    let game = Game::new(side(&with(0.0), TARGETED), side(&with(0.9), TARGETED));
    let names: Vec<&str> = game.mechanisms.iter().map(|mechanism| mechanism.name).collect();
    assert_eq!(names, ["personal drift", "targeting", "privacy harm", "adaptation"]);
    // Without targeting both sides are the same firm in the same market, which need not be simulated.
    assert_eq!(game.markets(), 16);
    for worths in play(&game) {
        for (set, worth) in worths.by_set.iter().enumerate().filter(|(set, _)| set & 2 == 0) {
            assert!(worth.iter().all(|worth| *worth == Some(0.0)), "{set:b}");
        }
        assert_eq!(worths.parts().rest.mean, Some(0.0));
        assert!(worths.parts().mechanisms[1].mean != Some(0.0));
    }
}

#[test]
fn what_off_means_is_said_in_parameters_and_holds_for_the_whole_run() {
    for mechanism in &MECHANISMS {
        for (key, value) in mechanism.off {
            let param = Param::with_key(key).unwrap_or_else(|| panic!("{key} is a parameter"));
            if let (Off::Number(number), Some((low, high))) = (value, param.range) {
                assert!((low..=high).contains(number), "{key} = {number}");
            }
        }
        assert!(mechanism.is_on(&crate::right(MARKET)), "{}", mechanism.name);
    }
    let text = format!(
        "{MARKET}\n[[event]]\nmonth = 3\nset = {{ \"trust.harm\" = 0.4, \"technology.power\" = 2 }}\n\
         [[event]]\nmonth = 4\nset = {{ \"firm.*.targeting\" = 0.5 }}\n\
         [[event]]\nmonth = 5\nbreach = {{ firm = \"{TARGETED}\", share = 1, severity = 1 }}"
    );
    let mut off = crate::right(&text);
    MECHANISMS.iter().for_each(|mechanism| mechanism.switch_off(&mut off));
    assert_eq!(off.trust.harm, 0.0);
    assert!(off.firms.iter().all(|firm| firm.dials.targeting == 0.0 && !firm.dials.tuned));
    // Of the events, the one that changes something else as well is left, and the breach, which harms nobody.
    assert_eq!(off.events.len(), 2, "{:?}", off.events);
    assert!(MECHANISMS.iter().all(|mechanism| !mechanism.is_on(&off)));
    assert!(Param::with_key(BREACHES).is_some());
}

/// Firms that arrive by chance copy a rival with noise: nothing that is switched off comes back with them.
#[test]
fn what_is_off_stays_off_where_firms_arrive_by_chance() {
    let text =
        "extends = \"shake-out\"\nworld = { customers = 300, months = 60 }\nentry.entrants_per_year = 2";
    let config = crate::right(text);
    let of_entrants = |config: &Config, measure: &str| -> Vec<f64> {
        let outcome = experiment::alternatives(std::slice::from_ref(config), 0..2, &|_| true)
            .expect("nobody stops it")
            .remove(0);
        let table = &outcome.monthly;
        let rows = (0..table.rows()).filter(|&row| table.word("firm", row).starts_with("entrant"));
        rows.filter_map(|row| table.numbers(measure)[row]).collect()
    };
    assert!(of_entrants(&config, "targeting").iter().any(|&g| 0.0 < g));
    let mut off = config.clone();
    MECHANISMS.iter().for_each(|mechanism| mechanism.switch_off(&mut off));
    let targeting = of_entrants(&off, "targeting");
    assert!(!targeting.is_empty() && targeting.iter().all(|&g| g == 0.0), "{targeting:?}");
    assert_eq!(off.entry.exact, ["firm.*.targeting", "firm.*.tuned", "firm.*.flexibility"]);
    assert!(MECHANISMS.iter().all(|mechanism| !mechanism.is_on(&off)));
}

fn small(folder: &Path, words: &[&str]) -> Output {
    let size = ["--customers", "200", "--months", "26", "--worlds", "5"];
    crate::sellsense(folder).arg("why").args(words).args(size).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it prints text")
}

#[test]
fn why_writes_parts_games_and_waterfalls() {
    let base = tempfile::tempdir().expect("a folder");
    let vary = format!("firm.{TARGETED}.targeting=0,0.9");
    let output = small(base.path(), &["three-ways", "--vary", &vary, "--out", "here"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    for words in [
        "for targeted-make-and-sell",
        "all else",
        "privacy harm",
        "trust.harm = 0",
        "next: sellsense compare",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let why = fs::read_to_string(base.path().join("here/why.csv")).expect("why.csv");
    let rows: Vec<Vec<&str>> = why.lines().skip(1).map(|line| line.split(',').collect()).collect();
    for metric in ["discounted_profit", "trust", "retention_12m"] {
        let effects: Vec<(&str, f64)> = rows
            .iter()
            .filter(|row| row[0] == metric)
            .map(|row| (row[2], row[3].parse().expect("a number")))
            .collect();
        let (total, parts) = effects.split_last().expect("rows");
        assert_eq!((total.0, parts[0].0), ("total", "all else"));
        let sum: f64 = parts.iter().map(|part| part.1).sum();
        assert!((sum - total.1).abs() <= 1e-9 * total.1.abs(), "{metric}: {sum} is not {}", total.1);
    }
    let svg = fs::read_to_string(base.path().join("here/charts/why-profit.svg")).expect("a chart");
    assert!(svg.contains("three-ways"), "the chart says of which scenario it is");
    // The text and the charts show one figure for one thing, whose unit is said.
    let retention = fs::read_to_string(base.path().join("here/charts/why-retention.svg")).expect("a chart");
    let unit = "12-month retention, last 24 months [%, parts in percentage points]";
    assert!(said.contains(unit) && retention.contains(unit) && retention.contains("Why 12-month retention"));
    assert!(said.contains("The parts add up, but for rounding.") && !said.contains("stand alone"), "{said}");
    for (goal, heading) in [("profit", "discounted profit"), ("trust", "trust of"), ("retention", "12-month")]
    {
        let svg =
            fs::read_to_string(base.path().join(format!("here/charts/why-{goal}.svg"))).expect("a chart");
        let plain = |text: &str| text.replace(['\u{a0}', '\u{202f}', ' '], "").replace('−', "-");
        let row = said.split(&format!("\n{heading}")).nth(1).expect("a table").lines();
        let row = row.into_iter().find(|line| line.trim_start().starts_with("privacy harm")).expect("a part");
        let figures = row.trim_start().trim_start_matches("privacy harm").trim();
        let (mean, interval) = figures.split_once("  ").expect("a mean and its interval");
        let interval = interval.trim().split("  ").next().expect("an interval");
        let shown = plain(&format!("{mean}({interval})"));
        assert!(plain(&svg).contains(&shown), "{goal}: `{shown}` is not in the chart");
    }
    let games = fs::read_to_string(base.path().join("here/games.csv")).expect("games.csv");
    assert_eq!(games.lines().count(), 1 + 3 * 128 * 5);
    for goal in ["profit", "trust", "retention"] {
        assert!(base.path().join(format!("here/charts/why-{goal}.png")).is_file());
    }
    // Without a scenario it is the default one; a firm is named again as well as beside the other.
    let firms = ["--firm", "make-and-sell", "--firm", "sense-and-respond", "--no-charts"];
    let firms = small(base.path(), &firms);
    assert!(firms.status.success(), "{}", text(&firms.stderr));
    assert!(base.path().join("output/make-and-sell-v-sense-and-respond-why/why.csv").is_file());
}

#[test]
fn wrong_use_is_said_before_anything_is_simulated() {
    let base = tempfile::tempdir().expect("a folder");
    let cases: &[(&[&str], &str)] = &[
        (&["three-ways"], "there is nothing to explain"),
        (&["three-ways", "--firm", "make-and-sell"], "there is nothing to explain"),
        (&["three-ways", "--firm", "make-and-sell,make-and-sell"], "does not differ from itself"),
        (&["three-ways", "--firm", "make-and-sell,nobody"], "has no firm `nobody`"),
        (&["three-ways", "--vary", "trust.harm=0.1,0.2"], "do not differ at one firm alone"),
        (&["three-ways", "--vary", "trust.harm=0.1,0.2,0.3"], "more than two alternatives"),
        (&["three-ways", "three-ways"], "are the same market"),
        (
            &["three-ways", "fast-market", "--firm", "a,b,c"],
            "--firm takes one name, or one for A and one for B",
        ),
        (&["three-ways", "mailing-list", "--firm", "sense-and-respond"], "has no firm"),
        (&["three-ways", "nowhere"], "there is no scenario and no file `nowhere`"),
        (&[], "there is nothing to explain"),
        // A firm that only A has is not offered.
        (
            &["three-ways", "fast-market"],
            "that they share with --firm: `make-and-sell` and `sense-and-respond`",
        ),
        (&["three-ways", "mailing-list"], "they share no firm: name one of A and one of B"),
    ];
    for (words, expected) in cases {
        let output = small(base.path(), words);
        let said = text(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        assert!(said.contains(expected), "{words:?}: {said}");
    }
    let output = crate::sellsense(base.path())
        .args(["why", "three-ways", "--worlds", "2"])
        .output()
        .expect("it starts");
    assert!(text(&output.stderr).contains("expected a whole number from 5 to 10000"));
    assert!(!base.path().join("output").exists(), "nothing was written");
}
