//! Step 12: trust moves to the others' trust, and fades to its start.

use super::scratch::Scratch;
use super::today::Today;
use crate::math;
use crate::world::tally::{SHARE, fixed};
use crate::world::{Block, Tally};

/// Moves everybody's trust in each firm, and adds up what the month leaves behind.
#[inline(always)]
pub fn spread(today: &Today, block: &mut Block, scratch: &Scratch, tally: &mut Tally) {
    let n = block.len();
    let t = today.trust;
    for (f, firm) in today.firms.iter().enumerate() {
        let counts = &mut tally.firms[firm.index];
        let link = &mut block.links[firm.index];
        let everybody = (1.0 - t.local_share) * firm.public_trust;
        for (community, mean) in link.community_trust.iter_mut().enumerate() {
            let start = community * block.community;
            let end = (start + block.community).min(n);
            let heard = t.local_share * *mean + everybody;
            let mut sum = 0_i64;
            for trust in &mut link.trust[start..end] {
                let moved = *trust + t.word_of_mouth * (heard - *trust) + t.fading * (t.start - *trust);
                let moved = math::min(math::max(moved, 0.0), 1.0);
                *trust = moved;
                sum += i64::from(fixed(moved, SHARE));
            }
            counts.public_trust += sum;
            *mean = sum as f32 / (SHARE * (end - start) as f32);
        }
        let own = firm.index as u8;
        let home = &block.home[..n];
        let (trust, fit, knowledge) = (&link.trust[..n], &scratch.fit[f][..n], &link.knowledge[..n]);
        let (mut trusts, mut fits, mut known) = (0_i64, 0_i64, 0_i64);
        for i in 0..n {
            let here = home[i] == own;
            trusts += i64::from(if here { fixed(trust[i], SHARE) } else { 0 });
            fits += i64::from(if here { fixed(fit[i], SHARE) } else { 0 });
        }
        if link.holds {
            for i in 0..n {
                known += i64::from(if home[i] == own { fixed(knowledge[i], SHARE) } else { 0 });
            }
        }
        counts.trust += trusts;
        counts.fit += fits;
        counts.knowledge += known;
    }
}
