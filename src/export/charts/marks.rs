//! A chart of many figures, each beside the interval in which it was expected.

use super::canvas::{Align, Canvas, Ink, Type, width};
use super::labels;
use super::picture::{BLACK, GREY, LABEL, MARGIN, QUESTION, RULE, SMALL, TITLE};
use super::{Sheet, WIDTH};
use plotters::prelude::DrawingBackend;

/// Height of a row, and of each further line of its words \[points\].
const ROW: f64 = 16.0;
const FURTHER: f64 = 12.0;
/// From the middle of the expected interval to the end of the axis \[half-widths\].
const REACH: f64 = 3.0;
/// Widest words beside the axis \[points\].
const NAME_ROOM: f64 = 330.0;
/// Inside and outside: the green and the vermilion of other charts, which the colour-blind tell apart.
const INSIDE: (u8, u8, u8) = (0, 122, 88);
const OUTSIDE: (u8, u8, u8) = (196, 78, 0);

/// The chart.
#[derive(Clone, Debug)]
pub struct Marks {
    /// What it shows, in a few words.
    pub title: String,
    /// The question that it answers.
    pub question: String,
    /// Size of the study.
    pub setting: String,
    /// Its rows, from top to bottom.
    pub rows: Vec<Mark>,
    /// How it is read: sentences below it.
    pub notes: Vec<String>,
}

/// A row: one figure.
#[derive(Clone, Debug)]
pub struct Mark {
    /// What was measured.
    pub name: String,
    /// Where it lies: the expected interval is −1..1. Unknown is a row without a mark.
    pub place: Option<f64>,
    /// Where the ends of its uncertainty lie.
    pub error: Option<(f64, f64)>,
    /// Whether it lies within.
    pub is_inside: bool,
    /// Whether it counts; one that does not is drawn hollow.
    pub counts: bool,
    /// The figure and what was expected, in words.
    pub figures: String,
}

impl Marks {
    fn head(&self) -> [(Vec<String>, f64); 2] {
        let room = WIDTH - 2.0 * MARGIN;
        let lines =
            |text: &str, kind: Type| labels::wrapped(text, room, |text| width(text, kind.size, false));
        [(lines(&self.question, QUESTION), 17.0), (lines(&self.setting, SMALL), 13.0)]
    }

    fn notes(&self) -> Vec<String> {
        let wide = |text: &str| width(text, SMALL.size, false);
        self.notes.iter().flat_map(|note| labels::wrapped(note, WIDTH - 2.0 * MARGIN, wide)).collect()
    }

    /// The words of each row, in lines.
    fn names(&self) -> Vec<Vec<String>> {
        let measure = |text: &str| width(text, LABEL.size, false);
        self.rows.iter().map(|row| labels::wrapped(&row.name, NAME_ROOM, measure)).collect()
    }

    /// Where the rows begin \[points\].
    fn top(&self) -> f64 {
        39.0 + self.head().iter().map(|(lines, height)| lines.len() as f64 * height).sum::<f64>() + 18.0
    }
}

/// Height of a row with these lines of words \[points\].
fn tall(lines: &[String]) -> f64 {
    ROW + FURTHER * lines.len().saturating_sub(1) as f64
}

impl Sheet for Marks {
    fn title(&self) -> &str {
        &self.title
    }

    fn height(&self) -> f64 {
        self.top()
            + self.names().iter().map(|lines| tall(lines)).sum::<f64>()
            + 40.0
            + 13.0 * self.notes().len() as f64
            + 8.0
    }

    fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), String> {
        canvas.text(&self.title, (MARGIN, 34.0), Align::Start, TITLE)?;
        let mut baseline = 36.0;
        for ((lines, height), kind) in self.head().iter().zip([QUESTION, SMALL]) {
            for line in lines {
                baseline += height;
                canvas.text(line, (MARGIN, baseline), Align::Start, kind)?;
            }
            baseline += 3.0;
        }

        let measure = |text: &str| width(text, LABEL.size, false);
        let small = |text: &str| width(text, SMALL.size, false);
        let names = self.names();
        let widest = |widths: &mut dyn Iterator<Item = f64>| widths.fold(0.0, f64::max);
        let left = MARGIN + widest(&mut names.iter().flatten().map(|line| measure(line))) + 16.0;
        let right = WIDTH - MARGIN - widest(&mut self.rows.iter().map(|row| small(&row.figures))) - 16.0;
        let x = |place: f64| left + (right - left) * (place.clamp(-REACH, REACH) + REACH) / (2.0 * REACH);
        let (top, bottom) = (self.top(), self.top() + names.iter().map(|lines| tall(lines)).sum::<f64>());

        let band = [(x(-1.0), top), (x(1.0), top), (x(1.0), bottom), (x(-1.0), bottom)];
        canvas.area(&band, Ink::faint(INSIDE, 0.10))?;
        for mark in [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0] {
            let ink = Ink::solid(if mark == 0.0 { (150, 150, 154) } else { RULE });
            canvas.line(&[(x(mark), top), (x(mark), bottom)], 0.8, ink)?;
        }
        canvas.text("expected", (x(0.0), top - 5.0), Align::Middle, SMALL)?;
        let mut next = top;
        for (row, lines) in self.rows.iter().zip(&names) {
            let (above, y) = (next, next + tall(lines) / 2.0);
            next += tall(lines);
            let ink = Ink::solid(if row.is_inside { BLACK } else { OUTSIDE });
            let faint = if row.counts { ink } else { Ink::solid(GREY) };
            for (line, words) in lines.iter().enumerate() {
                let baseline = above + ROW / 2.0 + 4.1 + FURTHER * line as f64;
                canvas.text(words, (MARGIN, baseline), Align::Start, Type { ink: faint, ..LABEL })?;
            }
            canvas.text(&row.figures, (WIDTH - MARGIN, y + 4.0), Align::End, Type { ink: faint, ..SMALL })?;
            let Some(place) = row.place.filter(|place| !place.is_nan()) else { continue };
            let colour = if row.is_inside { INSIDE } else { OUTSIDE };
            let centre = (x(place), y);
            if let Some((from, to)) = row.error {
                canvas.line(&[(x(from), y), (x(to), y)], 1.6, Ink::faint(colour, 0.55))?;
            }
            if place.abs() > REACH {
                // What lies beyond the axis points there.
                let (tip, back) = (centre.0 + 5.0 * place.signum(), centre.0 - 4.0 * place.signum());
                canvas.area(&[(tip, y), (back, y - 4.5), (back, y + 4.5)], Ink::solid(colour))?;
            } else {
                canvas.dot(centre, 4.0, Ink::solid(colour))?;
            }
            if !row.counts {
                canvas.dot(centre, 2.4, Ink::solid((255, 255, 255)))?;
            }
        }
        let ends = [(-1.0, "lowest"), (1.0, "highest")];
        for (place, text) in ends {
            canvas.text(text, (x(place), bottom + 12.0), Align::Middle, SMALL)?;
        }
        for (row, note) in self.notes().iter().enumerate() {
            canvas.text(note, (MARGIN, bottom + 40.0 + 13.0 * row as f64), Align::Start, SMALL)?;
        }
        Ok(())
    }
}
