//! What a firm may be after, as one number a world.

use super::{Keep, Machine, Outcome, alternatives_on};
use crate::scenario::config::Config;
use crate::stats::phases::Values;
use crate::stats::windows::Window;
use std::ops::Range;

/// Simulated scenarios whose tables are in memory at the same time, for each thread.
const AT_ONCE: usize = 8;

/// Something that a firm may want more of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Goal {
    /// Discounted profit of all months \[currency per `report.people` market customers\].
    Profit,
    /// Trust of its customers in it at the end \[0..1\].
    Trust,
    /// Customers kept for 12 months, at the end \[share\].
    Retention,
}

impl Goal {
    /// All of them.
    pub const ALL: [Goal; 3] = [Goal::Profit, Goal::Trust, Goal::Retention];

    /// Name in options.
    pub fn name(self) -> &'static str {
        match self {
            Goal::Profit => "profit",
            Goal::Trust => "trust",
            Goal::Retention => "retention",
        }
    }

    /// The measure of `monthly.csv`, or the total, that it is.
    pub fn metric(self) -> &'static str {
        match self {
            Goal::Profit => "discounted_profit",
            Goal::Trust => "trust",
            Goal::Retention => "retention_12m",
        }
    }

    /// The months that count in a run of `months` months: profit is a total over all of them; trust and retention are
    /// those of the last 24, where a run has as many.
    pub fn window(self, months: i64) -> Window {
        match self {
            Goal::Trust | Goal::Retention if Window::Late.months(months).is_some() => Window::Late,
            _ => Window::Whole,
        }
    }

    /// Its value for a firm in each world of an outcome.
    pub fn by_world(self, outcome: &Outcome, firm: &str) -> Vec<Option<f64>> {
        outcome.by_world(firm, self.metric(), self.window(outcome.months))
    }
}

/// Simulates each of `configs` in the same `worlds` and gives, for each of them, the values of each goal for each of
/// `firms` in each world. Nothing else is kept, so that there may be many scenarios. `on_months` as in
/// [`super::replications`].
pub fn of_firms(
    configs: &[Config],
    worlds: Range<u32>,
    firms: &[String],
    goals: &[Goal],
    machine: Machine,
    on_months: &(dyn Fn(u64) -> bool + Sync),
) -> Option<Vec<Values>> {
    let mut all = Vec::with_capacity(configs.len());
    for some in configs.chunks(AT_ONCE * machine.threads) {
        let outcomes = alternatives_on(some, worlds.clone(), Keep::NoCohorts, machine, on_months)?;
        for outcome in &outcomes {
            let of_goal = |goal: &Goal| firms.iter().map(|firm| goal.by_world(outcome, firm)).collect();
            all.push(goals.iter().map(of_goal).collect());
        }
    }
    Some(all)
}
