//! Many runs: one scenario in several replications, each with its own chance.

mod outcome;

pub use outcome::Outcome;

use crate::model::width::Width;
use crate::model::{self, Workers};
use crate::record::Record;
use crate::scenario::config::Config;
use crate::world::{Population, World};
use rayon::prelude::*;
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
        model::month(&mut self.world, &mut self.workers);
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
    let population = Population::new(config);
    let stopped = AtomicBool::new(false);
    let count = config.world.replications as u32;
    // Many small markets run side by side; a few large ones one after the other, each on all threads.
    let large = config.world.customers > 200_000.0 || (count as usize) < machine.threads;
    let parts = if large && machine.threads > 1 { 4 * machine.threads } else { 1 };
    let one = |replicate: u32| -> Option<Record> {
        let mut simulation = Simulation::with(config, &population, replicate, parts, machine.width);
        let mut record = Record::new(&simulation.world);
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
        Some(record)
    };
    let records: Option<Vec<Record>> = if large || machine.threads == 1 {
        (0..count).map(one).collect()
    } else {
        (0..count).into_par_iter().map(one).collect()
    };
    records.map(|records| outcome::outcome(config, &records))
}
