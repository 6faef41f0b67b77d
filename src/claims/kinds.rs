//! Claims about which kind of firm does better, and where.

use super::experiment::{Actor, At, Axis, Change, Claim, Effect, Experiment, Reading, Scale, Test, What};
use super::judge::Rule;
use super::list::{
    ADAPTER, DUEL, FIVE_YEARS, LEAD, MS, PLANNER, SR, TARGETER, THREE_YEARS, alone, gain, in_case, late,
    profit, test,
};
use crate::scenario::config::Model;

/// Make-and-sell where change is gradual.
pub const GRADUAL: Claim = Claim {
    id: "C1",
    point: "Make-and-sell is a good model where change is gradual",
    experiment: "make-and-sell against sense-and-respond, market shift 0 to 2",
    experiments: &[Experiment {
        axis: MARKET_SHIFT,
        readings: &[gain(
            "lead of make-and-sell in discounted profit",
            "lead",
            profit(0, MS),
            profit(0, SR),
            Model::MakeAndSell,
        )],
        ..DUEL
    }],
    tests: &[test("make-and-sell earns more at a shift of 0.1", 0, At::Place(0.1), Rule::Above(0.0))],
    headline: 0,
    least_months: THREE_YEARS,
    title: "Who earns more, by how fast the market moves",
    unit: "lead of make-and-sell, {money} per {people} market customers",
};

/// The same as change accelerates.
pub const ACCELERATES: Claim = Claim {
    id: "C2",
    point: "It stops being so as change accelerates",
    experiment: "make-and-sell, which plans as in the market or every 3 months, against sense-and-respond, market shift 0 to 2",
    experiments: &[Experiment {
        axis: MARKET_SHIFT,
        variants: &[&[], &catalogue(3.0, 1.0)],
        readings: &[
            LEAD,
            gain(
                "lead over make-and-sell that plans every 3 months",
                "plans every 3 months",
                profit(1, SR),
                profit(1, MS),
                Model::Custom,
            ),
        ],
        ..DUEL
    }],
    tests: &[
        in_case("make-and-sell plans as in the market", 0, overtakes(0)),
        in_case("it plans every 3 months", 0, overtakes(1)),
    ],
    headline: 0,
    least_months: THREE_YEARS,
    title: "Who earns more, as change accelerates",
    unit: "lead of sense-and-respond, {money} per {people} market customers",
};

/// How far ahead needs can be foreseen.
pub const FORESIGHT: Claim = Claim {
    id: "C3",
    point: "Needs can be foreseen one, two or three years ahead only in slow markets",
    experiment: "a make-and-sell firm that designs 12, 24 or 36 months ahead, market shift 0.1 to 2",
    experiments: &[Experiment {
        firms: &[PLANNER],
        axis: Axis::Key {
            key: "needs.market_shift_per_year",
            values: &[0.1, 0.3, 0.6, 1.0, 2.0],
            of: None,
            words: "market shift",
            unit: "taste sd a year",
        },
        variants: &[
            &[Change::Number("firm.make-and-sell.lead_months", 12.0)],
            &[Change::Number("firm.make-and-sell.lead_months", 24.0)],
            &[Change::Number("firm.make-and-sell.lead_months", 36.0)],
        ],
        readings: &[
            foresight("forecast error 1 year ahead", "1 year ahead", 0),
            foresight("forecast error 2 years ahead", "2 years ahead", 1),
            foresight("forecast error 3 years ahead", "3 years ahead", 2),
            Effect {
                name: "forecast error that two further years ahead add",
                label: "2 further years",
                of: late(2, MS, "forecast_error"),
                less: Some(late(0, MS, "forecast_error")),
                scale: Scale::Plain("taste sd"),
                look: Model::Custom,
                is_drawn: false,
            },
        ],
        ..DUEL
    }],
    tests: &[
        test("a year ahead misses by more the faster the market", 0, At::Everywhere, Rule::Rises(0.0)),
        test("and two further years add more, the faster the market", 3, At::Everywhere, Rule::Rises(0.0)),
    ],
    headline: 0,
    least_months: 84.0,
    title: "How far catalogues miss the market, by how fast it moves",
    unit: "forecast error, taste sd",
};

/// Rising sensitivity and what firms copy.
pub const ADOPTION: Claim = Claim {
    id: "C9",
    point: "Rising sensitivity should move firms to sense-and-respond",
    experiment: "five firms that copy the best of their rivals, one of them sense-and-respond; sensitivity trend 0 to 0.05",
    experiments: &[
        Experiment {
            firms: &[TARGETER, TARGETER_2, TARGETER_3, TARGETER_4, ADAPTER],
            readings: &[adopted("others target")],
            ..COPYING
        },
        Experiment {
            firms: &[PLANNER, PLANNER_2, TARGETER, TARGETER_2, ADAPTER],
            readings: &[adopted("others plan too")],
            ..COPYING
        },
    ],
    tests: &[
        in_case("where all others target", 0, ADOPTED),
        in_case("where others plan without targeting", 1, ADOPTED),
    ],
    headline: 0,
    least_months: FIVE_YEARS,
    title: "Who copies sense-and-respond, by how sensitivity rises",
    unit: "% of the firms that are sense-and-respond, over the run",
};

/// Personal drift in a market at rest.
pub const DRIFT: Claim = Claim {
    id: "X1",
    point: "(not in the essay) Personal drift without market shift favours make-and-sell",
    experiment: "make-and-sell against sense-and-respond in a market at rest, half-life of needs 3 to 240 months",
    experiments: &[Experiment {
        setting: &[Change::Number("needs.market_shift_per_year", 0.0)],
        axis: Axis::Key {
            key: "needs.half_life_months",
            values: &[3.0, 6.0, 12.0, 24.0, 55.0, 120.0, 240.0],
            of: None,
            words: "half-life of needs",
            unit: "months",
        },
        ..DUEL
    }],
    tests: &[test("sense-and-respond gains the longer needs last", 0, At::Everywhere, Rule::Rises(0.0))],
    headline: 0,
    least_months: THREE_YEARS,
    title: "Who earns more, by how long personal needs last",
    unit: "lead of sense-and-respond, {money} per {people} market customers",
};

/// The number of attributes.
pub const ATTRIBUTES: Claim = Claim {
    id: "X2",
    point: "(not in the essay) The number of attributes decides",
    experiment: "make-and-sell against sense-and-respond, 1 to 8 attributes",
    experiments: &[Experiment {
        axis: Axis::Key {
            key: "world.attributes",
            values: &[1.0, 2.0, 3.0, 4.0, 6.0, 8.0],
            of: None,
            words: "number of attributes",
            unit: "",
        },
        ..DUEL
    }],
    tests: &[test("who earns more changes with the number of attributes", 0, At::Everywhere, Rule::Turns)],
    headline: 0,
    least_months: THREE_YEARS,
    title: "Who earns more, by the number of attributes of a need",
    unit: "lead of sense-and-respond, {money} per {people} market customers",
};

const SHIFTS: &[f64] = &[0.0, 0.1, 0.3, 0.6, 1.0, 1.5, 2.0];
const MARKET_SHIFT: Axis = Axis::Key {
    key: "needs.market_shift_per_year",
    values: SHIFTS,
    of: None,
    words: "market shift",
    unit: "taste sd a year",
};

const fn overtakes(effect: usize) -> Test {
    test("sense-and-respond earns more at some shift", effect, At::Everywhere, Rule::SomewhereAbove(0.0))
}

/// A catalogue of make-and-sell that is planned this often, and this long before it is launched \[months\].
pub(super) const fn catalogue(cycle: f64, lead: f64) -> [Change; 2] {
    [
        Change::Number("firm.make-and-sell.cycle_months", cycle),
        Change::Number("firm.make-and-sell.lead_months", lead),
    ]
}

const fn foresight(name: &'static str, label: &'static str, variant: usize) -> Effect {
    Effect {
        scale: Scale::Plain("taste sd"),
        ..alone(name, label, late(variant, MS, "forecast_error"), Model::MakeAndSell)
    }
}

const PLANNER_2: Actor = Actor { name: "make-and-sell-2", ..PLANNER };
const TARGETER_2: Actor = Actor { name: "targeted-make-and-sell-2", ..TARGETER };
const TARGETER_3: Actor = Actor { name: "targeted-make-and-sell-3", ..TARGETER };
const TARGETER_4: Actor = Actor { name: "targeted-make-and-sell-4", ..TARGETER };

/// Firms that copy the best of their rivals while sensitivity rises.
const COPYING: Experiment = Experiment {
    imitation: true,
    axis: Axis::Key {
        key: "privacy.trend_per_year",
        values: &[0.0, 0.01, 0.03, 0.05],
        of: None,
        words: "sensitivity trend",
        unit: "a year",
    },
    ..DUEL
};

const fn adopted(label: &'static str) -> Effect {
    Effect {
        name: "firms that are sense-and-respond, mean of the run",
        label,
        of: Reading { variant: 0, firm: SR, what: What::Adopted(Model::SenseAndRespond) },
        less: None,
        scale: Scale::Hundredfold("% of firms"),
        look: Model::SenseAndRespond,
        is_drawn: true,
    }
}

const ADOPTED: Test = test(
    "more firms are sense-and-respond the more sensitivity rises, by 1 % of firms or more",
    0,
    At::Everywhere,
    Rule::Rises(1.0),
);
