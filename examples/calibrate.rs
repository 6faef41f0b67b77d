//! History matching: which settings of the plausible ranges the facts of `docs/evidence.md` leave over.
//!
//! ```text
//! cargo run --release --example calibrate -- sourced 30 > sourced.csv
//! ```
//!
//! The arguments are the set (`all` moves every parameter of nature that has a plausible range, `sourced` those whose
//! default has a source) and the number of waves. `scenarios/plausible.csv` holds one result of each set. Progress goes
//! to the standard error.

use sellsense::exam::matching::{Axis, Chance, Matching, Scope, Trial, axes, hypercube, left_over};
use sellsense::exam::{Effort, Program, Sitting};
use sellsense::scenario::config::Config;
use sellsense::scenario::load::{self, Unreadable};

/// Settings of the Latin hypercube, of a further wave, asked once more at the end, and kept at least.
const FIRST: usize = 96;
const LATER: usize = 80;
const ASKED_AGAIN: usize = 40;
const LEAST: usize = 20;
/// Waves after which the standard errors are learned anew.
const LEARN: usize = 12;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let scope =
        if arguments.first().is_some_and(|name| name == "sourced") { Scope::Sourced } else { Scope::All };
    let waves = arguments.get(1).and_then(|text| text.parse().ok()).unwrap_or(30);

    let mut matching = matching(scope, 1, 2000.0, 3000.0, 180.0);
    let mut chance = Chance::new(1);
    let mut tried: Vec<Trial> = Vec::new();
    matching.wave(hypercube(matching.axes.len(), FIRST, &mut chance), &mut tried);
    report(0, &tried);
    for wave in 1..=waves {
        if wave % LEARN == 2 {
            matching.learn_errors(&tried[0].place, 6);
            tried.iter_mut().for_each(|trial| matching.judge(trial));
            tried.sort_by(|a, b| a.distance.total_cmp(&b.distance));
        }
        matching.wave(matching.between(&tried, LATER, &mut chance), &mut tried);
        report(wave, &tried);
    }

    let judge = Matching { worlds: 2, ..self::matching(scope, 2, 10_000.0, 10_000.0, 300.0) };
    let again = tried.iter().take(ASKED_AGAIN).filter_map(|trial| judge.trial(&trial.place, f64::INFINITY));
    print(scope, &judge.axes, &left_over(again.collect(), LEAST));
}

/// The questions, to people and to a market of firms of one kind of these sizes and months.
fn matching(scope: Scope, seed: u64, people: f64, null: f64, months: f64) -> Matching<'static> {
    let mut market = load::load("null-market", &[], &|_| Err(Unreadable::Missing)).expect("it is built in");
    market.world.customers = null;
    market.world.months = months;
    market.world.seed = seed;
    let mut config = Config::defaults();
    config.world.customers = people;
    config.world.seed = seed;
    let sitting = Sitting { subject: &Program, effort: Effort::Quick, seed, on_months: &|_| true };
    Matching { sitting, axes: axes(scope), people: config, null: market, worlds: 1, errors: Vec::new() }
}

fn report(wave: usize, tried: &[Trial]) {
    let misses: Vec<String> =
        tried[0].misses().map(|item| format!("{} {}", item.source, item.measured_text())).collect();
    eprintln!(
        "wave {wave}: {} asked to the end; the nearest at {:.1} misses {}",
        tried.len(),
        tried[0].distance,
        misses.join(", "),
    );
}

fn print(scope: Scope, axes: &[Axis], trials: &[Trial]) {
    // Both sets have the columns of the larger one.
    let columns = self::axes(Scope::All);
    let keys: Vec<&str> = columns.iter().map(|axis| axis.key.as_str()).collect();
    println!("set,id,{}", keys.join(","));
    for (id, trial) in trials.iter().enumerate() {
        let value = |column: &Axis| {
            let moved = axes.iter().position(|axis| axis.key == column.key);
            moved.map_or(column.default, |a| axes[a].value(trial.place[a]))
        };
        let values: Vec<String> =
            columns.iter().map(|column| ((value(column) * 1e6).round() / 1e6).to_string()).collect();
        println!("{},{id},{}", scope.name(), values.join(","));
        eprintln!("{id}: {} misses", trial.misses().count());
        for item in trial.misses() {
            eprintln!(
                "    {} {}: {}, expected {}",
                item.source,
                item.item,
                item.measured_text(),
                item.expected_text()
            );
        }
    }
}
