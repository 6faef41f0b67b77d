//! Portable functions: the same bits on every machine, whatever its system library or vector width.
//!
//! The single-precision functions are straight-line arithmetic without fused multiply-add, so a loop over
//! a column becomes vector instructions of any width and gives the same bits at each. The double-precision
//! ones rest on the crate `libm`, which computes everything itself.

/// Natural exponential, with a relative error below 2·10⁻⁷ for |x| ≤ 87; beyond that it saturates at a tiny or huge
/// finite number. Range reduction by ln 2 in two parts; on ±ln 2 / 2 the function is 1 + r + r² · Q(r), where Q is the
/// polynomial of degree 3 with the smallest largest relative error, 1.1·10⁻⁷ (iteratively reweighted least squares
/// over Chebyshev nodes). The power of 2 is added to the exponent of the result.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0; // 1.5·2²³: adding and subtracting it rounds to a whole number.
    let x = min(max(x, -87.0), 88.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let p = 0.008_312_47;
    let p = p * r + 0.041_890_557;
    let p = p * r + 0.166_671_16;
    let p = p * r + 0.499_992_3;
    let p = p * r * r + r + 1.0;
    // The lowest bits of `shifted` are the whole number; those of ROUND itself leave with the shift.
    f32::from_bits(p.to_bits().wrapping_add(shifted.to_bits() << 23))
}

/// Natural logarithm of a positive, normal number, with a relative error below 3·10⁻⁷. Splits off the exponent
/// and evaluates f · P(f) for the mantissa 1 + f in √½..√2, where P is the polynomial of degree 7 with the
/// smallest largest relative error, 1.7·10⁻⁷ (iteratively reweighted least squares over Chebyshev nodes).
#[inline(always)]
pub fn ln(x: f32) -> f32 {
    let (exponent, f) = split(x);
    let p = -0.101_066_91;
    let p = p * f + 0.162_224_95;
    let p = p * f - 0.172_508_6;
    let p = p * f + 0.199_001_77;
    let p = p * f - 0.249_699_08;
    let p = p * f + 0.333_350_6;
    let p = p * f - 0.500_003_64;
    let p = p * f + 0.999_999_94;
    exponent * std::f32::consts::LN_2 + p * f
}

/// A positive, normal number as 2^exponent · (1 + f), with f in √½ − 1 .. √2 − 1: (exponent, f).
#[inline(always)]
fn split(x: f32) -> (f32, f32) {
    const ROOT_HALF: u32 = 0x3f35_04f3;
    let bits = x.to_bits().wrapping_sub(ROOT_HALF);
    let mantissa = (bits & 0x007f_ffff).wrapping_add(ROOT_HALF);
    (((bits as i32) >> 23) as f32, f32::from_bits(mantissa) - 1.0)
}

/// The smaller of two numbers. Unlike `f32::min` it is one vector instruction, since it does not look after
/// not-a-number, which never occurs here.
#[inline(always)]
pub fn min(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

/// The larger of two numbers; see [`min`].
#[inline(always)]
pub fn max(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// Square root (exact to the last bit by IEEE 754).
#[inline(always)]
pub fn sqrt(x: f32) -> f32 {
    x.sqrt()
}

/// Standard normal quantile of `u` between 2⁻²⁴ and 1 − 2⁻²⁴, with a relative error below 2·10⁻⁵. With x = 2u − 1 and
/// w = −ln(1 − x²), as in Giles (2011, "Approximating the erfinv function", GPU Computing Gems), the quantile is x
/// times a smooth function of w; here it is one polynomial of degree 9 in 7.5 − w over the whole range, so that
/// both tails cost nothing. The logarithm is that of [`ln`] with a polynomial of degree 4, to 10⁻⁵. Both
/// polynomials are fitted as the one of [`ln`].
#[inline(always)]
pub fn normal_quantile(u: f32) -> f32 {
    const MIDDLE: f32 = 7.5 + 2.0 * std::f32::consts::LN_2; // 1 − x² is 4u(1 − u).
    let (exponent, f) = split(u * (1.0 - u));
    let p = 0.175_130_1;
    let p = p * f - 0.273_499_2;
    let p = p * f + 0.337_345_3;
    let p = p * f - 0.499_233_54;
    let p = p * f + 0.999_918_9;
    let t = exponent * std::f32::consts::LN_2 + (p * f + MIDDLE);
    let q = -4.485_441_5e-10;
    let q = q * t - 2.033_107_2e-9;
    let q = q * t + 7.215_479e-8;
    let q = q * t + 6.397_285e-7;
    let q = q * t + 7.590_099e-7;
    let q = q * t - 1.561_736_8e-5;
    let q = q * t - 3.602_524_3e-4;
    let q = q * t - 7.648_573e-3;
    let q = q * t - 0.256_860_82;
    let q = q * t + 3.637_265;
    q * (u + u - 1.0)
}

/// Double-precision functions of one number, computed by the crate `libm`.
pub mod wide {
    /// Natural exponential.
    pub fn exp(x: f64) -> f64 {
        libm::exp(x)
    }

    /// Natural logarithm.
    pub fn ln(x: f64) -> f64 {
        libm::log(x)
    }

    /// Logarithm to base 2.
    pub fn log2(x: f64) -> f64 {
        libm::log2(x)
    }

    /// `base` to the power `exponent`.
    pub fn power(base: f64, exponent: f64) -> f64 {
        libm::pow(base, exponent)
    }

    /// Standard normal distribution function.
    pub fn normal_cdf(z: f64) -> f64 {
        0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
    }
}

/// Gamma distribution function with this shape and scale 1, and its complement: the regularised incomplete
/// gamma functions P and Q, by series below `shape + 1` and by Lentz's continued fraction above (Abramowitz and
/// Stegun 6.5.29, 6.5.31).
pub fn gamma_cdf(shape: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    let front = wide::exp(shape * wide::ln(x) - x - libm::lgamma(shape));
    if x < shape + 1.0 {
        let mut term = 1.0 / shape;
        let mut sum = term;
        for n in 1..2000 {
            term *= x / (shape + f64::from(n));
            sum += term;
            if term < sum * 1e-16 {
                break;
            }
        }
        let p = (front * sum).min(1.0);
        (p, 1.0 - p)
    } else {
        let fraction = continued_fraction(x + 1.0 - shape, |n| (-n * (n - shape), x + 2.0 * n + 1.0 - shape));
        let q = (front / fraction).min(1.0);
        (1.0 - q, q)
    }
}

/// Beta distribution function and its complement: the regularised incomplete beta function by Lentz's
/// continued fraction (Abramowitz and Stegun 26.5.8).
pub fn beta_cdf(alpha: f64, beta: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x >= 1.0 {
        return (1.0, 0.0);
    }
    if x > (alpha + 1.0) / (alpha + beta + 2.0) {
        let (p, q) = beta_cdf(beta, alpha, 1.0 - x);
        return (q, p);
    }
    let log_front = alpha * wide::ln(x) + beta * libm::log1p(-x) + libm::lgamma(alpha + beta)
        - libm::lgamma(alpha)
        - libm::lgamma(beta);
    let fraction = continued_fraction(1.0, |n| {
        let half = libm::floor(n / 2.0);
        let numerator = if n % 2.0 == 0.0 {
            half * (beta - half) * x / ((alpha + n - 1.0) * (alpha + n))
        } else {
            -(alpha + half) * (alpha + beta + half) * x / ((alpha + n - 1.0) * (alpha + n))
        };
        (numerator, 1.0)
    });
    let p = (wide::exp(log_front) / (alpha * fraction)).clamp(0.0, 1.0);
    (p, 1.0 - p)
}

/// b₀ + a₁/(b₁ + a₂/(b₂ + ...)) by the modified Lentz algorithm; `term` gives (aₙ, bₙ) for n = 1, 2, ..
fn continued_fraction(first: f64, term: impl Fn(f64) -> (f64, f64)) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |x: f64| if x.abs() < TINY { TINY } else { x };
    let mut value = away_from_zero(first);
    let mut c = value;
    let mut d = 0.0;
    for n in 1..10_000 {
        let (a, b) = term(f64::from(n));
        d = 1.0 / away_from_zero(b + a * d);
        c = away_from_zero(b + a / c);
        value *= c * d;
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    value
}

/// The place between `low` and `high` where the rising function `f` crosses zero, by 80 bisections at most.
pub fn root(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if f(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Quantile of Student's t distribution with `df` degrees of freedom (> 0): the t with P(T ≤ t) = `p`, through
/// the incomplete beta function (Abramowitz and Stegun 26.7.1).
pub fn student_t_quantile(p: f64, df: f64) -> f64 {
    if p < 0.5 {
        return -student_t_quantile(1.0 - p, df);
    }
    let tail = 1.0 - p;
    root(0.0, 1e6, |t| tail - 0.5 * beta_cdf(0.5 * df, 0.5, df / (df + t * t)).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_and_ln_agree_with_double_precision() {
        for step in -8600..8700 {
            let x = step as f32 * 0.01;
            let exact = libm::exp(f64::from(x));
            assert!((f64::from(exp(x)) / exact - 1.0).abs() < 2e-7, "exp({x})");
        }
        for step in 1..200_000 {
            let x = step as f32 * 1.7e-4;
            let exact = libm::log(f64::from(x));
            assert!((f64::from(ln(x)) - exact).abs() < 4e-7 * exact.abs().max(1e-3), "ln({x})");
        }
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(ln(1.0), 0.0);
        assert!((f64::from(ln(2f32.powi(-24))) + 24.0 * std::f64::consts::LN_2).abs() < 2e-6);
    }

    #[test]
    fn normal_quantile_inverts_the_distribution_function() {
        for k in (0..1 << 23).step_by(997) {
            let u = (k as f32 + 0.5) / 8_388_608.0;
            let z = f64::from(normal_quantile(u));
            let density = libm::exp(-0.5 * z * z) / libm::sqrt(2.0 * std::f64::consts::PI);
            let error = (wide::normal_cdf(z) - f64::from(u)) / density;
            assert!(error.abs() < 2e-5 * z.abs().max(1e-3), "u = {u}: error {error}");
        }
    }

    #[test]
    fn incomplete_functions_meet_their_closed_forms() {
        for x in [0.01, 0.5, 1.0, 3.0, 12.0] {
            assert!((gamma_cdf(1.0, x).0 - (1.0 - libm::exp(-x))).abs() < 1e-14);
            let erlang2 = 1.0 - libm::exp(-x) * (1.0 + x);
            assert!((gamma_cdf(2.0, x).0 - erlang2).abs() < 1e-14);
        }
        for x in [0.01, 0.2, 0.5, 0.9, 0.999] {
            assert!((beta_cdf(1.0, 1.0, x).0 - x).abs() < 1e-14);
            let two_three = 6.0 * x * x - 8.0 * x * x * x + 3.0 * x * x * x * x;
            assert!((beta_cdf(2.0, 3.0, x).0 - two_three).abs() < 1e-13);
        }
    }

    #[test]
    fn student_t_quantiles_are_the_tabulated_ones() {
        for (df, table) in
            [(1.0, 12.706_204_7), (2.0, 4.302_652_7), (19.0, 2.093_024_1), (199.0, 1.971_956_5)]
        {
            assert!((student_t_quantile(0.975, df) - table).abs() < 1e-6, "{df} degrees of freedom");
        }
    }
}
