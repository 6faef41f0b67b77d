//! The formulas of the month for one person. The steps apply them to columns; whoever explains a decision applies them
//! to one life. A decision that a draw settles falls when its draw lies below its chance.

use crate::math;

/// A firm contacts only people of whom it knows more than this.
pub const KNOWN: f32 = 0.05;

/// Step 5: a coordinate of the offer. `product` is the nearest product's, `centre` the firm's idea of the market's
/// centre, `estimate` what it believes of the personal part \[taste sd\].
#[inline(always)]
pub fn offer(product: f32, flexibility: f32, knowledge: f32, centre: f32, estimate: f32) -> f32 {
    product + flexibility * knowledge * (centre + estimate - product)
}

/// Step 6: the chance of a contact, from the chances of a customer of the firm and of somebody else.
#[inline(always)]
pub fn contact(own: f32, beyond: f32, knowledge: f32, is_customer: bool) -> f32 {
    let chance = if is_customer { own } else { beyond };
    if knowledge > KNOWN { chance } else { 0.0 }
}

/// Step 7: what a firm is worth to somebody who chooses \[utility\]. `constant` is that of its price and name,
/// `weights` are those of fit and trust, `rest` is what persuasion and loyalty add.
#[inline(always)]
pub fn utility(constant: f32, weights: (f32, f32), fit: f32, trust: f32, rest: f32) -> f32 {
    constant + weights.0 * (fit - 0.5) + weights.1 * (trust - 0.5) + rest
}

/// Step 7: standard Gumbel quantile. The alternative with the largest sum of utility and Gumbel draw is chosen, which
/// makes the choice a multinomial logit.
#[inline(always)]
pub fn gumbel(u: f32) -> f32 {
    -math::ln(-math::ln(u))
}

/// Step 10: the chance that a kind of data is collected of somebody who does not refuse it, from the chance of
/// volunteering it and, for those who are not customers of the firm, that of being in reach.
#[inline(always)]
pub fn collecting(volunteers: f32, is_customer: bool, beyond: f32) -> f32 {
    volunteers * if is_customer { 1.0 } else { beyond }
}

/// Step 11: the chance of noticing a burden of unwanted memory \[intrusiveness\] at a rate of noticing \[1/month\].
#[inline(always)]
pub fn notice(burden: f32, rate: f32) -> f32 {
    1.0 - math::exp(-burden * rate)
}
