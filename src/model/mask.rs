//! Conditions without jumps, which nobody could predict: a condition is a word of bits.

/// All bits where something holds, none where it does not.
#[inline(always)]
pub fn mask(holds: bool) -> u32 {
    u32::from(holds).wrapping_neg()
}

/// `x` where `mask` has all bits, 0 where it has none.
#[inline(always)]
pub fn only(mask: u32, x: f32) -> f32 {
    f32::from_bits(x.to_bits() & mask)
}
