//! `sellsense bench`: how fast this machine simulates.

mod full;
mod measure;

use super::machine::pool;
use super::options::{Threads, between};
use super::output::{print, say};
use super::text_table::{Side, lines};
use super::{Failure, load_scenario};
use crate::experiment::Machine;
use crate::scenario::config::Config;
use measure::{Speed, bandwidth, bytes_per_customer, months_alone, whole_runs};

/// Measures customer-months a second, bytes a customer and memory bandwidth on this machine.
///
/// A customer-month is one customer through one month of the scenario `three-ways`. Every figure is the
/// median of several runs; other work on the machine makes them worse.
#[derive(clap::Args)]
#[command(mut_arg("threads", |threads| threads.help("Threads [default: all]")))]
pub struct Arguments {
    /// Customers of the large market
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 1_000_000, value_parser = between(150, 1_000_000_000))]
    customers: u32,
    /// Months of the large market
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 12, value_parser = between(1, 1200))]
    months: u32,
    #[command(flatten)]
    threads: Threads,
    /// Runs of which the median is taken
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 5, value_parser = between(1, 1000))]
    repeats: u32,
    /// Also measures steps, sizes, firms, attributes, products and threads, and prints all as a page of Markdown
    #[arg(long)]
    full: bool,
}

/// A market of the kinds of firm of `three-ways`.
fn market(customers: u32, months: u32, replications: u32) -> Result<Config, Failure> {
    let mut config = load_scenario("three-ways", &[])?;
    config.world.customers = f64::from(customers);
    config.world.months = f64::from(months);
    config.world.replications = f64::from(replications);
    Ok(config)
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let (all, machine) = arguments.threads.pool()?;
    let (one, single) = pool(1)?;
    let large = market(arguments.customers, arguments.months, 1)?;
    let medium = market(20_000, 120, 1)?;
    let small = market(2_000, 120, 40)?;
    let repeats = arguments.repeats;
    if arguments.full {
        return print(&full::page(&large, (&one, single), (&all, machine), repeats)?);
    }
    let mut rows = Vec::new();
    say("measuring ..\n");
    rows.push(one.install(|| months_alone(&large, single, repeats)));
    if machine.threads > 1 {
        rows.push(all.install(|| months_alone(&large, machine, repeats)));
    }
    rows.push(one.install(|| months_alone(&medium, single, repeats)));
    rows.push(all.install(|| whole_runs(&small, machine, repeats)));
    let bytes = bytes_per_customer(&medium);
    let copies = [one.install(|| bandwidth(1)), all.install(|| bandwidth(machine.threads))];
    print(&report(&rows, machine, bytes, copies))
}

fn report(rows: &[Speed], machine: Machine, bytes: f64, copies: [f64; 2]) -> String {
    let head = ["three-ways", "threads", "million a second", "ns each"].map(str::to_owned);
    let mut table = vec![head.to_vec()];
    for row in rows {
        table.push(vec![
            row.what.clone(),
            row.threads.to_string(),
            format!("{:.1}", row.millions()),
            format!("{:.1}", row.nanoseconds()),
        ]);
    }
    let table = lines(&table, &[Side::Left, Side::Right, Side::Right, Side::Right]);
    let [single, all] = copies.map(|copy| copy / 1e9);
    let limit = measure::memory_limit(bytes, copies[1]);
    format!(
        "customer-months, with vectors of {} bits, median of the runs\n\n{table}\n\
         {bytes:.0} bytes a customer; memory copies {single:.0} GB/s on one thread and {all:.0} GB/s on {},\n\
         so that memory alone would allow {limit:.0} million customer-months a second\n\n\
         next: sellsense run --customers 1000000 --replications 4\n",
        machine.width.bits(),
        machine.threads,
    )
}
