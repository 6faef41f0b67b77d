//! Step 8: how much the home firm's customers buy.

use super::mask::{mask, only};
use super::scratch::Scratch;
use super::today::Today;
use crate::draws::Decision;
use crate::math;
use crate::units::FirmKey;
use crate::world::{Block, Tally};

/// Means up to this are inverted exactly; above it, where e^−mean leaves single precision, by
/// the Cornish-Fisher expansion of the quantile.
const EXACT_UP_TO: f32 = 30.0;

/// Poisson purchases, from one uniform number each by inversion.
#[inline(always)]
pub fn buy(today: &Today, block: &Block, scratch: &mut Scratch, tally: &mut Tally) {
    let n = block.len();
    let home = &block.home[..n];
    let fit = &mut scratch.home_fit[..n];
    let persuasion = &mut scratch.home_persuasion[..n];
    let mean = &mut scratch.mean[..n];
    fit.fill(0.0);
    persuasion.fill(0.0);
    for (f, firm) in today.firms.iter().enumerate() {
        let own = firm.index as u8;
        take(home, own, &scratch.fit[f], fit);
        if scratch.persuades[f] {
            take(home, own, &scratch.persuasion[f], persuasion);
        }
    }
    let u = &mut scratch.uniform[..n];
    today.draws.column(Decision::Purchases, 0, today.month, FirmKey::NONE, block.first, u);
    let (fit_response, reference) = (today.fit_response, today.fit_reference);
    let (persuasion_response, mean_purchases) = (today.persuasion_response, today.mean_purchases);
    let rate = &block.rate[..n];
    for i in 0..n {
        let response = fit_response * (fit[i] - reference) + persuasion_response * persuasion[i];
        // Every offer has a fit above 0; those without a home in the market have none, and a mean of 0.
        mean[i] = only(mask(fit[i] > 0.0), rate[i] * (mean_purchases * math::exp(response)));
    }
    let (bought, flags) = (&mut scratch.bought[..n], &mut scratch.flags[..n]);
    // Enough steps for nearly everybody.
    match today.mean_purchases {
        ..1.5 => count::<6>(mean, u, bought, flags),
        ..4.0 => count::<10>(mean, u, bought, flags),
        _ => count::<16>(mean, u, bought, flags),
    }
    scratch.places.list(scratch.width, flags, 1);
    for &i in scratch.places.listed() {
        let i = i as usize;
        bought[i] = poisson_quantile(mean[i], u[i]);
    }
    for firm in &today.firms {
        let own = firm.index as u8;
        let mut purchases = 0;
        for i in 0..n {
            purchases += mask(home[i] == own) & bought[i];
        }
        tally.firms[firm.index].purchases += i64::from(purchases);
    }
}

/// Copies `from` to `to`, which is 0, where home is the firm `own`.
#[inline(always)]
fn take(home: &[u8], own: u8, from: &[f32], to: &mut [f32]) {
    for ((to, from), home) in to.iter_mut().zip(from).zip(home) {
        let here = mask(*home == own);
        *to = f32::from_bits(to.to_bits() | from.to_bits() & here);
    }
}

/// Counts purchases a few steps far, which is enough for nearly everybody, and flags those for whom it is not and those
/// with a large mean.
#[inline(always)]
fn count<const STEPS: usize>(mean: &[f32], u: &[f32], bought: &mut [u32], flags: &mut [u32]) {
    let n = mean.len();
    let (u, bought, flags) = (&u[..n], &mut bought[..n], &mut flags[..n]);
    for i in 0..n {
        let mut probability = math::exp(-mean[i]);
        let mut below = probability;
        let mut counted = 0;
        // An inclusive range would keep the compiler from unrolling this.
        for step in 0..STEPS {
            counted += u32::from(u[i] >= below);
            probability *= mean[i] * (1.0 / (step + 1) as f32);
            below += probability;
        }
        // With a mean of 0 rounding has no say.
        let some = mask(mean[i] > 0.0);
        bought[i] = counted & some;
        flags[i] = (mask(u[i] >= below) | mask(mean[i] > EXACT_UP_TO)) & some;
    }
}

/// Poisson quantile: how often the distribution function lies at or below `u`. For a large mean Cornish-Fisher to
/// the third cumulant, the whole number below it plus the continuity correction (Abramowitz and Stegun 26.2.49).
#[inline(always)]
fn poisson_quantile(mean: f32, u: f32) -> u32 {
    if mean > EXACT_UP_TO {
        let z = math::normal_quantile(u);
        let quantile = mean + math::sqrt(mean) * z + (z * z - 1.0) / 6.0;
        return (quantile + 0.5).max(0.0) as u32;
    }
    let mut probability = math::exp(-mean);
    let mut below = probability;
    let mut bought = 0;
    // Beyond the mean, a probability too small to move the sum ends the count: rounding may keep the sum
    // below the last uniform numbers for ever.
    while u >= below && (bought as f32 <= mean || probability > 3e-8) {
        bought += 1;
        probability *= mean * (1.0 / bought as f32);
        below += probability;
    }
    bought
}
