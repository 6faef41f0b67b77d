//! Step 10: what firms remember, what customers refuse, and what is learned.

use super::mask::{mask, only};
use super::rules;
use super::scratch::{Scratch, draw_list};
use super::today::{CategoryToday, FirmToday, Today};
use super::wanting;
use crate::draws::{Decision, Set};
use crate::math;
use crate::world::block::{Link, attribute, attribute_mut};
use crate::world::tally::{FirmTally, TASTE, fixed};
use crate::world::{Block, Tally};

/// Mark of those about whom nothing is held any more, beside the categories in which something is seen.
const FORGOTTEN: u32 = 1 << 31;

/// Each firm asks, collects, erases and learns; what it keeps unwanted stays in `scratch.burden`.
#[inline(always)]
pub fn sense(today: &Today, block: &mut Block, scratch: &mut Scratch, tally: &mut Tally) {
    for (f, firm) in today.firms.iter().enumerate() {
        if firm.remembers || block.links[firm.index].holds {
            sense_for(today, f, firm, block, scratch, &mut tally.firms[firm.index]);
        }
    }
}

/// What one firm senses. All categories are collected before any is observed: what is learned from an observation
/// changes nothing in what is wanted, refused or within reach this month.
#[inline(always)]
fn sense_for(
    today: &Today,
    f: usize,
    firm: &FirmToday,
    block: &mut Block,
    scratch: &mut Scratch,
    counts: &mut FirmTally,
) {
    let n = block.len();
    let link = &mut block.links[firm.index];
    wanting::worth(today, &scratch.gain[f], &link.trust, &scratch.leaning, &mut scratch.worth[..n]);
    scratch.burden[f][..n].fill(0.0);
    scratch.flags[..n].fill(0);
    scratch.borne[f] = false;
    let mut remembered = 0;
    for (c, category) in firm.categories.iter().enumerate() {
        if !category.remembered {
            continue;
        }
        remembered |= category.bit;
        let u = &mut scratch.uniform[..n];
        if category.is_chance() {
            today.draws.column(Decision::Sensing, c as u32, today.month, firm.key, block.first, u);
        }
        let asked = Asked {
            home: &block.home,
            bought: &scratch.bought,
            worth: &scratch.worth,
            sensitivity: &scratch.sensitivity,
            volunteers: if category.volunteered { &link.trust } else { &scratch.ones },
            // Where nothing is left to chance, any number between 0 and 1 says the same.
            luck: u,
        };
        ask(firm, category, asked, &mut scratch.marks[..n]);
        let marks = &scratch.marks[..n];
        let collected = collect(category, marks, &mut link.held, &mut scratch.burden[f], &mut scratch.flags);
        counts.held += i64::from(collected.items);
        counts.wanted += i64::from(collected.wanted);
        scratch.borne[f] |= collected.wanted < collected.items;
    }
    link.holds = settle(remembered, &mut link.held, &link.knowledge, &mut scratch.flags);
    for (c, category) in firm.categories.iter().enumerate() {
        if category.remembered {
            observe(today, firm, c as u32, category, block, scratch, counts);
        }
    }
    forget(today, &mut block.links[firm.index], n, scratch);
}

// What one category finds is marked, customer by customer, in one loop and settled in a second: a single loop over so
// many columns would not become vector instructions.
const WANTED: u32 = 1;
const AGREED: u32 = 2;
const TAKEN: u32 = 4;
const SHOWN: u32 = 8;

/// What one category finds, by customer.
struct Asked<'a> {
    home: &'a [u8],
    bought: &'a [u32],
    worth: &'a [f32],
    sensitivity: &'a [f32],
    /// Chance that she volunteers.
    volunteers: &'a [f32],
    /// Uniform number that decides.
    luck: &'a [f32],
}

/// Marks who wants the category remembered and who does not refuse it, of whom it reaches the firm, and in whom it shows
/// something.
///
/// One number decides whether a customer is in reach, volunteers and shows something: it lies below the chance of the
/// first, of the first two, of all three. Each is as likely as with a number of its own.
#[inline(always)]
fn ask(firm: &FirmToday, category: &CategoryToday, asked: Asked, marks: &mut [u32]) {
    let n = marks.len();
    let (home, bought) = (&asked.home[..n], &asked.bought[..n]);
    let (worth, sensitivity) = (&asked.worth[..n], &asked.sensitivity[..n]);
    let (volunteers, luck) = (&asked.volunteers[..n], &asked.luck[..n]);
    let (own, beyond, seen) = (firm.index as u8, category.reach, category.seen);
    let (cost, friction, any_month) = (category.cost, firm.consent_friction, mask(!category.needs_purchase));
    for i in 0..n {
        let margin = wanting::margin(worth[i], sensitivity[i], cost);
        let is_customer = mask(home[i] == own);
        let chance = rules::collecting(volunteers[i], is_customer != 0, beyond);
        let taken = mask(luck[i] < chance);
        let shown = mask(luck[i] < chance * seen) & (any_month | is_customer & mask(bought[i] > 0));
        // With one-tap consent (friction 0) a margin of 0 is a refusal too.
        let asked = mask(margin > 0.0) & WANTED | !mask(margin <= -friction) & AGREED;
        marks[i] = asked | taken & TAKEN | shown & SHOWN;
    }
}

/// Items of a category that are held.
struct Collected {
    items: u32,
    wanted: u32,
}

/// Who is remembered by this category from now on, and who is not any more; adds what is held and not wanted to the
/// burden; `seen` gets the category's bit where it shows something.
#[inline(always)]
fn collect(
    category: &CategoryToday,
    marks: &[u32],
    held: &mut [u16],
    burden: &mut [f32],
    seen: &mut [u32],
) -> Collected {
    let n = marks.len();
    let (held, burden, seen) = (&mut held[..n], &mut burden[..n], &mut seen[..n]);
    let (bit, intrusiveness) = (u32::from(category.bit), category.intrusiveness);
    let (mut items, mut wanted) = (0, 0);
    for i in 0..n {
        let before = u32::from(held[i]);
        let agreed = mask(marks[i] & AGREED != 0);
        let now = (before | mask(marks[i] & TAKEN != 0)) & agreed & bit;
        held[i] = (before & !bit | now) as u16;
        let is_held = mask(now != 0);
        items += is_held & 1;
        wanted += is_held & marks[i] & WANTED;
        burden[i] += only(is_held & mask(marks[i] & WANTED == 0), intrusiveness);
        seen[i] |= mask(marks[i] & SHOWN != 0) & agreed & bit;
    }
    Collected { items, wanted }
}

/// Erases what the firm has ceased to remember, and marks those about whom nothing is held any more but something is
/// known. Returns whether anything is held about anybody.
#[inline(always)]
fn settle(remembered: u16, held: &mut [u16], knowledge: &[f32], seen: &mut [u32]) -> bool {
    let n = held.len();
    let (knowledge, seen) = (&knowledge[..n], &mut seen[..n]);
    let mut any = 0;
    for i in 0..n {
        held[i] &= remembered;
        any |= held[i];
        seen[i] |= mask(held[i] == 0) & mask(knowledge[i] > 0.0) & FORGOTTEN;
    }
    any != 0
}

/// One observation of each person in whom the category shows something moves the firm's estimate by the Kalman gain.
#[inline(always)]
fn observe(
    today: &Today,
    firm: &FirmToday,
    c: u32,
    category: &CategoryToday,
    block: &mut Block,
    scratch: &mut Scratch,
    counts: &mut FirmTally,
) {
    let n = block.len();
    let link = &mut block.links[firm.index];
    let places = &mut scratch.places;
    places.list(scratch.width, &scratch.flags[..n], u32::from(category.bit));
    places.numbers(block.first, &mut scratch.who);
    let (count, filled) = (places.len(), places.filled());
    let [gain, known, innovation] = scratch.gather.each_mut().map(|column| &mut column[..filled]);
    counts.observations += count as i64;
    places.gather(&link.knowledge[..n], known);
    let noise = category.noise;
    for k in 0..filled {
        let variance = 1.0 - known[k];
        gain[k] = variance / (variance + noise);
        known[k] += gain[k] * variance;
    }
    places.scatter(known, &mut link.knowledge[..n]);
    let estimated = known;
    for a in 0..today.attributes {
        let (set, word) = Set::holding(Decision::Observation, c * 16 + a as u32, today.month, firm.key);
        if a == 0 || word == 0 {
            draw_list(&today.draws, set, &scratch.who[..filled], &mut scratch.words);
        }
        let u = &scratch.words[word][..filled];
        let estimate = attribute_mut(&mut link.estimate, a, n);
        places.gather(attribute(&block.need, a, n), innovation);
        places.gather(estimate, estimated);
        let (sd, centre) = (category.noise_sd, firm.centre[a]);
        for k in 0..filled {
            let error = sd * math::normal_quantile(u[k]);
            innovation[k] = (innovation[k] - estimated[k]) + (error - centre);
            estimated[k] += gain[k] * innovation[k];
        }
        places.scatter(estimated, estimate);
        counts.innovations[a] += sum_of_tastes(&innovation[..count]);
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
fn forget(today: &Today, link: &mut Link, n: usize, scratch: &mut Scratch) {
    scratch.places.list(scratch.width, &scratch.flags[..n], FORGOTTEN);
    for &i in scratch.places.listed() {
        link.knowledge[i as usize] = 0.0;
        for a in 0..today.attributes {
            link.estimate[a * n + i as usize] = 0.0;
        }
    }
}
