//! Text to meaning: what a scenario says, checked and completed.
//!
//! [`load::load`] takes a scenario from text to a [`config::Config`]: `source` reads the text with positions,
//! `merge` lays a scenario on the one that it extends, `set` applies `KEY=VALUE` settings, `resolve` (with
//! `firms` and `events`) checks every value against [`params::PARAMS`]. Whatever is wrong is a
//! [`fault::Faults`], which points into the text. [`write::to_toml`] goes the other way.

pub mod builtin;
mod change;
pub mod config;
mod events;
pub mod fault;
mod firms;
pub mod key;
pub mod load;
pub mod mechanisms;
mod merge;
pub mod params;
mod presets;
mod resolve;
pub mod schema;
mod set;
mod source;
mod value;
pub mod write;

pub use value::expected;
