//! The claims: what the essay says, and how it is put at risk.
//!
//! The experiments and what would refute each claim were fixed before the first run. Two kinds of firm are compared
//! in one market that they share, because customers of the essay choose between them.

use super::attacks;
use super::experiment::{Actor, At, Axis, Change, Claim, Effect, Experiment, Reading, Scale, Test, What};
use super::judge::Rule;
use crate::scenario::config::Model;

pub(super) const MS: &str = "make-and-sell";
pub(super) const TMS: &str = "targeted-make-and-sell";
pub(super) const SR: &str = "sense-and-respond";
pub(super) const CSR: &str = "covert-sense-and-respond";

pub(super) const PLANNER: Actor = Actor { name: MS, model: Model::MakeAndSell };
pub(super) const TARGETER: Actor = Actor { name: TMS, model: Model::TargetedMakeAndSell };
pub(super) const ADAPTER: Actor = Actor { name: SR, model: Model::SenseAndRespond };
pub(super) const COVERT: Actor = Actor { name: CSR, model: Model::CovertSenseAndRespond };

/// Discounted profit, in money.
pub(super) const MONEY: Scale = Scale::Plain("{money} per {people} market customers");
pub(super) const TRUST: Scale = Scale::Hundredfold("% of full trust");

/// The targeted firm as a plain one: it remembers nothing and contacts nobody.
pub(super) const PLAIN: &[Change] = &[
    Change::Remembers("firm.targeted-make-and-sell.remembers", &[]),
    Change::Number("firm.targeted-make-and-sell.targeting", 0.0),
    Change::Flag("firm.targeted-make-and-sell.tuned", false),
];

const SHIFTS: &[f64] = &[0.0, 0.1, 0.3, 0.6, 1.0, 1.5, 2.0];
const MARKET_SHIFT: Axis = Axis::Key {
    key: "needs.market_shift_per_year",
    values: SHIFTS,
    words: "market shift",
    unit: "taste sd a year",
};

pub(super) const fn profit(variant: usize, firm: &'static str) -> Reading {
    Reading { variant, firm, what: What::Profit }
}

pub(super) const fn late(variant: usize, firm: &'static str, measure: &'static str) -> Reading {
    Reading { variant, firm, what: What::Measure(measure) }
}

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
    Test { words, case: "", experiment: 0, effect, at, rule }
}

/// All claims, in the order of the output.
pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "C1",
        point: "Make-and-sell is a good model where change is gradual",
        experiment: "make-and-sell against sense-and-respond, market shift 0 to 2",
        experiments: &[Experiment {
            firms: &[PLANNER, ADAPTER],
            setting: &[],
            imitation: false,
            axis: MARKET_SHIFT,
            variants: &[&[]],
            readings: &[gain(
                "lead of make-and-sell in discounted profit",
                "lead",
                profit(0, MS),
                profit(0, SR),
                Model::MakeAndSell,
            )],
        }],
        tests: &[test("make-and-sell earns more up to a shift of 0.1", 0, At::UpTo(0.1), Rule::Above(0.0))],
        title: "Who earns more, by how fast the market moves",
        unit: "lead of make-and-sell, {money} per {people} market customers",
    },
    Claim {
        id: "C2",
        point: "It stops being so as change accelerates",
        experiment: "make-and-sell against sense-and-respond, market shift 0 to 2",
        experiments: &[Experiment {
            firms: &[PLANNER, ADAPTER],
            setting: &[],
            imitation: false,
            axis: MARKET_SHIFT,
            variants: &[&[]],
            readings: &[gain(
                "lead of sense-and-respond in discounted profit",
                "lead",
                profit(0, SR),
                profit(0, MS),
                Model::SenseAndRespond,
            )],
        }],
        tests: &[
            test("sense-and-respond earns more at some shift", 0, At::Everywhere, Rule::Somewhere(0.0)),
            test("its lead grows with the shift", 0, At::Everywhere, Rule::Rises),
        ],
        title: "Who earns more, as change accelerates",
        unit: "lead of sense-and-respond, {money} per {people} market customers",
    },
    Claim {
        id: "C3",
        point: "Needs can be foreseen one, two or three years ahead only in slow markets",
        experiment: "a make-and-sell firm that designs 12, 24 or 36 months ahead, market shift 0.1 to 2",
        experiments: &[Experiment {
            firms: &[PLANNER],
            setting: &[],
            imitation: false,
            axis: Axis::Key {
                key: "needs.market_shift_per_year",
                values: &[0.1, 0.3, 0.6, 1.0, 2.0],
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
        }],
        tests: &[
            test("a year ahead misses by more the faster the market", 0, At::Everywhere, Rule::Rises),
            test("and two further years add more, the faster the market", 3, At::Everywhere, Rule::Rises),
        ],
        title: "How far catalogues miss the market, by how fast it moves",
        unit: "forecast error, taste sd",
    },
    Claim {
        id: "C4",
        point: "Powerful targeting in make-and-sell hands pays at first, then costs trust",
        experiment: "a targeted make-and-sell firm against a plain one; the same worlds with and without its targeting",
        experiments: &[Experiment {
            firms: &[PLANNER, TARGETER],
            setting: &[],
            imitation: false,
            axis: Axis::Years,
            variants: &[&[], PLAIN],
            readings: &[
                true_effect(),
                Effect {
                    name: "effect of targeting on trust",
                    label: "effect on trust",
                    of: late(0, TMS, "public_trust"),
                    less: Some(late(1, TMS, "public_trust")),
                    scale: TRUST,
                    look: Model::Custom,
                    is_drawn: true,
                },
            ],
        }],
        tests: &[
            test("targeting raises revenue in the first year", 0, At::First, Rule::Above(0.0)),
            test("it lowers revenue in the last year", 0, At::Last, Rule::Below(0.0)),
            test("it lowers trust in the last year", 1, At::Last, Rule::Below(0.0)),
        ],
        title: "What targeting does to a make-and-sell firm, year by year",
        unit: "effect: % of revenue, and % of full trust",
    },
    Claim {
        id: "C5",
        point: "... without the firm realizing",
        experiment: "the true effect of targeting on revenue beside the lift that the firm's campaign tests report",
        experiments: &[Experiment {
            firms: &[PLANNER, TARGETER],
            setting: &[],
            imitation: false,
            axis: Axis::Years,
            variants: &[&[], PLAIN],
            readings: &[
                true_effect(),
                Effect {
                    name: "lift that its campaign tests report",
                    label: "reported lift",
                    of: late(0, TMS, "campaign_lift"),
                    less: None,
                    scale: Scale::Hundredfold("% of purchases"),
                    look: Model::Custom,
                    is_drawn: true,
                },
            ],
        }],
        tests: &[
            test("the true effect on revenue is negative in the last year", 0, At::Last, Rule::Below(0.0)),
            test("the campaign tests report a gain in every year", 1, At::Everywhere, Rule::Above(0.0)),
        ],
        title: "What targeting does, and what the firm's own tests say",
        unit: "%",
    },
    Claim {
        id: "C6",
        point: "More powerful technology makes it worse",
        experiment: "technology 0.1 to 4; trust in the targeted firm with and without the harm of noticed intrusions",
        experiments: &[Experiment {
            firms: &[PLANNER, TARGETER],
            setting: &[],
            imitation: false,
            axis: Axis::Key {
                key: "technology.power",
                values: &[0.1, 0.3, 1.0, 2.0, 4.0],
                words: "technology",
                unit: "1 is today's",
            },
            variants: &[&[], &[Change::Number("trust.harm", 0.0)]],
            readings: &[Effect {
                name: "trust lost to noticed intrusions",
                label: "trust lost",
                of: late(1, TMS, "public_trust"),
                less: Some(late(0, TMS, "public_trust")),
                scale: TRUST,
                look: Model::TargetedMakeAndSell,
                is_drawn: true,
            }],
        }],
        tests: &[test("more trust is lost the more powerful technology is", 0, At::Everywhere, Rule::Rises)],
        title: "Trust lost to noticed intrusions, by the power of technology",
        unit: "% of full trust lost",
    },
    Claim {
        id: "C7",
        point: "What is remembered for customers is wanted; what is remembered about them is not",
        experiment: "the same memory, friction and disclosure, used to adapt the offer or to target",
        experiments: &[Experiment {
            firms: &[ADAPTER, TARGETER],
            setting: &[
                Change::Number("firm.*.disclosure", 0.3),
                Change::Number("firm.*.consent_friction", 1.0),
            ],
            imitation: false,
            axis: Axis::Settings {
                words: "memory of",
                levels: &[
                    ("stated", &[memory(&["stated"])]),
                    ("purchases", &[memory(&["purchases"])]),
                    ("behaviour", &[memory(&["behaviour"])]),
                    ("tracking", &[memory(&["tracking"])]),
                    ("inferred", &[memory(&["inferred"])]),
                    ("all five", &[memory(&["stated", "purchases", "behaviour", "tracking", "inferred"])]),
                ],
            },
            variants: &[&[]],
            readings: &[Effect {
                name: "for share of the adapting firm beyond that of the targeting one",
                label: "adapting less targeting",
                of: late(0, SR, "for_share"),
                less: Some(late(0, TMS, "for_share")),
                scale: Scale::Hundredfold("% of items held"),
                look: Model::SenseAndRespond,
                is_drawn: true,
            }],
        }],
        tests: &[test(
            "more of the same memory is wanted where it adapts the offer, by 1 % of items or more",
            0,
            At::Everywhere,
            Rule::Above(1.0),
        )],
        title: "What is wanted more when it adapts than when it targets",
        unit: "for share, adapting less targeting, % of items held",
    },
    Claim {
        id: "C8",
        point: "Having to disclose keeps a firm honest and serves customers",
        experiment: "disclosure 0 to 1, of what customers give (stated, purchases) or of what is taken (tracking, inferred)",
        experiments: &[
            Experiment {
                firms: &[PLANNER, COVERT],
                setting: &[],
                imitation: false,
                axis: disclosure("firm.covert-sense-and-respond.disclosure"),
                variants: &[
                    &[Change::Remembers("firm.covert-sense-and-respond.remembers", GIVEN)],
                    &[Change::Remembers("firm.covert-sense-and-respond.remembers", TAKEN)],
                ],
                readings: &[
                    alone(
                        "discounted profit of a firm that adapts by what is given",
                        "adapts, given",
                        profit(0, CSR),
                        Model::SenseAndRespond,
                    ),
                    alone(
                        "discounted profit of a firm that adapts by what is taken",
                        "adapts, taken",
                        profit(1, CSR),
                        Model::SenseAndRespond,
                    ),
                ],
            },
            Experiment {
                firms: &[PLANNER, TARGETER],
                setting: &[],
                imitation: false,
                axis: disclosure("firm.targeted-make-and-sell.disclosure"),
                variants: &[
                    &[Change::Remembers("firm.targeted-make-and-sell.remembers", GIVEN)],
                    &[Change::Remembers("firm.targeted-make-and-sell.remembers", TAKEN)],
                ],
                readings: &[
                    alone(
                        "discounted profit of a firm that targets by what is given",
                        "targets, given",
                        profit(0, TMS),
                        Model::TargetedMakeAndSell,
                    ),
                    alone(
                        "discounted profit of a firm that targets by what is taken",
                        "targets, taken",
                        profit(1, TMS),
                        Model::TargetedMakeAndSell,
                    ),
                ],
            },
        ],
        tests: &[
            disclosing(
                "who discloses what is given does not lose by it",
                "a firm that adapts",
                0,
                0,
                Rule::Holds,
            ),
            disclosing("who discloses what is taken does", "a firm that adapts", 0, 1, Rule::Falls),
            disclosing(
                "who discloses what is given does not lose by it",
                "a firm that targets",
                1,
                0,
                Rule::Holds,
            ),
            disclosing("who discloses what is taken does", "a firm that targets", 1, 1, Rule::Falls),
        ],
        title: "Does disclosing pay? It may depend on what is remembered",
        unit: "discounted profit, {money} per {people} market customers",
    },
    Claim {
        id: "C9",
        point: "Rising sensitivity should move firms to sense-and-respond",
        experiment: "five firms that copy the best of their rivals, one of them sense-and-respond; sensitivity trend 0 to 0.05",
        experiments: &[Experiment {
            firms: &[
                PLANNER,
                Actor { name: "make-and-sell-2", model: Model::MakeAndSell },
                TARGETER,
                Actor { name: "targeted-make-and-sell-2", model: Model::TargetedMakeAndSell },
                ADAPTER,
            ],
            setting: &[],
            imitation: true,
            axis: Axis::Key {
                key: "privacy.trend_per_year",
                values: &[0.0, 0.01, 0.03, 0.05],
                words: "sensitivity trend",
                unit: "a year",
            },
            variants: &[&[]],
            readings: &[Effect {
                name: "firms that are sense-and-respond at the end",
                label: "adopted",
                of: Reading { variant: 0, firm: SR, what: What::Adopted(Model::SenseAndRespond) },
                less: None,
                scale: Scale::Hundredfold("% of firms"),
                look: Model::SenseAndRespond,
                is_drawn: true,
            }],
        }],
        tests: &[test(
            "more firms are sense-and-respond at the end the more sensitivity rises",
            0,
            At::Everywhere,
            Rule::Rises,
        )],
        title: "Who copies sense-and-respond, by how sensitivity rises",
        unit: "% of the firms that are sense-and-respond at the end",
    },
    Claim {
        id: "C10",
        point: "A mailing list is not the same as following people in real time",
        experiment: "a targeted firm that remembers purchases only, and more and more beside",
        experiments: &[Experiment {
            firms: &[PLANNER, TARGETER],
            setting: &[],
            imitation: false,
            axis: Axis::Settings {
                words: "memory of",
                levels: &[
                    ("purchases", &[list(&["purchases"])]),
                    ("+ stated", &[list(&["stated", "purchases"])]),
                    ("+ behaviour", &[list(&["stated", "purchases", "behaviour"])]),
                    ("+ inferred", &[list(&["stated", "purchases", "behaviour", "inferred"])]),
                    ("+ tracking", &[list(&["stated", "purchases", "behaviour", "tracking", "inferred"])]),
                ],
            },
            variants: &[&[], PLAIN],
            readings: &[Effect {
                name: "trust lost to remembering and targeting",
                label: "trust lost",
                of: late(1, TMS, "public_trust"),
                less: Some(late(0, TMS, "public_trust")),
                scale: TRUST,
                look: Model::TargetedMakeAndSell,
                is_drawn: true,
            }],
        }],
        tests: &[test(
            "following people costs more trust than a list of purchases",
            0,
            At::Everywhere,
            Rule::Rises,
        )],
        title: "Trust lost, by what a targeted firm remembers",
        unit: "% of full trust lost, against remembering nothing",
    },
    Claim {
        id: "X1",
        point: "(not in the essay) Personal drift without market shift favours make-and-sell",
        experiment: "make-and-sell against sense-and-respond in a market at rest, half-life of needs 3 to 240 months",
        experiments: &[Experiment {
            firms: &[PLANNER, ADAPTER],
            setting: &[Change::Number("needs.market_shift_per_year", 0.0)],
            imitation: false,
            axis: Axis::Key {
                key: "needs.half_life_months",
                values: &[3.0, 6.0, 12.0, 24.0, 55.0, 120.0, 240.0],
                words: "half-life of needs",
                unit: "months",
            },
            variants: &[&[]],
            readings: &[gain(
                "lead of sense-and-respond in discounted profit",
                "lead",
                profit(0, SR),
                profit(0, MS),
                Model::SenseAndRespond,
            )],
        }],
        tests: &[test("sense-and-respond gains the longer needs last", 0, At::Everywhere, Rule::Rises)],
        title: "Who earns more, by how long personal needs last",
        unit: "lead of sense-and-respond, {money} per {people} market customers",
    },
    Claim {
        id: "X2",
        point: "(not in the essay) The number of attributes decides",
        experiment: "make-and-sell against sense-and-respond, 1 to 8 attributes",
        experiments: &[Experiment {
            firms: &[PLANNER, ADAPTER],
            setting: &[],
            imitation: false,
            axis: Axis::Key {
                key: "world.attributes",
                values: &[1.0, 2.0, 3.0, 4.0, 6.0, 8.0],
                words: "number of attributes",
                unit: "",
            },
            variants: &[&[]],
            readings: &[gain(
                "lead of sense-and-respond in discounted profit",
                "lead",
                profit(0, SR),
                profit(0, MS),
                Model::SenseAndRespond,
            )],
        }],
        tests: &[test(
            "who earns more changes with the number of attributes",
            0,
            At::Everywhere,
            Rule::Turns,
        )],
        title: "Who earns more, by the number of attributes of a need",
        unit: "lead of sense-and-respond, {money} per {people} market customers",
    },
    attacks::ASSUMED,
    attacks::FROZEN,
    attacks::ASYMMETRIC,
];

/// What customers give.
const GIVEN: &[&str] = &["stated", "purchases"];
/// What is taken from them.
const TAKEN: &[&str] = &["tracking", "inferred"];

const fn foresight(name: &'static str, label: &'static str, variant: usize) -> Effect {
    Effect {
        scale: Scale::Plain("taste sd"),
        ..alone(name, label, late(variant, MS, "forecast_error"), Model::MakeAndSell)
    }
}

const fn true_effect() -> Effect {
    Effect {
        name: "true effect of targeting on revenue",
        label: "effect on revenue",
        of: late(0, TMS, "revenue"),
        less: Some(late(1, TMS, "revenue")),
        scale: Scale::PercentOf("% of revenue"),
        look: Model::TargetedMakeAndSell,
        is_drawn: true,
    }
}

const fn memory(categories: &'static [&'static str]) -> Change {
    Change::Remembers("firm.*.remembers", categories)
}

const fn list(categories: &'static [&'static str]) -> Change {
    Change::Remembers("firm.targeted-make-and-sell.remembers", categories)
}

const fn disclosure(key: &'static str) -> Axis {
    Axis::Key { key, values: &[0.0, 0.5, 1.0], words: "disclosure", unit: "share of what is remembered" }
}

const fn alone(name: &'static str, label: &'static str, of: Reading, look: Model) -> Effect {
    Effect { name, label, of, less: None, scale: MONEY, look, is_drawn: true }
}

const fn disclosing(
    words: &'static str,
    case: &'static str,
    experiment: usize,
    effect: usize,
    rule: Rule,
) -> Test {
    Test { words, case, experiment, effect, at: At::Everywhere, rule }
}
