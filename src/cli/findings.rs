//! What a result says, in a table, small curves and plain sentences.

use super::curves::{self, Curve};
use super::output::wrapped;
use super::text_table::{Side, decimals, lines, number, shortened};
use crate::experiment::Outcome;
use crate::export::LAYOUT;
use crate::scenario::config::{Config, Model};
use crate::stats::describe::{Description, describe};
use crate::stats::paired::{self, Sign, Units};
use crate::stats::windows::Window;
use crate::stats::{bands, groups, summary};
use std::collections::BTreeMap;

/// One value per replication of one firm.
type Worlds = Vec<(i64, Option<f64>)>;

/// Characters of a firm's name in the table.
const NAME: usize = 26;

/// The table of firms, the small curves and the sentences about who leads.
pub fn text(config: &Config, outcome: &Outcome, in_colour: bool) -> String {
    let firms = firms(outcome);
    let mut text = table(&measures(config, outcome), &firms);
    text.push('\n');
    text.push_str(&small_curves(config, outcome, &firms, in_colour));
    text.push_str(&wrapped(&leader(outcome, &firms), ""));
    text.push('\n');
    if let Some(start) = start(config) {
        text.push_str(&wrapped(&start, ""));
        text.push('\n');
    }
    text
}

struct Firm {
    name: String,
    model: String,
}

/// The firms of the monthly table, in its order.
fn firms(outcome: &Outcome) -> Vec<Firm> {
    groups::by(&outcome.monthly, LAYOUT.keys)
        .iter()
        .map(|rows| Firm {
            name: outcome.monthly.word("firm", rows[0]).to_owned(),
            model: outcome.monthly.word("model", rows[0]).to_owned(),
        })
        .collect()
}

/// What the table compares: its heading with unit, and the worlds of each firm.
struct Measure {
    heading: String,
    decimals: Option<usize>,
    worlds: Vec<Worlds>,
}

fn measures(config: &Config, outcome: &Outcome) -> Vec<Measure> {
    let months = config.world.months as i64;
    let mean = |name: &str, window: Window, factor: f64| -> Option<Vec<Worlds>> {
        let mut all = summary::window_means(&outcome.monthly, LAYOUT, name, &window.months(months)?);
        for (_, value) in all.iter_mut().flatten() {
            *value = value.map(|value| factor * value);
        }
        Some(all)
    };
    let last = if Window::Late.months(months).is_some() { Window::Late } else { Window::Whole };
    let when = |window: Window| match window {
        Window::Early => "months 12-23",
        Window::Late => "last 24 months",
        Window::Whole => "all months",
    };
    let money = &outcome.monthly.column("revenue").unit;
    let plan = [
        ("trust", "trust", "0 none to 1 full", last, 1.0, Some(3)),
        ("12-month retention", "retention_12m", "% of customers kept", last, 100.0, Some(1)),
        ("revenue", "revenue", money, Window::Early, 1.0, None),
        ("revenue", "revenue", money, last, 1.0, None),
        ("for share", "for_share", "% of items held that people want held", last, 100.0, Some(1)),
    ];
    let mut measures: Vec<Measure> = plan
        .into_iter()
        .filter_map(|(words, name, unit, window, factor, decimals)| {
            let heading = format!("{words}, {} [{unit}]", when(window));
            Some(Measure { heading, decimals, worlds: mean(name, window, factor)? })
        })
        .collect();
    // Beside the revenue of the same firms, and before the for share, which only some firms have.
    let market = money.trim_end_matches(" a month");
    measures.insert(
        measures.len() - 1,
        Measure {
            heading: format!("discounted profit, all months [{market}]"),
            decimals: None,
            worlds: discounted_profit(outcome),
        },
    );
    measures
}

/// The discounted profit of each firm of the monthly table in each world.
fn discounted_profit(outcome: &Outcome) -> Vec<Worlds> {
    let totals = &outcome.totals;
    let values = totals.numbers("value");
    let replicates = totals.integers(LAYOUT.unit);
    let mut by_firm: BTreeMap<&str, Worlds> = BTreeMap::new();
    for row in 0..totals.rows() {
        if totals.word("metric", row) == "discounted_profit" && totals.word("window", row) == "whole" {
            by_firm.entry(totals.word("firm", row)).or_default().push((replicates[row], values[row]));
        }
    }
    firms(outcome).iter().map(|firm| by_firm.remove(firm.name.as_str()).unwrap_or_default()).collect()
}

fn described(worlds: &Units) -> Description {
    describe(worlds.iter().map(|(_, value)| *value))
}

/// The firm with the highest mean.
fn highest(worlds: &[Worlds]) -> Option<usize> {
    let means =
        worlds.iter().enumerate().filter_map(|(index, worlds)| Some((index, described(worlds).mean?)));
    means.reduce(|best, next| if best.1 < next.1 { next } else { best }).map(|(index, _)| index)
}

fn table(measures: &[Measure], firms: &[Firm]) -> String {
    let mut rows: Vec<Vec<String>> =
        vec![["", "mean", "95 % interval", "against the highest"].map(str::to_owned).to_vec()];
    for measure in measures {
        let Some(best) = highest(&measure.worlds) else { continue };
        let descriptions: Vec<Description> = measure.worlds.iter().map(|worlds| described(worlds)).collect();
        let largest = descriptions.iter().filter_map(|d| d.mean).map(f64::abs).fold(0.0, f64::max);
        let digits = measure.decimals.unwrap_or_else(|| decimals(largest));
        rows.push(vec![shortened(&measure.heading, 80)]);
        for (index, (firm, d)) in firms.iter().zip(&descriptions).enumerate() {
            let verdict = if index == best {
                if 1 < descriptions.iter().filter(|d| d.mean.is_some()).count() { "highest" } else { "" }
            } else if d.mean.is_none() {
                "unknown"
            } else {
                match paired::sign(&paired::difference(&measure.worlds[index], &measure.worlds[best])) {
                    Sign::Lower => "lower",
                    Sign::Higher => "higher where both are",
                    Sign::Unclear => "no clear difference",
                    Sign::Unknown => "too few worlds to say",
                }
            };
            let interval = d.interval.map_or(String::new(), |(low, high)| {
                format!("{} to {}", number(low, digits), number(high, digits))
            });
            rows.push(vec![
                format!("  {}", shortened(&firm.name, NAME)),
                d.mean.map_or("-".to_owned(), |mean| number(mean, digits)),
                interval,
                verdict.to_owned(),
            ]);
        }
    }
    lines(&rows, &[Side::Left, Side::Right, Side::Right, Side::Left])
}

fn small_curves(config: &Config, outcome: &Outcome, firms: &[Firm], in_colour: bool) -> String {
    let money = &outcome.monthly.column("revenue").unit;
    let colours = colours(firms);
    let mut text = String::new();
    for (title, unit, name, factor, digits) in [
        ("trust", "0 none to 1 full", "trust", 1.0, Some(2)),
        ("12-month retention", "% of customers kept", "retention_12m", 100.0, Some(1)),
        ("revenue", money.as_str(), "revenue", 1.0, None),
    ] {
        let mut largest = 0.0_f64;
        let all: Vec<Curve> = bands::bands(&outcome.monthly, LAYOUT, name)
            .iter()
            .zip(firms)
            .zip(&colours)
            .map(|((band, firm), colour)| {
                let mut values = vec![None; config.world.months as usize];
                for (month, description) in &band.points {
                    let value = description.mean.map(|mean| factor * mean);
                    largest = largest.max(value.unwrap_or(0.0).abs());
                    values[*month as usize] = value;
                }
                Curve { name: firm.name.clone(), colour: *colour, values }
            })
            .collect();
        let curves = curves::draw(&all, digits.unwrap_or_else(|| decimals(largest)), in_colour);
        if !curves.is_empty() {
            text.push_str(&format!("{title}, mean of all worlds [{unit}]\n{curves}\n"));
        }
    }
    text
}

/// The terminal's nearest to the colours of the charts; a second firm of a model has the bright one.
fn colours(firms: &[Firm]) -> Vec<u8> {
    let base = |model: Model| match model {
        Model::MakeAndSell => 34,
        Model::TargetedMakeAndSell => 33,
        Model::SenseAndRespond => 32,
        Model::CovertSenseAndRespond => 35,
        Model::Custom => 36,
    };
    let model = |firm: &Firm| Model::with_name(&firm.model).unwrap_or(Model::Custom);
    let is_first = |index: usize| firms[..index].iter().all(|firm| model(firm) != model(&firms[index]));
    (0..firms.len()).map(|index| base(model(&firms[index])) + if is_first(index) { 0 } else { 60 }).collect()
}

/// Who has the highest discounted profit in how many worlds, and whether that is more than chance.
fn leader(outcome: &Outcome, firms: &[Firm]) -> String {
    let worlds = discounted_profit(outcome);
    let (wins, of) = paired::wins(&worlds);
    let Some(best) = highest(&worlds) else { return "No firm has a discounted profit.".to_owned() };
    let name = &firms[best].name;
    if firms.len() == 1 {
        return format!("{name} is alone in the market: there is nobody to compare it with.");
    }
    if of < 2 {
        return format!(
            "{name} has the highest discounted profit in the only world that was simulated; one world cannot \
             say whether that is chance. Add --replications 20."
        );
    }
    let rivals: Vec<usize> = (0..firms.len()).filter(|&index| index != best).collect();
    let unclear: Vec<&str> = rivals
        .iter()
        .filter(|&&index| paired::sign(&paired::difference(&worlds[best], &worlds[index])) != Sign::Higher)
        .map(|&index| firms[index].name.as_str())
        .collect();
    let verdict = if unclear.is_empty() {
        "its lead over every other firm, taken world by world, is more than chance (95 % intervals)"
            .to_owned()
    } else {
        format!(
            "its lead over {}, taken world by world, is not clear (the 95 % interval holds zero)",
            unclear.join(" and ")
        )
    };
    format!("{name} has the highest discounted profit in {} of {of} worlds; {verdict}.", wins[best])
}

/// What the early window still carries; nothing when the run has none.
fn start(config: &Config) -> Option<String> {
    Window::Early.months(config.world.months as i64)?;
    let present: Vec<f64> =
        config.firms.iter().filter(|firm| firm.enters_month == 0.0).map(|firm| firm.initial_share).collect();
    let equal = present.iter().all(|share| (share - present[0]).abs() < 1e-9);
    let shares = if equal { "equal shares of the market" } else { "the shares that the scenario sets" };
    Some(format!(
        "Months 12-23 still carry the start: {shares}, and trust at {} everywhere.",
        config.trust.start
    ))
}
