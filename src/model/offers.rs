//! Step 5: what each firm offers, and how well it fits.

use super::rules;
use super::scratch::Scratch;
use super::today::{FirmToday, Today};
use crate::math;
use crate::world::Block;
use crate::world::block::attribute;

/// Up to this knowledge a customer expects the promise instead of the gain she has met.
const PROMISE_UP_TO: f32 = 0.1;
/// Customers handled at a time, whose needs stay in registers while the products pass. What is left of a block goes
/// one by one.
const LANES: usize = 16;
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
        offer_strip::<K, LANES>(today, firm, block, start, fit, gain);
    }
    for i in whole..n {
        offer_strip::<K, 1>(today, firm, block, i, fit, gain);
    }
    // The strips leave squared distances.
    let scale = today.fit_scale;
    for fit in &mut *fit {
        *fit = math::exp(-*fit * scale);
    }
    if firm.flexibility > 0.0 {
        let promise = firm.flexibility * today.promise;
        let knowledge = &block.links[firm.index].knowledge[..n];
        for i in 0..n {
            let met = math::max(fit[i] - math::exp(-gain[i] * scale), 0.0);
            gain[i] = if knowledge[i] <= PROMISE_UP_TO { promise } else { met };
        }
    }
}

/// Squared distances of one firm's offers from the needs of the strip of customers from `start` on: of the offer, in place
/// of the fit, and of the product as it is, in place of the gain.
#[inline(always)]
fn offer_strip<const K: usize, const L: usize>(
    today: &Today,
    firm: &FirmToday,
    block: &Block,
    start: usize,
    fit: &mut [f32],
    gain: &mut [f32],
) {
    let n = block.len();
    let need: [[f32; L]; K] = strips::<K, L>(today, &block.need, n, start);
    if firm.flexibility == 0.0 {
        store(nearest(&need, firm), fit, start);
        return;
    }
    let link = &block.links[firm.index];
    let estimate: [[f32; L]; K] = strips::<K, L>(today, &link.estimate, n, start);
    let knowledge = load(&link.knowledge, start);
    let (adapted, plain) = adapted(firm, &need, &estimate, &knowledge);
    store(adapted, fit, start);
    store(plain, gain, start);
}

/// A strip of each attribute's column; zeros for the attributes that only fill up.
#[inline(always)]
fn strips<const K: usize, const L: usize>(
    today: &Today,
    columns: &[f32],
    n: usize,
    start: usize,
) -> [[f32; L]; K] {
    let mut strips = [[0.0; L]; K];
    for (a, strip) in strips.iter_mut().enumerate() {
        if a < today.attributes {
            *strip = load(attribute(columns, a, n), start);
        }
    }
    strips
}

/// Customers `start`, `start + 1`, .. of a column.
#[inline(always)]
fn load<const L: usize>(column: &[f32], start: usize) -> [f32; L] {
    *column[start..].first_chunk().expect("a whole strip")
}

/// Writes a strip to a column.
#[inline(always)]
fn store<const L: usize>(strip: [f32; L], column: &mut [f32], start: usize) {
    *column[start..].first_chunk_mut().expect("a whole strip") = strip;
}

/// Squared distance from the nearest product: with |z|² common to all, the one with the smallest |x|² − 2x·z.
#[inline(always)]
fn nearest<const K: usize, const L: usize>(need: &[[f32; L]; K], firm: &FirmToday) -> [f32; L] {
    let (doubled, squared) = minus_double(need);
    let mut least = [f32::INFINITY; L];
    for (position, &norm) in firm.products.as_chunks::<K>().0.iter().zip(&firm.norms) {
        let score = score(&doubled, position, norm);
        for l in 0..L {
            least[l] = math::min(score[l], least[l]);
        }
    }
    for l in 0..L {
        least[l] = math::max(squared[l] + least[l], 0.0);
    }
    least
}

/// −2z, and |z|².
#[inline(always)]
fn minus_double<const K: usize, const L: usize>(need: &[[f32; L]; K]) -> ([[f32; L]; K], [f32; L]) {
    let (mut doubled, mut squared) = ([[0.0; L]; K], [0.0; L]);
    for a in 0..K {
        for l in 0..L {
            doubled[a][l] = -2.0 * need[a][l];
            squared[l] += need[a][l] * need[a][l];
        }
    }
    (doubled, squared)
}

/// |x|² − 2x·z of a product.
#[inline(always)]
fn score<const K: usize, const L: usize>(
    doubled: &[[f32; L]; K],
    position: &[f32; K],
    norm: f32,
) -> [f32; L] {
    let mut score = [norm; L];
    for a in 0..K {
        for l in 0..L {
            score[l] += position[a] * doubled[a][l];
        }
    }
    score
}

/// Squared distance from the nearest product moved towards what the firm believes of the customer, and from the
/// product as it is.
#[inline(always)]
fn adapted<const K: usize, const L: usize>(
    firm: &FirmToday,
    need: &[[f32; L]; K],
    estimate: &[[f32; L]; K],
    knowledge: &[f32; L],
) -> ([f32; L], [f32; L]) {
    let (doubled, squared) = minus_double(need);
    let mut least = [f32::INFINITY; L];
    let mut product = [[0.0; L]; K];
    for (position, &norm) in firm.products.as_chunks::<K>().0.iter().zip(&firm.norms) {
        let score = score(&doubled, position, norm);
        for a in 0..K {
            for l in 0..L {
                product[a][l] = if score[l] < least[l] { position[a] } else { product[a][l] };
            }
        }
        for l in 0..L {
            least[l] = math::min(score[l], least[l]);
        }
    }
    let (mut distance, mut nearest) = ([0.0; L], [0.0; L]);
    for l in 0..L {
        nearest[l] = math::max(squared[l] + least[l], 0.0);
    }
    for a in 0..K {
        let centre = firm.centre[a];
        for l in 0..L {
            let x = product[a][l];
            let offer = rules::offer(x, firm.flexibility, knowledge[l], centre, estimate[a][l]);
            let d = need[a][l] - offer;
            distance[l] += d * d;
        }
    }
    (distance, nearest)
}
