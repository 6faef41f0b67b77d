//! What moves by chance alone: purchases, needs and the market's centre.

use super::catalogues::at_rest;
use super::item;
use crate::exam::closed::mean_and_error;
use crate::exam::{Item, Market, Sitting};
use crate::math::wide;

/// Purchases are Poisson: the market's purchases in a month have the sum of the rates as mean and as variance.
pub fn purchases(sitting: &Sitting) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    for mean in [0.3, 5.0, 80.0] {
        let mut config = at_rest(sitting, 1);
        config.world.customers = 2000.0;
        config.planning.survey_size = 2000.0;
        config.purchases.mean_per_month = mean;
        config.purchases.fit_response = 0.0;
        let mut market = sitting.open(&config, 0);
        let rates = market.world().blocks.iter().flat_map(|block| &block.rate);
        let expected: f64 = rates.map(|&rate| mean * f64::from(rate)).sum();
        let months = sitting.choose(100, 1000);
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..months {
            sitting.step(&mut *market)?;
            let score = (market.world().firms[0].tally.purchases as f64 - expected) / expected.sqrt();
            sum += score;
            squares += score * score;
        }
        let months = f64::from(months);
        let note = "a month's purchases of 2 000 people less the sum of their rates, over its root; fit_response = 0, one firm \
                    that everybody buys from";
        let words = |what: &str| format!("{what} score of purchases, {mean} a month");
        items.push(item("step 8", &words("mean"), note).near(sum / months, 0.0, (1.0 / months).sqrt()));
        items.push(item("step 8", &words("mean squared"), note).near(
            squares / months,
            1.0,
            (2.0 / months).sqrt(),
        ));
    }
    Some(items)
}

/// Needs stay standard normal while they drift and are drawn anew; the correlation with the past halves in a half-life,
/// or sooner by life events.
pub fn needs(sitting: &Sitting) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    for (half_life, events) in [(6.0, 0.0), (12.0, 1.2)] {
        let mut config = at_rest(sitting, 1);
        config.needs.half_life_months = half_life;
        config.needs.life_events_per_year = events;
        let mut market = sitting.open(&config, 0);
        let all = |market: &dyn Market| -> Vec<f64> {
            market.world().blocks.iter().flat_map(|block| &block.need).map(|&need| f64::from(need)).collect()
        };
        let start = all(&*market);
        for _ in 0..12 {
            sitting.step(&mut *market)?;
        }
        let now = all(&*market);
        let count = now.len() as f64;
        let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / count;
        let kept = wide::power(2.0, -12.0 / half_life) * wide::power(1.0 - events / 12.0, 12.0);
        let note = "1 attribute, after 12 months";
        let words =
            |what: &str| format!("{what} of needs, half-life {half_life}, {events} life events a year");
        let root = count.sqrt();
        items.push(item("step 4", &words("mean"), note).near(
            mean(&mut now.iter().copied()),
            0.0,
            1.0 / root,
        ));
        items.push(item("step 4", &words("variance"), note).near(
            mean(&mut now.iter().map(|need| need * need)),
            1.0,
            2.0_f64.sqrt() / root,
        ));
        // Of normal numbers; where life events mix two correlations, the product's variance lies between.
        let error = (1.0 + kept).sqrt() / root;
        let product = mean(&mut start.iter().zip(&now).map(|(then, now)| then * now));
        items.push(item("step 4", &words("covariance with then"), note).near(product, kept, error));
    }
    Some(items)
}

/// The market's centre moves by the stated standard deviation in 12 months, whatever its momentum.
pub fn centre(sitting: &Sitting) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    for momentum in [0.0, 0.9] {
        let mut config = at_rest(sitting, 1);
        config.world.customers = 150.0;
        config.world.attributes = 16.0;
        config.needs.market_shift_per_year = 0.8;
        config.needs.market_momentum = momentum;
        let mut squares = Vec::new();
        for replicate in 0..sitting.choose(20, 100) {
            let mut market = sitting.open(&config, replicate);
            let mut centres = Vec::new();
            for _ in 0..=168 {
                centres.push(market.world().centre.clone());
                sitting.step(&mut *market)?;
            }
            // Years apart by 24 months, by when velocity has forgotten; it starts at rest.
            for start in (48..168).step_by(36) {
                let pairs = centres[start].iter().zip(&centres[start + 12]);
                squares.extend(pairs.map(|(before, after)| (after - before) * (after - before)));
            }
        }
        let note = "market_shift_per_year = 0.8, 16 attributes, years 24 months apart in several worlds";
        let expected = 0.8 * 0.8;
        let error = expected * (2.0 / squares.len() as f64).sqrt();
        let words = format!("squared move of the centre in a year, momentum {momentum} [taste²]");
        items.push(item("step 2", &words, note).near(mean_and_error(&squares).0, expected, error));
    }
    Some(items)
}
