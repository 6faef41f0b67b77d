//! What every column of every file means.

use crate::table::{Table, Values};

/// The table of `dictionary.csv`: one row per column of each of the named files, from the columns' own
/// units and meanings, and at the end its own four columns.
pub fn dictionary<'a>(files: impl IntoIterator<Item = (&'a str, &'a Table)>) -> Table {
    let mut rows = Table::default()
        .with("file", "", "file in which the column is", Values::text())
        .with("column", "", "name of the column", Values::text())
        .with("unit", "", "unit of its values; empty for names and plain numbers", Values::text())
        .with("meaning", "", "what its values mean", Values::text());
    for (file, table) in files {
        describe(&mut rows, file, table);
    }
    let own = rows.clone();
    describe(&mut rows, super::DICTIONARY, &own);
    rows
}

fn describe(rows: &mut Table, file: &str, table: &Table) {
    for column in &table.columns {
        let cells = [file, &column.name, &column.unit, &column.meaning];
        for (target, cell) in rows.columns.iter_mut().zip(cells) {
            target.values.push_text(cell);
        }
    }
}
