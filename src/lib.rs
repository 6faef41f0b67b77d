//! Simulates a market in which firms that target customers compete with firms that adapt to them.

pub mod cli;
pub mod draws;
pub mod experiment;
pub mod export;
pub mod math;
pub mod model;
pub mod record;
pub mod scenario;
pub mod stats;
pub mod table;
pub mod units;
pub mod world;
