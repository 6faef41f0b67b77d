//! History matching: which settings of the plausible ranges the facts of `docs/evidence.md` leave over.
//!
//! ```text
//! cargo run --release --example calibrate -- all 90 20 > near.csv
//! cargo run --release --example calibrate -- sourced 40 10 | tail -n +2 >> near.csv
//! cargo run --release --example calibrate -- spread near.csv > scenarios/plausible.csv
//! cargo run --release --example calibrate -- ask scenarios/plausible.csv > again.csv
//! ```
//!
//! The first two search. Their arguments are the set (`all` moves every parameter of nature that has a plausible range,
//! `sourced` those whose default has a source) and the number of waves in small markets and, from the nearest of these
//! on, in larger ones. A search ends in a cloud of settings that are nearly alike. The third leads each of them but the
//! nearest away from there by a walk of chance that never goes farther from the facts than the farthest of them, so that
//! what the facts leave open comes to lie anywhere, and asks each in larger worlds in which nothing was chosen: what it
//! missed stands in the column `missed`. The last asks every setting of a table in these worlds. Progress goes to the
//! standard error.

use rayon::prelude::*;
use sellsense::exam::matching::{Axis, Chance, Matching, Place, Scope, Trial, axes, hypercube, left_over};
use sellsense::exam::{Effort, Program, Sitting};
use sellsense::scenario::config::Config;
use sellsense::scenario::load::{self, Unreadable};

/// Settings of the Latin hypercube, those of a further wave, those taken over to larger markets, those asked once more
/// at the end, and those kept at least.
const FIRST: usize = 96;
const LATER: usize = 80;
const TAKEN_OVER: usize = 64;
const ASKED_AGAIN: usize = 64;
const LEAST: usize = 20;
/// Waves after which the standard errors are learned anew.
const LEARN: usize = 12;
/// Steps by which a setting is led away from where the search has ended.
const STEPS: usize = 120;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, table] = &arguments[..]
        && ["ask", "spread"].contains(&command.as_str())
    {
        let table = std::fs::read_to_string(table).expect("a table of settings");
        print_head();
        return if command == "ask" { settings(&table).iter().for_each(ask) } else { spread(&table) };
    }
    let scope =
        if arguments.first().is_some_and(|name| name == "sourced") { Scope::Sourced } else { Scope::All };
    let number =
        |place: usize, or: usize| arguments.get(place).and_then(|text| text.parse().ok()).unwrap_or(or);

    let small = matching(scope, 1, 2000.0, 3000.0, 180.0);
    let places = hypercube(small.axes.len(), FIRST, &mut Chance::new(1));
    let coarse = search(small, places, number(1, 10));
    let places = coarse.into_iter().take(TAKEN_OVER).map(|trial| trial.place).collect();
    let fine = search(matching(scope, 1, 4000.0, 5000.0, 220.0), places, number(2, 5));

    let judge = Matching { worlds: 2, ..matching(scope, 2, 10_000.0, 10_000.0, 300.0) };
    let again = left_over(fine, ASKED_AGAIN).into_iter().take(ASKED_AGAIN);
    let again = again.filter_map(|trial| judge.trial(&trial.place, f64::INFINITY));
    print_head();
    for (id, trial) in left_over(again.collect(), LEAST).iter().enumerate() {
        print(scope, id, &judge.axes, trial);
    }
}

/// The settings of a table: the set, the number and the place of each.
fn settings(table: &str) -> Vec<(Scope, usize, Place)> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let head = reader.headers().expect("a head").clone();
    let setting = |row: csv::StringRecord| {
        let scope = if &row[0] == "sourced" { Scope::Sourced } else { Scope::All };
        let place = |axis: &Axis| {
            let column = head.iter().position(|key| key == axis.key).expect("a column for each parameter");
            axis.place(row[column].parse().expect("a number"))
        };
        (scope, row[1].parse().expect("a number"), axes(scope).iter().map(place).collect())
    };
    reader.records().map(|row| setting(row.expect("a row"))).collect()
}

/// Asks a setting in larger worlds, in none of which a setting was chosen, and prints it.
fn ask((scope, id, place): &(Scope, usize, Place)) {
    let judge = Matching { worlds: 2, ..matching(*scope, 3, 10_000.0, 10_000.0, 300.0) };
    let trial = judge.trial(place, f64::INFINITY).expect("nobody stops it");
    print(*scope, *id, &judge.axes, &trial);
}

/// From each setting of a table goes as far as the facts let it, and asks and prints where it ends.
fn spread(table: &str) {
    for scope in [Scope::All, Scope::Sourced] {
        let from: Vec<_> = settings(table).into_iter().filter(|(of, ..)| *of == scope).collect();
        let Some((.., first)) = from.first() else { continue };
        let mut small = matching(scope, 1, 2000.0, 3000.0, 180.0);
        small.learn_errors(first, 6);
        let trial = |place: &Place| small.trial(place, f64::INFINITY).expect("nobody stops it");
        let trials: Vec<Trial> = from.par_iter().map(|(.., place)| trial(place)).collect();
        let farthest = trials.iter().map(|trial| trial.distance).fold(0.0, f64::max);
        eprintln!("{}: the farthest lies at {farthest:.1}", scope.name());
        let ends: Vec<_> = from
            .par_iter()
            .zip(&trials)
            .map(|((_, id, _), trial)| {
                let mut chance = Chance::new(1 + *id as u64);
                // The nearest stays: the scenario `calibrated` is that of `all`.
                let steps = if *id == 0 { 0 } else { STEPS };
                let end = small.wander(trial, farthest, steps, &mut chance).expect("nobody stops it");
                let moved =
                    end.place.iter().zip(&trial.place).map(|(to, from)| (to - from).abs()).sum::<f64>();
                let mean = moved / end.place.len() as f64;
                eprintln!("{} {id}: moved by {mean:.2} of an axis, to {:.1}", scope.name(), end.distance);
                (scope, *id, end.place)
            })
            .collect();
        ends.iter().for_each(ask);
    }
}

/// Settings from `places` on, the nearest first.
fn search(mut matching: Matching, places: Vec<Place>, waves: usize) -> Vec<Trial> {
    let mut chance = Chance::new(places.len() as u64);
    let mut tried: Vec<Trial> = Vec::new();
    matching.wave(places, &mut tried);
    report(0, &tried);
    for wave in 1..=waves {
        if wave % LEARN == 1 {
            matching.learn_errors(&tried[0].place, 6);
            tried.iter_mut().for_each(|trial| matching.judge(trial));
            tried.sort_by(|a, b| a.distance.total_cmp(&b.distance));
        }
        matching.wave(matching.between(&tried, LATER, &mut chance), &mut tried);
        report(wave, &tried);
    }
    tried
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
    let sitting =
        Sitting { subject: &Program, effort: Effort::Quick, seed, scenario: None, on_months: &|_| true };
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

fn print_head() {
    let keys: Vec<String> = axes(Scope::All).into_iter().map(|axis| axis.key).collect();
    println!("set,id,missed,{}", keys.join(","));
}

/// One row: the facts that are missed, one word for each item, and the parameters of the larger set.
fn print(scope: Scope, id: usize, moved: &[Axis], trial: &Trial) {
    let value = |column: &Axis| {
        let moved = moved.iter().position(|axis| axis.key == column.key);
        moved.map_or(column.default, |a| column.value(trial.place[a]))
    };
    let values: Vec<String> =
        axes(Scope::All).iter().map(|column| ((value(column) * 1e6).round() / 1e6).to_string()).collect();
    let facts: Vec<&str> = trial.misses().filter_map(|item| item.source.split(' ').next()).collect();
    println!("{},{id},{},{}", scope.name(), facts.join(" "), values.join(","));
    eprintln!("{} {id}: {} of {} missed", scope.name(), facts.len(), trial.counted());
    for item in trial.misses() {
        let (measured, expected) = (item.measured_text(), item.expected_text());
        eprintln!("    {} {}: {measured}, expected {expected}", item.source, item.item);
    }
}
