//! A sheet as the bytes of a file.

use super::canvas::Canvas;
use super::{Sheet, WIDTH};
use plotters::prelude::{BitMapBackend, IntoDrawingArea, SVGBackend};

/// Pixels of a PNG per point: 1 600 from side to side.
const PIXELS: usize = 2;
/// A PNG is drawn this many times larger and averaged down, because lines drawn at its own size are lumpy.
const OVERSAMPLING: usize = 3;
/// Units of an SVG per point: the library rounds coordinates to whole units.
const SVG_UNITS: f64 = 10.0;

/// The PNG of `sheet`.
pub fn png(sheet: &impl Sheet) -> Result<Vec<u8>, String> {
    let scale = PIXELS * OVERSAMPLING;
    let (wide, high) = (WIDTH as usize * scale, sheet.height() as usize * scale);
    let mut large = vec![255_u8; wide * high * 3];
    {
        let area = BitMapBackend::with_buffer(&mut large, (wide as u32, high as u32)).into_drawing_area();
        // The library puts the baseline of a bitmap's text half a line below its top.
        sheet.draw(&Canvas::new(&area, scale as f64, 0.5))?;
        area.present().map_err(|error| error.to_string())?;
    }
    let pixels = averaged(&large, wide);
    let mut bytes = Vec::new();
    let mut encoder =
        png::Encoder::new(&mut bytes, (wide / OVERSAMPLING) as u32, (high / OVERSAMPLING) as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().map_err(|error| error.to_string())?;
    writer.write_image_data(&pixels).map_err(|error| error.to_string())?;
    writer.finish().map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// The means of squares of pixels.
fn averaged(large: &[u8], wide: usize) -> Vec<u8> {
    const N: usize = OVERSAMPLING;
    let row = wide * 3;
    let mut sums = vec![0_u16; row / N];
    let mut small = Vec::with_capacity(large.len() / (N * N));
    for band in large.chunks_exact(row * N) {
        sums.fill(0);
        for line in band.chunks_exact(row) {
            for (sum, square) in sums.chunks_exact_mut(3).zip(line.chunks_exact(3 * N)) {
                for pixel in square.chunks_exact(3) {
                    sum[0] += u16::from(pixel[0]);
                    sum[1] += u16::from(pixel[1]);
                    sum[2] += u16::from(pixel[2]);
                }
            }
        }
        small.extend(sums.iter().map(|sum| ((sum + (N * N / 2) as u16) / (N * N) as u16) as u8));
    }
    small
}

/// The white of an SVG, which is transparent otherwise.
const SHEET: &str = "<rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>";

/// The SVG of `sheet`.
pub fn svg(sheet: &impl Sheet) -> Result<Vec<u8>, String> {
    let height = sheet.height().floor();
    let (wide, high) = (WIDTH * SVG_UNITS, height * SVG_UNITS);
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, (wide as u32, high as u32)).into_drawing_area();
        // The library shifts an SVG's text down by 0.76 of what it takes for an em: a line less a quarter.
        sheet.draw(&Canvas::new(&area, SVG_UNITS, 0.76 / 1.24))?;
        area.present().map_err(|error| error.to_string())?;
    }
    // The library has no words for the size in points, for what the sheet shows, nor for round joins.
    let size = format!("width=\"{wide}\" height=\"{high}\"");
    let points = format!("width=\"{WIDTH}\" height=\"{height}\" role=\"img\"");
    let text = text.replacen(&size, &points, 1);
    let text = text.replacen(">\n", &format!(">\n<title>{}</title>\n{SHEET}\n", escaped(sheet.title())), 1);
    Ok(text.replace("<polyline ", "<polyline stroke-linejoin=\"round\" ").into_bytes())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
