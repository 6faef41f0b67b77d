//! Alternatives in the same worlds, and onlookers.

use sellsense::experiment::{self, Keep, Machine, Simulation};
use sellsense::model::{Glimpse, Step, Watch};
use sellsense::scenario::config::{Config, Model, Segment};
use sellsense::stats::windows::Window;

fn market() -> Config {
    let mut market = Config::defaults();
    market.world.customers = 1500.0;
    market.world.months = 30.0;
    market.add_firm("planner", Model::TargetedMakeAndSell);
    market.add_firm("adapter", Model::SenseAndRespond);
    market
}

fn close(a: Option<f64>, b: f64) -> bool {
    a.is_some_and(|a| (a - b).abs() <= 1e-12 * b.abs())
}

#[test]
fn worlds_have_the_same_numbers_whichever_way_they_are_reached() {
    let (mut dearer, mut unconcerned) = (market(), market());
    dearer.firms[1].dials.price = 1.2;
    unconcerned.privacy.segments[0] = Segment { share: 1.0, alpha: 2.0, beta: 12.0 };
    unconcerned.privacy.segments.truncate(1);
    let markets = [market(), unconcerned, dearer];
    let all = experiment::alternatives(&markets, 0..5, &|_| true).expect("nobody stopped it");
    let mut parts = experiment::alternatives(&markets, 0..2, &|_| true).expect("nobody stopped it");
    let rest = experiment::alternatives(&markets, 2..5, &|_| true).expect("nobody stopped it");
    parts.iter_mut().zip(rest).for_each(|(part, rest)| part.append(rest));
    for ((all, part), mut market) in all.iter().zip(&parts).zip(markets) {
        assert_eq!(all.worlds, part.worlds);
        assert_eq!(format!("{:?}", all.monthly), format!("{:?}", part.monthly));
        assert_eq!(format!("{:?}", all.totals), format!("{:?}", part.totals));
        assert_eq!(all.cohorts.rows(), 0);
        market.world.replications = 5.0;
        let alone = experiment::replications(&market, &|_| true).expect("nobody stopped it");
        assert_eq!(format!("{:?}", all.monthly), format!("{:?}", alone.monthly));
        assert_eq!(format!("{:?}", all.totals), format!("{:?}", alone.totals));
        assert!(alone.cohorts.rows() > 0);
    }
    let tables = [0, 1, 2].map(|market| format!("{:?}", all[market].monthly));
    assert!(tables[0] != tables[1] && tables[1] != tables[2] && tables[0] != tables[2]);
}

#[test]
fn a_value_by_world_is_the_mean_over_the_window_of_that_firm() {
    let markets = [market()];
    let machine = Machine::all();
    let outcome = experiment::alternatives_on(&markets, 3..6, Keep::NoCohorts, machine, &|_| true)
        .expect("nobody stopped it")
        .remove(0);
    let table = &outcome.monthly;
    let trust = outcome.by_world("adapter", "trust", Window::Early);
    assert_eq!(trust.len(), 3);
    for (world, trust) in (3..6).zip(trust) {
        let rows = (0..table.rows()).filter(|&row| {
            table.integers("replicate")[row] == world
                && table.word("firm", row) == "adapter"
                && (12..24).contains(&table.integers("month")[row])
        });
        let values: Vec<f64> = rows.filter_map(|row| table.numbers("trust")[row]).collect();
        assert_eq!(values.len(), 12);
        assert!(close(trust, values.iter().sum::<f64>() / 12.0));
    }
    let totals = &outcome.totals;
    for (world, profit) in (3..6).zip(outcome.by_world("planner", "discounted_profit", Window::Whole)) {
        let row = (0..totals.rows()).find(|&row| {
            totals.integers("replicate")[row] == world
                && totals.word("firm", row) == "planner"
                && totals.word("metric", row) == "discounted_profit"
        });
        let value = row.and_then(|row| totals.numbers("value")[row]);
        assert!(value.is_some() && profit == value);
    }
    assert_eq!(outcome.by_world("nobody", "trust", Window::Early), vec![None; 3]);
}

/// Counts purchases and customers month by month, as an onlooker sees them.
#[derive(Default)]
struct Counter {
    purchases: i64,
    steps: Vec<Step>,
}

impl Watch for Counter {
    fn after(&mut self, step: Step, glimpse: &Glimpse) {
        if glimpse.block.first == 0 {
            self.steps.push(step);
        }
        if step == Step::Purchases {
            let bought = &glimpse.scratch.bought[..glimpse.block.len()];
            self.purchases += bought.iter().map(|&bought| i64::from(bought)).sum::<i64>();
        }
    }
}

#[test]
fn an_onlooker_changes_nothing_and_sees_what_is_counted() {
    let mut market = market();
    market.world.customers = 4000.0;
    let mut seen = Simulation::new(&market, 0);
    let mut unseen = Simulation::new(&market, 0);
    for _ in 0..14 {
        let mut counter = Counter::default();
        seen.step_watched(&mut counter);
        unseen.step();
        assert_eq!(counter.steps, Step::ALL);
        let counted: i64 = unseen.world().firms.iter().map(|firm| firm.tally.purchases).sum();
        assert!(counted > 0);
        assert_eq!(counter.purchases, counted);
    }
    assert_eq!(format!("{:?}", seen.world().blocks), format!("{:?}", unseen.world().blocks));
}
