//! How a series runs over time, and how far its repetitions lie apart.

use super::describe::{Description, describe};
use super::{Layout, groups};
use crate::table::Table;
use std::collections::BTreeMap;

/// One series over time.
#[derive(Clone, Debug)]
pub struct Band {
    /// First of its rows in the table, which names it.
    pub row: usize,
    /// Time \[months\] and the repetitions of that time together, in the order of time.
    pub points: Vec<(i64, Description)>,
}

/// One band per series of `table`, of the column `measure`, in the order of the table.
pub fn bands(table: &Table, layout: Layout, measure: &str) -> Vec<Band> {
    let numbers = table.numbers(measure);
    let times = table.integers(layout.time);
    groups::by(table, layout.keys)
        .into_iter()
        .map(|rows| {
            let mut by_time: BTreeMap<i64, Vec<Option<f64>>> = BTreeMap::new();
            for &row in &rows {
                by_time.entry(times[row]).or_default().push(numbers[row]);
            }
            let points = by_time.into_iter().map(|(time, values)| (time, describe(values))).collect();
            Band { row: rows[0], points }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Values;

    #[test]
    fn a_band_describes_the_repetitions_of_each_month() {
        let mut table = Table::default()
            .with("who", "", "", Values::text())
            .with("r", "", "", Values::Integer(vec![]))
            .with("month", "", "", Values::Integer(vec![]))
            .with("x", "", "", Values::Number(vec![]));
        for (who, r, month, x) in [
            ("a", 0, 0, Some(1.0)),
            ("b", 0, 0, Some(7.0)),
            ("a", 0, 1, Some(2.0)),
            ("a", 1, 0, Some(3.0)),
            ("a", 1, 1, None),
        ] {
            table.columns[0].values.push_text(who);
            table.columns[1].values.push_integer(r);
            table.columns[2].values.push_integer(month);
            table.columns[3].values.push_number(x);
        }
        let bands = bands(&table, Layout { keys: &["who"], unit: "r", time: "month" }, "x");
        assert_eq!(bands.len(), 2);
        assert_eq!(bands[1].row, 1);
        let means: Vec<_> = bands[0].points.iter().map(|(month, d)| (*month, d.count, d.mean)).collect();
        assert_eq!(means, vec![(0, 2, Some(2.0)), (1, 1, Some(2.0))]);
        assert!(bands[0].points[0].1.interval.is_some());
        assert_eq!(bands[0].points[1].1.interval, None);
    }
}
