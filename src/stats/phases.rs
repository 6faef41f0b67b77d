//! Which alternative leads over two parameters, found with most repetitions where the lead changes.
//!
//! The plane is a lattice of points. [`explore`] begins with the corners of a few coarse cells, looks at each point
//! with few repetitions, and with more as long as nothing is decided there. A cell is divided until it is small enough
//! for what it holds: a tenth of an axis where something is not decided, so that the width of the band around a border
//! shows; a twentieth where who is ahead changes, so that the border shows; the size of the lattice where two
//! alternatives are ahead beyond chance, with no band between them yet. Other cells are left as they are: what lies
//! inside a cell is taken from its corners. (A quadtree refined at a level set.)
//!
//! What a point shows depends on nothing but its own repetitions, so the result is the same in whatever order they
//! were computed.

use super::describe::{Description, FEWEST_FOR_INTERVAL, describe};
use std::collections::BTreeMap;
use std::ops::Range;

/// Column and row of a point of the lattice, from 0.
pub type Point = (usize, usize);

/// What a point gave: for each measure, for each alternative, its value in each repetition. Repetitions share
/// their chance between alternatives, so that differences are paired.
pub type Values = Vec<Vec<Vec<Option<f64>>>>;

/// Gives the values of some points in some repetitions, or says why it cannot.
pub type Sample<'a, E> = dyn FnMut(&[Point], Range<u32>) -> Result<Vec<Values>, E> + 'a;

/// Coarse cells along an axis.
const COARSE: usize = 5;
/// The part of an axis that a cell may have in which something is not decided.
const OPEN: usize = 10;
/// The part of an axis that a cell may have in which who is ahead changes.
const BORDER: usize = 20;

/// What is to be explored, and how closely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Points along the horizontal axis \[count\].
    pub columns: usize,
    /// Points along the vertical axis \[count\].
    pub rows: usize,
    /// Repetitions of a point, in all, at each look at it: rising.
    pub looks: Vec<u32>,
}

impl Plan {
    /// A lattice whose points are looked at with a quarter of `most` repetitions, with half, and with all of them;
    /// never with too few for an interval.
    pub fn new(columns: usize, rows: usize, most: u32) -> Plan {
        let fewest = FEWEST_FOR_INTERVAL as u32;
        let mut looks: Vec<u32> = [4, 2, 1].map(|part| (most / part).max(fewest)).to_vec();
        looks.dedup();
        Plan { columns, rows, looks }
    }

    /// Repetitions that a look at every point with all of them would take.
    pub fn full(&self) -> u64 {
        self.columns as u64 * self.rows as u64 * u64::from(*self.looks.last().expect("a plan has a look"))
    }
}

/// How far an alternative is ahead of the others at one point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lead {
    /// The smallest of its mean paired differences to the others: above zero when it is ahead of them all.
    pub mean: f64,
    /// The smallest of the lower ends of their intervals: above zero when that is decided.
    pub sure: f64,
}

/// What one point says of one measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The alternative ahead, and the one that comes nearest to it; nothing when fewer than two have values.
    pub order: Option<(usize, usize)>,
    /// The paired difference between these two: mean and interval.
    pub effect: Option<(f64, (f64, f64))>,
    /// Repetitions in which both have a value.
    pub count: usize,
    /// For each alternative; nothing for one that has too few values to be compared.
    pub leads: Vec<Option<Lead>>,
}

impl Standing {
    /// The alternative that is ahead beyond chance.
    pub fn decided(&self) -> Option<usize> {
        let (first, _) = self.order?;
        self.leads[first].filter(|lead| 0.0 < lead.sure).map(|_| first)
    }

    /// Of the values of the alternatives at one point. The interval is that of Student's t, widened for `looks` looks
    /// at the data (Bonferroni), so that a point that is looked at until something is decided is wrong in one case of
    /// twenty at most.
    fn new(alternatives: &[Vec<Option<f64>>], looks: usize) -> Standing {
        let count = alternatives.len();
        let difference = |a: usize, b: usize| {
            let pairs = alternatives[a].iter().zip(&alternatives[b]);
            describe(pairs.map(|(a, b)| a.zip(*b).map(|(a, b)| a - b))).together(looks)
        };
        let mut leads: Vec<Option<Lead>> = vec![None; count];
        let mut nearest: Vec<Option<(usize, Description)>> = vec![None; count];
        for a in 0..count {
            for b in (0..count).filter(|&b| b != a) {
                let d = difference(a, b);
                let Some((mean, (low, _))) = d.mean.zip(d.supported_interval()) else { continue };
                let so_far = leads[a].unwrap_or(Lead { mean: f64::INFINITY, sure: f64::INFINITY });
                if mean < so_far.mean {
                    nearest[a] = Some((b, d));
                }
                leads[a] = Some(Lead { mean: so_far.mean.min(mean), sure: so_far.sure.min(low) });
            }
        }
        let mut first: Option<(usize, f64)> = None;
        for (a, lead) in leads.iter().enumerate() {
            let Some(lead) = lead else { continue };
            if first.is_none_or(|(_, most)| most < lead.mean) {
                first = Some((a, lead.mean));
            }
        }
        let order = first.and_then(|(a, _)| Some((a, nearest[a].as_ref()?)));
        Standing {
            order: order.map(|(a, (b, _))| (a, *b)),
            effect: order.and_then(|(_, (_, d))| d.mean.zip(d.interval)),
            count: order.map_or(0, |(_, (_, d))| d.count),
            leads,
        }
    }
}

/// A point that was looked at.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its repetitions.
    pub repetitions: u32,
    /// What it says of each measure.
    pub standings: Vec<Standing>,
    values: Values,
}

/// A rectangle of the lattice: columns and rows of its corners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cell {
    from: Point,
    to: Point,
}

impl Cell {
    fn corners(self) -> [Point; 4] {
        let Cell { from, to } = self;
        [from, (to.0, from.1), (from.0, to.1), to]
    }

    fn size(self) -> (usize, usize) {
        (self.to.0 - self.from.0, self.to.1 - self.from.1)
    }

    /// Its halves along each axis that can be halved.
    fn parts(self) -> Vec<Cell> {
        let halves = |from: usize, to: usize| match to - from {
            0 | 1 => vec![(from, to)],
            _ => vec![(from, (from + to) / 2), ((from + to) / 2, to)],
        };
        let rows = halves(self.from.1, self.to.1);
        halves(self.from.0, self.to.0)
            .into_iter()
            .flat_map(|x| rows.iter().map(move |y| Cell { from: (x.0, y.0), to: (x.1, y.1) }))
            .collect()
    }
}

/// How many different ones there are, up to two.
fn distinct(alternatives: impl Iterator<Item = usize>) -> usize {
    let mut all = alternatives;
    let Some(first) = all.next() else { return 0 };
    if all.any(|other| other != first) { 2 } else { 1 }
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Phases {
    /// What was explored.
    pub plan: Plan,
    /// The points that were looked at.
    pub seen: BTreeMap<Point, Seen>,
    cells: Vec<Cell>,
}

/// Explores the plane. `sample` gives the values of some points in some repetitions; they are asked for in batches
/// that may be computed in any order.
///
/// # Errors
/// Those of `sample`, at once.
pub fn explore<E>(plan: &Plan, sample: &mut Sample<E>) -> Result<Phases, E> {
    refine(Phases { plan: plan.clone(), seen: BTreeMap::new(), cells: plan.cells(COARSE) }, sample)
}

/// Looks once at every point with all repetitions: what [`explore`] saves.
///
/// # Errors
/// Those of `sample`, at once.
pub fn explore_in_full<E>(plan: &Plan, sample: &mut Sample<E>) -> Result<Phases, E> {
    let looks = plan.looks[plan.looks.len() - 1..].to_vec();
    let cells = plan.cells(plan.columns.max(plan.rows));
    refine(Phases { plan: Plan { looks, ..*plan }, seen: BTreeMap::new(), cells }, sample)
}

fn refine<E>(mut phases: Phases, sample: &mut Sample<E>) -> Result<Phases, E> {
    loop {
        phases.look(sample)?;
        let (divided, kept): (Vec<Cell>, Vec<Cell>) =
            phases.cells.iter().partition(|cell| phases.is_divided(**cell));
        if divided.is_empty() {
            return Ok(phases);
        }
        phases.cells = kept.into_iter().chain(divided.into_iter().flat_map(Cell::parts)).collect();
    }
}

impl Plan {
    /// The lattice in about `parts` cells along each axis, and in no more than it has.
    fn cells(&self, parts: usize) -> Vec<Cell> {
        let stretches = |points: usize| -> Vec<(usize, usize)> {
            let mut marks: Vec<usize> = (0..=parts).map(|part| (points - 1) * part / parts).collect();
            marks.dedup();
            marks.windows(2).map(|pair| (pair[0], pair[1])).collect()
        };
        let rows = stretches(self.rows);
        stretches(self.columns)
            .into_iter()
            .flat_map(|x| rows.iter().map(move |y| Cell { from: (x.0, y.0), to: (x.1, y.1) }))
            .collect()
    }
}

impl Phases {
    /// Looks at the corners of all cells, again and with more repetitions as long as a measure is not decided.
    fn look<E>(&mut self, sample: &mut Sample<E>) -> Result<(), E> {
        let mut due: Vec<Point> = self.cells.iter().flat_map(|cell| cell.corners()).collect();
        due.sort_unstable();
        due.dedup();
        due.retain(|point| !self.seen.contains_key(point));
        let looks = self.plan.looks.clone();
        let mut from = 0;
        for to in looks.iter().copied() {
            if due.is_empty() {
                break;
            }
            let batch = sample(&due, from..to)?;
            for (point, values) in due.iter().zip(batch) {
                let seen = self.seen.entry(*point).or_insert_with(|| Seen {
                    repetitions: 0,
                    standings: Vec::new(),
                    values: Vec::new(),
                });
                seen.add(values, to, looks.len());
            }
            due.retain(|point| {
                self.seen[point].standings.iter().any(|standing| standing.decided().is_none())
            });
            from = to;
        }
        Ok(())
    }

    fn is_divided(&self, cell: Cell) -> bool {
        // Not its corners alone: a neighbour may have found something on their common edge.
        let columns = cell.from.0..=cell.to.0;
        let inside: Vec<&Seen> = columns
            .flat_map(|x| self.seen.range((x, cell.from.1)..=(x, cell.to.1)).map(|(_, seen)| seen))
            .collect();
        let measures = inside[0].standings.len();
        let finest = (0..measures).filter_map(|measure| {
            let standings = || inside.iter().map(|seen| &seen.standings[measure]);
            let decided = distinct(standings().filter_map(Standing::decided));
            let ahead = distinct(standings().filter_map(|standing| standing.order.map(|(first, _)| first)));
            let is_open = standings().any(|standing| standing.decided().is_none());
            match (decided, ahead) {
                (2.., _) => Some(usize::MAX),
                (_, 2..) => Some(BORDER),
                _ => is_open.then_some(OPEN),
            }
        });
        let parts = finest.max().unwrap_or(1);
        let (wide, high) = cell.size();
        let is_large = |size: usize, points: usize| 1 < size && points - 1 < size.saturating_mul(parts);
        is_large(wide, self.plan.columns) || is_large(high, self.plan.rows)
    }

    /// Repetitions in all.
    pub fn runs(&self) -> u64 {
        self.seen.values().map(|seen| u64::from(seen.repetitions)).sum()
    }

    /// The leads of all alternatives in one measure at every point, column by column: those that were looked at, and
    /// between them the bilinear interpolation of the cell.
    pub fn field(&self, measure: usize) -> Field {
        let leads = |point: Point| &self.seen[&point].standings[measure].leads;
        let alternatives = self.seen.values().next().map_or(0, |seen| seen.standings[measure].leads.len());
        // Who cannot be compared is behind by as much as anybody is anywhere.
        let all = self.seen.values().flat_map(|seen| seen.standings[measure].leads.iter().flatten());
        let largest = all.map(|lead| lead.mean.abs().max(lead.sure.abs())).fold(0.0, f64::max);
        let behind = Lead { mean: -largest, sure: -largest };
        let lead = |point: Point, who: usize| leads(point)[who].unwrap_or(behind);
        let (columns, rows) = (self.plan.columns, self.plan.rows);
        let mut field = Field { columns, rows, leads: vec![vec![behind; alternatives]; columns * rows] };
        for cell in &self.cells {
            let corners = cell.corners();
            let (wide, high) = cell.size();
            for x in cell.from.0..=cell.to.0 {
                for y in cell.from.1..=cell.to.1 {
                    let (right, up) =
                        ((x - cell.from.0) as f64 / wide as f64, (y - cell.from.1) as f64 / high as f64);
                    let weights =
                        [(1.0 - right) * (1.0 - up), right * (1.0 - up), (1.0 - right) * up, right * up];
                    for who in 0..alternatives {
                        let mean = |value: fn(&Lead) -> f64| {
                            corners
                                .iter()
                                .zip(weights)
                                .map(|(&c, weight)| weight * value(&lead(c, who)))
                                .sum()
                        };
                        field.leads[x * rows + y][who] =
                            Lead { mean: mean(|l| l.mean), sure: mean(|l| l.sure) };
                    }
                }
            }
        }
        for &point in self.seen.keys() {
            field.leads[point.0 * rows + point.1] = (0..alternatives).map(|who| lead(point, who)).collect();
        }
        field
    }
}

impl Seen {
    fn add(&mut self, values: Values, repetitions: u32, looks: usize) {
        if self.values.is_empty() {
            self.values = values;
        } else {
            for (own, more) in self.values.iter_mut().flatten().zip(values.into_iter().flatten()) {
                own.extend(more);
            }
        }
        self.repetitions = repetitions;
        self.standings = self.values.iter().map(|measure| Standing::new(measure, looks)).collect();
    }
}

/// The leads of all alternatives at every point of the lattice.
#[derive(Clone, Debug)]
pub struct Field {
    /// Points along the horizontal axis.
    pub columns: usize,
    /// Points along the vertical axis.
    pub rows: usize,
    leads: Vec<Vec<Lead>>,
}

impl Field {
    /// The leads of the alternatives at a point.
    pub fn leads(&self, (x, y): Point) -> &[Lead] {
        &self.leads[x * self.rows + y]
    }

    /// The alternative that is ahead beyond chance.
    pub fn decided(&self, point: Point) -> Option<usize> {
        self.leads(point).iter().position(|lead| 0.0 < lead.sure)
    }

    /// The alternative that is ahead, by chance or not.
    pub fn ahead(&self, point: Point) -> usize {
        let leads = self.leads(point);
        let most = leads.iter().map(|lead| lead.mean).fold(f64::NEG_INFINITY, f64::max);
        leads.iter().position(|lead| lead.mean == most).unwrap_or(0)
    }

    /// The share of the points at which each alternative is ahead beyond chance, 0..1.
    pub fn shares(&self) -> Vec<f64> {
        let mut counts = vec![0_u32; self.leads.first().map_or(0, Vec::len)];
        for x in 0..self.columns {
            for y in 0..self.rows {
                if let Some(who) = self.decided((x, y)) {
                    counts[who] += 1;
                }
            }
        }
        counts.into_iter().map(|count| f64::from(count) / self.leads.len() as f64).collect()
    }
}
