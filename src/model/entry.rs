//! Firms that end after losses, and firms that arrive (off unless the scenario has the table `[entry]`).

use super::timeline;
use crate::draws::{Address, Decision, Draws};
use crate::math::wide;
use crate::scenario::config::{Config, FirmConfig, Model};
use crate::scenario::params::{Kind, PARAMS, Plausible, Slot};
use crate::units::{FirmKey, Month};
use crate::world::{Link, NOBODY, World};

/// Most firms of a market, those that arrive included.
const MOST_FIRMS: usize = 250;

/// The scenario with the firms that will arrive in this replicate. When they arrive depends on draws alone, so
/// it is known before the run; what they are is decided when they arrive.
pub fn with_entrants(config: &Config, replicate: u32) -> Config {
    let mut config = config.clone();
    if !config.entry.enabled {
        return config;
    }
    // Events may change how many arrive; they too are known before the run.
    let (mut now, mut ramps) = (config.clone(), Vec::new());
    let draws = Draws::new(config.world.seed, replicate);
    let mut arrived = 0;
    for month in 0..config.world.months as i32 {
        timeline::move_on(&mut now, &mut ramps, Month(month));
        if month == 0 {
            continue; // Who is there in month 0 was there before.
        }
        let uniform = draws.uniform(at(Month(month), FirmKey::NONE, 0));
        for _ in 0..poisson(now.entry.entrants_per_year / 12.0, f64::from(uniform)) {
            if config.firms.len() < MOST_FIRMS {
                arrived += 1;
                // A name that the scenario has taken is passed over.
                while config.firms.iter().any(|firm| firm.name == format!("entrant-{arrived}")) {
                    arrived += 1;
                }
                config.firms.push(FirmConfig {
                    name: format!("entrant-{arrived}"),
                    model: Model::Custom,
                    dials: Model::Custom.dials(&config.data),
                    initial_share: 0.0,
                    enters_month: f64::from(month),
                    arrives_by_chance: true,
                });
            }
        }
    }
    config
}

/// Poisson quantile of a small mean.
fn poisson(mean: f64, u: f64) -> u32 {
    let mut probability = wide::exp(-mean);
    let mut below = probability;
    let mut count = 0;
    while u >= below && count < 100 {
        count += 1;
        probability *= mean / f64::from(count);
        below += probability;
    }
    count
}

/// Ends firms whose losses up to last month are too long and too large, and gives this month's entrants their
/// dials.
pub fn turn_over(world: &mut World) {
    if !world.config.entry.enabled {
        return;
    }
    let customers = f64::from(world.customers());
    let (months, cash) = (world.config.entry.months_of_loss as usize, world.config.entry.cash * customers);
    for j in 0..world.firms.len() {
        let firm = &world.firms[j];
        let (losing, losses) = losing_streak(&firm.profits);
        if firm.present && losing >= months && losses > cash {
            end(world, j);
        }
    }
    prepare_entrants(world);
}

/// Months in a row with a loss up to now, and what they lost together.
fn losing_streak(profits: &[f64]) -> (usize, f64) {
    let losses = profits.iter().rev().take_while(|profit| **profit < 0.0);
    losses.fold((0, 0.0), |(months, sum), profit| (months + 1, sum - profit))
}

/// Takes a firm out of the market: its customers buy nowhere, and what it held is erased.
fn end(world: &mut World, j: usize) {
    world.firms[j].present = false;
    world.firms[j].ended = true;
    for block in &mut world.blocks {
        block.links[j] = Link::default();
        for home in &mut block.home {
            *home = if usize::from(*home) == j { NOBODY } else { *home };
        }
    }
}

/// Whoever arrives this month takes the dials of the most profitable firm, each moved
/// by chance.
fn prepare_entrants(world: &mut World) {
    let now = world.month;
    let Some(best) = most_profitable(world) else { return };
    let (noise, exact) = (world.config.entry.noise, world.config.entry.exact.clone());
    for j in 0..world.firms.len() {
        let entrant = &world.config.firms[j];
        if !entrant.arrives_by_chance || entrant.enters_month != f64::from(now.0) {
            continue;
        }
        let key = world.firms[j].key;
        let rival = &world.config.firms[best];
        let (mut entrant, model) = (world.config.firms[j].clone(), rival.model);
        entrant.dials = rival.dials;
        // A name's appeal is not copied; nor does chance give it one.
        let dials = PARAMS.iter().filter(|param| param.section() == "firm" && param.leaf() != "appeal");
        // Each keeps the address of its draw, whichever others are exact.
        for (index, param) in dials.enumerate().filter(|(_, param)| !exact.contains(&param.key)) {
            let (Slot::Dial(slot), Plausible::Between(from, to), Some((low, high))) =
                (param.slot, param.plausible, param.range)
            else {
                continue;
            };
            let z = f64::from(world.draws.normal(at(now, key, 1 + index as u32)));
            let moved = (*slot(&mut entrant) + noise * (to - from) * z).clamp(low, high);
            let whole = param.kind == Kind::Whole;
            *slot(&mut entrant) = if whole { moved.round() } else { moved };
        }
        entrant.dials.appeal = 0.0;
        world.config.firms[j].dials = entrant.dials;
        world.config.firms[j].model = if noise == 0.0 { model } else { Model::Custom };
    }
}

/// The firm with the largest profit over its last 12 months, the first of equals.
fn most_profitable(world: &World) -> Option<usize> {
    let recent = |j: usize| -> f64 {
        let profits = &world.firms[j].profits;
        profits[profits.len().saturating_sub(12)..].iter().sum()
    };
    (0..world.firms.len()).filter(|&j| world.firms[j].present).fold(None, |best, j| match best {
        Some(b) if recent(b) >= recent(j) => Some(b),
        _ => Some(j),
    })
}

fn at(month: Month, firm: FirmKey, index: u32) -> Address {
    Address { decision: Decision::Entry, month, who: 0, firm, index }
}
