//! The essay on trial: its claims, the experiments that could refute them, and the verdicts.
//!
//! `list` holds the claims as data, in the terms of `experiment`; `market` makes the markets of an
//! experiment out of the user's own; [`trial`] simulates them and reads the effects; [`judge`] alone turns effects into
//! verdicts, by the `side` of a threshold on which they lie; [`turns`] finds where they
//! change it; `words` composes sentences, and [`report`] tables, charts and a page. [`plausible`] repeats it all over sets
//! of parameters that the evidence allows.

mod attacks;
pub mod experiment;
pub mod judge;
mod kinds;
mod list;
pub mod market;
mod memory;
pub mod plausible;
pub mod report;
mod side;
pub mod trial;
pub mod turns;
mod verdict;
pub mod words;

pub use experiment::Claim;
pub use list::CLAIMS;
pub use trial::{Study, Trial};
pub use verdict::Verdict;

/// The claim with this short name, in large or small letters.
pub fn with_id(id: &str) -> Option<&'static Claim> {
    CLAIMS.iter().find(|claim| claim.id.eq_ignore_ascii_case(id))
}
