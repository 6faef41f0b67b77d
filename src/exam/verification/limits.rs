//! Zero-effect limits: what is switched off changes nothing, to the last bit.

use super::{differing, item, presets, record};
use crate::exam::{Item, Sitting};
use crate::model::width::Width;
use crate::scenario::config::Config;

/// A limit: where `limit` holds, `change` leaves these measures as they are.
pub struct Limit {
    /// What it says.
    pub name: &'static str,
    /// Makes it hold.
    pub limit: fn(&mut Config),
    /// What changes nothing then, and something otherwise.
    pub change: fn(&mut Config),
    /// The measures that stay.
    pub measures: &'static [&'static str],
}

/// Measures that say who buys where and how much.
const CHOICES: &[&str] = &["market_share", "retention", "purchases"];

/// All of them.
pub const LIMITS: &[Limit] = &[
    Limit {
        name: "trust without weight moves no choice",
        limit: |config| {
            config.choice.weight_trust = 0.0;
            config.choice.weight_persuasion = 0.0;
            config.purchases.persuasion_response = 0.0;
            config.firms.truncate(2);
            config.share_out(&[]);
        },
        change: |config| {
            config.trust.harm = 0.9;
            config.trust.competence_gain = 0.3;
            config.trust.disappointment = 0.0;
            config.trust.word_of_mouth = 0.2;
        },
        measures: CHOICES,
    },
    Limit {
        name: "persuasion without weight and hype does nothing",
        limit: |config| {
            config.choice.weight_persuasion = 0.0;
            config.purchases.persuasion_response = 0.0;
            config.trust.hype = 0.0;
        },
        change: |config| {
            config.trust.comfort = 1.0;
            config.trust.discomfort = 3.0;
        },
        measures: &[
            "market_share",
            "retention",
            "purchases",
            "trust",
            "public_trust",
            "profit",
            "items_held",
        ],
    },
    Limit {
        name: "intrusions without harm cost no trust",
        limit: |config| config.trust.harm = 0.0,
        change: |config| {
            config.trust.notice = 3.0;
            config.trust.notice_unprompted = 1.0;
            config.trust.read = 1.0;
        },
        measures: &["market_share", "purchases", "trust", "public_trust", "items_held", "profit"],
    },
    Limit {
        name: "without word of mouth nobody's neighbours matter",
        limit: |config| config.trust.word_of_mouth = 0.0,
        change: |config| {
            config.trust.local_share = 0.1;
            config.trust.community_size = 9.0;
        },
        measures: &["market_share", "purchases", "trust", "public_trust", "profit"],
    },
    Limit {
        name: "expectation without disappointment does nothing",
        limit: |config| config.trust.disappointment = 0.0,
        change: |config| {
            config.trust.hype = 1.0;
            config.trust.expectation_start = 1.0;
            config.trust.expectation_learning = 1.0;
        },
        measures: &["market_share", "purchases", "trust", "public_trust", "profit"],
    },
    Limit {
        name: "rigid firms give no gain from being remembered",
        limit: |config| config.firms.iter_mut().for_each(|firm| firm.dials.flexibility = 0.0),
        change: |config| {
            config.wanting.gain_weight = 20.0;
            config.wanting.promise = 1.0;
            config.planning.pooled_learning = 0.0;
        },
        measures: &["market_share", "purchases", "trust", "fit", "items_held", "for_share", "profit"],
    },
    Limit {
        name: "firms that do not move with fit sell whatever the reference is",
        limit: |config| config.purchases.fit_response = 0.0,
        change: |config| config.purchases.fit_reference = 0.1,
        measures: CHOICES,
    },
    Limit {
        name: "customers who do not mind prices buy as before",
        limit: |config| {
            config.choice.weight_price = 0.0;
            config.firms[1].dials.tuned = false;
        },
        change: |config| config.firms[0].dials.price = 3.0,
        measures: &["market_share", "retention", "purchases", "trust", "cost"],
    },
    Limit {
        name: "a market that stands still has no momentum",
        limit: |config| config.needs.market_shift_per_year = 0.0,
        change: |config| config.needs.market_momentum = 0.2,
        measures: &["market_share", "purchases", "fit", "trust", "forecast_error", "profit"],
    },
    Limit {
        name: "a trend that is not carried forward may be surveyed as often as one likes",
        limit: |config| config.planning.forecast_weight = 0.0,
        change: |config| config.planning.survey_every_months = 3.0,
        measures: &["market_share", "purchases", "fit", "forecast_error", "profit"],
    },
    Limit {
        name: "technology does not help where nothing scales with it",
        limit: |config| {
            for data in &mut config.data {
                data.technology = false;
                data.reach = 0.0;
            }
        },
        change: |config| config.technology.power = 5.0,
        measures: &["market_share", "purchases", "trust", "knowledge", "items_held", "for_share"],
    },
    Limit {
        name: "people without sensitivity are not harmed",
        limit: |config| config.privacy.ceiling = 0.0,
        change: |config| {
            config.trust.harm = 1.0;
            config.trust.discomfort = 5.0;
            config.privacy.shift = 0.5;
        },
        measures: &["market_share", "purchases", "trust", "intrusions_per_1000", "for_share", "profit"],
    },
    Limit {
        name: "firms that contact nobody may set the rest as they like",
        limit: |config| config.firms.iter_mut().for_each(|firm| firm.dials.targeting = 0.0),
        change: |config| {
            config.firms[1].dials.contact_beyond = 0.0;
            config.choice.weight_persuasion = 5.0;
            config.trust.hype = 1.0;
            config.costs.contact = 1.0;
            config.campaigns.test_months = 1.0;
        },
        measures: &["market_share", "purchases", "trust", "profit", "targeting", "campaign_lift"],
    },
    Limit {
        name: "customers who never reconsider stay",
        limit: |config| config.choice.attention = 0.0,
        change: |config| {
            config.choice.weight_fit = 0.0;
            config.choice.weight_trust = 20.0;
            config.choice.base = -5.0;
            config.choice.loyalty = 0.0;
        },
        measures: &["market_share", "retention", "trust", "purchases"],
    },
];

/// The limits, two runs each; and whether each change does something where its limit does not hold.
pub fn limits(sitting: &Sitting) -> Option<Vec<Item>> {
    let run = |config: &Config| record(sitting, config, 0, 1, Width::widest());
    let plain = presets(sitting);
    let before = run(&plain)?;
    let mut items = Vec::new();
    let mut idle = 0;
    for Limit { name, limit, change, measures } in LIMITS {
        let mut config = plain.clone();
        limit(&mut config);
        let without = run(&config)?;
        change(&mut config);
        let with = run(&config)?;
        let note = "the four presets, 1 500 customers, 26 months, run twice: the figures of these measures that differ";
        items.push(item("limit", name, note).within(differing(&without, &with, measures) as f64, (0.0, 0.0)));
        let mut config = plain.clone();
        change(&mut config);
        idle += i64::from(differing(&before, &run(&config)?, measures) == 0);
    }
    let note = "each change of the limits above once more, where its limit does not hold: those that then change no figure";
    items.push(item("limit", "changes that do nothing anywhere", note).within(idle as f64, (0.0, 0.0)));
    Some(items)
}
