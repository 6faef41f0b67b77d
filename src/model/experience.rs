//! Step 9: what a month with a purchase does to trust and expectation.

use super::scratch::Scratch;
use super::today::Today;
use crate::math;
use crate::world::Block;

/// Competence moves trust symmetrically, disappointment lowers it, and expectation follows the fit met.
#[inline(always)]
pub fn learn(today: &Today, block: &mut Block, scratch: &Scratch) {
    let n = block.len();
    let t = today.trust;
    let (fit, persuasion) = (&scratch.home_fit[..n], &scratch.home_persuasion[..n]);
    let bought = &scratch.bought[..n];
    for firm in &today.firms {
        let own = firm.index as u8;
        let trust = &mut block.links[firm.index].trust[..n];
        let (home, expectation) = (&block.home[..n], &block.expectation[..n]);
        for i in 0..n {
            let surplus = fit[i] - t.competence_threshold;
            let gain = t.competence_gain * surplus * (1.0 - trust[i]);
            let loss = t.competence_loss * surplus * trust[i];
            let judged = trust[i] + if surplus > 0.0 { gain } else { loss };
            let expected = expectation[i] + t.hype * math::max(persuasion[i], 0.0);
            let missed = math::max(expected - fit[i], 0.0);
            let after = judged - t.disappointment * missed * judged;
            let after = math::min(math::max(after, 0.0), 1.0);
            let here = (home[i] == own) & (bought[i] > 0);
            trust[i] = if here { after } else { trust[i] };
        }
    }
    let expectation = &mut block.expectation[..n];
    for i in 0..n {
        let learned = expectation[i] + t.expectation_learning * (fit[i] - expectation[i]);
        expectation[i] = if bought[i] > 0 { learned } else { expectation[i] };
    }
}
