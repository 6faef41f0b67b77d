//! Simulates a market in which firms that target customers compete with firms that adapt to them, while needs
//! shift and people mind being watched.
//!
//! ```text
//!  text of a scenario -> Config           every error of the user ends here
//!                          |
//!   Draws(seed, replicate) -> World       columns of customers and links; a handful of firms
//!                          |
//!   every month:  events -> market moves -> firms plan
//!      each block of whole communities, in parallel:
//!         needs -> offers -> contact -> choice -> purchases -> experience
//!               -> sensing -> privacy -> word of mouth -> tally
//!      -> accounts -> campaign tests -> imitation, exit, entry
//!                          |
//!   record -> Table -> stats -> export -> cli prints, folder writes
//! ```
//!
//! A study of one scenario:
//!
//! ```
//! use sellsense::experiment;
//! use sellsense::scenario::config::{Config, Model};
//!
//! let mut market = Config::defaults();
//! market.world.customers = 1500.0;
//! market.world.months = 12.0;
//! market.world.replications = 2.0;
//! market.add_firm("planner", Model::MakeAndSell);
//! market.add_firm("adapter", Model::SenseAndRespond);
//!
//! let outcome = experiment::replications(&market, &|_customer_months| true).expect("nobody stopped it");
//! assert_eq!(outcome.monthly.rows(), 2 * 12 * 2); // replications x months x firms
//! let shares = outcome.monthly.numbers("market_share");
//! assert!(shares.iter().all(|share| share.is_some_and(|share| (0.0..=1.0).contains(&share))));
//! ```

pub mod units;

pub mod math;

pub mod draws;

pub mod table;

pub mod scenario;

pub mod world;

pub mod model;

pub mod record;

pub mod experiment;

pub mod trace;

pub mod stats;

pub mod export;

pub mod exam;

pub mod claims;

pub mod cli;
