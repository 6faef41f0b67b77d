//! How a command uses the machine: threads, and the width of vector instructions.

use super::Failure;
use crate::experiment::Machine;
use crate::model::width::Width;
use crate::scenario::config::Config;

/// Forces a width of vector instructions, for tests and comparisons \[bits\].
const VECTOR_BITS: &str = "SELLSENSE_VECTOR_BITS";

/// A pool of this many threads (0: all of the machine), and what it offers.
pub fn pool(threads: usize) -> Result<(rayon::ThreadPool, Machine), Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(Failure::working)?;
    let machine = Machine { threads: pool.current_num_threads(), width: width()? };
    Ok((pool, machine))
}

/// The widest vector instructions, or those that the environment asks for.
pub fn width() -> Result<Width, Failure> {
    let Some(asked) = std::env::var_os(VECTOR_BITS) else { return Ok(Width::widest()) };
    let bits = asked.to_str().and_then(|text| text.parse().ok());
    let available: Vec<String> = Width::available().iter().map(|width| width.bits().to_string()).collect();
    bits.and_then(Width::with_bits).filter(|width| width.is_available()).ok_or_else(|| {
        let asked = asked.to_string_lossy();
        let list = available.join(", ");
        Failure::input(format!("{VECTOR_BITS} is `{asked}`; this machine has vectors of {list} bits"))
    })
}

/// Refuses a market that does not fit into the memory of this machine; where that is not known, none.
///
/// # Errors
/// Exit code 2, with what is needed and what is available.
pub fn check_memory(config: &Config, machine: Machine) -> Result<(), Failure> {
    let needed = memory(config, machine.threads);
    match available_memory() {
        Some(available) if available < needed => Err(Failure::input(format!(
            "this market needs about {} of memory, and {} are available\n\
             hint: ask for fewer customers with --customers, or for fewer markets at the same time with --threads",
            gigabytes(needed),
            gigabytes(available)
        ))),
        _ => Ok(()),
    }
}

/// Memory of the customers and their links, of all replications that run at the same time \[bytes\].
fn memory(config: &Config, threads: usize) -> f64 {
    let world = &config.world;
    let arrivals =
        if config.entry.enabled { config.entry.entrants_per_year * world.months / 12.0 } else { 0.0 };
    let firms = config.firms.len() as f64 + arrivals.ceil();
    let per_customer = 4.0 * (world.attributes + 3.0) + 3.0 + firms * (4.0 * (world.attributes + 2.0) + 2.0);
    let at_once = if world.customers > 200_000.0 { 1.0 } else { world.replications.min(threads as f64) };
    at_once * world.customers * per_customer
}

/// Memory that programs may still use \[bytes\]; unknown where the system does not say it in /proc/meminfo.
fn available_memory() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(1024.0 * line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok()?)
}

fn gigabytes(bytes: f64) -> String {
    format!("{:.1} GB", bytes / 1e9)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::config::Model;

    #[test]
    fn the_memory_of_a_market_is_that_of_the_replications_at_the_same_time() {
        let mut config = Config::defaults();
        for name in ["a", "b", "c"] {
            config.add_firm(name, Model::MakeAndSell);
        }
        config.world.customers = 1000.0;
        config.world.replications = 20.0;
        assert_eq!(memory(&config, 4), 4.0 * 93_000.0);
        config.world.replications = 3.0;
        assert_eq!(memory(&config, 4), 3.0 * 93_000.0);
        config.world.customers = 1e6;
        assert_eq!(memory(&config, 4), 93e6);
    }
}
