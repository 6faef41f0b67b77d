//! Step 13: revenue, cost, profit and the books of customers.

use crate::math::wide;
use crate::world::World;
use crate::world::firms::Cohort;
use crate::world::tally::SHARE;

/// Closes the books of the month for every firm in the market.
pub fn close(world: &mut World) {
    let customers = f64::from(world.customers());
    let costs = &world.config.costs;
    let learning = wide::log2(costs.experience_curve);
    let everybody = SHARE * world.customers() as f32;
    for (firm, setting) in world.firms.iter_mut().zip(&world.config.firms) {
        if !firm.present {
            continue;
        }
        let dials = &setting.dials;
        let purchases = firm.tally.purchases as f64;
        firm.volume += purchases;
        let experience =
            if world.reference_volume > 0.0 { firm.volume / world.reference_volume } else { 0.0 };
        firm.unit_cost = (costs.unit + costs.adaptation * dials.flexibility * dials.flexibility)
            * wide::power(1.0 + experience, learning);
        let catalogue = costs.product * firm.catalogue.count as f64 / firm.catalogue.cycle_months;
        let transition = firm.transition.as_ref().map_or(0.0, |transition| transition.monthly_cost);
        firm.targeting = dials.targeting;
        firm.revenue = purchases * dials.price;
        firm.cost = firm.unit_cost * purchases
            + customers * (catalogue + costs.platform * dials.flexibility + transition)
            + costs.contact * firm.tally.contacts as f64
            + costs.storage * firm.tally.held as f64;
        firm.profits.push(firm.revenue - firm.cost);
        firm.public_trust = firm.tally.public_trust as f32 / everybody;
        count_customers(firm, world.month.0);
    }
}

/// Moves the cohorts one month on.
fn count_customers(firm: &mut crate::world::Firm, month: i32) {
    if month < 0 {
        return;
    }
    let tally = &firm.tally;
    for (cohort, lost) in firm.cohorts.iter_mut().zip(&tally.lost) {
        cohort.alive -= lost;
    }
    // In month 0 everybody there is the cohort of month 0; later, whoever joined.
    let joined = if firm.cohorts.is_empty() { tally.customers } else { tally.customers - tally.stayed };
    firm.cohorts.resize(month as usize, Cohort::default());
    firm.cohorts.push(Cohort { joined, alive: joined });
    firm.customers.resize(month as usize, 0);
    firm.customers.push(tally.customers);
    let year_ago = (month - 12).try_into().ok().and_then(|then: usize| firm.customers.get(then).copied());
    firm.retention_12m = year_ago.filter(|&customers| customers > 0).map(|customers| {
        let alive: i64 = firm.cohorts[..=(month - 12) as usize].iter().map(|cohort| cohort.alive).sum();
        alive as f64 / customers as f64
    });
}
