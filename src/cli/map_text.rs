//! A map of who leads, in letters and sentences.

use super::output::wrapped;
use super::text_table::number as figure;
use crate::export::plane::{Axis, Plane};
use crate::scenario::write::number;
use crate::stats::phases::{Field, Point};

/// Letters across and down a small map.
const ACROSS: usize = 21;
const DOWN: usize = 11;
/// Characters between small maps.
const GAP: usize = 4;

/// The maps of all measures side by side, and what they say.
pub fn text(plane: &Plane) -> String {
    let fields: Vec<Field> = (0..plane.measures.len()).map(|index| plane.phases.field(index)).collect();
    let letters = letters(plane);
    let axes = format!("{} (across) by {} (up)", axis(&plane.x), axis(&plane.y));
    let mut text = wrapped(&axes, "") + "\n";
    let mut head = String::new();
    for measure in &plane.measures {
        head.push_str(&format!("{:<1$}", measure.claim.to_lowercase(), ACROSS + GAP));
    }
    text.push_str(&format!("  {}\n", head.trim_end()));
    for row in (0..DOWN).rev() {
        let mut line = String::new();
        for field in &fields {
            for column in 0..ACROSS {
                let point = (nearest(column, ACROSS, field.columns), nearest(row, DOWN, field.rows));
                line.push(field.decided(point).map_or('·', |who| letters[who]));
            }
            line.push_str(&" ".repeat(GAP));
        }
        text.push_str(&format!("  {}\n", line.trim_end()));
    }
    let names = plane.firms.iter().zip(&letters).map(|((name, _), letter)| format!("{letter} {name}"));
    let key = names.chain(["· not decided".to_owned()]).collect::<Vec<_>>().join("   ");
    text.push_str(&wrapped(&key, "  "));
    text.push('\n');
    for (measure, field) in plane.measures.iter().zip(&fields) {
        text.push_str(&wrapped(&sentence(plane, &measure.words, field), ""));
        text.push('\n');
    }
    let phases = &plane.phases;
    let (points, runs, full) = (phases.seen.len(), phases.runs(), phases.plan.full());
    let spent = format!(
        "{} of {} points were simulated: {} runs, {} % of the {} of a full grid.",
        figure(points as f64, 0),
        figure((phases.plan.columns * phases.plan.rows) as f64, 0),
        figure(runs as f64, 0),
        figure(100.0 * runs as f64 / full as f64, 0),
        figure(full as f64, 0)
    );
    text + &wrapped(&spent, "") + "\n"
}

/// A point in the middle of the largest phase that the scenario itself does not lie in, by the first measure; who leads
/// there, and who leads in the scenario itself, if that is decided.
pub fn elsewhere(plane: &Plane) -> Option<(Point, usize, Option<usize>)> {
    let field = plane.phases.field(0);
    let home = here(plane).and_then(|point| field.decided(point));
    let shares = field.shares();
    let others = (0..shares.len()).filter(|&who| Some(who) != home && 0.0 < shares[who]);
    let who = others.max_by(|&a, &b| shares[a].total_cmp(&shares[b]))?;
    let points: Vec<Point> = (0..field.columns)
        .flat_map(|x| (0..field.rows).map(move |y| (x, y)))
        .filter(|&point| field.decided(point) == Some(who))
        .collect();
    let middle =
        |coordinate: fn(&Point) -> usize| points.iter().map(coordinate).sum::<usize>() / points.len();
    let (x, y) = (middle(|p| p.0), middle(|p| p.1));
    let point = points.into_iter().min_by_key(|p| p.0.abs_diff(x) + p.1.abs_diff(y))?;
    Some((point, who, home))
}

/// One letter a firm: its first, or where two begin alike, a, b, c.
fn letters(plane: &Plane) -> Vec<char> {
    let first: Vec<char> = plane.firms.iter().filter_map(|(name, _)| name.chars().next()).collect();
    let mut distinct = first.clone();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() == plane.firms.len() {
        first
    } else {
        ('a'..='z').cycle().take(plane.firms.len()).collect()
    }
}

fn axis(axis: &Axis) -> String {
    let last = axis.values[axis.values.len() - 1];
    let log = if axis.is_log { ", log" } else { "" };
    format!("{} {}..{}{log}", axis.key, number(axis.values[0]), number(last))
}

/// The point of the lattice for a letter.
fn nearest(letter: usize, letters: usize, points: usize) -> usize {
    (letter * (points - 1) + (letters - 1) / 2) / (letters - 1)
}

/// The point of the lattice that is nearest to the scenario itself.
pub fn here(plane: &Plane) -> Option<Point> {
    let index = |axis: &Axis| {
        let here = axis.here?;
        let (from, to) = (axis.values[0], axis.values[axis.values.len() - 1]);
        let distance =
            |value: f64| if axis.is_log { (value / here).max(here / value) } else { (value - here).abs() };
        let nearest = |a: &usize, b: &usize| distance(axis.values[*a]).total_cmp(&distance(axis.values[*b]));
        (from..=to).contains(&here).then(|| (0..axis.values.len()).min_by(nearest))?
    };
    Some((index(&plane.x)?, index(&plane.y)?))
}

/// Who leads where, and where the lead changes on the way along the horizontal axis through the scenario itself.
fn sentence(plane: &Plane, words: &str, field: &Field) -> String {
    let name = |who: usize| plane.firms[who].0.as_str();
    let mut shares: Vec<(usize, f64)> = field.shares().into_iter().enumerate().collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    let open = 1.0 - shares.iter().map(|(_, share)| share).sum::<f64>();
    let percent = |share: f64| format!("{} %", figure(100.0 * share, 0));
    let mut parts: Vec<String> = shares
        .iter()
        .filter(|(_, share)| 0.0 < *share)
        .map(|(who, share)| format!("{} leads on {} of the map", name(*who), percent(*share)))
        .collect();
    if 1e-9 < open {
        parts.push(format!("{} is not decided", percent(open)));
    }
    let mut text = format!("{words}: {}.", parts.join(", "));
    let (Some((_, row)), Some(at_home)) = (here(plane), plane.y.here) else { return text };
    let mut at: Option<(usize, usize)> = None;
    let mut changes = Vec::new();
    for column in 0..field.columns {
        let Some(who) = field.decided((column, row)) else { continue };
        if let Some((before, last)) = at.filter(|(before, _)| *before != who) {
            changes.push(format!(
                "from {} to {} between {} and {}",
                name(before),
                name(who),
                number(plane.x.values[last]),
                number(plane.x.values[column])
            ));
        }
        at = Some((who, column));
    }
    if !changes.is_empty() {
        text.push_str(&format!(
            " At the scenario's {} = {} the lead changes {} of {}.",
            plane.y.key,
            number(at_home),
            changes.join(", and "),
            plane.x.key
        ));
    }
    text
}
