//! What moved a customer's trust in a firm, added up by cause.

use super::Life;

/// Changes of trust since the start, by the step that made them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TrustLedger {
    /// Trust at the start, or when the firm entered, 0..1.
    pub start: f32,
    /// By breaches.
    pub breaches: f32,
    /// By what she bought: competence and disappointment.
    pub experience: f32,
    /// By noticed intrusions.
    pub intrusions: f32,
    /// By word of mouth and fading.
    pub others: f32,
}

impl TrustLedger {
    /// What the start and the changes add up to, 0..1.
    pub fn total(&self) -> f32 {
        self.start + self.breaches + self.experience + self.intrusions + self.others
    }
}

/// What made the trust in `firm` with which the customer chooses in the `month`-th month of the life; `None` where the
/// firm is not in the market then.
pub fn trust_ledger(life: &Life, firm: &str, month: usize) -> Option<TrustLedger> {
    let index = life.firms.iter().position(|(name, _)| name == firm)?;
    let seen = life.months[..=month].iter().map(|moment| moment.at.iter().find(|at| at.index == index));
    let mut ledger = TrustLedger::default();
    let mut is_there = false;
    for (m, at) in seen.enumerate() {
        let Some(at) = at else {
            is_there = false;
            continue;
        };
        if !is_there {
            ledger = TrustLedger { start: at.trust_before, ..TrustLedger::default() };
            is_there = true;
        }
        ledger.breaches += at.trust_chosen_with - at.trust_before;
        if m < month {
            ledger.experience += at.trust_experienced - at.trust_chosen_with;
            ledger.intrusions += at.trust_noticed - at.trust_experienced;
            ledger.others += at.trust - at.trust_noticed;
        }
    }
    is_there.then_some(ledger)
}
