//! Whether the verdicts of a comparison are as sure as they say.

use sellsense::experiment::comparison::{Alternative, Comparison, Pair, Question};
use sellsense::experiment::{self, Machine};
use sellsense::scenario::config::Config;
use sellsense::stats::sequential::Ended;
use sellsense::stats::windows::Window;

const METRIC: &str = "discounted_profit";

/// The market of the default scenario at this size, with settings.
fn market(customers: u32, months: u32, seed: u32, sets: &[&str]) -> Config {
    let size = [
        format!("world.customers={customers}"),
        format!("world.months={months}"),
        format!("world.seed={seed}"),
    ];
    let sets: Vec<&str> = sets.iter().copied().chain(size.iter().map(String::as_str)).collect();
    crate::load_with("extends = \"three-ways\"", &sets)
        .unwrap_or_else(|faults| panic!("{}", faults.render(false)))
}

fn alternative(name: &str, config: Config) -> Alternative {
    Alternative { name: name.to_owned(), config }
}

/// Compares two markets in discounted profit of `firm` until it is settled.
fn settled(a: Config, b: Config, firm: &str, worlds: u32, margin: f64) -> Comparison {
    let firms = vec![firm.to_owned()];
    let question = Question {
        firms,
        metric: METRIC.to_owned(),
        window: Window::Whole,
        worlds,
        until_decided: true,
        margin,
    };
    let mut comparison = Comparison::new(vec![alternative("a", a), alternative("b", b)], question);
    while !comparison.is_over() {
        assert!(comparison.look(Machine::all(), &|_| true), "nobody stops it");
    }
    comparison
}

fn effect(comparison: &Comparison, pair: &Pair) -> f64 {
    comparison.estimate(pair, METRIC, Window::Whole).mean.expect("the firm is there")
}

fn variance(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64
}

/// What pairing is worth: the variance of a difference between independent worlds over that in the same worlds.
#[test]
fn the_same_worlds_make_a_difference_much_surer() {
    let policies = [
        ("targeted-make-and-sell", "firm.targeted-make-and-sell.targeting=0"),
        ("sense-and-respond", "firm.sense-and-respond.price=1.1"),
        ("sense-and-respond", "firm.sense-and-respond.flexibility=0.8"),
    ];
    let markets: Vec<Config> = std::iter::once(market(1000, 60, 1, &[]))
        .chain(policies.map(|(_, set)| market(1000, 60, 1, &[set])))
        .collect();
    let outcomes = experiment::alternatives(&markets, 0..60, &|_| true).expect("nobody stops it");
    for ((firm, set), outcome) in policies.iter().zip(&outcomes[1..]) {
        let values = |outcome: &experiment::Outcome| -> Vec<f64> {
            outcome.by_world(firm, METRIC, Window::Whole).into_iter().map(Option::unwrap).collect()
        };
        let (with, without) = (values(outcome), values(&outcomes[0]));
        let paired: Vec<f64> = with.iter().zip(&without).map(|(a, b)| a - b).collect();
        let unpaired = variance(&with) + variance(&without);
        let factor = unpaired / variance(&paired);
        println!(
            "{set}: variance {:.0} paired, {unpaired:.0} unpaired, factor {factor:.1}",
            variance(&paired)
        );
        assert!(5.0 <= factor, "{set}: {factor}");
    }
}

/// Comparisons of independent worlds of one scenario, where no difference is the truth, are decided in 5 % of cases,
/// within the band of 99 % of such a count. The band "too small to matter" is left out: it could only end
/// comparisons that would otherwise go on to be decided falsely. In the tier of every day there are fewer.
#[test]
fn where_there_is_no_difference_few_comparisons_are_decided() {
    let (comparisons, customers, months, worlds) =
        if crate::slow_tests() { (2000, 200, 12, 48) } else { (400, 150, 6, 12) };
    let firm = "sense-and-respond";
    let is_decided = |index: &u32| {
        let of = |seed: u32| market(customers, months, seed, &[]);
        let comparison = settled(of(2 * index + 1), of(2 * index + 2), firm, worlds, 0.0);
        comparison.pairs()[0].ended == Some(Ended::Decided)
    };
    let started = std::time::Instant::now();
    let decided = (0..comparisons).filter(is_decided).count() as f64;
    let share = decided / f64::from(comparisons);
    println!("{decided} of {comparisons} decided: {share:.4} ({:.0} s)", started.elapsed().as_secs_f64());
    let band = 2.576 * (0.05 * 0.95 / f64::from(comparisons)).sqrt();
    assert!((share - 0.05).abs() <= band, "{share} is not 0.05 within {band:.4}");
}

/// Firm and settings of two markets.
type Contrast = (&'static str, &'static str, &'static str);

/// Pairs that differ.
const DIFFERING: [Contrast; 7] = [
    (
        "targeted-make-and-sell",
        "firm.targeted-make-and-sell.targeting=0",
        "firm.targeted-make-and-sell.targeting=0.3",
    ),
    ("sense-and-respond", "firm.sense-and-respond.price=1", "firm.sense-and-respond.price=1.05"),
    ("sense-and-respond", "firm.sense-and-respond.flexibility=0.5", "firm.sense-and-respond.flexibility=0.7"),
    ("sense-and-respond", "firm.sense-and-respond.flexibility=0.7", "firm.sense-and-respond.flexibility=0.9"),
    ("make-and-sell", "needs.market_shift_per_year=0.2", "needs.market_shift_per_year=0.4"),
    ("targeted-make-and-sell", "technology.power=1", "technology.power=1.5"),
    ("make-and-sell", "firm.make-and-sell.products=8", "firm.make-and-sell.products=10"),
];

/// Pairs that are nearly equal: they truly differ by 0.3 to 0.5 % of the figure, and from world to world by 0.4, 1.2 and
/// 2.4 %.
const ALIKE: [Contrast; 3] = [
    ("make-and-sell", "trust.harm=0.1", "trust.harm=0.11"),
    (
        "targeted-make-and-sell",
        "firm.targeted-make-and-sell.targeting=0.3",
        "firm.targeted-make-and-sell.targeting=0.35",
    ),
    ("sense-and-respond", "choice.attention=0.3", "choice.attention=0.32"),
];

/// Repetitions with seeds of their own; the truth is the sign of a long run with another. In the tier of every day the
/// repetitions are fewer.
#[test]
fn verdicts_agree_with_a_long_run() {
    let (repetitions, long, worlds) = if crate::slow_tests() { (100, 400, 48) } else { (4, 100, 32) };
    let size = |seed, set| market(500, 36, seed, &[set]);
    let (mut agreeing, mut decided_in_all) = (0, 0);
    for (firm, a, b) in DIFFERING {
        let markets = [size(1_000_000, a), size(1_000_000, b)];
        let outcomes = experiment::alternatives(&markets, 0..long, &|_| true).expect("nobody stops it");
        let of = |index: usize| outcomes[index].by_world(firm, METRIC, Window::Whole).into_iter().flatten();
        let differences: Vec<f64> = of(0).zip(of(1)).map(|(a, b)| a - b).collect();
        let truth = differences.iter().sum::<f64>() / differences.len() as f64;
        let error = (variance(&differences) / differences.len() as f64).sqrt();
        let (mut decided, mut right, mut seen) = (0, 0, 0);
        for seed in 1..=repetitions {
            let comparison = settled(size(seed, a), size(seed, b), firm, worlds, 0.01);
            let pair = &comparison.pairs()[0];
            seen += comparison.worlds();
            if pair.ended == Some(Ended::Decided) {
                decided += 1;
                right += usize::from((0.0 < effect(&comparison, pair)) == (0.0 < truth));
            }
        }
        let mean = f64::from(seen) / f64::from(repetitions);
        println!(
            "{a} v. {b}: long run {truth:.1} ± {error:.1}; {decided} of {repetitions} decided, {right} with its sign, after \
             {mean:.0} worlds"
        );
        assert!(2.6 * error < truth.abs(), "the long run of {a} v. {b} has no sign");
        (agreeing, decided_in_all) = (agreeing + right, decided_in_all + decided);
    }
    println!("{agreeing} of {decided_in_all} decided verdicts agree");
    assert!(0 < decided_in_all && 0.95 * decided_in_all as f64 <= agreeing as f64);
    let mut open = 0;
    // Of four, two may be decided by chance.
    let repetitions = repetitions.max(12);
    for (firm, a, b) in ALIKE {
        let mut ended = [0, 0, 0];
        for seed in 1..=repetitions {
            let comparison = settled(size(seed, a), size(seed, b), firm, worlds, 0.01);
            match comparison.pairs()[0].ended {
                Some(Ended::Decided) => ended[0] += 1,
                Some(Ended::TooSmall) => ended[1] += 1,
                _ => ended[2] += 1,
            }
        }
        println!(
            "{a} v. {b}: {} decided, {} too small to matter, {} budget ended",
            ended[0], ended[1], ended[2]
        );
        assert!(2 * ended[0] < repetitions, "{a} v. {b}: {} of {repetitions} decided", ended[0]);
        open += ended[2];
    }
    assert!(0 < open, "some end without an answer");
}
