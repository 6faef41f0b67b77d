//! From an experiment and the user's market to the markets that are simulated.

use super::experiment::{Actor, Axis, Change, Claim, Experiment};
use crate::scenario::config::{self, CategorySet, Config, FirmConfig, Target, Value};
use crate::scenario::key;

/// Chance a year to copy the best rival, where an experiment needs imitation and the scenario has none (that of
/// the scenario `adoption`).
const IMITATION_RATE: f64 = 0.25;

/// A place of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Where it lies; for a mere name its rank.
    pub x: f64,
    /// The place in words.
    pub label: String,
}

/// The places of an axis in a run of `months` months.
pub fn levels(axis: &Axis, months: f64) -> Vec<Level> {
    let level = |x: f64, label: String| Level { x, label };
    match axis {
        Axis::Key { values, .. } => values.iter().map(|&value| level(value, value.to_string())).collect(),
        Axis::Settings { levels, .. } => levels
            .iter()
            .enumerate()
            .map(|(rank, (name, _))| level(rank as f64, (*name).to_owned()))
            .collect(),
        Axis::Years => {
            let years = (months / 12.0).floor().max(1.0) as usize;
            (1..=years).map(|year| level(year as f64, year.to_string())).collect()
        }
    }
}

/// The markets of an experiment: for each place of the axis each of the variants. The years of a run are all in the
/// same market, so there the only place has them all.
///
/// Everything but the firms is as in `base`: needs, people, technology, prices, costs and the events of the timeline,
/// except those that would undo what the experiment sets.
pub fn markets(experiment: &Experiment, base: &Config) -> Vec<Vec<Config>> {
    let cast = cast(experiment, base);
    let at = |changes: &[Change]| -> Vec<Config> {
        let variants = experiment.variants.iter();
        variants
            .map(|variant| {
                let mut market = cast.clone();
                for change in experiment.setting.iter().chain(changes).chain(*variant) {
                    apply(&mut market, change);
                }
                market
            })
            .collect()
    };
    match &experiment.axis {
        Axis::Key { key, values, of: None, .. } => {
            values.iter().map(|&value| at(&[Change::Number(key, value)])).collect()
        }
        Axis::Key { key, values, of: Some((unit, of)), .. } => {
            values.iter().map(|&ratio| at(&[Change::Multiple(key, unit * ratio, of)])).collect()
        }
        Axis::Settings { levels, .. } => levels.iter().map(|(_, changes)| at(changes)).collect(),
        Axis::Years => vec![at(&[])],
    }
}

/// The market with the firms of the experiment.
fn cast(experiment: &Experiment, base: &Config) -> Config {
    let mut market = base.clone();
    market.firms.clear();
    let mut taken: Vec<Option<usize>> = Vec::new();
    for actor in experiment.firms {
        let found = theirs(actor, base, &taken);
        taken.push(found);
        match found {
            Some(index) => market.firms.push(FirmConfig {
                name: actor.name.to_owned(),
                enters_month: 0.0,
                ..base.firms[index].clone()
            }),
            None => {
                market.add_firm(actor.name, actor.model);
            }
        }
    }
    market.share_out(&[]);
    market.entry.enabled = false;
    if !experiment.imitation {
        market.imitation.rate = 0.0;
    } else if nobody_copies(experiment, base) {
        market.imitation.rate = IMITATION_RATE;
    }
    let place = |firm: usize| taken.iter().position(|taken| *taken == Some(firm));
    market.events = base.events.iter().filter_map(|event| moved(event, &place)).collect();
    market
}

/// Whether firms must copy for the experiment to be one, and in the user's market do not.
fn nobody_copies(experiment: &Experiment, base: &Config) -> bool {
    experiment.imitation && base.imitation.rate == 0.0
}

/// What of the user's market a claim could not be tried with, and what was taken for it; or what of it moves in the run
/// although the claim compares it with and without; in words.
pub fn replaced(claim: &Claim, base: &Config) -> Option<String> {
    if claim.experiments.iter().any(|experiment| nobody_copies(experiment, base)) {
        return Some(format!("tried with imitation.rate {IMITATION_RATE}, as 0 is no copying"));
    }
    let moves = |experiment: &Experiment| {
        let market = cast(experiment, base);
        let sets = |changes: &[Change], key: &str| changes.iter().any(|change| change.key() == key);
        // Of what all variants set no event is left.
        let is_left = |key: &&str| {
            !sets(experiment.setting, key) && !experiment.variants.iter().all(|variant| sets(variant, key))
        };
        let keys =
            experiment.variants.iter().flat_map(|variant| variant.iter().map(Change::key)).filter(is_left);
        let compared = keys.map(|key| (key, targets(&market, key)));
        let is_moved = |of: &[Target]| {
            market.events.iter().any(|event| match &event.change {
                config::Change::Set { targets, .. } => targets.iter().any(|target| of.contains(target)),
                config::Change::Breach { .. } => false,
            })
        };
        compared.filter(|(_, of)| is_moved(of)).map(|(key, _)| key).collect::<Vec<_>>()
    };
    let keys = claim.experiments.iter().map(moves).find(|keys| !keys.is_empty())?;
    Some(format!(
        "events of the scenario change {} in the run, although it is tried with and without",
        key::listed(&keys)
    ))
}

/// The scenario's first firm of the actor's model that nobody plays yet; where all are played, the first again.
fn theirs(actor: &Actor, base: &Config, taken: &[Option<usize>]) -> Option<usize> {
    let all = || (0..base.firms.len()).filter(|&index| base.firms[index].model == actor.model);
    all().find(|index| !taken.contains(&Some(*index))).or_else(|| all().next())
}

/// The event with the places of the firms as the experiment has them; none when it concerns other firms only.
fn moved(event: &config::Event, place: &dyn Fn(usize) -> Option<usize>) -> Option<config::Event> {
    let change = match &event.change {
        config::Change::Set { targets, value, ramp_months } => {
            let targets: Vec<Target> = targets
                .iter()
                .filter_map(|target| match *target {
                    Target::Firm(firm, param) => Some(Target::Firm(place(firm)?, param)),
                    other => Some(other),
                })
                .collect();
            if targets.is_empty() {
                return None;
            }
            config::Change::Set { targets, value: *value, ramp_months: *ramp_months }
        }
        config::Change::Breach { firm, share, severity } => {
            config::Change::Breach { firm: place(*firm)?, share: *share, severity: *severity }
        }
    };
    Some(config::Event { change, ..event.clone() })
}

fn apply(market: &mut Config, change: &Change) {
    let (key, value) = match *change {
        Change::Number(key, value) => (key, Value::Number(value)),
        Change::Flag(key, flag) => (key, Value::Flag(flag)),
        Change::Remembers(key, names) => {
            let named = |index: &usize| names.contains(&market.data[*index].name.as_str());
            let set = (0..market.data.len()).filter(named).fold(CategorySet::default(), CategorySet::with);
            (key, Value::Categories(set))
        }
        Change::Multiple(key, factor, of) => {
            let of = targets(market, of)[0];
            let value = market.number_mut(of).map_or(0.0, |value| *value);
            (key, Value::Number(factor * value))
        }
    };
    let targets = targets(market, key);
    for &target in &targets {
        market.set(target, value);
    }
    for event in &mut market.events {
        if let config::Change::Set { targets: theirs, .. } = &mut event.change {
            theirs.retain(|target| !targets.contains(target));
        }
    }
    let is_empty = |event: &config::Event| matches!(&event.change, config::Change::Set { targets, .. } if targets.is_empty());
    market.events.retain(|event| !is_empty(event));
}

/// What a key names in the market. Panics when it names nothing: that is a defect of the list of claims.
fn targets(market: &Config, key: &str) -> Vec<Target> {
    let firms: Vec<String> = market.firms.iter().map(|firm| firm.name.clone()).collect();
    let data: Vec<String> = market.data.iter().map(|category| category.name.clone()).collect();
    let named = key::find(key, &firms, &data).unwrap_or_else(|unknown| panic!("{}", unknown.title));
    match key.split('.').next() {
        Some("firm") => named.places.iter().map(|&place| Target::Firm(place, named.param)).collect(),
        Some("data") => named.places.iter().map(|&place| Target::Data(place, named.param)).collect(),
        _ => vec![Target::Market(named.param)],
    }
}
