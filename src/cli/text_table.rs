//! Columns of text, aligned.

use crate::units::grouped;

/// How the cells of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// At the left.
    Left,
    /// At the right, as numbers do.
    Right,
}

/// Rows of cells as lines: every column as wide as its widest cell, two spaces between columns, no
/// spaces at the end of a line. A row of a single cell is a heading and sets no width.
pub fn lines(rows: &[Vec<String>], sides: &[Side]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter(|row| 1 < row.len()).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..sides.len()).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        if let [heading] = row.as_slice() {
            line.push_str(heading);
        } else {
            for ((cell, side), wide) in row.iter().zip(sides).zip(&widths) {
                match side {
                    Side::Left => line.push_str(&format!("{cell:<wide$}  ")),
                    Side::Right => line.push_str(&format!("{cell:>wide$}  ")),
                }
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A number with `decimals` decimals and its thousands set apart.
pub fn number(value: f64, decimals: usize) -> String {
    grouped(&format!("{value:.decimals$}"), ' ')
}

/// Decimals with which numbers as large as `largest` show three digits or more.
pub fn decimals(largest: f64) -> usize {
    match largest.abs() {
        size if 100.0 <= size => 0,
        size if 10.0 <= size => 1,
        size if 0.1 <= size => 2,
        _ => 4,
    }
}

/// The text, or its beginning and its end with an ellipsis between, in at most `most` characters.
pub fn shortened(text: &str, most: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= most {
        return text.to_owned();
    }
    let kept = most.saturating_sub(1);
    let (head, tail) = (kept.div_ceil(2), kept / 2);
    letters[..head].iter().chain(&['…']).chain(&letters[letters.len() - tail..]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_in_line() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let rows = [row(&["a heading that is long"]), row(&["a", "1.50", "x"]), row(&["bcd", "12.25", ""])];
        assert_eq!(
            lines(&rows, &[Side::Left, Side::Right, Side::Left]),
            "a heading that is long\na     1.50  x\nbcd  12.25\n"
        );
    }

    #[test]
    fn numbers_and_names_are_short_and_readable() {
        assert_eq!(number(-1_234_567.891, 1), "-1 234 567.9");
        assert_eq!(number(-0.001, 2), "0.00");
        assert_eq!(number(999.6, 0), "1 000");
        assert_eq!(shortened("make-and-sell", 13), "make-and-sell");
        assert_eq!(shortened("make-and-sell", 7), "mak…ell");
    }
}
