//! What colours and lines mean, in as many lines as it takes.

use super::WIDTH;
use super::canvas::{Align, Canvas, Ink, width};
use super::labels;
use super::picture::{BLACK, LABEL, MARGIN};
use plotters::prelude::DrawingBackend;

/// Distance of the lines, and room of a sign before its words and between entries \[points\].
const ROW: f64 = 16.0;
const SIGN: f64 = 19.0;
const GAP: f64 = 18.0;
/// Widest words \[points\].
const WORDS: f64 = 230.0;

/// What stands before the words.
#[derive(Clone, Copy, Debug)]
pub enum Sign {
    /// A patch of this colour.
    Patch((u8, u8, u8)),
    /// A black line.
    Line,
}

/// A legend: signs and their words.
#[derive(Clone, Debug)]
pub struct Legend(Vec<(Sign, String)>);

impl Legend {
    /// A legend of these entries. Words that are too long are cut in their middle.
    pub fn new(entries: impl IntoIterator<Item = (Sign, String)>) -> Legend {
        let fitting = |(sign, words): (Sign, String)| (sign, labels::shortened(&words, WORDS, measure));
        Legend(entries.into_iter().map(fitting).collect())
    }

    /// Height of its lines \[points\].
    pub fn height(&self) -> f64 {
        self.places().last().map_or(0.0, |(row, _)| ROW * (row + 1) as f64)
    }

    /// The line of each entry, and where it begins.
    fn places(&self) -> Vec<(usize, f64)> {
        let (mut row, mut x) = (0, MARGIN);
        let mut places = Vec::new();
        for (_, words) in &self.0 {
            let wide = SIGN + measure(words);
            if MARGIN < x && WIDTH - MARGIN < x + wide {
                (row, x) = (row + 1, MARGIN);
            }
            places.push((row, x));
            x += wide + GAP;
        }
        places
    }

    /// Draws it, its first line at the height `first`.
    pub fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, first: f64) -> Result<(), String> {
        for ((sign, words), (row, x)) in self.0.iter().zip(self.places()) {
            let y = first + ROW * row as f64;
            match sign {
                Sign::Patch(colour) => {
                    let (right, above, below) = (x + 14.0, y - 9.5, y + 0.5);
                    let outline = [(x, above), (right, above), (right, below), (x, below)];
                    canvas.area(&outline, Ink::solid(*colour))?;
                }
                Sign::Line => canvas.line(&[(x, y - 4.5), (x + 14.0, y - 4.5)], 1.3, Ink::solid(BLACK))?,
            }
            canvas.text(words, (x + SIGN, y), Align::Start, LABEL)?;
        }
        Ok(())
    }
}

fn measure(text: &str) -> f64 {
    width(text, LABEL.size, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_beside_goes_below_and_keeps_to_the_sheet() {
        let words = "a firm with a name of some length";
        let legend = Legend::new((0..7).map(|_| (Sign::Line, words.to_owned())));
        let places = legend.places();
        assert_eq!(places[0], (0, MARGIN));
        assert!(places.iter().all(|(_, x)| x + SIGN + measure(words) <= WIDTH - MARGIN), "{places:?}");
        let rows = places[6].0 + 1;
        assert!(1 < rows && rows < 7, "{places:?}");
        assert_eq!(legend.height(), ROW * rows as f64);
    }
}
