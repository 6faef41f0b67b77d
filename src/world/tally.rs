//! Counts of a month. Sums of numbers are kept in fixed point, so that they do not depend on the order, the
//! threads or the machines over which they are added.

/// Units of a fixed-point sum of numbers between 0 and 1.
pub const SHARE: f32 = 1_048_576.0;
/// Units of a fixed-point sum of numbers between −500 and 500, in taste units.
pub const TASTE: f32 = 8_192.0;

/// `x` in fixed point with `scale` units, rounded to the nearest; |x · scale| below 2²².
#[inline(always)]
pub fn fixed(x: f32, scale: f32) -> i32 {
    const ROUND: f32 = 12_582_912.0; // 1.5·2²³
    (x * scale + ROUND).to_bits().wrapping_sub(ROUND.to_bits()) as i32
}

/// Counts of one firm in one month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FirmTally {
    /// Customers before the choice.
    pub before: i64,
    /// Of those, customers after it.
    pub stayed: i64,
    /// Customers after the choice.
    pub customers: i64,
    /// Purchases.
    pub purchases: i64,
    /// Sum of customers' trust [`SHARE`].
    pub trust: i64,
    /// Sum of everybody's trust [`SHARE`].
    pub public_trust: i64,
    /// Sum of customers' fit, as at the offer [`SHARE`].
    pub fit: i64,
    /// Sum of customers' knowledge, after sensing [`SHARE`].
    pub knowledge: i64,
    /// Items held, of anybody.
    pub held: i64,
    /// Items held that are wanted.
    pub wanted: i64,
    /// Noticed intrusions.
    pub noticed: i64,
    /// Contacts, of anybody.
    pub contacts: i64,
    /// Customers known and contacted.
    pub contacted: i64,
    /// Purchases of customers known and contacted.
    pub contacted_purchases: i64,
    /// Customers known and not contacted.
    pub uncontacted: i64,
    /// Purchases of customers known and not contacted.
    pub uncontacted_purchases: i64,
    /// Observations.
    pub observations: i64,
    /// Sum of innovations, per attribute [`TASTE`].
    pub innovations: [i64; 16],
    /// Customers lost, by month of joining.
    pub lost: Vec<i64>,
}

impl FirmTally {
    /// Sets all counts to 0; `months` is the number of months in which one can join.
    pub fn clear(&mut self, months: usize) {
        let mut lost = std::mem::take(&mut self.lost);
        lost.clear();
        lost.resize(months, 0);
        *self = FirmTally { lost, ..FirmTally::default() };
    }

    /// Adds the counts of another part of the market.
    pub fn add(&mut self, other: &FirmTally) {
        self.before += other.before;
        self.stayed += other.stayed;
        self.customers += other.customers;
        self.purchases += other.purchases;
        self.trust += other.trust;
        self.public_trust += other.public_trust;
        self.fit += other.fit;
        self.knowledge += other.knowledge;
        self.held += other.held;
        self.wanted += other.wanted;
        self.noticed += other.noticed;
        self.contacts += other.contacts;
        self.contacted += other.contacted;
        self.contacted_purchases += other.contacted_purchases;
        self.uncontacted += other.uncontacted;
        self.uncontacted_purchases += other.uncontacted_purchases;
        self.observations += other.observations;
        for (sum, part) in self.innovations.iter_mut().zip(&other.innovations) {
            *sum += part;
        }
        for (sum, part) in self.lost.iter_mut().zip(&other.lost) {
            *sum += part;
        }
    }
}

/// Counts of all firms in one month, in the order of the firms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// One entry a firm.
    pub firms: Vec<FirmTally>,
}

impl Tally {
    /// Sets all counts to 0, for this many firms and months of joining.
    pub fn clear(&mut self, firms: usize, months: usize) {
        self.firms.resize_with(firms, FirmTally::default);
        for firm in &mut self.firms {
            firm.clear(months);
        }
    }

    /// Adds the counts of another part of the market.
    pub fn add(&mut self, other: &Tally) {
        for (sum, part) in self.firms.iter_mut().zip(&other.firms) {
            sum.add(part);
        }
    }
}
