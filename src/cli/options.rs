//! The options that commands share: which market, and how the work is done.

use super::{Failure, machine, output};
use crate::experiment::Machine;
use crate::export::folder::{self, Place, Refusal};
use crate::scenario::expected;
use crate::scenario::params::Param;
use clap::Args;
use std::path::PathBuf;
use std::str::FromStr;

/// Folder of results when `--out` names none.
const RESULTS: &str = "output";

// No docstrings on the structs: clap would take them for the help of the command.

// Settings on top of a scenario.
#[derive(Clone, Debug, Args)]
pub struct Market {
    /// Sets a parameter, as `needs.market_shift_per_year=0.8`; may be repeated.
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Simulated customers.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole("world.customers"))]
    pub customers: Option<u64>,
    /// Length of the run in months.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole("world.months"))]
    pub months: Option<u64>,
    /// Names the stream of chance: the same seed gives the same figures.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole("world.seed"))]
    pub seed: Option<u64>,
}

impl Market {
    /// The settings, with so many replications where a number is given; the short options are last, so that they win.
    pub fn settings(&self, replications: Option<u64>) -> Vec<String> {
        let short = self.numbers(replications).map(|(name, value)| format!("world.{name}={value}"));
        self.set.iter().cloned().chain(short).collect()
    }

    /// The short options, as words of a command line.
    pub fn words(&self, replications: Option<u64>) -> impl Iterator<Item = String> {
        self.numbers(replications).map(|(name, value)| format!("--{name} {value}"))
    }

    /// The short options that are given, by the last part of their keys.
    fn numbers(&self, replications: Option<u64>) -> impl Iterator<Item = (&'static str, u64)> {
        let numbers = [
            ("customers", self.customers),
            ("months", self.months),
            ("replications", replications),
            ("seed", self.seed),
        ];
        numbers.into_iter().filter_map(|(name, value)| Some((name, value?)))
    }
}

// Threads alone.
#[derive(Clone, Debug, Args)]
pub struct Threads {
    /// Threads [default: all]; the figures do not depend on them.
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        value_parser = between(1, 1024)
    )]
    threads: Option<u32>,
}

impl Threads {
    /// A pool of as many threads as are asked for, and what it offers.
    pub fn pool(&self) -> Result<(rayon::ThreadPool, Machine), Failure> {
        machine::pool(self.threads.unwrap_or(0) as usize)
    }
}

// How the work is done and where the result goes, which changes no figure.
#[derive(Clone, Debug, Args)]
pub struct Work {
    #[command(flatten)]
    threads: Threads,
    /// Folder of the result.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Draws no charts.
    #[arg(long)]
    pub no_charts: bool,
    /// Prints nothing but errors.
    #[arg(long)]
    pub quiet: bool,
    /// Replaces a result in the folder of --out.
    #[arg(long)]
    force: bool,
}

impl Work {
    /// Where a result of this name goes: to the folder that the user names, or to a free one.
    pub fn place(&self, name: &str) -> Place {
        match &self.out {
            Some(path) => Place::Fixed { path: path.clone(), replace: self.force },
            None => Place::Free { folder: PathBuf::from(RESULTS), name: name.to_owned() },
        }
    }

    /// The same, and whether it can be written to.
    ///
    /// # Errors
    /// Exit code 2 when it cannot, or when nothing is named that --force could replace.
    pub fn writable_place(&self, name: &str) -> Result<Place, Failure> {
        if self.force && self.out.is_none() {
            return Err(Failure::input("--force needs --out, the folder of the result that it replaces"));
        }
        let place = self.place(name);
        folder::check(&place).map_err(|Refusal(text)| Failure::input(text))?;
        Ok(place)
    }

    /// A pool of as many threads as are asked for, and what it offers.
    pub fn pool(&self) -> Result<(rayon::ThreadPool, Machine), Failure> {
        self.threads.pool()
    }

    /// Prints a message, unless nothing but errors is to be printed.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            output::say(text);
        }
    }

    /// Threads and charts, as words of a command line.
    pub fn words(&self) -> impl Iterator<Item = String> {
        let threads = self.threads.threads.map(|threads| format!("--threads {threads}"));
        threads.into_iter().chain(self.no_charts.then(|| "--no-charts".to_owned()))
    }
}

/// Reads the value of an option that stands for the parameter `key`.
pub fn whole(key: &'static str) -> impl Fn(&str) -> Result<u64, String> + Clone {
    move |text| {
        let param = Param::with_key(key).expect("the option stands for a parameter");
        let (low, high) = param.range.expect("a whole number has a range");
        let number = text.parse::<u64>().ok().filter(|&number| (low..=high).contains(&(number as f64)));
        number.ok_or_else(|| format!("expected {}", expected(param)))
    }
}

/// Reads a whole number from `low` to `high`.
pub fn between(low: u32, high: u32) -> impl Fn(&str) -> Result<u32, String> + Clone {
    move |text| {
        let number = text.parse::<u32>().ok().filter(|number| (low..=high).contains(number));
        number.ok_or_else(|| format!("expected a whole number from {low} to {high}"))
    }
}

/// Reads a number of something that no parameter stands for.
pub fn count<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| "expected a whole number, 0 or more".to_owned())
}
