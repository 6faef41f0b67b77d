//! The hardest attacks of a reviewer, each answered by an experiment (section 7 of `docs/evidence.md`).

use super::experiment::{Actor, At, Axis, Change, Claim, Contest, Effect, Experiment, Test};
use super::judge::Rule;
use super::kinds::catalogue;
use super::list::{
    COVERT, CSR, DUEL, FIVE_YEARS, MS, PLANNER, TARGETED, THREE_YEARS, TMS, alone, gain, in_case, not_drawn,
    profit, test,
};
use crate::scenario::config::Model;

/// Attack 1. One firm, with and without adapting, with and without targeting; all else is equal among the four.
pub const ASSUMED: Claim = Claim {
    id: "A1",
    point: "(\"You assumed the answer\") Neither adapting nor targeting wins in every market",
    experiment: "four firms that differ only in flexibility (0, 0.9) and targeting (0, 0.3), with 10 products or 3, in nine markets",
    experiments: &[
        Experiment {
            setting: &corners(10.0),
            contest: Some(Contest { words: "best with 10 products", readings: CORNERS }),
            ..FOUR_CORNERS
        },
        Experiment {
            setting: &corners(3.0),
            contest: Some(Contest { words: "best with 3 products", readings: CORNERS }),
            readings: &corner_readings(&THREE_PRODUCTS),
            ..FOUR_CORNERS
        },
    ],
    tests: &[
        corner("adapting, 10 products", 0, ALONE, 0),
        corner("adapting, 10 products", 0, BESIDE, 1),
        corner("targeting, 10 products", 0, ALONE, 2),
        corner("targeting, 10 products", 0, BESIDE, 3),
        corner("adapting, 3 products", 1, ALONE, 0),
        corner("adapting, 3 products", 1, BESIDE, 1),
        corner("targeting, 3 products", 1, ALONE, 2),
        corner("targeting, 3 products", 1, BESIDE, 3),
    ],
    headline: 0,
    least_months: THREE_YEARS,
    title: "What adapting gains, and what targeting gains, each alone",
    unit: "gain in discounted profit, {money} per {people} market customers",
};

const RIGID: &str = "rigid";
const TARGETING: &str = "rigid-targeting";
const ADAPTING: &str = "adapting";
const BOTH: &str = "adapting-targeting";

const ALONE: &str = "gains here and loses there, where the other is not done";
const BESIDE: &str = "gains here and loses there, where the other is done as well";

/// The readings that are the profits of the four firms.
const CORNERS: &[usize] = &[4, 5, 6, 7];

const FOUR_CORNERS: Experiment = Experiment {
    firms: &[
        Actor { name: RIGID, model: Model::MakeAndSell },
        Actor { name: TARGETING, model: Model::MakeAndSell },
        Actor { name: ADAPTING, model: Model::MakeAndSell },
        Actor { name: BOTH, model: Model::MakeAndSell },
    ],
    axis: Axis::Settings {
        words: "market",
        levels: &[
            ("as it is", &[]),
            (
                "little data openly",
                &[
                    Change::Remembers("firm.*.remembers", &["stated", "purchases"]),
                    Change::Number("firm.*.disclosure", 0.9),
                    Change::Number("firm.*.consent_friction", 0.0),
                ],
            ),
            ("1 attribute", &[Change::Number("world.attributes", 1.0)]),
            ("6 attributes", &[Change::Number("world.attributes", 6.0)]),
            ("shift 1", &[Change::Number("needs.market_shift_per_year", 1.0)]),
            ("people mind less", &[Change::Number("privacy.shift", -0.6)]),
            ("adapting is dear", &[DEAR]),
            ("1 attribute and dear", &[Change::Number("world.attributes", 1.0), DEAR]),
            ("ads work well", &persuasion(2.0, 1.0)),
        ],
    },
    readings: &corner_readings(&TEN_PRODUCTS),
    ..DUEL
};

/// All dials equal but the two: everything remembered, as covertly as most presets do.
const fn corners(products: f64) -> [Change; 16] {
    [
        Change::Number("firm.*.products", products),
        Change::Number("firm.*.lead_months", 6.0),
        Change::Multiple("firm.*.cycle_months", 1.0, "firm.rigid.cycle_months"),
        Change::Multiple("firm.*.price", 1.0, "firm.rigid.price"),
        Change::Multiple("firm.*.appeal", 1.0, "firm.rigid.appeal"),
        Change::Multiple("firm.*.contact_beyond", 1.0, "firm.rigid.contact_beyond"),
        Change::Remembers("firm.*.remembers", &["stated", "purchases", "behaviour", "tracking", "inferred"]),
        Change::Number("firm.*.disclosure", 0.3),
        Change::Number("firm.*.consent_friction", 1.0),
        Change::Flag("firm.*.tuned", false),
        Change::Number("firm.*.flexibility", 0.0),
        Change::Number("firm.*.targeting", 0.0),
        Change::Number("firm.rigid-targeting.targeting", 0.3),
        Change::Number("firm.adapting.flexibility", 0.9),
        Change::Number("firm.adapting-targeting.flexibility", 0.9),
        Change::Number("firm.adapting-targeting.targeting", 0.3),
    ]
}

/// Adapting in full costs half as much as the price.
const DEAR: Change = Change::Number("costs.adaptation", 0.5);

/// What the readings of the corners are called: four gains, the profit of whom, and the two curves that are drawn.
struct Called {
    gains: [&'static str; 4],
    profit: &'static str,
    drawn: [(&'static str, Model); 2],
}

/// The names with so many products, and the looks of the two curves.
macro_rules! called {
    ($products:literal, $adapting:expr, $targeting:expr) => {
        Called {
            gains: [
                concat!("gain from adapting without targeting, ", $products, " products"),
                concat!("gain from adapting with targeting, ", $products, " products"),
                concat!("gain from targeting a rigid offer, ", $products, " products"),
                concat!("gain from targeting an adapted offer, ", $products, " products"),
            ],
            profit: concat!("discounted profit, ", $products, " products"),
            drawn: [
                (concat!($products, " products, adapting"), $adapting),
                (concat!($products, " products, targeting"), $targeting),
            ],
        }
    };
}

const TEN_PRODUCTS: Called = called!(10, Model::SenseAndRespond, Model::TargetedMakeAndSell);
const THREE_PRODUCTS: Called = called!(3, Model::CovertSenseAndRespond, Model::MakeAndSell);

const fn corner_readings(called: &Called) -> [Effect; 8] {
    let [adapting, targeting] = called.drawn;
    let [first, second, third, fourth] = called.gains;
    [
        gain(first, adapting.0, profit(0, ADAPTING), profit(0, RIGID), adapting.1),
        not_drawn(gain(second, "", profit(0, BOTH), profit(0, TARGETING), Model::Custom)),
        gain(third, targeting.0, profit(0, TARGETING), profit(0, RIGID), targeting.1),
        not_drawn(gain(fourth, "", profit(0, BOTH), profit(0, ADAPTING), Model::Custom)),
        not_drawn(alone(called.profit, "neither", profit(0, RIGID), Model::Custom)),
        not_drawn(alone(called.profit, "targeting alone", profit(0, TARGETING), Model::Custom)),
        not_drawn(alone(called.profit, "adapting alone", profit(0, ADAPTING), Model::Custom)),
        not_drawn(alone(called.profit, "both", profit(0, BOTH), Model::Custom)),
    ]
}

/// Attack 5. The planner plans anew as often as it likes.
pub const FROZEN: Claim = Claim {
    id: "A5",
    point: "(\"A frozen catalogue\") Who earns more in a fast market does not rest on rare planning",
    experiment: "market shift 1; make-and-sell plans its catalogue anew more and more often; then both firms plan by the whole of the trend that they see, or by large surveys",
    experiments: &[Experiment {
        setting: &[Change::Number("needs.market_shift_per_year", 1.0)],
        axis: Axis::Settings {
            words: "catalogue of make-and-sell",
            levels: &[
                ("as it is", &[]),
                ("as it is + whole trend for both", &[WHOLE_TREND]),
                ("every 12 months", &catalogue(12.0, 6.0)),
                ("every 6 months", &catalogue(6.0, 3.0)),
                ("every 3 months", &catalogue(3.0, 1.0)),
                ("every 3 months + whole trend for both", &planned_by_trend(3.0, 1.0)),
                (
                    "every 3 months + large surveys for both",
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
    headline: 0,
    least_months: THREE_YEARS,
    title: "Who earns more in a fast market, by how often make-and-sell plans",
    unit: "lead of sense-and-respond, {money} per {people} market customers",
};

/// Attack 7. How much more trust a noticed intrusion takes than a good month gives.
pub const ASYMMETRIC: Claim = Claim {
    id: "A7",
    point: "(\"Asymmetric trust drives everything\") Who earns more does not rest on trust being lost easily",
    experiment: "a noticed intrusion takes 0.5 to 6 times the trust that the best month gives, with disappointment as it is and without",
    experiments: &[
        Experiment {
            readings: &[targeting("true effect of targeting", "targeting", Model::TargetedMakeAndSell)],
            ..HARMED
        },
        Experiment {
            setting: &[Change::Number("trust.disappointment", 0.0)],
            readings: &[targeting("true effect without disappointment", "no disappointment", Model::Custom)],
            ..HARMED
        },
        Experiment {
            firms: &[PLANNER, COVERT],
            axis: RATIOS,
            readings: &[gain(
                "lead of covert sense-and-respond over make-and-sell",
                "covert adapting",
                profit(0, CSR),
                profit(0, MS),
                Model::CovertSenseAndRespond,
            )],
            ..DUEL
        },
    ],
    tests: &[
        ratio("targeting has the same sign at every ratio", "targeting or not", 0),
        ratio("targeting has the same sign at every ratio", "the same without disappointment", 1),
        ratio("the same firm earns more at every ratio", "make-and-sell or covert sense-and-respond", 2),
    ],
    headline: 0,
    least_months: FIVE_YEARS,
    title: "Who earns more, by how much easier trust is lost than won",
    unit: "discounted profit, {money} per {people} market customers",
};

const HARMED: Experiment = Experiment { axis: RATIOS, ..TARGETED };

const fn targeting(name: &'static str, label: &'static str, look: Model) -> Effect {
    gain(name, label, profit(0, TMS), profit(1, TMS), look)
}

/// Loss: what an undisclosed intrusion, noticed by a person of sensitivity ½, takes of half trust, harm × ½. Gain: what a
/// month of perfect fit gives then, gain × 0.45 × ½. At a ratio of one both are equal.
const RATIOS: Axis = Axis::Key {
    key: "trust.harm",
    values: &[0.5, 1.0, 3.0, 6.0],
    of: Some((0.45, "trust.competence_gain")),
    words: "loss to gain of trust",
    unit: "ratio",
};

/// Firms shift what they plan by the whole of the trend that they see, and not by half.
const WHOLE_TREND: Change = Change::Number("planning.forecast_weight", 1.0);

const fn planned_by_trend(cycle: f64, lead: f64) -> [Change; 3] {
    let [often, soon] = catalogue(cycle, lead);
    [often, soon, WHOLE_TREND]
}

const fn persuasion(choice: f64, purchases: f64) -> [Change; 2] {
    [
        Change::Number("choice.weight_persuasion", choice),
        Change::Number("purchases.persuasion_response", purchases),
    ]
}

const fn corner(case: &'static str, experiment: usize, words: &'static str, effect: usize) -> Test {
    in_case(case, experiment, test(words, effect, At::Everywhere, Rule::Turns))
}

const fn ratio(words: &'static str, case: &'static str, experiment: usize) -> Test {
    in_case(case, experiment, test(words, 0, At::Everywhere, Rule::Keeps))
}
