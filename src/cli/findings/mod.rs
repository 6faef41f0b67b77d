//! What a result says, in a table, small curves and plain sentences.

mod sentences;

use super::curves::{self, Curve};
use super::output::wrapped;
use super::text_table::{Side, decimals, lines, number, shortened};
use crate::experiment::Outcome;
use crate::export::{LAYOUT, possible};
use crate::scenario::config::{Config, Model};
use crate::stats::bands::Band;
use crate::stats::describe::{Description, describe};
use crate::stats::paired::{self, Sign, Units};
use crate::stats::windows::Window;
use crate::stats::{bands, groups, summary};
use std::collections::BTreeMap;

/// One value per replication of one firm.
type Values = Vec<(i64, Option<f64>)>;

/// Characters of a firm's name in the table.
const NAME: usize = 26;

/// The table of firms, the small curves and the sentences about who leads.
pub fn text(config: &Config, outcome: &Outcome, in_colour: bool) -> String {
    let firms = firms(config, outcome);
    let replications = config.world.replications as usize;
    let study = Study { outcome, firms: &firms, replications, months: config.world.months as i64 };
    let mut text = study.table();
    let people = number(config.report.people, 0);
    let money = format!("Money is per {people} people of the whole market, not of a firm's own customers.");
    text.push_str(&format!("{}\n\n", wrapped(&money, "")));
    text.push_str(&study.small_curves(in_colour));
    for sentence in study.sentences(config) {
        text.push_str(&wrapped(&sentence, ""));
        text.push('\n');
    }
    text
}

struct Firm {
    name: String,
    model: String,
    /// Whether it arrived by chance and is no firm of the scenario.
    is_entrant: bool,
    /// One for each replication in which it is there.
    stays: Vec<Stay>,
}

/// From when to when a firm is there in one replication \[months\], and its business models then.
struct Stay {
    first: i64,
    last: i64,
    model_first: String,
    model_last: String,
}

/// What is told of: an outcome, its firms, and how many replications were run.
struct Study<'a> {
    outcome: &'a Outcome,
    firms: &'a [Firm],
    replications: usize,
    /// Length of the run.
    months: i64,
}

/// The firms of the monthly table, in its order.
fn firms(config: &Config, outcome: &Outcome) -> Vec<Firm> {
    let monthly = &outcome.monthly;
    let months = monthly.integers(LAYOUT.time);
    let stay = |rows: &Vec<usize>| {
        let (first, last) = (rows[0], rows[rows.len() - 1]);
        Stay {
            first: months[first],
            last: months[last],
            model_first: monthly.word("model", first).to_owned(),
            model_last: monthly.word("model", last).to_owned(),
        }
    };
    groups::by(monthly, LAYOUT.keys)
        .iter()
        .map(|rows| {
            let name = monthly.word("firm", rows[0]).to_owned();
            Firm {
                is_entrant: config.firms.iter().all(|firm| firm.name != name),
                name,
                model: monthly.word("model", rows[0]).to_owned(),
                stays: groups::within(monthly, &[LAYOUT.unit], rows.iter().copied())
                    .iter()
                    .map(stay)
                    .collect(),
            }
        })
        .collect()
}

/// What the table compares: its heading with unit, and the values of each firm.
struct Measure {
    heading: String,
    decimals: Option<usize>,
    /// The lowest and the highest value that there can be.
    possible: (f64, f64),
    values: Vec<Values>,
    /// Which firms are compared: those with a value in every replication, and of equal length.
    is_compared: Vec<bool>,
}

impl Study<'_> {
    /// The last months, where the run is long enough to have them, else all.
    fn last_window(&self) -> Window {
        if Window::Late.months(self.months).is_some() { Window::Late } else { Window::Whole }
    }

    fn means(&self, name: &str, window: Window, factor: f64) -> Option<Vec<Values>> {
        let range = window.months(self.months)?;
        let mut all = summary::window_means(&self.outcome.monthly, LAYOUT, name, &range);
        for (_, value) in all.iter_mut().flatten() {
            *value = value.map(|value| factor * value);
        }
        Some(all)
    }

    /// Which firms have a value in every replication.
    fn complete(&self, values: &[Values]) -> Vec<bool> {
        values.iter().map(|values| described(values).count == self.replications).collect()
    }

    /// Whether a firm is there in every month of every replication.
    fn is_there_throughout(&self, firm: &Firm) -> bool {
        self.whole_stays(firm) == self.replications
    }

    fn whole_stays(&self, firm: &Firm) -> usize {
        firm.stays.iter().filter(|stay| stay.first == 0 && stay.last + 1 == self.months).count()
    }

    fn measures(&self) -> Vec<Measure> {
        let last = self.last_window();
        let when = |window: Window| match window {
            Window::Early => "months 12-23",
            Window::Late => "last 24 months",
            Window::Whole => "all months",
        };
        let money = &self.outcome.monthly.column("revenue").unit;
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
                let values = self.means(name, window, factor)?;
                let (least, most) = possible(name);
                Some(Measure {
                    heading: format!("{words}, {} [{unit}]", when(window)),
                    decimals,
                    possible: (factor * least, factor * most),
                    is_compared: self.complete(&values),
                    values,
                })
            })
            .collect();
        // Beside the revenue of the same firms, and before the for share, which only some firms have.
        let market = money.trim_end_matches(" a month");
        measures.insert(
            measures.len() - 1,
            Measure {
                heading: format!("discounted profit, all months [{market}]"),
                decimals: None,
                possible: possible("discounted_profit"),
                values: self.discounted_profit(),
                is_compared: self.firms.iter().map(|firm| self.is_there_throughout(firm)).collect(),
            },
        );
        measures
    }

    /// The discounted profit of each firm of the monthly table in each replication.
    fn discounted_profit(&self) -> Vec<Values> {
        let totals = &self.outcome.totals;
        let values = totals.numbers("value");
        let replicates = totals.integers(LAYOUT.unit);
        let mut by_firm: BTreeMap<&str, Values> = BTreeMap::new();
        for row in 0..totals.rows() {
            if totals.word("metric", row) == "discounted_profit" && totals.word("window", row) == "whole" {
                by_firm.entry(totals.word("firm", row)).or_default().push((replicates[row], values[row]));
            }
        }
        self.firms.iter().map(|firm| by_firm.remove(firm.name.as_str()).unwrap_or_default()).collect()
    }

    fn table(&self) -> String {
        let head = ["", "mean", "95 % interval", "against the highest"].map(str::to_owned);
        let mut rows: Vec<Vec<String>> = vec![head.to_vec()];
        for measure in &self.measures() {
            let descriptions: Vec<Description> = measure.values.iter().map(|v| described(v)).collect();
            if descriptions.iter().all(|d| d.mean.is_none()) {
                continue;
            }
            let best = highest(&measure.values, &measure.is_compared);
            let largest = descriptions.iter().filter_map(|d| d.mean).map(f64::abs).fold(0.0, f64::max);
            let digits = measure.decimals.unwrap_or_else(|| decimals(largest));
            rows.push(vec![shortened(&measure.heading, 80)]);
            for (index, (firm, d)) in self.firms.iter().zip(&descriptions).enumerate() {
                let mut verdict = self.verdict(measure, index, best, d).to_owned();
                if 0 < d.count && d.count < self.replications {
                    verdict.push_str(&format!(" ({} of {})", d.count, self.replications));
                }
                let (least, most) = measure.possible;
                let interval = d.supported_interval().map_or(String::new(), |(low, high)| {
                    format!("{} to {}", number(low.max(least), digits), number(high.min(most), digits))
                });
                rows.push(vec![
                    format!("  {}", shortened(&firm.name, NAME)),
                    d.mean.map_or("-".to_owned(), |mean| number(mean, digits)),
                    interval,
                    verdict,
                ]);
            }
        }
        lines(&rows, &[Side::Left, Side::Right, Side::Right, Side::Left])
    }

    /// How one firm stands against the highest.
    fn verdict(&self, measure: &Measure, index: usize, best: Option<usize>, d: &Description) -> &'static str {
        if d.mean.is_none() {
            return "unknown";
        }
        let Some(best) = best.filter(|_| measure.is_compared[index]) else { return "not compared" };
        if index == best {
            return if 1 < measure.is_compared.iter().filter(|compared| **compared).count() {
                "highest"
            } else {
                ""
            };
        }
        match paired::sign(&paired::difference(&measure.values[index], &measure.values[best])) {
            Sign::Lower => "lower",
            Sign::Higher => "higher",
            Sign::Unclear => "no clear difference",
            Sign::Unknown => "too few replications",
        }
    }

    fn small_curves(&self, in_colour: bool) -> String {
        let money = &self.outcome.monthly.column("revenue").unit;
        let colours = colours(self.firms);
        let months = self.months as usize;
        let mut text = String::new();
        for (title, unit, name, factor, digits) in [
            ("trust", "0 none to 1 full", "trust", 1.0, Some(2)),
            ("12-month retention", "% of customers kept", "retention_12m", 100.0, Some(1)),
            ("revenue", money.as_str(), "revenue", 1.0, None),
        ] {
            let bands = bands::bands(&self.outcome.monthly, LAYOUT, name);
            let mut largest = 0.0_f64;
            let curve = |((band, firm), colour): ((&Band, &Firm), &u8)| {
                let mut values = vec![None; months];
                for (month, description) in &band.points {
                    let value = description.mean.map(|mean| factor * mean);
                    largest = largest.max(value.unwrap_or(0.0).abs());
                    values[*month as usize] = value;
                }
                Curve {
                    name: firm.name.clone(),
                    is_minor: firm.is_entrant,
                    colour: *colour,
                    values,
                    band: Vec::new(),
                }
            };
            let all: Vec<Curve> = bands.iter().zip(self.firms).zip(&colours).map(curve).collect();
            let drawn = curves::draw(&all, digits.unwrap_or_else(|| decimals(largest)), in_colour);
            if !drawn.is_empty() {
                text.push_str(&wrapped(&format!("{title}, {} [{unit}]", self.mean_of_what(&bands)), ""));
                text.push_str(&format!("\n{drawn}\n"));
            }
        }
        text
    }

    /// On how many replications the means of the curves that are drawn rest, in words.
    fn mean_of_what(&self, bands: &[Band]) -> String {
        let drawn =
            bands.iter().zip(self.firms).filter(|(_, firm)| !(firm.is_entrant && curves::MANY < bands.len()));
        let counts = drawn.flat_map(|(band, _)| &band.points).map(|(_, d)| d.count).filter(|&n| 0 < n);
        match counts.min() {
            _ if self.replications == 1 => "the only replication".to_owned(),
            Some(fewest) if fewest < self.replications => format!(
                "mean of the replications in which the firm is there and has a value ({fewest} to {})",
                self.replications
            ),
            _ => format!("mean of {} replications", self.replications),
        }
    }

    /// Which firms are compared in discounted profit.
    fn compared(&self) -> Vec<bool> {
        self.firms.iter().map(|firm| self.is_there_throughout(firm)).collect()
    }
}

fn described(values: &Units) -> Description {
    describe(values.iter().map(|(_, value)| *value))
}

/// The firm with the highest mean among those that are compared.
fn highest(values: &[Values], is_compared: &[bool]) -> Option<usize> {
    let compared = values.iter().enumerate().filter(|(index, _)| is_compared[*index]);
    let means = compared.filter_map(|(index, values)| Some((index, described(values).mean?)));
    means.reduce(|best, next| if best.1 < next.1 { next } else { best }).map(|(index, _)| index)
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
