//! Text to meaning: what a scenario says, checked and completed.

pub mod config;
pub mod params;
