//! Step 6: who is contacted, and what the contact does.

use super::mask::{mask, only};
use super::rules;
use super::scratch::Scratch;
use super::today::Today;
use super::wanting;
use crate::draws::Decision;
use crate::math;
use crate::world::{Block, Tally};

/// Contacts and persuasion of each firm.
#[inline(always)]
pub fn persuade(today: &Today, block: &Block, scratch: &mut Scratch, tally: &mut Tally) {
    let n = block.len();
    for (f, firm) in today.firms.iter().enumerate() {
        let link = &block.links[firm.index];
        let silent = firm.contact == 0.0 && firm.contact_beyond == 0.0;
        scratch.persuades[f] = !silent && link.holds;
        if !scratch.persuades[f] {
            scratch.persuasion[f][..n].fill(0.0);
            scratch.contacted[f][..n].fill(0);
            continue;
        }
        let u = &mut scratch.uniform[..n];
        today.draws.column(Decision::Contact, 0, today.month, firm.key, block.first, u);
        let worth = &mut scratch.worth[..n];
        wanting::worth(today, &scratch.gain[f], &link.trust, &scratch.leaning, worth);
        wanting::burden(firm, &link.held, worth, &scratch.sensitivity, &mut scratch.burden[f][..n]);
        let u = &scratch.uniform[..n];
        let burden = &scratch.burden[f][..n];
        let sensitivity = &scratch.sensitivity[..n];
        let (knowledge, trust, home) = (&link.knowledge[..n], &link.trust[..n], &block.home[..n]);
        let contacted = &mut scratch.contacted[f][..n];
        let persuasion = &mut scratch.persuasion[f][..n];
        let (disclosure, own) = (firm.disclosure, firm.index as u8);
        let (chance_own, chance_beyond) = (firm.contact, firm.contact_beyond);
        let (comfort, discomfort) = (today.comfort, today.discomfort);
        let mut contacts = 0_u32;
        for i in 0..n {
            let chance = rules::contact(chance_own, chance_beyond, knowledge[i], home[i] == own);
            let reached = mask(u[i] < chance);
            contacted[i] = reached & 1;
            contacts += reached & 1;
        }
        for i in 0..n {
            let comfort = if burden[i] == 0.0 { comfort } else { 0.0 };
            let openness = disclosure * (comfort - discomfort * sensitivity[i] * math::min(burden[i], 1.0));
            let effect = knowledge[i] * (1.0 - 2.0 * sensitivity[i] * (1.0 - trust[i]) + openness);
            persuasion[i] = only(mask(contacted[i] != 0), effect);
        }
        tally.firms[firm.index].contacts += i64::from(contacts);
    }
}

/// Counts this month's purchases of known customers with and without a contact, for campaign tests. Runs
/// after the purchases and before anything new is learned.
#[inline(always)]
pub fn compare(today: &Today, block: &Block, scratch: &Scratch, tally: &mut Tally) {
    let n = block.len();
    for (f, firm) in today.firms.iter().enumerate() {
        if !scratch.persuades[f] {
            continue;
        }
        let link = &block.links[firm.index];
        let (knowledge, home) = (&link.knowledge[..n], &block.home[..n]);
        let (contacted, bought) = (&scratch.contacted[f][..n], &scratch.bought[..n]);
        let own = firm.index as u8;
        let (mut reached, mut left) = ([0_u64; 2], [0_u64; 2]);
        for i in 0..n {
            let known = u32::from(home[i] == own && knowledge[i] > rules::KNOWN);
            let with = known * contacted[i];
            let without = known - with;
            reached = [reached[0] + u64::from(with), reached[1] + u64::from(with * bought[i])];
            left = [left[0] + u64::from(without), left[1] + u64::from(without * bought[i])];
        }
        let counts = &mut tally.firms[firm.index];
        counts.contacted += reached[0] as i64;
        counts.contacted_purchases += reached[1] as i64;
        counts.uncontacted += left[0] as i64;
        counts.uncontacted_purchases += left[1] as i64;
    }
}
