//! Tests of the library and the program from outside: one binary, one file for each subject.

mod alternatives;
mod architecture;
mod charts;
mod claims;
mod claims_report;
mod compare;
mod compare_statistics;
mod compare_words;
mod docking;
mod docs;
mod exam;
mod limits;
mod manifests;
mod map;
mod own_files;
mod params;
mod phases;
mod regularities;
mod results;
mod run;
mod scenarios;
mod synthetic;
mod trace;
mod trace_command;
mod twin;
mod why;
mod wrong_input;

use assert_cmd::Command;
use sellsense::scenario::config::Config;
use sellsense::scenario::fault::Faults;
use sellsense::scenario::load::{self, Unreadable};

/// Whether tests that take minutes run as well: `SELLSENSE_SLOW_TESTS=1` switches them on.
fn slow_tests() -> bool {
    std::env::var_os("SELLSENSE_SLOW_TESTS").is_some_and(|value| value == "1")
}

/// The program, run in `folder`.
fn sellsense(folder: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sellsense"));
    command.current_dir(folder).env("NO_COLOR", "1");
    command
}

/// Loads a scenario from text, where no file exists.
fn load(text: &str) -> Result<Config, Faults> {
    load_with(text, &[])
}

/// Loads a scenario from text with settings on top, where no file exists.
fn load_with(text: &str, sets: &[&str]) -> Result<Config, Faults> {
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    load::load_text("test.toml", text, &sets, &|_| Err(Unreadable::Missing))
}

/// Loads a scenario that must be right.
fn right(text: &str) -> Config {
    load(text).unwrap_or_else(|faults| panic!("{}", faults.render(false)))
}

/// The faults of a scenario that must have some, one line each.
fn faults(text: &str) -> Vec<String> {
    load(text).expect_err("the scenario has faults").lines()
}

/// The one fault of a scenario.
fn fault(text: &str) -> String {
    let faults = faults(text);
    assert_eq!(faults.len(), 1, "{faults:#?}");
    faults.concat()
}
