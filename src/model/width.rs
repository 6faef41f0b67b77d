//! Vector width: the month of a block is compiled for several widths, and the widest that the machine has is
//! chosen at run time. All give the same bits, since no fused multiply-add and no reordered sum is used.

#[cfg(target_arch = "x86_64")]
use pulp::x86::{V3, V4};

/// Width of vector instructions \[bits\].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Width {
    /// 128 bits: any x86-64 machine, and any other machine.
    Bits128,
    /// 256 bits: AVX2 (x86-64-v3).
    Bits256,
    /// 512 bits: AVX-512 (x86-64-v4).
    Bits512,
}

impl Width {
    /// All widths, narrowest first.
    pub const ALL: [Width; 3] = [Width::Bits128, Width::Bits256, Width::Bits512];

    /// The widths that this machine has, narrowest first.
    pub fn available() -> Vec<Width> {
        Width::ALL.into_iter().filter(|width| width.is_available()).collect()
    }

    /// Whether this machine has it.
    pub fn is_available(self) -> bool {
        match self {
            Width::Bits128 => true,
            #[cfg(target_arch = "x86_64")]
            Width::Bits256 => V3::try_new().is_some(),
            #[cfg(target_arch = "x86_64")]
            Width::Bits512 => V4::try_new().is_some(),
            #[cfg(not(target_arch = "x86_64"))]
            _ => false,
        }
    }

    /// The widest that this machine has.
    pub fn widest() -> Width {
        Width::available().pop().unwrap_or(Width::Bits128)
    }

    /// Its size \[bits\].
    pub fn bits(self) -> u32 {
        match self {
            Width::Bits128 => 128,
            Width::Bits256 => 256,
            Width::Bits512 => 512,
        }
    }

    /// The width of this size \[bits\].
    pub fn with_bits(bits: u32) -> Option<Width> {
        Width::ALL.into_iter().find(|width| width.bits() == bits)
    }

    /// Runs `work` with vector instructions of this width, or of the base width where the machine lacks it.
    /// What `work` calls must be inlined into it to profit.
    #[inline(always)]
    pub fn run<R>(self, work: impl FnOnce() -> R) -> R {
        match self {
            #[cfg(target_arch = "x86_64")]
            Width::Bits512 => match V4::try_new() {
                Some(v4) => v4.vectorize(work),
                None => work(),
            },
            #[cfg(target_arch = "x86_64")]
            Width::Bits256 => match V3::try_new() {
                Some(v3) => v3.vectorize(work),
                None => work(),
            },
            _ => work(),
        }
    }
}
