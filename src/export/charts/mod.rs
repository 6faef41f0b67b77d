//! Charts of a result, as SVG and PNG.
//!
//! `list` declares the charts of a run, `data` reads their curves from the tables, `picture` arranges one on a
//! sheet, as `difference` does the curves of a difference, `levels` curves over what was changed, `marks` figures beside
//! what was expected, `map` who leads where, `waterfall` a difference in parts, and `life` one customer in two scenarios;
//! `canvas` puts ink on it, `encode` turns it into the bytes of a file.

mod axis;
mod canvas;
mod data;
mod difference;
mod encode;
mod labels;
mod legend;
mod levels;
mod life;
mod list;
mod map;
mod marks;
mod palette;
mod picture;
mod waterfall;

pub use axis::Axis;
pub use data::{Curve, Point};
pub use difference::{Difference, Series};
pub use levels::{Across, Levels};
pub use life::LifeSheet;
pub use map::MapSheet;
pub use marks::{Mark, Marks};
pub use palette::{Look, looks};
pub use picture::Picture;
pub use waterfall::WaterfallSheet;

use super::File;
use crate::table::Table;
use canvas::Canvas;
use plotters::prelude::DrawingBackend;
use rayon::prelude::*;

/// Width of every sheet \[points\].
const WIDTH: f64 = 800.0;

/// What can be drawn on a white sheet.
pub trait Sheet: Sync {
    /// What it shows, in a few words.
    fn title(&self) -> &str;

    /// Height of the sheet \[points\].
    fn height(&self) -> f64;

    /// Draws it.
    #[doc(hidden)]
    fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), String>;
}

/// What a chart says about the study beside the curves.
#[derive(Clone, Debug)]
pub struct Study {
    /// The scenario and what was changed in it, in a few words.
    pub scenario: String,
    /// The question of the scenario; may be empty.
    pub question: String,
    /// The firms of the scenario; others arrived by chance.
    pub firms: Vec<String>,
    /// Simulated customers \[people\].
    pub customers: u64,
    /// Replications \[count\].
    pub replications: u64,
    /// The seed.
    pub seed: u64,
    /// Length of the run \[months\].
    pub months: u64,
    /// Month and words of the events of the timeline, in the order of months.
    pub events: Vec<(u32, String)>,
}

/// The charts of a result.
#[derive(Debug)]
pub struct Charts {
    /// `charts/*.svg` and `charts/*.png`.
    pub files: Vec<File>,
    /// What could not be drawn, and why, in words.
    pub left_out: Vec<String>,
}

/// Draws all charts, on all threads of the current pool.
///
/// # Errors
/// When a chart cannot be drawn; the text says which.
pub fn draw(monthly: &Table, cohorts: &Table, study: &Study) -> Result<Charts, String> {
    let mut left_out = Vec::new();
    let mut pictures = Vec::new();
    for (name, picture) in list::pictures(monthly, cohorts, study) {
        match picture {
            Ok(picture) => pictures.push((name, picture)),
            Err(reason) => left_out.push(reason),
        }
    }
    Ok(Charts { files: files(&pictures)?, left_out })
}

/// Draws the charts of differences, on all threads of the current pool.
///
/// # Errors
/// When a chart cannot be drawn; the text says which.
pub fn draw_differences(differences: &[Difference], study: &Study) -> Result<Charts, String> {
    let (mut left_out, mut pictures) = (Vec::new(), Vec::new());
    for difference in differences {
        match difference.picture(study) {
            Ok(picture) => pictures.push((difference.measure.as_str(), picture)),
            Err(reason) => left_out.push(reason),
        }
    }
    Ok(Charts { files: files(&pictures)?, left_out })
}

/// The files of the pictures.
fn files(pictures: &[(&str, Picture)]) -> Result<Vec<File>, String> {
    // A PNG takes a hundred times as long as an SVG, so those begin first.
    let jobs: Vec<(&str, &Picture, bool)> = [true, false]
        .into_iter()
        .flat_map(|png| pictures.iter().map(move |(name, picture)| (*name, picture, png)))
        .collect();
    jobs.into_par_iter()
        .map(|(name, picture, png)| {
            let (ending, bytes) =
                if png { ("png", encode::png(picture)) } else { ("svg", encode::svg(picture)) };
            let bytes = bytes.map_err(|error| format!("the chart `{name}` cannot be drawn: {error}"))?;
            Ok(File { path: format!("charts/{name}.{ending}"), bytes })
        })
        .collect()
}

/// The bytes of one sheet as PNG.
///
/// # Errors
/// When it cannot be drawn.
pub fn png(sheet: &impl Sheet) -> Result<Vec<u8>, String> {
    encode::png(sheet)
}

/// The bytes of one sheet as SVG.
///
/// # Errors
/// When it cannot be drawn.
pub fn svg(sheet: &impl Sheet) -> Result<Vec<u8>, String> {
    encode::svg(sheet)
}
