//! One chart, arranged on its sheet.

use super::axis::{Axis, Months, grouped, months};
use super::canvas::{Align, Canvas, Ink, Type, draw_notes, small_lines, width};
use super::data::{Curve, Point};
use super::labels;
use super::palette::{Look, hues, looks};
use super::{Sheet, WIDTH};
use plotters::prelude::DrawingBackend;
use std::collections::BTreeSet;

/// Height of the sheet \[points\].
pub(super) const HEIGHT: f64 = 500.0;

pub(super) const MARGIN: f64 = 24.0;
pub(super) const BLACK: (u8, u8, u8) = (28, 28, 30);
pub(super) const GREY: (u8, u8, u8) = (90, 90, 94);
pub(super) const RULE: (u8, u8, u8) = (226, 226, 228);
/// Height of a line of labels \[points\].
const LABEL_HEIGHT: f64 = 14.5;
/// Rows of words for events above the curves.
const EVENT_ROWS: usize = 4;
pub(super) const TITLE: Type = Type { size: 18.0, bold: true, ink: Ink { colour: BLACK, opacity: 1.0 } };
pub(super) const QUESTION: Type = Type { size: 12.5, bold: false, ink: Ink { colour: BLACK, opacity: 1.0 } };
pub(super) const SMALL: Type = Type { size: 10.5, bold: false, ink: Ink { colour: GREY, opacity: 1.0 } };
/// The lines of firms that have no name of their own.
const THIN: Look = Look { colour: (128, 128, 130), dash: None };
pub(super) const LABEL: Type = Type { size: 11.5, bold: false, ink: Ink { colour: BLACK, opacity: 1.0 } };

/// What a chart shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// What it shows, in a few words.
    pub title: String,
    /// The question of the scenario; may be empty.
    pub question: String,
    /// Scenario and size of the study.
    pub setting: String,
    /// What the vertical axis counts.
    pub unit: String,
    /// What the horizontal axis counts.
    pub time: String,
    /// Length of the horizontal axis \[months\].
    pub months: u64,
    /// Whether the vertical axis holds zero, come what may.
    pub holds_zero: bool,
    /// The curves, in the order of the scenario's firms.
    pub curves: Vec<Curve>,
    /// For differences between pairs of alternatives, which have hues of their own where several are of one business
    /// model, the decimals of the figures after their names; curves of firms have those of the axis.
    pub pairs: Option<usize>,
    /// Month and words of events to be marked, in the order of months.
    pub events: Vec<(u32, String)>,
    /// How it is read: sentences below it.
    pub notes: Vec<String>,
}

/// Where the curves are drawn \[points\].
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    pub(super) axis: Axis,
    pub(super) months: f64,
}

impl Frame {
    pub(super) fn x(&self, month: f64) -> f64 {
        self.left + (self.right - self.left) * month / self.months.max(1.0)
    }

    fn y(&self, value: f64) -> f64 {
        let share = (value - self.axis.from) / (self.axis.to - self.axis.from);
        self.bottom - (self.bottom - self.top) * share
    }

    pub(super) fn place(&self, month: f64, value: f64) -> (f64, f64) {
        (self.x(month), self.y(value))
    }
}

/// A range that a point of a curve may have.
type Range = fn(&Point) -> Option<(f64, f64)>;

struct EndLabel {
    text: String,
    end: (f64, f64),
    look: Look,
}

impl Sheet for Picture {
    fn title(&self) -> &str {
        &self.title
    }

    fn height(&self) -> f64 {
        HEIGHT
    }

    fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), String> {
        let axis = self.axis();
        let models = || self.curves.iter().map(|curve| curve.model.as_str());
        let has_twins = models().collect::<BTreeSet<_>>().len() < self.curves.len();
        let mut looks =
            if self.pairs.is_some() && has_twins { hues(self.curves.len()) } else { looks(models()) };
        for (look, curve) in looks.iter_mut().zip(&self.curves) {
            *look = if curve.is_minor { THIN } else { *look };
        }
        let head = self.draw_head(canvas)?;

        let numbers =
            axis.marks().iter().map(|&mark| width(&axis.text(mark), SMALL.size, false)).fold(0.0, f64::max);
        let names = self.names(&axis);
        let minor = self.name_of_minor();
        let room = names.iter().chain(&minor).map(|name| width(name, LABEL.size, false)).fold(0.0, f64::max);
        let notes = self.wrapped_notes(&axis, 0);
        let mut frame = Frame {
            left: MARGIN + numbers + 8.0,
            right: WIDTH - MARGIN - room - 14.0,
            top: head,
            bottom: HEIGHT - 56.0 - 13.0 * notes.len() as f64,
            axis,
            months: self.last_mark(),
        };
        let (rows, hidden) = self.event_rows(&frame);
        let event_top = head + 4.0;
        let used = rows.iter().flatten().map(|row| row + 1).max().unwrap_or(0);
        frame.top += used as f64 * 13.0 + if used == 0 { 8.0 } else { 12.0 };

        self.draw_axes(canvas, &frame)?;
        self.draw_events(canvas, &frame, &rows, event_top)?;
        // Many bands over one another would hide the lines, so each of them is fainter then.
        let major = || self.curves.iter().zip(&looks).filter(|(curve, _)| !curve.is_minor);
        let fading = (3.0 / major().count().max(3) as f64).sqrt();
        for (curve, look) in major() {
            draw_bands(canvas, &frame, curve, *look, fading)?;
        }
        for curve in self.curves.iter().filter(|curve| curve.is_minor) {
            draw_line(canvas, &frame, curve, THIN, 0.8)?;
        }
        for (curve, look) in major() {
            draw_line(canvas, &frame, curve, *look, 1.9)?;
        }
        self.draw_end_labels(canvas, &frame, &names, &looks)?;
        let notes = if 0 < hidden { self.wrapped_notes(&frame.axis, hidden) } else { notes };
        draw_notes(canvas, &notes, HEIGHT)
    }
}

impl Picture {
    /// An axis that holds the lines and the spread of those with a band. An interval may reach beyond it: it is
    /// wide where it says little.
    pub(super) fn axis(&self) -> Axis {
        let (mut low, mut high) =
            if self.holds_zero { (0.0, 0.0) } else { (f64::INFINITY, f64::NEG_INFINITY) };
        for curve in &self.curves {
            for point in &curve.points {
                let spread = point.spread.filter(|_| !curve.is_minor);
                let ranges = [spread, point.mean.map(|mean| (mean, mean))];
                for (from, to) in ranges.into_iter().flatten() {
                    low = low.min(from);
                    high = high.max(to);
                }
            }
        }
        if low.is_finite() && high.is_finite() { Axis::holding(low, high) } else { Axis::holding(0.0, 1.0) }
    }

    /// Where the axis of time ends \[months\]: at the last month of a short run, and a month later, where a
    /// long one completes its last year.
    fn last_mark(&self) -> f64 {
        if 24 < self.months { self.months as f64 } else { self.months.saturating_sub(1).max(1) as f64 }
    }

    /// Title, question, setting and the unit of the vertical axis; returns where they end.
    pub(super) fn draw_head<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<f64, String> {
        let room = WIDTH - 2.0 * MARGIN;
        canvas.text(&self.title, (MARGIN, 34.0), Align::Start, TITLE)?;
        let mut baseline = 36.0;
        for line in labels::wrapped(&self.question, room, |text| width(text, QUESTION.size, false)) {
            baseline += 17.0;
            canvas.text(&line, (MARGIN, baseline), Align::Start, QUESTION)?;
        }
        baseline += 3.0;
        for line in labels::wrapped(&self.setting, room, |text| width(text, SMALL.size, false)) {
            baseline += 13.0;
            canvas.text(&line, (MARGIN, baseline), Align::Start, SMALL)?;
        }
        baseline += 24.0;
        let unit = Type { ink: Ink::solid(BLACK), ..SMALL };
        canvas.text(&self.unit, (MARGIN, baseline), Align::Start, unit)?;
        Ok(baseline + 5.0)
    }

    /// The marks of the vertical axis, across the whole frame.
    pub(super) fn draw_marks<DB: DrawingBackend>(canvas: &Canvas<DB>, frame: &Frame) -> Result<(), String> {
        for mark in frame.axis.marks() {
            let y = frame.y(mark);
            // Zero is where lengths begin, so it is drawn darker.
            let is_zero = mark.abs() < 1e-9 * frame.axis.step;
            let ink = if is_zero { Ink::solid((150, 150, 154)) } else { Ink::solid(RULE) };
            canvas.line(&[(frame.left, y), (frame.right, y)], if is_zero { 1.0 } else { 0.7 }, ink)?;
            canvas.text(&frame.axis.text(mark), (frame.left - 7.0, y + 3.7), Align::End, SMALL)?;
        }
        Ok(())
    }

    fn draw_axes<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, frame: &Frame) -> Result<(), String> {
        Picture::draw_marks(canvas, frame)?;
        let room = ((frame.right - frame.left) / 34.0) as u64;
        let Months { marks, numbered } = months(self.last_mark() as u64, room);
        let foot = frame.bottom;
        for month in marks {
            let x = frame.x(month as f64);
            let is_numbered = month.is_multiple_of(numbered);
            let length = if is_numbered { 5.0 } else { 3.0 };
            canvas.line(&[(x, foot), (x, foot + length)], 0.8, Ink::solid((150, 150, 154)))?;
            if is_numbered {
                canvas.text(&month.to_string(), (x, foot + 17.0), Align::Middle, SMALL)?;
            }
        }
        let middle = (frame.left + frame.right) / 2.0;
        let time = Type { ink: Ink::solid(BLACK), ..SMALL };
        canvas.text(&self.time, (middle, foot + 32.0), Align::Middle, time)
    }

    /// The row of the words of each event, and how many have no room.
    fn event_rows(&self, frame: &Frame) -> (Vec<Option<usize>>, usize) {
        let flags: Vec<labels::Flag> = (0..self.events.len())
            .map(|index| {
                let (from, to) = self.event_words(frame, index).1;
                labels::Flag { pole: frame.x(f64::from(self.events[index].0)), from, to }
            })
            .collect();
        let rows = labels::rows(&flags, 8.0, EVENT_ROWS);
        let hidden = rows.iter().filter(|row| row.is_none()).count();
        (rows, hidden)
    }

    /// The words of an event, where they begin and end, and on which side of the line they are.
    fn event_words(&self, frame: &Frame, index: usize) -> (String, (f64, f64), Align) {
        let (month, label) = &self.events[index];
        let words = labels::shortened(label, 230.0, |text| width(text, SMALL.size, false));
        let wide = width(&words, SMALL.size, false);
        let x = frame.x(f64::from(*month));
        if x + 4.0 + wide <= WIDTH - MARGIN {
            (words, (x, x + 4.0 + wide), Align::Start)
        } else {
            (words, (x - 4.0 - wide, x), Align::End)
        }
    }

    fn draw_events<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        frame: &Frame,
        rows: &[Option<usize>],
        top: f64,
    ) -> Result<(), String> {
        for (index, row) in rows.iter().enumerate() {
            let x = frame.x(f64::from(self.events[index].0));
            let (words, _, side) = self.event_words(frame, index);
            let baseline = row.map(|row| top + 10.0 + 13.0 * row as f64);
            let from = baseline.map_or(frame.top, |baseline| baseline - 8.0);
            canvas.line(&[(x, from), (x, frame.bottom)], 0.8, Ink::solid((150, 150, 154)))?;
            if let Some(baseline) = baseline {
                let shift = if side == Align::Start { 4.0 } else { -4.0 };
                canvas.text(&words, (x + shift, baseline), side, SMALL)?;
            }
        }
        Ok(())
    }

    /// What is written beside the lines that have no name of their own.
    fn name_of_minor(&self) -> Option<String> {
        let count = self.curves.iter().filter(|curve| curve.is_minor && !curve.is_empty()).count();
        (0 < count).then(|| format!("entrants ({count})"))
    }

    /// What is written at the end of each curve: name and last value; empty for a curve without values or
    /// without a name of its own.
    pub(super) fn names(&self, axis: &Axis) -> Vec<String> {
        let percent = if self.unit.starts_with('%') { "\u{202f}%" } else { "" };
        let measure = |text: &str| width(text, LABEL.size, false);
        // A pair has two names.
        let room = if self.pairs.is_some() { 240.0 } else { 170.0 };
        self.curves
            .iter()
            .map(|curve| match last(curve) {
                None => String::new(),
                Some(_) if curve.is_minor => String::new(),
                Some((_, value)) => {
                    let value = match self.pairs {
                        Some(decimals) if value != 0.0 => grouped(&format!("{value:.decimals$}")),
                        _ => axis.fine_text(value),
                    };
                    // Spaces that browsers do not run together.
                    format!("{}\u{a0}\u{a0}{value}{percent}", labels::shortened(&curve.name, room, measure))
                }
            })
            .collect()
    }

    pub(super) fn draw_end_labels<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        frame: &Frame,
        names: &[String],
        looks: &[Look],
    ) -> Result<(), String> {
        let mut ends: Vec<EndLabel> = self
            .curves
            .iter()
            .zip(names)
            .zip(looks)
            .filter(|((curve, _), _)| !curve.is_minor)
            .filter_map(|((curve, name), look)| {
                let (month, value) = last(curve)?;
                Some(EndLabel { text: name.clone(), end: frame.place(month, value), look: *look })
            })
            .collect();
        if let Some(text) = self.name_of_minor() {
            let minor = self.curves.iter().filter(|curve| curve.is_minor).filter_map(last);
            let heights: Vec<f64> = minor.map(|(_, value)| frame.y(value)).collect();
            // In the middle of their ends; it belongs to no one of them, and so needs no leader.
            let middle = heights.iter().sum::<f64>() / heights.len().max(1) as f64;
            ends.push(EndLabel { text, end: (f64::INFINITY, middle), look: THIN });
        }
        let wanted: Vec<f64> = ends.iter().map(|label| label.end.1).collect();
        // More labels than the frame has room for stand closer, which is still better than none.
        let height = LABEL_HEIGHT.min((frame.bottom - frame.top + 16.0) / ends.len().max(1) as f64);
        let places = labels::spread(&wanted, height, frame.top - 8.0, frame.bottom + 8.0);
        let x = frame.right + 14.0;
        for (label, y) in ends.iter().zip(places) {
            let ink = Ink::solid(label.look.colour);
            let leader = [label.end, (frame.right.max(label.end.0) + 2.0, label.end.1), (x - 3.0, y)];
            let faint = Ink::faint(label.look.colour, 0.6);
            if label.end.0.is_infinite() {
                canvas.text(&label.text, (x, y + 4.1), Align::Start, Type { ink, ..LABEL })?;
                continue;
            }
            if 12.0 < frame.right - label.end.0 {
                // Dots, so that it does not look like a curve that goes on.
                canvas.dashed(&leader, 0.7, faint, (1.2, 3.0))?;
            } else if 1.5 < (y - label.end.1).abs() || 8.0 < frame.right - label.end.0 {
                canvas.line(&leader, 0.6, faint)?;
            }
            canvas.text(&label.text, (x, y + 4.1), Align::Start, Type { ink, ..LABEL })?;
        }
        Ok(())
    }

    pub(super) fn wrapped_notes(&self, axis: &Axis, hidden: usize) -> Vec<String> {
        let mut notes = self.notes.clone();
        let mut last = Vec::new();
        if 0.0 < axis.from || axis.to < 0.0 {
            last.push(format!("The vertical axis begins at {}.", axis.text(axis.from)));
        }
        match hidden {
            0 => {}
            1 => last.push("One more event is marked without words.".to_owned()),
            _ => last.push(format!("{hidden} more events are marked without words.")),
        }
        notes.push(last.join(" "));
        notes.iter().flat_map(|note| small_lines(note)).collect()
    }
}

/// Month and value of the last point that has one.
fn last(curve: &Curve) -> Option<(f64, f64)> {
    curve.points.iter().rev().find_map(|point| Some((point.month, point.mean?)))
}

pub(super) fn draw_bands<DB: DrawingBackend>(
    canvas: &Canvas<DB>,
    frame: &Frame,
    curve: &Curve,
    look: Look,
    fading: f64,
) -> Result<(), String> {
    let bands: [(Range, f64); 2] =
        [(|point| point.spread, 0.11 * fading), (|point| point.interval, 0.24 * fading)];
    for (range, opacity) in bands {
        for stretch in curve.points.split(|point| range(point).is_none()).filter(|part| 1 < part.len()) {
            let edge = |point: &Point, upper: bool| {
                let (low, high) = range(point).expect("a stretch has a range at every point");
                let value = if upper { high } else { low };
                frame.place(point.month, value.clamp(frame.axis.from, frame.axis.to))
            };
            let there = stretch.iter().map(|point| edge(point, true));
            let back = stretch.iter().rev().map(|point| edge(point, false));
            let outline: Vec<(f64, f64)> = there.chain(back).collect();
            canvas.area(&outline, Ink::faint(look.colour, opacity))?;
        }
    }
    Ok(())
}

pub(super) fn draw_line<DB: DrawingBackend>(
    canvas: &Canvas<DB>,
    frame: &Frame,
    curve: &Curve,
    look: Look,
    wide: f64,
) -> Result<(), String> {
    let ink = Ink::solid(look.colour);
    for stretch in curve.points.split(|point| point.mean.is_none()).filter(|part| !part.is_empty()) {
        let path: Vec<(f64, f64)> = stretch
            .iter()
            .map(|point| frame.place(point.month, point.mean.expect("a stretch has a mean at every point")))
            .collect();
        match (path.as_slice(), look.dash) {
            ([single], _) => canvas.dot(*single, wide, ink)?,
            (path, None) => canvas.line(path, wide, ink)?,
            (path, Some(dash)) => canvas.dashed(path, wide, ink, dash)?,
        }
    }
    Ok(())
}
