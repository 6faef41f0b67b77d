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
    for (f, firm) in today.firms.iter().enumerate() {
        if firm.flexibility == 0.0 {
            from_catalogue(today, f, firm, block, scratch);
        } else {
            adapted(today, f, firm, block, scratch);
        }
    }
}

/// The nearest product as it is.
#[inline(always)]
fn from_catalogue(today: &Today, f: usize, firm: &FirmToday, block: &Block, scratch: &mut Scratch) {
    let n = block.len();
    let nearest = &mut scratch.best[..n];
    nearest.fill(f32::INFINITY);
    for position in firm.products.chunks_exact(today.attributes) {
        let distance = &mut scratch.mean[..n];
        squared_distance(&block.need, position, distance);
        for i in 0..n {
            nearest[i] = math::min(distance[i], nearest[i]);
        }
    }
    let scale = today.fit_scale;
    let fit = &mut scratch.fit[f][..n];
    for i in 0..n {
        fit[i] = math::exp(-nearest[i] * scale);
    }
    scratch.gain[f][..n].fill(0.0);
}

/// The nearest product, moved towards what the firm believes of the customer.
#[inline(always)]
fn adapted(today: &Today, f: usize, firm: &FirmToday, block: &Block, scratch: &mut Scratch) {
    let n = block.len();
    let attributes = today.attributes;
    let nearest = &mut scratch.best[..n];
    nearest.fill(f32::INFINITY);
    for position in firm.products.chunks_exact(attributes) {
        let distance = &mut scratch.mean[..n];
        squared_distance(&block.need, position, distance);
        for (column, &x) in scratch.product.iter_mut().zip(position) {
            let column = &mut column[..n];
            for i in 0..n {
                column[i] = if distance[i] < nearest[i] { x } else { column[i] };
            }
        }
        for i in 0..n {
            nearest[i] = math::min(distance[i], nearest[i]);
        }
    }
    let link = &block.links[firm.index];
    let knowledge = &link.knowledge[..n];
    let distance = &mut scratch.mean[..n];
    distance.fill(0.0);
    for (a, product) in scratch.product[..attributes].iter().enumerate() {
        let (need, estimate) = (attribute(&block.need, a, n), attribute(&link.estimate, a, n));
        let product = &product[..n];
        let (centre, flexibility) = (firm.centre[a], firm.flexibility);
        for i in 0..n {
            let x = product[i];
            let offer = x + flexibility * knowledge[i] * (centre + estimate[i] - x);
            let d = need[i] - offer;
            distance[i] += d * d;
        }
    }
    let (scale, promise) = (today.fit_scale, firm.flexibility * today.promise);
    let (fit, gain) = (&mut scratch.fit[f][..n], &mut scratch.gain[f][..n]);
    for i in 0..n {
        let adapted = math::exp(-distance[i] * scale);
        let plain = math::exp(-nearest[i] * scale);
        let met = math::max(adapted - plain, 0.0);
        fit[i] = adapted;
        gain[i] = if knowledge[i] <= PROMISE_UP_TO { promise } else { met };
    }
}

/// Squared distance of each need, attribute-major, from one position.
#[inline(always)]
fn squared_distance(need: &[f32], position: &[f32], distance: &mut [f32]) {
    let n = distance.len();
    for (a, &x) in position.iter().enumerate() {
        let need = attribute(need, a, n);
        if a == 0 {
            for i in 0..n {
                let d = need[i] - x;
                distance[i] = d * d;
            }
        } else {
            for i in 0..n {
                let d = need[i] - x;
                distance[i] += d * d;
            }
        }
    }
}
