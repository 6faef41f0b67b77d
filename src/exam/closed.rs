//! Closed forms that several questions share.

use super::ERRORS;
use crate::math::wide;
use crate::stats::sequential::student;

/// The best catalogue of `products` for standard normal needs in one attribute: places, mean squared misfit (O4).
/// Lloyd's iteration: each product is the mean of the needs that are nearest to it, each border is in the middle.
pub fn best_catalogue(products: usize) -> (Vec<f64>, f64) {
    let mut places: Vec<f64> =
        (0..products).map(|p| (p as f64 + 0.5) / products as f64 * 4.0 - 2.0).collect();
    let density = |x: f64| wide::exp(-x * x / 2.0) / std::f64::consts::TAU.sqrt();
    for _ in 0..2000 {
        let border = |p: usize| match p {
            0 => f64::NEG_INFINITY,
            p if p == products => f64::INFINITY,
            p => (places[p - 1] + places[p]) / 2.0,
        };
        let mean = |p: usize| {
            let (a, b) = (border(p), border(p + 1));
            let mass = wide::normal_cdf(b) - wide::normal_cdf(a);
            (density(a) - density(b)) / mass
        };
        places = (0..products).map(mean).collect();
    }
    // At the best places the needs' variance 1 is that of the products plus the misfit.
    let misfit = normal_mean(|z| nearest(&places, z));
    (places, misfit)
}

/// Squared distance from `need` to the nearest of `places`.
pub fn nearest(places: &[f64], need: f64) -> f64 {
    places.iter().map(|place| (need - place) * (need - place)).fold(f64::INFINITY, f64::min)
}

/// Mean of `f` over a standard normal number, by the trapezoid rule.
pub fn normal_mean(f: impl Fn(f64) -> f64) -> f64 {
    let step = 0.005;
    let term = |k: i32| {
        let z = f64::from(k) * step;
        step * wide::exp(-z * z / 2.0) / std::f64::consts::TAU.sqrt() * f(z)
    };
    (-1600..=1600).map(term).sum()
}

/// Error variance of an estimate before the month's observation of noise variance `noise`, at rest, for a need that keeps
/// the share `persistence` (ρ²) of its variance from month to month: the fixed point of the Riccati recursion (O7 for
/// needs that revert).
pub fn riccati(noise: f64, persistence: f64) -> f64 {
    let q = 1.0 - persistence;
    let b = noise - persistence * noise - q;
    (-b + (b * b + 4.0 * q * noise).sqrt()) / 2.0
}

/// Squared misfit of an offer fully adapted from a standard product, when the error variance of the estimate at the offer
/// is `p`: the offer shrinks the estimate, whose variance is 1 − p, by the knowledge 1 − p, so that beside the error p
/// there is p²(1 − p) (O13 in the order of this model's month).
pub fn adapted_misfit(p: f64) -> f64 {
    p + p * p * (1.0 - p)
}

/// ρ², the share of its variance that a need with this half-life keeps from month to month.
pub fn persistence(half_life: f64) -> f64 {
    wide::power(2.0, -2.0 / half_life)
}

/// Mean and its standard error.
pub fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// Mean over worlds and its standard error, made as much larger as [`ERRORS`] of a mean with a known error need in so
/// few worlds: the spread is measured in them too, so that the mean has Student's t distribution.
pub fn mean_over_worlds(values: &[f64]) -> (f64, f64) {
    let (mean, error) = mean_and_error(values);
    (mean, error * student(ERRORS, values.len()) / ERRORS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_catalogues_are_those_of_the_table() {
        for (products, misfit) in [(1, 1.0), (2, 0.363), (3, 0.190), (4, 0.117), (5, 0.080), (8, 0.0345)] {
            let found = best_catalogue(products).1;
            assert!((found - misfit).abs() < 0.0006, "{products}: {found}");
        }
    }

    #[test]
    fn few_worlds_have_the_errors_of_student() {
        // Tabulated t with 15 degrees of freedom at 1 − 0.0000317, the normal tail beyond 4.
        let worlds: Vec<f64> = (0..16).map(f64::from).collect();
        let (normal, few) = (mean_and_error(&worlds).1, mean_over_worlds(&worlds).1);
        assert!((ERRORS * few / normal - 5.48).abs() < 0.01, "{}", ERRORS * few / normal);
        assert_eq!(mean_over_worlds(&worlds).0, 7.5);
    }

    #[test]
    fn the_estimates_at_rest_are_those_of_the_table() {
        for (half_life, reliability, expected) in [(3.0, 0.7, 0.235), (55.0, 0.7, 0.088), (120.0, 0.5, 0.097)]
        {
            let noise = 1.0 / reliability - 1.0;
            let before = riccati(noise, persistence(half_life));
            let after = before * noise / (before + noise);
            assert!((after - expected).abs() < 0.0006, "{half_life}: {after}");
        }
    }
}
