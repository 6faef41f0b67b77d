//! What a scenario says that its run will not show.

use crate::scenario::config::Config;

/// One line for each event and each firm that comes after the end of the run; empty when there is none.
pub fn notes(config: &Config) -> String {
    let months = config.world.months;
    let run = format!("the end of the run ({months} months)");
    let events = config.events.iter().filter(|event| months <= f64::from(event.month)).map(|event| {
        format!("note: the event in month {} ({}) lies after {run}\n", event.month, event.label)
    });
    let firms = config
        .firms
        .iter()
        .filter(|firm| months <= firm.enters_month)
        .map(|firm| format!("note: {} enters in month {}, after {run}\n", firm.name, firm.enters_month));
    events.chain(firms).collect()
}
