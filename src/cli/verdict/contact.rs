//! What a firm that contacts people sees in its own campaign tests, and what is true.

use super::words::{late, months, names, signed};
use crate::cli::alternatives::only_firm_that_differs;
use crate::experiment::comparison::{Comparison, Pair};
use crate::scenario::config::{Dials, Event, FirmConfig};

/// The dials that say whom a firm contacts.
const CONTACTING: [&str; 3] = ["firm.*.targeting", "firm.*.contact_beyond", "firm.*.tuned"];

/// Where the alternatives differ at one firm alone: what its own campaign tests report, beside the true effect; or that
/// they do not measure what differs. Nothing where it contacts nobody.
pub(super) fn tests(comparison: &Comparison, pair: &Pair) -> Option<String> {
    if only_firm_that_differs(comparison.alternatives()) != Some(pair.firm.clone()) {
        return None;
    }
    let window = late(comparison);
    let lifts = comparison.means(pair, "campaign_lift", window);
    let [a, b] = names(comparison, pair);
    // The policy is the alternative that contacts; where both do, the first.
    let (with, without, lift, is_turned) = match lifts {
        [Some(lift), _] => (a, b, lift, false),
        [None, Some(lift)] => (b, a, lift, true),
        [None, None] => return None,
    };
    let dials = [pair.a, pair.b].map(|index| {
        let firm = firm(comparison, index, &pair.firm)?;
        // It may also change in the run; events at other firms are the same in both.
        let of = |contacting: bool| -> Vec<&Event> {
            let events = comparison.alternatives()[index].config.events.iter();
            events.filter(|event| event.change.sets(&CONTACTING) == contacting).collect()
        };
        let contact = (firm.dials.targeting, firm.dials.contact_beyond, firm.dials.tuned, of(true));
        let rest = Dials { targeting: 0.0, contact_beyond: 0.0, tuned: false, ..firm.dials };
        Some((contact, (rest, of(false))))
    });
    let [Some((contact, rest)), Some((other_contact, other_rest))] = &dials else { return None };
    if contact == other_contact || rest != other_rest {
        let more = if contact == other_contact { "" } else { ", in which more than contacting differs" };
        return Some(format!(
            "The campaign tests of {} compare whom it contacts with whom it does not: they do not measure this \
             difference{more}.",
            pair.firm
        ));
    }
    let effect = |metric: &str| {
        let estimate = comparison.relative(pair, metric, window, is_turned);
        let (low, high) = estimate.interval?;
        Some(format!("{} ({} to {})", signed(estimate.mean?), signed(low), signed(high)))
    };
    let buys = |lift: f64| {
        let more = if lift < 0.0 { "less" } else { "more" };
        format!("{} {more}", signed(lift.abs()).trim_start_matches('+'))
    };
    let other = match lifts {
        [Some(_), Some(other)] => format!(" (with {b}: {})", buys(other)),
        _ => String::new(),
    };
    Some(format!(
        "What {} sees{}: its campaign tests with {with} report that customers whom it contacts buy {} than the others\
         {other}. What is true in the same worlds: from {without} to {with} its purchases change by {} and its revenue by \
         {}.",
        pair.firm,
        months(window, comparison).map_or(String::new(), |months| format!(" {months}")),
        buys(lift),
        effect("purchases")?,
        effect("revenue")?
    ))
}

/// The firm of this name in an alternative, by its place.
fn firm<'a>(comparison: &'a Comparison, alternative: usize, name: &str) -> Option<&'a FirmConfig> {
    comparison.alternatives()[alternative].config.firms.iter().find(|firm| firm.name == name)
}
