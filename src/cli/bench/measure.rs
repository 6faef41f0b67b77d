//! What `sellsense bench` measures.

use crate::cli::text_table::number;
use crate::experiment::{Machine, Simulation, replications_on};
use crate::model::{Probe, Step};
use crate::scenario::config::Config;
use crate::world::Population;
use std::time::Instant;

/// How fast something was simulated.
pub struct Speed {
    /// What it was.
    pub what: String,
    /// Threads that it ran on.
    pub threads: usize,
    customer_months: f64,
    seconds: f64,
}

impl Speed {
    /// Million customer-months a second.
    pub fn millions(&self) -> f64 {
        self.customer_months / self.seconds / 1e6
    }

    /// Nanoseconds of all threads together for a customer-month.
    pub fn nanoseconds(&self) -> f64 {
        self.seconds / self.customer_months * 1e9
    }
}

/// Customer-months a second that memory alone would allow, in millions, when each reads and writes all `bytes` of a
/// customer and copies move `bandwidth` bytes a second.
pub fn memory_limit(bytes: f64, bandwidth: f64) -> f64 {
    bandwidth / (2.0 * bytes) / 1e6
}

/// Each step of the month, for a block of customers in its 36th month \[ns per customer-month\].
pub fn steps(config: &Config, machine: Machine, repeats: u32) -> Vec<(Step, f64)> {
    const MONTHS: u32 = 200;
    let population = Population::new(config);
    let mut simulation = Simulation::with(config, &population, 0, 1, machine.width);
    (0..36).for_each(|_| simulation.step());
    let probe = Probe::new(simulation.world(), machine.width);
    let each = f64::from(MONTHS) * probe.customers() as f64;
    // Whole months: a step that is taken again and again alone leads to customers that no month has, such as a trust so
    // near to 0 that the processor slows down.
    let samples: Vec<Vec<f64>> = (0..repeats.max(11))
        .map(|_| {
            let mut probe = probe.clone();
            let mut seconds = vec![0.0; Step::ALL.len()];
            for _ in 0..MONTHS {
                for (step, seconds) in Step::ALL.into_iter().zip(&mut seconds) {
                    let start = Instant::now();
                    probe.take(step);
                    *seconds += start.elapsed().as_secs_f64();
                }
            }
            seconds
        })
        .collect();
    let measured = |k: usize| middle(samples.iter().map(|seconds| seconds[k]).collect());
    Step::ALL.into_iter().enumerate().map(|(k, step)| (step, measured(k) / each * 1e9)).collect()
}

/// The months of one market, without its set-up.
pub fn months_alone(config: &Config, machine: Machine, repeats: u32) -> Speed {
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
    Speed {
        what: format!("{} customers, months alone", number(config.world.customers, 0)),
        threads: machine.threads,
        customer_months: config.world.customers * f64::from(months),
        seconds,
    }
}

/// Whole runs of many markets: set-up, months and recording.
pub fn whole_runs(config: &Config, machine: Machine, repeats: u32) -> Speed {
    let seconds = median(repeats, || {
        let start = Instant::now();
        let outcome = replications_on(config, machine, &|_| true);
        assert!(outcome.is_some(), "nobody stops the study");
        start.elapsed().as_secs_f64()
    });
    let world = &config.world;
    Speed {
        what: format!("{} whole runs of {} customers", world.replications, number(world.customers, 0)),
        threads: machine.threads,
        customer_months: world.replications * world.customers * world.months,
        seconds,
    }
}

/// Memory of customers and their links \[bytes per customer\].
pub fn bytes_per_customer(config: &Config) -> f64 {
    let mut simulation = Simulation::new(config, 0);
    simulation.step();
    let world = simulation.world();
    let bytes: usize = world.blocks.iter().map(|block| block.bytes()).sum();
    bytes as f64 / f64::from(world.customers())
}

/// Memory read and written by copies of columns too large for any cache, on `threads` threads at once \[bytes per
/// second\].
pub fn bandwidth(threads: usize) -> f64 {
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
    middle((0..repeats).map(|_| measure()).collect())
}

/// The median of some.
fn middle(mut measures: Vec<f64>) -> f64 {
    measures.sort_by(f64::total_cmp);
    measures[measures.len() / 2]
}
