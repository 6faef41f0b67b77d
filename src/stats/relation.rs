//! How two series of numbers hang together, and whether one series returns to its mean.

/// Pearson's correlation; not a number when one of the two does not vary.
pub fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let (mx, my) = (mean(x), mean(y));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        xx += (x - mx) * (x - mx);
        yy += (y - my) * (y - my);
        xy += (x - mx) * (y - my);
    }
    xy / (xx * yy).sqrt()
}

/// Slope of the least-squares line of `y` on `x`.
pub fn slope(x: &[f64], y: &[f64]) -> f64 {
    let (mx, my) = (mean(x), mean(y));
    let xy: f64 = x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum();
    xy / x.iter().map(|x| (x - mx) * (x - mx)).sum::<f64>()
}

/// A line through the origin, by least squares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ThroughOrigin {
    /// Its slope.
    pub slope: f64,
    /// Share of the variance of `y` about its mean that it explains; below 0 when the mean does better.
    pub explained: f64,
    /// Mean absolute deviation from it.
    pub deviation: f64,
}

/// The line `y = slope · x`.
pub fn through_origin(x: &[f64], y: &[f64]) -> ThroughOrigin {
    let slope = x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>() / x.iter().map(|x| x * x).sum::<f64>();
    let my = mean(y);
    let square = |x: f64| x * x;
    let rest: f64 = x.iter().zip(y).map(|(x, y)| square(y - slope * x)).sum();
    let all: f64 = y.iter().map(|y| square(y - my)).sum();
    let deviation = x.iter().zip(y).map(|(x, y)| (y - slope * x).abs()).sum::<f64>() / x.len() as f64;
    ThroughOrigin { slope, explained: 1.0 - rest / all, deviation }
}

/// Whether the augmented Dickey-Fuller test, with a constant and `lags` lagged changes, rejects at 5 % that the
/// series is a random walk. Critical values by MacKinnon (2010), "Critical values for cointegration tests", table 2.
pub fn returns_to_its_mean(series: &[f64], lags: usize) -> bool {
    let n = series.len();
    if n < 2 * (lags + 2) + 4 {
        return false;
    }
    let change: Vec<f64> = series.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let rows: Vec<Vec<f64>> = (lags..change.len())
        .map(|t| {
            let mut row = vec![series[t], 1.0];
            row.extend((1..=lags).map(|lag| change[t - lag]));
            row
        })
        .collect();
    let size = rows.len() as f64;
    let critical = -2.861_54 - 2.890_3 / size - 4.234 / (size * size) - 40.04 / (size * size * size);
    first_t(&rows, &change[lags..]).is_some_and(|t| t < critical)
}

/// Student's t of the first coefficient of a least-squares regression; `None` when the columns depend on one
/// another.
fn first_t(rows: &[Vec<f64>], y: &[f64]) -> Option<f64> {
    let p = rows.first()?.len();
    // Normal equations with two right-hand sides: the coefficients, and the first column of the inverse.
    let mut system = vec![vec![0.0; p + 2]; p];
    for (row, y) in rows.iter().zip(y) {
        for a in 0..p {
            for b in 0..p {
                system[a][b] += row[a] * row[b];
            }
            system[a][p] += row[a] * y;
        }
    }
    system[0][p + 1] = 1.0;
    for k in 0..p {
        let pivot = (k..p).max_by(|&a, &b| system[a][k].abs().total_cmp(&system[b][k].abs()))?;
        system.swap(k, pivot);
        if system[k][k].abs() < 1e-14 {
            return None;
        }
        let pivots = system[k].clone();
        for a in 0..p {
            if a != k {
                let factor = system[a][k] / system[k][k];
                for (cell, pivot) in system[a].iter_mut().zip(&pivots).skip(k) {
                    *cell -= factor * pivot;
                }
            }
        }
    }
    let solution = |right: usize| -> Vec<f64> { (0..p).map(|k| system[k][right] / system[k][k]).collect() };
    let (coefficients, inverse) = (solution(p), solution(p + 1));
    let residual = |(row, y): (&Vec<f64>, &f64)| {
        let fitted: f64 = row.iter().zip(&coefficients).map(|(x, b)| x * b).sum();
        (y - fitted) * (y - fitted)
    };
    let squares: f64 = rows.iter().zip(y).map(residual).sum();
    let variance = squares / (rows.len() - p) as f64;
    Some(coefficients[0] / (variance * inverse[0]).sqrt())
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::{Address, Decision, Draws};
    use crate::units::{FirmKey, Month};

    /// Independent steps, the same everywhere.
    fn steps(count: usize, seed: u64) -> impl Iterator<Item = f64> {
        let draws = Draws::new(seed, 0);
        (0..count as u32).map(move |who| {
            let address =
                Address { decision: Decision::Notice, month: Month(0), who, firm: FirmKey::NONE, index: 0 };
            f64::from(draws.uniform(address)) - 0.5
        })
    }

    fn walks(persistence: f64, count: usize, length: usize) -> usize {
        let rejects = |seed: u64| {
            let mut level = 0.0;
            let series: Vec<f64> = steps(length, seed)
                .map(|step| {
                    level = persistence * level + step;
                    level
                })
                .collect();
            returns_to_its_mean(&series, 2)
        };
        (0..count as u64).filter(|&seed| rejects(seed)).count()
    }

    #[test]
    fn the_unit_root_test_has_its_size_and_power() {
        // 5 % of 400 random walks, within 3 standard errors; series with a half-life of 2 steps nearly always.
        let size = walks(1.0, 400, 120);
        assert!((7..=33).contains(&size), "{size} of 400 random walks");
        assert!(walks(0.7, 400, 120) > 390);
    }

    #[test]
    fn a_line_through_the_origin_is_found() {
        let x = [1.0, 2.0, 3.0];
        let line = through_origin(&x, &[2.0, 4.0, 6.0]);
        assert!(
            (line.slope - 2.0).abs() < 1e-12
                && (line.explained - 1.0).abs() < 1e-12
                && line.deviation < 1e-12
        );
        assert!((correlation(&x, &[5.0, 3.0, 1.0]) + 1.0).abs() < 1e-12);
        assert!((slope(&x, &[5.0, 3.0, 1.0]) + 2.0).abs() < 1e-12);
        // Nothing to explain but a level: the mean does better.
        assert!(through_origin(&x, &[9.0, 10.0, 9.0]).explained < 0.0);
    }
}
