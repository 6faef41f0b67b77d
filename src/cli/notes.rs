//! What a user may not have meant to ask for, and what a run will not show.

use crate::experiment::FOLLOWED;
use crate::scenario::config::Config;

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

/// One line when a result does not keep all cohorts; empty when it does.
pub fn cohorts(config: &Config) -> String {
    let followed = f64::from(FOLLOWED);
    if config.world.replications <= followed {
        return String::new();
    }
    format!("note: cohorts.csv follows the first {followed} of {} replications\n", config.world.replications)
}
