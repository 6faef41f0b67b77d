//! Step 4: needs drift, and knowledge ages with them.

use super::scratch::{Scratch, draw_run};
use super::today::Today;
use crate::draws::{Decision, Set};
use crate::math;
use crate::units::FirmKey;
use crate::world::Block;
use crate::world::block::attribute_mut;

/// Sensitivity this month: shifted, trended and clipped.
#[inline(always)]
pub fn sensitivity(today: &Today, block: &Block, scratch: &mut Scratch) {
    let n = block.len();
    let (shift, ceiling) = (today.sensitivity_shift, today.sensitivity_ceiling);
    for (now, start) in scratch.sensitivity[..n].iter_mut().zip(&block.sensitivity) {
        *now = math::min(math::max(start + shift, 0.0), ceiling);
    }
}

/// Moves every need one month on, and ages what the firms know of it.
#[inline(always)]
pub fn drift(today: &Today, block: &mut Block, scratch: &mut Scratch) {
    let n = block.len();
    let Today { persistence, innovation, life_event, .. } = *today;
    for a in 0..today.attributes {
        let (set, word) = Set::holding(Decision::Need, a as u32, today.month, FirmKey::NONE);
        if a == 0 || word == 0 {
            draw_run(&today.draws, set, block.first, n, &mut scratch.words);
        }
        if a == 0 {
            // The life event is the first word of the first set; it is kept while further sets are drawn.
            let (_, life) = Set::holding(Decision::LifeEvent, 0, today.month, FirmKey::NONE);
            scratch.uniform[..n].copy_from_slice(&scratch.words[life][..n]);
        }
        let life = &scratch.uniform[..n];
        let u = &scratch.words[word][..n];
        let need = attribute_mut(&mut block.need, a, n);
        for i in 0..n {
            let fresh = math::normal_quantile(u[i]);
            let moved = persistence * need[i] + innovation * fresh;
            need[i] = if life[i] < life_event { fresh } else { moved };
        }
    }
    let squared = persistence * persistence;
    for firm in &today.firms {
        let link = &mut block.links[firm.index];
        if link.holds {
            for estimate in &mut link.estimate {
                *estimate *= persistence;
            }
            for knowledge in &mut link.knowledge {
                *knowledge *= squared;
            }
        }
    }
}
