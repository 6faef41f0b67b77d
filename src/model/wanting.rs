//! The essay's test, applied to each customer, firm and category: does the customer want it remembered?

use super::mask::{mask, only};
use super::scratch::{Scratch, draw_run};
use super::today::{FirmToday, Today};
use crate::draws::{Decision, START, Set};
use crate::math;
use crate::units::FirmKey;
use crate::world::Block;

/// Leanings of the block's people, the part of the margin that is their own. They last, and are drawn anew each month
/// at the same addresses, so that no column has to keep them.
#[inline(always)]
pub fn lean(today: &Today, block: &Block, scratch: &mut Scratch) {
    if today.wanting_spread == 0.0 {
        return;
    }
    let n = block.len();
    let (set, word) = Set::holding(Decision::Leaning, 0, START, FirmKey::NONE);
    draw_run(&today.draws, set, block.first, n, &mut scratch.words);
    for (leaning, &u) in scratch.leaning[..n].iter_mut().zip(&scratch.words[word]) {
        *leaning = today.wanting_spread * math::normal_quantile(u);
    }
}

/// What being remembered by one firm is worth to each customer, before its cost \[utility\].
#[inline(always)]
pub fn worth(today: &Today, gain: &[f32], trust: &[f32], leaning: &[f32], worth: &mut [f32]) {
    let n = worth.len();
    let (gain, trust) = (&gain[..n], &trust[..n]);
    let (gain_weight, reliance_weight) = (today.gain_weight, today.reliance_weight);
    for i in 0..n {
        worth[i] = gain_weight * gain[i] + reliance_weight * trust[i];
    }
    if today.wanting_spread != 0.0 {
        for (worth, leaning) in worth.iter_mut().zip(leaning) {
            *worth += leaning;
        }
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
