//! Who sits the exam. The program does; a test may put a broken model in its place, to see the exam fail it.

use crate::experiment::Simulation;
use crate::model::Watch;
use crate::model::width::Width;
use crate::scenario::config::Config;
use crate::world::{Population, World};

/// A way to run markets.
pub trait Subject: Sync {
    /// A market of `config` in replicate `replicate` before its first month, in parts that may run at the same time, with
    /// vector instructions of `width`.
    fn open(&self, config: &Config, replicate: u32, parts: usize, width: Width) -> Box<dyn Market>;
}

/// A market that is stepped month by month.
pub trait Market {
    /// The market as it stands.
    fn world(&self) -> &World;

    /// Simulates one month, while `watch` looks on.
    fn step(&mut self, watch: Option<&mut dyn Watch>);
}

/// The program itself.
#[derive(Clone, Copy, Debug)]
pub struct Program;

impl Subject for Program {
    fn open(&self, config: &Config, replicate: u32, parts: usize, width: Width) -> Box<dyn Market> {
        Box::new(Simulation::with(config, &Population::new(config), replicate, parts, width))
    }
}

impl Market for Simulation {
    fn world(&self) -> &World {
        Simulation::world(self)
    }

    fn step(&mut self, watch: Option<&mut dyn Watch>) {
        match watch {
            Some(watch) => self.step_watched(watch),
            None => Simulation::step(self),
        }
    }
}
