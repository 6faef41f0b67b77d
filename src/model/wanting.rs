//! The essay's test, applied to each customer, firm and category: does the customer want it remembered?

use super::today::{CategoryToday, FirmToday, Today};
use crate::world::Block;

/// What a margin is made of, in the precision of the columns.
#[derive(Clone, Copy)]
pub struct Margin {
    gain_weight: f32,
    reliance_weight: f32,
    cost: f32,
}

impl Margin {
    /// The margin for one category of one firm.
    #[inline(always)]
    pub fn new(today: &Today, category: &CategoryToday) -> Margin {
        Margin { gain_weight: today.gain_weight, reliance_weight: today.reliance_weight, cost: category.cost }
    }

    /// Margin by which a customer wants the category remembered: above 0 she wants it, at or below the
    /// negative friction of refusing she refuses it, between the two she puts up with it \[utility\].
    #[inline(always)]
    pub fn of(self, gain: f32, trust: f32, sensitivity: f32) -> f32 {
        self.gain_weight * gain + self.reliance_weight * trust - sensitivity * self.cost
    }
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
        let margin = Margin::new(today, category);
        let (bit, intrusiveness) = (category.bit, category.intrusiveness);
        for i in 0..n {
            let unwanted = margin.of(gain[i], trust[i], sensitivity[i]) <= 0.0;
            let bears = unwanted & (held[i] & bit != 0);
            burden[i] += if bears { intrusiveness } else { 0.0 };
        }
    }
}
