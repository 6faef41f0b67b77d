//! Step 5: what each firm offers, and how well it fits.

use super::scratch::Scratch;
use super::today::{FirmToday, Today};
use crate::math;
use crate::world::Block;
use crate::world::block::attribute;

/// Up to this knowledge a customer expects the promise instead of the gain she has met.
const PROMISE_UP_TO: f32 = 0.1;
/// Customers handled at a time: their needs stay in registers while the products pass.
const LANES: usize = 16;

type Strip = [f32; LANES];

/// Fit of each firm's offer, and what being remembered adds to it.
#[inline(always)]
pub fn make(today: &Today, block: &Block, scratch: &mut Scratch) {
    for (f, firm) in today.firms.iter().enumerate() {
        // The number of attributes, filled up with zeros to one of these, is known to the compiler, so that it
        // can unroll the sums over them; see `today::PADDED`.
        match today.padded {
            1 => offer::<1>(today, f, firm, block, scratch),
            2 => offer::<2>(today, f, firm, block, scratch),
            3 => offer::<3>(today, f, firm, block, scratch),
            4 => offer::<4>(today, f, firm, block, scratch),
            6 => offer::<6>(today, f, firm, block, scratch),
            8 => offer::<8>(today, f, firm, block, scratch),
            _ => offer::<16>(today, f, firm, block, scratch),
        }
    }
}

/// One firm's offers.
#[inline(always)]
fn offer<const K: usize>(today: &Today, f: usize, firm: &FirmToday, block: &Block, scratch: &mut Scratch) {
    let n = block.len();
    let (fit, gain) = (&mut scratch.fit[f][..n], &mut scratch.gain[f][..n]);
    if firm.flexibility == 0.0 {
        gain.fill(0.0);
    }
    let whole = n - n % LANES;
    for start in (0..whole).step_by(LANES) {
        offer_strip::<K, true>(today, firm, block, start, fit, gain);
    }
    if whole < n {
        offer_strip::<K, false>(today, firm, block, whole, fit, gain);
    }
}

/// One firm's offers to the customers from `start` on: a whole strip, or what is left at the end of the block.
#[inline(always)]
fn offer_strip<const K: usize, const WHOLE: bool>(
    today: &Today,
    firm: &FirmToday,
    block: &Block,
    start: usize,
    fit: &mut [f32],
    gain: &mut [f32],
) {
    let n = block.len();
    let need: [Strip; K] = strips::<K, WHOLE>(today, &block.need, n, start);
    if firm.flexibility == 0.0 {
        store::<WHOLE>(&fits(today, &nearest(&need, firm)), fit, start);
        return;
    }
    let link = &block.links[firm.index];
    let estimate: [Strip; K] = strips::<K, WHOLE>(today, &link.estimate, n, start);
    let knowledge = load::<WHOLE>(&link.knowledge, start);
    let (fits, gains) = adapted(today, firm, &need, &estimate, &knowledge);
    store::<WHOLE>(&fits, fit, start);
    store::<WHOLE>(&gains, gain, start);
}

/// A strip of each attribute's column; zeros for the attributes that only fill up.
#[inline(always)]
fn strips<const K: usize, const WHOLE: bool>(
    today: &Today,
    columns: &[f32],
    n: usize,
    start: usize,
) -> [Strip; K] {
    let mut strips = [[0.0; LANES]; K];
    for (a, strip) in strips.iter_mut().enumerate() {
        if a < today.attributes {
            *strip = load::<WHOLE>(attribute(columns, a, n), start);
        }
    }
    strips
}

/// Customers `start`, `start + 1`, .. of a column; zeros beyond its end. A whole strip is loaded at once.
#[inline(always)]
fn load<const WHOLE: bool>(column: &[f32], start: usize) -> Strip {
    let rest = &column[start..];
    if WHOLE {
        *rest.first_chunk().expect("a whole strip")
    } else {
        std::array::from_fn(|l| rest.get(l).copied().unwrap_or(0.0))
    }
}

/// Writes a strip to a column, as far as the column goes.
#[inline(always)]
fn store<const WHOLE: bool>(strip: &Strip, column: &mut [f32], start: usize) {
    let rest = &mut column[start..];
    if WHOLE {
        *rest.first_chunk_mut().expect("a whole strip") = *strip;
    } else {
        rest.iter_mut().zip(strip).for_each(|(to, from)| *to = *from);
    }
}

/// Squared distance from the nearest product.
#[inline(always)]
fn nearest<const K: usize>(need: &[Strip; K], firm: &FirmToday) -> Strip {
    let mut nearest = [f32::INFINITY; LANES];
    for position in firm.products.as_chunks::<K>().0 {
        let distance = squared_distance(need, position);
        for l in 0..LANES {
            nearest[l] = math::min(distance[l], nearest[l]);
        }
    }
    nearest
}

/// Fit of the nearest product moved towards what the firm believes of the customer, and its gain over the
/// product as it is.
#[inline(always)]
fn adapted<const K: usize>(
    today: &Today,
    firm: &FirmToday,
    need: &[Strip; K],
    estimate: &[Strip; K],
    knowledge: &Strip,
) -> (Strip, Strip) {
    let mut nearest = [f32::INFINITY; LANES];
    let mut product = [[0.0; LANES]; K];
    for position in firm.products.as_chunks::<K>().0 {
        let distance = squared_distance(need, position);
        for a in 0..K {
            for l in 0..LANES {
                product[a][l] = if distance[l] < nearest[l] { position[a] } else { product[a][l] };
            }
        }
        for l in 0..LANES {
            nearest[l] = math::min(distance[l], nearest[l]);
        }
    }
    let mut distance = [0.0; LANES];
    for a in 0..K {
        let centre = firm.centre[a];
        for l in 0..LANES {
            let x = product[a][l];
            let offer = x + firm.flexibility * knowledge[l] * (centre + estimate[a][l] - x);
            let d = need[a][l] - offer;
            distance[l] += d * d;
        }
    }
    let (adapted, plain) = (fits(today, &distance), fits(today, &nearest));
    let promise = firm.flexibility * today.promise;
    let mut gain = [0.0; LANES];
    for l in 0..LANES {
        let met = math::max(adapted[l] - plain[l], 0.0);
        gain[l] = if knowledge[l] <= PROMISE_UP_TO { promise } else { met };
    }
    (adapted, gain)
}

#[inline(always)]
fn squared_distance<const K: usize>(need: &[Strip; K], position: &[f32; K]) -> Strip {
    let mut distance = [0.0; LANES];
    for a in 0..K {
        for l in 0..LANES {
            let d = need[a][l] - position[a];
            distance[l] += d * d;
        }
    }
    distance
}

/// Fit at a squared distance.
#[inline(always)]
fn fits(today: &Today, distance: &Strip) -> Strip {
    let mut fits = [0.0; LANES];
    for l in 0..LANES {
        fits[l] = math::exp(-distance[l] * today.fit_scale);
    }
    fits
}
