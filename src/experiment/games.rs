//! Why one firm does better than another: mechanisms switched on and off in the same worlds.

use super::Machine;
use super::goals::{self, Goal};
use crate::scenario::config::Config;
use crate::scenario::mechanisms::{MECHANISMS, Mechanism};
use crate::stats::describe::{Description, describe};
use crate::stats::shapley::shapley;
use std::ops::Range;

/// A firm in a market.
#[derive(Clone, Debug)]
pub struct Side {
    /// The market.
    pub config: Config,
    /// The firm.
    pub firm: String,
}

/// A game whose players are mechanisms. The worth of a set of them is the outcome of `b` minus that of `a`, with those
/// mechanisms on, as far as each market has them, and the others off in both.
#[derive(Clone, Debug)]
pub struct Game {
    /// What is explained: from here.
    pub a: Side,
    /// What is explained: to here.
    pub b: Side,
    /// The mechanisms that are on in one of the two markets or in both; the others would change nothing.
    pub mechanisms: Vec<&'static Mechanism>,
}

/// What a game gave for one goal: the worth of every set of mechanisms in each world, and the level of both sides with
/// all of them on. Where a firm has no value in a world, that is unknown.
#[derive(Clone, Debug)]
pub struct Worths {
    /// By set (bit `m` stands for mechanism `m`) and world.
    pub by_set: Vec<Vec<Option<f64>>>,
    /// The outcome of `a` by world.
    pub a: Vec<Option<f64>>,
    /// The outcome of `b` by world.
    pub b: Vec<Option<f64>>,
}

/// A difference, in parts. The intervals of the rest and of the mechanisms hold together in 95 % of all cases; that of
/// the whole does so by itself.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The worth of no mechanism: what remains when all are off.
    pub rest: Description,
    /// The part of each mechanism: its Shapley value.
    pub mechanisms: Vec<Description>,
    /// The whole difference.
    pub total: Description,
}

impl Game {
    /// The game that explains the difference between two firms, in two markets or in one.
    pub fn new(a: Side, b: Side) -> Game {
        // A name changes nothing in a market.
        let nameless = |side: Side| {
            let (name, question) = (String::new(), String::new());
            Side { config: Config { name, question, ..side.config }, ..side }
        };
        let (a, b) = (nameless(a), nameless(b));
        let mechanisms = MECHANISMS.iter().filter(|m| m.is_on(&a.config) || m.is_on(&b.config)).collect();
        Game { a, b, mechanisms }
    }

    /// A market with the mechanisms of `set` as they are and the others off.
    fn market(&self, side: &Side, set: usize) -> Config {
        let mut config = side.config.clone();
        for (index, mechanism) in self.mechanisms.iter().enumerate() {
            if set >> index & 1 == 0 {
                mechanism.switch_off(&mut config);
            }
        }
        config
    }

    /// How many sets of mechanisms there are.
    pub fn sets(&self) -> usize {
        1 << self.mechanisms.len()
    }

    /// Markets that have to be simulated in every world: where both sides are one market it is simulated once, and
    /// where they are one firm in it as well, not at all.
    pub fn markets(&self) -> usize {
        (0..self.sets()).map(|set| self.markets_of(set).len()).sum()
    }

    fn markets_of(&self, set: usize) -> Vec<Config> {
        let (a, b) = (self.market(&self.a, set), self.market(&self.b, set));
        match (a == b, self.a.firm == self.b.firm) {
            (true, true) if set + 1 < self.sets() => Vec::new(),
            (true, _) => vec![a],
            _ => vec![a, b],
        }
    }

    /// Plays the game in some worlds, for each of `goals`. `on_months` as in [`super::replications`].
    pub fn play(
        &self,
        worlds: Range<u32>,
        goals: &[Goal],
        machine: Machine,
        on_months: &(dyn Fn(u64) -> bool + Sync),
    ) -> Option<Vec<Worths>> {
        let count = worlds.len();
        let by_set: Vec<Vec<Config>> = (0..self.sets()).map(|set| self.markets_of(set)).collect();
        let firms = [self.a.firm.clone(), self.b.firm.clone()];
        let markets: Vec<Config> = by_set.iter().flatten().cloned().collect();
        let values = goals::of_firms(&markets, worlds, &firms, goals, machine, on_months)?;
        let mut worths: Vec<Worths> =
            goals.iter().map(|_| Worths { by_set: Vec::new(), a: Vec::new(), b: Vec::new() }).collect();
        let mut values = values.into_iter();
        for markets in &by_set {
            let own: Vec<_> = values.by_ref().take(markets.len()).collect();
            for (goal, worths) in worths.iter_mut().enumerate() {
                let sides = own.first().zip(own.last()).map(|(a, b)| (&a[goal][0], &b[goal][1]));
                let worth = match sides {
                    // The same firm in the same market.
                    None => vec![Some(0.0); count],
                    Some((a, b)) => a.iter().zip(b).map(|(a, b)| b.zip(*a).map(|(b, a)| b - a)).collect(),
                };
                worths.by_set.push(worth);
                if let Some((a, b)) = sides {
                    // The last set is that of all mechanisms.
                    (worths.a, worths.b) = (a.clone(), b.clone());
                }
            }
        }
        Some(worths)
    }
}

impl Worths {
    /// The parts of each world in which everything is known, the rest first; they add up to the whole difference.
    pub fn by_world(&self) -> Vec<Option<Vec<f64>>> {
        let players = self.by_set.len().trailing_zeros() as usize;
        (0..self.a.len())
            .map(|world| {
                let worths: Option<Vec<f64>> = self.by_set.iter().map(|worths| worths[world]).collect();
                let worths = worths?;
                Some(std::iter::once(worths[0]).chain(shapley(players, &worths)).collect())
            })
            .collect()
    }

    /// The parts, described over the worlds.
    pub fn parts(&self) -> Parts {
        let by_world = self.by_world();
        let players = self.by_set.len().trailing_zeros() as usize;
        let values = |index: usize| by_world.iter().map(move |parts| Some(parts.as_ref()?[index]));
        let part = |index: usize| describe(values(index)).together(1 + players);
        let all = &self.by_set[self.by_set.len() - 1];
        let known = by_world.iter().zip(all).map(|(parts, worth)| parts.as_ref().and(*worth));
        Parts { rest: part(0), mechanisms: (1..=players).map(part).collect(), total: describe(known) }
    }
}
