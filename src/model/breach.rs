//! Step 1, where it touches customers: a breach at a firm.

use super::scratch::Scratch;
use super::today::Today;
use crate::draws::Decision;
use crate::world::Block;

/// A random share of those about whom the firm holds anything lose trust, the more the more is held.
#[inline(always)]
pub fn strike(today: &Today, block: &mut Block, scratch: &mut Scratch) {
    let n = block.len();
    for breach in &today.breaches {
        let Some(firm) = today.firms.iter().find(|firm| firm.index == breach.firm) else { continue };
        let link = &mut block.links[firm.index];
        if !link.holds {
            continue;
        }
        let u = &mut scratch.uniform[..n];
        today.draws.column(Decision::Breach, 0, today.month, firm.key, block.first, u);
        for i in 0..n {
            let held = link.held[i];
            let exposure: f32 = (firm.categories.iter())
                .map(|category| if held & category.bit != 0 { category.intrusiveness } else { 0.0 })
                .sum();
            if held != 0 && scratch.uniform[i] < breach.share {
                link.trust[i] *= 1.0 - breach.severity * scratch.sensitivity[i] * exposure.min(1.0);
            }
        }
    }
}
