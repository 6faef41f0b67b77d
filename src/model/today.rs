//! What the month's steps need to know of the market and the firms, in the precision of the columns.

use crate::draws::Draws;
use crate::math::{sqrt, wide};
use crate::scenario::config::{Change, Config};
use crate::units::{FirmKey, Month};
use crate::world::World;

/// The month as the customers' steps see it. Positions are relative to the market's centre, so that they keep
/// their digits when the centre has gone far.
#[derive(Clone, Debug)]
pub struct Today {
    /// The month.
    pub month: Month,
    /// The chance of this replicate.
    pub draws: Draws,
    /// Independent dimensions of needs \[count\].
    pub attributes: usize,
    /// The attributes filled up with zeros, as positions of products and centres are here.
    pub padded: usize,
    /// Correlation of a need with last month's.
    pub persistence: f32,
    /// Standard deviation of a need's innovation \[taste sd\].
    pub innovation: f32,
    /// Chance that a need is drawn anew.
    pub life_event: f32,
    /// Added to everybody's sensitivity.
    pub sensitivity_shift: f32,
    /// Nobody is more sensitive than this, 0..1.
    pub sensitivity_ceiling: f32,
    /// Fit is exp(−squared distance × this).
    pub fit_scale: f32,
    /// Chance to reconsider \[1/month\].
    pub attention: f32,
    /// What fit weighs in a choice \[utility\].
    pub weight_fit: f32,
    /// What trust weighs in a choice \[utility\].
    pub weight_trust: f32,
    /// What persuasion weighs in a choice \[utility\].
    pub weight_persuasion: f32,
    /// Utility of the home firm \[utility\].
    pub loyalty: f32,
    /// Standard deviation of its personal part \[utility\].
    pub loyalty_spread: f32,
    /// Mean purchases at the reference fit \[1/month\].
    pub mean_purchases: f32,
    /// Log of purchases gained at a unit of fit.
    pub fit_response: f32,
    /// Fit at which purchases are the mean, 0..1.
    pub fit_reference: f32,
    /// Log of purchases gained at a unit of persuasion.
    pub persuasion_response: f32,
    /// What moves trust and expectation.
    pub trust: Trust,
    /// What a gain of fit weighs in the margin of being remembered \[utility\].
    pub gain_weight: f32,
    /// What trust weighs in that margin \[utility\].
    pub reliance_weight: f32,
    /// Gain of fit expected of a fully flexible firm before it is known, 0..1.
    pub promise: f32,
    /// Standard deviation of the personal part of that margin \[utility\].
    pub wanting_spread: f32,
    /// What disclosure adds to persuasion when all memory is wanted.
    pub comfort: f32,
    /// What disclosure takes from persuasion when memory is unwanted.
    pub discomfort: f32,
    /// Month of joining that is written down for those who join now.
    pub joining: i16,
    /// The firms in the market.
    pub firms: Vec<FirmToday>,
    /// Breaches that happen now.
    pub breaches: Vec<Breach>,
}

/// What moves trust and expectation, in the precision of the columns.
#[derive(Clone, Copy, Debug)]
pub struct Trust {
    /// Trust at the start, to which it fades, 0..1.
    pub start: f32,
    /// Trust gained at a unit of fit above the threshold.
    pub competence_gain: f32,
    /// Trust lost at a unit of fit below the threshold.
    pub competence_loss: f32,
    /// Fit that neither wins nor loses trust, 0..1.
    pub competence_threshold: f32,
    /// Share of trust lost at a unit of fit short of the expectation.
    pub disappointment: f32,
    /// What a unit of persuasion adds to the expectation \[fit\].
    pub hype: f32,
    /// Share of the way to the trust of others \[1/month\].
    pub word_of_mouth: f32,
    /// Weight of the own community among others, 0..1.
    pub local_share: f32,
    /// Share of the way back to the start \[1/month\].
    pub fading: f32,
    /// Fit expected of a new home firm, 0..1.
    pub expectation_start: f32,
    /// Share of the way to the fit experienced \[1/month\].
    pub expectation_learning: f32,
}

/// A firm as the customers' steps see it.
#[derive(Clone, Debug)]
pub struct FirmToday {
    /// Its place among the firms of the world.
    pub index: usize,
    /// Its name, as draws are addressed.
    pub key: FirmKey,
    /// 0 rigid catalogue .. 1 fully adapted.
    pub flexibility: f32,
    /// Chance that a known customer of its own is contacted.
    pub contact: f32,
    /// Chance that a known person who is not its customer is contacted.
    pub contact_beyond: f32,
    /// Share of what is remembered that is disclosed, 0..1.
    pub disclosure: f32,
    /// Utility given up to refuse \[utility\].
    pub consent_friction: f32,
    /// Utility of its price and name.
    pub utility: f32,
    /// Products relative to the market's centre, product-major.
    pub products: Vec<f32>,
    /// Squared length of each product's position.
    pub norms: Vec<f32>,
    /// Its idea of the market's centre, relative to the centre.
    pub centre: Vec<f32>,
    /// Mean trust of everybody at the end of last month.
    pub public_trust: f32,
    /// Rate of noticing a unit of unwanted memory with a contact \[1/month\].
    pub notice_contacted: f32,
    /// The same without a contact \[1/month\].
    pub notice_unprompted: f32,
    /// Share of trust that a fully sensitive customer loses at a noticed intrusion.
    pub harm: f32,
    /// Whether it remembers anything.
    pub remembers: bool,
    /// The data categories of the scenario, as this firm uses them.
    pub categories: Vec<CategoryToday>,
}

/// A data category as one firm uses it this month.
#[derive(Clone, Copy, Debug)]
pub struct CategoryToday {
    /// Whether the firm remembers it.
    pub remembered: bool,
    /// Its bit in the set of what is held.
    pub bit: u16,
    /// Intrusiveness at the technology of the month, 0..1.
    pub intrusiveness: f32,
    /// What it takes from the margin of a fully sensitive customer.
    pub cost: f32,
    /// Variance of the error of an observation.
    pub noise: f32,
    /// Standard deviation of that error \[taste sd\].
    pub noise_sd: f32,
    /// Chance that somebody else's customer is in reach.
    pub reach: f32,
    /// Chance that something is seen in a month in reach.
    pub seen: f32,
    /// Whether it shows only in a month with a purchase.
    pub needs_purchase: bool,
    /// Whether the customer must volunteer it.
    pub volunteered: bool,
}

/// A breach at a firm.
#[derive(Clone, Copy, Debug)]
pub struct Breach {
    /// Its place among the firms of the world.
    pub firm: usize,
    /// Share of those about whom something is held who are struck, 0..1.
    pub share: f32,
    /// Severity, 0..1.
    pub severity: f32,
}

/// Numbers of attributes for which the offers are compiled.
pub const PADDED: [usize; 7] = [1, 2, 3, 4, 6, 8, 16];

/// The number of attributes, filled up to one for which the offers are compiled.
fn padded(attributes: usize) -> usize {
    PADDED.into_iter().find(|&padded| padded >= attributes).unwrap_or(16)
}

impl Today {
    /// The month that `world` is about to simulate, after the firms have planned.
    pub fn of(world: &World) -> Today {
        let Config { needs, privacy, choice, purchases, trust, wanting, .. } = &world.config;
        let persistence = wide::power(0.5, 1.0 / needs.half_life_months);
        let attributes = world.attributes();
        let spread = 2.0 * attributes as f64 * choice.tolerance * choice.tolerance;
        Today {
            month: world.month,
            draws: world.draws,
            attributes,
            padded: padded(attributes),
            persistence: persistence as f32,
            innovation: sqrt((1.0 - persistence * persistence) as f32),
            life_event: (needs.life_events_per_year / 12.0) as f32,
            sensitivity_shift: (privacy.shift + privacy.trend_per_year * world.month.years()) as f32,
            sensitivity_ceiling: privacy.ceiling as f32,
            fit_scale: (1.0 / spread) as f32,
            attention: choice.attention as f32,
            weight_fit: choice.weight_fit as f32,
            weight_trust: choice.weight_trust as f32,
            weight_persuasion: choice.weight_persuasion as f32,
            loyalty: choice.loyalty as f32,
            loyalty_spread: choice.loyalty_spread as f32,
            mean_purchases: purchases.mean_per_month as f32,
            fit_response: purchases.fit_response as f32,
            fit_reference: purchases.fit_reference as f32,
            persuasion_response: purchases.persuasion_response as f32,
            trust: Trust {
                start: trust.start as f32,
                competence_gain: trust.competence_gain as f32,
                competence_loss: trust.competence_loss as f32,
                competence_threshold: trust.competence_threshold as f32,
                disappointment: trust.disappointment as f32,
                hype: trust.hype as f32,
                word_of_mouth: trust.word_of_mouth as f32,
                local_share: trust.local_share as f32,
                fading: trust.fading as f32,
                expectation_start: trust.expectation_start as f32,
                expectation_learning: trust.expectation_learning as f32,
            },
            gain_weight: wanting.gain_weight as f32,
            reliance_weight: wanting.reliance_weight as f32,
            promise: wanting.promise as f32,
            wanting_spread: wanting.spread as f32,
            comfort: trust.comfort as f32,
            discomfort: trust.discomfort as f32,
            // Whoever goes on stepping after the end of the run adds to its last month.
            joining: world.month.0.clamp(0, world.config.world.months as i32 - 1) as i16,
            firms: (0..world.firms.len())
                .filter(|&j| world.firms[j].present)
                .map(|j| FirmToday::of(world, j))
                .collect(),
            breaches: world
                .config
                .events
                .iter()
                .filter(|event| i64::from(event.month) == i64::from(world.month.0))
                .filter_map(|event| match event.change {
                    Change::Breach { firm, share, severity } if world.firms[firm].present => {
                        Some(Breach { firm, share: share as f32, severity: severity as f32 })
                    }
                    _ => None,
                })
                .collect(),
        }
    }
}

impl CategoryToday {
    /// Whether chance decides what of it reaches the firm.
    #[inline(always)]
    pub fn is_chance(&self) -> bool {
        self.remembered && (self.volunteered || self.seen < 1.0 || (self.reach > 0.0 && self.reach < 1.0))
    }
}

impl FirmToday {
    fn of(world: &World, index: usize) -> FirmToday {
        let Config { choice, trust, data, .. } = &world.config;
        let firm = &world.firms[index];
        let dials = &world.config.firms[index].dials;
        let technology = world.technology();
        let attributes = world.attributes();
        let padding = vec![0.0; padded(attributes) - attributes];
        let relative = |position: &[f64]| -> Vec<f32> {
            let kept = position.iter().zip(&world.centre).map(|(x, c)| (x - c) as f32);
            kept.chain(padding.iter().copied()).collect()
        };
        let products: Vec<f32> =
            firm.catalogue.products.chunks_exact(attributes).flat_map(relative).collect();
        FirmToday {
            index,
            key: firm.key,
            flexibility: dials.flexibility as f32,
            contact: dials.targeting as f32,
            contact_beyond: (dials.targeting * dials.contact_beyond) as f32,
            disclosure: dials.disclosure as f32,
            consent_friction: dials.consent_friction as f32,
            utility: (choice.base - choice.weight_price * dials.price + dials.appeal) as f32,
            norms: products
                .chunks_exact(padded(attributes))
                .map(|position| position.iter().map(|x| x * x).sum())
                .collect(),
            products,
            centre: relative(&firm.centre),
            public_trust: firm.public_trust,
            notice_contacted: (trust.notice + trust.read * dials.disclosure) as f32,
            notice_unprompted: (trust.notice * trust.notice_unprompted + trust.read * dials.disclosure)
                as f32,
            harm: (trust.harm * (2.0 - dials.disclosure)) as f32,
            remembers: !dials.remembers.is_empty(),
            categories: data
                .iter()
                .enumerate()
                .map(|(c, category)| {
                    let sharpness = if category.technology { technology } else { 1.0 };
                    let intrusiveness = (category.intrusiveness * f64::from(sqrt(sharpness as f32))).min(1.0);
                    CategoryToday {
                        remembered: dials.remembers.contains(c),
                        bit: 1 << c,
                        intrusiveness: intrusiveness as f32,
                        cost: (intrusiveness * (2.0 - dials.disclosure)) as f32,
                        noise: (category.noise / sharpness) as f32,
                        noise_sd: sqrt((category.noise / sharpness) as f32),
                        reach: (category.reach * technology).min(1.0) as f32,
                        seen: category.seen as f32,
                        needs_purchase: category.needs_purchase(),
                        volunteered: category.volunteered,
                    }
                })
                .collect(),
        }
    }
}
