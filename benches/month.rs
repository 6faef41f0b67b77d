//! What a month costs: each step, whole months at several sizes, and many small markets.
//!
//! `cargo bench` runs all, `cargo bench -- step` those whose name contains `step`.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use sellsense::draws::{Decision, Draws, Set};
use sellsense::experiment::{self, Simulation};
use sellsense::math;
use sellsense::model::places::Places;
use sellsense::model::width::Width;
use sellsense::model::{Probe, Step};
use sellsense::scenario::config::{Config, Model};
use sellsense::units::{FirmKey, Month};

fn main() {
    divan::main();
}

/// The market of `three-ways`.
fn three_ways(customers: f64, months: f64, replications: f64) -> Config {
    let mut config = Config::defaults();
    config.world.customers = customers;
    config.world.months = months;
    config.world.replications = replications;
    for model in [Model::MakeAndSell, Model::TargetedMakeAndSell, Model::SenseAndRespond] {
        config.add_firm(model.name(), model);
    }
    config
}

/// One step of the month for a block in its 36th month, in customers a second.
#[divan::bench(args = Step::ALL)]
fn step(bencher: Bencher, step: Step) {
    let mut simulation = Simulation::new(&three_ways(1200.0, 120.0, 1.0), 0);
    (0..36).for_each(|_| simulation.step());
    let probe = Probe::new(simulation.world(), Width::widest());
    let customers = ItemsCount::new(probe.customers());
    // A step that is taken again and again alone leads to customers that no month has.
    bencher.counter(customers).with_inputs(|| probe.clone()).bench_local_refs(|probe| probe.take(step));
}

/// A month of a whole market on one thread, in customer-months a second.
#[divan::bench(args = [2_000, 20_000, 1_000_000])]
fn month(bencher: Bencher, customers: u32) {
    let mut simulation = Simulation::new(&three_ways(f64::from(customers), 1200.0, 1.0), 0);
    (0..12).for_each(|_| simulation.step());
    bencher.counter(ItemsCount::new(customers)).bench_local(|| simulation.step());
}

/// Whole runs of small markets, set-up and recording included, in customer-months a second.
#[divan::bench(sample_count = 10)]
fn many_small_markets(bencher: Bencher) {
    let config = three_ways(2_000.0, 120.0, 100.0);
    bencher
        .counter(ItemsCount::new(100_usize * 2_000 * 120))
        .bench_local(|| experiment::replications(black_box(&config), &|_| true));
}

const CUSTOMERS: usize = 1200;

/// A list of those of 1 200 customers who are flagged, by vector width.
#[divan::bench(args = Width::available())]
fn list(bencher: Bencher, width: Width) {
    let flags = flags();
    let mut places = Places::default();
    places.reserve(CUSTOMERS);
    bencher.counter(ItemsCount::new(CUSTOMERS)).bench_local(|| places.list(width, black_box(&flags), 1));
}

/// Three of seven.
fn flags() -> Vec<u32> {
    (0..CUSTOMERS as u32).map(|i| u32::from(i % 7 < 3)).collect()
}

/// Random numbers of one decision for 1 200 customers.
#[divan::bench(args = Width::available())]
fn draw_column(bencher: Bencher, width: Width) {
    let draws = Draws::new(1, 0);
    let mut column = vec![0.0; CUSTOMERS];
    bencher.counter(ItemsCount::new(CUSTOMERS)).bench_local(|| {
        width.run(
            #[inline(always)]
            || draws.column(Decision::Reconsider, 0, Month(1), FirmKey::NONE, 0, black_box(&mut column)),
        );
    });
}

/// Four random numbers of one decision for 1 200 customers.
#[divan::bench(args = Width::available())]
fn draw_four(bencher: Bencher, width: Width) {
    let draws = Draws::new(1, 0);
    let (set, _) = Set::holding(Decision::Need, 0, Month(1), FirmKey::NONE);
    let mut columns: [Vec<f32>; 4] = std::array::from_fn(|_| vec![0.0; CUSTOMERS]);
    bencher.counter(ItemsCount::new(CUSTOMERS)).bench_local(|| {
        let columns = columns.each_mut().map(|column| &mut column[..]);
        width.run(
            #[inline(always)]
            || draws.run(set, black_box(0), columns),
        );
    });
}

/// Normal quantiles of 1 200 numbers.
#[divan::bench(args = Width::available())]
fn normal(bencher: Bencher, width: Width) {
    let u: Vec<f32> = (0..CUSTOMERS).map(|i| (i as f32 + 0.5) / CUSTOMERS as f32).collect();
    let mut z = vec![0.0; CUSTOMERS];
    bencher.counter(ItemsCount::new(CUSTOMERS)).bench_local(|| {
        let (u, z) = (&black_box(&u)[..CUSTOMERS], &mut z[..CUSTOMERS]);
        width.run(
            #[inline(always)]
            || {
                for (z, &u) in z.iter_mut().zip(u) {
                    *z = math::normal_quantile(u);
                }
            },
        );
    });
}
