//! Step 5: what each firm offers, and how well it fits.

use super::scratch::Scratch;
use super::today::{FirmToday, Today};
use crate::math;
use crate::world::Block;

/// Customers handled at a time: their columns stay in registers while the products pass.
const LANES: usize = 16;
/// Up to this knowledge a customer expects the promise instead of the gain she has met.
const PROMISE_UP_TO: f32 = 0.1;

/// Fit of each firm's offer, and what being remembered adds to it.
#[inline(always)]
pub fn make(today: &Today, block: &Block, scratch: &mut Scratch) {
    for (f, firm) in today.firms.iter().enumerate() {
        let (fit, gain) = (&mut scratch.fit[f], &mut scratch.gain[f]);
        // The number of attributes is known to the compiler in the usual cases, so that it can unroll.
        match today.attributes {
            1 => offer::<1>(today, firm, block, fit, gain),
            2 => offer::<2>(today, firm, block, fit, gain),
            3 => offer::<3>(today, firm, block, fit, gain),
            4 => offer::<4>(today, firm, block, fit, gain),
            5 => offer::<5>(today, firm, block, fit, gain),
            6 => offer::<6>(today, firm, block, fit, gain),
            7 => offer::<7>(today, firm, block, fit, gain),
            8 => offer::<8>(today, firm, block, fit, gain),
            9..=12 => offer::<12>(today, firm, block, fit, gain),
            _ => offer::<16>(today, firm, block, fit, gain),
        }
    }
}

/// One firm's offers, for at most `K` attributes.
#[inline(always)]
fn offer<const K: usize>(today: &Today, firm: &FirmToday, block: &Block, fit: &mut [f32], gain: &mut [f32]) {
    let n = block.len();
    let attributes = today.attributes;
    let link = &block.links[firm.index];
    let rigid = firm.flexibility == 0.0;
    let mut start = 0;
    while start < n {
        let len = LANES.min(n - start);
        let mut need = [[0.0_f32; LANES]; K];
        for a in 0..attributes.min(K) {
            load(&mut need[a], &block.need[a * n + start..], len);
        }
        let mut nearest = [f32::INFINITY; LANES];
        let mut product = [[0.0_f32; LANES]; K];
        for position in firm.products.chunks_exact(attributes) {
            let mut distance = [0.0_f32; LANES];
            for a in 0..attributes.min(K) {
                for l in 0..LANES {
                    let d = need[a][l] - position[a];
                    distance[l] += d * d;
                }
            }
            if rigid {
                for l in 0..LANES {
                    nearest[l] = nearest[l].min(distance[l]);
                }
            } else {
                for l in 0..LANES {
                    let nearer = distance[l] < nearest[l];
                    nearest[l] = if nearer { distance[l] } else { nearest[l] };
                    for a in 0..attributes.min(K) {
                        product[a][l] = if nearer { position[a] } else { product[a][l] };
                    }
                }
            }
        }
        let mut plain = [0.0_f32; LANES];
        for l in 0..LANES {
            plain[l] = math::exp(-nearest[l] * today.fit_scale);
        }
        if rigid {
            fit[start..start + len].copy_from_slice(&plain[..len]);
            gain[start..start + len].fill(0.0);
        } else {
            let mut knowledge = [0.0_f32; LANES];
            load(&mut knowledge, &link.knowledge[start..], len);
            let mut distance = [0.0_f32; LANES];
            for a in 0..attributes.min(K) {
                let mut estimate = [0.0_f32; LANES];
                load(&mut estimate, &link.estimate[a * n + start..], len);
                for l in 0..LANES {
                    let x = product[a][l];
                    let adapted = x + firm.flexibility * knowledge[l] * (firm.centre[a] + estimate[l] - x);
                    let d = need[a][l] - adapted;
                    distance[l] += d * d;
                }
            }
            let mut adapted = [0.0_f32; LANES];
            let mut added = [0.0_f32; LANES];
            let promise = firm.flexibility * today.promise;
            for l in 0..LANES {
                adapted[l] = math::exp(-distance[l] * today.fit_scale);
                let met = (adapted[l] - plain[l]).max(0.0);
                added[l] = if knowledge[l] <= PROMISE_UP_TO { promise } else { met };
            }
            fit[start..start + len].copy_from_slice(&adapted[..len]);
            gain[start..start + len].copy_from_slice(&added[..len]);
        }
        start += LANES;
    }
}

/// Copies `len` numbers; a full strip is copied with vector instructions.
#[inline(always)]
fn load(strip: &mut [f32; LANES], column: &[f32], len: usize) {
    if len == LANES {
        strip.copy_from_slice(&column[..LANES]);
    } else {
        strip[..len].copy_from_slice(&column[..len]);
    }
}
