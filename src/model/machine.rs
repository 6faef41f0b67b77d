//! What needs an instruction without a safe form: the only file with `unsafe`.
//!
//! A month makes about ten lists a block. With the compressing instruction of AVX-512 one takes a quarter of the time
//! that it takes without (`cargo bench -- list`).
#![expect(unsafe_code, reason = "a compressing instruction has no safe form; see the measure above")]

use super::width::Width;

/// Writes to `places` those whose flag has a bit of `mask`, and returns how many they are.
#[inline(always)]
pub fn list(width: Width, flags: &[u32], mask: u32, places: &mut [u32]) -> usize {
    assert!(places.len() >= flags.len(), "a list with room for everybody");
    #[cfg(target_arch = "x86_64")]
    if width == Width::Bits512 && std::arch::is_x86_feature_detected!("avx512f") {
        // SAFETY: the machine has the instructions, and the list is long enough, as just checked.
        return unsafe { list_512(flags, mask, places) };
    }
    let _ = width;
    list_plain(flags, mask, places, 0, 0)
}

/// The same from place `start` on, where `count` are listed already.
#[inline(always)]
fn list_plain(flags: &[u32], mask: u32, places: &mut [u32], start: usize, mut count: usize) -> usize {
    for (i, &flag) in flags.iter().enumerate().skip(start) {
        places[count] = i as u32;
        count += usize::from(flag & mask != 0);
    }
    count
}

/// Sixteen places at a time.
///
/// # Safety
///
/// The machine has AVX-512F, and `places` is at least as long as `flags`.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
unsafe fn list_512(flags: &[u32], bits: u32, places: &mut [u32]) -> usize {
    use std::arch::x86_64::*;
    let mask = _mm512_set1_epi32(bits as i32);
    let mut here = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    let mut count = 0;
    let chunks = flags.len() / 16;
    for chunk in 0..chunks {
        // SAFETY: 16 flags lie at 16 · chunk. At most 16 · chunk places are listed before, so 16 more fit into a
        // list as long as the flags; those beyond the chosen ones are overwritten by the next.
        unsafe {
            let flags = _mm512_loadu_si512(flags.as_ptr().add(16 * chunk).cast());
            let chosen = _mm512_test_epi32_mask(flags, mask);
            let packed = _mm512_maskz_compress_epi32(chosen, here);
            _mm512_storeu_si512(places.as_mut_ptr().add(count).cast(), packed);
            count += chosen.count_ones() as usize;
        }
        here = _mm512_add_epi32(here, _mm512_set1_epi32(16));
    }
    list_plain(flags, bits, places, 16 * chunks, count)
}
