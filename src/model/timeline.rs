//! Step 1: events of the scenario's timeline set parameters, or set them moving.

use crate::scenario::config::{Change, Config, Dials, FirmConfig, Value};
use crate::scenario::params::{PARAMS, Slot};
use crate::units::Month;
use crate::world::{Ramp, World};

/// Applies the events of this month and moves the ramps of earlier ones. Burn-in has no events.
pub fn apply(world: &mut World) {
    let before: Vec<FirmConfig> = world.config.firms.clone();
    move_on(&mut world.config, &mut world.ramps, world.month);
    // A dial that an event turns while its firm moves to a rival's dials keeps the event's value to the end.
    for ((firm, old), new) in world.firms.iter_mut().zip(before).zip(&world.config.firms) {
        if let Some(transition) = &mut firm.transition {
            keep_turned(&mut transition.from, &old, new);
            keep_turned(&mut transition.to, &old, new);
        }
    }
}

/// Gives `dials` the value of every dial in which `new` differs from `old`.
fn keep_turned(dials: &mut Dials, old: &FirmConfig, new: &FirmConfig) {
    let mut kept = FirmConfig { dials: *dials, ..new.clone() };
    let (mut old, mut new) = (old.clone(), new.clone());
    for param in PARAMS {
        match param.slot {
            Slot::Dial(slot) if slot(&mut old) != slot(&mut new) => *slot(&mut kept) = *slot(&mut new),
            Slot::DialFlag(slot) if slot(&mut old) != slot(&mut new) => *slot(&mut kept) = *slot(&mut new),
            Slot::Categories(slot) if slot(&mut old) != slot(&mut new) => {
                *slot(&mut kept) = *slot(&mut new);
            }
            _ => {}
        }
    }
    *dials = kept.dials;
}

/// Applies the events of `month` to a scenario that stands as it did the month before.
pub fn move_on(config: &mut Config, ramps: &mut Vec<Ramp>, month: Month) {
    for index in 0..config.events.len() {
        if i64::from(config.events[index].month) != i64::from(month.0) {
            continue;
        }
        let Change::Set { targets, value, ramp_months } = config.events[index].change.clone() else {
            continue; // A breach strikes customers; see `breach`.
        };
        for target in targets {
            ramps.retain(|ramp| ramp.target != target);
            match (value, config.number_mut(target)) {
                (Value::Number(to), Some(from)) if ramp_months > 0 => {
                    let ramp = Ramp { target, from: *from, to, since: month, months: ramp_months };
                    ramps.push(ramp);
                }
                _ => config.set(target, value),
            }
        }
    }
    for ramp in ramps.iter() {
        let share = (f64::from(month.0 - ramp.since.0) / f64::from(ramp.months)).min(1.0);
        let value = if share < 1.0 { ramp.from + (ramp.to - ramp.from) * share } else { ramp.to };
        config.set(ramp.target, Value::Number(value));
    }
    ramps.retain(|ramp| month.0 - ramp.since.0 < ramp.months as i32);
}
