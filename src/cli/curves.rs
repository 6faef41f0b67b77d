//! Small curves in the terminal, drawn with the dots of Braille letters.

use super::output::wrapped;
use super::text_table::{number, shortened};
use crate::export::charts::Axis;

/// Columns of the terminal.
const COLUMNS: usize = 80;
/// Characters of a name at the end of a curve.
const NAME: usize = 26;

/// One curve.
#[derive(Clone, Debug)]
pub struct Curve {
    /// Written at its end.
    pub name: String,
    /// Whether it is of a firm that arrived by chance.
    pub is_minor: bool,
    /// Code of its colour in the terminal (SGR).
    pub colour: u8,
    /// One value per month; `None` is a gap.
    pub values: Vec<Option<f64>>,
    /// Of a difference, the interval around each value, which is shaded; else empty.
    pub band: Vec<Option<(f64, f64)>>,
}

/// Most curves that are all drawn; of more, those of firms that arrived by chance are only listed.
pub const MANY: usize = 8;
/// Code of the colour of lines that belong to no curve: the terminal's own.
const PLAIN: u8 = 39;
/// Most curves of a drawing, each with a row for its label.
const MOST: usize = 12;

/// Draws curves over one another on a common scale, in lines of at most 80 characters: at the left the
/// scale, at the right in the order of their last values the labels. A letter at the end of each curve is
/// that of its label. Curves without values are left out; those that find no room are listed below.
pub fn draw(curves: &[Curve], decimals: usize, in_colour: bool) -> String {
    drawing(curves, decimals, in_colour, false)
}

/// Draws differences as [`draw`] does curves, over a line at zero and on a scale that ends at round numbers. Their bands
/// are shaded where they cover half a character.
pub fn draw_differences(curves: &[Curve], decimals: usize, in_colour: bool) -> String {
    drawing(curves, decimals, in_colour, true)
}

fn drawing(curves: &[Curve], decimals: usize, in_colour: bool, is_difference: bool) -> String {
    let known: Vec<(char, &Curve, f64)> = ('a'..='z')
        .chain('A'..='Z')
        .chain(std::iter::repeat('*'))
        .zip(curves)
        .filter_map(|(letter, curve)| {
            Some((letter, curve, curve.values.iter().rev().find_map(|value| *value)?))
        })
        .collect();
    let only_major = MANY < known.len();
    let (mut drawn, mut listed): (Vec<_>, Vec<_>) =
        known.iter().partition(|(_, curve, _)| !(only_major && curve.is_minor));
    listed.extend(drawn.split_off(drawn.len().min(MOST)));

    let all = || {
        let curves = drawn.iter().flat_map(|(_, curve, _)| curve.values.iter().flatten().copied());
        let bands = drawn.iter().flat_map(|(_, curve, _)| curve.band.iter().flatten());
        curves.chain(bands.flat_map(|(low, high)| [*low, *high])).chain(is_difference.then_some(0.0))
    };
    let (Some(low), Some(high)) = (all().reduce(f64::min), all().reduce(f64::max)) else {
        return String::new();
    };
    if drawn.is_empty() {
        return String::new();
    }
    let rows = drawn.len().max(if is_difference { 7 } else { 5 });
    let dots = rows * 4 - 1;
    let (low, high, scale_decimals) = if is_difference {
        let Axis { mut from, mut to, step } = Axis::holding(low, high);
        // The line at zero has a row, and so a number, of its own.
        let least = 4.5 / dots as f64 * (to - from);
        to += if 0.0 < to && to < least { step } else { 0.0 };
        from -= if from < 0.0 && -from < least { step } else { 0.0 };
        (from, to, Axis { from, to, step }.decimals())
    } else {
        (low, high, decimals)
    };
    let has_letters = 1 < drawn.len();
    let label = |letter: char, name: &str, last: f64| {
        let mark = if has_letters { format!("{letter} ") } else { String::new() };
        format!("{mark}{} {}", shortened(name, NAME), number(last, decimals))
    };
    let labels: Vec<String> =
        drawn.iter().map(|(letter, curve, last)| label(*letter, &curve.name, *last)).collect();
    let dot = |value: f64| {
        let share = if low < high { (value - low) / (high - low) } else { 0.5 };
        dots - (share * dots as f64).round() as usize
    };
    let ends: Vec<usize> = drawn.iter().map(|(_, _, last)| dot(*last)).collect();
    let in_row = |row: usize| ends.iter().filter(|&&end| end / 4 == row).count();
    let letters = if has_letters { (0..rows).map(in_row).max().unwrap_or(0) } else { 0 };
    let scale = [number(high, scale_decimals), number(low, scale_decimals)];
    let left = scale.iter().map(|text| text.chars().count()).max().unwrap_or(0);
    let right = labels.iter().map(|text| text.chars().count()).max().unwrap_or(0);
    let wide = COLUMNS.saturating_sub(left + letters + right + 3).clamp(10, 48);
    let months = drawn.iter().map(|(_, curve, _)| curve.values.len()).max().unwrap_or(0);

    let mut sheet = Sheet::new(wide, letters, rows);
    for (_, curve, _) in &drawn {
        sheet.shade(&curve.band, months, dot, curve.colour);
    }
    let zero = is_difference.then(|| dot(0.0) / 4);
    if let Some(zero) = zero {
        (0..wide).for_each(|column| sheet.lie_under(column, zero, '─', PLAIN));
    }
    for (_, curve, _) in &drawn {
        sheet.trace(&curve.values, months, dot, curve.colour);
    }
    if has_letters {
        for ((letter, curve, _), end) in drawn.iter().zip(&ends) {
            sheet.letter(*letter, &curve.values, months, end / 4, curve.colour);
        }
    }
    let mut at_row = vec![None; rows];
    let lasts: Vec<f64> = drawn.iter().map(|(_, _, last)| *last).collect();
    for (index, row) in label_rows(&lasts, &ends, rows) {
        at_row[row] = Some(index);
    }
    let mut text = String::new();
    for (row, end) in at_row.iter().enumerate() {
        let mark = match row {
            0 => &scale[0],
            _ if row + 1 == rows => &scale[1],
            _ if zero == Some(row) => "0",
            _ => "",
        };
        let mut line = format!("{mark:>left$} ");
        line.push_str(&sheet.row(row, in_colour));
        if let Some(index) = *end {
            line.push(' ');
            line.push_str(&painted(&labels[index], drawn[index].1.colour, in_colour));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    let last = format!("month {}", months.saturating_sub(1));
    let first = "month 0";
    let gap = wide.saturating_sub(first.len());
    text.push_str(&format!("{:left$} {first}{last:>gap$}\n", ""));
    if !listed.is_empty() {
        let list: Vec<String> = listed
            .iter()
            .map(|(_, curve, last)| format!("{} {}", curve.name, number(*last, decimals)))
            .collect();
        text.push_str(&wrapped(&format!("not drawn, with the last value: {}", list.join(", ")), ""));
        text.push('\n');
    }
    text
}

/// A row for each label, whose curves have the last values `lasts` and end at the dots `ends`: the highest value
/// first, at most one label in a row, as near to its end as the others allow.
fn label_rows(lasts: &[f64], ends: &[usize], rows: usize) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by(|&a, &b| lasts[b].total_cmp(&lasts[a]).then(a.cmp(&b)));
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
    /// Characters in a row: those of the curves and, to their right, room for letters.
    across: usize,
    /// The dots of each character, and the colour of the curve that was drawn there last.
    cells: Vec<(u8, u8)>,
    /// Letters that stand where there are no dots, and their colours.
    under: Vec<Option<(char, u8)>>,
    /// Letters that stand in place of dots.
    letters: Vec<Option<char>>,
}

impl Sheet {
    fn new(wide: usize, letters: usize, high: usize) -> Sheet {
        let across = wide + letters;
        let count = across * high;
        Sheet {
            wide,
            across,
            cells: vec![(0, 0); count],
            under: vec![None; count],
            letters: vec![None; count],
        }
    }

    /// Puts the letter of a curve behind its last month, or as near to the right of it as is free.
    fn letter(&mut self, letter: char, values: &[Option<f64>], months: usize, row: usize, colour: u8) {
        let Some(last) = values.iter().rposition(Option::is_some) else { return };
        let behind = ((last + 1) * self.wide).div_ceil(months.max(1)).min(self.wide);
        let place = (behind..self.across).map(|column| row * self.across + column);
        if let Some(place) = place.into_iter().find(|&place| self.letters[place].is_none()) {
            self.letters[place] = Some(letter);
            self.cells[place].1 = colour;
        }
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

    /// Shades a band wherever it covers half a character or more.
    fn shade(&mut self, band: &[Option<(f64, f64)>], months: usize, dot: impl Fn(f64) -> usize, colour: u8) {
        for column in 0..self.wide {
            let from = column * months / self.wide;
            let to = ((column + 1) * months / self.wide).max(from + 1);
            let known: Vec<(f64, f64)> = band.iter().take(to).skip(from).filter_map(|band| *band).collect();
            if known.is_empty() {
                continue;
            }
            let mean =
                |end: fn(&(f64, f64)) -> f64| dot(known.iter().map(end).sum::<f64>() / known.len() as f64);
            let (top, bottom) = (mean(|band| band.1), mean(|band| band.0));
            for row in top / 4..=bottom / 4 {
                let covered = bottom.min(4 * row + 3) + 1 - top.max(4 * row);
                if 2 <= covered {
                    self.lie_under(column, row, '░', colour);
                }
            }
        }
    }

    /// Puts a letter where there are no dots.
    fn lie_under(&mut self, column: usize, row: usize, letter: char, colour: u8) {
        self.under[row * self.across + column] = Some((letter, colour));
    }

    fn set(&mut self, x: usize, y: usize, colour: u8) {
        const DOTS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
        let cell = &mut self.cells[y / 4 * self.across + x / 2];
        cell.0 |= DOTS[y % 4][x % 2];
        cell.1 = colour;
    }

    fn row(&self, row: usize, in_colour: bool) -> String {
        (row * self.across..(row + 1) * self.across)
            .map(|place| match (self.letters[place], self.cells[place]) {
                (Some(letter), (_, colour)) => painted(&letter.to_string(), colour, in_colour),
                (None, (0, _)) => match self.under[place] {
                    Some((letter, colour)) => painted(&letter.to_string(), colour, in_colour),
                    None => " ".to_owned(),
                },
                (None, (dots, colour)) => {
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
        Curve {
            name: name.to_owned(),
            is_minor: false,
            colour: 32,
            band: Vec::new(),
            values: values.into_iter().map(Some).collect(),
        }
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
    fn a_difference_has_a_shaded_band_a_numbered_zero_and_a_scale_of_round_numbers() {
        let wide = Curve {
            band: (0..96).map(|month| Some((-25.5, f64::from(month)))).collect(),
            ..curve("last month", (0..96).map(|month| 0.5 * f64::from(month) - 12.0))
        };
        let text = draw_differences(&[wide], 1, false);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("100 ") && lines[6].starts_with("-40"), "{text}");
        let zero = lines.iter().find(|line| line.starts_with("  0 ")).expect("zero has its number");
        assert!(zero.contains('─') && text.contains('░'), "{text}");
        // A narrow band is not drawn: it would look wider than it is.
        let narrow = Curve {
            band: (0..96).map(|_| Some((9.9, 10.1))).collect(),
            ..curve("last month", (0..96).map(|_| 10.0))
        };
        let text = draw_differences(&[narrow], 1, false);
        assert!(!text.contains('░') && text.contains("last month 10.0"), "{text}");
        for low in [-1.0, -7.0, -45.0, -50.0] {
            let text = draw_differences(&[curve("x", [low, 4.0])], 1, false);
            assert_eq!(text.lines().filter(|line| line.trim_start().starts_with("0 ")).count(), 1, "{text}");
        }
    }

    #[test]
    fn labels_stand_in_the_order_of_their_ends_and_share_no_row() {
        assert_eq!(label_rows(&[0.0, 0.1, 1.0], &[19, 17, 0], 5), [(2, 0), (1, 3), (0, 4)]);
        // Two that end at the same dot stand in the order of their values, not of the firms.
        assert_eq!(label_rows(&[0.50, 0.51], &[8, 8], 5), [(1, 2), (0, 3)]);
    }

    #[test]
    fn the_letter_of_a_label_stands_in_the_row_in_which_its_curve_ends() {
        let curves = [
            curve("low", (0..96).map(|_| 0.0)),
            curve("falls", (0..96).map(|month| 95.0 - f64::from(month))),
            curve("rises", (0..96).map(f64::from)),
        ];
        let text = draw(&curves, 0, false);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].contains("c ") && lines[0].ends_with("c rises 95"), "{text}");
        // Two end in the last row, whose labels need a row each.
        assert!(lines[4].contains("ab "), "{text}");
        assert!(lines[3].ends_with("a low 0") && lines[4].ends_with("b falls 0"), "{text}");
    }

    #[test]
    fn curves_that_find_no_room_are_listed_and_not_drawn() {
        let entrant =
            |index: usize| Curve { is_minor: true, ..curve(&format!("entrant-{index}"), [0.0, 9.0]) };
        let mut curves = vec![curve("first", [1.0, 2.0]), curve("second", [2.0, 1.0])];
        curves.extend((1..=7).map(entrant));
        let text = draw(&curves, 0, false);
        let listed = text.lines().skip(6).collect::<Vec<_>>().join(" ");
        assert!(listed.starts_with("not drawn, with the last value: entrant-1 9, entrant-2 9"), "{text}");
        assert!(listed.ends_with("entrant-7 9") && text.starts_with('2'), "{text}");
        let many: Vec<Curve> =
            (0..20).map(|index| curve(&format!("firm-{index}"), [f64::from(index); 2])).collect();
        let text = draw(&many, 0, false);
        for index in 0..20 {
            assert_eq!(text.matches(&format!("firm-{index} {index}")).count(), 1, "{text}");
        }
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
}
