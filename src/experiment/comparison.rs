//! Alternatives compared in the same worlds, until it is settled which of them is ahead.

use super::{Keep, Machine, Outcome, alternatives_on, market};
use crate::scenario::config::Config;
use crate::stats::describe::describe;
use crate::stats::sequential::{Ended, Estimate, Schedule};
use crate::stats::windows::Window;
use std::collections::BTreeSet;

/// Probability that any of the verdicts of a comparison is wrong, at most.
pub const ERROR: f64 = 0.05;

/// One way in which the world may be.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// What it is called, unique among those that are compared.
    pub name: String,
    /// The market.
    pub config: Config,
}

impl Alternative {
    /// The market without its name, its question and its number of replications, which change nothing in a world.
    pub fn market(&self) -> Config {
        let mut market = self.config.clone();
        market.name.clear();
        market.question.clear();
        market.world.replications = 0.0;
        market
    }
}

/// The one firm whose settings, at the start and by events, are all in which the alternatives differ.
pub fn only_firm_that_differs(alternatives: &[Alternative]) -> Option<String> {
    let markets: Vec<Config> = alternatives.iter().map(Alternative::market).collect();
    let first = markets.first()?;
    let names = |config: &Config| config.firms.iter().map(|firm| firm.name.clone()).collect::<Vec<_>>();
    if markets.iter().any(|market| names(market) != names(first)) {
        return None;
    }
    let without = |market: &Config, firm: usize| {
        let mut rest = market.clone();
        rest.firms.remove(firm);
        rest.events.retain(|event| !event.change.is_about(firm));
        rest
    };
    let is_alone =
        |firm: &usize| markets.iter().all(|market| without(market, *firm) == without(first, *firm));
    let alone: Vec<usize> = (0..first.firms.len()).filter(is_alone).collect();
    // Where nothing differs, it would be every firm.
    let [firm] = alone[..] else { return None };
    markets.iter().any(|market| market != first).then(|| first.firms[firm].name.clone())
}

/// What is asked of the alternatives.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The firms that are looked at, each in every alternative; or [`market::WHOLE`] alone.
    pub firms: Vec<String>,
    /// On what the verdict is: a measure of `monthly.csv`, or a total.
    pub metric: String,
    /// The months that count.
    pub window: Window,
    /// Worlds at most.
    pub worlds: u32,
    /// Whether it ends as soon as it is settled; else all worlds are run, and looked at once.
    pub until_decided: bool,
    /// The share of the base within which a difference is too small to matter.
    pub margin: f64,
}

/// Two alternatives and a firm: what is compared.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The first alternative, by its place.
    pub a: usize,
    /// The second alternative, by its place.
    pub b: usize,
    /// The firm.
    pub firm: String,
    /// Differences up to this are too small to matter; unknown before the first look. It is fixed then, so that what
    /// counts as small does not move with the figures.
    pub band: Option<f64>,
    /// Why it is closed; open while unknown.
    pub ended: Option<Ended>,
    /// The alternative, by its place, under which the metric has no value in any world of a look. More worlds would add
    /// nothing, so that closes the pair too.
    pub without: Option<usize>,
    /// The look that it rests on, counted from 0; none before the first.
    look: Option<usize>,
}

impl Pair {
    /// Whether no worlds are added to it any more.
    pub fn is_closed(&self) -> bool {
        self.ended.is_some() || self.without.is_some()
    }
}

/// A comparison under way.
#[derive(Debug)]
pub struct Comparison {
    alternatives: Vec<Alternative>,
    question: Question,
    schedule: Schedule,
    outcomes: Vec<Option<Outcome>>,
    pairs: Vec<Pair>,
    looks: usize,
}

impl Comparison {
    /// A comparison of every pair of alternatives, firm by firm, that has not begun.
    ///
    /// The error of [`ERROR`] is shared out equally among the pairs (Bonferroni), so that all verdicts, and all
    /// intervals on one metric, hold together.
    pub fn new(alternatives: Vec<Alternative>, question: Question) -> Comparison {
        let count = alternatives.len();
        let of = |firm: &String| {
            let firm = firm.clone();
            (0..count).flat_map(move |a| {
                let firm = firm.clone();
                (a + 1..count).map(move |b| Pair {
                    a,
                    b,
                    firm: firm.clone(),
                    band: None,
                    ended: None,
                    without: None,
                    look: None,
                })
            })
        };
        let pairs: Vec<Pair> = question.firms.iter().flat_map(of).collect();
        let (worlds, error) = (question.worlds as usize, ERROR / pairs.len().max(1) as f64);
        let schedule = if question.until_decided {
            Schedule::within(worlds, error)
        } else {
            Schedule::once(worlds, error)
        };
        let outcomes = vec![None; count];
        Comparison { alternatives, question, schedule, outcomes, pairs, looks: 0 }
    }

    /// Whether every pair is settled, or the budget of worlds is used up.
    pub fn is_over(&self) -> bool {
        self.looks == self.schedule.looks().len() || self.pairs.iter().all(Pair::is_closed)
    }

    /// Worlds until the next look, of all alternatives that are still simulated.
    pub fn worlds_ahead(&self) -> u32 {
        let next = self.schedule.looks().get(self.looks).map_or(0, |&look| look as u32);
        self.open().len() as u32 * (next - self.worlds())
    }

    /// Worlds that have been looked at.
    pub fn worlds(&self) -> u32 {
        self.looks.checked_sub(1).map_or(0, |last| self.schedule.looks()[last] as u32)
    }

    /// Adds the worlds up to the next look and judges every open pair. `on_months` as in [`super::replications`]; when
    /// it stops the simulation, everything is as after the look before, and `false` is returned.
    pub fn look(&mut self, machine: Machine, on_months: &(dyn Fn(u64) -> bool + Sync)) -> bool {
        let open = self.open();
        let configs: Vec<Config> =
            open.iter().map(|&index| self.alternatives[index].config.clone()).collect();
        let worlds = self.worlds()..self.schedule.looks()[self.looks] as u32;
        let Some(later) = alternatives_on(&configs, worlds, Keep::NoCohorts, machine, on_months) else {
            return false;
        };
        let is_market = self.question.firms == [market::WHOLE];
        for (&index, later) in open.iter().zip(later) {
            let later = if is_market { market::whole(&later) } else { later };
            match &mut self.outcomes[index] {
                Some(outcome) => outcome.append(later),
                none => *none = Some(later),
            }
        }
        self.looks += 1;
        let (metric, window, margin) = (&self.question.metric, self.question.window, self.question.margin);
        for index in 0..self.pairs.len() {
            if self.pairs[index].is_closed() {
                continue;
            }
            self.pairs[index].look = Some(self.looks - 1);
            let pair = &self.pairs[index];
            let band = pair.band.or_else(|| self.base(pair, metric, window).map(|base| margin * base));
            let settled = self.estimate(pair, metric, window).settles(band.unwrap_or(0.0));
            let without = self.without(pair, metric, window);
            let pair = &mut self.pairs[index];
            (pair.band, pair.ended, pair.without) = (band, settled, without);
        }
        true
    }

    /// The alternatives of open pairs, by their places.
    fn open(&self) -> Vec<usize> {
        let open = self.pairs.iter().filter(|pair| !pair.is_closed());
        open.flat_map(|pair| [pair.a, pair.b]).collect::<BTreeSet<usize>>().into_iter().collect()
    }

    /// What is compared.
    pub fn alternatives(&self) -> &[Alternative] {
        &self.alternatives
    }

    /// What was asked.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// Every pair of alternatives, firm by firm.
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// The worlds on which the verdict of a pair rests.
    pub fn worlds_of(&self, pair: &Pair) -> u32 {
        pair.look.map_or(0, |look| self.schedule.looks()[look] as u32)
    }

    /// The fewest and the most worlds on which a verdict rests: pairs are settled one by one.
    pub fn fewest_and_most_worlds(&self) -> (u32, u32) {
        let all = || self.pairs.iter().map(|pair| self.worlds_of(pair));
        (all().min().unwrap_or(0), all().max().unwrap_or(0))
    }

    /// Worlds in which an alternative, by its place, was simulated.
    pub fn simulated(&self, alternative: usize) -> u32 {
        self.outcomes[alternative].as_ref().map_or(0, |outcome| outcome.worlds.len() as u32)
    }

    /// The values of both alternatives in every world on which the verdict of the pair rests.
    pub fn values(&self, pair: &Pair, metric: &str, window: Window) -> Vec<(Option<f64>, Option<f64>)> {
        let of = |index: usize| match &self.outcomes[index] {
            Some(outcome) => outcome.by_world(&pair.firm, metric, window),
            None => Vec::new(),
        };
        of(pair.a).into_iter().zip(of(pair.b)).take(self.worlds_of(pair) as usize).collect()
    }

    /// The difference a − b of a metric, with its repeated interval at the look of the verdict. Intervals of a metric
    /// hold together over looks and pairs, those of several metrics each on its own.
    pub fn estimate(&self, pair: &Pair, metric: &str, window: Window) -> Estimate {
        self.estimate_of(pair, metric, window, |a, b| a - b)
    }

    /// The change from b to a as a share, a/b − 1 world by world; when `is_turned`, that from a to b.
    pub fn relative(&self, pair: &Pair, metric: &str, window: Window, is_turned: bool) -> Estimate {
        let of = if is_turned { |a: f64, b: f64| b / a - 1.0 } else { |a: f64, b: f64| a / b - 1.0 };
        self.estimate_of(pair, metric, window, of)
    }

    fn estimate_of(&self, pair: &Pair, metric: &str, window: Window, of: fn(f64, f64) -> f64) -> Estimate {
        let Some(look) = pair.look else { return Estimate::default() };
        let values = self.values(pair, metric, window).into_iter();
        self.schedule.estimate(look, values.map(|(a, b)| Some(of(a?, b?)).filter(|value| value.is_finite())))
    }

    /// The size to which a difference is held: the larger of the two means, without its sign.
    fn base(&self, pair: &Pair, metric: &str, window: Window) -> Option<f64> {
        let [a, b] = self.means(pair, metric, window);
        Some(a?.abs().max(b?.abs()))
    }

    /// The means of both alternatives over the worlds on which the verdict of the pair rests.
    pub fn means(&self, pair: &Pair, metric: &str, window: Window) -> [Option<f64>; 2] {
        let (a, b): (Vec<_>, Vec<_>) = self.values(pair, metric, window).into_iter().unzip();
        [a, b].map(|values| describe(values).mean)
    }

    /// The alternative of a pair under which a metric has no value in any world.
    fn without(&self, pair: &Pair, metric: &str, window: Window) -> Option<usize> {
        let means = self.means(pair, metric, window);
        [pair.a, pair.b].into_iter().zip(means).find(|(_, mean)| mean.is_none()).map(|(index, _)| index)
    }

    /// Why the worlds of a metric of a pair ended: for the metric of the verdict, as the pair did; for another, what
    /// its interval at that look says.
    pub fn ended(&self, pair: &Pair, metric: &str, window: Window) -> Ended {
        if metric == self.question.metric && window == self.question.window {
            return pair.ended.unwrap_or(Ended::Budget);
        }
        let band = self.question.margin * self.base(pair, metric, window).unwrap_or(0.0);
        self.estimate(pair, metric, window).settles(band).unwrap_or(Ended::Budget)
    }

    /// The difference a − b of a measure: for every month, one value a world on which the verdict rests.
    pub fn by_month(&self, pair: &Pair, measure: &str) -> Vec<Vec<Option<f64>>> {
        let of = |index: usize| match &self.outcomes[index] {
            Some(outcome) => by_month(outcome, &pair.firm, measure),
            None => Vec::new(),
        };
        let worlds = self.worlds_of(pair) as usize;
        let month = |(a, b): (Vec<Option<f64>>, Vec<Option<f64>>)| {
            a.into_iter().zip(b).take(worlds).map(|(a, b)| Some(a? - b?)).collect()
        };
        of(pair.a).into_iter().zip(of(pair.b)).map(month).collect()
    }

    /// The unit of a measure or total, as in the tables of results.
    pub fn unit(&self, metric: &str) -> String {
        let Some(outcome) = self.outcomes.iter().flatten().next() else { return String::new() };
        let unit = |measure: &str| outcome.monthly.column(measure).unit.clone();
        match metric {
            "discounted_profit" => unit("profit").trim_end_matches(" a month").to_owned(),
            "lifetime_value" => {
                let profit = unit("profit");
                format!("{} per customer who joins", profit.split(" per ").next().unwrap_or_default())
            }
            measure => unit(measure),
        }
    }
}

/// The values of a measure of one firm: for every month, one a world.
fn by_month(outcome: &Outcome, firm: &str, measure: &str) -> Vec<Vec<Option<f64>>> {
    let table = &outcome.monthly;
    let (worlds, months) = (table.integers("replicate"), table.integers("month"));
    let (values, is_firm) = (table.numbers(measure), table.is_word("firm", firm));
    let mut grid = vec![vec![None; outcome.worlds.len()]; outcome.months as usize];
    for row in (0..table.rows()).filter(|&row| is_firm(row)) {
        let world = (worlds[row] - i64::from(outcome.worlds.start)) as usize;
        grid[months[row] as usize][world] = values[row];
    }
    grid
}
