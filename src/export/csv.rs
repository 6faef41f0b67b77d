//! A table as the bytes of a CSV file.

use crate::table::{Table, Values};
use rayon::prelude::*;
use std::ops::Range;

/// Rows that a thread writes at a time.
const ROWS: usize = 10_000;

/// The bytes of `table` as CSV with a header, lines ending in a line feed. Numbers are the shortest text
/// that reads back as the same number, never with an exponent; unknown is an empty cell. Long tables are written on
/// all threads of the current rayon pool, a part each.
pub fn csv(table: &Table) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|column| column.name.as_bytes())).expect(CANNOT_FAIL);
    let mut bytes = writer.into_inner().expect(CANNOT_FAIL);
    let starts: Vec<usize> = (0..table.rows()).step_by(ROWS).collect();
    let parts: Vec<Vec<u8>> =
        starts.into_par_iter().map(|start| rows(table, start..(start + ROWS).min(table.rows()))).collect();
    parts.iter().for_each(|part| bytes.extend(part));
    bytes
}

const CANNOT_FAIL: &str = "memory takes any text, and every row is as long as the header";

/// Some rows of `table`.
fn rows(table: &Table, rows: Range<usize>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let mut cell = String::new();
    for row in rows {
        for column in &table.columns {
            cell.clear();
            match &column.values {
                Values::Text { words, codes } => cell.push_str(&words[codes[row] as usize]),
                Values::Integer(values) => push(&mut cell, values[row]),
                Values::Number(values) => {
                    // Adding zero turns -0 into 0.
                    if let Some(value) = values[row].filter(|value| value.is_finite()) {
                        push(&mut cell, value + 0.0);
                    }
                }
            }
            writer.write_field(&cell).expect(CANNOT_FAIL);
        }
        writer.write_record(None::<&[u8]>).expect(CANNOT_FAIL);
    }
    writer.into_inner().expect(CANNOT_FAIL)
}

fn push(cell: &mut String, value: impl std::fmt::Display) {
    use std::fmt::Write;
    write!(cell, "{value}").expect("a string takes any text");
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
