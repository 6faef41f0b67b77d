//! What its users type: one file per command, and the only code that prints.

mod alternatives;
pub mod axis;
mod bench;
mod claims;
mod compare;
mod curves;
mod exam;
mod files;
mod findings;
mod goal_words;
mod machine;
mod map;
mod map_text;
mod metrics;
mod next;
mod notes;
mod options;
mod output;
pub mod params;
mod progress;
mod run;
mod scenario;
mod text_table;
mod trace;
mod trace_because;
mod trace_text;
mod verdict;
mod why;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue};
use clap::{Parser, Subcommand};

pub use files::load_scenario;

/// Why a command ended without doing its work.
#[derive(Debug)]
pub struct Failure {
    /// Exit code: 1 failed while working, 2 wrong use or wrong input.
    pub code: u8,
    /// What to tell the user, ready to print; it ends with a newline.
    pub message: String,
}

impl Failure {
    /// Something went wrong while working (exit code 1).
    pub fn working(message: impl std::fmt::Display) -> Failure {
        Failure { code: 1, message: format!("error: {message}\n") }
    }

    /// Wrong use or wrong input (exit code 2).
    pub fn input(message: impl std::fmt::Display) -> Failure {
        Failure { code: 2, message: format!("error: {message}\n") }
    }

    /// Nobody reads what is printed any more: the command ends, and that is no failure.
    fn unread() -> Failure {
        Failure { code: 0, message: String::new() }
    }
}

#[derive(Parser)]
#[command(name = "sellsense", version, about, disable_help_subcommand = true, max_term_width = 80)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Simulates a scenario and writes tables, charts and a manifest.
    Run(run::Arguments),
    /// Compares scenarios in the same worlds: which is ahead, by how much, how surely.
    Compare(compare::Arguments),
    /// Explains a difference by mechanisms, switched on and off in the same worlds.
    Why(why::Arguments),
    /// Maps which firm leads over two parameters, and where that is not decided.
    Map(map::Arguments),
    /// Follows one customer through two scenarios, and says why her two lives part.
    Trace(trace::Arguments),
    /// Lists, shows, checks and starts scenarios.
    Scenario(scenario::Arguments),
    /// Explains parameters: meaning, unit, range, source, confidence.
    Params(params::Arguments),
    /// Puts the essay on trial: an experiment and a verdict for each of its claims.
    Claims(claims::Arguments),
    /// Puts the model to the test: what was measured, and what was expected.
    Exam(exam::Arguments),
    /// Measures how fast this machine simulates.
    Bench(bench::Arguments),
}

/// Printed when the program is called without a command.
const WELCOME: &str = "\
sellsense simulates a market in which firms that target customers compete with
firms that adapt to them. Try:
  sellsense run              simulate the scenario `three-ways`
  sellsense scenario list    see the questions that come with the program
  sellsense params trust     see what moves trust
`sellsense --help` lists all commands.
";

/// The nearest option to `--quick` by its letters is no help to somebody who wants the short form of the exam.
fn without_misleading_tip(mut error: clap::Error) -> clap::Error {
    let is_quick =
        matches!(error.get(ContextKind::InvalidArg), Some(ContextValue::String(arg)) if arg == "--quick");
    if is_quick && std::env::args().nth(1).is_some_and(|command| command == "exam") {
        error.remove(ContextKind::SuggestedArg);
        error.remove(ContextKind::Usage);
        let tip = StyledStr::from("the quick form is the default; `--full` is the other");
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
    }
    error
}

/// Runs the command line of this process and returns its exit code.
pub fn main() -> u8 {
    let arguments = Arguments::try_parse().unwrap_or_else(|error| without_misleading_tip(error).exit());
    let outcome = match arguments.command {
        None => output::print(WELCOME),
        Some(Command::Run(arguments)) => run::run(arguments),
        Some(Command::Compare(arguments)) => compare::run(arguments),
        Some(Command::Why(arguments)) => why::run(arguments),
        Some(Command::Map(arguments)) => map::run(arguments),
        Some(Command::Trace(arguments)) => trace::run(arguments),
        Some(Command::Scenario(arguments)) => scenario::run(arguments),
        Some(Command::Params(arguments)) => params::run(arguments),
        Some(Command::Claims(arguments)) => claims::run(arguments),
        Some(Command::Exam(arguments)) => exam::run(arguments),
        Some(Command::Bench(arguments)) => bench::run(arguments),
    };
    match outcome {
        Ok(()) => 0,
        Err(failure) => {
            output::say(&failure.message);
            failure.code
        }
    }
}
