//! `sellsense bench`: how fast this machine simulates.

use super::machine::pool;
use super::output::{print, say};
use super::text_table::{Side, lines};
use super::{Failure, load_scenario};
use crate::experiment::{Machine, Simulation, replications_on};
use crate::scenario::config::Config;
use crate::world::Population;
use std::time::Instant;

/// Measures customer-months a second, bytes a customer and memory bandwidth on this machine.
///
/// A customer-month is one customer through one month of the scenario `three-ways`. Every figure is the
/// median of several runs; other work on the machine makes them worse.
#[derive(clap::Args)]
pub struct Arguments {
    /// Customers of the large market
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(150..=1_000_000_000))]
    customers: u32,
    /// Months of the large market
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=1200))]
    months: u32,
    /// Threads [default: all]
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        value_parser = clap::value_parser!(u16).range(1..=1024)
    )]
    threads: Option<u16>,
    /// Runs of which the median is taken
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    repeats: u32,
}

/// One line of the table.
struct Row {
    what: String,
    threads: usize,
    customer_months: f64,
    seconds: f64,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let (all, machine) = pool(usize::from(arguments.threads.unwrap_or(0)))?;
    let (one, single) = pool(1)?;
    let market = |customers: u32, months: u32, replications: u32| -> Result<Config, Failure> {
        let mut config = load_scenario("three-ways", &[])?;
        config.world.customers = f64::from(customers);
        config.world.months = f64::from(months);
        config.world.replications = f64::from(replications);
        Ok(config)
    };
    let large = market(arguments.customers, arguments.months, 1)?;
    let medium = market(20_000, 120, 1)?;
    let small = market(2_000, 120, 40)?;
    let repeats = arguments.repeats;
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

/// The months of one market, without its set-up.
fn months_alone(config: &Config, machine: Machine, repeats: u32) -> Row {
    let population = Population::new(config);
    let months = config.world.months as u32;
    let parts = if machine.threads > 1 { 4 * machine.threads } else { 1 };
    let mut simulation = Simulation::with(config, &population, 0, parts, machine.width);
    let seconds = median(repeats, || {
        // The first month allocates; it is no part of the measure.
        simulation = Simulation::with(config, &population, 0, parts, machine.width);
        simulation.step();
        let start = Instant::now();
        (0..months).for_each(|_| simulation.step());
        start.elapsed().as_secs_f64()
    });
    Row {
        what: format!("{} customers, months alone", config.world.customers),
        threads: machine.threads,
        customer_months: config.world.customers * f64::from(months),
        seconds,
    }
}

/// Whole runs of many markets: set-up, months and recording.
fn whole_runs(config: &Config, machine: Machine, repeats: u32) -> Row {
    let seconds = median(repeats, || {
        let start = Instant::now();
        let outcome = replications_on(config, machine, &|_| true);
        assert!(outcome.is_some(), "nobody stops the study");
        start.elapsed().as_secs_f64()
    });
    let world = &config.world;
    Row {
        what: format!("{} whole runs of {} customers", world.replications, world.customers),
        threads: machine.threads,
        customer_months: world.replications * world.customers * world.months,
        seconds,
    }
}

/// Memory of customers and their links \[bytes per customer\].
fn bytes_per_customer(config: &Config) -> f64 {
    let mut simulation = Simulation::new(config, 0);
    simulation.step();
    let world = simulation.world();
    let bytes: usize = world.blocks.iter().map(|block| block.bytes()).sum();
    bytes as f64 / f64::from(world.customers())
}

/// Memory read and written by copies of columns too large for any cache, on `threads` threads at once \[bytes per
/// second\].
fn bandwidth(threads: usize) -> f64 {
    const NUMBERS: usize = 16 << 20;
    let mut columns: Vec<(Vec<f32>, Vec<f32>)> =
        (0..threads).map(|_| (vec![1.0; NUMBERS], vec![0.0; NUMBERS])).collect();
    let seconds = median(5, || {
        let start = Instant::now();
        std::thread::scope(|scope| {
            for (from, to) in &mut columns {
                scope.spawn(|| {
                    for _ in 0..4 {
                        to.copy_from_slice(from);
                        std::hint::black_box(&mut *to);
                    }
                });
            }
        });
        start.elapsed().as_secs_f64()
    });
    (threads * 4 * 2 * NUMBERS * size_of::<f32>()) as f64 / seconds
}

/// Median of `repeats` measures.
fn median(repeats: u32, mut measure: impl FnMut() -> f64) -> f64 {
    let mut seconds: Vec<f64> = (0..repeats).map(|_| measure()).collect();
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

fn report(rows: &[Row], machine: Machine, bytes: f64, copies: [f64; 2]) -> String {
    let head = ["three-ways", "threads", "million a second", "ns each"].map(str::to_owned);
    let mut table = vec![head.to_vec()];
    for row in rows {
        table.push(vec![
            row.what.clone(),
            row.threads.to_string(),
            format!("{:.1}", row.customer_months / row.seconds / 1e6),
            format!("{:.1}", row.seconds / row.customer_months * 1e9),
        ]);
    }
    let table = lines(&table, &[Side::Left, Side::Right, Side::Right, Side::Right]);
    let [single, all] = copies.map(|copy| copy / 1e9);
    let limit = all * 1e9 / (2.0 * bytes) / 1e6;
    format!(
        "customer-months, with vectors of {} bits, median of the runs\n\n{table}\n\
         {bytes:.0} bytes a customer; memory copies {single:.0} GB/s on one thread and {all:.0} GB/s on {},\n\
         so that memory alone would allow {limit:.0} million customer-months a second\n\n\
         next: sellsense run --customers 1000000 --replications 4\n",
        machine.width.bits(),
        machine.threads,
    )
}
