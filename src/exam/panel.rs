//! A panel of customers: where each is at home and what she buys, month by month, and what panels of real markets are
//! described by.

use crate::model::{Glimpse, Step, Watch};
use crate::world::NOBODY;

/// Months in a year.
pub const YEAR: usize = 12;

/// Who was at home where, and bought how much there: one entry a month, in it one a customer.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// Number of firms.
    pub firms: usize,
    /// Home firm by month and customer, or [`NOBODY`].
    pub home: Vec<Vec<u8>>,
    /// Purchases from it by month and customer.
    pub bought: Vec<Vec<u16>>,
}

impl Watch for Panel {
    fn after(&mut self, step: Step, glimpse: &Glimpse) {
        if step != Step::Purchases {
            return;
        }
        let block = glimpse.block;
        if block.first == 0 {
            self.firms = block.links.len();
            self.home.push(Vec::new());
            self.bought.push(Vec::new());
        }
        if let (Some(home), Some(bought)) = (self.home.last_mut(), self.bought.last_mut()) {
            home.extend(&block.home);
            bought.extend(
                glimpse.scratch.bought[..block.len()].iter().map(|&n| n.min(u32::from(u16::MAX)) as u16),
            );
        }
    }
}

impl Panel {
    /// Number of customers.
    pub fn customers(&self) -> usize {
        self.home.first().map_or(0, Vec::len)
    }

    /// What each customer bought from each firm in the twelve months from `start` on, customer-major.
    pub fn year(&self, start: usize) -> Year {
        let mut bought = vec![0_u32; self.customers() * self.firms];
        for month in start..start + YEAR {
            for (i, (&home, &n)) in self.home[month].iter().zip(&self.bought[month]).enumerate() {
                if home != NOBODY {
                    bought[i * self.firms + usize::from(home)] += u32::from(n);
                }
            }
        }
        Year { firms: self.firms, bought }
    }

    /// Of those who joined a firm in the twelve months from `start` on, how many were there without a break 0, 1, ..,
    /// `years` years after they joined.
    pub fn survivors(&self, start: usize, years: usize) -> Vec<f64> {
        let mut alive = vec![0.0; years + 1];
        for joined in start.max(1)..start + YEAR {
            for i in 0..self.customers() {
                let firm = self.home[joined][i];
                if firm == NOBODY || self.home[joined - 1][i] == firm {
                    continue;
                }
                let months = self.home[joined..].iter().take_while(|home| home[i] == firm).count();
                for (year, alive) in alive.iter_mut().enumerate() {
                    *alive += f64::from(u8::from(months > year * YEAR));
                }
            }
        }
        alive
    }

    /// Share of all purchases that each firm has, by month from `start` on.
    pub fn shares(&self, start: usize) -> Vec<Vec<f64>> {
        let mut shares = vec![Vec::new(); self.firms];
        for (home, bought) in self.home.iter().zip(&self.bought).skip(start) {
            let mut sums = vec![0_u32; self.firms];
            for (&home, &n) in home.iter().zip(bought) {
                if home != NOBODY {
                    sums[usize::from(home)] += u32::from(n);
                }
            }
            let all: u32 = sums.iter().sum();
            for (shares, sum) in shares.iter_mut().zip(sums) {
                shares.push(f64::from(sum) / f64::from(all));
            }
        }
        shares
    }
}

/// Purchases of a year by customer and firm.
#[derive(Clone, Debug)]
pub struct Year {
    firms: usize,
    bought: Vec<u32>,
}

impl Year {
    fn of(&self, firm: usize) -> impl Iterator<Item = u32> {
        self.bought.iter().skip(firm).step_by(self.firms).copied()
    }

    fn customers(&self) -> f64 {
        (self.bought.len() / self.firms) as f64
    }

    /// Share of all purchases, by firm.
    pub fn shares(&self) -> Vec<f64> {
        let all: u32 = self.bought.iter().sum();
        (0..self.firms).map(|firm| f64::from(self.of(firm).sum::<u32>()) / f64::from(all)).collect()
    }

    /// Share of customers who bought from the firm at least once, by firm.
    pub fn penetrations(&self) -> Vec<f64> {
        let buyers = |firm| self.of(firm).filter(|&n| n > 0).count() as f64;
        (0..self.firms).map(|firm| buyers(firm) / self.customers()).collect()
    }

    /// Purchases from the firm by those who bought from it at all, by firm.
    pub fn frequencies(&self) -> Vec<f64> {
        let per_buyer = |firm| {
            let (sum, buyers) =
                self.of(firm).fold((0, 0), |(sum, buyers), n| (sum + n, buyers + u32::from(n > 0)));
            f64::from(sum) / f64::from(buyers)
        };
        (0..self.firms).map(per_buyer).collect()
    }

    /// Of the buyers of firm `x`, the share who bought from firm `y` as well.
    pub fn duplication(&self, x: usize, y: usize) -> f64 {
        repeat(self.of(x), self.of(y))
    }

    /// Of the firm's buyers this year, the share who bought from it in the year `later`.
    pub fn repeat(&self, firm: usize, later: &Year) -> f64 {
        repeat(self.of(firm), later.of(firm))
    }

    /// Share of all purchases that the fifth of the buyers who bought most made.
    pub fn top_fifth(&self) -> f64 {
        let totals = self.bought.chunks(self.firms).map(|firms| firms.iter().sum::<u32>());
        let mut totals: Vec<u32> = totals.filter(|&n| n > 0).collect();
        totals.sort_unstable_by(|a, b| b.cmp(a));
        let top: u32 = totals[..totals.len().div_ceil(5)].iter().sum();
        f64::from(top) / f64::from(totals.iter().sum::<u32>())
    }
}

/// Of those with something in `first`, the share who have something in `second`.
fn repeat(first: impl Iterator<Item = u32>, second: impl Iterator<Item = u32>) -> f64 {
    let (mut buyers, mut both) = (0_u32, 0_u32);
    for (a, b) in first.zip(second) {
        buyers += u32::from(a > 0);
        both += u32::from(a > 0 && b > 0);
    }
    f64::from(both) / f64::from(buyers)
}
