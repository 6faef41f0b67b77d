//! One customer's life in two worlds: where she buys, and what moves her.

use super::axis::{Axis, Months, months};
use super::canvas::{Align, Canvas, Ink, Type, width};
use super::labels;
use super::palette::{Look, looks};
use super::picture::{BLACK, GREY, LABEL, MARGIN, QUESTION, RULE, SMALL, TITLE};
use super::{Sheet, WIDTH};
use crate::table::Table;
use plotters::prelude::DrawingBackend;

/// Height of the strip of firms of one world, and of the row of purchases below it \[points\].
const STRIP: f64 = 15.0;
const TICKS: f64 = 15.0;
/// Height of a panel of curves, and of the words above it \[points\].
const PANEL: f64 = 92.0;
const WORDS: f64 = 30.0;
/// Room for the numbers at the left and the labels at the right \[points\].
const LEFT: f64 = 48.0;
const RIGHT: f64 = 58.0;
/// Purchases of a month that fill the row of purchases; more are drawn as many.
const MANY: f64 = 4.0;
/// Buying nowhere.
const NOWHERE: (u8, u8, u8) = (222, 222, 224);
/// The lines of the two worlds.
const WORLDS: [(&str, Look); 2] = [
    ("A", Look { colour: (28, 28, 30), dash: None }),
    ("B", Look { colour: (176, 28, 60), dash: Some((5.0, 2.5)) }),
];

/// Two lives, ready to be drawn.
#[derive(Clone, Debug)]
pub struct LifeSheet {
    title: String,
    /// What was found.
    finding: String,
    /// Scenarios and size of the study.
    setting: String,
    /// The firms and their business models.
    firms: Vec<(String, String)>,
    /// Months that are marked, with words.
    marks: Vec<(i64, String)>,
    /// First month.
    first: i64,
    /// The two lives, month by month.
    lives: [Vec<Month>; 2],
}

/// What is drawn of a month.
#[derive(Clone, Debug, Default)]
struct Month {
    /// The firm where she buys, by its place among the firms.
    home: Option<usize>,
    purchases: i64,
    /// The firms that contact her, and those of which she notices an intrusion.
    contacts: Vec<usize>,
    noticed: Vec<usize>,
    /// Trust in her firm and fit of its offer, 0..1.
    trust: Option<f64>,
    fit: Option<f64>,
    /// Intrusiveness of all that is held by any firm and not wanted.
    burden: f64,
}

/// The two lives in the table of `trace.csv`, and their first month.
fn read(trace: &Table, firms: &[(String, String)]) -> (i64, [Vec<Month>; 2]) {
    let number = |name: &str, row: usize| trace.numbers(name)[row];
    let happens = |name: &str, row: usize| {
        let part = |end: &str| number(&format!("{name}_{end}"), row).unwrap_or(0.0);
        part("draw") < part("chance")
    };
    let place = |name: &str| firms.iter().position(|(known, _)| known == name);
    let months = trace.integers("month");
    let first = months.first().copied().unwrap_or(0);
    let mut lives: [Vec<Month>; 2] = Default::default();
    for row in 0..trace.rows() {
        let life = &mut lives[usize::from(trace.word("world", row) == "b")];
        let index = (months[row] - first) as usize;
        if life.len() <= index {
            life.push(Month::default());
        }
        let (month, firm, home) = (&mut life[index], trace.word("firm", row), trace.word("home", row));
        let Some(this) = place(firm) else { continue };
        month.home = place(home);
        month.purchases = trace.integers("purchases")[row];
        if happens("contact", row) {
            month.contacts.push(this);
        }
        if happens("notice", row) {
            month.noticed.push(this);
        }
        month.burden += number("burden", row).unwrap_or(0.0);
        if firm == home {
            (month.trust, month.fit) = (number("trust", row), number("fit", row));
        }
    }
    (first, lives)
}

/// Where time runs \[points\].
#[derive(Clone, Copy)]
struct Span {
    left: f64,
    right: f64,
    first: i64,
    count: usize,
}

impl Span {
    /// Where the month of this place begins.
    fn x(&self, index: f64) -> f64 {
        self.left + (self.right - self.left) * index / self.count.max(1) as f64
    }

    /// The middle of the month.
    fn middle(&self, index: usize) -> f64 {
        self.x(index as f64 + 0.5)
    }
}

type Quantity = (&'static str, fn(&Month) -> Option<f64>);

/// The panels of curves.
const PANELS: [Quantity; 3] = [
    ("trust in her firm, 0 none to 1 full", |month| month.trust),
    ("fit of its offer, share of her need met", |month| month.fit),
    ("intrusiveness of what all firms hold about her and she does not want held", |month| Some(month.burden)),
];

impl Sheet for LifeSheet {
    fn title(&self) -> &str {
        &self.title
    }

    fn height(&self) -> f64 {
        let (finding, setting) = self.head();
        let head = 36.0 + 17.0 * finding.len() as f64 + 13.0 * setting.len() as f64 + 3.0;
        let strips = 2.0 * (STRIP + TICKS + 16.0) + 44.0;
        head + strips + PANELS.len() as f64 * (PANEL + WORDS) + 40.0 + 13.0 * self.notes().len() as f64 + 12.0
    }

    fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), String> {
        let top = self.draw_head(canvas)?;
        let count = self.lives.iter().map(Vec::len).max().unwrap_or(0);
        let span = Span { left: MARGIN + LEFT, right: WIDTH - MARGIN - RIGHT, first: self.first, count };
        let mut bottom = top + 32.0;
        let looks = looks(self.firms.iter().map(|(_, model)| model.as_str()));
        for (life, (name, _)) in self.lives.iter().zip(WORLDS) {
            bottom = self.draw_strip(canvas, &span, bottom, name, life, &looks)?;
        }
        for panel in PANELS {
            bottom = self.draw_panel(canvas, &span, bottom + WORDS, panel)?;
        }
        self.draw_marks(canvas, &span, top + 16.0, bottom)?;
        draw_time(canvas, &span, bottom)?;
        let first = bottom + 52.0;
        for (row, note) in self.notes().iter().enumerate() {
            canvas.text(note, (MARGIN, first + 13.0 * row as f64), Align::Start, SMALL)?;
        }
        Ok(())
    }
}

impl LifeSheet {
    /// A sheet with a title, what was found, the scenarios and the size of the study, for the firms with their business
    /// models, the months that are marked with words, and the table of `trace.csv`.
    pub fn new(
        [title, finding, setting]: [String; 3],
        firms: Vec<(String, String)>,
        marks: Vec<(i64, String)>,
        trace: &Table,
    ) -> LifeSheet {
        let (first, lives) = read(trace, &firms);
        LifeSheet { title, finding, setting, firms, marks, first, lives }
    }

    fn head(&self) -> (Vec<String>, Vec<String>) {
        let room = WIDTH - 2.0 * MARGIN;
        let lines =
            |text: &str, kind: Type| labels::wrapped(text, room, |text| width(text, kind.size, false));
        (lines(&self.finding, QUESTION), lines(&self.setting, SMALL))
    }

    fn notes(&self) -> Vec<String> {
        let text = "Strips: the firm where she buys; grey is nowhere. Dots above a strip: contacts, in the colour of the firm; \
                    rings: intrusions that she notices. Bars below it: purchases. Solid lines: A. Dashed lines: B. One life in \
                    one world has no band: the draws are the same in both.";
        labels::wrapped(text, WIDTH - 2.0 * MARGIN, |text| width(text, SMALL.size, false))
    }

    fn draw_head<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<f64, String> {
        canvas.text(&self.title, (MARGIN, 34.0), Align::Start, TITLE)?;
        let (finding, setting) = self.head();
        let mut baseline = 36.0;
        for line in finding {
            baseline += 17.0;
            canvas.text(&line, (MARGIN, baseline), Align::Start, QUESTION)?;
        }
        baseline += 3.0;
        for line in setting {
            baseline += 13.0;
            canvas.text(&line, (MARGIN, baseline), Align::Start, SMALL)?;
        }
        Ok(baseline)
    }

    /// Contacts, the firm where she buys, and purchases; returns where they end.
    fn draw_strip<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        span: &Span,
        top: f64,
        name: &str,
        life: &[Month],
        looks: &[Look],
    ) -> Result<f64, String> {
        let (upper, lower) = (top + 10.0, top + 10.0 + STRIP);
        let bold = Type { bold: true, ..LABEL };
        canvas.text(name, (span.left - 8.0, lower - 3.5), Align::End, bold)?;
        let mut start = 0;
        for end in 1..=life.len() {
            if life.get(end).is_some_and(|month| month.home == life[start].home) {
                continue;
            }
            let (from, to) = (span.x(start as f64), span.x(end as f64));
            let home = life[start].home;
            let colour = home.map_or(NOWHERE, |home| looks[home].colour);
            let corners = [(from, upper), (to, upper), (to, lower), (from, lower)];
            canvas.area(&corners, Ink::solid(colour))?;
            let words = home.map_or("nowhere", |home| self.firms[home].0.as_str());
            let room = to - from - 8.0;
            if 36.0 < room {
                let words = labels::shortened(words, room, |text| width(text, SMALL.size, false));
                let ink = Ink::solid(if home.is_some() { (255, 255, 255) } else { GREY });
                canvas.text(&words, (from + 5.0, lower - 4.0), Align::Start, Type { ink, ..SMALL })?;
            }
            start = end;
        }
        let wide = (span.x(1.0) - span.x(0.0)).min(6.0);
        for (index, month) in life.iter().enumerate() {
            let x = span.middle(index);
            for (row, &firm) in month.contacts.iter().enumerate() {
                canvas.dot((x, upper - 4.0 - 4.0 * row as f64), 1.5, Ink::solid(looks[firm].colour))?;
            }
            for _ in &month.noticed {
                let ring = [
                    (0.0, -1.0),
                    (0.7, -0.7),
                    (1.0, 0.0),
                    (0.7, 0.7),
                    (0.0, 1.0),
                    (-0.7, 0.7),
                    (-1.0, 0.0),
                    (-0.7, -0.7),
                    (0.0, -1.0),
                ];
                let ring = ring.map(|(dx, dy)| (x + 3.6 * dx, upper - 4.0 + 3.6 * dy));
                canvas.line(&ring, 0.9, Ink::solid(BLACK))?;
            }
            if 0 < month.purchases {
                let tall = TICKS * (month.purchases as f64 / MANY).min(1.0);
                let (from, to) = (x - 0.35 * wide, x + 0.35 * wide);
                let corners = [
                    (from, lower + 1.5),
                    (to, lower + 1.5),
                    (to, lower + 1.5 + tall),
                    (from, lower + 1.5 + tall),
                ];
                canvas.area(&corners, Ink::solid((150, 150, 154)))?;
            }
        }
        Ok(lower + TICKS + 6.0)
    }

    /// The curves of one quantity in both worlds; returns where the panel ends.
    fn draw_panel<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        span: &Span,
        top: f64,
        (words, quantity): Quantity,
    ) -> Result<f64, String> {
        let values = || self.lives.iter().flatten().filter_map(quantity);
        let (low, high) =
            (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let axis = if low.is_finite() { Axis::holding(low, high) } else { Axis::holding(0.0, 1.0) };
        let bottom = top + PANEL;
        let y = |value: f64| bottom - (bottom - top) * (value - axis.from) / (axis.to - axis.from);
        canvas.text(words, (MARGIN, top - 7.0), Align::Start, Type { ink: Ink::solid(BLACK), ..SMALL })?;
        for mark in axis.marks() {
            canvas.line(&[(span.left, y(mark)), (span.right, y(mark))], 0.7, Ink::solid(RULE))?;
            // Every other number where marks are close.
            let is_said = axis.marks().len() <= 6 || ((mark - axis.from) / axis.step).round() as i64 % 2 == 0;
            if is_said {
                canvas.text(&axis.text(mark), (span.left - 7.0, y(mark) + 3.7), Align::End, SMALL)?;
            }
        }
        let mut ends = Vec::new();
        for (life, (name, look)) in self.lives.iter().zip(WORLDS) {
            let points: Vec<Option<(f64, f64)>> = (life.iter().enumerate())
                .map(|(index, month)| quantity(month).map(|value| (span.middle(index), y(value))))
                .collect();
            for stretch in points.split(Option::is_none).filter(|stretch| !stretch.is_empty()) {
                let path: Vec<(f64, f64)> = stretch.iter().flatten().copied().collect();
                let ink = Ink::solid(look.colour);
                match (path.as_slice(), look.dash) {
                    ([single], _) => canvas.dot(*single, 1.6, ink)?,
                    (path, None) => canvas.line(path, 1.6, ink)?,
                    (path, Some(dash)) => canvas.dashed(path, 1.6, ink, dash)?,
                }
            }
            if let Some((index, value)) =
                life.iter().enumerate().rev().find_map(|(i, m)| Some((i, quantity(m)?)))
            {
                ends.push((
                    format!("{name}\u{a0}\u{a0}{}", axis.fine_text(value)),
                    (span.middle(index), y(value)),
                    look,
                ));
            }
        }
        let wanted: Vec<f64> = ends.iter().map(|(_, end, _)| end.1).collect();
        let places = labels::spread(&wanted, 13.0, top - 6.0, bottom + 6.0);
        for ((text, end, look), place) in ends.iter().zip(places) {
            let ink = Ink::solid(look.colour);
            let x = span.right + 12.0;
            if 1.5 < (place - end.1).abs() || 12.0 < span.right - end.0 {
                canvas.dashed(&[*end, (x - 3.0, place)], 0.6, Ink::faint(look.colour, 0.6), (1.2, 2.5))?;
            }
            canvas.text(text, (x, place + 4.0), Align::Start, Type { ink, ..LABEL })?;
        }
        Ok(bottom)
    }

    /// Lines through all panels in the months that are marked, each with words.
    fn draw_marks<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        span: &Span,
        top: f64,
        bottom: f64,
    ) -> Result<(), String> {
        let ink = Ink::solid((120, 120, 124));
        for (row, (month, text)) in self.marks.iter().enumerate() {
            let x = span.middle((month - span.first) as usize);
            let baseline = top + 12.5 * row as f64;
            let is_right = x + 4.0 + width(text, SMALL.size, false) < WIDTH - MARGIN;
            let (side, shift) = if is_right { (Align::Start, 4.0) } else { (Align::End, -4.0) };
            canvas.dashed(&[(x, baseline - 7.0), (x, bottom)], 0.9, ink, (2.0, 2.0))?;
            canvas.text(text, (x + shift, baseline), side, Type { ink: Ink::solid(BLACK), ..SMALL })?;
        }
        Ok(())
    }
}

/// The axis of time.
fn draw_time<DB: DrawingBackend>(canvas: &Canvas<DB>, span: &Span, foot: f64) -> Result<(), String> {
    let room = ((span.right - span.left) / 34.0) as u64;
    let last = span.first + span.count as i64 - 1;
    let Months { marks, numbered } = months(last.max(1) as u64, room);
    for month in marks {
        let index = (month as i64 - span.first) as usize;
        let x = span.middle(index);
        let is_numbered = month.is_multiple_of(numbered);
        canvas.line(
            &[(x, foot), (x, foot + if is_numbered { 5.0 } else { 3.0 })],
            0.8,
            Ink::solid((150, 150, 154)),
        )?;
        if is_numbered {
            canvas.text(&month.to_string(), (x, foot + 17.0), Align::Middle, SMALL)?;
        }
    }
    let time = Type { ink: Ink::solid(BLACK), ..SMALL };
    canvas.text("months since the start", ((span.left + span.right) / 2.0, foot + 31.0), Align::Middle, time)
}
