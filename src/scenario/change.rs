//! What happens in a run by the scenario's timeline: parameters that change, and breaches.

use super::params::Param;
use super::presets::CategorySet;

/// Something that happens in a given month.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Month in which it happens, or begins \[month\].
    pub month: u32,
    /// What happens.
    pub change: Change,
    /// Words for charts: `technology.power = 2`, or `breach at acme`.
    pub label: String,
}

/// What an event does.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Parameters take a value, at once or moving linearly to it over `ramp_months`.
    Set {
        /// Which parameters: several when the key names every firm or category.
        targets: Vec<Target>,
        /// The new value.
        value: Value,
        /// Months until the new value is reached \[months\]; 0 is at once.
        ramp_months: u32,
    },
    /// A share of those about whom a firm holds anything lose trust.
    Breach {
        /// The firm, by its place in [`super::config::Config::firms`].
        firm: usize,
        /// Share struck, 0..1.
        share: f64,
        /// Share of trust lost by a fully sensitive customer at full exposure, 0..1.
        severity: f64,
    },
}

impl Change {
    /// Whether it happens to the firm at this place and to nothing else.
    pub fn is_about(&self, place: usize) -> bool {
        match self {
            Change::Set { targets, .. } => {
                targets.iter().all(|target| matches!(target, Target::Firm(firm, _) if *firm == place))
            }
            Change::Breach { firm, .. } => *firm == place,
        }
    }

    /// Whether it changes one of the parameters with these keys.
    pub fn sets(&self, keys: &[&str]) -> bool {
        match self {
            Change::Set { targets, .. } => targets.iter().any(|target| keys.contains(&target.param().key)),
            Change::Breach { .. } => false,
        }
    }
}

/// A parameter that an event, or a study, sets.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// A number of the market.
    Market(&'static Param),
    /// A number or flag of a data category, by its place in [`super::config::Config::data`].
    Data(usize, &'static Param),
    /// A dial of a firm, by its place in [`super::config::Config::firms`].
    Firm(usize, &'static Param),
}

impl Target {
    /// The parameter, whosoever's it is.
    pub fn param(&self) -> &'static Param {
        match *self {
            Target::Market(param) | Target::Data(_, param) | Target::Firm(_, param) => param,
        }
    }
}

impl PartialEq for Target {
    fn eq(&self, other: &Target) -> bool {
        let place = |target: &Target| match *target {
            Target::Market(_) => (0, 0),
            Target::Data(index, _) => (1, index),
            Target::Firm(index, _) => (2, index),
        };
        (place(self), self.param().key) == (place(other), other.param().key)
    }
}

/// A value of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A flag.
    Flag(bool),
    /// A set of data categories.
    Categories(CategorySet),
}
