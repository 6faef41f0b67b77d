//! A map of who leads over two parameters: one panel for each measure.

use super::axis::{marks_between, plain};
use super::canvas::{Align, Canvas, Ink, Type, draw_notes, draw_small, small_lines, width};
use super::labels;
use super::legend::{Legend, Sign};
use super::palette::looks;
use super::picture::{BLACK, LABEL, MARGIN, QUESTION, SMALL, TITLE};
use super::{Sheet, WIDTH};
use crate::export::plane::{Axis, Plane};
use crate::stats::phases::{Field, Lead};
use plotters::prelude::DrawingBackend;

type Colour = (u8, u8, u8);
type Place = (f64, f64);

/// Between panels \[points\].
const GAP: f64 = 22.0;
/// Widest and highest panel \[points\].
const WIDEST: f64 = 460.0;
const HIGHEST: f64 = 320.0;
/// Share of white in the colour of a phase.
const PALE: f64 = 0.42;
/// What is not decided.
const OPEN: Colour = (236, 236, 238);
const TICK: Colour = (150, 150, 154);

/// A map, ready to be drawn.
#[derive(Clone, Debug)]
pub struct MapSheet<'a> {
    /// What it shows, in a few words.
    pub title: String,
    /// Scenario and size of the study.
    pub setting: String,
    /// What was found.
    pub plane: &'a Plane,
    /// How it is read: sentences below it.
    pub notes: Vec<String>,
}

/// Where one panel is drawn \[points\].
#[derive(Clone, Copy)]
struct Panel {
    left: f64,
    top: f64,
    wide: f64,
    high: f64,
    columns: usize,
    rows: usize,
}

impl Panel {
    /// The place of a point between the points of the lattice.
    fn at(&self, x: f64, y: f64) -> Place {
        let right = self.wide * x / (self.columns - 1) as f64;
        let up = self.high * y / (self.rows - 1) as f64;
        (self.left + right, self.top + self.high - up)
    }
}

impl Sheet for MapSheet<'_> {
    fn title(&self) -> &str {
        &self.title
    }

    fn height(&self) -> f64 {
        let (_, high) = self.size();
        self.top() + high + 56.0 + 13.0 * self.wrapped_notes().len() as f64
    }

    fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), String> {
        canvas.text(&self.title, (MARGIN, 34.0), Align::Start, TITLE)?;
        draw_small(canvas, &small_lines(&self.setting), 53.0)?;
        let plane = self.plane;
        let colours = self.colours();
        self.legend().draw(canvas, 53.0 + 13.0 * small_lines(&self.setting).len() as f64 + 8.0)?;
        let (wide, high) = self.size();
        for (index, field) in self.fields().iter().enumerate() {
            let panel = Panel {
                left: self.left() + index as f64 * (wide + GAP),
                top: self.top(),
                wide,
                high,
                columns: plane.phases.plan.columns,
                rows: plane.phases.plan.rows,
            };
            self.draw_panel(canvas, panel, index, field, &colours)?;
        }
        let notes = self.wrapped_notes();
        draw_notes(canvas, &notes, self.height())
    }
}

impl MapSheet<'_> {
    fn wrapped_notes(&self) -> Vec<String> {
        self.notes.iter().flat_map(|note| small_lines(note)).collect()
    }

    fn colours(&self) -> Vec<Colour> {
        let models = self.plane.firms.iter().map(|(_, model)| model.as_str());
        looks(models).iter().map(|look| look.colour).collect()
    }

    fn fields(&self) -> Vec<Field> {
        (0..self.plane.measures.len()).map(|index| self.plane.phases.field(index)).collect()
    }

    /// Where the panels begin: below title, setting, legend, their claims and the title of the vertical axis.
    fn top(&self) -> f64 {
        53.0 + 13.0 * small_lines(&self.setting).len() as f64 + self.legend().height() + 68.0
    }

    fn left(&self) -> f64 {
        let marks = marks(&self.plane.y, 7);
        let numbers = marks.iter().map(|mark| width(&plain(*mark), SMALL.size, false)).fold(0.0, f64::max);
        MARGIN + numbers + 8.0
    }

    /// Width and height of a panel.
    fn size(&self) -> (f64, f64) {
        let count = self.plane.measures.len() as f64;
        let wide = ((WIDTH - MARGIN - self.left() - GAP * (count - 1.0)) / count).min(WIDEST);
        (wide, wide.min(HIGHEST))
    }

    fn legend(&self) -> Legend {
        let names = self.plane.firms.iter().map(|(name, _)| name.clone()).chain(["not decided".to_owned()]);
        let colours = self.colours().into_iter().map(pale).chain([OPEN]).map(Sign::Patch);
        let has_lines = self.fields().iter().any(|field| !borders(field).is_empty());
        let line = has_lines.then(|| (Sign::Line, "the means are equal".to_owned()));
        Legend::new(colours.zip(names).chain(line))
    }

    fn draw_panel<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        panel: Panel,
        index: usize,
        field: &Field,
        colours: &[Colour],
    ) -> Result<(), String> {
        let measure = &self.plane.measures[index];
        let claim = Type { bold: true, ..QUESTION };
        canvas.text(&measure.claim, (panel.left, panel.top - 38.0), Align::Start, claim)?;
        let words = labels::shortened(&measure.words, panel.wide, |text| width(text, SMALL.size, false));
        canvas.text(&words, (panel.left, panel.top - 24.0), Align::Start, SMALL)?;

        let frame = rectangle((panel.left, panel.top), (panel.left + panel.wide, panel.top + panel.high));
        canvas.area(&frame, Ink::solid(OPEN))?;
        for (who, colour) in colours.iter().enumerate() {
            let region = Region { field, who, value: |lead| lead.sure };
            for outline in region.pieces() {
                let outline: Vec<Place> = outline.iter().map(|&(x, y)| panel.at(x, y)).collect();
                canvas.area(&outline, Ink::solid(pale(*colour)))?;
                // Neighbours overlap by a hair, so that no seam shows between them.
                let closed: Vec<Place> = outline.iter().chain(&outline[..1]).copied().collect();
                canvas.line(&closed, 0.4, Ink::solid(pale(*colour)))?;
            }
        }
        for line in borders(field) {
            let line: Vec<Place> = line.iter().map(|&(x, y)| panel.at(x, y)).collect();
            canvas.line(&line, 1.3, Ink::solid(BLACK))?;
        }
        self.draw_axes(canvas, panel, index)?;
        self.draw_names(canvas, panel, field, colours)?;
        self.draw_here(canvas, panel)
    }

    fn draw_axes<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        panel: Panel,
        index: usize,
    ) -> Result<(), String> {
        let (x, y) = (&self.plane.x, &self.plane.y);
        let foot = panel.top + panel.high;
        for mark in marks(x, (panel.wide / 42.0) as usize) {
            let place = panel.at(share(x, mark) * (panel.columns - 1) as f64, 0.0).0;
            canvas.line(&[(place, foot), (place, foot + 4.0)], 0.8, Ink::solid(TICK))?;
            canvas.text(&plain(mark), (place, foot + 16.0), Align::Middle, SMALL)?;
        }
        for mark in marks(y, 7) {
            let place = panel.at(0.0, share(y, mark) * (panel.rows - 1) as f64).1;
            canvas.line(&[(panel.left - 4.0, place), (panel.left, place)], 0.8, Ink::solid(TICK))?;
            if index == 0 {
                canvas.text(&plain(mark), (panel.left - 7.0, place + 3.7), Align::End, SMALL)?;
            }
        }
        let black = Type { ink: Ink::solid(BLACK), ..SMALL };
        if index == 0 {
            for (axis, place) in [(x, (panel.left, foot + 31.0)), (y, (MARGIN, panel.top - 8.0))] {
                let wide = |text: &str| width(text, SMALL.size, false);
                let title = labels::shortened(&axis.title(), WIDTH - MARGIN - place.0, wide);
                canvas.text(&title, place, Align::Start, black)?;
            }
        }
        Ok(())
    }

    /// The name of each firm in the middle of its phase, where it has room.
    fn draw_names<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        panel: Panel,
        field: &Field,
        colours: &[Colour],
    ) -> Result<(), String> {
        for (who, (name, _)) in self.plane.firms.iter().enumerate() {
            let half = (width(name, LABEL.size, true) / 2.0 + 4.0, 9.0);
            let ring = self.here(panel);
            let fits = |centre: Place| {
                let off = |(x, y): Place| half.0 + 8.0 < (x - centre.0).abs() || 16.0 < (y - centre.1).abs();
                if !ring.is_none_or(off) {
                    return false;
                }
                let steps =
                    (0..=8).flat_map(|i| (0..=2).map(move |j| (i as f64 / 4.0 - 1.0, j as f64 - 1.0)));
                steps.map(|(i, j)| (centre.0 + i * half.0, centre.1 + j * half.1)).all(|place| {
                    let x = (place.0 - panel.left) / panel.wide;
                    let y = (panel.top + panel.high - place.1) / panel.high;
                    let inside = (0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y);
                    let column = (x * (panel.columns - 1) as f64).round();
                    let row = (y * (panel.rows - 1) as f64).round();
                    inside && field.decided((column as usize, row as usize)) == Some(who)
                })
            };
            // The middle of all places where it fits, or that of them which is nearest to it.
            let places: Vec<Place> = (0..panel.columns)
                .flat_map(|x| (0..panel.rows).map(move |y| (x, y)))
                .map(|(x, y)| panel.at(x as f64, y as f64))
                .filter(|&place| fits(place))
                .collect();
            let count = places.len() as f64;
            let sum = places.iter().fold((0.0, 0.0), |sum, place| (sum.0 + place.0, sum.1 + place.1));
            let from_middle = |place: &Place| {
                let (x, y) = (place.0 - sum.0 / count, place.1 - sum.1 / count);
                x * x + y * y
            };
            if let Some(place) = places.iter().min_by(|a, b| from_middle(a).total_cmp(&from_middle(b))) {
                let kind = Type { bold: true, ink: Ink::solid(dark(colours[who])), ..LABEL };
                canvas.text(name, (place.0, place.1 + 4.0), Align::Middle, kind)?;
            }
        }
        Ok(())
    }

    /// Where the scenario itself lies.
    fn here(&self, panel: Panel) -> Option<Place> {
        let (x, y) = (&self.plane.x, &self.plane.y);
        let (x, y) = (share(x, x.here?), share(y, y.here?));
        let is_inside = (0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y);
        is_inside.then(|| panel.at(x * (panel.columns - 1) as f64, y * (panel.rows - 1) as f64))
    }

    /// A ring where the scenario itself lies.
    fn draw_here<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, panel: Panel) -> Result<(), String> {
        let Some(place) = self.here(panel) else { return Ok(()) };
        canvas.dot(place, 5.0, Ink::solid(BLACK))?;
        canvas.dot(place, 3.6, Ink::solid((255, 255, 255)))
    }
}

/// Where the means of two alternatives that are ahead are equal, in columns and rows of the lattice. Where no lead is
/// decided anywhere, and in a stub that is shorter than a cell, such a line is a matter of luck.
fn borders(field: &Field) -> Vec<Vec<Place>> {
    let shares = field.shares();
    let drawn = if shares.iter().any(|share| 0.0 < *share) { shares.len() } else { 0 };
    let lines = (0..drawn).flat_map(|who| chained(Region { field, who, value: |lead| lead.mean }.border()));
    let length = |line: &Vec<Place>| -> f64 {
        line.windows(2).map(|ends| (ends[1].0 - ends[0].0).hypot(ends[1].1 - ends[0].1)).sum()
    };
    lines.filter(|line| 1.0 <= length(line)).collect()
}

fn marks(axis: &Axis, room: usize) -> Vec<f64> {
    let (from, to) = (axis.values[0], axis.values[axis.values.len() - 1]);
    marks_between(from, to, axis.is_log, room)
}

/// Where a value lies on an axis, 0..1.
fn share(axis: &Axis, value: f64) -> f64 {
    let (from, to) = (axis.values[0], axis.values[axis.values.len() - 1]);
    if axis.is_log { (value / from).ln() / (to / from).ln() } else { (value - from) / (to - from) }
}

fn mixed(colour: Colour, with: f64, white: f64) -> Colour {
    let mix = |channel: u8| (f64::from(channel) * (1.0 - white) + with * white).round() as u8;
    (mix(colour.0), mix(colour.1), mix(colour.2))
}

fn pale(colour: Colour) -> Colour {
    mixed(colour, 255.0, PALE)
}

/// A name on its own pale colour.
fn dark(colour: Colour) -> Colour {
    mixed(colour, 0.0, 0.62)
}

fn rectangle(from: Place, to: Place) -> [Place; 4] {
    [from, (to.0, from.1), to, (from.0, to.1)]
}

/// Where a value of one alternative lies above zero, in columns and rows of the lattice. Between the points it is
/// linear in each half of a cell.
struct Region<'a> {
    field: &'a Field,
    who: usize,
    value: fn(&Lead) -> f64,
}

impl Region<'_> {
    fn corner(&self, x: usize, y: usize) -> (Place, f64) {
        ((x as f64, y as f64), (self.value)(&self.field.leads((x, y))[self.who]))
    }

    fn triangles(&self, x: usize, y: usize) -> [[(Place, f64); 3]; 2] {
        let corner = |right, up| self.corner(x + right, y + up);
        [[corner(0, 0), corner(1, 0), corner(1, 1)], [corner(0, 0), corner(1, 1), corner(0, 1)]]
    }

    /// The region in pieces: runs of whole cells in a row, and parts of cells at its border.
    fn pieces(&self) -> Vec<Vec<Place>> {
        let mut pieces = Vec::new();
        for y in 0..self.field.rows - 1 {
            let mut run: Option<usize> = None;
            for x in 0..self.field.columns {
                let triangles = (x + 1 < self.field.columns).then(|| self.triangles(x, y));
                let is_whole = triangles
                    .is_some_and(|triangles| triangles.iter().flatten().all(|(_, value)| 0.0 < *value));
                match (is_whole, run) {
                    (true, None) => run = Some(x),
                    (false, Some(from)) => {
                        pieces.push(rectangle((from as f64, y as f64), (x as f64, y as f64 + 1.0)).to_vec());
                        run = None;
                    }
                    _ => {}
                }
                if let Some(triangles) = triangles.filter(|_| !is_whole) {
                    pieces.extend(triangles.iter().map(above_zero).filter(|p| 2 < p.len()));
                }
            }
        }
        pieces
    }

    /// Where the value is zero, in stretches of straight line.
    fn border(&self) -> Vec<(Place, Place)> {
        let mut stretches = Vec::new();
        for x in 0..self.field.columns - 1 {
            for triangle in (0..self.field.rows - 1).flat_map(|y| self.triangles(x, y)) {
                let crossed: Vec<Place> =
                    (0..3).filter_map(|i| crossing(triangle[i], triangle[(i + 1) % 3])).collect();
                if let [from, to] = crossed[..] {
                    stretches.push((from, to));
                }
            }
        }
        stretches
    }
}

/// Where the value changes its sign between two points.
fn crossing((a, at_a): (Place, f64), (b, at_b): (Place, f64)) -> Option<Place> {
    if (0.0 < at_a) == (0.0 < at_b) {
        return None;
    }
    // Always from the same end, so that both neighbours of an edge find the same place.
    let ((a, at_a), (b, at_b)) = if a <= b { ((a, at_a), (b, at_b)) } else { ((b, at_b), (a, at_a)) };
    let way = at_a / (at_a - at_b);
    Some((a.0 + way * (b.0 - a.0), a.1 + way * (b.1 - a.1)))
}

/// The part of a triangle in which the value is above zero.
fn above_zero(triangle: &[(Place, f64); 3]) -> Vec<Place> {
    let mut outline = Vec::new();
    for (index, &corner) in triangle.iter().enumerate() {
        if 0.0 < corner.1 {
            outline.push(corner.0);
        }
        outline.extend(crossing(corner, triangle[(index + 1) % 3]));
    }
    outline
}

/// Stretches joined into lines as long as can be.
fn chained(mut stretches: Vec<(Place, Place)>) -> Vec<Vec<Place>> {
    let mut lines = Vec::new();
    while let Some((from, to)) = stretches.pop() {
        let mut line = vec![from, to];
        for _ in 0..2 {
            while let Some(end) = line.last().copied() {
                let next = stretches.iter().position(|&(from, to)| from == end || to == end);
                let Some((from, to)) = next.map(|index| stretches.swap_remove(index)) else { break };
                line.push(if from == end { to } else { from });
            }
            line.reverse();
        }
        lines.push(line);
    }
    lines
}
