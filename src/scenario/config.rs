//! A scenario as the model reads it: complete, checked, in the units of the model.
//!
//! Every value here is inside the range that [`super::params::PARAMS`] states, so nothing that runs on a
//! [`Config`] can fail. Whole numbers are kept as `f64`, so that one mechanism reads and sets them all.

use super::params::{Default as Standard, PARAMS, Param, Slot};

pub use super::change::{Change, Event, Target, Value};
pub use super::presets::{CategorySet, DataCategory, Dials, Model};

/// One component of the distribution of privacy sensitivity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Share of the people in it.
    pub share: f64,
    /// First shape of its Beta distribution.
    pub alpha: f64,
    /// Second shape of its Beta distribution.
    pub beta: f64,
}

impl Segment {
    /// Smallest and largest shape allowed.
    pub const SHAPES: (f64, f64) = (0.05, 1000.0);
}

/// A firm of the scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct FirmConfig {
    /// Name, unique in the scenario.
    pub name: String,
    /// Its business model.
    pub model: Model,
    /// Its dials at the start, or now.
    pub dials: Dials,
    /// Share of the customers at the start; 0 when it enters later.
    pub initial_share: f64,
    /// Month in which it enters \[month\].
    pub enters_month: f64,
    /// Whether chance brings it: it then takes its dials from the most profitable firm.
    pub arrives_by_chance: bool,
}

impl FirmConfig {
    /// A firm with the dials of its business model, present from month 0, with no share yet.
    pub fn new(name: &str, model: Model, data: &[DataCategory]) -> FirmConfig {
        FirmConfig {
            name: name.to_owned(),
            model,
            dials: model.dials(data),
            initial_share: 0.0,
            enters_month: 0.0,
            arrives_by_chance: false,
        }
    }
}

/// A market: everything that a run needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Name of the scenario.
    pub name: String,
    /// The question it answers.
    pub question: String,
    /// Size and repetition.
    pub world: World,
    /// Size and money in which figures are printed.
    pub report: Report,
    /// How needs move.
    pub needs: Needs,
    /// How sensitive people are.
    pub privacy: Privacy,
    /// How powerful watching is.
    pub technology: Technology,
    /// How customers choose.
    pub choice: Choice,
    /// How much they buy.
    pub purchases: Purchases,
    /// What moves trust.
    pub trust: Trust,
    /// Why a customer wants to be remembered.
    pub wanting: Wanting,
    /// How firms plan.
    pub planning: Planning,
    /// How firms test campaigns.
    pub campaigns: Campaigns,
    /// What things cost.
    pub costs: Costs,
    /// Firms that copy the best rival; a rate of 0 switches it off.
    pub imitation: Imitation,
    /// Firms that end, and firms that arrive.
    pub entry: Entry,
    /// The data categories.
    pub data: Vec<DataCategory>,
    /// The firms.
    pub firms: Vec<FirmConfig>,
    /// The timeline, in the order of months and, within a month, of the scenario.
    pub events: Vec<Event>,
}

impl Config {
    /// A market with every parameter at its default, the standard data categories, and no firms.
    pub fn defaults() -> Config {
        let mut config = Config::zeros();
        for param in PARAMS {
            if let (Slot::Number(slot), Standard::Number(value)) = (param.slot, param.default) {
                *slot(&mut config) = value;
            }
        }
        config.world.seed = 1;
        config.report.currency = "currency".to_owned();
        config.privacy.segments = vec![
            Segment { share: 0.15, alpha: 2.0, beta: 12.0 },
            Segment { share: 0.60, alpha: 4.0, beta: 5.0 },
            Segment { share: 0.25, alpha: 8.0, beta: 2.0 },
        ];
        config.data = DataCategory::standard();
        config
    }

    /// What happens in the run, for charts and summaries: month and words, in the order of months. An event that
    /// sets several parameters is there once, and none that would come after the end.
    pub fn timeline(&self) -> Vec<(u32, String)> {
        let mut timeline: Vec<(u32, String)> = Vec::new();
        for Event { month, label, .. } in &self.events {
            let is_known = timeline.iter().any(|(then, words)| then == month && words == label);
            if f64::from(*month) < self.world.months && !is_known {
                timeline.push((*month, label.clone()));
            }
        }
        timeline
    }

    /// Adds a firm with the dials of its business model, present from month 0. The shares of the start are
    /// equal until [`Config::share_out`] says otherwise.
    pub fn add_firm(&mut self, name: &str, model: Model) -> &mut FirmConfig {
        self.firms.push(FirmConfig::new(name, model, &self.data));
        self.share_out(&[]);
        self.firms.last_mut().expect("a firm was just added")
    }

    /// Sets the shares of the start: the stated ones as they are, the rest equally among the other firms
    /// present in month 0.
    pub fn share_out(&mut self, stated: &[(usize, f64)]) {
        let left = 1.0 - stated.iter().map(|(_, share)| share).sum::<f64>();
        let is_stated = |index: usize| stated.iter().find(|(firm, _)| *firm == index);
        let others = self
            .firms
            .iter()
            .enumerate()
            .filter(|(j, firm)| firm.enters_month == 0.0 && is_stated(*j).is_none());
        let equal = tidy(left.max(0.0) / others.count().max(1) as f64);
        for (index, firm) in self.firms.iter_mut().enumerate() {
            firm.initial_share = match is_stated(index) {
                _ if firm.enters_month > 0.0 => 0.0,
                Some((_, share)) => *share,
                None => equal,
            };
        }
    }

    /// Number of firms present in month 0.
    pub fn firms_at_start(&self) -> usize {
        self.firms.iter().filter(|firm| firm.enters_month == 0.0).count()
    }

    /// The number at `target`; `None` when it holds a flag or a set.
    pub fn number_mut(&mut self, target: Target) -> Option<&mut f64> {
        match target {
            Target::Market(Param { slot: Slot::Number(slot), .. }) => Some(slot(self)),
            Target::Data(index, Param { slot: Slot::Data(slot), .. }) => Some(slot(&mut self.data[index])),
            Target::Firm(index, Param { slot: Slot::Dial(slot), .. }) => Some(slot(&mut self.firms[index])),
            _ => None,
        }
    }

    /// Sets `target` to `value`; a value of another kind than the target's changes nothing.
    pub fn set(&mut self, target: Target, value: Value) {
        match (target, value) {
            (Target::Data(index, Param { slot: Slot::DataFlag(slot), .. }), Value::Flag(flag)) => {
                *slot(&mut self.data[index]) = flag;
            }
            (Target::Firm(index, Param { slot: Slot::DialFlag(slot), .. }), Value::Flag(flag)) => {
                *slot(&mut self.firms[index]) = flag;
            }
            (Target::Firm(index, Param { slot: Slot::Categories(slot), .. }), Value::Categories(set)) => {
                *slot(&mut self.firms[index]) = set;
            }
            (_, Value::Number(number)) => {
                if let Some(slot) = self.number_mut(target) {
                    *slot = number;
                }
            }
            _ => {}
        }
    }
}

/// A share as people write it, 0.2 for 0.19999999999999998, if few digits say it; else as it is.
fn tidy(share: f64) -> f64 {
    let short = (share * 1e6).round() / 1e6;
    if (share - short).abs() < 1e-14 { short } else { share }
}

/// Size and repetition of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// Length of the run \[months\].
    pub months: f64,
    /// Months run before month 0, not recorded \[months\].
    pub burn_in_months: f64,
    /// Simulated customers \[people\].
    pub customers: f64,
    /// Independent dimensions of needs; decisive, unmeasured \[count\].
    pub attributes: f64,
    /// Names the stream of chance: the same seed gives the same world.
    pub seed: u64,
    /// How many worlds are simulated, each with its own chance \[count\].
    pub replications: f64,
}

/// Size and money in which figures are printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Size of the market to which printed money and purchases are scaled \[people\].
    pub people: f64,
    /// Label of money in tables and charts.
    pub currency: String,
}

/// How needs move.
#[derive(Clone, Debug, PartialEq)]
pub struct Needs {
    /// Personal need loses half its correlation with today's \[months\].
    pub half_life_months: f64,
    /// Personal need drawn anew \[1/year\].
    pub life_events_per_year: f64,
    /// Standard deviation of the centre's move in 12 months, per attribute \[taste sd/year\].
    pub market_shift_per_year: f64,
    /// Month-to-month correlation of the centre's velocity.
    pub market_momentum: f64,
}

/// How sensitive people are to being watched.
#[derive(Clone, Debug, PartialEq)]
pub struct Privacy {
    /// Distribution of sensitivity; labels only (F27).
    pub segments: Vec<Segment>,
    /// Added to everybody's sensitivity.
    pub shift: f64,
    /// Yearly rise of everybody's sensitivity \[1/year\].
    pub trend_per_year: f64,
    /// Sensitivity does not rise above this.
    pub ceiling: f64,
}

/// How powerful watching is.
#[derive(Clone, Debug, PartialEq)]
pub struct Technology {
    /// Sharpness and intrusiveness of watching.
    pub power: f64,
    /// Power(t) = power x (1 + growth)^(t/12) \[1/year\].
    pub growth_per_year: f64,
}

/// How customers choose a firm.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Chance to reconsider \[1/month\].
    pub attention: f64,
    /// Utility of buying somewhere at fit, trust 1/2 and price 0 \[utility\].
    pub base: f64,
    /// Utility of a perfect fit over none \[utility\].
    pub weight_fit: f64,
    /// Utility of full trust over none \[utility\].
    pub weight_trust: f64,
    /// Utility lost per unit of price; elasticities of -1.5..-4 are per choice: with attention 0.15 the monthly response is smaller \[utility per currency\].
    pub weight_price: f64,
    /// Utility of a fully persuasive contact \[utility\].
    pub weight_persuasion: f64,
    /// Utility added to the present firm: inertia \[utility\].
    pub loyalty: f64,
    /// Standard deviation over people of the part of that utility that is their own and lasts \[utility\].
    pub loyalty_spread: f64,
    /// Width of an acceptable offer \[taste sd\].
    pub tolerance: f64,
}

/// How much customers buy.
#[derive(Clone, Debug, PartialEq)]
pub struct Purchases {
    /// Purchases a customer makes at the reference fit \[1/month\].
    pub mean_per_month: f64,
    /// Gamma shape of the purchase rate across customers; smaller is more unequal.
    pub shape: f64,
    /// Log of purchases gained per unit of fit.
    pub fit_response: f64,
    /// Fit at which a customer buys at her own rate \[fit\].
    pub fit_reference: f64,
    /// Log of purchases gained per unit of persuasion.
    pub persuasion_response: f64,
}

/// What moves trust and expectation.
#[derive(Clone, Debug, PartialEq)]
pub struct Trust {
    /// Trust in a firm before anything has happened \[trust\].
    pub start: f64,
    /// Trust gained per unit of fit above the threshold, of what is missing to 1.
    pub competence_gain: f64,
    /// Trust lost per unit of fit below the threshold, of what there is; a bad experience is thought to move trust
    /// 0.7 to 1.5 times as far as a good one.
    pub competence_loss: f64,
    /// Fit above which an experience raises trust \[fit\].
    pub competence_threshold: f64,
    /// Share of trust lost per unit of fit below expectation.
    pub disappointment: f64,
    /// How much an advertisement raises expectation \[fit\].
    pub hype: f64,
    /// Share of trust lost at a noticed intrusion by a fully sensitive customer; a bad event is thought to
    /// move trust 1 to 6 times as far as a good one.
    pub harm: f64,
    /// Rate of noticing a unit of unwanted memory in a month with a contact \[1/month\].
    pub notice: f64,
    /// Rate of noticing without a contact, relative to with one.
    pub notice_unprompted: f64,
    /// Chance that a full disclosure is read \[1/month\].
    pub read: f64,
    /// Persuasion added by open disclosure when all that is held is wanted.
    pub comfort: f64,
    /// Persuasion lost by open disclosure per unit of unwanted memory and sensitivity.
    pub discomfort: f64,
    /// Share by which trust moves to the others' trust \[1/month\].
    pub word_of_mouth: f64,
    /// Weight of the own community in word of mouth; the rest is everybody.
    pub local_share: f64,
    /// Neighbours in a community \[people\].
    pub community_size: f64,
    /// Share by which trust returns to its start \[1/month\].
    pub fading: f64,
    /// Fit expected of a new firm \[fit\].
    pub expectation_start: f64,
    /// Share by which expectation moves to the fit met.
    pub expectation_learning: f64,
}

/// Why a customer wants to be remembered.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanting {
    /// Margin per unit of fit gained by being remembered \[utility\].
    pub gain_weight: f64,
    /// Margin per unit of trust \[utility\].
    pub reliance_weight: f64,
    /// Benefit expected before it is known \[fit\].
    pub promise: f64,
    /// Standard deviation over people of the part of the margin that is their own and lasts \[utility\].
    pub spread: f64,
}

/// How firms survey, forecast and learn of the market.
#[derive(Clone, Debug, PartialEq)]
pub struct Planning {
    /// At most the number of customers \[people\].
    pub survey_size: f64,
    /// Error of a need as a survey sees it, per attribute \[taste sd\].
    pub survey_noise: f64,
    /// Months between surveys of the trend \[months\].
    pub survey_every_months: f64,
    /// Share of the measured trend that is carried forward.
    pub forecast_weight: f64,
    /// Share of the mean surprise by which a firm moves its idea of the centre.
    pub pooled_learning: f64,
}

/// How firms test their campaigns.
#[derive(Clone, Debug, PartialEq)]
pub struct Campaigns {
    /// Months between campaign tests \[months\].
    pub test_months: f64,
    /// Change of targeting after a test by a tuning firm.
    pub step: f64,
    /// Lowest targeting of a tuning firm.
    pub floor: f64,
    /// Highest targeting of a tuning firm.
    pub ceiling: f64,
}

/// What things cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Costs {
    /// Cost of a purchase before learning \[currency\].
    pub unit: f64,
    /// Cost left at each doubling.
    pub experience_curve: f64,
    /// Cost of a product over a catalogue's life \[currency per market customer and product-cycle\].
    pub product: f64,
    /// At flexibility 1, before learning; no robust source exists \[currency\].
    pub adaptation: f64,
    /// Cost of a contact \[currency\].
    pub contact: f64,
    /// Cost of an item held \[currency per item and month\].
    pub storage: f64,
    /// Cost of a fully flexible platform \[currency per market customer and month\].
    pub platform: f64,
    /// Interest at which later profit is discounted \[1/year\].
    pub discount_per_year: f64,
}

/// Firms that copy the best rival.
#[derive(Clone, Debug, PartialEq)]
pub struct Imitation {
    /// Chance a year that a firm behind takes the best rival's dials; 0 switches imitation off \[1/year\].
    pub rate: f64,
    /// Share by which the profit of 12 months must lie below the best rival's \[share\].
    pub margin: f64,
    /// Months in which the dials move \[months\].
    pub transition_months: f64,
    /// Spread evenly over the transition \[currency per market customer\].
    pub transition_cost: f64,
}

/// Firms that end, and firms that arrive.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Whether firms end and arrive at all; the scenario has a table `[entry]`.
    pub enabled: bool,
    /// Losses together that end a firm \[currency per market customer\].
    pub cash: f64,
    /// Months of loss in a row that end a firm \[months\].
    pub months_of_loss: f64,
    /// Mean number of entrants \[1/year\].
    pub entrants_per_year: f64,
    /// Standard deviation of an entrant's dials around the most profitable firm's, in shares of each dial's plausible range \[share of each dial's range\].
    pub noise: f64,
    /// Keys of dials that entrants copy without noise: those of a mechanism that is switched off. No scenario sets it.
    pub exact: Vec<&'static str>,
}

impl Config {
    /// A market of zeros, to be filled from the table of parameters.
    fn zeros() -> Config {
        Config {
            name: String::new(),
            question: String::new(),
            world: World {
                months: 0.0,
                burn_in_months: 0.0,
                customers: 0.0,
                attributes: 0.0,
                seed: 0,
                replications: 0.0,
            },
            report: Report { people: 0.0, currency: String::new() },
            needs: Needs {
                half_life_months: 0.0,
                life_events_per_year: 0.0,
                market_shift_per_year: 0.0,
                market_momentum: 0.0,
            },
            privacy: Privacy { segments: Vec::new(), shift: 0.0, trend_per_year: 0.0, ceiling: 0.0 },
            technology: Technology { power: 0.0, growth_per_year: 0.0 },
            choice: Choice {
                attention: 0.0,
                base: 0.0,
                weight_fit: 0.0,
                weight_trust: 0.0,
                weight_price: 0.0,
                weight_persuasion: 0.0,
                loyalty: 0.0,
                loyalty_spread: 0.0,
                tolerance: 0.0,
            },
            purchases: Purchases {
                mean_per_month: 0.0,
                shape: 0.0,
                fit_response: 0.0,
                fit_reference: 0.0,
                persuasion_response: 0.0,
            },
            trust: Trust {
                start: 0.0,
                competence_gain: 0.0,
                competence_loss: 0.0,
                competence_threshold: 0.0,
                disappointment: 0.0,
                hype: 0.0,
                harm: 0.0,
                notice: 0.0,
                notice_unprompted: 0.0,
                read: 0.0,
                comfort: 0.0,
                discomfort: 0.0,
                word_of_mouth: 0.0,
                local_share: 0.0,
                community_size: 0.0,
                fading: 0.0,
                expectation_start: 0.0,
                expectation_learning: 0.0,
            },
            wanting: Wanting { gain_weight: 0.0, reliance_weight: 0.0, promise: 0.0, spread: 0.0 },
            planning: Planning {
                survey_size: 0.0,
                survey_noise: 0.0,
                survey_every_months: 0.0,
                forecast_weight: 0.0,
                pooled_learning: 0.0,
            },
            campaigns: Campaigns { test_months: 0.0, step: 0.0, floor: 0.0, ceiling: 0.0 },
            costs: Costs {
                unit: 0.0,
                experience_curve: 0.0,
                product: 0.0,
                adaptation: 0.0,
                contact: 0.0,
                storage: 0.0,
                platform: 0.0,
                discount_per_year: 0.0,
            },
            imitation: Imitation { rate: 0.0, margin: 0.0, transition_months: 0.0, transition_cost: 0.0 },
            entry: Entry {
                enabled: false,
                cash: 0.0,
                months_of_loss: 0.0,
                entrants_per_year: 0.0,
                noise: 0.0,
                exact: Vec::new(),
            },
            data: Vec::new(),
            firms: Vec::new(),
            events: Vec::new(),
        }
    }
}
