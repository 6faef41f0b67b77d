//! O7, O13 and O14: what sensing can know, and what an offer made from it is worth.

use super::catalogues::at_rest;
use super::item;
use crate::exam::closed::{adapted_misfit, best_catalogue, mean_and_error, persistence, riccati};
use crate::exam::contest::{Contest, DIALS as CONTEST, TO_REST, error_at_offer, noise};
use crate::exam::{ERRORS, Item, Sitting};
use crate::scenario::config::{CategorySet, Config, DataCategory, Model};
use crate::world::World;

/// What is switched off, in words.
const DIALS: &str = "2 attributes, one firm that everybody buys from (base = 20); market_shift_per_year = 0, pooled_learning \
                     = 0, survey of everybody without noise";
/// How close single precision comes to an exact variance between 0 and 1.
const ROUNDING: f64 = 1e-5;

/// A firm that everybody buys from and that sees one category, with this noise, every month.
fn watched(sitting: &Sitting, noise: f64, half_life: f64) -> Config {
    let mut config = at_rest(sitting, 1);
    config.world.attributes = 2.0;
    config.needs.half_life_months = half_life;
    config.planning.pooled_learning = 0.0;
    config.data = vec![DataCategory {
        name: "watched".to_owned(),
        noise,
        intrusiveness: 0.0,
        technology: false,
        reach: 0.0,
        seen: 1.0,
        volunteered: false,
    }];
    config.firms[0].dials.remembers = CategorySet::default().with(0);
    config
}

/// Squared errors of what the only firm believes of every need; its idea of the centre counts.
fn squared_errors(world: &World) -> Vec<f64> {
    let firm = &world.firms[0];
    let mut errors = Vec::new();
    for block in &world.blocks {
        for a in 0..world.attributes() {
            let column = a * block.len()..(a + 1) * block.len();
            for (need, estimate) in block.need[column.clone()].iter().zip(&block.links[0].estimate[column]) {
                let error = firm.centre[a] + f64::from(*estimate) - world.centre[a] - f64::from(*need);
                errors.push(error * error);
            }
        }
    }
    errors
}

/// O7 for needs that revert: the error variance follows the Riccati recursion to its fixed point, and is the error that
/// estimates have.
pub fn estimates(sitting: &Sitting) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    for (noise, half_life) in [(0.25, 6.0), (1.0, 12.0), (1.0, 55.0), (4.0, 24.0)] {
        let config = watched(sitting, noise, half_life);
        let mut market = sitting.open(&config, 0);
        let kept = persistence(half_life);
        let (mut variance, mut farthest) = (1.0, 0.0_f64);
        for _ in 0..TO_REST {
            sitting.step(&mut *market)?;
            let before = kept * variance + 1.0 - kept;
            variance = before * noise / (before + noise);
            let links = market.world().blocks.iter().map(|block| &block.links[0].knowledge);
            let distances = links.flatten().map(|&known| (1.0 - f64::from(known) - variance).abs());
            farthest = distances.fold(farthest, f64::max);
        }
        let setting = format!("noise {noise}, half-life {half_life}");
        let known = market.world().blocks[0].links[0].knowledge[0];
        let before = riccati(noise, kept);
        let at_rest = before * noise / (before + noise);
        let exact = "one observation a month, seen = 1; single precision";
        let note = format!("{exact}; {DIALS}, life_events_per_year = 0");
        items.push(
            item("O7", &format!("uncertainty off the recursion, {setting}"), &note)
                .within(farthest, (0.0, ROUNDING)),
        );
        items.push(
            item("O7", &format!("uncertainty at rest, {setting}"), &note)
                .within(1.0 - f64::from(known), (at_rest - ROUNDING, at_rest + ROUNDING)),
        );
        let errors = squared_errors(market.world());
        let count = errors.len() as f64;
        let error = variance * (2.0 / count).sqrt();
        // The survey of everybody puts the centre within 1/√customers of the truth, squared.
        let survey = 1.0 / config.world.customers;
        items.push(item("O7", &format!("squared error of estimates, {setting} [taste²]"), &note).within(
            mean_and_error(&errors).0,
            (variance - ERRORS * error, variance + ERRORS * error + survey),
        ));
    }
    Some(items)
}

/// O7 as a bound: no firm knows more than all that it may have seen allows.
pub fn no_estimate_is_too_good(sitting: &Sitting) -> Option<Vec<Item>> {
    let one = |model: Model| {
        let half_life = 24.0;
        let mut config = watched(sitting, 1.0, half_life);
        config.data = DataCategory::standard();
        config.firms[0].dials = model.dials(&config.data);
        config.firms[0].dials.cycle_months = 240.0;
        config.planning.pooled_learning = 0.7;
        config.needs.life_events_per_year = 0.2;
        let remembered = config.firms[0].dials.remembers;
        let seen = (0..config.data.len()).filter(|&category| remembered.contains(category));
        let information: f64 = seen.map(|category| 1.0 / config.data[category].noise).sum();
        let kept = persistence(half_life);
        let mut market = sitting.open(&config, 0);
        let mut variance = 1.0;
        for _ in 0..48 {
            sitting.step(&mut *market)?;
            variance = 1.0 / (1.0 / (kept * variance + 1.0 - kept) + information);
        }
        let (mean, error) = mean_and_error(&squared_errors(market.world()));
        let note = "the bound is the Riccati solution when everything remembered is seen of everybody every month; \
                    life_events_per_year = 0.2, half_life_months = 24, pooled_learning = 0.7, otherwise as the other items";
        let name = format!("squared error of a {} firm [taste²]", model.name());
        Some(item("O7", &name, note).within(mean, (variance - ERRORS * error, f64::INFINITY)))
    };
    [Model::SenseAndRespond, Model::CovertSenseAndRespond, Model::TargetedMakeAndSell]
        .into_iter()
        .map(one)
        .collect()
}

/// O7 for firms that see only some, sometimes: what they claim to know is what they know.
pub fn honest_claims(sitting: &Sitting) -> Option<Vec<Item>> {
    let one = |model: Model| {
        let mut config = watched(sitting, 1.0, 24.0);
        config.data = DataCategory::standard();
        config.firms[0].dials = model.dials(&config.data);
        config.firms[0].dials.cycle_months = 240.0;
        config.purchases.fit_response = 0.0;
        config.trust.competence_gain = 0.0;
        config.trust.competence_loss = 0.0;
        config.trust.disappointment = 0.0;
        config.wanting.gain_weight = 0.0;
        let mut market = sitting.open(&config, 0);
        for _ in 0..36 {
            sitting.step(&mut *market)?;
        }
        let world = market.world();
        let claimed = world.blocks.iter().flat_map(|block| {
            (0..world.attributes())
                .flat_map(|_| block.links[0].knowledge.iter().map(|&known| 1.0 - f64::from(known)))
        });
        let ratios: Vec<f64> =
            squared_errors(world).iter().zip(claimed).map(|(error, own)| error / own).collect();
        // A squared error over its variance is the square of a standard normal number.
        let (count, survey) = (ratios.len() as f64, 1.0 / config.world.customers);
        let least = ratios.iter().sum::<f64>() / count;
        let error = ERRORS * (2.0 / count).sqrt();
        let slack = survey / (1.0 - f64::from(most_known(world)));
        let note = "all categories of the preset, as often as they are seen; what is seen must not depend on the error, so \
                    fit_response = 0, competence_gain = competence_loss = disappointment = 0, gain_weight = 0; \
                    life_events_per_year = 0, otherwise as the other items";
        let name = format!("squared error over what a {} firm claims", model.name());
        Some(item("O7", &name, note).within(least, (1.0 - error, 1.0 + error + slack)))
    };
    [Model::SenseAndRespond, Model::CovertSenseAndRespond, Model::TargetedMakeAndSell]
        .into_iter()
        .map(one)
        .collect()
}

/// The largest knowledge that the only firm claims of anybody.
fn most_known(world: &World) -> f32 {
    let links = world.blocks.iter().flat_map(|block| &block.links[0].knowledge);
    links.fold(0.0, |most: f32, &known| most.max(known))
}

/// O13 in this month's order: the misfit of an offer fully adapted from one observation a month, at rest.
pub fn sensing_alone(sitting: &Sitting) -> Option<Vec<Item>> {
    let reliabilities = [0.7, 0.5];
    let customers = sitting.choose(20_000.0, 100_000.0);
    let mut items = Vec::new();
    for half_life in [3.0, 12.0, 24.0, 55.0, 120.0] {
        let contest = Contest {
            customers,
            half_life,
            adapters: &reliabilities,
            catalogues: &[],
            months: TO_REST,
            measured: 1,
        };
        let found = contest.hold(sitting)?.remove(0);
        for (reliability, misfit) in reliabilities.into_iter().zip(found.adapters) {
            let expected = adapted_misfit(error_at_offer(TO_REST - 1, noise(reliability), half_life));
            let note = format!(
                "closed form P + P²(1 − P), P the error variance at the offer, before the month's observation: the offer uses \
                 last month's knowledge and shrinks by it; {CONTEST}"
            );
            let name =
                format!("misfit of sensing, half-life {half_life}, reliability {reliability} [taste²]");
            let error = expected * (2.0 / customers).sqrt();
            items.push(item("O13", &name, &note).near(misfit, expected, error));
        }
    }
    Some(items)
}

/// O14 in this month's order: after how many observations sensing beats a catalogue of four, when needs stand still.
pub fn cold_start(sitting: &Sitting) -> Option<Vec<Item>> {
    let reliabilities = [0.7, 0.5, 0.2];
    let (customers, half_life, products) = (sitting.choose(20_000.0, 100_000.0), 10_000.0, 4);
    let contest = Contest {
        customers,
        half_life,
        adapters: &reliabilities,
        catalogues: &[products],
        months: TO_REST,
        measured: TO_REST,
    };
    let months = contest.hold(sitting)?;
    let best = best_catalogue(products).1;
    let one = |(adapter, reliability): (usize, f64)| {
        // With month numbers from 0, the offer of month n rests on n observations.
        let ahead = |month: usize| months[month].adapters[adapter] < months[month].catalogues[0];
        let measured = (0..TO_REST).find(|&month| ahead(month));
        let misfit = |month: usize| adapted_misfit(error_at_offer(month, noise(reliability), half_life));
        let first = |slack: f64| {
            let month = (0..TO_REST).find(|&month| misfit(month) * (1.0 + slack) < best);
            month.map_or(f64::INFINITY, |month| month as f64)
        };
        // Both squared misfits are those of nearly normal numbers.
        let slack = ERRORS * (4.0 / customers).sqrt();
        let note = format!(
            "half_life_months = 10 000 instead of no drift; the first n for which P + P²(1 − P), with P after n observations, is \
             below the misfit of the best {products} products; {CONTEST}"
        );
        let name = format!("observations until sensing beats {products} products, reliability {reliability}");
        item("O14", &name, &note).within(measured.map(|month| month as f64), (first(-slack), first(slack)))
    };
    Some(reliabilities.into_iter().enumerate().map(one).collect())
}
