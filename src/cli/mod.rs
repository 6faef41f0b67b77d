//! What its users type: one file per command, and the only code that prints.

use clap::{Parser, Subcommand};

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
}

#[derive(Parser)]
#[command(name = "sellsense", version, about, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {}

/// Runs the command line of this process and returns its exit code.
pub fn main() -> u8 {
    let arguments = Arguments::parse();
    let outcome: Result<(), Failure> = match arguments.command {
        None => Ok(()),
        Some(command) => match command {},
    };
    match outcome {
        Ok(()) => 0,
        Err(failure) => {
            eprint!("{}", failure.message);
            failure.code
        }
    }
}
