//! The model's own exam: what it must reproduce, what was measured, and whether that is so.
//!
//! Each group of questions is one module that gives its [`Item`]s as data; [`PAPERS`] lists them. Expected intervals
//! come from theory, from sampling error that is fixed before anything is measured, or from published facts; no one
//! of them is chosen so that the model passes. "O4", "F38" and so on point to `docs/evidence.md`.

mod closed;
mod contest;
mod docking;
mod item;
pub mod market;
pub mod matching;
mod panel;
mod people;
pub mod plausible;
pub mod privacy;
pub mod report;
mod shop;
mod subject;
pub mod verification;
mod worlds;

pub use item::{A_MEND, Group, Item, Takes, Verdict};
pub use subject::{Market, Program, Subject};

use crate::model::Watch;
use crate::model::width::Width;
use crate::scenario::builtin::DEFAULT;
use crate::scenario::config::Config;
use crate::scenario::load::{Unreadable, load};
use rayon::prelude::*;

/// Half the width of an expected interval that comes from sampling error \[standard errors\]. A right model misses one
/// such item in 16 000 by chance.
pub const ERRORS: f64 = 4.0;

/// How much work an exam may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Under half a minute on two cores.
    Quick,
    /// Larger markets and more of them: narrower intervals.
    Full,
}

/// One sitting of the exam: who sits it, and how.
#[derive(Clone, Copy)]
pub struct Sitting<'a> {
    /// How markets are run.
    pub subject: &'a dyn Subject,
    /// How much work it may be.
    pub effort: Effort,
    /// The seed of every market.
    pub seed: u64,
    /// The scenario whose people sit the groups *market* and *privacy*; `None` for `calibrated`.
    pub scenario: Option<&'a Config>,
    /// Told of the customer-months simulated since its last call, from any thread; when it returns `false` the exam
    /// stops and has no result.
    pub on_months: &'a (dyn Fn(u64) -> bool + Sync),
}

/// A question: gives its items, or nothing when the sitting was stopped.
pub type Question = fn(&Sitting) -> Option<Vec<Item>>;

/// The groups of questions, in the order in which they are answered.
pub const PAPERS: &[(Group, Question)] = &[
    (Group::Verification, verification::items),
    (Group::Market, market::items),
    (Group::Privacy, privacy::items),
    (Group::Docking, docking::items),
];

/// Answers one group after the other; `on_group` hears which begins. Nothing when the sitting was stopped.
pub fn sit(sitting: &Sitting, on_group: impl Fn(Group)) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    for (group, question) in PAPERS {
        on_group(*group);
        items.extend(question(sitting)?);
    }
    Some(items)
}

/// The groups *market* and *privacy* once more, with the defaults, which the scenario [`DEFAULT`] has; always in the quick
/// form.
pub fn with_defaults(sitting: &Sitting) -> Option<Vec<Item>> {
    let defaults = sitting.builtin(DEFAULT);
    let sitting = Sitting { scenario: Some(&defaults), effort: Effort::Quick, ..*sitting };
    let mut items = market::items(&sitting)?;
    items.extend(privacy::items(&sitting)?);
    Some(items)
}

/// Answers several questions, on all threads of the current pool; the items are in the order of the questions.
pub fn answer(sitting: &Sitting, questions: &[Question]) -> Option<Vec<Item>> {
    let answers: Option<Vec<Vec<Item>>> = questions.par_iter().map(|question| question(sitting)).collect();
    Some(answers?.concat())
}

impl Sitting<'_> {
    /// The default scenario with the seed of the sitting, and no firm.
    pub fn config(&self) -> Config {
        let mut config = Config::defaults();
        config.world.seed = self.seed;
        config.world.replications = 1.0;
        config
    }

    /// A built-in scenario with the seed of the sitting.
    pub fn builtin(&self, name: &str) -> Config {
        let read = |_: &str| Err(Unreadable::Missing);
        let mut config =
            load(name, &[], &read).unwrap_or_else(|faults| panic!("{name}: {}", faults.render(false)));
        config.world.seed = self.seed;
        config
    }

    /// One value for a quick exam, another for a full one.
    pub fn choose<T>(&self, quick: T, full: T) -> T {
        if self.effort == Effort::Quick { quick } else { full }
    }

    /// A market of `config`, before its first month.
    pub fn open(&self, config: &Config, replicate: u32) -> Box<dyn Market> {
        self.subject.open(config, replicate, 1, Width::widest())
    }

    /// Simulates one month. Nothing when the sitting was stopped.
    pub fn step(&self, market: &mut dyn Market) -> Option<()> {
        market.step(None);
        self.goes_on(market)
    }

    /// Simulates one month while `watch` looks on. Nothing when the sitting was stopped.
    pub fn step_watched(&self, market: &mut dyn Market, watch: &mut dyn Watch) -> Option<()> {
        market.step(Some(watch));
        self.goes_on(market)
    }

    fn goes_on(&self, market: &dyn Market) -> Option<()> {
        (self.on_months)(u64::from(market.world().customers())).then_some(())
    }
}
