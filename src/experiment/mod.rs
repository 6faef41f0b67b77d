//! Many runs: one scenario in several replications, each with its own chance.

pub mod comparison;
pub mod games;
pub mod goals;
pub mod market;
mod outcome;
pub mod verdicts;

pub use outcome::Outcome;
use outcome::Run;

use crate::model::width::Width;
use crate::model::{self, Watch, Workers};
use crate::record::Record;
use crate::scenario::config::Config;
use crate::world::{Population, World};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One replicate of a scenario, to be stepped month by month.
#[derive(Clone, Debug)]
pub struct Simulation {
    world: World,
    workers: Workers,
}

impl Simulation {
    /// The market of `config` in replicate `replicate`, before its first month.
    pub fn new(config: &Config, replicate: u32) -> Simulation {
        Simulation::with(config, &Population::new(config), replicate, 1, Width::widest())
    }

    /// The same with a shared population, a number of parts that may run at the same time, and a vector width;
    /// none of these changes a result.
    pub fn with(
        config: &Config,
        population: &Population,
        replicate: u32,
        parts: usize,
        width: Width,
    ) -> Simulation {
        let config = model::with_entrants(config, replicate);
        let mut world = World::new(&config, population, replicate);
        let workers = Workers::new(parts, width);
        model::open(&mut world, &workers);
        Simulation { world, workers }
    }

    /// The market as it stands.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Simulates one month.
    pub fn step(&mut self) {
        model::month(&mut self.world, &mut self.workers, None);
    }

    /// Simulates one month while `watch` looks on, on one thread. The month is the same as without.
    pub fn step_watched(&mut self, watch: &mut dyn Watch) {
        model::month(&mut self.world, &mut self.workers, Some(watch));
    }
}

/// How a study uses the machine. No setting changes a result.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    /// Threads.
    pub threads: usize,
    /// Width of vector instructions.
    pub width: Width,
}

impl Machine {
    /// All threads of the current rayon pool, and the widest vectors.
    pub fn all() -> Machine {
        Machine { threads: rayon::current_num_threads(), width: Width::widest() }
    }
}

/// Simulates all replications of `config`. `on_months` is told of the customer-months that were simulated since
/// its last call, from any thread; when it returns `false` the study stops and there is no outcome.
pub fn replications(config: &Config, on_months: &(dyn Fn(u64) -> bool + Sync)) -> Option<Outcome> {
    replications_on(config, Machine::all(), on_months)
}

/// The same on a given part of the machine.
pub fn replications_on(
    config: &Config,
    machine: Machine,
    on_months: &(dyn Fn(u64) -> bool + Sync),
) -> Option<Outcome> {
    let worlds = 0..config.world.replications as u32;
    let outcomes =
        alternatives_on(std::slice::from_ref(config), worlds, Keep::Everything, machine, on_months);
    outcomes.map(|mut outcomes| outcomes.remove(0))
}

/// Worlds whose cohorts an outcome keeps. Their table grows with the square of the months: at 120 months these are
/// two million rows, while ten thousand worlds would be two hundred million.
pub const FOLLOWED: u32 = 100;

/// What an outcome keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// All tables, that of cohorts for the first [`FOLLOWED`] worlds.
    Everything,
    /// All but the cohorts, whose table stays empty.
    NoCohorts,
}

/// Simulates each of `configs` in the same `worlds`: world `r` gives every alternative the same chance, so that
/// differences between them are paired (common random numbers). One outcome per alternative, in their order,
/// whose replicates are the numbers of the worlds. `on_months` as in [`replications`].
pub fn alternatives(
    configs: &[Config],
    worlds: Range<u32>,
    on_months: &(dyn Fn(u64) -> bool + Sync),
) -> Option<Vec<Outcome>> {
    alternatives_on(configs, worlds, Keep::NoCohorts, Machine::all(), on_months)
}

/// The same on a given part of the machine.
pub fn alternatives_on(
    configs: &[Config],
    worlds: Range<u32>,
    keep: Keep,
    machine: Machine,
    on_months: &(dyn Fn(u64) -> bool + Sync),
) -> Option<Vec<Outcome>> {
    let populations = populations(configs);
    let stopped = AtomicBool::new(false);
    let count = worlds.len();
    let all = configs.len() * count;
    // Many small markets run side by side; a few large ones one after the other, each on all threads.
    let largest = configs.iter().map(|config| config.world.customers).fold(0.0, f64::max);
    let large = largest > 200_000.0 || all < machine.threads;
    let parts = if large && machine.threads > 1 { 4 * machine.threads } else { 1 };
    let one = |run: usize| -> Option<Run> {
        let (config, replicate) = (&configs[run / count], worlds.start + (run % count) as u32);
        let population = &populations[run / count];
        let mut simulation = Simulation::with(config, population, replicate, parts, machine.width);
        let mut record = Record::new(&simulation.world, replicate);
        let customers = u64::from(simulation.world.customers());
        for _ in simulation.world.first_month.0..config.world.months as i32 {
            if stopped.load(Ordering::Relaxed) {
                return None;
            }
            let month = simulation.world.month;
            simulation.step();
            record.add(&simulation.world, month);
            if !on_months(customers) {
                stopped.store(true, Ordering::Relaxed);
            }
        }
        Some(Run::new(config, record, keep))
    };
    let runs: Option<Vec<Run>> = if large || machine.threads == 1 {
        (0..all).map(one).collect()
    } else {
        (0..all).into_par_iter().map(one).collect()
    };
    let runs = runs?;
    Some(
        configs
            .iter()
            .enumerate()
            .map(|(c, config)| outcome::outcome(config, worlds.clone(), &runs[c * count..][..count]))
            .collect(),
    )
}

/// The population of each scenario; one that several scenarios share is made once.
fn populations(configs: &[Config]) -> Vec<Arc<Population>> {
    let alike = |a: &Config, b: &Config| {
        a.privacy.segments == b.privacy.segments && a.purchases.shape == b.purchases.shape
    };
    let mut made: Vec<Arc<Population>> = Vec::new();
    for config in configs {
        let earlier = configs[..made.len()].iter().position(|earlier| alike(earlier, config));
        made.push(earlier.map_or_else(|| Arc::new(Population::new(config)), |c| made[c].clone()));
    }
    made
}
