//! The hardest attacks of a reviewer, each answered by an experiment (section 7 of `docs/evidence.md`).

use super::experiment::{At, Axis, Change, Claim, Experiment, Test};
use super::judge::Rule;
use super::list::{
    ADAPTER, COVERT, CSR, DUEL, MS, PLANNER, SR, TARGETED, TARGETER, TMS, gain, in_case, profit, test,
};
use crate::scenario::config::Model;

/// Attack 1. Adapting and the use of data are crossed, so that neither stands for the other.
pub const ASSUMED: Claim = Claim {
    id: "A1",
    point: "(\"You assumed the answer\") Neither adapting nor a use of data wins in every market",
    experiment: "all four corners, rigid or adapted offer by little or much remembered, in nine markets",
    experiments: &[Experiment {
        firms: &[PLANNER, TARGETER, ADAPTER, COVERT],
        axis: Axis::Settings {
            words: "market",
            levels: &[
                ("as it is", &[]),
                ("1 attribute", &[Change::Number("world.attributes", 1.0)]),
                ("6 attributes", &[Change::Number("world.attributes", 6.0)]),
                ("shift 1", &[Change::Number("needs.market_shift_per_year", 1.0)]),
                ("people mind less", &[Change::Number("privacy.shift", -0.6)]),
                ("people mind more", &[Change::Number("privacy.shift", 0.3)]),
                ("adapting is free", &[Change::Number("costs.adaptation", 0.0)]),
                ("adapting is dear", &[Change::Number("costs.adaptation", 0.5)]),
                ("ads work well", &persuasion(2.0, 1.0)),
            ],
        },
        readings: &[
            gain(
                "gain from adapting, little remembered openly",
                "adapting, open",
                profit(0, SR),
                profit(0, MS),
                Model::SenseAndRespond,
            ),
            gain(
                "gain from adapting, much remembered covertly",
                "adapting, covert",
                profit(0, CSR),
                profit(0, TMS),
                Model::CovertSenseAndRespond,
            ),
            gain(
                "gain from much remembered, rigid offer",
                "much data, rigid",
                profit(0, TMS),
                profit(0, MS),
                Model::TargetedMakeAndSell,
            ),
            gain(
                "gain from much remembered, adapted offer",
                "much data, adapted",
                profit(0, CSR),
                profit(0, SR),
                Model::Custom,
            ),
        ],
        ..DUEL
    }],
    tests: &[
        corner("adapting gains here and loses there, little remembered openly", "adapting", 0),
        corner("adapting gains here and loses there, much remembered covertly", "adapting", 1),
        corner("remembering much gains here and loses there, rigid offer", "the use of data", 2),
        corner("remembering much gains here and loses there, adapted offer", "the use of data", 3),
    ],
    title: "What adapting gains, and what remembering much gains",
    unit: "gain in discounted profit, {money} per {people} market customers",
};

/// Attack 5. The planner plans anew as often as it likes.
pub const FROZEN: Claim = Claim {
    id: "A5",
    point: "(\"A frozen catalogue\") Who earns more in a fast market does not rest on rare planning",
    experiment: "market shift 1; make-and-sell plans its catalogue anew more and more often",
    experiments: &[Experiment {
        setting: &[Change::Number("needs.market_shift_per_year", 1.0)],
        axis: Axis::Settings {
            words: "catalogue of make-and-sell",
            levels: &[
                ("as it is", &[]),
                ("every 12 months", &catalogue(12.0, 6.0)),
                ("every 6 months", &catalogue(6.0, 3.0)),
                ("every 3 months", &catalogue(3.0, 1.0)),
                (
                    "and large surveys",
                    &[
                        Change::Number("firm.make-and-sell.cycle_months", 3.0),
                        Change::Number("firm.make-and-sell.lead_months", 1.0),
                        Change::Number("planning.survey_size", 2000.0),
                        Change::Number("planning.survey_every_months", 3.0),
                    ],
                ),
            ],
        },
        ..DUEL
    }],
    tests: &[test(
        "the same firm earns more, however often make-and-sell plans anew",
        0,
        At::Everywhere,
        Rule::Keeps,
    )],
    title: "Who earns more in a fast market, by how often make-and-sell plans",
    unit: "lead of sense-and-respond, {money} per {people} market customers",
};

/// Attack 7. Trust is lost as easily as it is won, or several times as easily.
pub const ASYMMETRIC: Claim = Claim {
    id: "A7",
    point: "(\"Asymmetric trust drives everything\") Who earns more does not rest on trust being lost easily",
    experiment: "losses of trust 1, 2, 4 and 6 times as large as gains, without disappointment, beside the market as it is",
    experiments: &[
        Experiment {
            axis: RATIOS,
            readings: &[gain(
                "lead of sense-and-respond over make-and-sell",
                "adapting",
                profit(0, SR),
                profit(0, MS),
                Model::SenseAndRespond,
            )],
            ..DUEL
        },
        Experiment {
            axis: RATIOS,
            readings: &[gain(
                "true effect of targeting",
                "targeting",
                profit(0, TMS),
                profit(1, TMS),
                Model::TargetedMakeAndSell,
            )],
            ..TARGETED
        },
    ],
    tests: &[
        ratio("the same firm earns more at every ratio", "make-and-sell or sense-and-respond", 0),
        ratio("targeting has the same sign at every ratio", "targeting or not", 1),
    ],
    title: "Who earns more, by how much easier trust is lost than won",
    unit: "discounted profit, {money} per {people} market customers",
};

const RATIOS: Axis = Axis::Settings {
    words: "losses to gains of trust",
    levels: &[
        ("as it is", &[]),
        ("1 : 1", &losses(1.0)),
        ("2 : 1", &losses(2.0)),
        ("4 : 1", &losses(4.0)),
        ("6 : 1", &losses(6.0)),
    ],
};

const fn losses(ratio: f64) -> [Change; 2] {
    [
        Change::Multiple("trust.competence_loss", ratio, "trust.competence_gain"),
        Change::Number("trust.disappointment", 0.0),
    ]
}

const fn persuasion(choice: f64, purchases: f64) -> [Change; 2] {
    [
        Change::Number("choice.weight_persuasion", choice),
        Change::Number("purchases.persuasion_response", purchases),
    ]
}

const fn catalogue(cycle: f64, lead: f64) -> [Change; 2] {
    [
        Change::Number("firm.make-and-sell.cycle_months", cycle),
        Change::Number("firm.make-and-sell.lead_months", lead),
    ]
}

const fn corner(words: &'static str, case: &'static str, effect: usize) -> Test {
    in_case(case, 0, test(words, effect, At::Everywhere, Rule::Turns))
}

const fn ratio(words: &'static str, case: &'static str, experiment: usize) -> Test {
    in_case(case, experiment, test(words, 0, At::Everywhere, Rule::Keeps))
}
