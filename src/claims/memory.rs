//! Claims about what firms remember of people, and what they do with it.

use super::experiment::{At, Axis, Change, Claim, Effect, Experiment, Scale, Test};
use super::judge::Rule;
use super::list::{
    ADAPTER, COVERT, CSR, DUEL, PLANNER, SR, TARGETED, TARGETER, TMS, TRUST, alone, in_case, late, profit,
    test,
};
use crate::scenario::config::Model;

/// Targeting pays at first, then costs trust.
pub const POWERFUL: Claim = Claim {
    id: "C4",
    point: "Powerful targeting in make-and-sell hands pays at first, then costs trust",
    experiment: "a targeted make-and-sell firm against a plain one; the same worlds with and without its targeting",
    experiments: &[Experiment {
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
        ..TARGETED
    }],
    tests: &[
        test("targeting raises revenue in the first year", 0, At::First, Rule::Above(0.0)),
        test("it lowers revenue in some year", 0, At::Everywhere, Rule::SomewhereBelow(0.0)),
        test("it lowers trust in the last year", 1, At::Last, Rule::Below(0.0)),
    ],
    title: "What targeting does to a make-and-sell firm, year by year",
    unit: "effect: % of revenue, and % of full trust",
};

/// The firm does not realize it.
pub const UNNOTICED: Claim = Claim {
    id: "C5",
    point: "... without the firm realizing",
    experiment: "the true effect of targeting on revenue beside the lift that the firm's campaign tests report",
    experiments: &[Experiment {
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
        ..TARGETED
    }],
    tests: &[
        test(
            "the true effect on revenue is negative in some year",
            0,
            At::Everywhere,
            Rule::SomewhereBelow(0.0),
        ),
        test(
            "the campaign tests report a gain until it is, and in that year as well",
            1,
            At::UntilBelow(0),
            Rule::Above(0.0),
        ),
    ],
    title: "What targeting does, and what the firm's own tests say",
    unit: "%",
};

/// Technology makes it worse.
pub const TECHNOLOGY: Claim = Claim {
    id: "C6",
    point: "More powerful technology makes it worse",
    experiment: "technology 0.1 to 4; trust in the targeted firm with and without the harm of noticed intrusions",
    experiments: &[Experiment {
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
        ..TARGETED
    }],
    tests: &[test("more trust is lost the more powerful technology is", 0, At::Everywhere, Rule::Rises(0.0))],
    title: "Trust lost to noticed intrusions, by the power of technology",
    unit: "% of full trust lost",
};

/// Remembering for customers, or about them.
pub const FOR_AND_ABOUT: Claim = Claim {
    id: "C7",
    point: "What is remembered for customers is wanted; what is remembered about them is not",
    experiment: "the same memory, friction and disclosure, used to adapt the offer or to target",
    experiments: &[Experiment {
        firms: &[ADAPTER, TARGETER],
        setting: &[Change::Number("firm.*.disclosure", 0.3), Change::Number("firm.*.consent_friction", 1.0)],
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
        readings: &[Effect {
            name: "for share of the adapting firm beyond that of the targeting one",
            label: "adapting less targeting",
            of: late(0, SR, "for_share"),
            less: Some(late(0, TMS, "for_share")),
            scale: Scale::Hundredfold("% of items held"),
            look: Model::SenseAndRespond,
            is_drawn: true,
        }],
        ..DUEL
    }],
    tests: &[test(
        "more of the same memory is wanted where it adapts the offer, by 1 % of items or more",
        0,
        At::Everywhere,
        Rule::Above(1.0),
    )],
    title: "For share of the same memory, used to adapt or to target",
    unit: "for share, adapting less targeting, % of items held",
};

/// Having to disclose.
pub const DISCLOSURE: Claim = Claim {
    id: "C8",
    point: "Having to disclose keeps a firm honest and serves customers",
    experiment: "disclosure 0 to 1, of what customers give (stated, purchases) or of what is taken (tracking, inferred)",
    experiments: &[
        Experiment {
            firms: &[PLANNER, COVERT],
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
            ..DUEL
        },
        Experiment {
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
            ..TARGETED
        },
    ],
    tests: &[
        in_case("a firm that adapts", 0, GIVEN_DISCLOSED),
        in_case("a firm that adapts", 0, TAKEN_DISCLOSED),
        in_case("a firm that targets", 1, GIVEN_DISCLOSED),
        in_case("a firm that targets", 1, TAKEN_DISCLOSED),
    ],
    title: "What a firm earns, by how much it discloses",
    unit: "discounted profit, {money} per {people} market customers",
};

/// A mailing list, or following people.
pub const MAILING_LIST: Claim = Claim {
    id: "C10",
    point: "A mailing list is not the same as following people in real time",
    experiment: "a targeted firm that remembers purchases only, and more and more beside",
    experiments: &[Experiment {
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
        readings: &[Effect {
            name: "trust lost to remembering and targeting",
            label: "trust lost",
            of: late(1, TMS, "public_trust"),
            less: Some(late(0, TMS, "public_trust")),
            scale: TRUST,
            look: Model::TargetedMakeAndSell,
            is_drawn: true,
        }],
        ..TARGETED
    }],
    tests: &[test(
        "following people costs more trust than a list of purchases",
        0,
        At::Everywhere,
        Rule::Rises(0.0),
    )],
    title: "Trust lost, by what a targeted firm remembers",
    unit: "% of full trust lost, against remembering nothing",
};

/// What customers give.
const GIVEN: &[&str] = &["stated", "purchases"];

/// What is taken from them.
const TAKEN: &[&str] = &["tracking", "inferred"];

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

const GIVEN_DISCLOSED: Test =
    test("who discloses what is given does not lose by it", 0, At::Everywhere, Rule::Holds);

const TAKEN_DISCLOSED: Test = test("who discloses what is taken does", 1, At::Everywhere, Rule::Falls);
