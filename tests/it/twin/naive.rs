//! The model a second time, as plainly as it can be written: one struct per customer, ordinary formulas in
//! double precision, and every decision drawn for everybody in every month, needed or not.
//!
//! It shares nothing with the library's model but portable functions, addressed draws and the configuration.

use sellsense::draws::{Address, DESIGN, Decision, Draws, START, TREND, below};
use sellsense::math::wide;
use sellsense::scenario::config::{Change, Config, Dials, Model, Value};
use sellsense::scenario::params::{Kind, PARAMS, Plausible, Slot};
use sellsense::units::{FirmKey, Month};
use std::cell::{Cell, RefCell};

/// Draws that remember what they gave to the first customers, and to markets and firms as a whole.
pub struct Luck {
    draws: Draws,
    log: Option<RefCell<Vec<(Address, f64)>>>,
    /// How close the closest decision of the month was: the distance of the two numbers that were held against one
    /// another.
    closest: Cell<f64>,
}

impl Luck {
    /// Customers whose draws are logged.
    pub const LOGGED: u32 = 100;

    fn note(&self, address: Address, value: f64) -> f64 {
        if let Some(log) = &self.log
            && address.who < Luck::LOGGED
        {
            log.borrow_mut().push((address, value));
        }
        value
    }

    /// Whether `a` is below `b`.
    fn is_below(&self, a: f64, b: f64) -> bool {
        self.closest.set(self.closest.get().min((a - b).abs()));
        a < b
    }

    fn uniform(&self, address: Address) -> f64 {
        self.note(address, f64::from(self.draws.uniform(address)))
    }

    fn normal(&self, address: Address) -> f64 {
        self.note(address, f64::from(self.draws.normal(address)))
    }

    fn below(&self, limit: usize, address: Address) -> usize {
        self.note(address, f64::from(below(self.draws.bits(address), limit as u32))) as usize
    }
}

fn at(decision: Decision, month: Month, who: usize, firm: FirmKey, index: usize) -> Address {
    Address { decision, month, who: who as u32, firm, index: index as u32 }
}

/// A customer.
pub struct Customer {
    /// Personal part of the need, by attribute.
    pub need: Vec<f64>,
    pub sensitivity: f64,
    /// Purchases at the reference fit, of somebody with a mean of 1.
    pub rate: f64,
    /// Personal parts of the margin and of loyalty, standard normal.
    pub leaning: f64,
    pub attachment: f64,
    pub home: Option<usize>,
    pub expectation: f64,
    pub joined: i32,
    pub links: Vec<Link>,
    /// Purchases of this month.
    purchases: i64,
}

/// A customer and a firm.
pub struct Link {
    pub estimate: Vec<f64>,
    pub knowledge: f64,
    pub trust: f64,
    pub held: Vec<bool>,
    /// Of this month's offer and contact.
    fit: f64,
    gain: f64,
    known: bool,
    contacted: bool,
    persuasion: f64,
}

/// What is counted of a firm in a month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    pub before: i64,
    pub stayed: i64,
    pub customers: i64,
    pub purchases: i64,
    pub held: i64,
    pub wanted: i64,
    pub noticed: i64,
    pub contacts: i64,
    pub contacted: i64,
    pub contacted_purchases: i64,
    pub uncontacted: i64,
    pub uncontacted_purchases: i64,
    pub observations: i64,
}

/// A catalogue: positions of products, and its life.
#[derive(Clone, Default)]
pub struct Catalogue {
    pub products: Vec<Vec<f64>>,
    pub cycle: f64,
}

/// A move to a rival's dials.
struct Transition {
    since: i32,
    months: f64,
    from: Dials,
    to: Dials,
    model: Model,
    monthly_cost: f64,
}

/// A firm.
pub struct Firm {
    key: FirmKey,
    pub present: bool,
    ended: bool,
    pub catalogue: Catalogue,
    pipeline: Vec<(i32, Catalogue)>,
    next_launch: i32,
    surveyed_mean: Vec<f64>,
    surveyed: i32,
    trend: Vec<f64>,
    pub centre: Vec<f64>,
    /// Means of the month before.
    public_trust: f64,
    community_trust: Vec<f64>,
    volume: f64,
    unit_cost: f64,
    pub targeting: f64,
    pub revenue: f64,
    pub cost: f64,
    profits: Vec<f64>,
    pub campaign_lift: Option<f64>,
    test: Counts,
    transition: Option<Transition>,
    /// Customers at the end of each month from month 0.
    sizes: Vec<i64>,
    pub retention_12m: Option<f64>,
    pub counts: Counts,
}

/// The market.
pub struct Twin {
    pub config: Config,
    luck: Luck,
    pub month: i32,
    first_month: i32,
    pub centre: Vec<f64>,
    pub velocity: Vec<f64>,
    pub customers: Vec<Customer>,
    pub firms: Vec<Firm>,
    /// Values at which ramps began, by event and target.
    ramps: Vec<Vec<f64>>,
    reference_volume: f64,
}

fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

fn mean_of(points: &[Vec<f64>]) -> Vec<f64> {
    (0..points[0].len()).map(|a| points.iter().map(|p| p[a]).sum::<f64>() / points.len() as f64).collect()
}

impl Twin {
    /// The market before its first month. `people` gives each customer's sensitivity and purchase rate, the
    /// latter in units of the mean.
    pub fn new(config: &Config, replicate: u32, people: &[(f64, f64)], log: bool) -> Twin {
        let luck = Luck {
            draws: Draws::new(config.world.seed, replicate),
            log: log.then(|| RefCell::new(Vec::new())),
            closest: Cell::new(f64::INFINITY),
        };
        let attributes = config.world.attributes as usize;
        let first_month = -(config.world.burn_in_months as i32);
        let n = config.world.customers as usize;
        let communities = n.div_ceil(config.trust.community_size as usize);
        let firms: Vec<Firm> = config
            .firms
            .iter()
            .map(|firm| Firm {
                key: FirmKey::of(&firm.name),
                present: firm.enters_month == 0.0,
                ended: false,
                catalogue: Catalogue::default(),
                pipeline: Vec::new(),
                next_launch: 0,
                surveyed_mean: vec![0.0; attributes],
                surveyed: first_month,
                trend: vec![0.0; attributes],
                centre: vec![0.0; attributes],
                public_trust: config.trust.start,
                community_trust: vec![config.trust.start; communities],
                volume: 0.0,
                unit_cost: 0.0,
                targeting: 0.0,
                revenue: 0.0,
                cost: 0.0,
                profits: Vec::new(),
                campaign_lift: None,
                test: Counts::default(),
                transition: None,
                sizes: Vec::new(),
                retention_12m: None,
                counts: Counts::default(),
            })
            .collect();
        let customers = (0..n)
            .map(|i| {
                luck.uniform(at(Decision::Sensitivity, START, i, FirmKey::NONE, 0));
                luck.uniform(at(Decision::PurchaseRate, START, i, FirmKey::NONE, 0));
                let leaning = luck.normal(at(Decision::Leaning, START, i, FirmKey::NONE, 0));
                let attachment = luck.normal(at(Decision::Attachment, START, i, FirmKey::NONE, 0));
                let arrival = |j: usize| {
                    let u = luck.uniform(at(Decision::StartHome, START, i, firms[j].key, 0));
                    -wide::ln(u) / config.firms[j].initial_share
                };
                let arrivals: Vec<f64> = (0..firms.len()).map(arrival).collect();
                let home = (0..firms.len())
                    .filter(|&j| firms[j].present && config.firms[j].initial_share > 0.0)
                    .min_by(|&a, &b| arrivals[a].total_cmp(&arrivals[b]));
                Customer {
                    need: (0..attributes)
                        .map(|a| luck.normal(at(Decision::Need, START, i, FirmKey::NONE, a)))
                        .collect(),
                    sensitivity: people[i].0,
                    rate: people[i].1,
                    leaning,
                    attachment,
                    home,
                    expectation: config.trust.expectation_start,
                    joined: 0,
                    links: firms
                        .iter()
                        .map(|_| Link {
                            estimate: vec![0.0; attributes],
                            knowledge: 0.0,
                            trust: config.trust.start,
                            held: vec![false; config.data.len()],
                            fit: 0.0,
                            gain: 0.0,
                            known: false,
                            contacted: false,
                            persuasion: 0.0,
                        })
                        .collect(),
                    purchases: 0,
                }
            })
            .collect();
        let at_start = config.firms_at_start();
        let mut twin = Twin {
            config: config.clone(),
            luck,
            month: first_month,
            first_month,
            centre: vec![0.0; attributes],
            velocity: vec![0.0; attributes],
            customers,
            firms,
            ramps: vec![Vec::new(); config.events.len()],
            reference_volume: 12.0 * n as f64 * config.purchases.mean_per_month / at_start.max(1) as f64,
        };
        let mut rank = 0;
        for j in 0..twin.firms.len() {
            if twin.firms[j].present {
                let cycle = config.firms[j].dials.cycle_months;
                let first = (cycle * (rank + 1) as f64 / (at_start + 1) as f64).floor() as i32;
                twin.open_firm(j, START, first_month + first);
                rank += 1;
            }
        }
        twin
    }

    /// The draws of the first customers, in order.
    pub fn log(&self) -> Vec<(Address, f64)> {
        self.luck.log.as_ref().map(|log| log.borrow().clone()).unwrap_or_default()
    }

    /// Months since the run began.
    fn elapsed(&self) -> i32 {
        self.month - self.first_month
    }

    fn now(&self) -> Month {
        Month(self.month)
    }

    /// Present firms, by place.
    fn present(&self) -> Vec<usize> {
        (0..self.firms.len()).filter(|&j| self.firms[j].present).collect()
    }

    fn technology(&self) -> f64 {
        let technology = &self.config.technology;
        let years = f64::from(self.month.max(0)) / 12.0;
        technology.power * wide::power(1.0 + technology.growth_per_year, years)
    }

    fn intrusiveness(&self, category: usize) -> f64 {
        let data = &self.config.data[category];
        if data.technology {
            (data.intrusiveness * self.technology().sqrt()).min(1.0)
        } else {
            data.intrusiveness
        }
    }

    fn noise(&self, category: usize) -> f64 {
        let data = &self.config.data[category];
        if data.technology { data.noise / self.technology() } else { data.noise }
    }

    /// Sensitivity after shift, trend and clipping.
    fn sensitivity(&self, i: usize) -> f64 {
        let privacy = &self.config.privacy;
        let years = f64::from(self.month.max(0)) / 12.0;
        let s = self.customers[i].sensitivity + privacy.shift + privacy.trend_per_year * years;
        s.clamp(0.0, privacy.ceiling)
    }

    /// What customer `i` wants of attribute `a`.
    fn wish(&self, i: usize) -> Vec<f64> {
        self.customers[i].need.iter().zip(&self.centre).map(|(z, c)| z + c).collect()
    }

    /// The margin of customer `i` for being remembered by firm `j` in a category.
    fn margin(&self, i: usize, j: usize, category: usize) -> f64 {
        let wanting = &self.config.wanting;
        let link = &self.customers[i].links[j];
        let disclosure = self.config.firms[j].dials.disclosure;
        wanting.gain_weight * link.gain + wanting.reliance_weight * link.trust
            - self.sensitivity(i) * self.intrusiveness(category) * (2.0 - disclosure)
            + wanting.spread * self.customers[i].leaning
    }

    /// The burden U: what is held and not wanted.
    fn burden(&self, i: usize, j: usize) -> f64 {
        (0..self.config.data.len())
            .filter(|&c| self.customers[i].links[j].held[c] && self.margin(i, j, c) <= 0.0)
            .map(|c| self.intrusiveness(c))
            .sum()
    }

    /// How close the closest decision of the last month was; see [`Luck`].
    pub fn closest(&self) -> f64 {
        self.luck.closest.get()
    }

    /// One month.
    pub fn step(&mut self) {
        self.luck.closest.set(f64::INFINITY);
        for firm in &mut self.firms {
            firm.counts = Counts::default();
        }
        self.exit();
        self.arrivals();
        self.events();
        self.move_dials();
        self.market();
        self.plan();
        self.drift();
        self.offers();
        self.contact();
        self.choice();
        self.purchases();
        self.experience();
        self.sensing();
        self.privacy();
        self.word_of_mouth();
        self.accounts();
        self.campaign_tests();
        self.imitation();
        self.month += 1;
    }

    // 1. Events.
    fn events(&mut self) {
        let events = self.config.events.clone();
        for (number, event) in events.iter().enumerate() {
            let since = self.month - event.month as i32;
            match &event.change {
                Change::Set { targets, value, ramp_months } => {
                    let ramp = *ramp_months as i32;
                    if ramp == 0 && since == 0 {
                        targets.iter().for_each(|&target| self.config.set(target, *value));
                    }
                    let Value::Number(to) = *value else { continue };
                    if ramp > 0 && since == 0 {
                        self.ramps[number] =
                            targets.iter().map(|&target| *self.config.number_mut(target).unwrap()).collect();
                    }
                    if ramp > 0 && (0..=ramp).contains(&since) {
                        for (&target, from) in targets.iter().zip(&self.ramps[number]) {
                            let value = from + (to - from) * f64::from(since) / f64::from(ramp);
                            *self.config.number_mut(target).unwrap() = value;
                        }
                    }
                }
                Change::Breach { firm, share, severity } => {
                    for i in 0..self.customers.len() {
                        let key = self.firms[*firm].key;
                        let u = self.luck.uniform(at(Decision::Breach, self.now(), i, key, 0));
                        let exposure: f64 = (0..self.config.data.len())
                            .filter(|&c| self.customers[i].links[*firm].held[c])
                            .map(|c| self.intrusiveness(c))
                            .sum();
                        let holds = self.customers[i].links[*firm].held.contains(&true);
                        let s = self.sensitivity(i);
                        if since == 0 && holds && u < *share {
                            self.customers[i].links[*firm].trust *= 1.0 - severity * s * exposure.min(1.0);
                        }
                    }
                }
            }
        }
    }

    // 2. The market moves.
    fn market(&mut self) {
        let needs = &self.config.needs;
        let m = needs.market_momentum;
        let spread: f64 = (1..=11).map(|k| f64::from(12 - k) * wide::power(m, f64::from(k))).sum();
        let sigma = needs.market_shift_per_year / (12.0 + 2.0 * spread).sqrt();
        for a in 0..self.centre.len() {
            let xi = self.luck.normal(at(Decision::Market, self.now(), 0, FirmKey::NONE, a));
            self.velocity[a] = m * self.velocity[a] + (1.0 - m * m).sqrt() * sigma * xi;
            self.centre[a] += self.velocity[a];
        }
    }

    // 3. Firms plan.
    fn plan(&mut self) {
        for j in 0..self.firms.len() {
            let dials = self.config.firms[j].dials;
            let enters = self.config.firms[j].enters_month as i32;
            if enters > 0 && self.month == enters && !self.firms[j].ended {
                self.enter(j);
                continue;
            }
            if !self.firms[j].present {
                continue;
            }
            let every = self.config.planning.survey_every_months as i32;
            if self.elapsed() > 0 && self.elapsed() % every == 0 {
                let mean = mean_of(&self.survey(j, TREND, self.now()));
                let firm = &mut self.firms[j];
                let months = f64::from(self.month - firm.surveyed);
                firm.trend =
                    mean.iter().zip(&firm.surveyed_mean).map(|(new, old)| (new - old) / months).collect();
                if dials.remembers.is_empty() {
                    firm.centre = mean.clone();
                }
                firm.surveyed_mean = mean;
                firm.surveyed = self.month;
            }
            while self.month >= self.firms[j].next_launch - dials.lead_months as i32 {
                let sample = self.survey(j, DESIGN, self.now());
                let mut products = self.place_products(j, &sample, self.now());
                let ahead = dials.lead_months + dials.cycle_months / 2.0;
                for product in &mut products {
                    for (x, trend) in product.iter_mut().zip(&self.firms[j].trend) {
                        *x += trend * self.config.planning.forecast_weight * ahead;
                    }
                }
                let firm = &mut self.firms[j];
                firm.pipeline.push((firm.next_launch, Catalogue { products, cycle: dials.cycle_months }));
                firm.next_launch += dials.cycle_months as i32;
            }
            while self.firms[j].pipeline.first().is_some_and(|(launch, _)| *launch <= self.month) {
                self.firms[j].catalogue = self.firms[j].pipeline.remove(0).1;
            }
        }
    }

    /// Firm `j` enters this month.
    fn enter(&mut self, j: usize) {
        let start = self.config.trust.start;
        self.firms[j].present = true;
        self.firms[j].public_trust = start;
        self.firms[j].community_trust.fill(start);
        for customer in &mut self.customers {
            customer.links[j].trust = start;
        }
        let cycle = self.config.firms[j].dials.cycle_months as i32;
        self.open_firm(j, self.now(), self.month + cycle);
    }

    /// The survey, catalogue and beliefs with which firm `j` begins.
    fn open_firm(&mut self, j: usize, when: Month, next_launch: i32) {
        let sample = self.survey(j, DESIGN, when);
        let products = self.place_products(j, &sample, when);
        let mean = mean_of(&sample);
        let firm = &mut self.firms[j];
        firm.catalogue = Catalogue { products, cycle: self.config.firms[j].dials.cycle_months };
        firm.next_launch = next_launch;
        firm.surveyed = self.month;
        firm.centre = mean.clone();
        firm.surveyed_mean = mean;
    }

    /// What firm `j` sees of the needs of a sample.
    fn survey(&self, j: usize, purpose: u32, when: Month) -> Vec<Vec<f64>> {
        let total = self.customers.len();
        let size = (self.config.planning.survey_size as usize).min(total);
        let key = self.firms[j].key;
        let mut order: Vec<usize> = (0..total).collect();
        let mut sample = Vec::new();
        for i in 0..size {
            let address = at(Decision::SurveySample, when, i, key, purpose as usize);
            let other = i + self.luck.below(total - i, address);
            order.swap(i, other);
            let mut seen = self.wish(order[i]);
            for (a, value) in seen.iter_mut().enumerate() {
                let address = at(Decision::SurveyNoise, when, i, key, purpose as usize * 16 + a);
                *value += self.config.planning.survey_noise * self.luck.normal(address);
            }
            sample.push(seen);
        }
        sample
    }

    /// Products placed by k-means.
    fn place_products(&self, j: usize, sample: &[Vec<f64>], when: Month) -> Vec<Vec<f64>> {
        let count = self.config.firms[j].dials.products as usize;
        let mut order: Vec<usize> = (0..sample.len()).collect();
        for p in 0..count.min(sample.len()) {
            let address = at(Decision::ProductStart, when, p, self.firms[j].key, 0);
            let other = p + self.luck.below(sample.len() - p, address);
            order.swap(p, other);
        }
        let mut products: Vec<Vec<f64>> =
            (0..count).map(|p| sample[order[p % sample.len()]].clone()).collect();
        let mut nearest = vec![usize::MAX; sample.len()];
        for _ in 0..20 {
            let before = nearest.clone();
            for (member, place) in sample.iter().zip(&mut nearest) {
                *place = nearest_product(&products, member);
            }
            if nearest == before {
                break;
            }
            for (p, product) in products.iter_mut().enumerate() {
                let cluster: Vec<Vec<f64>> = sample
                    .iter()
                    .zip(&nearest)
                    .filter(|&(_, &place)| place == p)
                    .map(|(member, _)| member.clone())
                    .collect();
                if !cluster.is_empty() {
                    *product = mean_of(&cluster);
                }
            }
        }
        products
    }

    // 4. Needs drift.
    fn drift(&mut self) {
        let rho = wide::power(2.0, -1.0 / self.config.needs.half_life_months);
        let event = self.config.needs.life_events_per_year / 12.0;
        let now = self.now();
        for (i, customer) in self.customers.iter_mut().enumerate() {
            let anew = self.luck.uniform(at(Decision::LifeEvent, now, i, FirmKey::NONE, 0)) < event;
            for (a, z) in customer.need.iter_mut().enumerate() {
                let normal = self.luck.normal(at(Decision::Need, now, i, FirmKey::NONE, a));
                *z = if anew { normal } else { rho * *z + (1.0 - rho * rho).sqrt() * normal };
            }
            for link in &mut customer.links {
                link.estimate.iter_mut().for_each(|e| *e *= rho);
                link.knowledge *= rho * rho;
            }
        }
    }

    // 5. Offers.
    fn offers(&mut self) {
        for i in 0..self.customers.len() {
            let wish = self.wish(i);
            for j in self.present() {
                let dials = &self.config.firms[j].dials;
                let firm = &self.firms[j];
                let tolerance = self.config.choice.tolerance;
                let width = 2.0 * wish.len() as f64 * tolerance * tolerance;
                let product = &firm.catalogue.products[nearest_product(&firm.catalogue.products, &wish)];
                let link = &mut self.customers[i].links[j];
                let offer: Vec<f64> = (0..wish.len())
                    .map(|a| {
                        let believed = firm.centre[a] + link.estimate[a];
                        product[a] + dials.flexibility * link.knowledge * (believed - product[a])
                    })
                    .collect();
                let plain = wide::exp(-squared_distance(&wish, product) / width);
                link.fit = wide::exp(-squared_distance(&wish, &offer) / width);
                link.gain = if link.knowledge <= 0.1 {
                    dials.flexibility * self.config.wanting.promise
                } else {
                    (link.fit - plain).max(0.0)
                };
                link.known = link.knowledge > 0.05;
            }
        }
    }

    // 6. Contact.
    fn contact(&mut self) {
        for firm in 0..self.firms.len() {
            self.firms[firm].targeting = self.config.firms[firm].dials.targeting;
        }
        for i in 0..self.customers.len() {
            for j in 0..self.firms.len() {
                let u = self.luck.uniform(at(Decision::Contact, self.now(), i, self.firms[j].key, 0));
                if !self.firms[j].present {
                    continue;
                }
                let dials = self.config.firms[j].dials;
                let home = self.customers[i].home == Some(j);
                let chance = if home { dials.targeting } else { dials.targeting * dials.contact_beyond };
                let burden = self.burden(i, j);
                let s = self.sensitivity(i);
                let trust = &self.config.trust;
                let link = &mut self.customers[i].links[j];
                link.contacted = link.known && self.luck.is_below(u, chance);
                link.persuasion = 0.0;
                if link.contacted {
                    self.firms[j].counts.contacts += 1;
                    let comfort = if burden == 0.0 { trust.comfort } else { 0.0 };
                    let openness = comfort - trust.discomfort * s * burden.min(1.0);
                    link.persuasion =
                        link.knowledge * (1.0 - 2.0 * s * (1.0 - link.trust) + dials.disclosure * openness);
                }
            }
        }
    }

    // 7. Choice.
    fn choice(&mut self) {
        let choice = self.config.choice.clone();
        for i in 0..self.customers.len() {
            let now = self.now();
            let u = self.luck.uniform(at(Decision::Reconsider, now, i, FirmKey::NONE, 0));
            let taste = |key: FirmKey| {
                let u = self.luck.uniform(at(Decision::Choice, now, i, key, 0));
                -wide::ln(-wide::ln(u))
            };
            let nowhere = taste(FirmKey::NONE);
            let tastes: Vec<f64> = self.firms.iter().map(|firm| taste(firm.key)).collect();
            let before = self.customers[i].home;
            let loyalty = choice.loyalty + choice.loyalty_spread * self.customers[i].attachment;
            let mut best = (None, nowhere);
            for j in self.present() {
                let dials = &self.config.firms[j].dials;
                let link = &self.customers[i].links[j];
                let utility = choice.base
                    + choice.weight_fit * (link.fit - 0.5)
                    + choice.weight_trust * (link.trust - 0.5)
                    - choice.weight_price * dials.price
                    + choice.weight_persuasion * link.persuasion
                    + dials.appeal
                    + if before == Some(j) { loyalty } else { 0.0 };
                if self.luck.is_below(best.1, utility + tastes[j]) {
                    best = (Some(j), utility + tastes[j]);
                }
            }
            let customer = &mut self.customers[i];
            if u < choice.attention && best.0 != before {
                customer.home = best.0;
                customer.expectation = self.config.trust.expectation_start;
                customer.joined = self.month.max(0);
            }
            if let Some(j) = before {
                self.firms[j].counts.before += 1;
                self.firms[j].counts.stayed += i64::from(customer.home == before);
            }
            if let Some(j) = customer.home {
                self.firms[j].counts.customers += 1;
            }
        }
    }

    // 8. Purchases.
    fn purchases(&mut self) {
        let settings = self.config.purchases.clone();
        let now = self.now();
        for (i, customer) in self.customers.iter_mut().enumerate() {
            let u = self.luck.uniform(at(Decision::Purchases, now, i, FirmKey::NONE, 0));
            customer.purchases = 0;
            let Some(j) = customer.home else { continue };
            let link = &customer.links[j];
            let mean = customer.rate
                * settings.mean_per_month
                * wide::exp(
                    settings.fit_response * (link.fit - settings.fit_reference)
                        + settings.persuasion_response * link.persuasion,
                );
            customer.purchases = poisson(mean, u, &self.luck);
            let contacts = self.firms[j].targeting > 0.0;
            let counts = &mut self.firms[j].counts;
            counts.purchases += customer.purchases;
            if !contacts {
                continue;
            }
            if link.known && link.contacted {
                counts.contacted += 1;
                counts.contacted_purchases += customer.purchases;
            } else if link.known {
                counts.uncontacted += 1;
                counts.uncontacted_purchases += customer.purchases;
            }
        }
    }

    // 9. Experience.
    fn experience(&mut self) {
        let trust = &self.config.trust;
        for customer in &mut self.customers {
            let Some(j) = customer.home else { continue };
            if customer.purchases == 0 {
                continue;
            }
            let link = &mut customer.links[j];
            let surplus = link.fit - trust.competence_threshold;
            if surplus > 0.0 {
                link.trust += trust.competence_gain * surplus * (1.0 - link.trust);
            } else {
                link.trust += trust.competence_loss * surplus * link.trust;
            }
            let expected = customer.expectation + trust.hype * link.persuasion.max(0.0);
            link.trust -= trust.disappointment * (expected - link.fit).max(0.0) * link.trust;
            link.trust = link.trust.clamp(0.0, 1.0);
            customer.expectation += trust.expectation_learning * (link.fit - customer.expectation);
        }
    }

    // 10. Sensing.
    fn sensing(&mut self) {
        let attributes = self.centre.len();
        let now = self.now();
        for j in 0..self.firms.len() {
            let key = self.firms[j].key;
            let dials = self.config.firms[j].dials;
            let mut surprise = vec![0.0; attributes];
            for i in 0..self.customers.len() {
                let wish = self.wish(i);
                for c in 0..self.config.data.len() {
                    let data = self.config.data[c].clone();
                    let luck = self.luck.uniform(at(Decision::Sensing, now, i, key, c));
                    let errors: Vec<f64> = (0..attributes)
                        .map(|a| self.luck.normal(at(Decision::Observation, now, i, key, c * 16 + a)))
                        .collect();
                    if !self.firms[j].present {
                        continue;
                    }
                    let margin = self.margin(i, j, c);
                    let refuses = margin <= -dials.consent_friction;
                    let beyond = (data.reach * self.technology()).min(1.0);
                    let noise = self.noise(c);
                    let customer = &mut self.customers[i];
                    let in_reach = if customer.home == Some(j) { 1.0 } else { beyond };
                    let bought = customer.home == Some(j) && customer.purchases > 0;
                    let link = &mut customer.links[j];
                    if refuses || !dials.remembers.contains(c) {
                        link.held[c] = false;
                        continue;
                    }
                    // In reach, volunteered and seen: each a part of the one before.
                    let taken = in_reach * if data.volunteered { link.trust } else { 1.0 };
                    if !self.luck.is_below(luck, taken) {
                        continue;
                    }
                    link.held[c] = true;
                    if !self.luck.is_below(luck, taken * data.seen) || (data.needs_purchase() && !bought) {
                        continue;
                    }
                    let variance = 1.0 - link.knowledge;
                    let gain = variance / (variance + noise);
                    for a in 0..attributes {
                        let seen = wish[a] + noise.sqrt() * errors[a];
                        let innovation = seen - self.firms[j].centre[a] - link.estimate[a];
                        surprise[a] += innovation;
                        link.estimate[a] += gain * innovation;
                    }
                    link.knowledge = 1.0 - (1.0 - gain) * variance;
                    self.firms[j].counts.observations += 1;
                }
                let link = &mut self.customers[i].links[j];
                if !link.held.contains(&true) {
                    link.estimate.fill(0.0);
                    link.knowledge = 0.0;
                }
            }
            let observations = self.firms[j].counts.observations;
            if observations >= 30 {
                for (centre, sum) in self.firms[j].centre.iter_mut().zip(&surprise) {
                    *centre += self.config.planning.pooled_learning * sum / observations as f64;
                }
            }
        }
    }

    // 11. Privacy.
    fn privacy(&mut self) {
        for i in 0..self.customers.len() {
            for j in 0..self.firms.len() {
                let u = self.luck.uniform(at(Decision::Notice, self.now(), i, self.firms[j].key, 0));
                if !self.firms[j].present {
                    continue;
                }
                let trust = &self.config.trust;
                let disclosure = self.config.firms[j].dials.disclosure;
                let s = self.sensitivity(i);
                let burden = self.burden(i, j);
                for c in 0..self.config.data.len() {
                    if self.customers[i].links[j].held[c] {
                        let wanted = self.margin(i, j, c) > 0.0;
                        self.firms[j].counts.held += 1;
                        self.firms[j].counts.wanted += i64::from(wanted);
                    }
                }
                let link = &mut self.customers[i].links[j];
                let notice =
                    if link.contacted { trust.notice } else { trust.notice * trust.notice_unprompted };
                let chance = 1.0 - wide::exp(-burden * (notice + trust.read * disclosure));
                if link.held.contains(&true) && self.luck.is_below(u, chance) {
                    link.trust = (link.trust * (1.0 - trust.harm * s * (2.0 - disclosure))).max(0.0);
                    self.firms[j].counts.noticed += 1;
                }
            }
        }
    }

    // 12. Word of mouth and fading.
    fn word_of_mouth(&mut self) {
        let trust = &self.config.trust;
        let size = trust.community_size as usize;
        for j in self.present() {
            let firm = &mut self.firms[j];
            for (i, customer) in self.customers.iter_mut().enumerate() {
                let near = firm.community_trust[i / size];
                let heard = trust.local_share * near + (1.0 - trust.local_share) * firm.public_trust;
                let t = customer.links[j].trust;
                let moved = t + trust.word_of_mouth * (heard - t) + trust.fading * (trust.start - t);
                customer.links[j].trust = moved.clamp(0.0, 1.0);
            }
            let mean = |customers: &[Customer]| {
                customers.iter().map(|customer| customer.links[j].trust).sum::<f64>() / customers.len() as f64
            };
            firm.community_trust = self.customers.chunks(size).map(mean).collect();
            firm.public_trust = mean(&self.customers);
        }
    }

    // 13. Accounts.
    fn accounts(&mut self) {
        let costs = &self.config.costs;
        let n = self.customers.len() as f64;
        for j in self.present() {
            let dials = &self.config.firms[j].dials;
            let firm = &mut self.firms[j];
            let bought = firm.counts.purchases as f64;
            firm.volume += bought;
            let learned =
                wide::power(1.0 + firm.volume / self.reference_volume, wide::log2(costs.experience_curve));
            firm.unit_cost =
                (costs.unit + costs.adaptation * dials.flexibility * dials.flexibility) * learned;
            let transition = firm.transition.as_ref().map_or(0.0, |t| t.monthly_cost);
            firm.revenue = bought * dials.price;
            firm.cost = bought * firm.unit_cost
                + n * costs.product * firm.catalogue.products.len() as f64 / firm.catalogue.cycle
                + n * costs.platform * dials.flexibility
                + costs.contact * firm.counts.contacts as f64
                + costs.storage * firm.counts.held as f64
                + n * transition;
            firm.profits.push(firm.revenue - firm.cost);
            if self.month >= 0 {
                firm.sizes.push(firm.counts.customers);
            }
            // Outcomes: who has been a customer for 12 months.
            let since = self.month - 12;
            let entered = (self.config.firms[j].enters_month as i32).max(0);
            firm.retention_12m = None;
            if since >= entered && firm.sizes[(since - entered) as usize] > 0 {
                let there = self.customers.iter().filter(|c| c.home == Some(j) && c.joined <= since).count();
                firm.retention_12m = Some(there as f64 / firm.sizes[(since - entered) as usize] as f64);
            }
        }
    }

    // 14. Campaign tests.
    fn campaign_tests(&mut self) {
        let campaigns = self.config.campaigns.clone();
        let last = (self.elapsed() + 1) % campaigns.test_months as i32 == 0;
        for j in self.present() {
            let dials = &mut self.config.firms[j].dials;
            let firm = &mut self.firms[j];
            firm.test.contacted += firm.counts.contacted;
            firm.test.contacted_purchases += firm.counts.contacted_purchases;
            firm.test.uncontacted += firm.counts.uncontacted;
            firm.test.uncontacted_purchases += firm.counts.uncontacted_purchases;
            if !last {
                continue;
            }
            let test = std::mem::take(&mut firm.test);
            if dials.targeting == 0.0 && test.contacted == 0 {
                firm.campaign_lift = None;
            }
            if test.contacted == 0 || test.uncontacted == 0 {
                continue;
            }
            let with = test.contacted_purchases as f64 / test.contacted as f64;
            let without = test.uncontacted_purchases as f64 / test.uncontacted as f64;
            firm.campaign_lift = if without > 0.0 { Some(with / without - 1.0) } else { None };
            if dials.tuned && firm.transition.is_none() {
                let pays = (with - without) * (dials.price - firm.unit_cost) > self.config.costs.contact;
                let step = if pays { campaigns.step } else { -campaigns.step };
                dials.targeting = (dials.targeting + step).clamp(campaigns.floor, campaigns.ceiling);
            }
        }
    }

    /// Imitation: who decides to take the best rival's dials.
    fn imitation(&mut self) {
        let imitation = self.config.imitation.clone();
        if self.elapsed() % 12 != 11 {
            return;
        }
        let year: Vec<f64> = self.firms.iter().map(profit_of_a_year).collect();
        let whole_year = |&j: &usize| self.firms[j].profits.len() >= 12;
        let candidates: Vec<usize> = self.present().into_iter().filter(whole_year).collect();
        let dials: Vec<(Dials, Model)> =
            self.config.firms.iter().map(|firm| (firm.dials, firm.model)).collect();
        for &j in &candidates {
            let u = self.luck.uniform(at(Decision::Imitation, self.now(), 0, self.firms[j].key, 0));
            let rivals = candidates.iter().copied().filter(|&k| k != j);
            let rival = rivals.max_by(|&a, &b| year[a].total_cmp(&year[b]));
            let Some(best) = rival else { continue };
            let behind = year[j] <= year[best] - imitation.margin * year[best].abs();
            if self.firms[j].transition.is_none() && behind && u < imitation.rate {
                self.firms[j].transition = Some(Transition {
                    since: self.month,
                    months: imitation.transition_months,
                    from: dials[j].0,
                    to: dials[best].0,
                    model: dials[best].1,
                    monthly_cost: imitation.transition_cost / imitation.transition_months,
                });
            }
        }
    }

    /// Imitation: dials under way.
    fn move_dials(&mut self) {
        for j in self.present() {
            let Some(t) = &self.firms[j].transition else { continue };
            let dials = &mut self.config.firms[j].dials;
            let passed = f64::from(self.month - t.since);
            if passed > t.months {
                self.firms[j].transition = None;
                continue;
            }
            let between = |from: f64, to: f64| from + (to - from) * passed / t.months;
            dials.flexibility = between(t.from.flexibility, t.to.flexibility);
            dials.targeting = between(t.from.targeting, t.to.targeting);
            dials.contact_beyond = between(t.from.contact_beyond, t.to.contact_beyond);
            dials.disclosure = between(t.from.disclosure, t.to.disclosure);
            dials.consent_friction = between(t.from.consent_friction, t.to.consent_friction);
            dials.price = between(t.from.price, t.to.price);
            dials.products = t.to.products;
            dials.lead_months = t.to.lead_months;
            dials.cycle_months = t.to.cycle_months;
            if passed == t.months {
                dials.remembers = t.to.remembers;
                dials.tuned = t.to.tuned;
                self.config.firms[j].model = t.model;
            }
        }
    }

    /// Firms that lose for too long end.
    fn exit(&mut self) {
        if !self.config.entry.enabled {
            return;
        }
        for j in self.present() {
            let losses: Vec<f64> =
                self.firms[j].profits.iter().rev().take_while(|p| **p < 0.0).map(|p| -p).collect();
            let limit = self.config.entry.cash * self.customers.len() as f64;
            if losses.len() >= self.config.entry.months_of_loss as usize && losses.iter().sum::<f64>() > limit
            {
                self.firms[j].present = false;
                self.firms[j].ended = true;
                for customer in &mut self.customers {
                    if customer.home == Some(j) {
                        customer.home = None;
                    }
                }
            }
        }
    }

    /// Firms that arrive by chance take the dials of the most profitable firm, each moved by chance.
    fn arrivals(&mut self) {
        for j in 0..self.firms.len() {
            let entrant = &self.config.firms[j];
            if !entrant.arrives_by_chance || entrant.enters_month as i32 != self.month {
                continue;
            }
            let mut best = None;
            for k in self.present() {
                if best.is_none_or(|b: usize| {
                    profit_of_a_year(&self.firms[k]) > profit_of_a_year(&self.firms[b])
                }) {
                    best = Some(k);
                }
            }
            let Some(best) = best else { continue };
            let mut copy = self.config.firms[best].clone();
            copy.dials.appeal = 0.0;
            let dials =
                PARAMS.iter().filter(|param| param.key.starts_with("firm.") && param.leaf() != "appeal");
            for (index, param) in dials.enumerate() {
                let z = self.luck.normal(at(Decision::Entry, self.now(), 0, self.firms[j].key, 1 + index));
                if let (Slot::Dial(slot), Plausible::Between(from, to)) = (param.slot, param.plausible) {
                    let (low, high) = param.range.unwrap();
                    let dial = slot(&mut copy);
                    *dial = (*dial + self.config.entry.noise * (to - from) * z).clamp(low, high);
                    if param.kind == Kind::Whole {
                        *dial = dial.round();
                    }
                }
            }
            self.config.firms[j].dials = copy.dials;
        }
    }
}

/// Profit of the last 12 months, or of as many as there are.
fn profit_of_a_year(firm: &Firm) -> f64 {
    firm.profits.iter().rev().take(12).sum()
}

/// The product nearest to `wish`; the first of equals.
fn nearest_product(products: &[Vec<f64>], wish: &[f64]) -> usize {
    let mut best = 0;
    for p in 1..products.len() {
        if squared_distance(&products[p], wish) < squared_distance(&products[best], wish) {
            best = p;
        }
    }
    best
}

/// Poisson number with this mean at the quantile `u`: how many k have a distribution function not above `u`.
fn poisson(mean: f64, u: f64, luck: &Luck) -> i64 {
    let mut probability = wide::exp(-mean);
    let mut cdf = probability;
    let mut count = 0;
    while !luck.is_below(u, cdf) && count < 1000 {
        count += 1;
        probability *= mean / count as f64;
        cdf += probability;
    }
    count
}
