//! The few kinds of value that must not be mistaken for one another.

/// A month of the run, counted from 0. Months of burn-in are negative: the last one is −1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Month {
    /// Years since month 0 \[years\]; 0 during burn-in, in which nothing trends.
    pub fn years(self) -> f64 {
        f64::from(self.0.max(0)) / 12.0
    }

    /// The month `months` later \[months\].
    pub fn plus(self, months: i32) -> Month {
        Month(self.0 + months)
    }
}

/// A simulated customer, numbered from 0 in the order of neighbourhoods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomerId(pub u32);

/// A firm's place in the scenario's list, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FirmId(pub usize);

/// What a firm's name contributes to the address of a draw: firms are told apart by name, so that
/// adding, dropping or reordering firms leaves the luck of the others as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FirmKey(pub u32);

impl FirmKey {
    /// The address of no firm (for example of the alternative "buy nowhere").
    pub const NONE: FirmKey = FirmKey(0);

    /// The key of a firm called `name`: 32-bit FNV-1a (Fowler, Noll, Vo), never [`FirmKey::NONE`].
    pub fn of(name: &str) -> FirmKey {
        let hash = name
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        FirmKey(hash.max(1))
    }
}

/// A number as text, with the digits before its point in groups of three. Zero has no sign.
pub fn grouped(number: &str, space: char) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, rest) = digits.find('.').map_or((digits, ""), |point| digits.split_at(point));
    let is_zero = digits.chars().all(|digit| matches!(digit, '0' | '.'));
    let mut out = if is_zero { String::new() } else { sign.to_owned() };
    for (index, digit) in whole.chars().enumerate() {
        if 0 < index && (whole.len() - index).is_multiple_of(3) {
            out.push(space);
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_before_the_point_alone() {
        let cases =
            [("-0.0", "0.0"), ("999", "999"), ("1000", "1_000"), ("-1234567.8901", "-1_234_567.8901")];
        for (number, text) in cases {
            assert_eq!(grouped(number, '_'), text);
        }
    }
}
