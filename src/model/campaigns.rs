//! Step 14: firms that contact test their campaigns, in the short run and by purchases alone.

use crate::world::World;
use crate::world::firms::CampaignTest;

/// Adds the month to each firm's test; at the end of a test, reports its lift and lets a tuning firm move.
pub fn test(world: &mut World) {
    let campaigns = &world.config.campaigns;
    let due = (world.elapsed() + 1) % campaigns.test_months as i32 == 0;
    let contact_cost = world.config.costs.contact;
    for (firm, setting) in world.firms.iter_mut().zip(&mut world.config.firms) {
        if !firm.present {
            continue;
        }
        let (test, tally) = (&mut firm.campaign, &firm.tally);
        test.contacted += tally.contacted;
        test.contacted_purchases += tally.contacted_purchases;
        test.uncontacted += tally.uncontacted;
        test.uncontacted_purchases += tally.uncontacted_purchases;
        if !due {
            continue;
        }
        let test = std::mem::take(&mut firm.campaign);
        if setting.dials.targeting == 0.0 && test.contacted == 0 {
            firm.campaign_lift = None; // It contacts nobody any more.
        }
        let Some((with, without)) = means(&test) else { continue };
        firm.campaign_lift = (without > 0.0).then(|| with / without - 1.0);
        let dials = &mut setting.dials;
        if dials.tuned && firm.transition.is_none() {
            let pays = (with - without) * (dials.price - firm.unit_cost) > contact_cost;
            let step = if pays { campaigns.step } else { -campaigns.step };
            // Not `clamp`: events may let the floor cross the ceiling for a while.
            dials.targeting = (dials.targeting + step).min(campaigns.ceiling).max(campaigns.floor);
        }
    }
}

/// Mean monthly purchases with a contact and without one; nothing while one of the groups is empty.
fn means(test: &CampaignTest) -> Option<(f64, f64)> {
    if test.contacted == 0 || test.uncontacted == 0 {
        return None;
    }
    let with = test.contacted_purchases as f64 / test.contacted as f64;
    let without = test.uncontacted_purchases as f64 / test.uncontacted as f64;
    Some((with, without))
}
