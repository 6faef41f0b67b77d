//! Small curves in the terminal, drawn with the dots of Braille letters.

use super::text_table::{number, shortened};

/// Columns of the terminal.
const COLUMNS: usize = 80;
/// Characters of a name at the end of a curve.
const NAME: usize = 26;

/// One curve.
#[derive(Clone, Debug)]
pub struct Curve {
    /// Written at its end.
    pub name: String,
    /// Code of its colour in the terminal (SGR).
    pub colour: u8,
    /// One value per month; `None` is a gap.
    pub values: Vec<Option<f64>>,
}

/// Draws curves over one another on a common scale, in lines of at most 80 characters: at the left the
/// scale, at the end of each curve its name and its last value. Curves without values are left out.
pub fn draw(curves: &[Curve], decimals: usize, in_colour: bool) -> String {
    let curves: Vec<(&Curve, f64)> = curves
        .iter()
        .filter_map(|curve| Some((curve, curve.values.iter().rev().find_map(|value| *value)?)))
        .collect();
    let all = || curves.iter().flat_map(|(curve, _)| curve.values.iter().flatten());
    let (Some(low), Some(high)) = (all().copied().reduce(f64::min), all().copied().reduce(f64::max)) else {
        return String::new();
    };
    let labels: Vec<String> = curves
        .iter()
        .map(|(curve, last)| format!("{} {}", shortened(&curve.name, NAME), number(*last, decimals)))
        .collect();
    let scale = [number(high, decimals), number(low, decimals)];
    let left = scale.iter().map(|text| text.chars().count()).max().unwrap_or(0);
    let right = labels.iter().map(|text| text.chars().count()).max().unwrap_or(0);
    let wide = COLUMNS.saturating_sub(left + right + 3).clamp(10, 48);
    let high_rows = curves.len().clamp(5, 12);
    let months = curves.iter().map(|(curve, _)| curve.values.len()).max().unwrap_or(0);

    let mut sheet = Sheet::new(wide, high_rows);
    let dots = high_rows * 4 - 1;
    let dot = |value: f64| {
        let share = if low < high { (value - low) / (high - low) } else { 0.5 };
        dots - (share * dots as f64).round() as usize
    };
    for (curve, _) in &curves {
        sheet.trace(&curve.values, months, dot, curve.colour);
    }
    let mut ends = vec![None; high_rows];
    let wanted: Vec<usize> = curves.iter().map(|(_, last)| dot(*last)).collect();
    for (index, row) in label_rows(&wanted, high_rows) {
        ends[row] = Some(index);
    }
    let mut text = String::new();
    for (row, end) in ends.iter().enumerate() {
        let mark = match row {
            0 => &scale[0],
            _ if row + 1 == high_rows => &scale[1],
            _ => "",
        };
        text.push_str(&format!("{mark:>left$} "));
        text.push_str(&sheet.row(row, in_colour));
        if let Some(index) = *end {
            text.push(' ');
            text.push_str(&painted(&labels[index], curves[index].0.colour, in_colour));
        }
        text.push('\n');
    }
    let last = format!("month {}", months.saturating_sub(1));
    let first = "month 0";
    let gap = wide.saturating_sub(first.len());
    text.push_str(&format!("{:left$} {first}{last:>gap$}\n", ""));
    text
}

/// Rows for labels whose curves end at the dots `ends`, at most one label in a row, in the order of the
/// ends; what finds no row is left out.
fn label_rows(ends: &[usize], rows: usize) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by_key(|&index| (ends[index], index));
    order.truncate(rows);
    let count = order.len();
    let mut places: Vec<usize> = Vec::new();
    for (nth, &index) in order.iter().enumerate() {
        let free = places.last().map_or(0, |last| last + 1);
        // The labels below need a row each.
        places.push((ends[index] / 4).max(free).min(rows - (count - nth)));
    }
    order.into_iter().zip(places).collect()
}

fn painted(text: &str, colour: u8, in_colour: bool) -> String {
    if in_colour { format!("\u{1b}[{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// Dots, four high and two wide in a character.
struct Sheet {
    wide: usize,
    /// The dots of each character, and the colour of the curve that was drawn there last.
    cells: Vec<(u8, u8)>,
}

impl Sheet {
    fn new(wide: usize, high: usize) -> Sheet {
        Sheet { wide, cells: vec![(0, 0); wide * high] }
    }

    /// Draws values over `months` from the left edge to the right, each dot the mean of its months.
    fn trace(&mut self, values: &[Option<f64>], months: usize, dot: impl Fn(f64) -> usize, colour: u8) {
        let across = self.wide * 2;
        let mut before: Option<usize> = None;
        for x in 0..across {
            let from = x * months / across;
            let to = ((x + 1) * months / across).max(from + 1);
            let known: Vec<f64> = values.iter().take(to).skip(from).filter_map(|value| *value).collect();
            if known.is_empty() {
                before = None;
                continue;
            }
            let y = dot(known.iter().sum::<f64>() / known.len() as f64);
            let reach = before.unwrap_or(y);
            // A steep curve is filled up to, not including, the dot before.
            let (top, bottom) = match reach.cmp(&y) {
                std::cmp::Ordering::Less => (reach + 1, y),
                std::cmp::Ordering::Equal => (y, y),
                std::cmp::Ordering::Greater => (y, reach - 1),
            };
            for row in top..=bottom {
                self.set(x, row, colour);
            }
            before = Some(y);
        }
    }

    fn set(&mut self, x: usize, y: usize, colour: u8) {
        const DOTS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
        let cell = &mut self.cells[y / 4 * self.wide + x / 2];
        cell.0 |= DOTS[y % 4][x % 2];
        cell.1 = colour;
    }

    fn row(&self, row: usize, in_colour: bool) -> String {
        self.cells[row * self.wide..(row + 1) * self.wide]
            .iter()
            .map(|&(dots, colour)| match dots {
                0 => " ".to_owned(),
                _ => {
                    let letter = char::from_u32(0x2800 + u32::from(dots)).expect("a Braille letter");
                    painted(&letter.to_string(), colour, in_colour)
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(name: &str, values: impl IntoIterator<Item = f64>) -> Curve {
        Curve { name: name.to_owned(), colour: 32, values: values.into_iter().map(Some).collect() }
    }

    #[test]
    fn a_rising_curve_goes_from_the_lower_left_to_the_upper_right() {
        let text = draw(&[curve("up", (0..96).map(f64::from))], 0, false);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 6);
        assert!(lines[0].starts_with("95 ") && lines[0].ends_with("up 95"), "{text}");
        assert!(lines[4].starts_with(" 0 ⣀") || lines[4].starts_with(" 0 ⡠"), "{text}");
        assert!(lines[5].contains("month 0") && lines[5].ends_with("month 95"));
    }

    #[test]
    fn labels_share_no_row_and_lines_keep_to_eighty_columns() {
        let name = "a-name-that-is-much-too-long-for-a-terminal";
        let curves: Vec<Curve> =
            (0..6).map(|index| curve(name, (0..600).map(|_| 1e6 + f64::from(index)))).collect();
        let text = draw(&curves, 0, false);
        assert_eq!(text.matches('…').count(), 6, "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }

    #[test]
    fn nothing_is_drawn_of_nothing_and_colour_only_on_request() {
        assert_eq!(draw(&[Curve { values: vec![None; 3], ..curve("x", []) }], 2, false), "");
        let one = [curve("x", [1.0, 2.0])];
        assert!(!draw(&one, 1, false).contains('\u{1b}'));
        assert!(draw(&one, 1, true).contains("\u{1b}[32m"));
    }

    #[test]
    fn labels_stand_in_the_order_of_their_ends_and_share_no_row() {
        assert_eq!(label_rows(&[19, 17, 0], 5), [(2, 0), (1, 3), (0, 4)]);
    }
}
