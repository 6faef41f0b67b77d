//! Finds a customer whose two lives are worth telling.

use super::{OnMonths, simulation};
use crate::experiment::Machine;
use crate::model::{Glimpse, Step, Watch};
use crate::scenario::config::{Change, Config};
use crate::units::CustomerId;
use crate::world::{NOBODY, World};

/// Whom to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// Who spends the most months at different firms in the two scenarios, which takes an early and a lasting parting.
    Parted,
    /// Who is with this firm in both scenarios, leaves it in the second only, and is still away when the run ends; the one
    /// who is away longest.
    Lost(String),
    /// Who is elsewhere in both scenarios, joins this firm in the second only, and is still there when the run ends; the
    /// one who is there longest.
    Won(String),
    /// Who is nearest to the medians of all customers.
    Typical,
}

/// The customer that `pick` looks for in replicate `replicate` of two scenarios; the first of equals. The outer `None` is
/// that `on_months` stopped the work, the inner one that there is no such customer.
pub fn pick(
    configs: [&Config; 2],
    replicate: u32,
    pick: &Pick,
    machine: Machine,
    on_months: OnMonths,
) -> Option<Option<CustomerId>> {
    let mut worlds = configs.map(|config| Walk::new(simulation(config, replicate, machine)));
    let names = union(&worlds[0].world().config, &worlds[1].world().config);
    let wanted = match pick {
        Pick::Lost(firm) | Pick::Won(firm) => {
            names.iter().position(|name| name == firm).map(|firm| firm as u8)
        }
        Pick::Parted | Pick::Typical => None,
    };
    let places = [0, 1].map(|w| places(&worlds[w].world().config, &names));
    let customers = worlds[0].world().customers() as usize;
    let mut tallies = vec![Tally::default(); customers];
    for _ in worlds[0].world().first_month.0..configs[0].world.months as i32 {
        let [a, b] = &mut worlds;
        rayon::join(|| a.step(), || b.step());
        for (i, tally) in tallies.iter_mut().enumerate() {
            let seen = [0, 1].map(|w| {
                let (home, seen) = (worlds[w].seen[i].home, worlds[w].seen[i]);
                Seen { home: places[w].get(usize::from(home)).copied().unwrap_or(NOBODY), ..seen }
            });
            tally.add(seen, wanted);
        }
        if !on_months(2 * customers as u64) {
            return None;
        }
    }
    let found = match pick {
        Pick::Parted => longest(tallies.iter().map(|tally| Some(tally.apart))),
        Pick::Lost(_) => longest(tallies.iter().map(|tally| tally.away(true))),
        Pick::Won(_) => longest(tallies.iter().map(|tally| tally.away(false))),
        Pick::Typical => typical(&tallies),
    };
    Some(found.map(|i| CustomerId(i as u32)))
}

/// The firms that differ between two scenarios: in their dials, their share, in what happens to them alone, or in being
/// there.
pub fn differing_firms(a: &Config, b: &Config) -> Vec<String> {
    let find = |config: &Config, name: &str| {
        let place = config.firms.iter().position(|firm| firm.name == name)?;
        let events = config.events.iter().filter(|event| event.change.is_about(place));
        let events: Vec<(u32, Change)> = events.map(|event| (event.month, event.change.clone())).collect();
        Some((config.firms[place].clone(), events))
    };
    union(a, b).into_iter().filter(|name| find(a, name) != find(b, name)).collect()
}

/// The names of all firms of two scenarios.
fn union(a: &Config, b: &Config) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for firm in a.firms.iter().chain(&b.firms) {
        if !names.contains(&firm.name) {
            names.push(firm.name.clone());
        }
    }
    names
}

/// For each firm of a scenario its place among `names`.
fn places(config: &Config, names: &[String]) -> Vec<u8> {
    let place =
        |name: &String| names.iter().position(|known| known == name).expect("a name of the union") as u8;
    config.firms.iter().map(|firm| place(&firm.name)).collect()
}

/// What is seen of a customer at the end of a month.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    home: u8,
    trust: f32,
    fit: f32,
    bought: u32,
    sensitivity: f32,
}

/// A world, and what is seen of everybody in its last month.
struct Walk {
    simulation: crate::experiment::Simulation,
    seen: Vec<Seen>,
}

impl Walk {
    fn new(simulation: crate::experiment::Simulation) -> Walk {
        let customers = simulation.world().customers() as usize;
        Walk { simulation, seen: vec![Seen::default(); customers] }
    }

    fn world(&self) -> &World {
        self.simulation.world()
    }

    fn step(&mut self) {
        self.simulation.step_watched(&mut Census(&mut self.seen));
    }
}

/// Writes down what is seen of everybody.
struct Census<'a>(&'a mut [Seen]);

impl Watch for Census<'_> {
    fn after(&mut self, step: Step, glimpse: &Glimpse) {
        let Glimpse { block, scratch, .. } = *glimpse;
        if step != Step::WordOfMouth {
            return;
        }
        for (i, seen) in self.0[block.first as usize..][..block.len()].iter_mut().enumerate() {
            let home = block.home[i];
            let trust = if home == NOBODY { 0.0 } else { block.links[usize::from(home)].trust[i] };
            *seen = Seen {
                home,
                trust,
                fit: scratch.home_fit[i],
                bought: scratch.bought[i],
                sensitivity: scratch.sensitivity[i],
            };
        }
    }
}

/// What is kept of a customer's two lives.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    lives: [Sums; 2],
    /// Months at different firms.
    apart: u32,
    /// Whether she was with the firm in question in both scenarios when she first was in one alone.
    was_there: Option<bool>,
    /// Where she was with that firm in the month before.
    with: [bool; 2],
    /// Months at that firm in one scenario alone, which is the first or the second.
    alone: [u32; 2],
    months: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    home: u8,
    changes: u32,
    months_at_home: u32,
    trust: f64,
    fit: f64,
    bought: u32,
    sensitivity: f32,
}

impl Tally {
    fn add(&mut self, seen: [Seen; 2], firm: Option<u8>) {
        for (sums, seen) in self.lives.iter_mut().zip(seen) {
            sums.changes += u32::from(0 < self.months && sums.home != seen.home);
            sums.home = seen.home;
            if seen.home != NOBODY {
                sums.months_at_home += 1;
                sums.trust += f64::from(seen.trust);
                sums.fit += f64::from(seen.fit);
            }
            sums.bought += seen.bought;
            sums.sensitivity = seen.sensitivity;
        }
        self.apart += u32::from(seen[0].home != seen[1].home);
        let with = seen.map(|seen| Some(seen.home) == firm);
        if with[0] != with[1] {
            self.alone[usize::from(with[1])] += 1;
            if self.was_there.is_none() && 0 < self.months && self.with[0] == self.with[1] {
                self.was_there = Some(self.with[0]);
            }
        }
        self.with = with;
        self.months += 1;
    }

    /// Months for which she is lost to the firm in question, or won by it; `None` when she is not.
    fn away(&self, lost: bool) -> Option<u32> {
        let ends = if lost { [true, false] } else { [false, true] };
        (self.was_there == Some(lost) && self.with == ends).then(|| self.alone[usize::from(!lost)])
    }

    /// What a life is like in numbers, for both lives.
    fn features(&self) -> [f64; 12] {
        let of = |sums: &Sums| {
            let months = f64::from(sums.months_at_home.max(1));
            [
                f64::from(sums.months_at_home),
                f64::from(sums.changes),
                sums.trust / months,
                sums.fit / months,
                f64::from(sums.bought),
            ]
        };
        let [a, b] = self.lives.each_ref().map(of);
        let mut features = [0.0; 12];
        features[..5].copy_from_slice(&a);
        features[5..10].copy_from_slice(&b);
        features[10] = f64::from(self.lives[0].sensitivity);
        features[11] = f64::from(self.apart);
        features
    }
}

/// The place of the largest number that is not 0, the first of equals.
fn longest(months: impl Iterator<Item = Option<u32>>) -> Option<usize> {
    let mut best: Option<(usize, u32)> = None;
    for (i, months) in months.enumerate() {
        let Some(months) = months.filter(|&months| 0 < months) else { continue };
        if best.is_none_or(|(_, most)| most < months) {
            best = Some((i, months));
        }
    }
    best.map(|(i, _)| i)
}

/// The place of the customer nearest to the medians: the sum over the features of the distance from the median in units
/// of the median distance of all. A feature in which more than half are alike says nothing of the others and
/// counts in its own unit.
fn typical(tallies: &[Tally]) -> Option<usize> {
    let features: Vec<[f64; 12]> = tallies.iter().map(Tally::features).collect();
    let mut distances = vec![0.0; features.len()];
    for feature in 0..12 {
        let centre = median(features.iter().map(|f| f[feature]));
        let spread = median(features.iter().map(|f| (f[feature] - centre).abs()));
        let spread = if spread > 0.0 { spread } else { 1.0 };
        for (distance, f) in distances.iter_mut().zip(&features) {
            *distance += (f[feature] - centre).abs() / spread;
        }
    }
    (0..distances.len()).min_by(|&i, &j| distances[i].total_cmp(&distances[j]))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
