//! Step 8: how much the home firm's customers buy.

use super::scratch::Scratch;
use super::today::Today;
use crate::math;
use crate::world::{Block, Tally};

/// Customers handled at a time.
const LANES: usize = 16;
/// Means up to this are inverted exactly; above it, where e^−mean leaves single precision, by
/// the Cornish-Fisher expansion of the quantile.
const EXACT_UP_TO: f32 = 30.0;

/// Poisson purchases, from one uniform number each by inversion. The uniform numbers are those that the choice
/// step left in `scratch.mean`.
#[inline(always)]
pub fn buy(today: &Today, block: &Block, scratch: &mut Scratch, tally: &mut Tally) {
    let n = block.len();
    let home = &block.home[..n];
    let fit = &mut scratch.home_fit[..n];
    let persuasion = &mut scratch.home_persuasion[..n];
    fit.fill(0.0);
    persuasion.fill(0.0);
    // 1 for those who have a home in the market, so that the others' mean is 0.
    let active = &mut scratch.burden[..n];
    active.fill(0.0);
    for (f, firm) in today.firms.iter().enumerate() {
        let own = firm.index as u8;
        let (firm_fit, firm_persuasion) = (&scratch.fit[f][..n], &scratch.persuasion[f][..n]);
        for i in 0..n {
            let here = home[i] == own;
            fit[i] = if here { firm_fit[i] } else { fit[i] };
            persuasion[i] = if here { firm_persuasion[i] } else { persuasion[i] };
            active[i] = if here { 1.0 } else { active[i] };
        }
    }
    let rate = &block.rate[..n];
    let uniform = &mut scratch.mean[..n];
    let bought = &mut scratch.bought[..n];
    let mut start = 0;
    while start < n {
        let len = LANES.min(n - start);
        let (mut mean, mut u) = ([0.0_f32; LANES], [0.0_f32; LANES]);
        let mut largest = 0.0_f32;
        for l in 0..len {
            let i = start + l;
            let response = today.fit_response * (fit[i] - today.fit_reference)
                + today.persuasion_response * persuasion[i];
            mean[l] = rate[i] * math::exp(response) * active[i];
            u[l] = uniform[i];
        }
        for l in 0..LANES {
            largest = largest.max(mean[l]);
        }
        let mut count = [0_u32; LANES];
        let mut probability = [0.0_f32; LANES];
        let mut below = [0.0_f32; LANES];
        for l in 0..LANES {
            probability[l] = math::exp(-mean[l]);
            below[l] = if mean[l] > 0.0 { probability[l] } else { 1.0 };
        }
        let mut k = 0.0_f32;
        // The count is how often the distribution function lies at or below u. The bound ends the loop where
        // rounding keeps the sum of probabilities below the last uniform number.
        let bound = largest.min(EXACT_UP_TO) * 2.0 + 30.0;
        loop {
            let mut more = 0_u32;
            for l in 0..LANES {
                let step = u32::from(u[l] >= below[l]);
                count[l] += step;
                more |= step;
            }
            k += 1.0;
            if more == 0 || k > bound {
                break;
            }
            for l in 0..LANES {
                probability[l] *= mean[l] / k;
                below[l] += probability[l];
            }
        }
        if largest > EXACT_UP_TO {
            for l in 0..LANES {
                if mean[l] > EXACT_UP_TO {
                    count[l] = poisson_quantile(mean[l], u[l]);
                }
            }
        }
        bought[start..start + len].copy_from_slice(&count[..len]);
        start += LANES;
    }
    for firm in &today.firms {
        let own = firm.index as u8;
        let mut purchases = 0_u32;
        for i in 0..n {
            purchases += if home[i] == own { bought[i] } else { 0 };
        }
        tally.firms[firm.index].purchases += i64::from(purchases);
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
