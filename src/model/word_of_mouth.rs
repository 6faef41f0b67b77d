//! Step 12: trust moves to the others' trust, and fades to its start.

use super::mask::mask;
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
        let own = firm.index as u8;
        let everybody = (1.0 - t.local_share) * firm.public_trust;
        for (community, mean) in link.community_trust.iter_mut().enumerate() {
            let start = community * block.community;
            let end = (start + block.community).min(n);
            let heard = t.local_share * *mean + everybody;
            let (mut everybody_trusts, mut customers_trust) = (0, 0);
            let parts = link.trust[start..end].chunks_mut(CHUNK).zip(block.home[start..end].chunks(CHUNK));
            for (trust, home) in parts {
                let (mut all, mut at_home) = (0_i32, 0_i32);
                for (trust, &home) in trust.iter_mut().zip(home) {
                    let moved = *trust + t.word_of_mouth * (heard - *trust) + t.fading * (t.start - *trust);
                    *trust = math::min(math::max(moved, 0.0), 1.0);
                    let share = fixed(*trust, SHARE);
                    all += share;
                    at_home += share & mask(home == own) as i32;
                }
                everybody_trusts += i64::from(all);
                customers_trust += i64::from(at_home);
            }
            counts.public_trust += everybody_trusts;
            counts.trust += customers_trust;
            *mean = everybody_trusts as f32 / (SHARE * (end - start) as f32);
        }
        let home = &block.home[..n];
        counts.fit += sum_at_home(home, own, &scratch.fit[f][..n]);
        if link.holds {
            counts.knowledge += sum_at_home(home, own, &link.knowledge[..n]);
        }
    }
}

/// Sums of so many shares in fixed point fit into 32 bits.
const CHUNK: usize = 1024;

/// Sum in fixed point, over those whose home is the firm `own`, of numbers between 0 and 1.
#[inline(always)]
fn sum_at_home(home: &[u8], own: u8, shares: &[f32]) -> i64 {
    let chunk = |(home, shares): (&[u8], &[f32])| {
        let mut sum = 0_i32;
        for (&home, &share) in home.iter().zip(shares) {
            sum += fixed(share, SHARE) & mask(home == own) as i32;
        }
        i64::from(sum)
    };
    home.chunks(CHUNK).zip(shares.chunks(CHUNK)).map(chunk).sum()
}
