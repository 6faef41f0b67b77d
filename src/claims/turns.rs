//! Where along an axis effects change sides.

use super::judge::Point;
use super::side::{Side, side};
use crate::stats::describe::{Description, describe};

/// Where effects change sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// The last point that lies clearly on one side and the first that lies clearly on the other.
    pub between: (usize, usize),
    /// Where the means cross, between the points as on a straight line.
    pub x: f64,
    /// Where the ends of their 95 % intervals cross.
    pub range: (f64, f64),
}

/// Where the effects change sides of the threshold beyond chance, in the order of the points; each of them
/// must be clearer by as much as there are points. On an axis whose places
/// are mere names only [`Turn::between`] has a meaning.
pub fn turns(points: &[Point], threshold: f64) -> Vec<Turn> {
    let looks = points.len();
    let clear: Vec<(usize, bool)> = points
        .iter()
        .enumerate()
        .filter_map(|(index, point)| {
            let less: Vec<_> = point.effects.iter().map(|effect| effect.map(|e| threshold - e)).collect();
            match (side(&point.effects, threshold, looks), side(&less, 0.0, looks)) {
                (Side::Above, _) => Some((index, true)),
                (_, Side::Above) => Some((index, false)),
                _ => None,
            }
        })
        .collect();
    let pairs = clear.windows(2).filter(|pair| pair[0].1 != pair[1].1);
    pairs.map(|pair| turn_between(points, threshold, (pair[0].0, pair[1].0))).collect()
}

fn turn_between(points: &[Point], threshold: f64, between: (usize, usize)) -> Turn {
    let stretch = &points[between.0..=between.1];
    let described: Vec<Description> =
        stretch.iter().map(|point| describe(point.effects.iter().copied())).collect();
    // Where a line through these values first crosses the threshold.
    let crossing = |value: &dyn Fn(&Description) -> f64| -> f64 {
        for (place, pair) in described.windows(2).enumerate() {
            let (a, b) = (value(&pair[0]) - threshold, value(&pair[1]) - threshold);
            if (a < 0.0) != (b < 0.0) {
                let (from, to) = (stretch[place].x, stretch[place + 1].x);
                return from + (to - from) * a / (a - b);
            }
        }
        stretch[0].x
    };
    let x = crossing(&|d| d.mean.unwrap_or(threshold));
    let ends = [
        crossing(&|d| d.interval.map_or(threshold, |(low, _)| low)),
        crossing(&|d| d.interval.map_or(threshold, |(_, high)| high)),
    ];
    Turn { between, x, range: (ends[0].min(ends[1]).min(x), ends[0].max(ends[1]).max(x)) }
}

#[cfg(test)]
mod tests {
    use super::super::judge::curve;
    use super::*;

    #[test]
    fn the_turn_is_where_the_means_cross() {
        let all = turns(&curve(&[-4.0, -2.0, 2.0, 6.0]), 0.0);
        assert_eq!(all.len(), 1);
        let turn = all[0];
        assert_eq!((turn.between, turn.x), ((1, 2), 1.5));
        // The ends of the intervals lie 0.98 above and below: they cross a quarter of the way earlier and later.
        assert!((turn.range.0 - 1.255).abs() < 0.01 && (turn.range.1 - 1.745).abs() < 0.01, "{turn:?}");
        assert!(turns(&curve(&[-4.0, 0.3]), 0.0).is_empty());
        // Clear by itself, but not for the one of three that suits.
        assert!(turns(&curve(&[-4.0, 1.1, -4.0]), 0.0).is_empty());
        assert_eq!(turns(&curve(&[4.0, 0.1, -4.0, 4.0]), 0.0).len(), 2);
        assert_eq!(turns(&curve(&[4.0, 8.0]), 6.0)[0].x, 0.5);
    }
}
