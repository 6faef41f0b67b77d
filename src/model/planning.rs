//! Step 3: firms survey, forecast, design and launch; and the end of step 10, where they move their idea of
//! the market's centre.
//!
//! Everything here acts on surveys: noisy needs of a sample, never true needs.

use crate::draws::{Address, DESIGN, Decision, START, TREND};
use crate::units::{FirmKey, Month};
use crate::world::tally::TASTE;
use crate::world::{Block, Catalogue, Link, World};

/// Iterations of k-means at most.
const ITERATIONS: usize = 20;
/// Observations in a month from which a firm moves its idea of the market's centre.
const ENOUGH_OBSERVATIONS: i64 = 30;

/// Firms of month 0 survey, design their first catalogue, and stagger their first launches.
pub fn open(world: &mut World) {
    let present: Vec<usize> =
        (0..world.firms.len()).filter(|&j| world.config.firms[j].enters_month == 0.0).collect();
    for (place, &j) in present.iter().enumerate() {
        enter(world, j, START);
        let cycle = world.config.firms[j].dials.cycle_months;
        let first = (cycle * (place + 1) as f64 / (present.len() + 1) as f64).floor();
        world.firms[j].next_launch = world.first_month.plus(first as i32);
    }
}

/// Entries, yearly surveys of the trend, designs and launches of this month.
pub fn plan(world: &mut World) {
    let month = world.month;
    let elapsed = world.elapsed();
    let every = world.config.planning.survey_every_months as i32;
    for j in 0..world.firms.len() {
        let firm = &world.firms[j];
        if !firm.present {
            if !firm.ended && month.0 >= 0 && month.0 == world.config.firms[j].enters_month as i32 {
                enter(world, j, month);
                let cycle = world.firms[j].catalogue.cycle_months as i32;
                world.firms[j].next_launch = month.plus(cycle);
            }
            continue;
        }
        if elapsed > 0 && elapsed % every == 0 {
            survey_trend(world, j);
        }
        design_due(world, j);
        let firm = &mut world.firms[j];
        while firm.pipeline.front().is_some_and(|(launch, _)| *launch <= month) {
            firm.catalogue = firm.pipeline.pop_front().map(|(_, catalogue)| catalogue).unwrap_or_default();
        }
    }
}

/// Moves each firm's idea of the centre by a share of the mean innovation of this month's observations.
pub fn pool(world: &mut World) {
    let weight = world.config.planning.pooled_learning;
    for firm in &mut world.firms {
        if firm.present && firm.tally.observations >= ENOUGH_OBSERVATIONS {
            for (centre, sum) in firm.centre.iter_mut().zip(&firm.tally.innovations) {
                *centre += weight * *sum as f64 / f64::from(TASTE) / firm.tally.observations as f64;
            }
        }
    }
}

/// Puts a firm into the market, with a catalogue designed from a survey.
fn enter(world: &mut World, j: usize, when: Month) {
    let attributes = world.attributes();
    let trust = world.config.trust.start as f32;
    for block in &mut world.blocks {
        block.links[j] = Link::new(attributes, block.len(), block.communities(), trust);
    }
    let sample = survey(world, j, DESIGN, when);
    let mean = sample.mean();
    let dials = world.config.firms[j].dials;
    let products = place_products(world, j, dials.products.round() as usize, &sample, when);
    let firm = &mut world.firms[j];
    firm.present = true;
    firm.public_trust = trust;
    firm.catalogue = Catalogue {
        products,
        count: dials.products.round() as usize,
        cycle_months: dials.cycle_months.round(),
    };
    firm.centre.clone_from(&mean);
    firm.surveyed_mean = mean;
    firm.surveyed = world.month;
}

/// The yearly survey: what the trend is and, for a firm that remembers nothing, where the centre lies.
fn survey_trend(world: &mut World, j: usize) {
    let month = world.month;
    let mean = survey(world, j, TREND, month).mean();
    let remembers = !world.config.firms[j].dials.remembers.is_empty();
    let firm = &mut world.firms[j];
    let months = f64::from((month.0 - firm.surveyed.0).max(1));
    for ((trend, now), before) in firm.trend.iter_mut().zip(&mean).zip(&firm.surveyed_mean) {
        *trend = (now - before) / months;
    }
    if !remembers {
        firm.centre.clone_from(&mean);
    }
    firm.surveyed_mean = mean;
    firm.surveyed = month;
}

/// Designs the catalogues whose launch is at most the lead time away.
fn design_due(world: &mut World, j: usize) {
    let month = world.month;
    loop {
        let dials = world.config.firms[j].dials;
        let launch = world.firms[j].next_launch;
        if month < launch.plus(-(dials.lead_months.round() as i32)) {
            return;
        }
        let count = dials.products.round() as usize;
        let sample = survey(world, j, DESIGN, month);
        let mut products = place_products(world, j, count, &sample, month);
        let ahead = world.config.planning.forecast_weight * (dials.lead_months + 0.5 * dials.cycle_months);
        let firm = &mut world.firms[j];
        let attributes = firm.trend.len();
        for (k, position) in products.iter_mut().enumerate() {
            *position += firm.trend[k % attributes] * ahead;
        }
        let catalogue = Catalogue { products, count, cycle_months: dials.cycle_months.round() };
        firm.pipeline.push_back((launch, catalogue));
        firm.next_launch = launch.plus(dials.cycle_months.round() as i32);
    }
}

/// Needs of a sample as a survey sees them.
struct Sample {
    attributes: usize,
    /// One row a member.
    needs: Vec<f64>,
}

impl Sample {
    fn rows(&self) -> std::slice::ChunksExact<'_, f64> {
        self.needs.chunks_exact(self.attributes)
    }

    fn len(&self) -> usize {
        self.needs.len() / self.attributes
    }

    fn mean(&self) -> Vec<f64> {
        let mut mean = vec![0.0; self.attributes];
        for row in self.rows() {
            for (sum, x) in mean.iter_mut().zip(row) {
                *sum += x;
            }
        }
        let members = self.len() as f64;
        mean.iter_mut().for_each(|sum| *sum /= members);
        mean
    }
}

/// Asks a sample, drawn afresh without replacement, for its needs.
fn survey(world: &World, j: usize, purpose: u32, when: Month) -> Sample {
    let firm = world.firms[j].key;
    let attributes = world.attributes();
    let customers = world.customers();
    let members = customers.min(world.config.planning.survey_size as u32);
    let sample = shuffled(customers, members, |rank, left| {
        let address =
            Address { decision: Decision::SurveySample, month: when, who: rank, firm, index: purpose };
        world.draws.below(u64::from(left), address) as u32
    });
    let block_length = world.blocks[0].len();
    let noise = world.config.planning.survey_noise;
    let mut needs = Vec::with_capacity(sample.len() * attributes);
    for (rank, &customer) in sample.iter().enumerate() {
        let block: &Block = &world.blocks[customer as usize / block_length];
        let i = customer as usize % block_length;
        for a in 0..attributes {
            let address = Address {
                decision: Decision::SurveyNoise,
                month: when,
                who: rank as u32,
                firm,
                index: purpose * 16 + a as u32,
            };
            let need = world.centre[a] + f64::from(block.need[a * block.len() + i]);
            needs.push(need + noise * f64::from(world.draws.normal(address)));
        }
    }
    Sample { attributes, needs }
}

/// The first `count` places of a shuffled 0, 1, .. `all` − 1 (Fisher and Yates, only as far as needed); `below`
/// draws, for a rank, a whole number below the number of places left.
fn shuffled(all: u32, count: u32, below: impl Fn(u32, u32) -> u32) -> Vec<u32> {
    // Places that hold something else than their own number; few, since the sample is small.
    let mut moved = std::collections::BTreeMap::new();
    (0..count)
        .map(|rank| {
            let other = rank + below(rank, all - rank);
            let here = moved.get(&rank).copied().unwrap_or(rank);
            moved.insert(other, here).unwrap_or(other)
        })
        .collect()
}

/// Places products among a sample by k-means; product-major positions.
fn place_products(world: &World, j: usize, count: usize, sample: &Sample, when: Month) -> Vec<f64> {
    let firm: FirmKey = world.firms[j].key;
    let members = sample.len() as u32;
    let attributes = sample.attributes;
    let starts = shuffled(members, members.min(count as u32), |rank, left| {
        let address = Address { decision: Decision::ProductStart, month: when, who: rank, firm, index: 0 };
        world.draws.below(u64::from(left), address) as u32
    });
    let mut products: Vec<f64> = (0..count)
        .flat_map(|p| {
            let member = starts[p % starts.len()] as usize;
            sample.needs[member * attributes..(member + 1) * attributes].iter().copied()
        })
        .collect();
    let mut nearest = vec![usize::MAX; sample.len()];
    let mut sums = vec![0.0; count * attributes];
    let mut sizes = vec![0_u32; count];
    for _ in 0..ITERATIONS {
        let mut changed = false;
        sums.fill(0.0);
        sizes.fill(0);
        for (row, nearest) in sample.rows().zip(&mut nearest) {
            let mut best = (f64::INFINITY, 0);
            for (p, product) in products.chunks_exact(attributes).enumerate() {
                let distance: f64 = row.iter().zip(product).map(|(x, y)| (x - y) * (x - y)).sum();
                if distance < best.0 {
                    best = (distance, p);
                }
            }
            changed |= *nearest != best.1;
            *nearest = best.1;
            sizes[best.1] += 1;
            for (sum, x) in sums[best.1 * attributes..].iter_mut().zip(row) {
                *sum += x;
            }
        }
        if !changed {
            break;
        }
        // An empty cluster keeps its place.
        for p in (0..count).filter(|&p| sizes[p] > 0) {
            for a in 0..attributes {
                products[p * attributes + a] = sums[p * attributes + a] / f64::from(sizes[p]);
            }
        }
    }
    products
}
