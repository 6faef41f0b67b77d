//! Reproducibility, and draws that depend on nothing but their address.

use super::{differing, item, presets, record};
use crate::exam::{Item, Sitting};
use crate::model::width::Width;
use crate::record::{MEASURES, Record};
use crate::scenario::config::{Config, Model};

/// The market, in words.
const MARKET: &str = "the four presets, 26 months: figures that differ, of all measures";

fn measures() -> Vec<&'static str> {
    MEASURES.iter().map(|measure| measure.name).collect()
}

/// The same scenario and seed give the same figures, however they are computed, and others do not.
pub fn reproducible(sitting: &Sitting) -> Option<Vec<Item>> {
    let mut config = presets(sitting);
    // Several blocks, the last of them not full.
    config.world.customers = 4700.0;
    let all = measures();
    let run = |config: &Config, replicate, parts, width| record(sitting, config, replicate, parts, width);
    let first = run(&config, 0, 1, Width::widest())?;
    let compared = |other: Record| differing(&first, &other, &all) as f64;
    let mut items = vec![
        item("repeat", "figures that differ when run again", MARKET)
            .within(compared(run(&config, 0, 1, Width::widest())?), (0.0, 0.0)),
    ];
    for parts in [2, 7] {
        let words = format!("figures that differ in {parts} parts side by side");
        items.push(
            item("repeat", &words, MARKET)
                .within(compared(run(&config, 0, parts, Width::widest())?), (0.0, 0.0)),
        );
    }
    for width in Width::available().into_iter().filter(|&width| width != Width::widest()) {
        let words = format!("figures that differ with vectors of {} bits", width.bits());
        let note =
            format!("against {} bits, the widest of the machine it ran on; {MARKET}", Width::widest().bits());
        items.push(item("repeat", &words, &note).within(compared(run(&config, 0, 1, width)?), (0.0, 0.0)));
    }
    let mut other_seed = config.clone();
    other_seed.world.seed = config.world.seed.wrapping_add(1);
    // Trust is a mean of many unequal numbers; that it is the same in two worlds by chance is as good as impossible.
    let trust = ["trust", "public_trust"];
    let most = trust.len() * first.rows.len();
    for (words, other) in [
        ("figures of trust that are the same in another replication", run(&config, 1, 1, Width::widest())?),
        ("figures of trust that are the same with another seed", run(&other_seed, 0, 1, Width::widest())?),
    ] {
        let same = most.saturating_sub(differing(&first, &other, &trust));
        items.push(item("repeat", words, "the four presets, 26 months").within(same as f64, (0.0, 0.0)));
    }
    Some(items)
}

/// More firms and more people change nobody else's luck.
pub fn own_luck(sitting: &Sitting) -> Option<Vec<Item>> {
    let config = presets(sitting);
    let all = measures();
    let run = |config: &Config| record(sitting, config, 0, 1, Width::widest());
    let before = run(&config)?;
    let mut late = config.clone();
    late.add_firm("late", Model::TargetedMakeAndSell).enters_month = config.world.months;
    late.share_out(&[]);
    let mut ignored = config.clone();
    let newcomer = ignored.add_firm("ignored", Model::MakeAndSell);
    newcomer.enters_month = 1.0;
    newcomer.dials.appeal = -20.0;
    ignored.share_out(&[]);
    let mut items = Vec::new();
    for (words, dials, other) in [
        ("figures that change by a firm that never enters", "it enters in the month after the end", late),
        (
            "figures that change by a firm that nobody chooses",
            "it enters in month 1 with appeal = -20",
            ignored,
        ),
    ] {
        let mut other = run(&other)?;
        other.rows.retain(|row| row.firm < config.firms.len());
        let note = format!("a fifth firm beside the four presets; {dials}; {MARKET}");
        items.push(item("draws", words, &note).within(differing(&before, &other, &all) as f64, (0.0, 0.0)));
    }
    items.push(needs_of_the_first(sitting, &config)?);
    Some(items)
}

/// What people need does not depend on how many they are.
fn needs_of_the_first(sitting: &Sitting, config: &Config) -> Option<Item> {
    let mut twice = config.clone();
    twice.world.customers *= 2.0;
    let needs = |config: &Config, first: u32| -> Option<Vec<f32>> {
        let mut market = sitting.open(config, 0);
        for _ in 0..12 {
            sitting.step(&mut *market)?;
        }
        let world = market.world();
        let mut needs = Vec::new();
        for block in &world.blocks {
            for a in 0..world.attributes() {
                let column = &block.need[a * block.len()..][..block.len()];
                let known = column.iter().zip(block.first..).filter(|(_, number)| *number < first);
                needs.extend(known.map(|(&need, number)| (number, a, need)));
            }
        }
        needs.sort_by_key(|&(number, a, _)| (number, a));
        Some(needs.into_iter().map(|(_, _, need)| need).collect())
    };
    let people = config.world.customers as u32;
    let (some, more) = (needs(config, people)?, needs(&twice, people)?);
    let changed = some.iter().zip(&more).filter(|(a, b)| a.to_bits() != b.to_bits()).count()
        + some.len().abs_diff(more.len());
    let note = "the four presets, 1 500 and 3 000 customers, 12 months with drift and life events";
    Some(
        item("draws", "needs that change when there are twice as many people", note)
            .within(changed as f64, (0.0, 0.0)),
    )
}
