//! Conservation: customers, items, money and trust are where the books say, in a market in which firms come and go.

use super::{item, presets};
use crate::exam::{Item, Sitting};
use crate::math::wide;
use crate::scenario::config::Config;
use crate::world::tally::SHARE;
use crate::world::{Firm, NOBODY, World};

/// The market, in words.
const DIALS: &str = "the four presets, one of which enters in month 7, with entry and exit on, unit = 0.9 so that firms end, and \
                     base = -1 so that some people buy nowhere; every month, every firm";

fn config(sitting: &Sitting) -> Config {
    let mut config = presets(sitting);
    config.world.customers = sitting.choose(1500.0, 20_000.0);
    config.world.months = sitting.choose(36.0, 120.0);
    config.firms[3].enters_month = 7.0;
    config.share_out(&[]);
    config.choice.base = -1.0;
    config.entry.enabled = true;
    config.entry.cash = 0.01;
    config.entry.months_of_loss = 3.0;
    config.entry.entrants_per_year = 1.0;
    config.costs.unit = 0.9;
    config
}

/// What is wrong in the books, summed over months and firms.
#[derive(Default)]
struct Faults {
    members: i64,
    between_months: i64,
    cohorts: i64,
    joiners: i64,
    items: i64,
    parts: i64,
    range: i64,
    revenue: f64,
    cost: f64,
    profit: f64,
    trust: f64,
}

/// The books of a run.
pub fn balance(sitting: &Sitting) -> Option<Vec<Item>> {
    let config = config(sitting);
    let mut market = sitting.open(&config, 0);
    let mut faults = Faults::default();
    let firms = market.world().firms.len();
    let (mut customers, mut volumes) = (census(market.world()), vec![0.0; firms]);
    for _ in 0..config.world.months as usize {
        sitting.step(&mut *market)?;
        faults.add_people(market.world(), &mut customers);
        faults.add_money(market.world(), &mut volumes, &config);
    }
    let count =
        |words: &str, source: &str, faults: i64| item(source, words, DIALS).within(faults as f64, (0.0, 0.0));
    let share = |words: &str, source: &str, largest: f64, allowed: f64| {
        item(source, words, DIALS).within(largest, (0.0, allowed))
    };
    Some(vec![
        count("customers counted other than they are", "step 7", faults.members),
        count("customers lost or found between months", "step 7", faults.between_months),
        count("customers in no cohort, or in two", "step 13", faults.cohorts),
        count("joiners booked other than they came", "step 13", faults.joiners),
        count("items counted other than are held", "step 10", faults.items),
        count("counts of a part above the whole", "tallies", faults.parts),
        count("trust, knowledge or expectation out of 0..1", "range", faults.range),
        share("trust off its sum over people, at most", "step 12", faults.trust, 1.0 / f64::from(SHARE)),
        share("revenue off purchases × price, share", "step 13", faults.revenue, 1e-12),
        share("cost off the sum of its parts, share", "step 13", faults.cost, 1e-9),
        share("profit off revenue − cost, currency", "step 13", faults.profit, 0.0),
    ])
}

/// Customers of each firm.
fn census(world: &World) -> Vec<i64> {
    let mut firms = vec![0; world.firms.len()];
    for &home in world.blocks.iter().flat_map(|block| &block.home).filter(|&&home| home != NOBODY) {
        firms[usize::from(home)] += 1;
    }
    firms
}

impl Faults {
    /// Compares who is where with what was counted; `customers` are those counted last month, and become this month's.
    fn add_people(&mut self, world: &World, customers: &mut [i64]) {
        for (j, (firm, now)) in world.firms.iter().zip(census(world)).enumerate() {
            let before = if firm.ended { 0 } else { customers[j] };
            customers[j] = 0;
            if !firm.present {
                self.members += now;
                continue;
            }
            let tally = &firm.tally;
            customers[j] = tally.customers;
            self.members += (now - tally.customers).abs();
            self.between_months += (before - tally.before).abs();
            let alive: i64 = firm.cohorts.iter().map(|cohort| cohort.alive).sum();
            self.cohorts += (alive - now).abs();
            if let [_, .., last] = &firm.cohorts[..] {
                self.joiners += (tally.customers - tally.stayed - last.joined).abs();
            }
            let held = world.blocks.iter().flat_map(|block| &block.links[j].held);
            self.items += (held.map(|items| i64::from(items.count_ones())).sum::<i64>() - tally.held).abs();
            let parts = [
                (tally.stayed, tally.before.min(tally.customers)),
                (tally.wanted, tally.held),
                (tally.contacted + tally.uncontacted, tally.customers),
                (tally.contacted, tally.contacts),
                (tally.contacted_purchases + tally.uncontacted_purchases, tally.purchases),
            ];
            self.parts += parts.iter().filter(|(part, whole)| part > whole).count() as i64;
            self.add_trust(world, j, firm);
        }
        let expectations = world.blocks.iter().flat_map(|block| &block.expectation);
        self.range += expectations.filter(|value| !(0.0..=1.0).contains(*value)).count() as i64;
    }

    fn add_trust(&mut self, world: &World, j: usize, firm: &Firm) {
        let links = || world.blocks.iter().map(|block| &block.links[j]);
        let trust = || links().flat_map(|link| &link.trust);
        let out = |value: &&f32| !(0.0..=1.0).contains(*value);
        self.range += (trust().filter(out).count()
            + links().flat_map(|link| &link.knowledge).filter(out).count()) as i64;
        let sum: f64 = trust().map(|&trust| f64::from(trust)).sum();
        let off = (sum - firm.tally.public_trust as f64 / f64::from(SHARE)).abs();
        self.trust = self.trust.max(off / f64::from(world.customers()));
    }

    /// Adds up the accounts of the month again; `volumes` are the purchases of each firm so far, and take in this
    /// month's.
    fn add_money(&mut self, world: &World, volumes: &mut [f64], start: &Config) {
        let costs = &world.config.costs;
        let people = f64::from(world.customers());
        let year = 12.0 * people * start.purchases.mean_per_month / start.firms_at_start() as f64;
        for (j, firm) in world.firms.iter().enumerate().filter(|(_, firm)| firm.present) {
            let dials = &world.config.firms[j].dials;
            let purchases = firm.tally.purchases as f64;
            volumes[j] += purchases;
            let learned = wide::power(1.0 + volumes[j] / year, wide::log2(costs.experience_curve));
            let phi = dials.flexibility;
            let cost = (costs.unit + costs.adaptation * phi * phi) * learned * purchases
                + costs.product * firm.catalogue.count as f64 / firm.catalogue.cycle_months * people
                + costs.platform * phi * people
                + costs.contact * firm.tally.contacts as f64
                + costs.storage * firm.tally.held as f64;
            let off = |value: f64, expected: f64| (value - expected).abs() / expected.abs().max(1e-9);
            self.revenue = self.revenue.max(off(firm.revenue, purchases * dials.price));
            self.cost = self.cost.max(off(firm.cost, cost));
            let profit = firm.profits.last().copied().unwrap_or(f64::NAN);
            self.profit = self.profit.max((profit - (firm.revenue - firm.cost)).abs());
        }
    }
}
