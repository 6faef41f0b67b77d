//! What a firm is and believes beyond its dials, which live in the [`Config`] of the world.
//!
//! [`Config`]: crate::scenario::config::Config

use super::tally::FirmTally;
use crate::scenario::config::{Dials, Model};
use crate::units::{FirmKey, Month};
use std::collections::VecDeque;

/// A set of products.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalogue {
    /// Positions \[taste sd\], product-major: attribute `a` of product `p` is entry `p · attributes + a`.
    pub products: Vec<f64>,
    /// Number of products.
    pub count: usize,
    /// How long it stays in the market \[months\].
    pub cycle_months: f64,
}

/// A firm's move to another firm's dials.
#[derive(Clone, Debug)]
pub struct Transition {
    /// The month in which it was decided.
    pub since: Month,
    /// Months that it takes.
    pub months: f64,
    /// The dials before.
    pub from: Dials,
    /// The dials after.
    pub to: Dials,
    /// The business model after.
    pub model: Model,
    /// Cost \[currency per market customer and month\].
    pub monthly_cost: f64,
}

/// Customers who joined in one month, and how many are there still.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cohort {
    /// Customers at the end of the month of joining.
    pub joined: i64,
    /// Customers without a break since.
    pub alive: i64,
}

/// A firm in the market.
#[derive(Clone, Debug)]
pub struct Firm {
    /// What its name contributes to addresses of draws.
    pub key: FirmKey,
    /// Whether it is in the market now.
    pub present: bool,
    /// Whether it has left the market for good.
    pub ended: bool,
    /// What it offers.
    pub catalogue: Catalogue,
    /// Catalogues that are designed and not yet launched, with their months of launch.
    pub pipeline: VecDeque<(Month, Catalogue)>,
    /// The launch that is designed next.
    pub next_launch: Month,
    /// Mean need in its last survey of the trend \[taste sd\].
    pub surveyed_mean: Vec<f64>,
    /// Month of that survey.
    pub surveyed: Month,
    /// Its estimate of the market's trend \[taste sd per month\].
    pub trend: Vec<f64>,
    /// Its estimate of the market's centre \[taste sd\].
    pub centre: Vec<f64>,
    /// Mean trust of everybody at the end of last month, 0..1.
    pub public_trust: f32,
    /// Purchases so far \[count\].
    pub volume: f64,
    /// Cost of a purchase this month \[currency\].
    pub unit_cost: f64,
    /// Targeting as used this month \[1/month\].
    pub targeting: f64,
    /// Revenue this month, of all simulated customers \[currency\].
    pub revenue: f64,
    /// Cost this month, of all simulated customers \[currency\].
    pub cost: f64,
    /// Profit of each month in the market, of all simulated customers \[currency\].
    pub profits: Vec<f64>,
    /// What its campaign tests last reported: purchases of contacted over uncontacted customers, − 1.
    pub campaign_lift: Option<f64>,
    /// Counts since the last campaign test.
    pub campaign: CampaignTest,
    /// Cohorts by month of joining, from month 0; burn-in joins month 0.
    pub cohorts: Vec<Cohort>,
    /// Share of the customers of 12 months ago who have been all the while; unknown in the first year.
    pub retention_12m: Option<f64>,
    /// Customers at the end of each month since month 0 \[count\].
    pub customers: Vec<i64>,
    /// The counts of this month.
    pub tally: FirmTally,
    /// A move to another firm's dials.
    pub transition: Option<Transition>,
}

/// Counts of a campaign test, over customers whom the firm knows \[customer-months, purchases\].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CampaignTest {
    /// Customer-months with a contact.
    pub contacted: i64,
    /// Purchases in them.
    pub contacted_purchases: i64,
    /// Customer-months without a contact.
    pub uncontacted: i64,
    /// Purchases in them.
    pub uncontacted_purchases: i64,
}
