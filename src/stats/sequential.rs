//! A mean that is looked at several times while values are added, with intervals that stay honest.
//!
//! Whoever looks at an ordinary 95 % interval after every few values, and stops when it leaves zero, is wrong far more
//! often than in 5 % of cases. Here the error is spent over looks that are fixed before the first of them (Lan and
//! DeMets 1983, Biometrika 70, 659-663). The bounds follow from the joint distribution of the looks by recursive
//! integration (Armitage, McPherson and Rowe 1969, J. R. Statist. Soc. A 132, 235-244; Jennison and Turnbull 2000,
//! chapter 19), and are carried over to Student's t at the same nominal error (the same, section 3.8).
//!
//! The intervals are *repeated confidence intervals* (Jennison and Turnbull 1989, J. R. Statist. Soc. B 51, 305-361):
//! all of them together hold the truth with the stated probability. So they may end a study for any reason, and both
//! reasons here keep the error: the interval leaves zero, or it lies inside a band that is too small to matter.

use super::describe::{FEWEST_FOR_INTERVAL, describe};
use crate::math::{root, student_t_quantile, wide};

/// How the error is spread over the looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spending {
    /// α·ln(1 + (e − 1)·t): bounds that are nearly level. Large differences end a study early.
    Pocock,
    /// 2·(1 − Φ(z/√t)) for each side, z the quantile of 1 − α/4: bounds that begin high. Early looks say almost
    /// nothing, the last costs almost nothing.
    OBrienFleming,
}

impl Spending {
    /// The error that is spent when the share `time` (0..1) of the values is there, of `error` in all.
    pub fn spent(self, error: f64, time: f64) -> f64 {
        match self {
            Spending::Pocock => error * wide::ln(1.0 + (std::f64::consts::E - 1.0) * time),
            Spending::OBrienFleming => 2.0 * both_tails(bound_of(0.5 * error) / time.sqrt()),
        }
    }
}

/// When a study is looked at, and how far from zero a mean must be then.
#[derive(Clone, Debug)]
pub struct Schedule {
    looks: Vec<usize>,
    bounds: Vec<f64>,
    /// The bounds for as many values as there are at each look.
    student: Vec<f64>,
}

impl Schedule {
    /// Looks at these numbers of values (rising, the last is the budget), which together are wrong with probability
    /// `error`.
    pub fn new(looks: Vec<usize>, error: f64, spending: Spending) -> Schedule {
        let budget = looks.last().map_or(1.0, |&last| last as f64);
        let times: Vec<f64> = looks.iter().map(|&look| look as f64 / budget).collect();
        let mut walk = Walk::default();
        let mut before = 0.0;
        let bounds: Vec<f64> = times
            .iter()
            .map(|&time| {
                let spent = spending.spent(error, time);
                let bound = root(0.0, 40.0, |bound| spent - before - walk.leaves(time, bound));
                before = spent;
                walk.go_on(time, bound);
                bound
            })
            .collect();
        let student = looks.iter().zip(&bounds).map(|(&look, &bound)| student(bound, look)).collect();
        Schedule { looks, bounds, student }
    }

    /// The usual schedule of a study of at most `budget` values: looks at 8, 12, 16, 24, 32, 48 and so on, and at the
    /// budget, the error spent as by Pocock.
    pub fn within(budget: usize, error: f64) -> Schedule {
        let doubling = (3..60).flat_map(|power| [1_usize << power, 3 << (power - 1)]);
        // A look that comes shortly before the last costs error and saves nothing.
        let mut looks: Vec<usize> = doubling.take_while(|look| look * 5 / 4 < budget).collect();
        looks.push(budget);
        Schedule::new(looks, error, Spending::Pocock)
    }

    /// A study of `count` values that is looked at once, when all are there: its interval is the ordinary one.
    pub fn once(count: usize, error: f64) -> Schedule {
        Schedule::new(vec![count], error, Spending::Pocock)
    }

    /// The numbers of values at which it is looked.
    pub fn looks(&self) -> &[usize] {
        &self.looks
    }

    /// The bounds of the mean over its standard error, as for very many values.
    pub fn bounds(&self) -> &[f64] {
        &self.bounds
    }

    /// What the values say at look number `look`, counted from 0. Those that are unknown are left out.
    pub fn estimate(&self, look: usize, values: impl IntoIterator<Item = Option<f64>>) -> Estimate {
        let known: Vec<f64> = values.into_iter().flatten().collect();
        let ahead = known.iter().filter(|&&value| 0.0 < value).count();
        let d = describe(known.into_iter().map(Some));
        let interval = d.mean.zip(d.sd).filter(|_| FEWEST_FOR_INTERVAL <= d.count).map(|(mean, sd)| {
            let is_complete = d.count == self.looks[look];
            let bound = if is_complete { self.student[look] } else { student(self.bounds[look], d.count) };
            let half = bound * sd / (d.count as f64).sqrt();
            (mean - half, mean + half)
        });
        Estimate { count: d.count, mean: d.mean, interval, ahead }
    }
}

/// A mean and its repeated interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// Values that are known.
    pub count: usize,
    /// Their mean.
    pub mean: Option<f64>,
    /// The interval of the mean; of too few values there is none.
    pub interval: Option<(f64, f64)>,
    /// Values above zero.
    pub ahead: usize,
}

/// Why no values are added any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The interval does not hold zero.
    Decided,
    /// The interval lies inside the band that is too small to matter.
    TooSmall,
    /// The budget ended before either.
    Budget,
}

impl Ended {
    /// In words, as in files.
    pub fn name(self) -> &'static str {
        match self {
            Ended::Decided => "decided",
            Ended::TooSmall => "too small to matter",
            Ended::Budget => "budget ended",
        }
    }
}

impl Estimate {
    /// Whether the interval settles the question when means within ± `band` are too small to matter. A mean that is
    /// surely not zero and surely within the band is too small.
    pub fn settles(&self, band: f64) -> Option<Ended> {
        let (low, high) = self.interval?;
        if -band <= low && high <= band {
            Some(Ended::TooSmall)
        } else if 0.0 < low || high < 0.0 {
            Some(Ended::Decided)
        } else {
            None
        }
    }
}

/// The probability that a standard normal number lies farther from zero than `z`, on either side.
fn both_tails(z: f64) -> f64 {
    2.0 * wide::normal_cdf(-z)
}

/// The distance from zero beyond which a standard normal number lies with probability `error`.
fn bound_of(error: f64) -> f64 {
    root(0.0, 40.0, |z| error - both_tails(z))
}

/// The bound of Student's t of `count` values that is left as often as `bound` is by a standard normal number.
pub fn student(bound: f64, count: usize) -> f64 {
    student_t_quantile(1.0 - 0.5 * both_tails(bound), count.max(2) as f64 - 1.0)
}

/// Places at which the density of a walk is kept: an odd number, for Simpson's rule.
const PLACES: usize = 257;

/// A Brownian motion that has not yet left its bounds: where it may be, and how likely.
#[derive(Default)]
struct Walk {
    time: f64,
    /// Place, and density times weight of the integral. Empty: it is at zero.
    places: Vec<(f64, f64)>,
}

impl Walk {
    /// The probability that at `time` it is beyond ± `bound`·√time, not having left before.
    fn leaves(&self, time: f64, bound: f64) -> f64 {
        if self.places.is_empty() {
            return both_tails(bound);
        }
        let (edge, spread) = (bound * time.sqrt(), (time - self.time).sqrt());
        let beyond = |place: f64| {
            wide::normal_cdf((place - edge) / spread) + wide::normal_cdf((-place - edge) / spread)
        };
        self.places.iter().map(|(place, mass)| mass * beyond(*place)).sum()
    }

    /// Lets it go on until `time` and keeps what is within ± `bound`·√time then.
    fn go_on(&mut self, time: f64, bound: f64) {
        let (edge, spread) = (bound * time.sqrt(), (time - self.time).sqrt());
        let step = 2.0 * edge / (PLACES - 1) as f64;
        let normal = |z: f64| wide::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
        let density = |place: f64| {
            if self.places.is_empty() {
                return normal(place / spread) / spread;
            }
            self.places.iter().map(|(from, mass)| mass * normal((place - from) / spread) / spread).sum()
        };
        let weight = |index: usize| match index {
            0 => 1.0,
            index if index == PLACES - 1 => 1.0,
            index if index % 2 == 1 => 4.0,
            _ => 2.0,
        };
        let places = (0..PLACES)
            .map(|index| {
                let place = -edge + step * index as f64;
                (place, density(place) * weight(index) * step / 3.0)
            })
            .collect();
        *self = Walk { time, places };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn five(spending: Spending) -> Schedule {
        Schedule::new(vec![20, 40, 60, 80, 100], 0.05, spending)
    }

    fn close(bounds: &[f64], published: [f64; 5]) {
        for (bound, published) in bounds.iter().zip(published) {
            assert!((bound - published).abs() < 2e-3, "{bounds:?}");
        }
    }

    /// Five equal looks, error 0.05: Reboussin, DeMets, Kim and Lan (2000), "Computations for group sequential
    /// boundaries using the Lan-DeMets spending function method", Control. Clin. Trials 21, 190-207.
    #[test]
    fn bounds_of_spending_functions_are_the_published_ones() {
        close(five(Spending::OBrienFleming).bounds(), [4.8769, 3.3569, 2.6803, 2.2898, 2.0310]);
        close(five(Spending::Pocock).bounds(), [2.4380, 2.4268, 2.4101, 2.3966, 2.3859]);
    }

    /// The classical tests of five looks (Jennison and Turnbull 2000, tables 2.1 and 2.3): the bounds 2.040·√(5/k) of
    /// O'Brien and Fleming, and the level bound 2.413 of Pocock, are left with probability 0.05.
    #[test]
    fn classical_bounds_are_left_with_their_published_probability() {
        let leaves = |bound: fn(f64) -> f64| {
            let mut walk = Walk::default();
            (1..=5).map(f64::from).fold(0.0, |sum, look| {
                let (time, bound) = (look / 5.0, bound(look));
                let left = walk.leaves(time, bound);
                walk.go_on(time, bound);
                sum + left
            })
        };
        let classical = leaves(|look| 2.040 * (5.0 / look).sqrt());
        assert!((classical - 0.05).abs() < 1e-4, "{classical}");
        let level = leaves(|_| 2.413);
        assert!((level - 0.05).abs() < 1e-4, "{level}");
    }

    /// 6 000 studies in which the truth is zero, each of at most 96 values: with the t bounds from 8 values on, the
    /// intervals of a study all hold the truth in 95 % of them. The band is that of 99 % of such a count.
    #[test]
    fn all_intervals_of_a_study_hold_the_truth_as_often_as_they_should() {
        // SplitMix64 (Steele, Lea and Flood 2014), to standard normal numbers by inversion.
        let mut state = 7_u64;
        let mut normal = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            f64::from(crate::math::normal_quantile((((z ^ (z >> 31)) >> 41) as f32 + 0.5) / 8_388_608.0))
        };
        let schedule = Schedule::within(96, 0.05);
        let (studies, mut wrong, mut naive) = (6000, 0, 0);
        let leaves_zero = |interval: Option<(f64, f64)>| interval.is_some_and(|(a, b)| 0.0 < a || b < 0.0);
        for study in 0..studies {
            let values: Vec<Option<f64>> = (0..96).map(|_| Some(normal())).collect();
            let mut looks = schedule.looks().iter().map(|&count| values[..count].iter().copied());
            let mut honest = looks.clone().enumerate().map(|(look, values)| schedule.estimate(look, values));
            wrong += usize::from(honest.any(|estimate| leaves_zero(estimate.interval)));
            // A few hundred show what ordinary intervals do.
            naive += usize::from(study < 600 && looks.any(|values| leaves_zero(describe(values).interval)));
        }
        let share = wrong as f64 / f64::from(studies);
        let band = 2.576 * (0.05 * 0.95 / f64::from(studies)).sqrt();
        println!("false decisions: {share:.4}, with ordinary intervals {:.4}", naive as f64 / 600.0);
        assert!((share - 0.05).abs() < band, "{share}");
        assert!(60 < naive, "looking often must matter: {naive} of 600");
    }

    #[test]
    fn looks_become_rarer_and_end_at_the_budget() {
        assert_eq!(Schedule::within(96, 0.05).looks(), [8, 12, 16, 24, 32, 48, 64, 96]);
        assert_eq!(Schedule::within(100, 0.05).looks(), [8, 12, 16, 24, 32, 48, 64, 100]);
        assert_eq!(Schedule::within(6, 0.05).looks(), [6]);
        let one = Schedule::once(100, 0.05);
        assert!((one.bounds()[0] - 1.959_964).abs() < 1e-5, "a single look is no sequence");
    }

    #[test]
    fn an_interval_that_leaves_zero_decides_and_a_narrow_one_shows_that_nothing_matters() {
        let schedule = Schedule::within(96, 0.05);
        let estimate = |values: [f64; 8]| schedule.estimate(0, values.map(Some));
        let far = estimate([9.0, 10.0, 11.0, 10.0, 9.0, 11.0, 10.0, 10.0]);
        assert_eq!((far.settles(1.0), far.ahead), (Some(Ended::Decided), 8));
        assert_eq!(far.settles(20.0), Some(Ended::TooSmall), "surely above zero and surely within the band");
        let wide = estimate([9.0, -10.0, 11.0, -10.0, 9.0, -11.0, 10.0, -10.0]);
        assert_eq!((wide.settles(1.0), wide.ahead), (None, 4));
        let none = estimate([0.0; 8]);
        assert_eq!((none.interval, none.settles(0.0)), (Some((0.0, 0.0)), Some(Ended::TooSmall)));
        assert_eq!(schedule.estimate(0, [Some(1.0); 4]).settles(1.0), None, "four values decide nothing");
    }
}
