//! Step 8: how much the home firm's customers buy.

use super::pick::pick;
use super::scratch::Scratch;
use super::today::Today;
use crate::draws::Decision;
use crate::math;
use crate::units::FirmKey;
use crate::world::{Block, Tally};

/// From one customer in so many on, counting goes on one by one.
const FEW: usize = 16;
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
    // Those without a home in the market have a mean of 0.
    mean.fill(0.0);
    let rate = &block.rate[..n];
    for (f, firm) in today.firms.iter().enumerate() {
        let own = firm.index as u8;
        take(home, own, &scratch.fit[f][..n], fit);
        take(home, own, &scratch.persuasion[f][..n], persuasion);
        take(home, own, rate, mean);
    }
    let (fit_response, reference) = (today.fit_response, today.fit_reference);
    let (persuasion_response, mean_purchases) = (today.persuasion_response, today.mean_purchases);
    for i in 0..n {
        let response = fit_response * (fit[i] - reference) + persuasion_response * persuasion[i];
        mean[i] *= mean_purchases * math::exp(response);
    }
    let u = &mut scratch.uniform[..n];
    today.draws.column(Decision::Purchases, 0, today.month, FirmKey::NONE, block.first, u);
    count(n, scratch);
    let bought = &scratch.bought[..n];
    for firm in &today.firms {
        let own = firm.index as u8;
        let mut purchases = 0_u64;
        for i in 0..n {
            purchases += u64::from(if home[i] == own { bought[i] } else { 0 });
        }
        tally.firms[firm.index].purchases += purchases as i64;
    }
}

/// Copies `from` to `to`, which is 0, where home is the firm `own`. Bits instead of a condition: the compiler
/// would make it a jump, which nobody can predict.
#[inline(always)]
fn take(home: &[u8], own: u8, from: &[f32], to: &mut [f32]) {
    for ((to, from), home) in to.iter_mut().zip(from).zip(home) {
        let here = u32::from(*home == own).wrapping_neg();
        *to = f32::from_bits(to.to_bits() | from.to_bits() & here);
    }
}

/// Poisson quantiles of a column of means: how often the distribution function lies at or below the uniform
/// number. The first steps go through the whole column; the few customers who are left then are counted one by
/// one.
#[inline(always)]
fn count(n: usize, scratch: &mut Scratch) {
    let (mean, u) = (&scratch.mean[..n], &scratch.uniform[..n]);
    let bought = &mut scratch.bought[..n];
    let [probability, below, _] = &mut scratch.gather;
    let (probability, below) = (&mut probability[..n], &mut below[..n]);
    let mut large = 0_u32;
    for i in 0..n {
        let none = math::exp(-mean[i]);
        probability[i] = none;
        // A mean of 0 ends at once; so does a large one, which is dealt with at the end.
        let exact = (mean[i] > 0.0) & (mean[i] <= EXACT_UP_TO);
        below[i] = if exact { none } else { 1.0 };
        large |= u32::from(mean[i] > EXACT_UP_TO);
        bought[i] = 0;
    }
    let mut steps = 0.0_f32;
    loop {
        let mut left = 0_u32;
        steps += 1.0;
        let share = 1.0 / steps;
        for i in 0..n {
            let more = u32::from(u[i] >= below[i]);
            bought[i] += more;
            left += more;
            probability[i] *= mean[i] * share;
            below[i] += probability[i];
        }
        if left as usize <= (n / FEW).max(FEW) {
            break;
        }
    }
    let flags = &mut scratch.flags[..n];
    for i in 0..n {
        flags[i] = u32::from(u[i] >= below[i]);
    }
    let listed = pick(scratch.width, flags, &mut scratch.list);
    for &i in &scratch.list[..listed] {
        let i = i as usize;
        let (mut k, mut p, mut sum) = (steps, probability[i], below[i]);
        // Beyond the mean, a probability too small to move the sum ends the count: rounding may keep the sum
        // below the last uniform numbers for ever.
        while u[i] >= sum && (k < mean[i] || p > 3e-8) {
            bought[i] += 1;
            k += 1.0;
            p *= mean[i] / k;
            sum += p;
        }
    }
    if large != 0 {
        for i in 0..n {
            flags[i] = u32::from(mean[i] > EXACT_UP_TO);
        }
        let listed = pick(scratch.width, flags, &mut scratch.list);
        for &i in &scratch.list[..listed] {
            bought[i as usize] = poisson_quantile(mean[i as usize], u[i as usize]);
        }
    }
}

/// Poisson quantile for a large mean: Cornish-Fisher to the third cumulant, the whole number below it plus
/// the continuity correction (Abramowitz and Stegun 26.2.49).
#[inline(always)]
fn poisson_quantile(mean: f32, u: f32) -> u32 {
    let z = math::normal_quantile(u);
    let quantile = mean + math::sqrt(mean) * z + (z * z - 1.0) / 6.0;
    (quantile + 0.5).max(0.0) as u32
}
