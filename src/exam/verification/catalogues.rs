//! O4, O5 and the half of O6 that this model can express: catalogues from which customers choose for themselves.

use super::item;
use crate::exam::closed::{best_catalogue, mean_over_worlds, nearest, normal_mean};
use crate::exam::{Item, Sitting};
use crate::math::wide;
use crate::scenario::config::{Config, Model};
use crate::world::World;
use crate::world::tally::SHARE;

/// What is switched off, in words.
const DIALS: &str = "1 attribute, one make-and-sell firm that everybody buys from (base = 20); market_shift_per_year = 0, \
                     life_events_per_year = 0, survey_size = customers, survey_noise = 0, catalogue kept to the end";
/// The largest catalogue that k-means finds well from random starts \[products\].
const LARGEST: usize = 5;
/// Surveys of which the best catalogue counts \[count\].
const SURVEYS: u32 = 8;
/// Products of the catalogues of O5 and O6.
const PRODUCTS: usize = 4;

/// A market of one attribute and one firm that everybody buys from, at rest.
pub fn at_rest(sitting: &Sitting, products: usize) -> Config {
    let mut config = sitting.config();
    config.world.customers = sitting.choose(20_000.0, 100_000.0);
    config.world.attributes = 1.0;
    config.needs.market_shift_per_year = 0.0;
    config.needs.life_events_per_year = 0.0;
    config.choice.base = 20.0;
    config.planning.survey_size = config.world.customers;
    config.planning.survey_noise = 0.0;
    let dials = &mut config.add_firm("only", Model::MakeAndSell).dials;
    dials.products = products as f64;
    // Launched after the end: the first catalogue stays.
    dials.cycle_months = 240.0;
    config
}

/// Mean squared distance from the needs, moved by `shift`, to the nearest product of the only firm.
fn misfit(world: &World, shift: f64) -> f64 {
    let products = &world.firms[0].catalogue.products;
    let needs = world.blocks.iter().flat_map(|block| &block.need);
    let sum: f64 = needs.map(|&need| nearest(products, f64::from(need) + shift)).sum();
    sum / f64::from(world.customers())
}

/// Mean of `f` over normal needs, and the standard error of its mean over `customers` of them.
fn expected(customers: f64, f: impl Fn(f64) -> f64) -> (f64, f64) {
    let mean = normal_mean(&f);
    let square = normal_mean(|need| f(need) * f(need));
    (mean, ((square - mean * mean) / customers).sqrt())
}

/// O4: the catalogue from a survey of everybody is the best one.
pub fn perfect_survey(sitting: &Sitting) -> Option<Vec<Item>> {
    let note = format!(
        "the best of {SURVEYS} worlds, because from random starts the 20 steps of k-means can stop short of the best catalogue; \
         {DIALS}"
    );
    let one = |products: usize| {
        let config = at_rest(sitting, products);
        let surveyed = (0..SURVEYS).map(|world| misfit(sitting.open(&config, world).world(), 0.0));
        let found = surveyed.fold(f64::INFINITY, f64::min);
        let best = best_catalogue(products).0;
        let (mean, error) = expected(config.world.customers, |need| nearest(&best, need));
        item("O4", &format!("squared misfit of {products} products [taste²]"), &note).near(found, mean, error)
    };
    Some((1..=LARGEST).map(one).collect())
}

/// O5: a catalogue left where it is misses by what the market moves.
pub fn left_behind(sitting: &Sitting) -> Option<Vec<Item>> {
    let config = at_rest(sitting, PRODUCTS);
    let best = best_catalogue(PRODUCTS).0;
    let worlds = sitting.choose(32, 64);
    let note = format!(
        "mean over {worlds} worlds, whose spread gives the error (by Student's t); needs moved to both sides of a catalogue of {PRODUCTS} products, \
         because one that is off to one side by the chance of its survey gains there what it loses here; {DIALS}"
    );
    let shifts = [0.25, 0.5, 1.0, 2.0];
    // What a market `shift` away, to either side, adds to the misfit.
    let added =
        |misfit: &dyn Fn(f64) -> f64, shift: f64| (misfit(shift) + misfit(-shift)) / 2.0 - misfit(0.0);
    let worlds: Vec<[f64; 4]> = (0..worlds)
        .map(|world| {
            let market = sitting.open(&config, world);
            shifts.map(|shift| added(&|shift| misfit(market.world(), shift), shift))
        })
        .collect();
    let one = |(place, shift): (usize, f64)| {
        let found: Vec<f64> = worlds.iter().map(|world| world[place]).collect();
        let (mean, error) = mean_over_worlds(&found);
        let expected = added(&|shift| normal_mean(|need| nearest(&best, need + shift)), shift);
        item("O5", &format!("misfit added by a market {shift} away [taste²]"), &note)
            .near(mean, expected, error)
    };
    let mut items: Vec<Item> = shifts.into_iter().enumerate().map(one).collect();
    items.extend(on_the_move(sitting)?);
    Some(items)
}

/// O5 in the course of a run: the fit that customers meet, against its integral over normal needs.
fn on_the_move(sitting: &Sitting) -> Option<Vec<Item>> {
    let mut config = at_rest(sitting, PRODUCTS);
    config.needs.market_shift_per_year = 3.0;
    config.needs.half_life_months = 3.0;
    let mut market = sitting.open(&config, 0);
    let mut items = Vec::new();
    for month in 1..=30 {
        sitting.step(&mut *market)?;
        if month % 10 != 0 {
            continue;
        }
        let firm = &market.world().firms[0];
        let (products, centre) = (&firm.catalogue.products, market.world().centre[0]);
        let (mean, error) =
            expected(config.world.customers, |need| wide::exp(-nearest(products, need + centre) / 2.0));
        let found = firm.tally.fit as f64 / firm.tally.customers as f64 / f64::from(SHARE);
        let note =
            format!("market_shift_per_year = 3, half_life_months = 3, otherwise as the other items; {DIALS}");
        items.push(
            item("O5", &format!("fit met in month {month} of a fast market"), &note).near(found, mean, error),
        );
    }
    Some(items)
}

/// O6, first half: personal drift does not matter to a catalogue from which customers choose for themselves.
pub fn own_choice(sitting: &Sitting) -> Option<Vec<Item>> {
    let worlds = sitting.choose(32, 64);
    let note = format!(
        "mean over {worlds} worlds, whose spread gives the error (by Student's t); {PRODUCTS} products, chosen freely, before and after 24 months; \
         life_events_per_year = 0.5; {DIALS}"
    );
    let one = |half_life: f64| {
        let mut config = at_rest(sitting, PRODUCTS);
        config.needs.half_life_months = half_life;
        config.needs.life_events_per_year = 0.5;
        let added = |world: u32| {
            let mut market = sitting.open(&config, world);
            let before = misfit(market.world(), 0.0);
            for _ in 0..24 {
                sitting.step(&mut *market)?;
            }
            Some(misfit(market.world(), 0.0) - before)
        };
        let (mean, error) = mean_over_worlds(&(0..worlds).map(added).collect::<Option<Vec<f64>>>()?);
        let words = format!("misfit added by 24 months, half-life {half_life} [taste²]");
        Some(item("O6", &words, &note).near(mean, 0.0, error))
    };
    [1.0, 6.0, 55.0].into_iter().map(one).collect()
}
