//! Step 7: some customers reconsider, and choose a firm or none.

use super::scratch::{Scratch, draw_list, draw_run, pick};
use super::today::Today;
use crate::draws::{Decision, Set};
use crate::math;
use crate::units::FirmKey;
use crate::world::{Block, NOBODY, Tally};

/// A multinomial logit over the firms and buying nowhere, for those who reconsider: the largest of utility
/// plus a Gumbel draw wins, each draw addressed by the firm's name.
#[inline(always)]
pub fn choose(today: &Today, block: &mut Block, scratch: &mut Scratch, tally: &mut Tally) {
    let n = block.len();
    for firm in &today.firms {
        let own = firm.index as u8;
        let before: u32 = block.home.iter().map(|&home| u32::from(home == own)).sum();
        tally.firms[firm.index].before += i64::from(before);
        tally.firms[firm.index].stayed += i64::from(before);
    }
    let (set, word) = Set::holding(Decision::Reconsider, 0, today.month, FirmKey::NONE);
    draw_run(&today.draws, set, block.first, n, &mut scratch.words);
    let u = &scratch.words[word][..n];
    let count = pick(&mut scratch.list, n, |i| u[i] < today.attention);
    // The purchases' draws lie in the same set; they are kept for the next step.
    let (_, purchases) = Set::holding(Decision::Purchases, 0, today.month, FirmKey::NONE);
    scratch.uniform[..n].copy_from_slice(&scratch.words[purchases][..n]);

    let list = &scratch.list[..count];
    let who = &mut scratch.who[..count];
    for k in 0..count {
        who[k] = block.first + list[k];
    }
    let best = &mut scratch.best[..count];
    let choice = &mut scratch.choice[..count];
    let (set, word) = Set::holding(Decision::Choice, 0, today.month, FirmKey::NONE);
    draw_list(&today.draws, set, who, &mut scratch.words);
    for k in 0..count {
        best[k] = gumbel(scratch.words[word][k]);
        choice[k] = u32::from(NOBODY);
    }
    for (f, firm) in today.firms.iter().enumerate() {
        let (set, word) = Set::holding(Decision::Choice, 0, today.month, firm.key);
        draw_list(&today.draws, set, who, &mut scratch.words);
        let [fit, trust, persuasion] = &mut scratch.gather;
        let link = &block.links[firm.index];
        for k in 0..count {
            let i = list[k] as usize;
            fit[k] = scratch.fit[f][i];
            trust[k] = link.trust[i];
            let loyalty = if block.home[i] == firm.index as u8 { today.loyalty } else { 0.0 };
            persuasion[k] = today.weight_persuasion * scratch.persuasion[f][i] + loyalty;
        }
        let u = &scratch.words[word][..count];
        let (fit, trust, rest) = (&fit[..count], &trust[..count], &persuasion[..count]);
        let own = firm.index as u32;
        for k in 0..count {
            let utility = firm.utility
                + today.weight_fit * (fit[k] - 0.5)
                + today.weight_trust * (trust[k] - 0.5)
                + rest[k];
            let score = utility + gumbel(u[k]);
            let better = score > best[k];
            choice[k] = if better { own } else { choice[k] };
            best[k] = best[k].max(score);
        }
    }
    for k in 0..count {
        let i = list[k] as usize;
        let (old, new) = (block.home[i], choice[k] as u8);
        if new != old {
            if old != NOBODY {
                let counts = &mut tally.firms[usize::from(old)];
                counts.stayed -= 1;
                counts.lost[block.joined[i] as usize] += 1;
            }
            block.home[i] = new;
            block.joined[i] = today.joining;
            block.expectation[i] = today.trust.expectation_start;
        }
    }
    for firm in &today.firms {
        let own = firm.index as u8;
        let after: u32 = block.home.iter().map(|&home| u32::from(home == own)).sum();
        tally.firms[firm.index].customers += i64::from(after);
    }
}

/// Standard Gumbel quantile.
#[inline(always)]
fn gumbel(u: f32) -> f32 {
    -math::ln(-math::ln(u))
}
