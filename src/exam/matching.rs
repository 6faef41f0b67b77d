//! History matching: which settings of the plausible ranges the facts leave over.
//!
//! Settings are drawn over the ranges by a Latin hypercube, put to the questions of the groups *market* and *privacy*,
//! and judged by how far each answer lies beyond its expected interval, in standard errors (the implausibility of
//! Craig, Goldstein, Seheult and Smith 1997). The sum of these counts and not that of their squares, which would rather
//! miss many facts by a little than one by much; and an answer has to lie one standard error within its interval, so that
//! it does so in other worlds. Later waves draw anew between the least implausible settings: each takes one of them and
//! adds to it the difference of two others (differential evolution, Storn and Price 1997), so that the cloud keeps its
//! shape and closes in on what the facts allow. A setting is left over when no answer lies beyond its interval, neither
//! in the worlds in which it was found nor in others.

use super::{Item, Sitting, Verdict, market, privacy};
use crate::draws::{Address, Decision, Draws, START};
use crate::scenario::config::{Config, Needs, Target, Value};
use crate::scenario::params::{Kind, PARAMS, Param, Plausible, Role, Slot};
use crate::stats::describe::describe;
use crate::units::FirmKey;
use rayon::prelude::*;

/// Questions to one setting: the market, and in how many worlds.
type Question = fn(&Sitting, &Config, u32) -> Option<Vec<Item>>;

/// Which parameters move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All that nature sets and that have a plausible range.
    All,
    /// Those of them whose default has a source.
    Sourced,
}

impl Scope {
    /// Name in results.
    pub fn name(self) -> &'static str {
        match self {
            Scope::All => "all",
            Scope::Sourced => "sourced",
        }
    }
}

/// One parameter that moves.
#[derive(Clone, Debug)]
pub struct Axis {
    /// Its key, with the name of the data category where it is one's.
    pub key: String,
    /// Its default.
    pub default: f64,
    low: f64,
    high: f64,
    whole: bool,
    target: Target,
}

impl Axis {
    /// The value at a place between the ends of the range, 0..1.
    pub fn value(&self, place: f64) -> f64 {
        let value = self.low + (self.high - self.low) * place;
        if self.whole { value.round() } else { value }
    }

    /// The place of a value between the ends of the range.
    pub fn place(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// Its value in a scenario.
    pub fn read(&self, config: &mut Config) -> f64 {
        config.number_mut(self.target).map_or(f64::NAN, |number| *number)
    }
}

/// The parameters that move in `scope`. Processes that are off stay off, and firms set their own dials.
pub fn axes(scope: Scope) -> Vec<Axis> {
    let mut config = Config::defaults();
    let mut axes = Vec::new();
    for param in PARAMS.iter().filter(|param| moves(param, scope)) {
        let targets: Vec<(Target, String)> = match param.slot {
            Slot::Number(_) => vec![(Target::Market(param), param.key.to_owned())],
            Slot::Data(_) => config
                .data
                .iter()
                .enumerate()
                .map(|(c, category)| (Target::Data(c, param), param.key.replace('*', &category.name)))
                .collect(),
            _ => Vec::new(),
        };
        for (target, key) in targets {
            let Some(&mut default) = config.number_mut(target) else { continue };
            let (low, high) = match param.plausible {
                Plausible::Between(low, high) => (low, high),
                Plausible::Times(low, high) => (default * low, default * high),
                Plausible::Around(low, high) => (default + low, default + high),
                Plausible::Unstated => continue,
            };
            let (least, most) = param.range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
            let whole = param.kind == Kind::Whole;
            axes.push(Axis { key, default, low: low.max(least), high: high.min(most), whole, target });
        }
    }
    axes
}

fn moves(param: &Param, scope: Scope) -> bool {
    let optional = ["imitation", "entry", "event", "firm"].contains(&param.section());
    param.role == Role::Uncertainty && !optional && (scope == Scope::All || param.source != "assumed")
}

/// A place on each axis, 0..1.
pub type Place = Vec<f64>;

/// `count` places of a Latin hypercube: on each axis one in each of `count` equal parts.
pub fn hypercube(axes: usize, count: usize, chance: &mut Chance) -> Vec<Place> {
    let mut places = vec![Vec::with_capacity(axes); count];
    for _ in 0..axes {
        let mut order: Vec<(f64, usize)> = (0..count).map(|part| (chance.uniform(), part)).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (place, (_, part)) in places.iter_mut().zip(order) {
            place.push((part as f64 + chance.uniform()) / count as f64);
        }
    }
    places
}

/// Uniform numbers for drawing settings, none of which is used in a market.
#[derive(Clone, Debug)]
pub struct Chance {
    seed: u64,
    next: u32,
}

impl Chance {
    /// Those of a seed.
    pub fn new(seed: u64) -> Chance {
        Chance { seed: !seed, next: 0 }
    }

    /// The next one, inside 0..1.
    pub fn uniform(&mut self) -> f64 {
        let address =
            Address { decision: Decision::Market, month: START, who: 0, firm: FirmKey::NONE, index: 0 };
        self.next += 1;
        f64::from(Draws::new(self.seed, self.next).uniform(address))
    }

    fn below(&mut self, limit: usize) -> usize {
        ((self.uniform() * limit as f64) as usize).min(limit - 1)
    }
}

/// A setting that was tried.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Where it lies.
    pub place: Place,
    /// What was measured, as far as it was asked.
    pub items: Vec<Item>,
    /// Sum over the items of the implausibility, each up to [`HOPELESS`] \[standard errors\].
    pub distance: f64,
    /// Whether all questions were asked; none is once the distance is beyond hope.
    pub finished: bool,
}

impl Trial {
    /// The items that count and miss.
    pub fn misses(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| !item.by_construction && item.verdict() == Verdict::Miss)
    }

    /// How many items count.
    pub fn counted(&self) -> usize {
        self.items.iter().filter(|item| !item.by_construction).count()
    }
}

/// Beyond this a larger implausibility says nothing more \[standard errors\].
pub const HOPELESS: f64 = 30.0;
/// Model error of an item: what a model of this kind may be off by, as a share of its expected interval.
const MODEL_ERROR: f64 = 0.05;
/// Settings among which new ones are drawn.
const PARENTS: usize = 40;

/// A way to put settings to the questions.
pub struct Matching<'a> {
    /// Runs the markets.
    pub sitting: Sitting<'a>,
    /// What moves; everything else that could is at its default.
    pub axes: Vec<Axis>,
    /// The market of the experiments on privacy; its firms do not matter.
    pub people: Config,
    /// The market of firms of one kind.
    pub null: Config,
    /// Worlds of each.
    pub worlds: u32,
    /// Standard error of each item, in the order of the questions, in that many worlds; none is known at first.
    pub errors: Vec<f64>,
}

impl Matching<'_> {
    /// Asks the questions about the setting at `place`, the cheap ones first, until its distance is beyond `limit`.
    /// Nothing when the sitting was stopped.
    pub fn trial(&self, place: &[f64], limit: f64) -> Option<Trial> {
        let (people, null) = (self.at(&self.people, place), self.at(&self.null, place));
        let needs =
            Needs { market_shift_per_year: self.null.needs.market_shift_per_year, ..null.needs.clone() };
        let null = Config { needs, ..null };
        let mut trial = Trial { place: place.to_vec(), items: Vec::new(), distance: 0.0, finished: false };
        let questions: [(Question, &Config); 4] = [
            (privacy::consent, &people),
            (privacy::breach, &people),
            (market::measure, &null),
            (privacy::contact, &people),
        ];
        for (question, config) in questions {
            trial.items.extend(question(&self.sitting, config, self.worlds)?);
            self.judge(&mut trial);
            if limit < trial.distance {
                return Some(trial);
            }
        }
        trial.finished = true;
        Some(trial)
    }

    /// Reckons the distance of a trial by the standard errors known now.
    pub fn judge(&self, trial: &mut Trial) {
        let implausibilities = trial.items.iter().enumerate().map(|(k, item)| self.implausibility(item, k));
        trial.distance = implausibilities.map(|error| error.min(HOPELESS)).sum();
    }

    /// How far an item lies beyond its interval less a standard error at each end \[standard errors\].
    fn implausibility(&self, item: &Item, number: usize) -> f64 {
        let Some(measured) = item.measured else { return HOPELESS };
        if item.by_construction {
            return 0.0;
        }
        let width = item.expected_high - item.expected_low;
        let model = if width.is_finite() { MODEL_ERROR * width } else { 0.0 };
        let sampling = self.errors.get(number).copied().filter(|error| error.is_finite()).unwrap_or(0.0);
        // Of a narrow interval the middle half is left.
        let margin = sampling.min(0.25 * width);
        let beyond = (item.expected_low - measured).max(measured - item.expected_high);
        let beyond = (beyond + margin).max(0.0);
        beyond / (model * model + sampling * sampling).sqrt().max(1e-3)
    }

    /// `base` with the setting at `place`.
    pub fn at(&self, base: &Config, place: &[f64]) -> Config {
        let mut config = base.clone();
        for axis in axes(Scope::All) {
            config.set(axis.target, Value::Number(axis.default));
        }
        for (axis, &place) in self.axes.iter().zip(place) {
            config.set(axis.target, Value::Number(axis.value(place)));
        }
        config
    }

    /// Learns the standard errors from the setting at `place` in `repeats` other worlds.
    pub fn learn_errors(&mut self, place: &[f64], repeats: u64) -> Option<()> {
        let seeds: Vec<u64> = (1..=repeats).map(|repeat| self.people.world.seed + repeat * 1000).collect();
        let answers: Option<Vec<Vec<Item>>> = seeds
            .into_par_iter()
            .map(|seed| Some(self.elsewhere(seed).trial(place, f64::INFINITY)?.items))
            .collect();
        let answers = answers?;
        self.errors = (0..answers[0].len())
            .map(|k| describe(answers.iter().map(|items| items[k].measured)).sd.unwrap_or(f64::NAN))
            .collect();
        Some(())
    }

    /// The same in other worlds.
    fn elsewhere(&self, seed: u64) -> Matching<'_> {
        let with_seed = |config: &Config| {
            let mut config = config.clone();
            config.world.seed = seed;
            config
        };
        Matching {
            sitting: self.sitting,
            axes: self.axes.clone(),
            people: with_seed(&self.people),
            null: with_seed(&self.null),
            worlds: self.worlds,
            errors: self.errors.clone(),
        }
    }

    /// Tries `places`; of each no more is asked than it takes to see that it is farther than the best so far. `tried`
    /// is kept in order of distance.
    pub fn wave(&self, places: Vec<Place>, tried: &mut Vec<Trial>) -> Option<()> {
        for places in places.chunks(16) {
            let limit = tried.get(PARENTS - 1).map_or(f64::INFINITY, |trial| trial.distance);
            let new: Option<Vec<Trial>> = places.par_iter().map(|place| self.trial(place, limit)).collect();
            tried.extend(new?.into_iter().filter(|trial| trial.finished));
            tried.sort_by(|a, b| a.distance.total_cmp(&b.distance));
        }
        Some(())
    }

    /// Where chance leads from a trial in `steps` steps, none of which ends farther from the facts than `limit`. Each moves
    /// a few axes, to anywhere or nearby, so that what the facts leave open comes to lie anywhere (a Metropolis walk with
    /// one level). Nothing when the sitting was stopped.
    pub fn wander(&self, from: &Trial, limit: f64, steps: usize, chance: &mut Chance) -> Option<Trial> {
        let mut here = from.clone();
        for _ in 0..steps {
            let mut place = here.place.clone();
            let is_short = chance.uniform() < 0.5;
            for _ in 0..=chance.below(MOST_MOVED) {
                let axis = chance.below(place.len());
                let u = chance.uniform();
                place[axis] = if is_short { reflected(place[axis] + SHORT * (2.0 * u - 1.0)) } else { u };
            }
            let next = self.trial(&place, limit)?;
            if next.finished {
                here = next;
            }
        }
        Some(here)
    }

    /// Draws `count` new places between the nearest of `tried`.
    pub fn between(&self, tried: &[Trial], count: usize, chance: &mut Chance) -> Vec<Place> {
        let nearest =
            tried.iter().take_while(|trial| trial.distance == 0.0).count().max(PARENTS).min(tried.len());
        (0..count)
            .map(|_| {
                let [a, b] = std::array::from_fn(|_| chance.below(nearest));
                let from = &tried[a.min(b)].place;
                let [to, other] = std::array::from_fn(|_| &tried[chance.below(nearest)].place);
                let step = chance.uniform();
                (0..from.len())
                    .map(|a| match chance.uniform() {
                        u if u < 0.05 => chance.uniform(),
                        u if u < 0.50 => from[a],
                        _ => reflected(from[a] + step * (to[a] - other[a])),
                    })
                    .collect()
            })
            .collect()
    }
}

/// Most axes on which a step of [`Matching::wander`] moves; longest of its short moves \[share of an axis\].
const MOST_MOVED: usize = 8;
const SHORT: f64 = 0.1;

/// Of settings that were asked everything: those that miss nothing, or, where these are fewer than `least`, so many of
/// those that miss the fewest items and, among equals, lie nearest.
pub fn left_over(mut trials: Vec<Trial>, least: usize) -> Vec<Trial> {
    trials.sort_by(|a, b| {
        let misses = a.misses().count().cmp(&b.misses().count());
        misses.then(a.distance.total_cmp(&b.distance))
    });
    let passing = trials.iter().take_while(|trial| trial.misses().next().is_none()).count();
    trials.truncate(passing.max(least));
    trials
}

/// A place moved back into 0..1 at its ends.
fn reflected(place: f64) -> f64 {
    let place = if place < 0.0 { -place } else { place };
    if place > 1.0 { (2.0 - place).max(0.0) } else { place }
}
