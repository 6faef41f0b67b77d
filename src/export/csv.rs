//! A table as the bytes of a CSV file.

use crate::table::{Table, Values};
use rayon::prelude::*;
use std::io::Write;
use std::ops::Range;

/// Rows that a thread writes at a time.
const ROWS: usize = 10_000;

/// The bytes of `table` as CSV with a header, lines ending in a line feed. Numbers are the shortest text
/// that reads back as the same number, never with an exponent; unknown is an empty cell. Long tables are written on
/// all threads of the current rayon pool, a part each.
pub fn csv(table: &Table) -> Vec<u8> {
    let header: Vec<Vec<u8>> = table.columns.iter().map(|column| cell(&column.name)).collect();
    let mut bytes = header.join(&b',');
    bytes.push(b'\n');
    let cells: Vec<Vec<Vec<u8>>> = table.columns.iter().map(|column| cells(&column.values)).collect();
    let starts: Vec<usize> = (0..table.rows()).step_by(ROWS).collect();
    let parts: Vec<Vec<u8>> = starts
        .into_par_iter()
        .map(|start| rows(table, &cells, start..(start + ROWS).min(table.rows())))
        .collect();
    parts.iter().for_each(|part| bytes.extend(part));
    bytes
}

/// The words of a column as they stand in the file.
fn cells(values: &Values) -> Vec<Vec<u8>> {
    match values {
        Values::Text { words, .. } => words.iter().map(|word| cell(word)).collect(),
        Values::Integer(_) | Values::Number(_) => Vec::new(),
    }
}

/// A word as it stands in the file, in quotes where it needs them.
fn cell(word: &str) -> Vec<u8> {
    const CANNOT_FAIL: &str = "memory takes any text";
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    // Two cells, since a record of one empty cell has quotes.
    writer.write_record([word, ""]).expect(CANNOT_FAIL);
    let mut bytes = writer.into_inner().expect(CANNOT_FAIL);
    bytes.truncate(bytes.len() - b",\n".len());
    bytes
}

/// Some rows of `table`, the words of whose columns are `cells`.
fn rows(table: &Table, cells: &[Vec<Vec<u8>>], rows: Range<usize>) -> Vec<u8> {
    // Most cells are short.
    let mut bytes = Vec::with_capacity(8 * rows.len() * table.columns.len());
    let mut digits = itoa::Buffer::new();
    for row in rows {
        let start = bytes.len();
        for (index, column) in table.columns.iter().enumerate() {
            if 0 < index {
                bytes.push(b',');
            }
            match &column.values {
                Values::Text { codes, .. } => bytes.extend(&cells[index][codes[row] as usize]),
                Values::Integer(values) => bytes.extend(digits.format(values[row]).as_bytes()),
                Values::Number(values) => {
                    // Adding zero turns -0 into 0.
                    if let Some(value) = values[row].filter(|value| value.is_finite()) {
                        write!(bytes, "{}", value + 0.0).expect("memory takes any number");
                    }
                }
            }
        }
        if bytes.len() == start {
            // Readers pass over an empty line.
            bytes.extend(b"\"\"");
        }
        bytes.push(b'\n');
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_as_they_were_and_never_have_an_exponent() {
        let values =
            [Some(0.1 + 0.2), Some(1e-7), Some(1.5e21), None, Some(-0.0), Some(-2.0), Some(f64::NAN)];
        let table = Table::default().with("x", "", "", Values::Number(values.to_vec())).with(
            "n",
            "",
            "",
            Values::Integer((0..7).collect()),
        );
        let text = String::from_utf8(csv(&table)).unwrap();
        assert_eq!(
            text,
            "x,n\n0.30000000000000004,0\n0.0000001,1\n1500000000000000000000,2\n,3\n0,4\n-2,5\n,6\n"
        );
    }

    #[test]
    fn a_long_table_keeps_its_rows_and_their_order() {
        let count = 2 * ROWS + 3;
        let table = Table::default().with("n", "", "", Values::Integer((0..count as i64).collect()));
        let text = String::from_utf8(csv(&table)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines.len(), lines[0]), (count + 1, "n"));
        assert!(lines[1..].iter().enumerate().all(|(row, line)| *line == row.to_string()));
    }

    #[test]
    fn words_with_commas_and_quotes_survive() {
        let mut table = Table::default().with("label", "", "", Values::text());
        for word in ["a, b", "say \"no\"", "two\nlines", ""] {
            table.columns[0].values.push_text(word);
        }
        let bytes = csv(&table);
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let back: Vec<String> = reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
        assert_eq!(back, ["a, b", "say \"no\"", "two\nlines", ""]);
    }
}
