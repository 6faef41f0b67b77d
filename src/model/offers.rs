//! Step 5: what each firm offers, and how well it fits.

use super::scratch::Scratch;
use super::today::{FirmToday, Today};
use crate::math;
use crate::world::Block;
use crate::world::block::attribute;

/// Up to this knowledge a customer expects the promise instead of the gain she has met.
const PROMISE_UP_TO: f32 = 0.1;

/// Fit of each firm's offer, and what being remembered adds to it.
#[inline(always)]
pub fn make(today: &Today, block: &Block, scratch: &mut Scratch) {
    for f in 0..today.firms.len() {
        // The number of attributes is known to the compiler, so that it can unroll the sums over them.
        match today.attributes {
            1 => offer::<1>(today, f, block, scratch),
            2 => offer::<2>(today, f, block, scratch),
            3 => offer::<3>(today, f, block, scratch),
            4 => offer::<4>(today, f, block, scratch),
            5 => offer::<5>(today, f, block, scratch),
            6 => offer::<6>(today, f, block, scratch),
            7 => offer::<7>(today, f, block, scratch),
            8 => offer::<8>(today, f, block, scratch),
            9 => offer::<9>(today, f, block, scratch),
            10 => offer::<10>(today, f, block, scratch),
            11 => offer::<11>(today, f, block, scratch),
            12 => offer::<12>(today, f, block, scratch),
            13 => offer::<13>(today, f, block, scratch),
            14 => offer::<14>(today, f, block, scratch),
            15 => offer::<15>(today, f, block, scratch),
            _ => offer::<16>(today, f, block, scratch),
        }
    }
}

/// One firm's offers, for `K` attributes.
#[inline(always)]
fn offer<const K: usize>(today: &Today, f: usize, block: &Block, scratch: &mut Scratch) {
    let n = block.len();
    let firm: &FirmToday = &today.firms[f];
    let scale = today.fit_scale;
    let need: [&[f32]; K] = std::array::from_fn(|a| attribute(&block.need, a, n));
    let nearest = &mut scratch.best[..n];
    let fit = &mut scratch.fit[f][..n];
    nearest.fill(f32::INFINITY);
    if firm.flexibility == 0.0 {
        for position in firm.products.chunks_exact(K) {
            let position: [f32; K] = std::array::from_fn(|a| position[a]);
            for i in 0..n {
                nearest[i] = math::min(distance(&need, &position, i), nearest[i]);
            }
        }
        for i in 0..n {
            fit[i] = math::exp(-nearest[i] * scale);
        }
        scratch.gain[f][..n].fill(0.0);
        return;
    }
    let product = scratch.product.each_mut().map(|column| &mut column[..n]);
    for position in firm.products.chunks_exact(K) {
        let position: [f32; K] = std::array::from_fn(|a| position[a]);
        for i in 0..n {
            let distance = distance(&need, &position, i);
            let nearer = distance < nearest[i];
            nearest[i] = if nearer { distance } else { nearest[i] };
            for a in 0..K {
                product[a][i] = if nearer { position[a] } else { product[a][i] };
            }
        }
    }
    let link = &block.links[firm.index];
    let estimate: [&[f32]; K] = std::array::from_fn(|a| attribute(&link.estimate, a, n));
    let centre: [f32; K] = std::array::from_fn(|a| firm.centre[a]);
    let product: [&[f32]; K] = std::array::from_fn(|a| &scratch.product[a][..n]);
    let knowledge = &link.knowledge[..n];
    let gain = &mut scratch.gain[f][..n];
    let (flexibility, promise) = (firm.flexibility, firm.flexibility * today.promise);
    for i in 0..n {
        let share = flexibility * knowledge[i];
        let mut distance = 0.0;
        for a in 0..K {
            let x = product[a][i];
            let adapted = x + share * (centre[a] + estimate[a][i] - x);
            let d = need[a][i] - adapted;
            distance += d * d;
        }
        let adapted = math::exp(-distance * scale);
        let met = math::max(adapted - math::exp(-nearest[i] * scale), 0.0);
        fit[i] = adapted;
        gain[i] = if knowledge[i] <= PROMISE_UP_TO { promise } else { met };
    }
}

/// Squared distance of customer `i`'s need from a product.
#[inline(always)]
fn distance<const K: usize>(need: &[&[f32]; K], position: &[f32; K], i: usize) -> f32 {
    let mut sum = 0.0;
    for a in 0..K {
        let d = need[a][i] - position[a];
        sum += d * d;
    }
    sum
}
