//! A shop that watches its customers, beside a plain rival, and the books that an onlooker keeps of it.

use super::Sitting;
use super::panel::YEAR;
use crate::draws::{Address, Decision};
use crate::math;
use crate::model::{Glimpse, Step, Watch};
use crate::scenario::config::{CategorySet, Change, Config, Dials, Event, Model};

/// Months of a run with a shop.
pub const MONTHS: usize = 36;
/// The month of a breach, where there is one.
pub const BREACH: usize = 24;

/// A market of two: the shop, which makes, sells and contacts, with `dials` turned; and a rival that only makes and
/// sells.
pub fn market(base: &Config, dials: impl FnOnce(&mut Dials)) -> Config {
    let mut config = base.clone();
    config.firms.clear();
    config.events.clear();
    config.world.months = MONTHS as f64;
    config.add_firm("shop", Model::TargetedMakeAndSell);
    config.add_firm("rival", Model::MakeAndSell);
    config.firms[0].dials.tuned = false;
    dials(&mut config.firms[0].dials);
    config
}

/// The data categories with these names.
pub fn categories(config: &Config, names: &[&str]) -> CategorySet {
    let places =
        config.data.iter().enumerate().filter(|(_, category)| names.contains(&category.name.as_str()));
    places.fold(CategorySet::default(), |set, (place, _)| set.with(place))
}

/// The same market for so many months.
pub fn for_months(mut config: Config, months: usize) -> Config {
    config.world.months = months as f64;
    config
}

/// The same market with a breach at the shop.
pub fn with_breach(mut config: Config, share: f64, severity: f64) -> Config {
    let change = Change::Breach { firm: 0, share, severity };
    config.events.push(Event { month: BREACH as u32, change, label: String::new() });
    config
}

/// What an onlooker writes down of the shop: of everybody in every month, and from the second year on of contacts and of
/// what is held.
#[derive(Clone, Debug, Default)]
pub struct Books {
    /// Privacy sensitivity of everybody in the first month.
    pub sensitivity: Vec<f64>,
    /// Purchases expected at the shop, by month and person; 0 for those at home elsewhere.
    pub spend: Vec<Vec<f32>>,
    /// Contacts of the shop's customers in the second year.
    pub contacts: Vec<Contact>,
    /// What is held of the shop's customers, month by month of the second year.
    pub held: Vec<Held>,
    /// Whom the breach struck.
    pub struck: Vec<bool>,
}

/// A contact of a customer.
#[derive(Clone, Copy, Debug)]
pub struct Contact {
    /// Her trust in the shop, 0..1.
    pub trust: f32,
    /// Purchases expected of her this month without the contact.
    pub without: f64,
    /// Purchases that the contact adds.
    pub added: f64,
}

/// What the shop holds of a customer.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// Her privacy sensitivity, 0..1.
    pub sensitivity: f64,
    /// Categories held, one bit each.
    pub categories: u16,
}

impl Watch for Books {
    fn after(&mut self, step: Step, glimpse: &Glimpse) {
        let Glimpse { today, block, scratch } = *glimpse;
        let (n, month) = (block.len(), today.month.0.max(0) as usize);
        let (shop, link) = (&today.firms[0], &block.links[0]);
        let customers = (0..n).filter(|&i| usize::from(block.home[i]) == shop.index);
        let second_year = (YEAR..2 * YEAR).contains(&month);
        match step {
            Step::Breach => {
                if month == 0 {
                    self.sensitivity.extend(scratch.sensitivity[..n].iter().map(|&s| f64::from(s)));
                }
                if let Some(breach) = today.breaches.first() {
                    let struck = |i: usize| {
                        let who = block.first + i as u32;
                        let (month, firm) = (today.month, shop.key);
                        let address = Address { decision: Decision::Breach, month, who, firm, index: 0 };
                        link.held[i] != 0 && today.draws.uniform(address) < breach.share
                    };
                    self.struck.extend((0..n).map(struck));
                }
            }
            Step::Purchases => {
                if block.first == 0 {
                    self.spend.push(Vec::new());
                }
                let here = |i: usize| usize::from(block.home[i]) == shop.index;
                if let Some(spend) = self.spend.last_mut() {
                    spend.extend((0..n).map(|i| if here(i) { scratch.mean[i] } else { 0.0 }));
                }
                if second_year {
                    for i in customers.filter(|&i| scratch.contacted[0][i] != 0) {
                        let response = today.persuasion_response * scratch.persuasion[0][i];
                        let with = f64::from(scratch.mean[i]);
                        let without = with * f64::from(math::exp(-response));
                        self.contacts.push(Contact { trust: link.trust[i], without, added: with - without });
                    }
                }
            }
            Step::Sensing if second_year => {
                self.held.extend(customers.map(|i| Held {
                    sensitivity: f64::from(scratch.sensitivity[i]),
                    categories: link.held[i],
                }))
            }
            _ => {}
        }
    }
}

impl Books {
    /// The books of a market of one world. Nothing when the sitting was stopped.
    pub fn of(sitting: &Sitting, config: &Config, world: u32) -> Option<Books> {
        let mut market = sitting.open(config, world);
        let mut books = Books::default();
        for _ in 0..config.world.months as usize {
            market.step(Some(&mut books));
            (sitting.on_months)(u64::from(market.world().customers())).then_some(())?;
        }
        Some(books)
    }

    /// What each person was expected to buy at the shop in the twelve months from `start` on.
    pub fn year(&self, start: usize) -> Vec<f64> {
        let people = 0..self.sensitivity.len();
        people
            .map(|i| self.spend[start..start + YEAR].iter().map(|spend| f64::from(spend[i])).sum())
            .collect()
    }
}

/// What contacts add, as a share of what is bought without them.
pub fn response(contacts: &[Contact]) -> f64 {
    let (added, without) = contacts.iter().fold((0.0, 0.0), |(a, w), c| (a + c.added, w + c.without));
    added / without
}

/// The lowest and the highest third of contacts by the customer's trust.
pub fn trust_thirds(contacts: &[Contact]) -> [Vec<Contact>; 2] {
    let mut sorted = contacts.to_vec();
    sorted.sort_by(|a, b| a.trust.total_cmp(&b.trust));
    let third = sorted.len() / 3;
    [sorted[..third].to_vec(), sorted[sorted.len() - third..].to_vec()]
}
