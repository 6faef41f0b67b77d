//! The claims: what the essay says, and how it is put at risk.
//!
//! What would refute each claim of the essay was fixed before the first run; from what size an effect counts, and which
//! cases are told apart, was settled later. Two kinds of firm are compared in one market that they share, because
//! customers of the essay choose between them.

use super::experiment::{Actor, At, Axis, Change, Claim, Effect, Experiment, Reading, Scale, Test, What};
use super::judge::Rule;
use super::{attacks, kinds, memory};
use crate::scenario::config::Model;

pub(super) const MS: &str = "make-and-sell";
pub(super) const TMS: &str = "targeted-make-and-sell";
pub(super) const SR: &str = "sense-and-respond";
pub(super) const CSR: &str = "covert-sense-and-respond";

pub(super) const PLANNER: Actor = Actor { name: MS, model: Model::MakeAndSell };
pub(super) const TARGETER: Actor = Actor { name: TMS, model: Model::TargetedMakeAndSell };
pub(super) const ADAPTER: Actor = Actor { name: SR, model: Model::SenseAndRespond };
pub(super) const COVERT: Actor = Actor { name: CSR, model: Model::CovertSenseAndRespond };

/// A run in which the last 24 months, or a life of a catalogue, follow a start.
pub(super) const THREE_YEARS: f64 = 36.0;
/// A run in which harm, or copying, that takes some years to build up has them.
pub(super) const FIVE_YEARS: f64 = 60.0;

/// Discounted profit, in money.
pub(super) const MONEY: Scale = Scale::Plain("{money} per {people} market customers");
pub(super) const TRUST: Scale = Scale::Hundredfold("% of full trust");

/// The targeted firm as a plain one: it remembers nothing and contacts nobody.
pub(super) const PLAIN: &[Change] = &[
    Change::Remembers("firm.targeted-make-and-sell.remembers", &[]),
    Change::Number("firm.targeted-make-and-sell.targeting", 0.0),
    Change::Flag("firm.targeted-make-and-sell.tuned", false),
];

pub(super) const fn profit(variant: usize, firm: &'static str) -> Reading {
    Reading { variant, firm, what: What::Profit }
}

pub(super) const fn late(variant: usize, firm: &'static str, measure: &'static str) -> Reading {
    Reading { variant, firm, what: What::Measure(measure) }
}

/// What the adapting firm earns more than the planning one.
pub(super) const LEAD: Effect = gain(
    "lead of sense-and-respond in discounted profit",
    "lead",
    profit(0, SR),
    profit(0, MS),
    Model::SenseAndRespond,
);

/// The planning and the adapting firm in one market; an experiment says what it has otherwise.
pub(super) const DUEL: Experiment = Experiment {
    firms: &[PLANNER, ADAPTER],
    setting: &[],
    imitation: false,
    axis: Axis::Years,
    variants: &[&[]],
    readings: &[LEAD],
    contest: None,
    ceiling: None,
};

/// A plain and a targeted firm, year by year, with the targeting and without.
pub(super) const TARGETED: Experiment =
    Experiment { firms: &[PLANNER, TARGETER], variants: &[&[], PLAIN], ..DUEL };

/// What one firm earns more than another, or than itself under another variant.
pub(super) const fn gain(
    name: &'static str,
    label: &'static str,
    of: Reading,
    less: Reading,
    look: Model,
) -> Effect {
    Effect { name, label, of, less: Some(less), scale: MONEY, look, is_drawn: true }
}

pub(super) const fn test(words: &'static str, effect: usize, at: At, rule: Rule) -> Test {
    Test { words, case: "", experiment: 0, effect, at, rule, premise: None }
}

/// A test of one case of a claim, on one of its experiments.
pub(super) const fn in_case(case: &'static str, experiment: usize, test: Test) -> Test {
    Test { case, experiment, ..test }
}

/// A reading by itself, in money.
pub(super) const fn alone(name: &'static str, label: &'static str, of: Reading, look: Model) -> Effect {
    Effect { name, label, of, less: None, scale: MONEY, look, is_drawn: true }
}

/// The same, for the tables only.
pub(super) const fn not_drawn(effect: Effect) -> Effect {
    Effect { is_drawn: false, ..effect }
}

/// All claims, in the order of the output.
pub const CLAIMS: &[Claim] = &[
    kinds::GRADUAL,
    kinds::ACCELERATES,
    kinds::FORESIGHT,
    memory::POWERFUL,
    memory::UNNOTICED,
    memory::TECHNOLOGY,
    memory::FOR_AND_ABOUT,
    memory::DISCLOSURE,
    kinds::ADOPTION,
    memory::MAILING_LIST,
    kinds::DRIFT,
    kinds::ATTRIBUTES,
    attacks::ASSUMED,
    attacks::FROZEN,
    attacks::ASYMMETRIC,
];
