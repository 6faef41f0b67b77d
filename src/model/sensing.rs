//! Step 10: what firms remember, what customers refuse, and what is learned.

use super::pick::pick;
use super::scratch::{Scratch, draw_list, four, whole_vectors};
use super::today::{CategoryToday, FirmToday, Today};
use super::wanting::Margin;
use crate::draws::{Decision, Set};
use crate::math;
use crate::world::block::{attribute, attribute_mut};
use crate::world::tally::{TASTE, fixed};
use crate::world::{Block, Tally};

/// Each firm asks, collects, erases and learns; what it keeps unwanted stays in `scratch.burden`.
#[inline(always)]
pub fn sense(today: &Today, block: &mut Block, scratch: &mut Scratch, tally: &mut Tally) {
    for (f, firm) in today.firms.iter().enumerate() {
        if firm.remembers || block.links[firm.index].holds {
            sense_for(today, f, firm, block, scratch, tally);
        }
    }
}

/// What one firm senses, category by category.
#[inline(always)]
fn sense_for(
    today: &Today,
    f: usize,
    firm: &FirmToday,
    block: &mut Block,
    scratch: &mut Scratch,
    tally: &mut Tally,
) {
    let n = block.len();
    scratch.burden[f][..n].fill(0.0);
    for (c, category) in firm.categories.iter().enumerate() {
        if category.remembered {
            collect(today, f, firm, c as u32, category, block, scratch, tally);
            observe(today, firm, c as u32, category, block, scratch, tally);
        } else if block.links[firm.index].holds {
            let bit = category.bit;
            for held in &mut block.links[firm.index].held {
                *held &= !bit;
            }
        }
    }
    forget(today, firm, block, scratch);
}

/// Who is remembered by this category from now on, and who is not any more; flags those of whom it shows something
/// this month.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "a step names what it reads and writes")]
fn collect(
    today: &Today,
    f: usize,
    firm: &FirmToday,
    c: u32,
    category: &CategoryToday,
    block: &mut Block,
    scratch: &mut Scratch,
    tally: &mut Tally,
) {
    let n = block.len();
    let [reached, volunteer, see, _] = four(&mut scratch.words, n);
    let draw = |decision, column: &mut [f32]| {
        today.draws.column(decision, c, today.month, firm.key, block.first, column);
    };
    if category.reach > 0.0 {
        draw(Decision::Reach, reached);
    }
    if category.volunteered {
        draw(Decision::Volunteer, volunteer);
    }
    if category.seen < 1.0 {
        draw(Decision::See, see);
    } else {
        see.fill(0.0);
    }
    let link = &mut block.links[firm.index];
    let (held, trust) = (&mut link.held[..n], &link.trust[..n]);
    let home = &block.home[..n];
    let gain = &scratch.gain[f][..n];
    let sensitivity = &scratch.sensitivity[..n];
    let burden = &mut scratch.burden[f][..n];
    let (flags, bought) = (&mut scratch.flags[..n], &scratch.bought[..n]);
    let margin = Margin::new(today, category);
    let (own, bit, intrusiveness) = (firm.index as u8, category.bit, category.intrusiveness);
    let (reach, told, friction) = (category.reach, !category.volunteered, firm.consent_friction);
    let (seen, any_month) = (category.seen, !category.needs_purchase);
    let (mut items, mut wanted_items) = (0_u32, 0_u32);
    for i in 0..n {
        let margin = margin.of(gain[i], trust[i], sensitivity[i]);
        let wanted = margin > 0.0;
        // With one-tap consent (friction 0) a margin of 0 is a refusal too.
        let refused = margin <= -friction;
        let is_customer = home[i] == own;
        let in_reach = is_customer | (reached[i] < reach);
        let buys = is_customer & (bought[i] > 0);
        let taken = in_reach & (told | (volunteer[i] < trust[i])) & !refused;
        let kept = if refused { held[i] & !bit } else { held[i] };
        let now = if taken { kept | bit } else { kept };
        held[i] = now;
        flags[i] = u32::from(taken & (see[i] < seen) & (any_month | buys));
        let is_held = now & bit != 0;
        items += u32::from(is_held);
        wanted_items += u32::from(is_held & wanted);
        burden[i] += if is_held & !wanted { intrusiveness } else { 0.0 };
    }
    link.holds |= items > 0;
    let counts = &mut tally.firms[firm.index];
    counts.held += i64::from(items);
    counts.wanted += i64::from(wanted_items);
}

/// One observation of each flagged person moves the firm's estimate by the Kalman gain.
#[inline(always)]
fn observe(
    today: &Today,
    firm: &FirmToday,
    c: u32,
    category: &CategoryToday,
    block: &mut Block,
    scratch: &mut Scratch,
    tally: &mut Tally,
) {
    let n = block.len();
    let count = scratch.list_flagged(n, block.first);
    let link = &mut block.links[firm.index];
    let filled = whole_vectors(count);
    let list = &scratch.list[..count];
    let [gain, surprise, _] = &mut scratch.gather;
    let (gain, surprise) = (&mut gain[..filled], &mut surprise[..filled]);
    let counts = &mut tally.firms[firm.index];
    counts.observations += count as i64;
    let column = &mut link.knowledge[..n];
    for (known, &i) in surprise.iter_mut().zip(list) {
        *known = column[i as usize];
    }
    let noise = category.noise;
    for k in 0..filled {
        let variance = 1.0 - surprise[k];
        gain[k] = variance / (variance + noise);
        surprise[k] += gain[k] * variance;
    }
    for (known, &i) in surprise.iter().zip(list) {
        column[i as usize] = *known;
    }
    for a in 0..today.attributes {
        let (set, word) = Set::holding(Decision::Observation, c * 16 + a as u32, today.month, firm.key);
        if a == 0 || word == 0 {
            draw_list(&today.draws, set, &scratch.who[..filled], &mut scratch.words);
        }
        let need = attribute(&block.need, a, n);
        let estimate = attribute_mut(&mut link.estimate, a, n);
        for (surprise, &i) in surprise.iter_mut().zip(list) {
            *surprise = need[i as usize] - estimate[i as usize];
        }
        let u = &scratch.words[word][..filled];
        let (sd, centre) = (category.noise_sd, firm.centre[a]);
        for (surprise, &u) in surprise.iter_mut().zip(u) {
            *surprise += sd * math::normal_quantile(u) - centre;
        }
        counts.innovations[a] += sum_of_tastes(&surprise[..count]);
        for (surprise, &gain) in surprise.iter_mut().zip(&*gain) {
            *surprise *= gain;
        }
        for (step, &i) in surprise.iter().zip(list) {
            estimate[i as usize] += step;
        }
    }
}

/// Sum of innovations in fixed point. The few beyond the range of [`TASTE`], which need observations with an error of
/// hundreds of taste units, count as its ends.
#[inline(always)]
fn sum_of_tastes(innovations: &[f32]) -> i64 {
    // Chunks whose sum fits into 32 bits.
    innovations
        .chunks(256)
        .map(|chunk| {
            let mut sum = 0_i32;
            for &innovation in chunk {
                sum += fixed(math::min(math::max(innovation, -500.0), 500.0), TASTE);
            }
            i64::from(sum)
        })
        .sum()
}

/// When nothing is held any more, the estimate is forgotten.
#[inline(always)]
fn forget(today: &Today, firm: &FirmToday, block: &mut Block, scratch: &mut Scratch) {
    let n = block.len();
    let link = &mut block.links[firm.index];
    if !link.holds {
        return;
    }
    let held = &link.held[..n];
    let knowledge = &mut link.knowledge[..n];
    let flags = &mut scratch.flags[..n];
    for i in 0..n {
        flags[i] = u32::from((held[i] == 0) & (knowledge[i] > 0.0));
    }
    let count = pick(scratch.width, flags, &mut scratch.list);
    for &i in &scratch.list[..count] {
        knowledge[i as usize] = 0.0;
        for a in 0..today.attributes {
            link.estimate[a * n + i as usize] = 0.0;
        }
    }
    let mut any = 0;
    for &held in held {
        any |= held;
    }
    link.holds = any != 0;
}
