//! `sellsense bench --full`: the page `docs/performance.md`.

use super::measure::{Speed, bandwidth, bytes_per_customer, memory_limit, months_alone, steps, whole_runs};
use super::{Failure, market};
use crate::cli::text_table::number;
use crate::experiment::Machine;
use crate::scenario::config::{Config, Model};
use rayon::ThreadPool;

/// A pool of threads, and what a study on it may use.
type Part<'a> = (&'a ThreadPool, Machine);

/// The page. `large` is the large market.
pub fn page(large: &Config, one: Part, all: Part, repeats: u32) -> Result<String, Failure> {
    let mut page = opening(all.1);
    let alone = |part: Part, config: &Config| part.0.install(|| months_alone(config, part.1, repeats));
    page += "\n## In short\n\n";
    let threads = [alone(one, large), alone(all, large)];
    let whole = market(2_000, 120, 40)?;
    let whole = all.0.install(|| whole_runs(&whole, all.1, repeats));
    let head = ["market", "threads", "million customer-months a second", "ns each"];
    page += &table(
        head,
        threads.iter().chain([&whole]).map(|speed| {
            [
                speed.what.clone(),
                speed.threads.to_string(),
                tenths(speed.millions()),
                tenths(speed.nanoseconds()),
            ]
        }),
    );
    page += &format!(
        "\n{} threads are {:.2} times as fast as one.\n",
        all.1.threads,
        threads[1].millions() / threads[0].millions()
    );
    page += "\n## Steps of the month\n\nOne block of customers in its 36th month, on one thread.\n\n";
    let block = market(1_200, 120, 1)?;
    let measured = one.0.install(|| steps(&block, one.1, repeats));
    let sum: f64 = measured.iter().map(|(_, each)| each).sum();
    page += &table(
        ["step", "ns per customer-month", "share"],
        measured.iter().map(|(step, each)| {
            [format!("{step:?}"), format!("{each:.2}"), format!("{:.0} %", 100.0 * each / sum)]
        }),
    );
    page += &format!("\nTogether {sum:.1} ns.\n");
    page += &scaling(one, repeats)?;
    let bytes = bytes_per_customer(&market(20_000, 12, 1)?);
    let copies = [one.0.install(|| bandwidth(1)), all.0.install(|| bandwidth(all.1.threads))];
    let limit = memory_limit(bytes, copies[1]);
    page += &format!(
        "\n## Memory\n\n\
         A customer takes {bytes:.0} bytes. In the same minutes copies of memory moved {:.0} GB a\n\
         second on one thread and {:.0} on {}. If each month read and wrote every byte once,\n\
         memory alone would allow {limit:.0} million customer-months a second; {} threads reach\n\
         {:.0} % of that. The work is bound by arithmetic.\n",
        copies[0] / 1e9,
        copies[1] / 1e9,
        all.1.threads,
        all.1.threads,
        100.0 * threads[1].millions() / limit,
    );
    Ok(page)
}

fn opening(machine: Machine) -> String {
    format!(
        "# Performance\n\n\
         The unit is the customer-month: one customer through one month of `three-ways` (3\n\
         firms, 3 attributes, 10 products), unless a table says otherwise. Figures are\n\
         medians. This page, down to the line across it, is printed by\n\n    \
         sellsense bench --full\n\n\
         of version {}, with vectors of {} bits on {} threads ({}, {}).\n\
         Other work on the machine makes figures worse; compare figures of one page, not\n\
         of two.\n",
        env!("CARGO_PKG_VERSION"),
        machine.width.bits(),
        machine.threads,
        std::env::consts::OS,
        std::env::consts::ARCH,
    )
}

/// How the time of a customer-month grows with the market.
fn scaling(one: Part, repeats: u32) -> Result<String, Failure> {
    let speed = |config: &Config| one.0.install(|| months_alone(config, one.1, repeats));
    let mut page = String::from("\n## Size\n\nMonths alone, on one thread.\n\n");
    let mut rows = Vec::new();
    for (customers, months) in
        [(2_000, 120), (20_000, 120), (200_000, 24), (1_000_000, 12), (4_000_000, 6), (20_000_000, 3)]
    {
        rows.push((number(f64::from(customers), 0), speed(&market(customers, months, 1)?)));
    }
    page += &each("customers", &rows);
    let mut rows = Vec::new();
    for firms in [3, 6, 9, 12, 15] {
        let mut config = market(20_000, 60, 1)?;
        let kinds = [Model::MakeAndSell, Model::TargetedMakeAndSell, Model::SenseAndRespond];
        config.firms.clear();
        for j in 0..firms {
            config.add_firm(&format!("firm-{j}"), kinds[j % kinds.len()]);
        }
        let speed = speed(&config);
        rows.push((format!("{firms}"), speed));
    }
    page += "\n## Firms\n\n20 000 customers; the three kinds of firm in turn.\n\n";
    page += &table(
        ["firms", "ns per customer-month", "per firm"],
        rows.iter().map(|(firms, speed)| {
            let count: f64 = firms.parse().expect("a number of firms");
            [firms.clone(), tenths(speed.nanoseconds()), tenths(speed.nanoseconds() / count)]
        }),
    );
    let mut rows = Vec::new();
    for attributes in [1, 2, 3, 4, 6, 8, 16] {
        let mut config = market(20_000, 60, 1)?;
        config.world.attributes = f64::from(attributes);
        rows.push((attributes.to_string(), speed(&config)));
    }
    page += "\n## Attributes\n\n20 000 customers.\n\n";
    page += &each("attributes", &rows);
    let mut rows = Vec::new();
    for products in [1, 3, 10, 30, 100] {
        let mut config = market(20_000, 60, 1)?;
        config.firms.iter_mut().for_each(|firm| firm.dials.products = f64::from(products));
        rows.push((products.to_string(), speed(&config)));
    }
    page += "\n## Products\n\n20 000 customers; products of every firm.\n\n";
    page += &each("products", &rows);
    Ok(page)
}

/// A table of what varies and the time of a customer-month.
fn each(what: &str, rows: &[(String, Speed)]) -> String {
    let head = [what, "ns per customer-month", "million a second"];
    table(
        head,
        rows.iter()
            .map(|(label, speed)| [label.clone(), tenths(speed.nanoseconds()), tenths(speed.millions())]),
    )
}

fn tenths(x: f64) -> String {
    format!("{x:.1}")
}

/// A table of Markdown; all columns but the first are numbers.
fn table<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let rule: Vec<&str> = (0..N).map(|column| if column == 0 { "---" } else { "--:" }).collect();
    let mut text = format!("| {} |\n| {} |\n", head.join(" | "), rule.join(" | "));
    for row in rows {
        text += &format!("| {} |\n", row.join(" | "));
    }
    text
}
