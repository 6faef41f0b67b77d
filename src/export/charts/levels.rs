//! A chart of curves over what was changed: the values of a parameter, or settings with names.

use super::canvas::{Align, Canvas, Ink, draw_notes, width};
use super::data::{Curve, Point};
use super::labels;
use super::palette::{Look, looks};
use super::picture::{Frame, HEIGHT, MARGIN, Picture, RULE, SMALL, draw_bands, draw_line};
use super::{Sheet, WIDTH};
use plotters::prelude::DrawingBackend;

/// Length of the horizontal axis, whatever it counts.
const SPAN: f64 = 1000.0;

/// The chart.
#[derive(Clone, Debug)]
pub struct Levels {
    /// What it shows, in a few words.
    pub title: String,
    /// The question that it answers.
    pub question: String,
    /// Size of the study.
    pub setting: String,
    /// What the vertical axis counts.
    pub unit: String,
    /// What the horizontal axis counts.
    pub across: Across,
    /// The curves; a point stands at the place of the axis whose number, from 0, it has as its month.
    pub curves: Vec<Curve>,
    /// How it is read: sentences below it.
    pub notes: Vec<String>,
}

/// The horizontal axis.
#[derive(Clone, Debug)]
pub struct Across {
    /// What it counts.
    pub words: String,
    /// Its places: where each lies, from 0 at the left end to 1 at the right, and what is written there.
    pub places: Vec<(f64, String)>,
    /// Whether there is something between the places; mere names have nothing.
    pub is_scale: bool,
}

impl Sheet for Levels {
    fn title(&self) -> &str {
        &self.title
    }

    fn height(&self) -> f64 {
        HEIGHT
    }

    fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), String> {
        let picture = self.picture();
        let axis = picture.axis();
        let looks = looks(picture.curves.iter().map(|curve| curve.model.as_str()));
        let head = picture.draw_head(canvas)?;
        let wide = |text: &str, size: f64| width(text, size, false);
        let numbers = axis.marks().iter().map(|&mark| wide(&axis.text(mark), SMALL.size)).fold(0.0, f64::max);
        let names = picture.names(&axis);
        let room = names.iter().map(|name| wide(name, super::picture::LABEL.size)).fold(0.0, f64::max);
        let notes = picture.wrapped_notes(&axis, 0);
        let (left, right) = (MARGIN + numbers + 8.0, WIDTH - MARGIN - room - 14.0);
        let labels = self.labels(right - left);
        let tall = 13.0 * labels.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let bottom = HEIGHT - 47.0 - tall - 13.0 * notes.len() as f64;
        let frame = Frame { left, right, top: head + 8.0, bottom, axis, months: SPAN };
        Picture::draw_marks(canvas, &frame)?;
        self.draw_groups(canvas, &frame)?;
        self.draw_places(canvas, &frame, &labels, tall)?;
        let fading = (3.0 / picture.curves.len().max(3) as f64).sqrt();
        if self.across.is_scale {
            for (curve, look) in picture.curves.iter().zip(&looks) {
                draw_bands(canvas, &frame, curve, *look, fading)?;
            }
        }
        for (curve, look) in picture.curves.iter().zip(&looks) {
            if self.across.is_scale {
                draw_line(canvas, &frame, curve, *look, 1.9)?;
            }
            for point in &curve.points {
                draw_point(canvas, &frame, point, *look, !self.across.is_scale)?;
            }
        }
        picture.draw_end_labels(canvas, &frame, &names, &looks)?;
        draw_notes(canvas, &notes, HEIGHT)
    }
}

impl Levels {
    /// The curves with their points where they lie on the axis.
    fn picture(&self) -> Picture {
        let count = self.curves.len();
        let moved = |(index, curve): (usize, &Curve)| {
            // Points at a name stand beside one another.
            let step = SPAN / (self.across.places.len() * (count + 1)) as f64;
            let aside =
                if self.across.is_scale { 0.0 } else { step * (index as f64 - 0.5 * (count as f64 - 1.0)) };
            let at = |point: &Point| Point {
                month: SPAN * self.across.places[point.month as usize].0 + aside,
                ..*point
            };
            Curve { points: curve.points.iter().map(at).collect(), ..curve.clone() }
        };
        Picture {
            title: self.title.clone(),
            question: self.question.clone(),
            setting: self.setting.clone(),
            unit: self.unit.clone(),
            time: self.across.words.clone(),
            months: SPAN as u64,
            holds_zero: false,
            pairs: None,
            curves: self.curves.iter().enumerate().map(moved).collect(),
            events: Vec::new(),
            notes: self.notes.clone(),
        }
    }

    /// What is written at each place, in lines that fit.
    fn labels(&self, room: f64) -> Vec<Vec<String>> {
        let places = &self.across.places;
        let each = room / places.len() as f64 - 4.0;
        let measure = |text: &str| width(text, SMALL.size, false);
        let lines = |(_, label): &(f64, String)| {
            if self.across.is_scale { vec![label.clone()] } else { labels::wrapped(label, each, measure) }
        };
        places.iter().map(lines).collect()
    }

    /// Where several points stand at a name, what lies between two names.
    fn draw_groups<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, frame: &Frame) -> Result<(), String> {
        if self.across.is_scale || self.curves.len() < 2 {
            return Ok(());
        }
        for pair in self.across.places.windows(2) {
            let x = frame.x(SPAN * (pair[0].0 + pair[1].0) / 2.0);
            canvas.line(&[(x, frame.top), (x, frame.bottom)], 0.7, Ink::solid(RULE))?;
        }
        Ok(())
    }

    fn draw_places<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        frame: &Frame,
        labels: &[Vec<String>],
        tall: f64,
    ) -> Result<(), String> {
        let foot = frame.bottom;
        let mut free = f64::NEG_INFINITY;
        for (place, lines) in labels.iter().enumerate() {
            let x = frame.x(SPAN * self.across.places[place].0);
            if self.across.is_scale {
                canvas.line(&[(x, foot), (x, foot + 5.0)], 0.8, Ink::solid((150, 150, 154)))?;
            }
            let half = lines.iter().map(|line| width(line, SMALL.size, false)).fold(0.0, f64::max) / 2.0;
            if x - half < free {
                continue;
            }
            free = x + half + 4.0;
            for (row, line) in lines.iter().enumerate() {
                canvas.text(line, (x, foot + 17.0 + 13.0 * row as f64), Align::Middle, SMALL)?;
            }
        }
        let middle = (frame.left + frame.right) / 2.0;
        canvas.text(&self.across.words, (middle, foot + 22.0 + tall), Align::Middle, SMALL)
    }
}

/// A point and, where no band can be drawn, bars for its interval and its spread.
fn draw_point<DB: DrawingBackend>(
    canvas: &Canvas<DB>,
    frame: &Frame,
    point: &Point,
    look: Look,
    bars: bool,
) -> Result<(), String> {
    let Some(mean) = point.mean else { return Ok(()) };
    let ranges = [(point.spread, 5.0, 0.28), (point.interval, 1.6, 1.0)];
    for (range, thick, opacity) in ranges.into_iter().filter(|_| bars) {
        let Some((low, high)) = range else { continue };
        let end = |value: f64| frame.place(point.month, value.clamp(frame.axis.from, frame.axis.to));
        canvas.line(&[end(low), end(high)], thick, Ink::faint(look.colour, opacity))?;
    }
    canvas.dot(frame.place(point.month, mean), if bars { 3.4 } else { 2.6 }, Ink::solid(look.colour))
}
