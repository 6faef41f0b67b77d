//! `sellsense scenario`: what scenarios there are, what one says, whether one is right, how to start one.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::files::read_text;
use super::notes::notes;
use super::output::{beside, print, say, shell_word, wrapped};
use super::run::counted;
use super::{Failure, load_scenario};
use crate::scenario::builtin;
use crate::scenario::config::Config;
use crate::scenario::{schema, write};

/// Arguments of `sellsense scenario`.
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Lists the built-in scenarios and the questions they ask.
    List,
    /// Prints a scenario: a built-in one as it was written, a file with every value.
    Show {
        /// Built-in name, or a TOML file.
        scenario: String,
        /// Print every value, also those that the scenario leaves at their defaults.
        #[arg(long)]
        complete: bool,
        /// Change a value, and print every value: for example trust.harm=0.2.
        #[arg(long = "set", value_name = "KEY=VALUE")]
        sets: Vec<String>,
    },
    /// Checks scenario files, and reports all that is wrong with them.
    Check {
        /// Scenario files, or built-in names.
        #[arg(required = true)]
        scenarios: Vec<String>,
    },
    /// Writes a new scenario file to be edited; an existing file is left as it is.
    New {
        /// File to write.
        file: PathBuf,
        /// The scenario it starts from.
        #[arg(long, value_name = "SCENARIO", default_value = builtin::DEFAULT)]
        from: String,
    },
    /// Prints the JSON Schema of scenario files, for editors.
    Schema,
}

/// Runs `sellsense scenario`.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    match arguments.action {
        Action::List => list(),
        Action::Show { scenario, complete, sets } => show(&scenario, complete || !sets.is_empty(), &sets),
        Action::Check { scenarios } => check(&scenarios),
        Action::New { file, from } => new(&file, &from),
        Action::Schema => {
            print(&format!("{:#}\n", schema::schema()))?;
            say("\nWith the schema in a file, an editor completes and checks scenarios. For example:\n");
            say("  sellsense scenario schema > scenario.schema.json\n");
            Ok(())
        }
    }
}

fn list() -> Result<(), Failure> {
    let mut text = String::new();
    for name in builtin::names() {
        let config = load_scenario(name, &[])?;
        text += &format!("{}\n", beside(name, &config.question, 20));
    }
    text += "\nnext: sellsense scenario show NAME, sellsense run NAME\n";
    print(&text)
}

fn show(scenario: &str, complete: bool, sets: &[String]) -> Result<(), Failure> {
    // Also when its own text is shown, so that a name that does not exist is answered in the same way.
    let config = load_scenario(scenario, sets)?;
    match builtin::with_name(scenario) {
        Some(builtin) if !complete => {
            print(builtin.text)?;
            say(&format!("\nevery value: sellsense scenario show {scenario} --complete\n"));
        }
        _ => print(&write::to_toml(&config))?,
    }
    say(&format!("next: sellsense run {}\n", shell_word(scenario)));
    Ok(())
}

fn check(scenarios: &[String]) -> Result<(), Failure> {
    let mut wrong = 0;
    for scenario in scenarios {
        match load_scenario(scenario, &[]) {
            Ok(config) => {
                print(&format!("{scenario}: no faults\n{}\n", wrapped(&summary(&config), "  ")))?;
                if says_nothing(scenario) {
                    say("note: the file is empty: everything is the default\n");
                }
                say(&notes(&config));
            }
            Err(failure) => {
                wrong += 1;
                say(&failure.message);
            }
        }
    }
    match (wrong, scenarios) {
        (0, [scenario]) => print(&format!("next: sellsense run {}\n", shell_word(scenario))),
        (0, all) => print(&format!(
            "no faults in {} scenarios; next: sellsense run {}\n",
            all.len(),
            shell_word(&all[0])
        )),
        (_, [_]) => Err(Failure { code: 2, message: String::new() }),
        (wrong, all) => Err(Failure::input(format!("{wrong} of {} scenarios have faults", all.len()))),
    }
}

/// Whether a scenario is a file of blank lines and comments.
fn says_nothing(scenario: &str) -> bool {
    let is_nothing = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    builtin::with_name(scenario).is_none()
        && read_text(scenario).is_ok_and(|text| text.lines().all(is_nothing))
}

/// What a market consists of, in one or two lines.
fn summary(config: &Config) -> String {
    let mut firms: Vec<String> = Vec::new();
    for firm in &config.firms {
        let enters = firm.enters_month;
        firms.push(match enters > 0.0 {
            true => format!("{} (from month {enters})", firm.name),
            false => firm.name.clone(),
        });
    }
    let events = match config.timeline().len() {
        0 => "no events".to_owned(),
        count => counted(count as f64, "event"),
    };
    format!(
        "{}: {}, {}, {events}, {}: {}",
        config.name,
        counted(config.world.customers, "customer"),
        counted(config.world.months, "month"),
        counted(config.firms.len() as f64, "firm"),
        firms.join(", ")
    )
}

fn new(file: &Path, from: &str) -> Result<(), Failure> {
    let shown = file.display();
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let Some(name) = write::name_for(&stem) else {
        return Err(Failure::input(format!("no name of a scenario can be made of `{shown}`")));
    };
    load_scenario(from, &[])?;
    // A file that is named as the base is found from the folder of the new one.
    let beside = file.parent().is_none_or(|folder| folder.as_os_str().is_empty());
    let base = match builtin::with_name(from) {
        Some(builtin) => builtin.name.to_owned(),
        None if beside => from.to_owned(),
        None => std::path::absolute(from)
            .map_err(|error| Failure::working(format!("cannot find `{from}`: {error}")))?
            .display()
            .to_string(),
    };
    let text = write::starter(&name, &base);
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Ok(()) => print(&format!(
            "wrote {shown}, which starts from {from}\nnext: edit it, then sellsense scenario check {}\n",
            shell_word(&file.to_string_lossy())
        )),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(Failure::input(format!("`{shown}` exists and is left as it is; choose another name")))
        }
        Err(error) => Err(Failure::working(format!("cannot write `{shown}`: {error}"))),
    }
}
