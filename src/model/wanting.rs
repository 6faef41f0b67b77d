//! The essay's test, applied to each customer, firm and category: does the customer want it remembered?

use super::today::{CategoryToday, FirmToday, Today};
use crate::world::Block;

/// Margin by which a customer wants a category remembered: above 0 she wants it, at or below the negative
/// friction of refusing she refuses it, between the two she puts up with it \[utility\].
#[inline(always)]
pub fn margin(today: &Today, category: &CategoryToday, gain: f32, trust: f32, sensitivity: f32) -> f32 {
    today.gain_weight * gain + today.reliance_weight * trust - sensitivity * category.cost
}

/// Intrusiveness that a customer bears: of the categories held and not wanted, summed.
#[inline(always)]
pub fn burden(
    today: &Today,
    firm: &FirmToday,
    block: &Block,
    sensitivity: &[f32],
    gain: &[f32],
    burden: &mut [f32],
) {
    let n = block.len();
    let link = &block.links[firm.index];
    let (held, trust) = (&link.held[..n], &link.trust[..n]);
    let (sensitivity, gain, burden) = (&sensitivity[..n], &gain[..n], &mut burden[..n]);
    burden.fill(0.0);
    for category in &firm.categories {
        for i in 0..n {
            let unwanted = margin(today, category, gain[i], trust[i], sensitivity[i]) <= 0.0;
            let bears = unwanted & (held[i] & category.bit != 0);
            burden[i] += if bears { category.intrusiveness } else { 0.0 };
        }
    }
}
