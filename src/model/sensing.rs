//! Step 10: what firms remember, what customers refuse, and what is learned.

use super::scratch::{Scratch, draw_list, draw_run, pick};
use super::today::{CategoryToday, FirmToday, Today};
use super::wanting;
use crate::draws::{Decision, Set};
use crate::math;
use crate::world::tally::{TASTE, fixed};
use crate::world::{Block, Tally};

/// Each firm asks, collects, erases and learns, category by category; `privacy` leaves the burden that
/// results and notices it.
#[inline(always)]
pub fn sense(
    today: &Today,
    f: usize,
    firm: &FirmToday,
    block: &mut Block,
    scratch: &mut Scratch,
    tally: &mut Tally,
) {
    let n = block.len();
    scratch.burden[..n].fill(0.0);
    for (c, category) in firm.categories.iter().enumerate() {
        if category.remembered {
            collect(today, f, firm, c, category, block, scratch, tally);
            let count = list_seen(category, block, scratch);
            observe(today, firm, c, category, block, scratch, tally, count);
        } else if block.links[firm.index].holds {
            for held in &mut block.links[firm.index].held {
                *held &= !category.bit;
            }
        }
    }
    forget(today, firm, block);
}

/// Who is remembered by this category from now on, who is not any more, and who may be observed.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "a step names what it reads and writes")]
fn collect(
    today: &Today,
    f: usize,
    firm: &FirmToday,
    c: usize,
    category: &CategoryToday,
    block: &mut Block,
    scratch: &mut Scratch,
    tally: &mut Tally,
) {
    let n = block.len();
    let (set, reach_word) = Set::holding(Decision::Reach, c as u32, today.month, firm.key);
    let (_, volunteer_word) = Set::holding(Decision::Volunteer, c as u32, today.month, firm.key);
    if category.reach > 0.0 || category.volunteered {
        draw_run(&today.draws, set, block.first, n, &mut scratch.words);
    }
    let reach = &scratch.words[reach_word][..n];
    let volunteer = &scratch.words[volunteer_word][..n];
    let link = &mut block.links[firm.index];
    let (held, trust) = (&mut link.held[..n], &link.trust[..n]);
    let home = &block.home[..n];
    let gain = &scratch.gain[f][..n];
    let sensitivity = &scratch.sensitivity[..n];
    let burden = &mut scratch.burden[..n];
    let collects = &mut scratch.collects[..n];
    let own = firm.index as u8;
    let (mut items, mut wanted_items) = (0_u32, 0_u32);
    for i in 0..n {
        let margin = wanting::margin(today, category, gain[i], trust[i], sensitivity[i]);
        let wanted = margin > 0.0;
        // With one-tap consent (friction 0) a margin of 0 is a refusal too.
        let refused = margin <= -firm.consent_friction;
        let in_reach = (home[i] == own) | (reach[i] < category.reach);
        let tells = !category.volunteered | (volunteer[i] < trust[i]);
        let taken = in_reach & tells & !refused;
        let kept = if refused { held[i] & !category.bit } else { held[i] };
        let now = if taken { kept | category.bit } else { kept };
        held[i] = now;
        collects[i] = u32::from(taken);
        let is_held = now & category.bit != 0;
        items += u32::from(is_held);
        wanted_items += u32::from(is_held & wanted);
        burden[i] += if is_held & !wanted { category.intrusiveness } else { 0.0 };
    }
    link.holds |= items > 0;
    let counts = &mut tally.firms[firm.index];
    counts.held += i64::from(items);
    counts.wanted += i64::from(wanted_items);
}

/// Lists those of whom this category may show something; returns how many.
#[inline(always)]
fn list_seen(category: &CategoryToday, block: &Block, scratch: &mut Scratch) -> usize {
    let n = block.len();
    let (collects, bought) = (&scratch.collects[..n], &scratch.bought[..n]);
    let count = if category.needs_purchase {
        pick(&mut scratch.list, n, |i| (collects[i] != 0) & (bought[i] > 0))
    } else {
        pick(&mut scratch.list, n, |i| collects[i] != 0)
    };
    for (who, &i) in scratch.who[..count].iter_mut().zip(&scratch.list) {
        *who = block.first + i;
    }
    count
}

/// Observations of the listed people, with some probability each, move the firm's estimates by the Kalman
/// gain.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "a step names what it reads and writes")]
fn observe(
    today: &Today,
    firm: &FirmToday,
    c: usize,
    category: &CategoryToday,
    block: &mut Block,
    scratch: &mut Scratch,
    tally: &mut Tally,
    count: usize,
) {
    let n = block.len();
    let c = c as u32;
    let (set, word) = Set::holding(Decision::See, c, today.month, firm.key);
    draw_list(&today.draws, set, &scratch.who[..count], &mut scratch.words);
    let link = &mut block.links[firm.index];
    let list = &scratch.list[..count];
    let [gain, surprise, _] = &mut scratch.gather;
    let gain = &mut gain[..count];
    let counts = &mut tally.firms[firm.index];
    let mut observations = 0_u32;
    {
        let see = &scratch.words[word][..count];
        for k in 0..count {
            gain[k] = link.knowledge[list[k] as usize];
        }
        let knowledge = &mut scratch.best[..count];
        for k in 0..count {
            let seen = see[k] < category.seen;
            let variance = 1.0 - gain[k];
            let kalman = if seen { variance / (variance + category.noise) } else { 0.0 };
            knowledge[k] = gain[k] + kalman * variance;
            gain[k] = kalman;
            observations += u32::from(seen);
        }
        for k in 0..count {
            link.knowledge[list[k] as usize] = knowledge[k];
        }
    }
    counts.observations += i64::from(observations);
    for a in 0..today.attributes {
        let (set, word) = Set::holding(Decision::Observation, c * 16 + a as u32, today.month, firm.key);
        if word == 0 {
            draw_list(&today.draws, set, &scratch.who[..count], &mut scratch.words);
        }
        let need = &block.need[a * n..(a + 1) * n];
        let estimate = &mut link.estimate[a * n..(a + 1) * n];
        let surprise = &mut surprise[..count];
        for k in 0..count {
            let i = list[k] as usize;
            surprise[k] = need[i] - estimate[i];
        }
        let u = &scratch.words[word][..count];
        let mut sum = 0_i64;
        for k in 0..count {
            let error = category.noise_sd * math::normal_quantile(u[k]);
            surprise[k] = surprise[k] + error - firm.centre[a];
            let seen = if gain[k] > 0.0 { surprise[k] } else { 0.0 };
            sum += i64::from(fixed(seen.clamp(-500.0, 500.0), TASTE));
        }
        for k in 0..count {
            estimate[list[k] as usize] += gain[k] * surprise[k];
        }
        counts.innovations[a] += sum;
    }
}

/// When nothing is held any more, the estimate is forgotten.
#[inline(always)]
fn forget(today: &Today, firm: &FirmToday, block: &mut Block) {
    let n = block.len();
    let link = &mut block.links[firm.index];
    if !link.holds {
        return;
    }
    let held = &link.held[..n];
    let knowledge = &mut link.knowledge[..n];
    for i in 0..n {
        knowledge[i] = if held[i] == 0 { 0.0 } else { knowledge[i] };
    }
    for a in 0..today.attributes {
        let estimate = &mut link.estimate[a * n..(a + 1) * n];
        for i in 0..n {
            estimate[i] = if held[i] == 0 { 0.0 } else { estimate[i] };
        }
    }
    link.holds = held.iter().any(|&held| held != 0);
}
