//! What a user may not have meant to ask for, and what a run will not show.

use super::output::wrapped;
use crate::experiment::FOLLOWED;
use crate::scenario::config::{Config, FirmConfig};

/// One line when there is only one firm, and one for each event and each firm that comes after the end of the run;
/// empty when there is nothing to say.
pub fn notes(config: &Config) -> String {
    let months = config.world.months;
    let run = format!("the end of the run ({months} months)");
    let alone = match config.firms.as_slice() {
        [only] => Some(format!("note: {} is the only firm of this market\n", only.name)),
        _ => None,
    };
    let events = config.events.iter().filter(|event| months <= f64::from(event.month)).map(|event| {
        format!("note: the event in month {} ({}) lies after {run}\n", event.month, event.label)
    });
    let firms = config
        .firms
        .iter()
        .filter(|firm| months <= firm.enters_month)
        .map(|firm| format!("note: {} enters in month {}, after {run}\n", firm.name, firm.enters_month));
    alone.into_iter().chain(events).chain(firms).collect()
}

/// One line for each firm whose targeting differs between alternatives and is moved by its own tests: what differs is
/// only where it starts.
pub fn tuned(alternatives: &[&Config]) -> String {
    let of = |name: &str| -> Vec<&FirmConfig> {
        alternatives.iter().flat_map(|config| &config.firms).filter(|firm| firm.name == name).collect()
    };
    let moves = |name: &&str| {
        let all = of(name);
        let differs = all.iter().any(|firm| firm.dials.targeting != all[0].dials.targeting);
        differs && all.iter().any(|firm| firm.dials.tuned && 0.0 < firm.dials.targeting)
    };
    let names = alternatives.iter().take(1).flat_map(|config| &config.firms).map(|firm| firm.name.as_str());
    names
        .filter(moves)
        .map(|name| {
            let note = format!(
                "note: {name} changes its targeting by its tests, so that targeting is only where it starts; \
             `--set firm.{name}.tuned=false` holds it"
            );
            wrapped(&note, "") + "\n"
        })
        .collect()
}

/// One line when a result does not keep all cohorts; empty when it does.
pub fn cohorts(config: &Config) -> String {
    let followed = f64::from(FOLLOWED);
    if config.world.replications <= followed {
        return String::new();
    }
    format!("note: cohorts.csv follows the first {followed} of {} replications\n", config.world.replications)
}
