//! Rows that belong together.

use crate::table::{Table, Values};
use std::collections::BTreeMap;

/// The rows of `table` that agree in every one of the columns `keys`: groups in the order of their first
/// row, rows in the order of the table. Panics when a key column holds plain numbers: those are measured,
/// and name nothing.
pub fn by(table: &Table, keys: &[&str]) -> Vec<Vec<usize>> {
    within(table, keys, 0..table.rows())
}

/// The same among some of the rows.
pub fn within(table: &Table, keys: &[&str], rows: impl IntoIterator<Item = usize>) -> Vec<Vec<usize>> {
    let columns: Vec<&Values> = keys.iter().map(|key| &table.column(key).values).collect();
    let mut places: BTreeMap<Vec<i64>, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut last: Option<(usize, usize)> = None;
    for row in rows {
        // Neighbouring rows mostly belong together.
        let alike = |other| columns.iter().all(|values| code(values, row) == code(values, other));
        let place = match last {
            Some((other, place)) if alike(other) => place,
            _ => {
                let key = columns.iter().map(|values| code(values, row)).collect();
                *places.entry(key).or_insert_with(|| {
                    groups.push(Vec::new());
                    groups.len() - 1
                })
            }
        };
        last = Some((row, place));
        groups[place].push(row);
    }
    groups
}

fn code(values: &Values, row: usize) -> i64 {
    match values {
        Values::Text { codes, .. } => i64::from(codes[row]),
        Values::Integer(values) => values[row],
        Values::Number(_) => panic!("a measured column cannot be a key"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_keep_the_order_of_the_table() {
        let mut table =
            Table::default().with("who", "", "", Values::text()).with("n", "", "", Values::Integer(vec![]));
        for (who, n) in [("b", 1), ("a", 1), ("b", 2), ("b", 1)] {
            table.columns[0].values.push_text(who);
            table.columns[1].values.push_integer(n);
        }
        assert_eq!(by(&table, &["who"]), vec![vec![0, 2, 3], vec![1]]);
        assert_eq!(by(&table, &["who", "n"]), vec![vec![0, 3], vec![1], vec![2]]);
        assert_eq!(by(&table, &[]), vec![vec![0, 1, 2, 3]]);
    }
}
