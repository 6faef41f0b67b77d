//! Firms that lag behind take the dials of the best rival (off unless the scenario has a rate).

use crate::draws::{Address, Decision};
use crate::scenario::config::Dials;
use crate::world::{Transition, World};

/// Moves the dials of firms in a transition one month on.
pub fn advance(world: &mut World) {
    let month = world.month;
    for (firm, setting) in world.firms.iter_mut().zip(&mut world.config.firms) {
        let Some(transition) = &firm.transition else { continue };
        let elapsed = f64::from(month.0 - transition.since.0);
        if elapsed > transition.months {
            firm.transition = None;
            continue;
        }
        let share = elapsed / transition.months;
        setting.dials = between(setting.dials, &transition.from, &transition.to, share);
        if share >= 1.0 {
            setting.dials.remembers = transition.to.remembers;
            setting.dials.tuned = transition.to.tuned;
            setting.model = transition.model;
        }
    }
}

/// The dials on the way; what does not move linearly stays as it is `now`.
fn between(now: Dials, from: &Dials, to: &Dials, share: f64) -> Dials {
    let mix = |a: f64, b: f64| if share < 1.0 { a + (b - a) * share } else { b };
    Dials {
        flexibility: mix(from.flexibility, to.flexibility),
        targeting: mix(from.targeting, to.targeting),
        contact_beyond: mix(from.contact_beyond, to.contact_beyond),
        disclosure: mix(from.disclosure, to.disclosure),
        consent_friction: mix(from.consent_friction, to.consent_friction),
        price: mix(from.price, to.price),
        // Taken up at the next design, and so at the next launch.
        products: to.products,
        lead_months: to.lead_months,
        cycle_months: to.cycle_months,
        ..now
    }
}

/// At the end of each year, firms behind decide.
pub fn imitate(world: &mut World) {
    let imitation = &world.config.imitation;
    if imitation.rate == 0.0 || (world.elapsed() + 1) % 12 != 0 {
        return;
    }
    let profits: Vec<Option<f64>> = world.firms.iter().map(profit_of_a_year).collect();
    let decisions: Vec<(usize, usize)> = (0..world.firms.len())
        .filter(|&j| world.firms[j].transition.is_none())
        .filter_map(|j| {
            let own = profits[j]?;
            let (rival, best) = best_but(j, &profits)?;
            let behind = own <= best - imitation.margin * best.abs();
            let address = Address {
                decision: Decision::Imitation,
                month: world.month,
                who: 0,
                firm: world.firms[j].key,
                index: 0,
            };
            let decides = f64::from(world.draws.uniform(address)) < imitation.rate;
            (behind && decides).then_some((j, rival))
        })
        .collect();
    let months = imitation.transition_months;
    let monthly_cost = imitation.transition_cost / months;
    // All decide on the same past: the rivals' dials as they are before anybody moves.
    let settings: Vec<_> = world.config.firms.iter().map(|firm| (firm.dials, firm.model)).collect();
    for (j, rival) in decisions {
        let (to, model) = settings[rival];
        let from = settings[j].0;
        world.firms[j].transition =
            Some(Transition { since: world.month, months, from, to, model, monthly_cost });
    }
}

/// Profit of the last 12 months; nothing for a firm that has not been there so long.
fn profit_of_a_year(firm: &crate::world::Firm) -> Option<f64> {
    let months = firm.profits.len();
    (firm.present && months >= 12).then(|| firm.profits[months - 12..].iter().sum())
}

/// The most profitable other firm, the first of equals.
fn best_but(j: usize, profits: &[Option<f64>]) -> Option<(usize, f64)> {
    let mut best: Option<(usize, f64)> = None;
    for (rival, profit) in profits.iter().enumerate() {
        if let Some(profit) = *profit
            && rival != j
            && best.is_none_or(|(_, most)| profit > most)
        {
            best = Some((rival, profit));
        }
    }
    best
}
