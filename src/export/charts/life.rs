//! One customer's life in two scenarios: where she buys, and what moves her.

use super::axis::{Axis, Months, months};
use super::canvas::{Align, Canvas, Ink, Type, draw_small, small_lines, width};
use super::labels;
use super::legend::{Legend, Sign};
use super::palette::{Look, looks};
use super::picture::{BLACK, GREY, LABEL, MARGIN, QUESTION, RULE, SMALL, TITLE};
use super::{Sheet, WIDTH};
use crate::table::Table;
use plotters::prelude::DrawingBackend;

/// Height of the strip of firms of one scenario, and of the row of purchases below it \[points\].
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
/// Between the legend and these words \[points\].
const BELOW_LEGEND: f64 = 6.0;
/// Lines of words at the months that are marked.
const MARK_ROWS: usize = 2;
/// Buying nowhere.
const NOWHERE: (u8, u8, u8) = (222, 222, 224);
/// The lines of the two scenarios.
const SCENARIOS: [(&str, Look); 2] = [
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
        let life = &mut lives[usize::from(trace.word("alternative", row) == "b")];
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
    ("what all firms hold about her against her will, sum of intrusiveness (0 to 1 an item)", |month| {
        Some(month.burden)
    }),
];

impl Sheet for LifeSheet {
    fn title(&self) -> &str {
        &self.title
    }

    fn height(&self) -> f64 {
        let (finding, setting) = self.head();
        let head = 36.0 + 17.0 * finding.len() as f64 + 13.0 * setting.len() as f64 + 3.0;
        let strips = 2.0 * (STRIP + TICKS + 16.0) + 44.0;
        head + self.legend().height()
            + BELOW_LEGEND
            + strips
            + PANELS.len() as f64 * (PANEL + WORDS)
            + 40.0
            + 13.0 * self.notes().len() as f64
            + 12.0
    }

    fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), String> {
        let top = self.draw_head(canvas)?;
        let count = self.lives.iter().map(Vec::len).max().unwrap_or(0);
        let span = Span { left: MARGIN + LEFT, right: WIDTH - MARGIN - RIGHT, first: self.first, count };
        let mut bottom = top + 32.0;
        self.draw_marks(canvas, &span, top + 16.0)?;
        let looks = self.looks();
        for (life, (name, _)) in self.lives.iter().zip(SCENARIOS) {
            bottom = self.draw_strip(canvas, &span, bottom, name, life, &looks)?;
        }
        for panel in PANELS {
            bottom = self.draw_panel(canvas, &span, bottom + WORDS, panel)?;
        }
        draw_time(canvas, &span, bottom)?;
        draw_small(canvas, &self.notes(), bottom + 52.0)
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
        let measure = |text: &str| width(text, QUESTION.size, false);
        (labels::wrapped(&self.finding, WIDTH - 2.0 * MARGIN, measure), small_lines(&self.setting))
    }

    /// The firms of her life, by their numbers.
    fn legend(&self) -> Legend {
        let months = || self.lives.iter().flatten();
        let is_named = |firm: &usize| {
            months().any(|month| {
                month.home == Some(*firm) || month.contacts.contains(firm) || month.noticed.contains(firm)
            })
        };
        let looks = self.looks();
        let firms = (0..self.firms.len()).filter(is_named).map(|firm| {
            (Sign::Patch(looks[firm].colour), format!("{} {}", number(firm), self.firms[firm].0))
        });
        let nowhere = months().any(|month| month.home.is_none());
        Legend::new(firms.chain(nowhere.then(|| (Sign::Patch(NOWHERE), "nowhere".to_owned()))))
    }

    fn looks(&self) -> Vec<Look> {
        looks(self.firms.iter().map(|(_, model)| model.as_str()))
    }

    fn notes(&self) -> Vec<String> {
        small_lines(
            "Strips: the firm where she buys. Dots above a strip: contacts, in the colour of the firm; rings: intrusions \
             that she notices. Bars below it: purchases. Solid lines: A. Dashed lines: B. One life in one replication has \
             no band: the draws are the same in both.",
        )
    }

    /// Title, what was found, setting and legend; returns where they end.
    fn draw_head<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<f64, String> {
        canvas.text(&self.title, (MARGIN, 34.0), Align::Start, TITLE)?;
        let (finding, setting) = self.head();
        let mut baseline = 36.0;
        for line in finding {
            baseline += 17.0;
            canvas.text(&line, (MARGIN, baseline), Align::Start, QUESTION)?;
        }
        draw_small(canvas, &setting, baseline + 16.0)?;
        baseline += 3.0 + 13.0 * setting.len() as f64;
        let legend = self.legend();
        legend.draw(canvas, baseline + 20.0)?;
        Ok(baseline + legend.height() + BELOW_LEGEND)
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
            let words = home.map_or_else(|| "nowhere".to_owned(), number);
            if width(&words, SMALL.size, false) + 2.0 < to - from {
                let ink = Ink::solid(if home.is_some() { (255, 255, 255) } else { GREY });
                let middle = (from + to) / 2.0;
                canvas.text(&words, (middle, lower - 4.0), Align::Middle, Type { ink, ..SMALL })?;
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

    /// The curves of one quantity in both scenarios; returns where the panel ends.
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
        // Nothing at all is zero on an axis that shows something.
        let is_something = low.is_finite() && (low, high) != (0.0, 0.0);
        let axis = if is_something { Axis::holding(low, high) } else { Axis::holding(0.0, 1.0) };
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
        for (month, _) in &self.marks {
            draw_mark(canvas, span.middle((month - span.first) as usize), top, bottom)?;
        }
        let mut ends: Vec<(String, (f64, f64), Look)> = Vec::new();
        for (life, (name, look)) in self.lives.iter().zip(SCENARIOS) {
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
        // Ends that read alike are named in the order of their names.
        let mut wanted: Vec<f64> = ends.iter().map(|(_, end, _)| end.1).collect();
        if let [(a, ..), (b, ..)] = &ends[..]
            && a.strip_prefix(SCENARIOS[0].0) == b.strip_prefix(SCENARIOS[1].0)
        {
            wanted[1] = wanted[0];
        }
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

    /// Words at the months that are marked, and a line from each down to the strips, which hide it.
    fn draw_marks<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        span: &Span,
        top: f64,
    ) -> Result<(), String> {
        let foot = top + 16.0 + 2.0 * (STRIP + TICKS + 16.0);
        let mut flags: Vec<(&str, labels::Flag)> = Vec::new();
        // From the last on: words that have no room at the right of their line hang below those of later months.
        for (month, text) in self.marks.iter().rev() {
            let x = span.middle((month - span.first) as usize);
            let wide = 4.0 + width(text, SMALL.size, false);
            let is_free = flags.iter().all(|(_, later)| later.pole <= later.from);
            let is_left = WIDTH - MARGIN < x + wide || !is_free && MARGIN < x - wide;
            let (from, to) = if is_left { (x - wide, x) } else { (x, x + wide) };
            flags.push((text, labels::Flag { pole: x, from, to }));
        }
        if flags.iter().all(|(_, flag)| flag.pole <= flag.from) {
            flags.reverse();
        }
        let poles: Vec<labels::Flag> = flags.iter().map(|(_, flag)| *flag).collect();
        for ((text, flag), row) in flags.iter().zip(labels::rows(&poles, 8.0, MARK_ROWS)) {
            let baseline = top + 12.5 * row.unwrap_or(MARK_ROWS - 1) as f64;
            draw_mark(canvas, flag.pole, baseline - 7.0, foot)?;
            let is_left = flag.from < flag.pole;
            let (side, shift) = if is_left { (Align::End, -4.0) } else { (Align::Start, 4.0) };
            let black = Type { ink: Ink::solid(BLACK), ..SMALL };
            canvas.text(text, (flag.pole + shift, baseline), side, black)?;
        }
        Ok(())
    }
}

/// A line in a month that is marked.
fn draw_mark<DB: DrawingBackend>(canvas: &Canvas<DB>, x: f64, from: f64, to: f64) -> Result<(), String> {
    canvas.dashed(&[(x, from), (x, to)], 0.9, Ink::solid((120, 120, 124)), (2.0, 2.0))
}

/// What stands for a firm.
fn number(firm: usize) -> String {
    format!("[{}]", firm + 1)
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
