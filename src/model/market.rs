//! Step 2: the centre of the market's needs moves.

use crate::draws::{Address, Decision};
use crate::math::wide;
use crate::units::FirmKey;
use crate::world::World;

/// Moves the centre with momentum.
pub fn shift(world: &mut World) {
    let needs = &world.config.needs;
    let momentum = needs.market_momentum;
    let sigma = monthly_sd(needs.market_shift_per_year, momentum);
    let innovation = sigma * (1.0 - momentum * momentum).sqrt();
    for a in 0..world.attributes() {
        let xi = world.draws.normal(Address {
            decision: Decision::Market,
            month: world.month,
            who: 0,
            firm: FirmKey::NONE,
            index: a as u32,
        });
        world.velocity[a] = momentum * world.velocity[a] + innovation * f64::from(xi);
        world.centre[a] += world.velocity[a];
    }
}

/// Standard deviation of the monthly movement at which the movement over 12 months, whose months correlate by
/// `momentum`, has standard deviation `shift_per_year`.
pub fn monthly_sd(shift_per_year: f64, momentum: f64) -> f64 {
    let lags: f64 = (1..12).map(|k| f64::from(12 - k) * wide::power(momentum, f64::from(k))).sum();
    shift_per_year / (12.0 + 2.0 * lags).sqrt()
}
