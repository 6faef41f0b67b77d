//! Step 7: some customers reconsider, and choose a firm or none.

use super::mask::{mask, only};
use super::rules;
use super::scratch::{Scratch, draw_list};
use super::today::Today;
use crate::draws::{Decision, START, Set};
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
        // Chunks whose count fits into 8 bits.
        let count = |homes: &[u8]| homes.iter().map(|&home| u8::from(home == own)).sum::<u8>();
        let before: u32 = block.home.chunks(240).map(|homes| u32::from(count(homes))).sum();
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
    let places = &mut scratch.places;
    places.list(scratch.width, &scratch.flags[..n], 1);
    places.numbers(block.first, &mut scratch.who);
    places.gather(&block.home, &mut scratch.homes);
    let filled = places.filled();
    let (who, homes) = (&scratch.who[..filled], &scratch.homes[..filled]);
    let best = &mut scratch.best[..filled];
    let choice = &mut scratch.choice[..filled];
    let (set, word) = Set::holding(Decision::Choice, 0, today.month, FirmKey::NONE);
    draw_list(&today.draws, set, who, &mut scratch.words);
    let u = &scratch.words[word][..filled];
    for k in 0..filled {
        best[k] = rules::gumbel(u[k]);
    }
    choice.fill(u32::from(NOBODY));
    let loyalty = &mut scratch.loyalty[..filled];
    loyalty.fill(today.loyalty);
    if today.loyalty_spread != 0.0 {
        let (set, word) = Set::holding(Decision::Attachment, 0, START, FirmKey::NONE);
        draw_list(&today.draws, set, who, &mut scratch.words);
        for (loyalty, &u) in loyalty.iter_mut().zip(&scratch.words[word]) {
            *loyalty += today.loyalty_spread * math::normal_quantile(u);
        }
    }
    for (f, firm) in today.firms.iter().enumerate() {
        let (set, word) = Set::holding(Decision::Choice, 0, today.month, firm.key);
        draw_list(&today.draws, set, who, &mut scratch.words);
        let [fit, trust, rest] = scratch.gather.each_mut().map(|column| &mut column[..filled]);
        let own = firm.index as u8;
        places.gather(&scratch.fit[f], fit);
        places.gather(&block.links[firm.index].trust, trust);
        if scratch.persuades[f] {
            places.gather(&scratch.persuasion[f], rest);
        } else {
            rest.fill(0.0);
        }
        let weight = today.weight_persuasion;
        for k in 0..filled {
            rest[k] = weight * rest[k] + only(mask(homes[k] == own), loyalty[k]);
        }
        let u = &scratch.words[word][..filled];
        let own = u32::from(own);
        let (constant, weights) = (firm.utility, (today.weight_fit, today.weight_trust));
        for k in 0..filled {
            let utility = rules::utility(constant, weights, fit[k], trust[k], rest[k]);
            let score = utility + rules::gumbel(u[k]);
            // Bits instead of a condition, which would become an unpredictable jump.
            let better = mask(score > best[k]);
            choice[k] = choice[k] & !better | own & better;
            best[k] = math::max(score, best[k]);
        }
    }
    for (k, &i) in places.listed().iter().enumerate() {
        let i = i as usize;
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
