//! Ink on a sheet: lines, areas and text in points, whatever the sheet is made of.

use super::picture::{MARGIN, SMALL};
use super::{WIDTH, labels};
use plotters::coord::Shift;
use plotters::element::{Circle, DashedPathElement, PathElement, Polygon, Text};
use plotters::prelude::{DrawingArea, DrawingBackend, FontDesc, FontFamily, FontStyle, RGBAColor};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, ShapeStyle, register_font};
use std::sync::OnceLock;

/// The font and those that replace it where a viewer does not have it. The same words name the embedded
/// font, so that a PNG needs no font of the system.
const FONT: &str = "Inter, Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif";

/// What plotters calls the size of a font is the height of its line; this is that height in ems for Inter.
const LINE_HEIGHT: f64 = 1.21;

/// A colour with an opacity, 0..1.
#[derive(Clone, Copy, Debug)]
pub struct Ink {
    pub colour: (u8, u8, u8),
    pub opacity: f64,
}

impl Ink {
    pub fn solid(colour: (u8, u8, u8)) -> Ink {
        Ink { colour, opacity: 1.0 }
    }

    pub fn faint(colour: (u8, u8, u8), opacity: f64) -> Ink {
        Ink { colour, opacity }
    }

    fn style(self) -> RGBAColor {
        RGBAColor(self.colour.0, self.colour.1, self.colour.2, self.opacity)
    }
}

/// Which part of a text lies at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Start,
    Middle,
    End,
}

/// How a text is set: size of the em \[points\], weight, ink.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    pub size: f64,
    pub bold: bool,
    pub ink: Ink,
}

/// A sheet.
pub struct Canvas<'a, DB: DrawingBackend> {
    area: &'a DrawingArea<DB, Shift>,
    /// Units of the backend per point.
    scale: f64,
    /// How far below its top the backend puts the baseline of a text, in line heights.
    baseline: f64,
}

impl<'a, DB: DrawingBackend> Canvas<'a, DB> {
    pub fn new(area: &'a DrawingArea<DB, Shift>, scale: f64, baseline: f64) -> Canvas<'a, DB> {
        register();
        Canvas { area, scale, baseline }
    }

    fn at(&self, (x, y): (f64, f64)) -> (i32, i32) {
        ((x * self.scale).round() as i32, (y * self.scale).round() as i32)
    }

    pub fn area(&self, outline: &[(f64, f64)], ink: Ink) -> Result<(), String> {
        let points: Vec<(i32, i32)> = outline.iter().map(|&point| self.at(point)).collect();
        self.area.draw(&Polygon::new(points, ink.style().filled())).map_err(text_of)
    }

    pub fn line(&self, path: &[(f64, f64)], width: f64, ink: Ink) -> Result<(), String> {
        let points: Vec<(i32, i32)> = path.iter().map(|&point| self.at(point)).collect();
        self.area.draw(&PathElement::new(points, self.stroke(width, ink))).map_err(text_of)
    }

    /// A line of dashes; `dash` is the length of a dash and of the gap after it \[points\].
    pub fn dashed(&self, path: &[(f64, f64)], width: f64, ink: Ink, dash: (f64, f64)) -> Result<(), String> {
        let points: Vec<(i32, i32)> = path.iter().map(|&point| self.at(point)).collect();
        let [long, gap] = [dash.0, dash.1].map(|length| (length * self.scale).round() as i32);
        self.area.draw(&DashedPathElement::new(points, long, gap, self.stroke(width, ink))).map_err(text_of)
    }

    pub fn dot(&self, centre: (f64, f64), radius: f64, ink: Ink) -> Result<(), String> {
        let radius = (radius * self.scale).round() as i32;
        self.area.draw(&Circle::new(self.at(centre), radius, ink.style().filled())).map_err(text_of)
    }

    /// Writes `text` with its baseline at `place`.
    pub fn text(&self, text: &str, place: (f64, f64), align: Align, kind: Type) -> Result<(), String> {
        if text.is_empty() {
            return Ok(());
        }
        let height = kind.size * LINE_HEIGHT;
        let horizontal = match align {
            Align::Start => HPos::Left,
            Align::Middle => HPos::Center,
            Align::End => HPos::Right,
        };
        let style = font(height * self.scale, kind.bold)
            .color(&kind.ink.style())
            .pos(Pos::new(horizontal, VPos::Top));
        let top = (place.0, place.1 - self.baseline * height);
        self.area.draw(&Text::new(text, self.at(top), style)).map_err(text_of)
    }

    fn stroke(&self, width: f64, ink: Ink) -> ShapeStyle {
        ink.style().stroke_width((width * self.scale).round().max(1.0) as u32)
    }
}

/// The width of `text` in the embedded font \[points\].
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    // Measured large, because the library rounds to whole units.
    const FINE: f64 = 64.0;
    register();
    font(FINE * LINE_HEIGHT, bold).box_size(text).map_or(0.0, |(wide, _)| f64::from(wide) * size / FINE)
}

fn font(line: f64, bold: bool) -> FontDesc<'static> {
    FontDesc::new(FontFamily::Name(FONT), line, if bold { FontStyle::Bold } else { FontStyle::Normal })
}

fn register() {
    static DONE: OnceLock<()> = OnceLock::new();
    DONE.get_or_init(|| {
        let regular = include_bytes!("../../../assets/fonts/Inter-Regular.otf");
        let bold = include_bytes!("../../../assets/fonts/Inter-Bold.otf");
        for (style, bytes) in [(FontStyle::Normal, regular.as_slice()), (FontStyle::Bold, bold.as_slice())] {
            assert!(register_font(FONT, style, bytes).is_ok(), "the embedded font is damaged");
        }
    });
}

fn text_of(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Words in small print, in lines as wide as a chart.
pub(super) fn small_lines(text: &str) -> Vec<String> {
    labels::wrapped(text, WIDTH - 2.0 * MARGIN, |text| width(text, SMALL.size, false))
}

/// Lines of small print, the first of them at the height `first`.
pub(super) fn draw_small<DB: DrawingBackend>(
    canvas: &Canvas<DB>,
    lines: &[String],
    first: f64,
) -> Result<(), String> {
    for (row, line) in lines.iter().enumerate() {
        canvas.text(line, (MARGIN, first + 13.0 * row as f64), Align::Start, SMALL)?;
    }
    Ok(())
}

/// How a chart is read, at the foot of one of this `height`.
pub(super) fn draw_notes<DB: DrawingBackend>(
    canvas: &Canvas<DB>,
    notes: &[String],
    height: f64,
) -> Result<(), String> {
    draw_small(canvas, notes, height - 12.0 - 13.0 * (notes.len() as f64 - 1.0))
}
