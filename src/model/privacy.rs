//! Step 11: people notice what is remembered about them and not wanted.

use super::rules;
use super::scratch::Scratch;
use super::today::{FirmToday, Today};
use crate::draws::Decision;
use crate::math;
use crate::world::{Block, Tally};

/// Noticed intrusions at each firm, of the burden that sensing left in `scratch.burden`.
#[inline(always)]
pub fn notice(today: &Today, block: &mut Block, scratch: &mut Scratch, tally: &mut Tally) {
    for (f, firm) in today.firms.iter().enumerate() {
        // Without a burden nobody notices: the chance is exactly 0.
        if block.links[firm.index].holds && scratch.borne[f] {
            notice_at(today, f, firm, block, scratch, tally);
        }
    }
}

/// Noticed intrusions at one firm that holds something.
#[inline(always)]
fn notice_at(
    today: &Today,
    f: usize,
    firm: &FirmToday,
    block: &mut Block,
    scratch: &mut Scratch,
    tally: &mut Tally,
) {
    let n = block.len();
    let link = &mut block.links[firm.index];
    let u = &mut scratch.uniform[..n];
    today.draws.column(Decision::Notice, 0, today.month, firm.key, block.first, u);
    let burden = &scratch.burden[f][..n];
    let contacted = &scratch.contacted[f][..n];
    let sensitivity = &scratch.sensitivity[..n];
    let trust = &mut link.trust[..n];
    let (prompted, unprompted, harm) = (firm.notice_contacted, firm.notice_unprompted, firm.harm);
    let mut count = 0_u32;
    for i in 0..n {
        let rate = if contacted[i] != 0 { prompted } else { unprompted };
        let noticed = u[i] < rules::notice(burden[i], rate);
        let after = math::max(trust[i] * (1.0 - harm * sensitivity[i]), 0.0);
        trust[i] = if noticed { after } else { trust[i] };
        count += u32::from(noticed);
    }
    tally.firms[firm.index].noticed += i64::from(count);
}
