//! The state of one market, without behaviour.

pub mod block;
pub mod firms;
pub mod population;
pub mod tally;

pub use block::{Block, Link, NOBODY};
pub use firms::{Catalogue, Firm, Transition};
pub use population::Population;
pub use tally::{FirmTally, Tally};

use crate::draws::Draws;
use crate::scenario::config::{Config, Target};
use crate::units::Month;

/// One market of one replicate, in one month.
#[derive(Clone, Debug)]
pub struct World {
    /// The scenario as it stands now: events, campaign tests and imitation move its numbers.
    pub config: Config,
    /// The random numbers of this replicate.
    pub draws: Draws,
    /// The month that is simulated next.
    pub month: Month,
    /// First month of the run: 0, or earlier when there is a burn-in.
    pub first_month: Month,
    /// Centre of the market's needs, per attribute \[taste sd\].
    pub centre: Vec<f64>,
    /// Movement of the centre, per attribute \[taste sd per month\].
    pub velocity: Vec<f64>,
    /// The customers, in blocks of whole communities.
    pub blocks: Vec<Block>,
    /// The firms, in the order of the scenario; entrants follow.
    pub firms: Vec<Firm>,
    /// Parameters on their way to a new value.
    pub ramps: Vec<Ramp>,
    /// Purchases in a year at an equal share among the firms present in month 0 \[count\].
    pub reference_volume: f64,
}

/// A parameter on its way to a new value.
#[derive(Clone, Copy, Debug)]
pub struct Ramp {
    /// The parameter.
    pub target: Target,
    /// Its value when the ramp began.
    pub from: f64,
    /// Its value when the ramp ends.
    pub to: f64,
    /// The month in which the ramp began.
    pub since: Month,
    /// Months until `to` is reached.
    pub months: u32,
}

impl World {
    /// Months since the run began, burn-in included \[months\].
    pub fn elapsed(&self) -> i32 {
        self.month.0 - self.first_month.0
    }

    /// Number of simulated customers.
    pub fn customers(&self) -> u32 {
        self.blocks.last().map_or(0, |block| block.first + block.len() as u32)
    }

    /// Number of attributes of a need.
    pub fn attributes(&self) -> usize {
        self.centre.len()
    }

    /// Technology of this month (1 is today's), kept within a million times more or less, beyond which numbers
    /// of single precision end.
    pub fn technology(&self) -> f64 {
        let technology = &self.config.technology;
        let growth = crate::math::wide::power(1.0 + technology.growth_per_year, self.month.years());
        (technology.power * growth).clamp(1e-6, 1e6)
    }
}
