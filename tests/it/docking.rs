//! The program against figures of an independent implementation of the model, and claims that must follow.
//!
//! `tests/docking/docking.csv` holds mean and standard deviation over 150 seeds. A row agrees when the means
//! differ by no more than 4 standard errors of the difference, or by no more than 1 %; a reference of 0 within
//! 1e-9.

use crate::right;
use sellsense::experiment;
use sellsense::scenario::config::Config;
use sellsense::table::Table;
use std::fmt::Write;
use std::sync::OnceLock;

const REFERENCE: &str = include_str!("../docking/docking.csv");

/// Worlds behind each reference.
const REFERENCE_SEEDS: f64 = 150.0;

/// The scenarios, in the order of [`Results::of`].
const SCENARIOS: [(&str, &str); 8] = [
    ("three-ways", include_str!("../docking/three-ways.toml")),
    ("slow-market", include_str!("../docking/slow-market.toml")),
    ("fast-market", include_str!("../docking/fast-market.toml")),
    ("short-half-life", include_str!("../docking/short-half-life.toml")),
    ("unconcerned-public", include_str!("../docking/unconcerned-public.toml")),
    ("targeted-v-plain", include_str!("../docking/targeted-v-plain.toml")),
    ("four-corners", include_str!("../docking/four-corners.toml")),
    ("one-attribute", include_str!("../docking/one-attribute.toml")),
];

/// The text of a scenario.
fn scenario(name: &str) -> &'static str {
    SCENARIOS.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no scenario `{name}`")).1
}

/// The months of a figure.
#[derive(Clone, Copy)]
enum Window {
    /// Months 12 to 23.
    Early,
    /// The last 24.
    Late,
}

/// The monthly table of a scenario.
struct Results {
    monthly: Table,
    months: i64,
    replications: usize,
    discount: f64,
}

impl Results {
    /// What the program gives for a scenario; computed once, for all tests.
    fn of(scenario: &str) -> &'static Results {
        static ALL: [OnceLock<Results>; SCENARIOS.len()] = [const { OnceLock::new() }; SCENARIOS.len()];
        let place = SCENARIOS.iter().position(|(name, _)| *name == scenario);
        let place = place.unwrap_or_else(|| panic!("no scenario `{scenario}`"));
        ALL[place].get_or_init(|| {
            let mut config = right(SCENARIOS[place].1);
            if crate::slow_tests() {
                config.world.replications = REFERENCE_SEEDS;
            }
            Results::new(&config)
        })
    }

    fn new(config: &Config) -> Results {
        let outcome = experiment::replications(config, &|_| true).expect("nobody stops it");
        Results {
            monthly: outcome.monthly,
            months: config.world.months as i64,
            replications: config.world.replications as usize,
            discount: 1.0 + config.costs.discount_per_year,
        }
    }

    /// For each replicate, the known values of a measure of a firm with their months.
    fn series(&self, firm: &str, measure: &str) -> Vec<Vec<(i64, f64)>> {
        let months = self.monthly.integers("month");
        let replicates = self.monthly.integers("replicate");
        let values = self.monthly.numbers(measure);
        let mut series = vec![Vec::new(); self.replications];
        for row in 0..self.monthly.rows() {
            if let Some(value) = values[row]
                && self.monthly.word("firm", row) == firm
            {
                series[replicates[row] as usize].push((months[row], value));
            }
        }
        series
    }

    /// For each replicate that knows it, the mean of a measure over a window.
    fn means(&self, firm: &str, measure: &str, window: Window) -> Vec<f64> {
        let months = match window {
            Window::Early => 12..24,
            Window::Late => self.months - 24..self.months,
        };
        let mean = |series: &Vec<(i64, f64)>| {
            let inside: Vec<f64> =
                series.iter().filter(|(month, _)| months.contains(month)).map(|&(_, value)| value).collect();
            (!inside.is_empty()).then(|| inside.iter().sum::<f64>() / inside.len() as f64)
        };
        self.series(firm, measure).iter().filter_map(mean).collect()
    }

    /// For each replicate, the discounted profit of a firm.
    fn discounted_profit(&self, firm: &str) -> Vec<f64> {
        let value = |&(month, profit): &(i64, f64)| profit * self.discount.powf(-(month as f64) / 12.0);
        self.series(firm, "profit").iter().map(|series| series.iter().map(value).sum()).collect()
    }

    /// For each replicate, a metric of the reference.
    fn metric(&self, firm: &str, metric: &str) -> Vec<f64> {
        if metric == "discounted_profit" {
            return self.discounted_profit(firm);
        }
        match metric.rsplit_once('_') {
            Some((measure, "early")) => self.means(firm, measure, Window::Early),
            Some((measure, "late")) => self.means(firm, measure, Window::Late),
            _ => self.means(firm, metric, Window::Late),
        }
    }
}

/// Mean and standard deviation.
fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

/// Asserts that `more` exceeds `less` in the mean over paired replicates, by at least 3 standard errors.
fn assert_more(what: &str, more: &[f64], less: &[f64]) {
    let differences: Vec<f64> = more.iter().zip(less).map(|(more, less)| more - less).collect();
    let (mean, sd) = moments(&differences);
    let error = sd / (differences.len() as f64).sqrt();
    assert!(mean > 3.0 * error, "{what}: difference {mean}, standard error {error}");
}

#[test]
fn every_figure_of_the_independent_implementation_is_met() {
    let mut report = String::new();
    let (mut rows, mut misses, mut worst) = (0, 0, (0.0, String::new()));
    for line in REFERENCE.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [scenario, _, firm, metric, mean, sd, seeds] = fields[..] else { panic!("a row `{line}`") };
        assert_eq!(seeds.parse(), Ok(REFERENCE_SEEDS), "{line}");
        let (mean, sd): (f64, f64) = (mean.parse().unwrap(), sd.parse().unwrap());
        let values = Results::of(scenario).metric(firm, metric);
        assert!(!values.is_empty(), "{scenario} {firm} {metric} has values");
        let (ours, our_sd) = moments(&values);
        let error = (sd * sd / REFERENCE_SEEDS + our_sd * our_sd / values.len() as f64).sqrt();
        let allowed = if mean == 0.0 { 1e-9 } else { (4.0 * error).max(0.01 * mean.abs()) };
        let distance = (ours - mean).abs();
        rows += 1;
        if error > 0.0 && distance / error > worst.0 {
            worst = (distance / error, format!("{scenario} {firm} {metric}"));
        }
        if distance.is_nan() || distance > allowed {
            misses += 1;
            let errors = distance / error;
            writeln!(report, "{scenario} {firm} {metric}: {ours}, reference {mean}, {errors:.1} errors")
                .unwrap();
        }
    }
    println!("{} of {rows} rows agree; farthest {:.2} errors: {}", rows - misses, worst.0, worst.1);
    assert_eq!(rows, 319, "the reference has all its rows");
    assert_eq!(misses, 0, "{misses} of {rows} rows differ:\n{report}");
}

/// C1, C2: make-and-sell is a good model where change is gradual, and stops being so as it accelerates.
#[test]
fn make_and_sell_earns_more_in_a_slow_market_and_less_in_a_fast_one() {
    let profit = |scenario, firm| Results::of(scenario).discounted_profit(firm);
    let (plain, adapted) = ("make-and-sell", "sense-and-respond");
    assert_more("slow", &profit("slow-market", plain), &profit("slow-market", adapted));
    assert_more("fast", &profit("fast-market", adapted), &profit("fast-market", plain));
}

/// C4: powerful targeting pays at first, then costs trust; and only where people mind.
#[test]
fn targeting_pays_early_and_costs_trust_and_revenue_late() {
    let (plain, targeted) = ("make-and-sell", "targeted-make-and-sell");
    let market = Results::of("targeted-v-plain");
    let revenue = |results: &Results, firm, window| results.means(firm, "revenue", window);
    let early = Window::Early;
    assert_more("revenue early", &revenue(market, targeted, early), &revenue(market, plain, early));
    let late = Window::Late;
    assert_more("revenue late", &revenue(market, plain, late), &revenue(market, targeted, late));
    let trust = |firm| market.means(firm, "trust", late);
    assert_more("trust late", &trust(plain), &trust(targeted));
    let calm = Results::of("unconcerned-public");
    assert_more("revenue of the calm", &revenue(calm, targeted, late), &revenue(calm, plain, late));
}

/// X1: personal drift without a faster market favours make-and-sell.
#[test]
fn short_half_lives_favour_make_and_sell() {
    let (plain, adapted) = ("make-and-sell", "sense-and-respond");
    let advantage = |results: &Results| -> Vec<f64> {
        let pairs = results.discounted_profit(plain).into_iter().zip(results.discounted_profit(adapted));
        pairs.map(|(plain, adapted)| plain - adapted).collect()
    };
    // The same worlds, in which people change slowly.
    let mut config = right(scenario("short-half-life"));
    config.needs.half_life_months = 55.0;
    config.world.replications = 12.0;
    let slow = advantage(&Results::new(&config));
    let fast = advantage(Results::of("short-half-life"));
    assert_more("advantage", &fast[..slow.len()], &slow);
}
