//! The market null: firms of one kind and different sizes, and the regularities of real repeat-buying markets, all in
//! one run of the scenario `null-market`.
//!
//! No firm has a strategy there, remembers anything or contacts anybody. A model whose market without strategies does
//! not look like real ones has no business comparing strategies.

use super::panel::{Panel, YEAR, Year};
use super::{A_MEND, ERRORS, Group, Item, Sitting, Takes, people, worlds};
use crate::math::wide;
use crate::scenario::config::{Config, Needs};
use crate::stats::relation::{correlation, returns_to_its_mean, slope, through_origin};
use rayon::prelude::*;

/// Months until the market has settled.
const SETTLE: usize = 60;
/// Years over which a cohort is followed.
const COHORT: usize = 7;
/// Years of the control of rising retention.
const CONTROL: usize = 9;
/// Lagged changes in the test for a unit root.
const LAGS: usize = 4;

/// The regularities, in the scenario `null-market`, and their control.
pub fn items(sitting: &Sitting) -> Option<Vec<Item>> {
    let config = null_market(sitting);
    let seen = seen(sitting, &config, sitting.choose(4, 8))?;
    let mut items = regularities(&seen);
    items.push(control(sitting, &config, &seen)?);
    Some(items)
}

/// The scenario `null-market`, with the people of the sitting. Its centre stays where it is, whatever their scenario says:
/// that is part of what a market in which nothing happens is.
fn null_market(sitting: &Sitting) -> Config {
    let market = sitting.builtin("null-market");
    let Some(scenario) = sitting.scenario else { return market };
    let market_shift_per_year = market.needs.market_shift_per_year;
    let config = people::of(scenario, &market);
    Config { needs: Needs { market_shift_per_year, ..config.needs }, ..config }
}

/// The regularities in `worlds` worlds of a market.
pub fn measure(sitting: &Sitting, config: &Config, worlds: u32) -> Option<Vec<Item>> {
    Some(regularities(&seen(sitting, config, worlds)?))
}

/// A world, as its panel shows it.
struct Seen {
    panel: Panel,
    /// The full years after the market has settled.
    years: Vec<Year>,
    /// Share of purchases that each firm has, by month after the market has settled.
    shares: Vec<Vec<f64>>,
}

fn regularities(seen: &[Seen]) -> Vec<Item> {
    worlds::over(seen.len() as u32, |worlds| {
        let seen: Vec<&Seen> = worlds.iter().map(|&world| &seen[world]).collect();
        let mut items = cohorts(&seen);
        items.extend(brands(&seen));
        items.extend(erosion(&seen));
        items.extend(steadiness(&seen));
        items
    })
}

/// Runs `worlds` worlds and keeps what is asked of them.
fn seen(sitting: &Sitting, config: &Config, worlds: u32) -> Option<Vec<Seen>> {
    let see = |panel: Panel| {
        let settled = SETTLE..panel.home.len() + 1 - YEAR;
        let years = settled.step_by(YEAR).map(|start| panel.year(start)).collect();
        Seen { years, shares: panel.shares(SETTLE), panel }
    };
    Some(panels(sitting, config, worlds)?.into_par_iter().map(see).collect())
}

/// Runs `worlds` worlds with a panel looking on.
fn panels(sitting: &Sitting, config: &Config, worlds: u32) -> Option<Vec<Panel>> {
    (0..worlds)
        .into_par_iter()
        .map(|world| {
            let mut market = sitting.open(config, world);
            let mut panel = Panel::default();
            for _ in 0..config.world.months as usize {
                market.step(Some(&mut panel));
                (sitting.on_months)(u64::from(market.world().customers())).then_some(())?;
            }
            Some(panel)
        })
        .collect()
}

// What a miss takes, where several items share it.
const A_CHOICE_EACH_TIME: Takes = Takes::either(
    "a choice of firm at each purchase, as in the Dirichlet market (O3), instead of one home firm",
);
const ANOTHER_FADING: Takes = Takes {
    below: "loyalty that fades or is drawn anew over the years: it is fixed for life, and those who have not left hardly \
            leave any more",
    above: "buyers who keep coming back more: stronger habits (`choice.loyalty`, `choice.loyalty_spread`), as some plausible \
            settings have them, or a choice of firm at each purchase (O3); here whoever leaves her home firm buys nothing \
            there any more",
};
const LEADERS: Takes =
    Takes::either("leaders that differ from the others in more than the appeal of their names");
const SLOW_SHARES: Takes =
    Takes::either("catalogues that change less at once: a new one moves a firm's share within months");

fn item(item: &str, source: &str, measured: f64, expected: (f64, f64), note: &str, takes: Takes) -> Item {
    Item {
        group: Group::Market,
        item: item.to_owned(),
        source: source.to_owned(),
        measured: measured.is_finite().then_some(measured),
        error: None,
        expected_low: expected.0,
        expected_high: expected.1,
        by_construction: false,
        note: note.to_owned(),
        takes,
    }
}

fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, count) = values.into_iter().fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}

/// F38: how the retention of a cohort goes with its age.
fn cohorts(seen: &[&Seen]) -> Vec<Item> {
    let alive = survivors(seen.iter().map(|seen| &seen.panel), SETTLE, COHORT);
    let retention = retention(&alive);
    let ages: Vec<f64> = (2..=COHORT).map(|year| year as f64).collect();
    let predicted = Geometric::fitted(&alive[..=4]).survival(COHORT);
    vec![
        item(
            "yearly rise of a cohort's annual retention, years 2 to 7",
            "F38",
            slope(&ages, &retention[1..]),
            (0.0, f64::INFINITY),
            "those who joined in the sixth year, all firms; slope of a least-squares line",
            Takes::either("people who differ more in what keeps them"),
        ),
        item(
            "survival of year 7, error of a fit to years 1 to 4",
            "F38",
            predicted - alive[COHORT] / alive[0],
            (-0.03, 0.03),
            "shifted beta-geometric distribution by maximum likelihood; predicted minus measured share of the cohort; limit of \
             our own",
            Takes::either("a chance to leave of each person's own, fixed for life (O1)"),
        ),
    ]
}

/// The control of F38: equal firms, and people who do not differ, nor learn, and leave as often in their first year as
/// those of the market `seen` (O2: the same mean lapse, no spread). Nobody's chance of leaving depends on when she
/// came, so that retention must be flat, from the first month on.
fn control(sitting: &Sitting, config: &Config, seen: &[Seen]) -> Option<Item> {
    let mut equal = config.clone();
    let choice = &mut equal.choice;
    choice.weight_fit = 0.0;
    choice.weight_trust = 0.0;
    choice.weight_price = 0.0;
    choice.loyalty_spread = 0.0;
    // Of those who reconsider in a month, the share who choose their firm again; the others stay anyway.
    let market = survivors(seen.iter().map(|seen| &seen.panel), SETTLE, 1);
    let monthly = wide::power(retention(&market)[0], 1.0 / YEAR as f64);
    let again = 1.0 - (1.0 - monthly) / choice.attention;
    let (firm, others) = (wide::exp(choice.base), equal.firms.len() as f64 - 1.0);
    choice.loyalty = wide::ln(again / (1.0 - again) * (others * firm + 1.0) / firm);
    for firm in &mut equal.firms {
        firm.dials.appeal = 0.0;
    }
    equal.world.months = (CONTROL * YEAR) as f64;
    let panels = panels(sitting, &equal, sitting.choose(4, 8))?;
    // Cohorts of every year that is followed by three.
    let cohorts = |panels: &[&Panel]| {
        (0..CONTROL - 3).map(|year| survivors(panels.iter().copied(), year * YEAR, 3)).fold(vec![0.0; 4], add)
    };
    let alive = cohorts(&panels.iter().collect::<Vec<_>>());
    let flat = retention(&alive);
    let variance = |year: usize| flat[year] * (1.0 - flat[year]) / alive[year];
    let allowed = ERRORS * (variance(0) + variance(2)).sqrt();
    let mut items = worlds::over(panels.len() as u32, |worlds| {
        let panels: Vec<&Panel> = worlds.iter().map(|&world| &panels[world]).collect();
        let flat = retention(&cohorts(&panels));
        vec![Item {
            by_construction: true,
            ..item(
                "retention of year 3 less year 1, equal customers",
                "F38 O2",
                flat[2] - flat[0],
                (-allowed, allowed),
                "control: fit, trust and price weigh nothing, firms are equal, loyalty has no spread and keeps as many \
                 for a year as in the market; cohorts of several years",
                A_MEND,
            )
        }]
    });
    items.pop()
}

fn survivors<'a>(panels: impl Iterator<Item = &'a Panel>, start: usize, years: usize) -> Vec<f64> {
    panels.map(|panel| panel.survivors(start, years)).fold(vec![0.0; years + 1], add)
}

fn add(sum: Vec<f64>, more: Vec<f64>) -> Vec<f64> {
    sum.iter().zip(&more).map(|(a, b)| a + b).collect()
}

/// Share of those alive after each year who are alive a year later.
fn retention(alive: &[f64]) -> Vec<f64> {
    alive.windows(2).map(|pair| pair[1] / pair[0]).collect()
}

/// Shifted beta-geometric distribution of lifetimes (Fader and Hardie 2007): everybody leaves with a chance of her
/// own each year, Beta(α, β) across people.
struct Geometric {
    alpha: f64,
    beta: f64,
}

impl Geometric {
    /// By maximum likelihood, from how many are alive after 0, 1, .. years.
    fn fitted(alive: &[f64]) -> Geometric {
        let mut best = (f64::NEG_INFINITY, 0.0, 0.0);
        let mut reach = 6.0;
        for _ in 0..12 {
            let (_, a, b) = best;
            for i in -10..=10 {
                for j in -10..=10 {
                    let (x, y) = (a + reach * f64::from(i) / 10.0, b + reach * f64::from(j) / 10.0);
                    let likelihood = Geometric { alpha: wide::exp(x), beta: wide::exp(y) }.likelihood(alive);
                    if best.0 < likelihood {
                        best = (likelihood, x, y);
                    }
                }
            }
            reach *= 0.5;
        }
        Geometric { alpha: wide::exp(best.1), beta: wide::exp(best.2) }
    }

    fn likelihood(&self, alive: &[f64]) -> f64 {
        let years = alive.len() - 1;
        let left = |t: usize| (alive[t - 1] - alive[t]) * wide::ln(self.survival(t - 1) - self.survival(t));
        (1..=years).map(left).sum::<f64>() + alive[years] * wide::ln(self.survival(years))
    }

    /// Share alive after so many years.
    fn survival(&self, years: usize) -> f64 {
        (1..=years)
            .map(|t| (self.beta + t as f64 - 1.0) / (self.alpha + self.beta + t as f64 - 1.0))
            .product()
    }
}

/// F43, F44, F49: what a year looks like across firms and across buyers. The first settled year of each world.
fn brands(seen: &[&Seen]) -> Vec<Item> {
    let over = |value: &dyn Fn(&Year) -> f64| mean(seen.iter().map(|seen| value(&seen.years[0])));
    let logs = |values: Vec<f64>| -> Vec<f64> { values.into_iter().map(wide::ln).collect() };
    let line = |year: &Year| {
        let penetrations = year.penetrations();
        let pairs = (0..penetrations.len()).flat_map(|x| (0..penetrations.len()).map(move |y| (x, y)));
        let (x, y): (Vec<f64>, Vec<f64>) =
            pairs.filter(|(x, y)| x != y).map(|(x, y)| (penetrations[y], year.duplication(x, y))).unzip();
        through_origin(&x, &y)
    };
    vec![
        item(
            "correlation of a firm's share with its penetration",
            "F43",
            over(&|year| correlation(&year.shares(), &year.penetrations())),
            (0.9, f64::INFINITY),
            "double jeopardy; purchases of one year; limit of our own",
            A_CHOICE_EACH_TIME,
        ),
        item(
            "correlation of a firm's share with purchases per buyer",
            "F43",
            over(&|year| correlation(&year.shares(), &year.frequencies())),
            (0.0, f64::INFINITY),
            "double jeopardy: small firms have slightly less loyal buyers",
            A_CHOICE_EACH_TIME,
        ),
        item(
            "part of a firm's size that is penetration: elasticity to share",
            "F43 O3",
            over(&|year| slope(&logs(year.shares()), &logs(year.penetrations()))),
            (2.0 / 3.0, 1.0),
            "the rest is purchases per buyer; limit of our own: 'far fewer buyers, slightly less loyal' read as at least twice as \
             much; 0.82 in the Dirichlet market O3",
            A_CHOICE_EACH_TIME,
        ),
        item(
            "variance of purchase duplication explained by penetration",
            "F44",
            over(&|year| line(year).explained),
            (0.9, f64::INFINITY),
            "line through the origin over all pairs of firms; limit of our own",
            A_CHOICE_EACH_TIME,
        ),
        item(
            "mean deviation from the duplication line",
            "F44",
            over(&|year| line(year).deviation),
            (0.0, 0.03),
            "share of buyers; the wide end of 2 to 3 points; 0.2 to 0.3 points in the Dirichlet market \
             O3",
            A_CHOICE_EACH_TIME,
        ),
        item(
            "share of purchases by the fifth of buyers who buy most",
            "F49",
            over(&Year::top_fifth),
            (0.45, 0.75),
            "purchases of one year, all firms; from 45 %, because a Dirichlet market has 54 %",
            Takes::either("rates of purchase of another shape (`purchases.shape`)"),
        ),
    ]
}

/// F46, F47: how repeat buying of a firm's buyers erodes.
fn erosion(seen: &[&Seen]) -> Vec<Item> {
    let repeat = |years: &[Year], firm: usize, later: usize| years[0].repeat(firm, &years[later]);
    // Share of the repeat buying of `from` years later that is gone each year until `to` years later.
    let eroded = |years: &[Year], firm: usize, from: usize, to: usize| {
        1.0 - wide::power(repeat(years, firm, to) / repeat(years, firm, from), 1.0 / (to - from) as f64)
    };
    let firms = seen[0].panel.firms;
    let over = |from, to| {
        let each = seen.iter().flat_map(|seen| (0..firms).map(move |firm| (&seen.years, firm)));
        mean(each.map(|(years, firm)| eroded(years, firm, from, to)))
    };
    let leader_less = |years: &[Year]| {
        let shares = years[0].shares();
        let leader = (0..firms).max_by(|&a, &b| shares[a].total_cmp(&shares[b])).unwrap_or(0);
        let others = (0..firms).filter(|&f| f != leader).map(|f| eroded(years, f, 1, 4));
        mean(others) - eroded(years, leader, 1, 4)
    };
    vec![
        item(
            "fall of repeat buying from one year to the next",
            "F46",
            over(1, 2),
            (0.10, 0.20),
            "of a firm's buyers in a year, the share who buy from it in a later one; mean over firms; the published mean is \
             15 %",
            ANOTHER_FADING,
        ),
        item(
            "fall of repeat buying a year, over the second to fifth year",
            "F47",
            over(1, 4),
            (0.10, 0.15),
            "the published 57 % of non-repeaters in year 2 and 71.5 % in year 5 give 12.8 %",
            ANOTHER_FADING,
        ),
        item(
            "the others' fall of repeat buying a year less the leader's",
            "F46",
            mean(seen.iter().map(|seen| leader_less(&seen.years))),
            (0.0, f64::INFINITY),
            "leaders erode less",
            LEADERS,
        ),
    ]
}

/// F47, F48: shares stay while buyers change.
fn steadiness(seen: &[&Seen]) -> Vec<Item> {
    // Standard deviation of the change from one year to the next, relative to the share.
    let variation = |years: &[Year]| {
        let shares: Vec<Vec<f64>> = years.iter().map(Year::shares).collect();
        let changes =
            |firm: usize| shares.windows(2).map(move |pair| (pair[1][firm] / pair[0][firm] - 1.0).powi(2));
        (0..shares[0].len()).map(|firm| mean(changes(firm)).sqrt()).fold(0.0, f64::max)
    };
    let series: Vec<&Vec<f64>> = seen.iter().flat_map(|seen| &seen.shares).collect();
    let stationary = series.iter().filter(|series| returns_to_its_mean(series, LAGS)).count();
    vec![
        item(
            "year-on-year variation of a firm's share, the least steady firm",
            "F47",
            mean(seen.iter().map(|seen| variation(&seen.years))),
            (0.0, 0.10),
            "coefficient of variation a year: root mean square of the relative change; mean over worlds; limit of our own",
            SLOW_SHARES,
        ),
        item(
            "share of firms whose share of purchases returns to its mean",
            "F48",
            stationary as f64 / series.len() as f64,
            (0.5, f64::INFINITY),
            "augmented Dickey-Fuller test at 5 %, constant, 4 lags, monthly; limit of our own: 'most' read as half; about \
             78 % of published series",
            SLOW_SHARES,
        ),
    ]
}
