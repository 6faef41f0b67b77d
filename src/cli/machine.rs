//! How a command uses the machine: threads, and the width of vector instructions.

use super::Failure;
use crate::experiment::Machine;
use crate::model::width::Width;

/// Forces a width of vector instructions, for tests and comparisons \[bits\].
const VECTOR_BITS: &str = "SELLSENSE_VECTOR_BITS";

/// A pool of this many threads (0: all of the machine), and what it offers.
pub fn pool(threads: usize) -> Result<(rayon::ThreadPool, Machine), Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(Failure::working)?;
    let machine = Machine { threads: pool.current_num_threads(), width: width()? };
    Ok((pool, machine))
}

/// The widest vector instructions, or those that the environment asks for.
pub fn width() -> Result<Width, Failure> {
    let Some(asked) = std::env::var_os(VECTOR_BITS) else { return Ok(Width::widest()) };
    let bits = asked.to_str().and_then(|text| text.parse().ok());
    let available: Vec<String> = Width::available().iter().map(|width| width.bits().to_string()).collect();
    bits.and_then(Width::with_bits).filter(|width| width.is_available()).ok_or_else(|| {
        let asked = asked.to_string_lossy();
        let list = available.join(", ");
        Failure::input(format!("{VECTOR_BITS} is `{asked}`; this machine has vectors of {list} bits"))
    })
}
