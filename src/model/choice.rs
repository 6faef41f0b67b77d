//! Step 7: some customers reconsider, and choose a firm or none.

use super::scratch::{Scratch, draw_list, whole_vectors};
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
        tally.firms[firm.index].customers += i64::from(before);
    }
    let u = &mut scratch.uniform[..n];
    today.draws.column(Decision::Reconsider, 0, today.month, FirmKey::NONE, block.first, u);
    let attention = today.attention;
    for (flag, u) in scratch.flags[..n].iter_mut().zip(u) {
        *flag = u32::from(*u < attention);
    }
    let count = scratch.list_flagged(n, block.first);
    let filled = whole_vectors(count);
    let (list, who) = (&scratch.list[..count], &scratch.who[..filled]);
    let best = &mut scratch.best[..filled];
    let choice = &mut scratch.choice[..filled];
    let (set, word) = Set::holding(Decision::Choice, 0, today.month, FirmKey::NONE);
    draw_list(&today.draws, set, who, &mut scratch.words);
    let u = &scratch.words[word][..filled];
    for k in 0..filled {
        best[k] = gumbel(u[k]);
    }
    choice.fill(u32::from(NOBODY));
    for (f, firm) in today.firms.iter().enumerate() {
        let (set, word) = Set::holding(Decision::Choice, 0, today.month, firm.key);
        draw_list(&today.draws, set, who, &mut scratch.words);
        let [fit, trust, rest] = scratch.gather.each_mut().map(|column| &mut column[..filled]);
        let own = firm.index as u8;
        gather(list, &scratch.fit[f][..n], fit);
        gather(list, &block.links[firm.index].trust[..n], trust);
        gather(list, &scratch.persuasion[f][..n], rest);
        let home = &block.home[..n];
        let (weight, loyalty) = (today.weight_persuasion, today.loyalty.to_bits());
        for (rest, &i) in rest.iter_mut().zip(list) {
            let loyal = u32::from(home[i as usize] == own).wrapping_neg();
            *rest = weight * *rest + f32::from_bits(loyalty & loyal);
        }
        let u = &scratch.words[word][..filled];
        let own = u32::from(own);
        let (constant, weight_fit, weight_trust) = (firm.utility, today.weight_fit, today.weight_trust);
        for k in 0..filled {
            let utility = constant + weight_fit * (fit[k] - 0.5) + weight_trust * (trust[k] - 0.5) + rest[k];
            let score = utility + gumbel(u[k]);
            // Bits instead of a condition, which would become an unpredictable jump.
            let better = u32::from(score > best[k]).wrapping_neg();
            choice[k] = choice[k] & !better | own & better;
            best[k] = math::max(score, best[k]);
        }
    }
    for k in 0..count {
        let i = list[k] as usize;
        let (old, new) = (block.home[i], choice[k] as u8);
        if new != old {
            if old != NOBODY {
                let counts = &mut tally.firms[usize::from(old)];
                counts.stayed -= 1;
                counts.customers -= 1;
                counts.lost[block.joined[i] as usize] += 1;
            }
            if new != NOBODY {
                tally.firms[usize::from(new)].customers += 1;
            }
            block.home[i] = new;
            block.joined[i] = today.joining;
            block.expectation[i] = today.trust.expectation_start;
        }
    }
}

/// Standard Gumbel quantile.
#[inline(always)]
fn gumbel(u: f32) -> f32 {
    -math::ln(-math::ln(u))
}

/// Copies the listed places of a column.
#[inline(always)]
fn gather(list: &[u32], column: &[f32], listed: &mut [f32]) {
    for (listed, &i) in listed.iter_mut().zip(list) {
        *listed = column[i as usize];
    }
}
