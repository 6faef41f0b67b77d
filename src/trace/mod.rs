//! One customer's life in two scenarios: what happens to her, and why the two lives part.
//!
//! Both are lived in one replicate, so that every draw at the same address is the same. `life` writes down
//! what happens, `parting` finds the first decision that falls differently and the chances that made it, `pick` finds a
//! telling customer, `log` turns lives into tables.

mod life;
mod log;
mod parting;
mod pick;
mod trust;

pub use life::{AtFirm, Drawn, Item, Life, Moment, Start};
pub use log::{memory, months, rules};
pub use parting::{
    Because, Candidate, Deed, Input, Parting, TERMS, Why, first_parting, first_parting_of_homes,
};
pub use pick::{Pick, differing_firms, pick};
pub use trust::{TrustLedger, trust_ledger};

use crate::experiment::{Machine, Simulation};
use crate::scenario::config::Config;
use crate::units::CustomerId;
use crate::world::Population;
use life::Onlooker;

/// What is told of the customer-months simulated since the last call, from any thread; the work stops when it returns
/// `false`.
pub type OnMonths<'a> = &'a (dyn Fn(u64) -> bool + Sync);

/// The lives of a customer in replicate `replicate` of two scenarios; `None` when `on_months` stopped it.
///
/// Panics when a market has no such customer: that is a defect of the caller.
pub fn lives(
    configs: [&Config; 2],
    replicate: u32,
    customer: CustomerId,
    machine: Machine,
    on_months: OnMonths,
) -> Option<[Life; 2]> {
    let one = |config| life(config, replicate, customer, machine, on_months);
    let (a, b) = rayon::join(|| one(configs[0]), || one(configs[1]));
    Some([a?, b?])
}

/// The firms of two lives, by name, with their business models: those of the first in its order, then those that are in
/// the second alone.
pub fn firms(lives: [&Life; 2]) -> Vec<(String, String)> {
    let mut firms = lives[0].firms.clone();
    let known = |firms: &[(String, String)], name: &String| firms.iter().any(|(known, _)| known == name);
    for firm in &lives[1].firms {
        if !known(&firms, &firm.0) {
            firms.push(firm.clone());
        }
    }
    firms
}

fn life(
    config: &Config,
    replicate: u32,
    customer: CustomerId,
    machine: Machine,
    on_months: OnMonths,
) -> Option<Life> {
    let mut simulation = simulation(config, replicate, machine);
    let start = Start::of(simulation.world(), customer);
    let mut onlooker = Onlooker::of(customer);
    let customers = u64::from(simulation.world().customers());
    for _ in simulation.world().first_month.0..config.world.months as i32 {
        simulation.step_watched(&mut onlooker);
        if !on_months(customers) {
            return None;
        }
    }
    let world = simulation.world();
    Some(Life {
        scenario: config.name.clone(),
        firms: world
            .config
            .firms
            .iter()
            .enumerate()
            .map(|(f, firm)| {
                // Imitation changes a model in the run; in all charts a firm keeps the colour that it starts with.
                let model = config.firms.get(f).unwrap_or(firm).model;
                (firm.name.clone(), model.name().to_owned())
            })
            .collect(),
        categories: config.data.iter().map(|data| data.name.clone()).collect(),
        start,
        months: onlooker.months,
    })
}

fn simulation(config: &Config, replicate: u32, machine: Machine) -> Simulation {
    Simulation::with(config, &Population::new(config), replicate, 1, machine.width)
}
