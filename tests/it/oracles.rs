//! The model against closed forms: everything else is switched off, and what remains must come out within
//! sampling error. Tolerances are in standard errors; with a few dozen comparisons a test, 4.5 of them are
//! exceeded by chance less than once in a thousand tests. "O2" and so on are the oracles of `docs/evidence.md`.

use sellsense::experiment::{self, Simulation};
use sellsense::math::wide;
use sellsense::scenario::config::{CategorySet, Config, DataCategory, Model};
use sellsense::table::Table;
use sellsense::world::World;

/// Allowed distance in standard errors.
const ERRORS: f64 = 4.5;

/// A market in which fit, trust, persuasion and price do not count, and customers choose by name alone.
fn names_alone(appeals: &[f64]) -> Config {
    let mut config = Config::defaults();
    config.world.customers = 30_000.0;
    config.world.months = 30.0;
    config.world.replications = 1.0;
    config.choice.weight_fit = 0.0;
    config.choice.weight_trust = 0.0;
    config.choice.weight_persuasion = 0.0;
    config.choice.weight_price = 0.0;
    for (number, appeal) in appeals.iter().enumerate() {
        config.add_firm(&format!("firm-{number}"), Model::MakeAndSell).dials.appeal = *appeal;
    }
    config
}

/// Rows of a firm in a column of known numbers.
fn series(table: &Table, firm: &str, measure: &str) -> Vec<f64> {
    let rows = (0..table.rows()).filter(|&row| table.word("firm", row) == firm);
    rows.map(|row| table.numbers(measure)[row].expect("it is known")).collect()
}

fn assert_near(what: &str, found: f64, expected: f64, error: f64) {
    let distance = (found - expected).abs() / error;
    assert!(distance <= ERRORS, "{what}: {found}, expected {expected}, {distance:.1} standard errors away");
}

/// Choice probabilities of these utilities and of buying nowhere, whose utility is 0.
fn logit(utilities: &[f64]) -> Vec<f64> {
    let weights: Vec<f64> = utilities.iter().map(|&utility| wide::exp(utility)).collect();
    let sum = 1.0 + weights.iter().sum::<f64>();
    weights.iter().map(|weight| weight / sum).collect()
}

/// O2: customers who are all alike have the same chance to stay whatever their tenure.
#[test]
fn retention_of_like_customers_is_flat() {
    let appeals = [0.3, 0.0, -0.4];
    let mut config = names_alone(&appeals);
    config.choice.attention = 0.4;
    config.choice.loyalty = 1.2;
    let outcome = experiment::replications(&config, &|_| true).expect("nobody stops it");
    for (j, _) in appeals.iter().enumerate() {
        let name = format!("firm-{j}");
        let mut utilities = appeals;
        utilities[j] += config.choice.loyalty;
        let stay = 1.0 - config.choice.attention * (1.0 - logit(&utilities)[j]);
        let shares = series(&outcome.monthly, &name, "market_share");
        let retentions = series(&outcome.monthly, &name, "retention");
        for month in 1..shares.len() {
            let customers = shares[month - 1] * config.world.customers;
            let error = (stay * (1.0 - stay) / customers).sqrt();
            assert_near(&format!("{name}, month {month}"), retentions[month], stay, error);
        }
        let cohorts = &outcome.cohorts;
        let (joined, ages) = (cohorts.integers("joined_month"), cohorts.integers("age_months"));
        let (sizes, alive) = (cohorts.integers("customers"), cohorts.integers("alive"));
        let mut compared = 0;
        for row in 0..cohorts.rows() {
            if cohorts.word("firm", row) == name && ages[row] > 0 && joined[row] < 3 {
                let survival = wide::power(stay, ages[row] as f64);
                let error = (survival * (1.0 - survival) / sizes[row] as f64).sqrt();
                let what = format!("{name}, joined {}, age {}", joined[row], ages[row]);
                assert_near(&what, alive[row] as f64 / sizes[row] as f64, survival, error);
                compared += 1;
            }
        }
        assert_eq!(compared, 29 + 28 + 27);
    }
}

/// O9: shares are exp(v) / sum, with buying nowhere at v = 0; a further firm takes from all in proportion; the
/// elasticity of the own price is −w p (1 − s).
#[test]
fn shares_of_like_customers_are_logit_shares() {
    let draws = 30_000.0 * 30.0;
    let shares = |config: &Config| -> Vec<f64> {
        let outcome = experiment::replications(config, &|_| true).expect("nobody stops it");
        let mean = |name: &str| {
            let shares = series(&outcome.monthly, name, "market_share");
            shares.iter().sum::<f64>() / shares.len() as f64
        };
        config.firms.iter().map(|firm| mean(&firm.name)).collect()
    };
    let market = |appeals: &[f64]| {
        let mut config = names_alone(appeals);
        config.choice.attention = 1.0;
        config.choice.loyalty = 0.0;
        config.choice.base = 0.5;
        config.choice.weight_price = 1.5;
        config
    };
    let appeals = [0.8, 0.2, -0.5];
    let config = market(&appeals);
    let expected = logit(&appeals.map(|appeal| 0.5 + appeal - 1.5));
    let found = shares(&config);
    for (j, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert_near(&format!("share {j}"), *found, *expected, (expected * (1.0 - expected) / draws).sqrt());
    }

    let more = shares(&market(&[0.8, 0.2, -0.5, 1.0]));
    let (before, after) = (found[0] / found[1], more[0] / more[1]);
    let error = before * ((1.0 / found[0] + 1.0 / found[1] + 1.0 / more[0] + 1.0 / more[1]) / draws).sqrt();
    assert_near("ratio of shares with a further firm", after, before, error);

    let (mut dearer, mut cheaper) = (config.clone(), config);
    dearer.firms[0].dials.price = 1.02;
    cheaper.firms[0].dials.price = 0.98;
    let (high, low) = (shares(&cheaper)[0], shares(&dearer)[0]);
    let elasticity = wide::ln(low / high) / wide::ln(1.02 / 0.98);
    // Both worlds have the same luck: they differ in those whose choice the price decides.
    let decided = (high - low) / draws;
    let error = decided.sqrt() / expected[0] / wide::ln(1.02 / 0.98);
    // The finite step itself bends the curve by less than 0.001.
    assert_near("elasticity", elasticity, -1.5 * (1.0 - expected[0]), error + 0.001);
}

/// A market of one attribute and one firm that everybody buys from, at rest.
fn at_rest(products: f64) -> Config {
    let mut config = Config::defaults();
    config.world.customers = 20_000.0;
    config.world.attributes = 1.0;
    config.needs.market_shift_per_year = 0.0;
    config.needs.life_events_per_year = 0.0;
    config.choice.base = 20.0;
    config.planning.survey_size = 20_000.0;
    config.planning.survey_noise = 0.0;
    let firm = config.add_firm("only", Model::MakeAndSell);
    firm.dials.products = products;
    // Launched after the end: the first catalogue stays.
    firm.dials.cycle_months = 240.0;
    config
}

/// Squared distances from each need, moved by `shift`, to the nearest product of the only firm.
fn misfits(world: &World, shift: f64) -> Vec<f64> {
    let products = &world.firms[0].catalogue.products;
    let needs = world.blocks.iter().flat_map(|block| &block.need);
    let nearest = |need: f64| products.iter().map(|x| (need - x) * (need - x)).fold(f64::INFINITY, f64::min);
    needs.map(|&need| nearest(f64::from(need) + shift)).collect()
}

/// Mean and its standard error.
fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// O4: mean squared misfit of the best catalogue for standard normal needs in one attribute.
const BEST_MISFIT: [(f64, f64); 5] = [(1.0, 1.000), (2.0, 0.363), (3.0, 0.190), (4.0, 0.117), (5.0, 0.080)];
/// The table has three decimals.
const ROUNDED: f64 = 0.0005;

/// O4.
#[test]
fn a_catalogue_from_a_perfect_survey_is_the_best_one() {
    for (products, expected) in BEST_MISFIT {
        let simulation = Simulation::new(&at_rest(products), 0);
        let (mean, error) = mean_and_error(&misfits(simulation.world(), 0.0));
        assert_near(&format!("{products} products"), mean, expected, error + ROUNDED);
    }
}

/// O5: the misfit of a catalogue of four products that is left where it is while the market moves on.
#[test]
fn a_catalogue_left_behind_misses_by_what_the_market_moved() {
    for (shift, expected) in [(0.0, 0.117), (0.25, 0.123), (0.5, 0.147), (1.0, 0.264), (2.0, 1.05)] {
        let rounded = if shift == 2.0 { 0.005 } else { ROUNDED };
        // To both sides: a catalogue off to one side by the chance of its survey gains there what it loses here.
        let both: Vec<f64> = (0..16)
            .map(|replicate| {
                let simulation = Simulation::new(&at_rest(4.0), replicate);
                let mean = |shift| mean_and_error(&misfits(simulation.world(), shift)).0;
                (mean(shift) + mean(-shift)) / 2.0
            })
            .collect();
        let (mean, error) = mean_and_error(&both);
        assert_near(&format!("moved by {shift}"), mean, expected, error + rounded);
    }

    // In the course of a run: the fit that is met, against its integral over normal needs around the centre.
    let mut config = at_rest(4.0);
    config.needs.market_shift_per_year = 3.0;
    config.needs.half_life_months = 3.0;
    config.world.months = 30.0;
    let mut simulation = Simulation::new(&config, 0);
    let mut farthest = 0.0_f64;
    for month in 0..30 {
        simulation.step();
        let world = simulation.world();
        let products = world.firms[0].catalogue.products.clone();
        let fit = |need: f64| {
            let distance = |x: &f64| (need + world.centre[0] - x) * (need + world.centre[0] - x);
            let nearest = products.iter().map(distance).fold(f64::INFINITY, f64::min);
            wide::exp(-nearest / 2.0)
        };
        let (mean, square) = normal_moments(&fit);
        let (sum, customers) = (world.firms[0].tally.fit as f64, world.firms[0].tally.customers as f64);
        assert_eq!(customers, 20_000.0, "everybody buys from the only firm");
        let found = sum / customers / f64::from(sellsense::world::tally::SHARE);
        let error = ((square - mean * mean) / customers).sqrt();
        assert_near(&format!("fit of month {month}, centre {}", world.centre[0]), found, mean, error);
        farthest = farthest.max(world.centre[0].abs());
    }
    assert!(farthest > 1.0, "the market moved by {farthest}");
}

/// Mean of `f` and of its square over a standard normal number, by the trapezoid rule.
fn normal_moments(f: &dyn Fn(f64) -> f64) -> (f64, f64) {
    let (step, mut mean, mut square) = (0.002, 0.0, 0.0);
    for k in -4000..=4000 {
        let z = f64::from(k) * step;
        let weight = step * wide::exp(-z * z / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
        let value = f(z);
        mean += weight * value;
        square += weight * value * value;
    }
    (mean, square)
}

/// O6, first half: personal drift does not matter to a catalogue from which customers choose for themselves.
#[test]
fn self_chosen_misfit_does_not_depend_on_personal_drift() {
    for half_life in [1.0, 6.0, 55.0] {
        let mut config = at_rest(4.0);
        config.needs.half_life_months = half_life;
        config.needs.life_events_per_year = 0.5;
        let mut simulation = Simulation::new(&config, 0);
        for month in [6, 12, 24] {
            while simulation.world().month.0 < month {
                simulation.step();
            }
            let (mean, error) = mean_and_error(&misfits(simulation.world(), 0.0));
            assert_near(&format!("half-life {half_life}, month {month}"), mean, 0.117, error + ROUNDED);
        }
    }
}

/// A firm that everybody buys from and lets remember one category, with this noise, seen every month.
fn watched(noise: f64, half_life: f64) -> Config {
    let mut config = at_rest(1.0);
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
fn estimate_errors(world: &World) -> Vec<f64> {
    let firm = &world.firms[0];
    let mut errors = Vec::new();
    for block in &world.blocks {
        for a in 0..world.attributes() {
            let columns = a * block.len()..(a + 1) * block.len();
            for (need, estimate) in block.need[columns.clone()].iter().zip(&block.links[0].estimate[columns])
            {
                let error = firm.centre[a] + f64::from(*estimate) - world.centre[a] - f64::from(*need);
                errors.push(error * error);
            }
        }
    }
    errors
}

/// Knowledge of a need that returns to its mean, observed once a month: the error variance follows the Riccati
/// recursion to its fixed point (O7, for needs that revert; without reversion the fixed point is O7's).
#[test]
fn the_error_of_an_estimate_is_the_riccati_solution() {
    for (noise, half_life) in [(0.25, 6.0), (1.0, 12.0), (1.0, 55.0), (4.0, 24.0)] {
        let mut simulation = Simulation::new(&watched(noise, half_life), 0);
        let persistence = wide::power(2.0, -2.0 / half_life);
        let mut variance = 1.0;
        for month in 0..72 {
            simulation.step();
            let before = persistence * variance + 1.0 - persistence;
            variance = before * noise / (before + noise);
            let knowledge = simulation.world().blocks[0].links[0].knowledge.iter();
            let largest = knowledge.map(|&k| (1.0 - f64::from(k) - variance).abs()).fold(0.0, f64::max);
            assert!(largest < 1e-5, "noise {noise}, half-life {half_life}, month {month}: off by {largest}");
            if month % 12 == 11 {
                // The survey of everybody puts the centre within 1/√20 000 of the truth, squared.
                let (mean, error) = mean_and_error(&estimate_errors(simulation.world()));
                let what = format!("noise {noise}, half-life {half_life}, month {month}");
                assert_near(&what, mean, variance, error + 1.0 / 20_000.0);
            }
        }
        // The fixed point: M² + M(R − ρ²R − (1 − ρ²)) = (1 − ρ²)R, for the variance M before an observation.
        let q = 1.0 - persistence;
        let b = noise - persistence * noise - q;
        let before = (-b + (b * b + 4.0 * q * noise).sqrt()) / 2.0;
        let after = before * noise / (before + noise);
        assert!((variance - after).abs() < 1e-3 * after, "{variance} approaches {after}");
    }
}

/// No firm knows more than the Riccati solution allows for all that it could have seen, nor than it claims when
/// lives change without its learning of it.
#[test]
fn no_estimate_beats_the_riccati_solution() {
    for model in [Model::SenseAndRespond, Model::CovertSenseAndRespond, Model::TargetedMakeAndSell] {
        let mut config = watched(1.0, 24.0);
        config.data = DataCategory::standard();
        config.firms[0].dials = model.dials(&config.data);
        config.firms[0].dials.cycle_months = 240.0;
        config.planning.pooled_learning = 0.7;
        config.needs.life_events_per_year = 0.2;
        let remembered = config.firms[0].dials.remembers;
        let information: f64 = (0..config.data.len())
            .filter(|&c| remembered.contains(c))
            .map(|c| 1.0 / config.data[c].noise)
            .sum();
        let persistence = wide::power(2.0, -2.0 / 24.0);
        let mut variance = 1.0;
        let mut simulation = Simulation::new(&config, 0);
        for month in 0..48 {
            simulation.step();
            let before = persistence * variance + 1.0 - persistence;
            variance = 1.0 / (1.0 / before + information);
            let (mean, error) = mean_and_error(&estimate_errors(simulation.world()));
            let what = format!("{}, month {month}", model.name());
            assert!(mean >= variance - ERRORS * error, "{what}: {mean} beats {variance}");
            if month >= 24 {
                let tally = &simulation.world().firms[0].tally;
                let known = tally.knowledge as f64 / f64::from(sellsense::world::tally::SHARE);
                let claimed = 1.0 - known / tally.customers as f64;
                assert!(mean > claimed + ERRORS * error, "{what}: {mean} where {claimed} is claimed");
            }
        }
    }
}

/// O13: what sensing alone reaches, one noisy observation a month: the error variance by half-life of needs and
/// reliability 1 / (1 + R) of an observation.
#[test]
fn sensing_alone_reaches_the_tabulated_error() {
    for (half_life, reliable, noisy) in [
        (3.0, 0.235, 0.378),
        (12.0, 0.158, 0.248),
        (24.0, 0.123, 0.192),
        (55.0, 0.088, 0.136),
        (120.0, 0.063, 0.097),
    ] {
        for (reliability, expected) in [(0.7, reliable), (0.5, noisy)] {
            let mut config = watched(1.0 / reliability - 1.0, half_life);
            config.world.customers = 150.0;
            let mut simulation = Simulation::new(&config, 0);
            (0..240).for_each(|_| simulation.step());
            for &knowledge in &simulation.world().blocks[0].links[0].knowledge {
                let found = 1.0 - f64::from(knowledge);
                let what = format!("half-life {half_life}, reliability {reliability}");
                assert!((found - expected).abs() < 0.0006, "{what}: {found}, expected {expected}");
            }
        }
    }
}

/// Purchases are Poisson: the market's purchases in a month have the sum of the rates as mean and as variance.
#[test]
fn purchases_scatter_like_poisson_numbers() {
    for mean in [0.3, 5.0, 80.0] {
        let mut config = at_rest(1.0);
        config.world.customers = 2000.0;
        config.planning.survey_size = 2000.0;
        config.purchases.mean_per_month = mean;
        config.purchases.fit_response = 0.0;
        let mut simulation = Simulation::new(&config, 0);
        let rates = simulation.world().blocks.iter().flat_map(|block| &block.rate);
        let expected: f64 = rates.map(|&rate| mean * f64::from(rate)).sum();
        let months = 100;
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..months {
            simulation.step();
            let purchases = simulation.world().firms[0].tally.purchases as f64;
            let score = (purchases - expected) / expected.sqrt();
            sum += score;
            squares += score * score;
        }
        let months = f64::from(months);
        assert_near(&format!("mean score at {mean} purchases"), sum / months, 0.0, (1.0 / months).sqrt());
        assert_near(&format!("mean squared score at {mean}"), squares / months, 1.0, (2.0 / months).sqrt());
    }
}

/// Needs stay standard normal while they drift and are drawn anew; the correlation with the past halves in a
/// half-life, or sooner by life events.
#[test]
fn needs_keep_their_spread_and_forget_at_the_stated_pace() {
    for (half_life, events) in [(6.0, 0.0), (12.0, 1.2)] {
        let mut config = at_rest(1.0);
        config.needs.half_life_months = half_life;
        config.needs.life_events_per_year = events;
        let mut simulation = Simulation::new(&config, 0);
        let needs = |simulation: &Simulation| -> Vec<f64> {
            simulation.world().blocks.iter().flat_map(|block| &block.need).map(|&z| f64::from(z)).collect()
        };
        let start = needs(&simulation);
        (0..12).for_each(|_| simulation.step());
        let now = needs(&simulation);
        let (n, what) = (now.len() as f64, format!("half-life {half_life}, {events} events a year"));
        let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / n;
        assert_near(&format!("{what}: mean"), mean(&mut now.iter().copied()), 0.0, (1.0 / n).sqrt());
        let variance = mean(&mut now.iter().map(|z| z * z));
        assert_near(&format!("{what}: variance"), variance, 1.0, (2.0 / n).sqrt());
        let expected = wide::power(2.0, -12.0 / half_life) * wide::power(1.0 - events / 12.0, 12.0);
        let correlation = mean(&mut start.iter().zip(&now).map(|(a, b)| a * b));
        assert_near(&format!("{what}: correlation"), correlation, expected, (1.0 / n).sqrt() * 1.5);
    }
}

/// The market's centre moves by the stated standard deviation in 12 months, whatever its momentum.
#[test]
fn the_market_shifts_by_the_stated_distance_in_a_year() {
    for momentum in [0.0, 0.9] {
        let mut config = at_rest(1.0);
        config.world.customers = 150.0;
        config.world.attributes = 16.0;
        config.needs.market_shift_per_year = 0.8;
        config.needs.market_momentum = momentum;
        let mut squares = Vec::new();
        for replicate in 0..20 {
            let mut simulation = Simulation::new(&config, replicate);
            let mut centres = Vec::new();
            for _ in 0..=168 {
                centres.push(simulation.world().centre.clone());
                simulation.step();
            }
            // Years apart by 24 months, by when velocity has forgotten; it starts at rest.
            for start in (48..168).step_by(36) {
                for (before, after) in centres[start].iter().zip(&centres[start + 12]) {
                    squares.push((after - before) * (after - before));
                }
            }
        }
        let (mean, error) = mean_and_error(&squares);
        assert_near(&format!("momentum {momentum}"), mean, 0.64, error);
    }
}
