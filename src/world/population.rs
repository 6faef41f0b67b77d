//! The state before month 0: who the customers are and where they begin.

use super::block::{Block, Link, NOBODY};
use super::firms::{Catalogue, Firm};
use super::{FirmTally, World};
use crate::draws::{Decision, Draws, START, Set};
use crate::math::{self, wide};
use crate::scenario::config::{Config, Segment};
use crate::units::{FirmKey, Month};
use rayon::prelude::*;

/// Customers of a block, at least: 1 000 keep its columns within the second-level cache, and are many
/// enough for the cost of starting a step to vanish.
const BLOCK: usize = 1000;

/// What all replicates of a scenario share: the distributions of what people differ in.
#[derive(Clone, Debug)]
pub struct Population {
    sensitivity: QuantileTable,
    rate: QuantileTable,
}

impl Population {
    /// The distributions that the scenario states.
    pub fn new(config: &Config) -> Population {
        let shape = config.purchases.shape;
        Population {
            sensitivity: QuantileTable::new(-20.0, 20.0, |y| {
                let x = 1.0 / (1.0 + wide::exp(-y));
                mixture_cdf(&config.privacy.segments, x)
            }),
            rate: QuantileTable::new(
                wide::ln(shape) - 6.0 - 20.0 / shape,
                wide::ln(shape + 1.0) + 6.0,
                |y| math::gamma_cdf(shape, wide::exp(y)),
            ),
        }
    }

    /// Privacy sensitivity of the person at quantile `u`, 0..1.
    pub fn sensitivity(&self, u: f32) -> f32 {
        1.0 / (1.0 + math::exp(-self.sensitivity.at(u)))
    }

    /// Purchases at the reference fit of the person at quantile `u`, in units of the mean over people, where the
    /// gamma shape is `shape`.
    pub fn rate(&self, u: f32, shape: f64) -> f32 {
        math::exp(self.rate.at(u)) * (1.0 / shape) as f32
    }
}

/// Distribution function of the mixture and its complement.
fn mixture_cdf(segments: &[Segment], x: f64) -> (f64, f64) {
    segments.iter().fold((0.0, 0.0), |(p, q), segment| {
        let (below, above) = math::beta_cdf(segment.alpha, segment.beta, x);
        (p + segment.share * below, q + segment.share * above)
    })
}

/// A quantile function, tabulated over standard normal scores, between which it is interpolated linearly: a
/// smooth distribution in a suitable scale is nearly straight there, far into both tails.
#[derive(Clone, Debug)]
struct QuantileTable {
    values: Vec<f32>,
}

impl QuantileTable {
    const CELLS: usize = 512;
    /// Scores reach beyond those of the outermost uniform numbers, ±5.42.
    const REACH: f64 = 5.5;

    /// Inverts a distribution function given with its complement over `low`..`high`.
    fn new(low: f64, high: f64, cdf: impl Fn(f64) -> (f64, f64)) -> QuantileTable {
        let mut values = Vec::with_capacity(QuantileTable::CELLS + 1);
        let mut from = low;
        for cell in 0..=QuantileTable::CELLS {
            let score = (cell as f64 / QuantileTable::CELLS as f64 * 2.0 - 1.0) * QuantileTable::REACH;
            let (below, above) = (wide::normal_cdf(score), wide::normal_cdf(-score));
            let distance = |y: f64| {
                let (p, q) = cdf(y);
                // The smaller tail keeps its digits.
                if below < above { p - below } else { above - q }
            };
            let place = bracketed_root(from, high, distance);
            values.push(place as f32);
            from = place;
        }
        QuantileTable { values }
    }

    #[inline(always)]
    fn at(&self, u: f32) -> f32 {
        let score = math::normal_quantile(u);
        let cells = QuantileTable::CELLS as f32;
        let position = (score / QuantileTable::REACH as f32 + 1.0) * (0.5 * cells);
        let cell = (position.clamp(0.0, cells - 1.0)) as usize;
        let share = position - cell as f32;
        self.values[cell] + (self.values[cell + 1] - self.values[cell]) * share
    }
}

/// Where a rising function crosses zero at or above `low`: a step that doubles finds a bracket, and the
/// secant rule with bisection (Dekker 1969, in the Illinois form) closes it.
fn bracketed_root(low: f64, high: f64, f: impl Fn(f64) -> f64) -> f64 {
    let mut a = low;
    let mut fa = f(a);
    if fa >= 0.0 {
        return a;
    }
    let mut step = 0.02;
    let mut b = a;
    let mut fb = fa;
    while fb < 0.0 && b < high {
        (a, fa) = (b, fb);
        b = (b + step).min(high);
        fb = f(b);
        step *= 2.0;
    }
    let mut side = 0;
    for _ in 0..60 {
        if b - a < 1e-9 || fb == 0.0 {
            break;
        }
        let c = (fb * a - fa * b) / (fb - fa);
        let c = if c > a && c < b { c } else { 0.5 * (a + b) };
        let fc = f(c);
        if fc < 0.0 {
            (a, fa) = (c, fc);
            if side == -1 {
                fb *= 0.5;
            }
            side = -1;
        } else {
            (b, fb) = (c, fc);
            if side == 1 {
                fa *= 0.5;
            }
            side = 1;
        }
        if fc.abs() < 1e-15 {
            return c;
        }
    }
    0.5 * (a + b)
}

impl World {
    /// The market of replicate `replicate` before its first month. Nobody plans yet: firms have empty
    /// catalogues. `config.firms` includes the entrants, who come later.
    pub fn new(config: &Config, population: &Population, replicate: u32) -> World {
        let draws = Draws::new(config.world.seed, replicate);
        let attributes = config.world.attributes as usize;
        let first_month = Month(-(config.world.burn_in_months as i32));
        let blocks = block_lengths(config)
            .into_par_iter()
            .map(|(first, len)| block(config, population, draws, first, len))
            .collect();
        let firms = config.firms.iter().map(|firm| new_firm(&firm.name, attributes, first_month)).collect();
        World {
            config: config.clone(),
            draws,
            month: first_month,
            first_month,
            centre: vec![0.0; attributes],
            velocity: vec![0.0; attributes],
            blocks,
            firms,
            ramps: Vec::new(),
            reference_volume: 12.0 * config.world.customers * config.purchases.mean_per_month
                / config.firms_at_start().max(1) as f64,
        }
    }
}

/// First customer and length of each block.
fn block_lengths(config: &Config) -> Vec<(u32, usize)> {
    let customers = config.world.customers as usize;
    let community = config.trust.community_size as usize;
    let least = BLOCK.div_ceil(community);
    // A length that is a multiple of 16 leaves no remainder to vector loops; in very large communities a multiple
    // of 4, as draws of whole columns need it, is enough.
    let multiple: usize = if community <= BLOCK { 16 } else { 4 };
    let candidates = least..least + multiple;
    let communities = candidates.into_iter().find(|count| (count * community).is_multiple_of(multiple));
    let communities = communities.unwrap_or(least * multiple);
    let length = communities * community;
    (0..customers).step_by(length).map(|first| (first as u32, length.min(customers - first))).collect()
}

/// The customers `first` to `first + len`, column by column.
fn block(config: &Config, population: &Population, draws: Draws, first: u32, len: usize) -> Block {
    let attributes = config.world.attributes as usize;
    let mut words: [Vec<f32>; 4] = std::array::from_fn(|_| vec![0.0; len]);
    let draw = |decision, index, firm, words: &mut [Vec<f32>; 4]| -> usize {
        let (set, word) = Set::holding(decision, index, START, firm);
        draws.run(set, first, words.each_mut().map(|column| &mut column[..]));
        word
    };
    let mut need = Vec::with_capacity(attributes * len);
    for a in 0..attributes as u32 {
        let word = draw(Decision::Need, a, FirmKey::NONE, &mut words);
        need.extend(words[word].iter().map(|&u| math::normal_quantile(u)));
    }
    let word = draw(Decision::Sensitivity, 0, FirmKey::NONE, &mut words);
    let sensitivity = words[word].iter().map(|&u| population.sensitivity(u)).collect();
    let word = draw(Decision::PurchaseRate, 0, FirmKey::NONE, &mut words);
    let shape = config.purchases.shape;
    let rate = words[word].iter().map(|&u| population.rate(u, shape)).collect();
    // The smallest of exponential times, each at the rate of the firm's share, is a draw by share; a firm more
    // or less changes no other firm's time.
    let mut home = vec![NOBODY; len];
    let mut earliest = vec![f32::INFINITY; len];
    for (j, firm) in config.firms.iter().enumerate() {
        if firm.enters_month > 0.0 || firm.initial_share == 0.0 {
            continue;
        }
        let word = draw(Decision::StartHome, 0, FirmKey::of(&firm.name), &mut words);
        let share = firm.initial_share as f32;
        for ((home, earliest), &u) in home.iter_mut().zip(&mut earliest).zip(&words[word]) {
            let time = -math::ln(u) / share;
            *home = if time < *earliest { j as u8 } else { *home };
            *earliest = math::min(time, *earliest);
        }
    }
    Block {
        first,
        community: config.trust.community_size as usize,
        need,
        sensitivity,
        rate,
        home,
        expectation: vec![config.trust.expectation_start as f32; len],
        joined: vec![0; len],
        links: vec![Link::default(); config.firms.len()],
    }
}

fn new_firm(name: &str, attributes: usize, month: Month) -> Firm {
    Firm {
        key: FirmKey::of(name),
        present: false,
        ended: false,
        catalogue: Catalogue::default(),
        pipeline: Default::default(),
        next_launch: month,
        surveyed_mean: vec![0.0; attributes],
        surveyed: month,
        trend: vec![0.0; attributes],
        centre: vec![0.0; attributes],
        public_trust: 0.0,
        volume: 0.0,
        unit_cost: 0.0,
        targeting: 0.0,
        revenue: 0.0,
        cost: 0.0,
        profits: Vec::new(),
        campaign_lift: None,
        campaign: Default::default(),
        cohorts: Vec::new(),
        retention_12m: None,
        customers: Vec::new(),
        tally: FirmTally::default(),
        transition: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_invert_their_distributions() {
        let mut config = Config::defaults();
        for shape in [0.05, 0.3, 2.0, 100.0] {
            config.purchases.shape = shape;
            let population = Population::new(&config);
            for k in (1..1000).step_by(37) {
                let u = k as f32 / 1000.0;
                let s = f64::from(population.sensitivity(u));
                assert!((mixture_cdf(&config.privacy.segments, s).0 - f64::from(u)).abs() < 1e-4);
                let rate = shape * f64::from(population.rate(u, shape));
                if rate > 1e-30 {
                    let p = math::gamma_cdf(shape, rate).0;
                    assert!((p - f64::from(u)).abs() < 1e-4, "shape {shape}, u {u}: {p}");
                }
            }
        }
    }
}
