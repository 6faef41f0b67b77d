//! Step 1: events of the scenario's timeline set parameters, or set them moving.

use crate::scenario::config::{Change, Value};
use crate::world::{Ramp, World};

/// Applies the events of this month and moves the ramps of earlier ones. Burn-in has no events.
pub fn apply(world: &mut World) {
    let month = world.month;
    for index in 0..world.config.events.len() {
        if i64::from(world.config.events[index].month) != i64::from(month.0) {
            continue;
        }
        let Change::Set { targets, value, ramp_months } = world.config.events[index].change.clone() else {
            continue; // A breach strikes customers; see `breach`.
        };
        for target in targets {
            world.ramps.retain(|ramp| ramp.target != target);
            match (value, world.config.number_mut(target)) {
                (Value::Number(to), Some(from)) if ramp_months > 0 => {
                    let ramp = Ramp { target, from: *from, to, since: month, months: ramp_months };
                    world.ramps.push(ramp);
                }
                _ => world.config.set(target, value),
            }
        }
    }
    let ramps = std::mem::take(&mut world.ramps);
    for ramp in &ramps {
        let share = (f64::from(month.0 - ramp.since.0) / f64::from(ramp.months)).min(1.0);
        let value = if share < 1.0 { ramp.from + (ramp.to - ramp.from) * share } else { ramp.to };
        world.config.set(ramp.target, Value::Number(value));
    }
    world.ramps = ramps;
    world.ramps.retain(|ramp| month.0 - ramp.since.0 < ramp.months as i32);
}
