//! O2 and O9: customers who choose by names alone, and by what differs between them.

use super::item;
use crate::exam::closed::{nearest, normal_mean};
use crate::exam::{Item, Sitting};
use crate::math::wide;
use crate::scenario::config::{Config, Model};

/// What is switched off, in words.
const DIALS: &str = "weight_fit = 0, weight_trust = 0, weight_persuasion = 0; firms differ in appeal alone";

/// A market in which fit, trust, persuasion and price do not count, and customers choose by name alone.
fn names_alone(sitting: &Sitting, appeals: &[f64]) -> Config {
    let mut config = sitting.config();
    config.world.customers = sitting.choose(30_000.0, 200_000.0);
    config.world.months = 30.0;
    config.choice.weight_fit = 0.0;
    config.choice.weight_trust = 0.0;
    config.choice.weight_persuasion = 0.0;
    config.choice.weight_price = 0.0;
    for (number, appeal) in appeals.iter().enumerate() {
        config.add_firm(&format!("firm-{number}"), Model::MakeAndSell).dials.appeal = *appeal;
    }
    config
}

/// Choice probabilities of these utilities and of buying nowhere, whose utility is 0.
fn logit(utilities: &[f64]) -> Vec<f64> {
    let weights: Vec<f64> = utilities.iter().map(|&utility| wide::exp(utility)).collect();
    let sum = 1.0 + weights.iter().sum::<f64>();
    weights.iter().map(|weight| weight / sum).collect()
}

/// Standard error of a share `p` of `count`.
fn binomial(p: f64, count: f64) -> f64 {
    (p * (1.0 - p) / count).sqrt()
}

/// O2: customers who are all alike have the same chance to stay whatever their tenure.
pub fn flat_retention(sitting: &Sitting) -> Option<Vec<Item>> {
    let appeals = [0.3, 0.0, -0.4];
    let mut config = names_alone(sitting, &appeals);
    config.choice.attention = 0.4;
    config.choice.loyalty = 1.2;
    let mut market = sitting.open(&config, 0);
    let (mut before, mut stayed) = ([0; 3], [0; 3]);
    // Those who joined in months 1 to 6: how many, and how many are left after 3 and after 12 months.
    let mut joiners = [[0; 3]; 3];
    for month in 0..config.world.months as usize {
        sitting.step(&mut *market)?;
        for (j, firm) in market.world().firms.iter().enumerate() {
            before[j] += firm.tally.before;
            stayed[j] += firm.tally.stayed;
            for (entry, age) in [0, 3, 12].into_iter().enumerate() {
                if (1..=6).contains(&month.wrapping_sub(age)) {
                    let cohort = firm.cohorts[month - age];
                    joiners[j][entry] += if age == 0 { cohort.joined } else { cohort.alive };
                }
            }
        }
    }
    let mut items = Vec::new();
    for (j, &[joined, after_3, after_12]) in joiners.iter().enumerate() {
        let mut utilities = appeals;
        utilities[j] += config.choice.loyalty;
        let stay = 1.0 - config.choice.attention * (1.0 - logit(&utilities)[j]);
        let note = format!("attention = 0.4, loyalty = 1.2, weight_price = 0; {DIALS}");
        let mut push = |words: String, part: i64, whole: i64, expected: f64| {
            let found = part as f64 / whole as f64;
            let error = binomial(expected, whole as f64);
            items.push(item("O2", &words, &note).near(found, expected, error));
        };
        let appeal = appeals[j];
        push(format!("monthly retention of everybody, appeal {appeal}"), stayed[j], before[j], stay);
        // From age 3 to age 12, by which a chance that grows with tenure would have grown.
        push(
            format!("joiners still there after 3 months, appeal {appeal}"),
            after_3,
            joined,
            wide::power(stay, 3.0),
        );
        push(
            format!("of these still there 9 months later, appeal {appeal}"),
            after_12,
            after_3,
            wide::power(stay, 9.0),
        );
    }
    Some(items)
}

/// Mean shares of the firms over the months of a market.
fn shares(sitting: &Sitting, config: &Config) -> Option<Vec<f64>> {
    let mut market = sitting.open(config, 0);
    let mut sums = vec![0_i64; config.firms.len()];
    for _ in 0..config.world.months as usize {
        sitting.step(&mut *market)?;
        for (sum, firm) in sums.iter_mut().zip(&market.world().firms) {
            *sum += firm.tally.customers;
        }
    }
    let draws = config.world.customers * config.world.months;
    Some(sums.into_iter().map(|sum| sum as f64 / draws).collect())
}

/// O9: shares are exp(v) / sum with buying nowhere at v = 0, a further firm takes from all in proportion, and the
/// elasticity of the own price is −w p (1 − s).
pub fn logit_shares(sitting: &Sitting) -> Option<Vec<Item>> {
    let market = |appeals: &[f64]| {
        let mut config = names_alone(sitting, appeals);
        config.choice.attention = 1.0;
        config.choice.loyalty = 0.0;
        config.choice.base = 0.5;
        config.choice.weight_price = 1.5;
        config
    };
    let appeals = [0.8, 0.2, -0.5];
    let config = market(&appeals);
    let draws = config.world.customers * config.world.months;
    let expected = logit(&appeals.map(|appeal| 0.5 + appeal - 1.5));
    let found = shares(sitting, &config)?;
    let note = format!("attention = 1, loyalty = 0, base = 0.5, weight_price = 1.5; {DIALS}");
    let mut items: Vec<Item> = (0..appeals.len())
        .map(|j| {
            let words = format!("share of a firm with appeal {}", appeals[j]);
            item("O9", &words, &note).near(found[j], expected[j], binomial(expected[j], draws))
        })
        .collect();

    let further = [0.8, 0.2, -0.5, 1.0];
    let more = shares(sitting, &market(&further))?;
    let after = logit(&further.map(|appeal| 0.5 + appeal - 1.5));
    let change = (more[0] / more[1]) / (found[0] / found[1]);
    let error =
        (expected[..2].iter().chain(&after[..2]).map(|share| 1.0 / share).sum::<f64>() / draws).sqrt();
    items.push(
        item("O9", "ratio of two shares with a further firm, over without", &note).near(change, 1.0, error),
    );

    let (mut dearer, mut cheaper) = (config.clone(), config);
    dearer.firms[0].dials.price = 1.02;
    cheaper.firms[0].dials.price = 0.98;
    let (high, low) = (shares(sitting, &cheaper)?[0], shares(sitting, &dearer)?[0]);
    let utility = |appeal: f64, price: f64| 0.5 + appeal - 1.5 * price;
    let own = |price: f64| {
        logit(&[utility(appeals[0], price), utility(appeals[1], 1.0), utility(appeals[2], 1.0)])[0]
    };
    let step = wide::ln(1.02 / 0.98);
    // Both worlds have the same luck: they differ in those whose choice the price decides.
    let error = ((own(0.98) - own(1.02)) / draws).sqrt() / expected[0] / step;
    items.push(item("O9", "elasticity of the own price", &note).near(
        wide::ln(low / high) / step,
        wide::ln(own(1.02) / own(0.98)) / step,
        error,
    ));
    Some(items)
}

/// O9 for people who differ: shares are the mean of exp(v) / sum over needs, and a further firm takes more from the firm
/// that is like it.
pub fn shares_of_different_people(sitting: &Sitting) -> Option<Vec<Item>> {
    let market = |sizes: &[usize]| {
        let mut config = names_alone(sitting, &[]);
        config.world.attributes = 1.0;
        config.world.months = 12.0;
        config.needs.market_shift_per_year = 0.0;
        config.choice.attention = 1.0;
        config.choice.loyalty = 0.0;
        config.choice.weight_fit = 6.0;
        config.planning.survey_size = config.world.customers;
        config.planning.survey_noise = 0.0;
        for (number, &size) in sizes.iter().enumerate() {
            let dials = &mut config.add_firm(&format!("firm-{number}"), Model::MakeAndSell).dials;
            dials.products = size as f64;
            dials.cycle_months = 240.0;
        }
        config
    };
    // What firm `j` is to have, by the integral over needs, and the standard error of its mean over the months of a run in
    // which needs, at worst, do not move.
    let expected = |config: &Config, sitting: &Sitting| -> Vec<(f64, f64)> {
        let market = sitting.open(config, 0);
        let catalogues: Vec<_> = market.world().firms.iter().map(|firm| &firm.catalogue.products).collect();
        let chance = |need: f64| {
            let fit = |products: &&Vec<f64>| wide::exp(-nearest(products, need) / 2.0);
            logit(&catalogues.iter().map(|products| 6.0 * (fit(products) - 0.5)).collect::<Vec<_>>())
        };
        let moments = |j: usize| {
            let mean = normal_mean(|need| chance(need)[j]);
            let square = normal_mean(|need| chance(need)[j] * chance(need)[j]);
            let within = (mean - square) / config.world.months;
            (mean, ((square - mean * mean + within) / config.world.customers).sqrt())
        };
        (0..catalogues.len()).map(moments).collect()
    };
    let (pair, three) = (market(&[1, 3]), market(&[1, 3, 3]));
    let (two, more) = (expected(&pair, sitting), expected(&three, sitting));
    let (found_two, found_more) = (shares(sitting, &pair)?, shares(sitting, &three)?);
    let note = "1 attribute, weight_fit = 6, attention = 1, loyalty = 0, other weights 0, catalogues of 1, 3 and 3 products from \
                perfect surveys; the expectation is an integral over needs, given the catalogues";
    let mut items: Vec<Item> = (0..more.len())
        .map(|j| {
            let words = format!("share of firm {} when people differ", j + 1);
            item("O9", &words, note).near(found_more[j], more[j].0, more[j].1)
        })
        .collect();
    let ratio = |with: [f64; 2], without: [f64; 2]| (with[0] / with[1]) / (without[0] / without[1]);
    let change = ratio([more[0].0, more[1].0], [two[0].0, two[1].0]);
    let relative = [more[0], more[1], two[0], two[1]].map(|(mean, error)| error * error / (mean * mean));
    items.push(item("O9", "ratio of two shares with a firm like the second, over without", note).near(
        ratio([found_more[0], found_more[1]], [found_two[0], found_two[1]]),
        change,
        change * relative.iter().sum::<f64>().sqrt(),
    ));
    Some(items)
}
