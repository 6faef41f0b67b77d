//! Catalogues and adapters before the same customers, who all see every offer: how far each offer misses.

use super::Sitting;
use super::closed::persistence;
use crate::math::wide;
use crate::model::{Glimpse, Step, Watch};
use crate::scenario::config::{CategorySet, Config, DataCategory, Model};

/// Months until an estimate is at rest, whatever the needs' half-life: at half-life 120 and reliability 0.5 it forgets
/// its start by a factor 0.7 a month.
pub const TO_REST: usize = 60;

/// The dials of a contest, in words.
pub const DIALS: &str = "1 attribute; market_shift_per_year = 0, life_events_per_year = 0, survey_noise = 0, \
                         forecast_weight = 0, pooled_learning = 0, survey_size = customers; adapters: flexibility = 1, 1 \
                         product, one category seen of everybody every month, intrusiveness = 0";

/// The noise variance of an observation of this reliability 1 / (1 + noise), for needs of variance 1.
pub fn noise(reliability: f64) -> f64 {
    1.0 / reliability - 1.0
}

/// Who takes part, and for how long.
pub struct Contest<'a> {
    /// Customers \[people\].
    pub customers: f64,
    /// Half-life of needs \[months\].
    pub half_life: f64,
    /// Reliability of what each adapter sees.
    pub adapters: &'a [f64],
    /// Products of each catalogue \[count\].
    pub catalogues: &'a [usize],
    /// Months; the last ones are measured.
    pub months: usize,
    /// How many of them are measured.
    pub measured: usize,
}

/// Mean squared misfit of each offer in a month \[taste²\].
pub struct Misfits {
    /// Of the adapters, in their order.
    pub adapters: Vec<f64>,
    /// Of the catalogues, in their order.
    pub catalogues: Vec<f64>,
}

impl Contest<'_> {
    fn config(&self, sitting: &Sitting) -> Config {
        let mut config = sitting.config();
        config.world.attributes = 1.0;
        config.world.customers = self.customers;
        config.world.months = self.months as f64;
        config.needs.half_life_months = self.half_life;
        config.needs.market_shift_per_year = 0.0;
        config.needs.life_events_per_year = 0.0;
        config.planning.survey_size = self.customers;
        config.planning.survey_noise = 0.0;
        config.planning.forecast_weight = 0.0;
        config.planning.pooled_learning = 0.0;
        config.data = self.adapters.iter().map(|&reliability| seen_of_everybody(reliability)).collect();
        for category in 0..self.adapters.len() {
            let dials = &mut config.add_firm(&format!("adapter-{category}"), Model::Custom).dials;
            dials.flexibility = 1.0;
            dials.products = 1.0;
            dials.remembers = CategorySet::default().with(category);
        }
        for size in self.catalogues {
            config.add_firm(&format!("catalogue-{size}"), Model::MakeAndSell).dials.products = *size as f64;
        }
        config
    }

    /// Holds the contest; one entry for each month that is measured. Nothing when the sitting was stopped.
    pub fn hold(&self, sitting: &Sitting) -> Option<Vec<Misfits>> {
        let config = self.config(sitting);
        let mut market = sitting.open(&config, 0);
        let mut months = Vec::new();
        for month in 0..self.months {
            if self.months <= month + self.measured {
                let sums = vec![0.0; config.firms.len()];
                let mut offers = Offers { sums, tolerance: config.choice.tolerance };
                sitting.step_watched(&mut *market, &mut offers)?;
                let mut means = offers.sums.into_iter().map(|sum| sum / self.customers);
                let adapters = means.by_ref().take(self.adapters.len()).collect();
                months.push(Misfits { adapters, catalogues: means.collect() });
            } else {
                sitting.step(&mut *market)?;
            }
        }
        Some(months)
    }
}

fn seen_of_everybody(reliability: f64) -> DataCategory {
    DataCategory {
        name: format!("seen-at-{reliability}"),
        noise: noise(reliability),
        intrusiveness: 0.0,
        technology: false,
        reach: 1.0,
        seen: 1.0,
        volunteered: false,
    }
}

/// Error variance of an adapter's estimate when it makes its offer in month `month` (in month 0 nothing is known), for
/// needs of this half-life and observations of this noise.
pub fn error_at_offer(month: usize, noise: f64, half_life: f64) -> f64 {
    let kept = persistence(half_life);
    (0..month).fold(1.0, |before, _| kept * (before * noise / (before + noise)) + 1.0 - kept)
}

/// Adds up the squared misfits of all offers, which the fit exp(−d² / 2 tolerance²) of one attribute tells.
struct Offers {
    sums: Vec<f64>,
    tolerance: f64,
}

impl Watch for Offers {
    fn after(&mut self, step: Step, glimpse: &Glimpse) {
        if step != Step::Offers {
            return;
        }
        let scale = -2.0 * self.tolerance * self.tolerance;
        for (sum, fit) in self.sums.iter_mut().zip(&glimpse.scratch.fit) {
            let misfit = |&fit: &f32| scale * wide::ln(f64::from(fit));
            *sum += fit[..glimpse.block.len()].iter().map(misfit).sum::<f64>();
        }
    }
}
