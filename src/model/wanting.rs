//! The essay's test, applied to each customer, firm and category: does the customer want it remembered?

use super::mask::{mask, only};
use super::today::{FirmToday, Today};

/// What being remembered by one firm is worth to each customer, before its cost \[utility\].
#[inline(always)]
pub fn worth(today: &Today, gain: &[f32], trust: &[f32], worth: &mut [f32]) {
    let n = worth.len();
    let (gain, trust) = (&gain[..n], &trust[..n]);
    let (gain_weight, reliance_weight) = (today.gain_weight, today.reliance_weight);
    for i in 0..n {
        worth[i] = gain_weight * gain[i] + reliance_weight * trust[i];
    }
}

/// Margin by which a customer wants a category remembered that costs a fully sensitive one `cost`: above 0 she wants
/// it, at or below the negative friction of refusing she refuses it, between the two she puts up with it
/// \[utility\].
#[inline(always)]
pub fn margin(worth: f32, sensitivity: f32, cost: f32) -> f32 {
    worth - sensitivity * cost
}

/// Intrusiveness that customers bear: of the categories held and not wanted, summed.
#[inline(always)]
pub fn burden(firm: &FirmToday, held: &[u16], worth: &[f32], sensitivity: &[f32], burden: &mut [f32]) {
    let n = burden.len();
    let (held, worth, sensitivity) = (&held[..n], &worth[..n], &sensitivity[..n]);
    burden.fill(0.0);
    for category in &firm.categories {
        let (bit, cost, intrusiveness) = (category.bit, category.cost, category.intrusiveness);
        for i in 0..n {
            let unwanted = mask(margin(worth[i], sensitivity[i], cost) <= 0.0);
            let bears = unwanted & mask(held[i] & bit != 0);
            burden[i] += only(bears, intrusiveness);
        }
    }
}
