//! Step 3: firms survey, forecast, design and launch; and the end of step 10, where they move their idea of
//! the market's centre.
//!
//! Everything here acts on surveys: noisy needs of a sample, never true needs.

use super::width::Width;
use crate::draws::{Address, DESIGN, Decision, START, Set, TREND, below};
use crate::math;
use crate::units::{FirmKey, Month};
use crate::world::tally::TASTE;
use crate::world::{Block, Catalogue, Link, World};

/// Iterations of k-means at most.
const ITERATIONS: usize = 20;
/// Observations in a month from which a firm moves its idea of the market's centre.
const ENOUGH_OBSERVATIONS: i64 = 30;

/// Firms of month 0 survey, design their first catalogue, and stagger their first launches.
pub fn open(world: &mut World, width: Width) {
    let present: Vec<usize> =
        (0..world.firms.len()).filter(|&j| world.config.firms[j].enters_month == 0.0).collect();
    for (place, &j) in present.iter().enumerate() {
        enter(world, j, START, width);
        let cycle = world.config.firms[j].dials.cycle_months;
        let first = (cycle * (place + 1) as f64 / (present.len() + 1) as f64).floor();
        world.firms[j].next_launch = world.first_month.plus(first as i32);
    }
}

/// Entries, yearly surveys of the trend, designs and launches of this month.
pub fn plan(world: &mut World, width: Width) {
    let month = world.month;
    let elapsed = world.elapsed();
    let every = world.config.planning.survey_every_months as i32;
    for j in 0..world.firms.len() {
        let firm = &world.firms[j];
        if !firm.present {
            if !firm.ended && month.0 >= 0 && month.0 == world.config.firms[j].enters_month as i32 {
                enter(world, j, month, width);
                let cycle = world.firms[j].catalogue.cycle_months as i32;
                world.firms[j].next_launch = month.plus(cycle);
                design_due(world, j, width);
            }
            continue;
        }
        if elapsed > 0 && elapsed % every == 0 {
            survey_trend(world, j, width);
        }
        design_due(world, j, width);
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
fn enter(world: &mut World, j: usize, when: Month, width: Width) {
    let attributes = world.attributes();
    let trust = world.config.trust.start as f32;
    for block in &mut world.blocks {
        block.links[j] = Link::new(attributes, block.len(), block.communities(), trust);
    }
    let sample = survey(world, j, DESIGN, when, width);
    let mean = sample.mean();
    let dials = world.config.firms[j].dials;
    let products = place_products(world, j, dials.products.round() as usize, &sample, when, width);
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
fn survey_trend(world: &mut World, j: usize, width: Width) {
    let month = world.month;
    let mean = survey(world, j, TREND, month, width).mean();
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

/// Designs the catalogues whose launch is at most the lead time away. All that fall due in one month rest on one
/// survey.
fn design_due(world: &mut World, j: usize, width: Width) {
    let month = world.month;
    let dials = world.config.firms[j].dials;
    let (lead, cycle) = (dials.lead_months.round(), dials.cycle_months.round());
    if month < world.firms[j].next_launch.plus(-(lead as i32)) {
        return;
    }
    let count = dials.products.round() as usize;
    let sample = survey(world, j, DESIGN, month, width);
    let mut products = place_products(world, j, count, &sample, month, width);
    let ahead = world.config.planning.forecast_weight * (lead + 0.5 * cycle);
    let firm = &mut world.firms[j];
    for position in products.chunks_exact_mut(firm.trend.len()) {
        for (x, trend) in position.iter_mut().zip(&firm.trend) {
            *x += trend * ahead;
        }
    }
    while month >= firm.next_launch.plus(-(lead as i32)) {
        let catalogue = Catalogue { products: products.clone(), count, cycle_months: cycle };
        firm.pipeline.push_back((firm.next_launch, catalogue));
        firm.next_launch = firm.next_launch.plus(cycle as i32);
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
fn survey(world: &World, j: usize, purpose: u32, when: Month, width: Width) -> Sample {
    let firm = world.firms[j].key;
    let attributes = world.attributes();
    let customers = world.customers();
    let members = customers.min(world.config.planning.survey_size as u32);
    let (set, word) = Set::holding(Decision::SurveySample, purpose, when, firm);
    let mut bits: [Vec<u32>; 4] = std::array::from_fn(|_| vec![0; members as usize]);
    width.run(
        #[inline(always)]
        || world.draws.run_bits(set, 0, bits.each_mut().map(|column| &mut column[..])),
    );
    let sample = shuffled(customers, members, |rank, left| below(bits[word][rank as usize], left));
    let block_length = world.blocks[0].len();
    let noise = world.config.planning.survey_noise;
    let mut needs = vec![0.0; sample.len() * attributes];
    let mut words: [Vec<f32>; 4] = std::array::from_fn(|_| vec![0.0; sample.len()]);
    for a in 0..attributes {
        let (set, word) = Set::holding(Decision::SurveyNoise, purpose * 16 + a as u32, when, firm);
        width.run(
            #[inline(always)]
            || {
                world.draws.run(set, 0, words.each_mut().map(|column| &mut column[..]));
                for u in &mut words[word] {
                    *u = math::normal_quantile(*u);
                }
            },
        );
        for (rank, (&customer, z)) in sample.iter().zip(&words[word]).enumerate() {
            let block: &Block = &world.blocks[customer as usize / block_length];
            let place = a * block.len() + customer as usize % block_length;
            let need = world.centre[a] + f64::from(block.need[place]);
            needs[rank * attributes + a] = need + noise * f64::from(*z);
        }
    }
    Sample { attributes, needs }
}

/// Populations up to this size are shuffled in place; larger ones remember only what has moved.
const FEW: u32 = 1 << 16;

/// The first `count` places of a shuffled 0, 1, .. `all` − 1 (Fisher and Yates, only as far as needed); `below`
/// draws, for a rank, a whole number below the number of places left.
fn shuffled(all: u32, count: u32, below: impl Fn(u32, u32) -> u32) -> Vec<u32> {
    if all <= FEW {
        let mut places: Vec<u32> = (0..all).collect();
        for rank in 0..count {
            let other = rank + below(rank, all - rank);
            places.swap(rank as usize, other as usize);
        }
        places.truncate(count as usize);
        return places;
    }
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
fn place_products(
    world: &World,
    j: usize,
    count: usize,
    sample: &Sample,
    when: Month,
    width: Width,
) -> Vec<f64> {
    let firm: FirmKey = world.firms[j].key;
    let members = sample.len() as u32;
    let starts = shuffled(members, members.min(count as u32), |rank, left| {
        let address = Address { decision: Decision::ProductStart, month: when, who: rank, firm, index: 0 };
        below(world.draws.bits(address), left)
    });
    let attributes = sample.attributes;
    let mut products: Vec<f64> = (0..count)
        .flat_map(|p| {
            let member = starts[p % starts.len()] as usize;
            sample.needs[member * attributes..(member + 1) * attributes].iter().copied()
        })
        .collect();
    let members = Members::new(sample);
    let mut clusters = Clusters::new(sample.len());
    for _ in 0..ITERATIONS {
        let changed = width.run(
            #[inline(always)]
            || members.assign(&products, &mut clusters),
        );
        if !changed {
            break;
        }
        members.move_to_means(&clusters.nearest, &mut products);
    }
    products
}

/// The needs of a sample, attribute by attribute, so that distances are computed for many members at once.
struct Members<'a> {
    attributes: usize,
    len: usize,
    needs: Vec<f64>,
    /// The same, member by member.
    rows: &'a [f64],
}

/// Which product is nearest to each member.
struct Clusters {
    nearest: Vec<u32>,
    before: Vec<u32>,
    distance: Vec<f64>,
    least: Vec<f64>,
}

impl Clusters {
    fn new(members: usize) -> Clusters {
        Clusters {
            nearest: vec![u32::MAX; members],
            before: vec![u32::MAX; members],
            distance: vec![0.0; members],
            least: vec![0.0; members],
        }
    }
}

impl Members<'_> {
    fn new(sample: &Sample) -> Members<'_> {
        let (attributes, len) = (sample.attributes, sample.len());
        let needs = (0..attributes).flat_map(|a| sample.rows().map(move |row| row[a])).collect();
        Members { attributes, len, needs, rows: &sample.needs }
    }

    /// Assigns each member to the nearest product, the first of equals; returns whether any assignment changed.
    #[inline(always)]
    fn assign(&self, products: &[f64], clusters: &mut Clusters) -> bool {
        std::mem::swap(&mut clusters.nearest, &mut clusters.before);
        let n = self.len;
        let (nearest, least) = (&mut clusters.nearest[..n], &mut clusters.least[..n]);
        let distance = &mut clusters.distance[..n];
        least.fill(f64::INFINITY);
        for (p, position) in products.chunks_exact(self.attributes).enumerate() {
            distance.fill(0.0);
            for (a, &x) in position.iter().enumerate() {
                let needs = &self.needs[a * n..][..n];
                for i in 0..n {
                    let d = needs[i] - x;
                    distance[i] += d * d;
                }
            }
            let p = p as u32;
            for i in 0..n {
                let nearer = u32::from(distance[i] < least[i]).wrapping_neg();
                nearest[i] = nearest[i] & !nearer | p & nearer;
            }
            for i in 0..n {
                least[i] = if distance[i] < least[i] { distance[i] } else { least[i] };
            }
        }
        nearest != &clusters.before[..n]
    }

    /// Moves each product to the mean of its members; a product without members keeps its place.
    fn move_to_means(&self, nearest: &[u32], products: &mut [f64]) {
        let mut sizes = vec![0_u32; products.len() / self.attributes];
        let mut sums = vec![0.0; products.len()];
        for (&p, row) in nearest.iter().zip(self.rows.chunks_exact(self.attributes)) {
            let p = p as usize;
            sizes[p] += 1;
            for (sum, need) in sums[p * self.attributes..].iter_mut().zip(row) {
                *sum += need;
            }
        }
        let positions = products.chunks_exact_mut(self.attributes).zip(sums.chunks_exact(self.attributes));
        for ((position, sums), &size) in positions.zip(&sizes).filter(|(_, size)| **size > 0) {
            for (x, sum) in position.iter_mut().zip(sums) {
                *x = sum / f64::from(size);
            }
        }
    }
}
