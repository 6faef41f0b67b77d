//! A waterfall: the way from one level to another, part by part.

use super::axis::{Axis, grouped};
use super::canvas::{Align, Canvas, Ink, Type, draw_notes, draw_small, small_lines, width};
use super::labels;
use super::picture::{BLACK, LABEL, MARGIN, RULE, SMALL, TITLE};
use super::{Sheet, WIDTH};
use crate::export::parts::Waterfall;
use crate::stats::describe::Description;
use plotters::prelude::DrawingBackend;

type Colour = (u8, u8, u8);

/// Height of a row \[points\].
const ROW: f64 = 25.0;
/// Height of a bar \[points\].
const BAR: f64 = 15.0;
/// Height of a further line of the title \[points\].
const TITLE_LINE: f64 = 22.0;
const LEVEL: Colour = (110, 110, 116);
const UP: Colour = (47, 117, 130);
const DOWN: Colour = (176, 74, 60);
/// Share of white in the bar of a part that may as well be none.
const PALE: f64 = 0.6;

/// A waterfall, ready to be drawn.
#[derive(Clone, Debug)]
pub struct WaterfallSheet<'a> {
    /// What it shows, in a few words.
    pub title: String,
    /// Scenarios and size of the study.
    pub setting: String,
    /// The difference and its parts.
    pub waterfall: &'a Waterfall,
    /// Decimals of the figures beside the bars.
    pub decimals: usize,
    /// How it is read: sentences below it.
    pub notes: Vec<String>,
}

/// One row: its name, where its bar begins and ends, and what it is the bar of.
struct Row<'a> {
    name: &'a str,
    from: f64,
    to: f64,
    what: &'a Description,
    is_level: bool,
}

impl Row<'_> {
    /// The interval of a part, from where its bar begins. Levels differ from world to world by more than any part, and
    /// would squeeze them all: their intervals are written, not drawn.
    fn drawn_interval(&self) -> Option<(f64, f64)> {
        let (low, high) = self.what.supported_interval().filter(|_| !self.is_level)?;
        Some((self.from + low, self.from + high))
    }
}

impl Sheet for WaterfallSheet<'_> {
    fn title(&self) -> &str {
        &self.title
    }

    fn height(&self) -> f64 {
        self.top() + ROW * self.rows().len() as f64 + 50.0 + 13.0 * self.wrapped_notes().len() as f64
    }

    fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), String> {
        for (row, line) in self.title_lines().iter().enumerate() {
            canvas.text(line, (MARGIN, 34.0 + TITLE_LINE * row as f64), Align::Start, TITLE)?;
        }
        draw_small(canvas, &small_lines(&self.setting), self.below_title())?;
        let rows = self.rows();
        let axis = axis(&rows);
        let values: Vec<String> = rows.iter().map(|row| value(row, self.decimals)).collect();
        let measure = |text: &str| width(text, LABEL.size, false);
        let names: Vec<String> = rows.iter().map(|row| labels::shortened(row.name, 200.0, measure)).collect();
        let widest = |words: &[String]| words.iter().map(|word| measure(word)).fold(0.0, f64::max);
        let (left, right) = (MARGIN + widest(&names) + 14.0, WIDTH - MARGIN - widest(&values) - 14.0);
        let x = |value: f64| left + (right - left) * (value - axis.from) / (axis.to - axis.from);
        let (top, foot) = (self.top(), self.top() + ROW * rows.len() as f64);

        let black = Type { ink: Ink::solid(BLACK), ..SMALL };
        let unit = format!("{} [{}]", self.waterfall.words, self.waterfall.unit);
        canvas.text(&unit, (left, top - 8.0), Align::Start, black)?;
        let head = "mean and 95\u{a0}% interval";
        canvas.text(head, (WIDTH - MARGIN, top - 8.0), Align::End, SMALL)?;
        for mark in axis.marks() {
            let is_zero = mark.abs() < 1e-9 * axis.step;
            let ink = if is_zero { Ink::solid((150, 150, 154)) } else { Ink::solid(RULE) };
            canvas.line(&[(x(mark), top), (x(mark), foot)], if is_zero { 1.0 } else { 0.7 }, ink)?;
            canvas.text(&axis.text(mark), (x(mark), foot + 15.0), Align::Middle, SMALL)?;
        }
        for (index, row) in rows.iter().enumerate() {
            let middle = top + ROW * (index as f64 + 0.5);
            let bold = Type { bold: row.is_level, ..LABEL };
            canvas.text(&names[index], (MARGIN, middle + 4.0), Align::Start, bold)?;
            canvas.text(&values[index], (WIDTH - MARGIN, middle + 4.0), Align::End, LABEL)?;
            let (from, to) = (x(row.from.min(row.to)), x(row.from.max(row.to)));
            let (above, below) = (middle - BAR / 2.0, middle + BAR / 2.0);
            let zero = if row.is_level { 0.0 } else { axis.from };
            if (axis.from..=axis.to).contains(&zero) {
                let to = to.max(from + 0.6);
                let outline = [(from, above), (to, above), (to, below), (from, below)];
                canvas.area(&outline, Ink::solid(colour(row)))?;
            } else {
                // The length of a bar would say something wrong where zero is out of sight.
                canvas.dot((x(row.to), middle), BAR / 2.0 - 1.0, Ink::solid(LEVEL))?;
            }
            if index + 1 < rows.len() {
                let end = x(row.to);
                canvas.line(&[(end, below), (end, below + ROW - BAR)], 0.8, Ink::solid(LEVEL))?;
            }
            if let Some((low, high)) = row.drawn_interval() {
                let ends = (x(low), x(high));
                canvas.line(&[(ends.0, middle), (ends.1, middle)], 1.1, Ink::solid(BLACK))?;
                for end in [ends.0, ends.1] {
                    canvas.line(&[(end, middle - 3.5), (end, middle + 3.5)], 1.1, Ink::solid(BLACK))?;
                }
            }
        }
        let notes = self.wrapped_notes();
        draw_notes(canvas, &notes, self.height())
    }
}

impl WaterfallSheet<'_> {
    fn wrapped_notes(&self) -> Vec<String> {
        let mut notes = self.notes.clone();
        let axis = axis(&self.rows());
        if 0.0 < axis.from || axis.to < 0.0 {
            notes.push(format!("The horizontal axis begins at {}.", axis.text(axis.from)));
        }
        notes.iter().flat_map(|note| small_lines(note)).collect()
    }

    /// The names in it may be long.
    fn title_lines(&self) -> Vec<String> {
        labels::wrapped(&self.title, WIDTH - 2.0 * MARGIN, |text| width(text, TITLE.size, true))
    }

    fn below_title(&self) -> f64 {
        53.0 + TITLE_LINE * (self.title_lines().len() - 1) as f64
    }

    fn top(&self) -> f64 {
        self.below_title() + 13.0 * small_lines(&self.setting).len() as f64 + 26.0
    }

    /// The level where it begins, the parts, the level where it ends. What is unknown has no row.
    fn rows(&self) -> Vec<Row<'_>> {
        let mut rows = Vec::new();
        let (name, what) = &self.waterfall.from;
        let mut at = what.mean.unwrap_or(0.0);
        if let Some(mean) = what.mean {
            rows.push(Row { name, from: 0.0, to: mean, what, is_level: true });
        }
        for (name, what) in &self.waterfall.parts {
            let Some(mean) = what.mean else { continue };
            rows.push(Row { name, from: at, to: at + mean, what, is_level: false });
            at += mean;
        }
        let (name, what) = &self.waterfall.to;
        if let Some(mean) = what.mean {
            rows.push(Row { name, from: 0.0, to: mean, what, is_level: true });
        }
        rows
    }
}

/// An axis that holds the ends of all parts and of their intervals, and zero where they come near it.
fn axis(rows: &[Row]) -> Axis {
    let ends = rows.iter().flat_map(|row| {
        let (low, high) = row.drawn_interval().unwrap_or((row.to, row.to));
        [row.to, low, high]
    });
    let (low, high) =
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
    if low.is_finite() { Axis::holding(low, high) } else { Axis::holding(0.0, 1.0) }
}

fn colour(row: &Row) -> Colour {
    let full = match row {
        Row { is_level: true, .. } => return LEVEL,
        Row { from, to, .. } if from <= to => UP,
        _ => DOWN,
    };
    let mix = |channel: u8| (f64::from(channel) * (1.0 - PALE) + 255.0 * PALE).round() as u8;
    if row.what.is_clear() { full } else { (mix(full.0), mix(full.1), mix(full.2)) }
}

/// A level, or a part with its sign; and its interval.
fn value(row: &Row, decimals: usize) -> String {
    let signed = |value: f64| {
        let text = grouped(&format!("{value:.decimals$}"));
        let is_zero = !text.contains(|digit: char| ('1'..='9').contains(&digit));
        if row.is_level || value <= 0.0 || is_zero { text } else { format!("+{text}") }
    };
    let mean = signed(row.what.mean.unwrap_or(0.0));
    match row.what.supported_interval() {
        Some((low, high)) => format!("{mean}\u{a0}\u{a0}({} to {})", signed(low), signed(high)),
        None => mean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_with_long_names_stays_on_the_page() {
        let nothing = || (String::new(), Description::default());
        let waterfall = Waterfall {
            words: String::new(),
            metric: String::new(),
            window: String::new(),
            unit: String::new(),
            from: nothing(),
            to: nothing(),
            parts: Vec::new(),
            total: Description::default(),
            games: Vec::new(),
        };
        let sheet = |title: &str| WaterfallSheet {
            title: title.to_owned(),
            setting: String::new(),
            waterfall: &waterfall,
            decimals: 0,
            notes: Vec::new(),
        };
        let long = "Why 12-month retention differs: from covert-sense-and-respond to targeted-make-and-sell";
        let lines = sheet(long).title_lines();
        assert_eq!((lines.len(), lines.join(" ").as_str()), (2, long));
        assert!(lines.iter().all(|line| width(line, TITLE.size, true) <= WIDTH - 2.0 * MARGIN));
        assert_eq!(sheet(long).height() - sheet("Why it differs").height(), TITLE_LINE);
    }
}
