//! What a scenario says that its run will not show.

use crate::experiment::FOLLOWED;
use crate::scenario::config::Config;

/// One line for each event and each firm that comes after the end of the run, and one when not all cohorts are kept;
/// empty when there is nothing to say.
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
    let followed = f64::from(FOLLOWED);
    let cohorts = (followed < config.world.replications).then(|| {
        format!(
            "note: cohorts.csv follows the first {followed} of {} replications\n",
            config.world.replications
        )
    });
    events.chain(firms).chain(cohorts).collect()
}
