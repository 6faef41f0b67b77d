//! Addressed random numbers: a draw is a pure function of its address, never the next of a stream.
//!
//! An address names the seed, the replicate, the decision, the month, the customer (or the rank within a
//! sample), the firm by name, and an index. So no draw depends on another draw's having been made: changing
//! a dial, switching a step off or adding a firm leaves everybody's luck as it is.
//!
//! The generator is Philox4x32-7 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as
//! 1, 2, 3", SC'11). The key is (seed, replicate), hashed; the counter holds customer, month, firm and
//! decision. One evaluation gives four words; decisions that are needed together share one.

use crate::math;
use crate::units::{FirmKey, Month};

/// The random decisions of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// Whether a need is drawn anew this month.
    LifeEvent,
    /// A need's innovation, or its start; index: attribute.
    Need,
    /// Whether a customer reconsiders her firm.
    Reconsider,
    /// How much she buys.
    Purchases,
    /// Whether a firm contacts her.
    Contact,
    /// Whether she notices an intrusion.
    Notice,
    /// Her taste of the day for one firm, or for buying nowhere.
    Choice,
    /// Whether she is in a firm's reach, volunteers, and shows something; index: category.
    Sensing,
    /// The error of an observation; index: category × 16 + attribute.
    Observation,
    /// Whether a breach strikes her.
    Breach,
    /// Her privacy sensitivity.
    Sensitivity,
    /// Her purchase rate.
    PurchaseRate,
    /// The personal part of her margin for being remembered.
    Leaning,
    /// The personal part of her loyalty.
    Attachment,
    /// Her taste for one firm as her first home.
    StartHome,
    /// The innovation of the market's velocity; index: attribute.
    Market,
    /// The i-th member of a survey; index: [`TREND`] or [`DESIGN`].
    SurveySample,
    /// The error of a survey; index: purpose × 16 + attribute.
    SurveyNoise,
    /// The i-th start of a product.
    ProductStart,
    /// Whether a firm behind imitates.
    Imitation,
    /// How many firms arrive (index 0), and an entrant's dials (index: dial).
    Entry,
}

/// Purpose of a survey: what the market's trend is.
pub const TREND: u32 = 0;
/// Purpose of a survey: where products should lie.
pub const DESIGN: u32 = 1;

/// Where a decision's words lie. One evaluation of the generator gives four words: they serve four indexes of one
/// customer, or one decision of four customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// In `slot` of a family whose slots share evaluations.
    ByIndex { family: u32, slot: u32 },
    /// In an evaluation with the neighbours: for decisions that are made for whole columns of customers.
    ByCustomer { family: u32, index: u32 },
}

impl Decision {
    const fn place(self, index: u32) -> Place {
        use Place::{ByCustomer, ByIndex};
        match self {
            Decision::LifeEvent => ByIndex { family: 0, slot: 0 },
            Decision::Need => ByIndex { family: 0, slot: 1 + index },
            Decision::Choice => ByIndex { family: 1, slot: 0 },
            Decision::Observation => ByIndex { family: 2, slot: index },
            Decision::Sensitivity => ByIndex { family: 3, slot: 0 },
            Decision::PurchaseRate => ByIndex { family: 3, slot: 1 },
            Decision::Leaning => ByIndex { family: 3, slot: 2 },
            Decision::Attachment => ByIndex { family: 3, slot: 3 },
            Decision::StartHome => ByIndex { family: 4, slot: 0 },
            Decision::Market => ByIndex { family: 5, slot: index },
            Decision::SurveySample => ByIndex { family: 6, slot: index },
            Decision::SurveyNoise => ByIndex { family: 7, slot: index },
            Decision::ProductStart => ByIndex { family: 8, slot: 0 },
            Decision::Imitation => ByIndex { family: 9, slot: 0 },
            Decision::Entry => ByIndex { family: 10, slot: index },
            Decision::Reconsider => ByCustomer { family: 11, index },
            Decision::Purchases => ByCustomer { family: 12, index },
            Decision::Contact => ByCustomer { family: 13, index },
            Decision::Notice => ByCustomer { family: 14, index },
            Decision::Sensing => ByCustomer { family: 15, index },
            Decision::Breach => ByCustomer { family: 16, index },
        }
    }
}

/// The address of a draw within a replicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// What is decided.
    pub decision: Decision,
    /// When; [`START`] for what is drawn once, before the run.
    pub month: Month,
    /// The customer's number, or the rank within a sample, or 0.
    pub who: u32,
    /// The firm, or [`FirmKey::NONE`].
    pub firm: FirmKey,
    /// What the decision's description says, or 0.
    pub index: u32,
}

/// The month of what is drawn once, before the run.
pub const START: Month = Month(i32::MIN);

/// All random numbers of one replicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws {
    key: [u32; 2],
}

impl Draws {
    /// The draws of a replicate, counted from 0, of the studies with this seed.
    pub fn new(seed: u64, replicate: u32) -> Draws {
        let key = mix(mix(seed) ^ u64::from(replicate));
        Draws { key: [key as u32, (key >> 32) as u32] }
    }

    /// The 32 random bits at an address.
    pub fn bits(&self, address: Address) -> u32 {
        let Address { decision, month, who, firm, index } = address;
        let counter = |block, family, who| [who, month.0 as u32, firm.0, family << 16 | block];
        let (counter, word) = match decision.place(index) {
            Place::ByIndex { family, slot } => (counter(slot / 4, family, who), slot % 4),
            Place::ByCustomer { family, index } => (counter(index, family, who / 4), who % 4),
        };
        philox(self.key, counter)[word as usize]
    }

    /// A uniform number at an address, inside 0..1 and never at its ends.
    pub fn uniform(&self, address: Address) -> f32 {
        uniform(self.bits(address))
    }

    /// A standard normal number at an address, by inverse distribution function.
    pub fn normal(&self, address: Address) -> f32 {
        math::normal_quantile(self.uniform(address))
    }

    /// A generator of `rand`'s kind whose stream belongs to one address, for distributions of `rand_distr`
    /// where the last bit is not promised.
    pub fn stream(&self, address: Address) -> Stream {
        let (family, slot) = match address.decision.place(address.index) {
            Place::ByIndex { family, slot } => (family, slot),
            Place::ByCustomer { family, index } => (family, index),
        };
        let key = mix(u64::from(family) << 32 | u64::from(slot))
            ^ mix(u64::from(address.firm.0) << 32 | u64::from(address.month.0 as u32));
        Stream {
            key: [self.key[0] ^ key as u32, self.key[1] ^ (key >> 32) as u32],
            who: address.who,
            next: 0,
            words: [0; 4],
        }
    }

    /// Uniform numbers of one decision for the customers `first`, `first + 1`, .. (one a place of `column`).
    /// `first` is a multiple of 4, and `decision` one of those whose words lie beside those of the neighbours.
    #[inline(always)]
    pub fn column(
        &self,
        decision: Decision,
        index: u32,
        month: Month,
        firm: FirmKey,
        first: u32,
        column: &mut [f32],
    ) {
        let Place::ByCustomer { family, index } = decision.place(index) else {
            panic!("{decision:?} is not drawn for whole columns")
        };
        debug_assert!(first.is_multiple_of(4));
        let quad = |q: usize| {
            let who = first / 4 + q as u32;
            philox(self.key, [who, month.0 as u32, firm.0, family << 16 | index])
        };
        let (quads, rest) = column.as_chunks_mut::<4>();
        for (q, four) in quads.iter_mut().enumerate() {
            let words = quad(q);
            *four = [uniform(words[0]), uniform(words[1]), uniform(words[2]), uniform(words[3])];
        }
        for (u, word) in rest.iter_mut().zip(quad(quads.len())) {
            *u = uniform(word);
        }
    }

    /// Uniform numbers of a run of customers `first`, `first + 1`, ..: column `w` of `columns` gets word `w`
    /// of `set`. The columns have one length.
    #[inline(always)]
    pub fn run(&self, set: Set, first: u32, columns: [&mut [f32]; 4]) {
        self.run_as(set, first, columns, uniform);
    }

    /// The same as random bits.
    #[inline(always)]
    pub fn run_bits(&self, set: Set, first: u32, columns: [&mut [u32]; 4]) {
        self.run_as(set, first, columns, |bits| bits);
    }

    #[inline(always)]
    fn run_as<T>(&self, set: Set, first: u32, columns: [&mut [T]; 4], value: impl Fn(u32) -> T) {
        let [a, b, c, d] = columns;
        let n = a.len();
        let (b, c, d) = (&mut b[..n], &mut c[..n], &mut d[..n]);
        for i in 0..n {
            let words = philox(self.key, set.counter(first.wrapping_add(i as u32)));
            a[i] = value(words[0]);
            b[i] = value(words[1]);
            c[i] = value(words[2]);
            d[i] = value(words[3]);
        }
    }

    /// Uniform numbers of the customers `who`: column `w` of `columns` gets word `w` of `set`. The columns have
    /// the length of `who`.
    #[inline(always)]
    pub fn list(&self, set: Set, who: &[u32], columns: [&mut [f32]; 4]) {
        let [a, b, c, d] = columns;
        let n = who.len();
        let (a, b, c, d) = (&mut a[..n], &mut b[..n], &mut c[..n], &mut d[..n]);
        for i in 0..n {
            let words = philox(self.key, set.counter(who[i]));
            a[i] = uniform(words[0]);
            b[i] = uniform(words[1]);
            c[i] = uniform(words[2]);
            d[i] = uniform(words[3]);
        }
    }
}

/// Four draws of every customer that come out of one evaluation.
#[derive(Clone, Copy, Debug)]
pub struct Set {
    family: u32,
    block: u32,
    month: Month,
    firm: FirmKey,
}

impl Set {
    /// The set that holds the draw of `decision` and `index`, and the word in which it lies. `decision` is none of
    /// those that [`Draws::column`] draws.
    pub const fn holding(decision: Decision, index: u32, month: Month, firm: FirmKey) -> (Set, usize) {
        let Place::ByIndex { family, slot } = decision.place(index) else {
            panic!("this decision is drawn for whole columns")
        };
        (Set { family, block: slot / 4, month, firm }, (slot % 4) as usize)
    }

    #[inline(always)]
    fn counter(self, who: u32) -> [u32; 4] {
        [who, self.month.0 as u32, self.firm.0, self.family << 16 | self.block]
    }
}

/// A uniform number inside 0..1 from 32 random bits: the middle of one of 2²³ equal cells, so that neither end
/// occurs, u and 1 − u are equally likely, and the number is exact in single precision.
#[inline(always)]
fn uniform(bits: u32) -> f32 {
    // 23 random bits as the fraction of a number between 1 and 2; the difference is exact.
    f32::from_bits(0x3f80_0000 | bits >> 9) - (1.0 - f32::EPSILON / 2.0)
}

/// A whole number below `limit` (> 0) from 32 random bits, each equally likely to 2⁻³² · `limit`.
pub fn below(bits: u32, limit: u32) -> u32 {
    ((u64::from(bits) * u64::from(limit)) >> 32) as u32
}

/// Rounds of Philox4x32: the fewest with which it passes every test of TestU01's BigCrush (Salmon and others
/// 2011, table 2).
const ROUNDS: u32 = 7;

/// Philox4x32 with [`ROUNDS`] rounds.
#[inline(always)]
fn philox(key: [u32; 2], counter: [u32; 4]) -> [u32; 4] {
    philox_rounds(ROUNDS, key, counter)
}

/// Philox4x32. The words live in 64 bits whose upper halves mean nothing: vector units multiply the lower halves
/// into 64 bits in one instruction, and nothing has to be moved between lanes.
#[inline(always)]
fn philox_rounds(rounds: u32, key: [u32; 2], counter: [u32; 4]) -> [u32; 4] {
    const LOWER: u64 = 0xffff_ffff;
    let [mut a, mut b, mut c, mut d] = counter.map(u64::from);
    let [mut k, mut l] = key;
    for _ in 0..rounds {
        let x = (a & LOWER) * 0xD251_1F53;
        let y = (c & LOWER) * 0xCD9E_8D57;
        (a, b, c, d) = ((y >> 32) ^ b ^ u64::from(k), y, (x >> 32) ^ d ^ u64::from(l), x);
        k = k.wrapping_add(0x9E37_79B9);
        l = l.wrapping_add(0xBB67_AE85);
    }
    [a as u32, b as u32, c as u32, d as u32]
}

/// A bijection of 64 bits that spreads every bit over all (finaliser of SplitMix64; Steele, Lea and Flood 2014).
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// A stream of random numbers that belongs to one address.
#[derive(Clone, Debug)]
pub struct Stream {
    key: [u32; 2],
    who: u32,
    next: u64,
    words: [u32; 4],
}

impl rand::TryRng for Stream {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let word = (self.next % 4) as usize;
        if word == 0 {
            let block = self.next / 4;
            self.words = philox(self.key, [self.who, block as u32, (block >> 32) as u32, u32::MAX]);
        }
        self.next += 1;
        Ok(self.words[word])
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let low = u64::from(self.try_next_u32()?);
        Ok(u64::from(self.try_next_u32()?) << 32 | low)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        for chunk in bytes.chunks_mut(4) {
            let word = self.try_next_u32()?.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_distr::Distribution;

    #[test]
    fn philox_gives_the_published_answers() {
        let pi = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344];
        let more_pi = [0xa409_3822, 0x299f_31d0];
        let (ones, zeros) = ([u32::MAX; 4], [0; 4]);
        let cases = [
            (7, zeros, [0; 2], [0x5f6f_b709, 0x0d89_3f64, 0x4f12_1f81, 0x4f73_0a48]),
            (7, ones, [u32::MAX; 2], [0x5207_ddc2, 0x4516_5e59, 0x4d8e_e751, 0x8c52_f662]),
            (7, pi, more_pi, [0x4dfc_caba, 0x190a_87f0, 0xc473_62ba, 0xb6b5_242a]),
            (10, zeros, [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            (10, ones, [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (10, pi, more_pi, [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]),
        ];
        for (rounds, counter, key, answer) in cases {
            assert_eq!(philox_rounds(rounds, key, counter), answer);
        }
    }

    #[test]
    fn columns_hold_the_same_draws_as_single_addresses() {
        let draws = Draws::new(7, 3);
        let (month, firm) = (Month(-2), FirmKey::of("acme"));
        let who: Vec<u32> = (100..137).collect();
        for (decision, index) in
            [(Decision::Need, 5), (Decision::Choice, 0), (Decision::Observation, 16 * 3 + 2)]
        {
            let (set, word) = Set::holding(decision, index, month, firm);
            let mut run = vec![vec![0.0; who.len()]; 4];
            let mut list = run.clone();
            let mut bits = vec![vec![0; who.len()]; 4];
            let columns = |block: &mut Vec<Vec<f32>>, fill: &dyn Fn([&mut [f32]; 4])| {
                let [a, b, c, d] = &mut block[..] else { unreachable!() };
                fill([a, b, c, d]);
            };
            columns(&mut run, &|c| draws.run(set, 100, c));
            columns(&mut list, &|c| draws.list(set, &who, c));
            let [a, b, c, d] = &mut bits[..] else { unreachable!() };
            draws.run_bits(set, 100, [a, b, c, d]);
            for (i, &who) in who.iter().enumerate() {
                let single = draws.uniform(Address { decision, month, who, firm, index });
                assert_eq!(run[word][i], single);
                assert_eq!(list[word][i], single);
                assert_eq!(bits[word][i], draws.bits(Address { decision, month, who, firm, index }));
            }
        }
        for (decision, index) in [(Decision::Sensing, 4), (Decision::Notice, 0), (Decision::Sensing, 15)] {
            let mut column = vec![0.0; who.len()];
            draws.column(decision, index, month, firm, 100, &mut column);
            for (i, &who) in who.iter().enumerate() {
                assert_eq!(column[i], draws.uniform(Address { decision, month, who, firm, index }));
            }
        }
    }

    #[test]
    fn places_of_decisions_do_not_overlap() {
        let mut places = Vec::new();
        for attribute in 0..16 {
            places.push(Decision::Need.place(attribute));
            places.push(Decision::Market.place(attribute));
            for purpose in [TREND, DESIGN] {
                places.push(Decision::SurveyNoise.place(purpose * 16 + attribute));
            }
            for category in 0..16 {
                places.push(Decision::Observation.place(category * 16 + attribute));
            }
        }
        for category in 0..16 {
            places.push(Decision::Sensing.place(category));
        }
        use Decision::*;
        for decision in [
            LifeEvent,
            Reconsider,
            Purchases,
            Contact,
            Notice,
            Choice,
            Breach,
            Sensitivity,
            PurchaseRate,
            StartHome,
            ProductStart,
            Imitation,
            Entry,
        ] {
            places.push(decision.place(0));
        }
        let all = places.len();
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), all);
    }

    #[test]
    fn the_stream_serves_distributions_and_is_uniform() {
        let address =
            Address { decision: Decision::Need, month: START, who: 1, firm: FirmKey::NONE, index: 0 };
        let mut stream = Draws::new(1, 0).stream(address);
        let normal = rand_distr::StandardNormal;
        let n = 100_000;
        let values: Vec<f64> = (0..n).map(|_| normal.sample(&mut stream)).collect();
        let mean = values.iter().sum::<f64>() / f64::from(n);
        let variance = values.iter().map(|v| v * v).sum::<f64>() / f64::from(n) - mean * mean;
        assert!(mean.abs() < 5.0 / f64::from(n).sqrt());
        assert!((variance - 1.0).abs() < 5.0 * (2.0 / f64::from(n)).sqrt());

        // Chi-square of 1 000 equal cells over addresses that differ in the customer alone.
        let draws = Draws::new(2, 0);
        let mut cells = vec![0_i32; 1000];
        for who in 0..1_000_000 {
            cells[below(draws.bits(Address { who, ..address }), 1000) as usize] += 1;
        }
        let chi2: f64 = cells.iter().map(|&c| f64::from(c - 1000).powi(2) / 1000.0).sum();
        assert!((chi2 - 999.0).abs() < 5.0 * (2.0_f64 * 999.0).sqrt(), "chi-square {chi2}");
    }
}
