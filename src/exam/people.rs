//! Other people in the markets of the exam: those of a scenario.

use crate::scenario::config::{Config, World};

/// The market of `exam`, its firms, size, length and seed, with what `scenario` says of people, data and costs: needs,
/// sensitivity, technology, choice, purchases, trust, wanting, planning, campaigns, costs, data categories and in how
/// many respects needs differ. Its firms, events, imitation and entry stay behind: the experiments have their own firms,
/// and nothing happens in them that is not part of the experiment.
pub fn of(scenario: &Config, exam: &Config) -> Config {
    let scenario = scenario.clone();
    let exam = exam.clone();
    Config {
        world: World { attributes: scenario.world.attributes, ..exam.world },
        needs: scenario.needs,
        privacy: scenario.privacy,
        technology: scenario.technology,
        choice: scenario.choice,
        purchases: scenario.purchases,
        trust: scenario.trust,
        wanting: scenario.wanting,
        planning: scenario.planning,
        campaigns: scenario.campaigns,
        costs: scenario.costs,
        data: scenario.data,
        ..exam
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Effort, Program, Sitting};
    use super::*;

    #[test]
    fn the_people_that_sit_anyway_change_nothing() {
        let on_months = |_| true;
        let sitting = Sitting {
            subject: &Program,
            effort: Effort::Quick,
            seed: 7,
            scenario: None,
            on_months: &on_months,
        };
        let (calibrated, null) = (sitting.builtin("calibrated"), sitting.builtin("null-market"));
        let shift = null.needs.market_shift_per_year;
        let mut market = of(&calibrated, &null);
        assert_ne!(market, null, "the centre of `calibrated` moves");
        market.needs.market_shift_per_year = shift;
        assert_eq!(market, null);
        let other = of(&sitting.builtin("shake-out"), &null);
        assert_eq!((other.firms, other.entry, other.events), (null.firms, null.entry, null.events));
    }
}
