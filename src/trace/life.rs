//! What happens to one customer, month by month, as an onlooker writes it down.

use crate::draws::{Address, Decision, START};
use crate::model::{CategoryToday, Glimpse, Step, Today, Watch, rules, wanting};
use crate::units::{CustomerId, FirmKey};
use crate::world::block::attribute;
use crate::world::{Block, NOBODY, World};

/// A decision that a draw settles.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Drawn {
    /// A uniform number, inside 0..1.
    pub draw: f32,
    /// The chance, 0..1.
    pub chance: f32,
}

impl Drawn {
    /// Whether it falls: the draw lies below the chance.
    pub fn falls(self) -> bool {
        self.draw < self.chance
    }
}

/// One customer's life in one scenario.
#[derive(Clone, Debug)]
pub struct Life {
    /// Name of the scenario.
    pub scenario: String,
    /// Names of the firms of the world and the business models that they start with, in its order; entrants follow,
    /// with those that they have at the end.
    pub firms: Vec<(String, String)>,
    /// Names of the data categories.
    pub categories: Vec<String>,
    /// Who she is at the start.
    pub start: Start,
    /// The months, from the first on.
    pub months: Vec<Moment>,
}

impl Life {
    /// Name of a firm, by its place in the world.
    pub fn firm(&self, index: usize) -> &str {
        &self.firms[index].0
    }

    /// Name of the firm where she is at the end of a month, if she buys anywhere.
    pub fn home(&self, month: usize) -> Option<&str> {
        self.months[month].home.map(|home| self.firm(home))
    }
}

/// A customer before the first month.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// Personal part of the need \[taste sd\].
    pub need: Vec<f32>,
    /// Privacy sensitivity before shift and trend, 0..1.
    pub sensitivity: f32,
    /// Purchases at the reference fit, in units of the mean over people.
    pub rate: f32,
    /// The firm where she begins, by its place in the world.
    pub home: Option<usize>,
    /// For each firm of the start its place, the draw of her taste for it as a first home, and its share.
    pub tastes: Vec<(usize, f32, f32)>,
}

/// One month of a life, in the order of its steps.
#[derive(Clone, Debug)]
pub struct Moment {
    /// The month, with the rules and the firms as all customers meet them.
    pub today: Today,
    /// The firm where she begins the month; a firm that ends is not among them any more.
    pub home_before: Option<usize>,
    /// Fit expected of her firm at the beginning of the month, 0..1.
    pub expectation_before: f32,
    /// Privacy sensitivity this month, 0..1.
    pub sensitivity: f32,
    /// Personal part of her margin for being remembered \[utility\].
    pub leaning: f32,
    /// Utility of her home firm as her home, her personal part included \[utility\].
    pub loyalty: f32,
    /// Whether her need is drawn anew.
    pub life_event: Drawn,
    /// Personal part of the need \[taste sd\].
    pub need: Vec<f32>,
    /// Whether she reconsiders.
    pub reconsider: Drawn,
    /// Draw of her taste of the day for buying nowhere.
    pub nowhere: f32,
    /// The firm she has chosen, or kept.
    pub home: Option<usize>,
    /// Mean purchases \[1/month\].
    pub mean: f32,
    /// The draw that makes a number of the mean.
    pub purchase_draw: f32,
    /// Purchases \[count\].
    pub bought: u32,
    /// Fit expected of her firm after the month's purchases, 0..1.
    pub expectation: f32,
    /// What happens between her and each firm in the market, in the order of `today.firms`.
    pub at: Vec<AtFirm>,
}

/// What happens in a month between a customer and one firm.
#[derive(Clone, Debug, Default)]
pub struct AtFirm {
    /// The firm's place in the world.
    pub index: usize,
    /// Trust at the beginning of the month, 0..1.
    pub trust_before: f32,
    /// Trust after a breach, with which she chooses, 0..1.
    pub trust_chosen_with: f32,
    /// Trust after experience, 0..1.
    pub trust_experienced: f32,
    /// Trust after what she noticed, 0..1.
    pub trust_noticed: f32,
    /// Trust at the end of the month, 0..1.
    pub trust: f32,
    /// Mean trust of her community at the end of last month, 0..1.
    pub community_trust: f32,
    /// Whether a breach strikes her, in a month with one.
    pub breach: Option<Drawn>,
    /// Data categories held at the beginning of the month, as bits.
    pub held_before: u16,
    /// What the firm believes of her need, after ageing and before sensing \[taste sd\].
    pub estimate_before: Vec<f32>,
    /// How much it knows, after ageing and before sensing, 0..1.
    pub knowledge_before: f32,
    /// The product nearest to her need, relative to the market's centre \[taste sd\].
    pub product: Vec<f32>,
    /// What she is offered, relative to the market's centre \[taste sd\].
    pub offer: Vec<f32>,
    /// Fit of the offer, 0..1.
    pub fit: f32,
    /// What being remembered adds to the fit, 0..1.
    pub gain: f32,
    /// Unwanted memory that a contact would rest on \[intrusiveness\]; unknown where the firm contacts nobody.
    pub burden_of_contact: Option<f32>,
    /// Whether it contacts her.
    pub contact: Drawn,
    /// Persuasion of the contact; 0 without one.
    pub persuasion: f32,
    /// What she would gain by choosing it, before the taste of the day \[utility\].
    pub utility: f32,
    /// Draw of her taste of the day for it.
    pub taste: f32,
    /// The data categories, in the order of the scenario.
    pub items: Vec<Item>,
    /// Data categories held at the end of the month, as bits.
    pub held: u16,
    /// Unwanted memory \[intrusiveness\].
    pub burden: f32,
    /// What the firm believes of her need at the end of the month \[taste sd\].
    pub estimate: Vec<f32>,
    /// How much it knows at the end of the month, 0..1.
    pub knowledge: f32,
    /// Whether she notices an intrusion.
    pub notice: Drawn,
}

/// What happens in a month between a customer, a firm and one kind of data.
#[derive(Clone, Copy, Debug, Default)]
pub struct Item {
    /// Whether the firm remembers this kind of data.
    pub remembered: bool,
    /// Margin by which she wants it remembered \[utility\].
    pub margin: f32,
    /// Whether she refuses it.
    pub refused: bool,
    /// The draw that decides what of it the firm gets.
    pub draw: f32,
    /// The chance that it is collected: that she is in reach and volunteers it where she must; 0 where the firm does not
    /// remember it or she refuses.
    pub collecting: f32,
    /// The chance that the firm observes something of it.
    pub observing: f32,
}

impl Item {
    /// Whether she wants it remembered.
    pub fn wanted(&self) -> bool {
        self.margin > 0.0
    }

    /// Whether it is held from this month on if it was not before.
    pub fn collected(&self) -> bool {
        self.draw < self.collecting
    }

    /// Whether the firm learns something from it.
    pub fn observed(&self) -> bool {
        self.draw < self.observing
    }
}

impl Start {
    /// The customer in `world`, which has not begun.
    pub fn of(world: &World, customer: CustomerId) -> Start {
        let (block, i) = place(world, customer);
        let taste = |(j, firm): (usize, &crate::scenario::config::FirmConfig)| {
            let key = FirmKey::of(&firm.name);
            let address =
                Address { decision: Decision::StartHome, month: START, who: customer.0, firm: key, index: 0 };
            (j, world.draws.uniform(address), firm.initial_share as f32)
        };
        let begin = world
            .config
            .firms
            .iter()
            .enumerate()
            .filter(|(_, f)| f.enters_month <= 0.0 && f.initial_share > 0.0);
        Start {
            need: (0..world.attributes()).map(|a| attribute(&block.need, a, block.len())[i]).collect(),
            sensitivity: block.sensitivity[i],
            rate: block.rate[i],
            home: firm_of(block.home[i]),
            tastes: begin.map(taste).collect(),
        }
    }
}

/// The block of a customer, and her place in it.
fn place(world: &World, customer: CustomerId) -> (&Block, usize) {
    let block =
        world.blocks.iter().rfind(|block| block.first <= customer.0).expect("a customer of this market");
    (block, (customer.0 - block.first) as usize)
}

fn firm_of(home: u8) -> Option<usize> {
    (home != NOBODY).then_some(usize::from(home))
}

/// Writes down what happens to one customer.
pub struct Onlooker {
    customer: CustomerId,
    /// The months that have been seen.
    pub months: Vec<Moment>,
}

impl Onlooker {
    /// Looks at this customer.
    pub fn of(customer: CustomerId) -> Onlooker {
        Onlooker { customer, months: Vec::new() }
    }

    /// Begins a month, after a breach has struck.
    fn begin(&mut self, today: &Today, block: &Block, i: usize, sensitivity: f32) {
        let last = self.months.last();
        let trust = |index: usize| {
            let before = last.and_then(|last| last.at.iter().find(|at| at.index == index));
            before.map_or(today.trust.start, |at| at.trust)
        };
        let at = today.firms.iter().map(|firm| {
            let link = &block.links[firm.index];
            let shares = today.breaches.iter().filter(|breach| breach.firm == firm.index).map(|b| b.share);
            let share = shares.reduce(f32::max);
            AtFirm {
                index: firm.index,
                trust_before: trust(firm.index),
                trust_chosen_with: link.trust[i],
                held_before: link.held[i],
                breach: share.map(|share| Drawn {
                    draw: self.draw(today, Decision::Breach, firm.key, 0),
                    chance: if link.held[i] != 0 { share } else { 0.0 },
                }),
                ..AtFirm::default()
            }
        });
        // Where people do not differ in it, the draw counts for nothing.
        let leaning = self.lasting(today, Decision::Leaning, today.wanting_spread);
        let moment = Moment {
            home_before: firm_of(block.home[i]),
            expectation_before: block.expectation[i],
            sensitivity,
            leaning,
            loyalty: today.loyalty + self.lasting(today, Decision::Attachment, today.loyalty_spread),
            life_event: Drawn::default(),
            need: Vec::new(),
            reconsider: Drawn::default(),
            nowhere: 0.0,
            home: None,
            mean: 0.0,
            purchase_draw: 0.0,
            bought: 0,
            expectation: 0.0,
            at: at.collect(),
            today: today.clone(),
        };
        self.months.push(moment);
    }

    /// A personal part that lasts, with standard deviation `spread`.
    fn lasting(&self, today: &Today, decision: Decision, spread: f32) -> f32 {
        let address = Address { decision, month: START, who: self.customer.0, firm: FirmKey::NONE, index: 0 };
        spread * today.draws.normal(address)
    }

    fn draw(&self, today: &Today, decision: Decision, firm: FirmKey, index: u32) -> f32 {
        today.draws.uniform(Address { decision, month: today.month, who: self.customer.0, firm, index })
    }
}

impl Watch for Onlooker {
    fn after(&mut self, step: Step, glimpse: &Glimpse) {
        let Glimpse { today, block, scratch } = *glimpse;
        let n = block.len();
        let Some(i) = self.customer.0.checked_sub(block.first).map(|i| i as usize).filter(|&i| i < n) else {
            return;
        };
        if step == Step::Breach {
            self.begin(today, block, i, scratch.sensitivity[i]);
            return;
        }
        let mut moment = self.months.pop().expect("the month has begun");
        let none = FirmKey::NONE;
        match step {
            Step::Breach => {}
            Step::Needs => {
                let draw = self.draw(today, Decision::LifeEvent, none, 0);
                moment.life_event = Drawn { draw, chance: today.life_event };
                moment.need = (0..today.attributes).map(|a| attribute(&block.need, a, n)[i]).collect();
            }
            Step::Purchases => {
                moment.mean = scratch.mean[i];
                moment.purchase_draw = self.draw(today, Decision::Purchases, none, 0);
                moment.bought = scratch.bought[i];
            }
            Step::Experience => moment.expectation = block.expectation[i],
            Step::Choice => {
                moment.home = firm_of(block.home[i]);
                let draw = self.draw(today, Decision::Reconsider, none, 0);
                moment.reconsider = Drawn { draw, chance: today.attention };
                moment.nowhere = self.draw(today, Decision::Choice, none, 0);
            }
            _ => {}
        }
        let (need, home_before, home) = (moment.need.clone(), moment.home_before, moment.home);
        let (sensitivity, bought) = (moment.sensitivity, moment.bought);
        let (leaning, loyalty) = (moment.leaning, moment.loyalty);
        for ((f, firm), at) in today.firms.iter().enumerate().zip(&mut moment.at) {
            let link = &block.links[firm.index];
            let draw = |decision, index| self.draw(today, decision, firm.key, index);
            let estimate = || (0..today.attributes).map(|a| attribute(&link.estimate, a, n)[i]).collect();
            match step {
                Step::Breach => {}
                Step::Needs => {
                    at.estimate_before = estimate();
                    at.knowledge_before = link.knowledge[i];
                }
                Step::Offers => {
                    at.product = nearest(&firm.products, today.padded, &need);
                    let (flexibility, knowledge) = (firm.flexibility, at.knowledge_before);
                    let offer = |a: usize| {
                        let (product, estimate) = (at.product[a], at.estimate_before[a]);
                        rules::offer(product, flexibility, knowledge, firm.centre[a], estimate)
                    };
                    at.offer = (0..today.attributes).map(offer).collect();
                    at.fit = scratch.fit[f][i];
                    at.gain = scratch.gain[f][i];
                }
                Step::Contact => {
                    let is_customer = home_before == Some(firm.index);
                    let (own, beyond) = (firm.contact, firm.contact_beyond);
                    let chance = rules::contact(own, beyond, at.knowledge_before, is_customer);
                    at.contact = Drawn { draw: draw(Decision::Contact, 0), chance };
                    at.persuasion = scratch.persuasion[f][i];
                    let contacts = link.holds && (own > 0.0 || beyond > 0.0);
                    at.burden_of_contact = contacts.then(|| scratch.burden[f][i]);
                }
                Step::Choice => {
                    at.taste = draw(Decision::Choice, 0);
                    let loyalty = if home_before == Some(firm.index) { loyalty } else { 0.0 };
                    let rest = today.weight_persuasion * at.persuasion + loyalty;
                    let weights = (today.weight_fit, today.weight_trust);
                    at.utility = rules::utility(firm.utility, weights, at.fit, at.trust_chosen_with, rest);
                }
                Step::Purchases => {}
                Step::Experience => at.trust_experienced = link.trust[i],
                Step::Sensing => {
                    let is_customer = home == Some(firm.index);
                    let mut worth = [0.0];
                    wanting::worth(today, &[at.gain], &[at.trust_experienced], &[leaning], &mut worth);
                    let item = |(c, category): (usize, &CategoryToday)| {
                        let margin = wanting::margin(worth[0], sensitivity, category.cost);
                        let refused = margin <= -firm.consent_friction;
                        let volunteers = if category.volunteered { at.trust_experienced } else { 1.0 };
                        let collecting = rules::collecting(volunteers, is_customer, category.reach);
                        let shows = !category.needs_purchase || is_customer && bought > 0;
                        let only = |chance: f32, can: bool| if can { chance } else { 0.0 };
                        let asked = category.remembered && !refused;
                        Item {
                            remembered: category.remembered,
                            margin,
                            refused,
                            draw: draw(Decision::Sensing, c as u32),
                            collecting: only(collecting, asked),
                            observing: only(collecting * category.seen, asked && shows),
                        }
                    };
                    at.items = firm.categories.iter().enumerate().map(item).collect();
                    at.held = link.held[i];
                    // A firm that holds nothing about anybody has left nothing in the column.
                    at.burden = if link.holds { scratch.burden[f][i] } else { 0.0 };
                    at.estimate = estimate();
                    at.knowledge = link.knowledge[i];
                }
                Step::Privacy => {
                    let contacted = at.contact.falls();
                    let rate = if contacted { firm.notice_contacted } else { firm.notice_unprompted };
                    let chance = rules::notice(at.burden, rate);
                    at.notice = Drawn { draw: draw(Decision::Notice, 0), chance };
                    at.trust_noticed = link.trust[i];
                    // The next step moves it on.
                    at.community_trust = link.community_trust[i / block.community];
                }
                Step::WordOfMouth => at.trust = link.trust[i],
            }
        }
        self.months.push(moment);
    }
}

/// The product nearest to a need, the first of equals. Positions have `padded` coordinates, of which those beyond the
/// need's are zero.
fn nearest(products: &[f32], padded: usize, need: &[f32]) -> Vec<f32> {
    let (mut nearest, mut least) = (Vec::new(), f32::INFINITY);
    for position in products.chunks_exact(padded) {
        let mut distance = 0.0;
        for (need, x) in need.iter().zip(position) {
            let d = need - x;
            distance += d * d;
        }
        if distance < least {
            (nearest, least) = (position[..need.len()].to_vec(), distance);
        }
    }
    nearest
}
