//! Claims about what firms remember of people, and what they do with it.

use super::experiment::{At, Axis, Ceiling, Change, Claim, Effect, Experiment, Scale, Test};
use super::judge::Rule;
use super::list::{
    ADAPTER, COVERT, CSR, DUEL, FIVE_YEARS, PLANNER, SR, TARGETED, TARGETER, THREE_YEARS, TMS, TRUST, alone,
    in_case, late, not_drawn, profit, test,
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
    headline: 2,
    least_months: FIVE_YEARS,
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
        Test {
            premise: Some("targeting does no harm here that the firm could fail to realize"),
            ..test(
                "the true effect on revenue is negative in some year",
                0,
                At::Everywhere,
                Rule::SomewhereBelow(0.0),
            )
        },
        test("the campaign tests do not report a loss before it is", 1, At::UntilBelow(0), Rule::Stays),
    ],
    headline: 1,
    least_months: FIVE_YEARS,
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
            of: None,
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
    headline: 0,
    least_months: THREE_YEARS,
    title: "Trust lost to noticed intrusions, by the power of technology",
    unit: "% of full trust lost",
};

/// Remembering for customers, or about them. Categories that a scenario adds are not tried: which is which of them is
/// known to its author only.
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
        readings: &[
            Effect {
                name: "for share of the adapting firm beyond that of the targeting one",
                label: "adapting less targeting",
                of: late(0, SR, "for_share"),
                less: Some(late(0, TMS, "for_share")),
                scale: Scale::Hundredfold("% of items held"),
                look: Model::SenseAndRespond,
                is_drawn: true,
            },
            Effect {
                scale: Scale::Hundredfold("% of items held"),
                is_drawn: false,
                ..alone(
                    "for share of the targeting firm",
                    "targeting",
                    late(0, TMS, "for_share"),
                    Model::TargetedMakeAndSell,
                )
            },
        ],
        ceiling: Some(Ceiling {
            reading: 1,
            from: 99.0,
            words: "99 % or more is wanted of the targeting firm as well, which leaves no room",
        }),
        ..DUEL
    }],
    tests: &[test(
        "more of the same memory is wanted where it adapts the offer, by 1 % of items or more",
        0,
        At::Everywhere,
        Rule::Above(1.0),
    )],
    headline: 0,
    least_months: THREE_YEARS,
    title: "For share of the same memory, used to adapt or to target",
    unit: "for share, adapting less targeting, % of items held",
};

/// Having to disclose. Categories that a scenario adds are not tried: the claim is about the five of the model.
pub const DISCLOSURE: Claim = Claim {
    id: "C8",
    point: "Having to disclose keeps a firm honest and serves customers",
    experiment: "disclosure 0 to 1, of what customers give (stated, purchases) or of what is taken (tracking, inferred), where refusing is hard (friction 1) or easy (0)",
    experiments: &[
        Experiment {
            setting: &[Change::Number("firm.covert-sense-and-respond.consent_friction", 1.0)],
            readings: &disclosed(CSR, Model::SenseAndRespond, &ADAPTS_HARD_CALLED),
            ..DISCLOSING_ADAPTER
        },
        Experiment {
            setting: &[Change::Number("firm.targeted-make-and-sell.consent_friction", 1.0)],
            readings: &disclosed(TMS, Model::TargetedMakeAndSell, &TARGETS_HARD_CALLED),
            ..DISCLOSING_TARGETER
        },
        Experiment {
            setting: &[Change::Number("firm.covert-sense-and-respond.consent_friction", 0.0)],
            readings: &disclosed(CSR, Model::SenseAndRespond, &ADAPTS_EASY_CALLED),
            ..DISCLOSING_ADAPTER
        },
        Experiment {
            setting: &[Change::Number("firm.targeted-make-and-sell.consent_friction", 0.0)],
            readings: &disclosed(TMS, Model::TargetedMakeAndSell, &TARGETS_EASY_CALLED),
            ..DISCLOSING_TARGETER
        },
    ],
    tests: &[
        in_case(ADAPTS_HARD, 0, GIVEN_GAINS),
        in_case(ADAPTS_HARD, 0, TAKEN_LOSES),
        in_case(TARGETS_HARD, 1, GIVEN_GAINS),
        in_case(TARGETS_HARD, 1, TAKEN_LOSES),
        in_case(ADAPTS_EASY, 2, GIVEN_GAINS),
        in_case(ADAPTS_EASY, 2, TAKEN_LOSES),
        in_case(TARGETS_EASY, 3, GIVEN_GAINS),
        in_case(TARGETS_EASY, 3, TAKEN_LOSES),
        in_case(CUSTOMERS, 0, CUSTOMERS_SERVED),
        in_case(CUSTOMERS, 1, CUSTOMERS_SERVED),
    ],
    headline: 3,
    least_months: THREE_YEARS,
    title: "What a firm earns, by how much it discloses",
    unit: "discounted profit, {money} per {people} market customers",
};

/// A mailing list, or following people. Categories that a scenario adds are not tried: whether one is a list or follows
/// people is known to its author only.
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
        "following people costs more trust than a list of purchases, by 1 % of full trust or more",
        0,
        At::Everywhere,
        Rule::Rises(1.0),
    )],
    headline: 0,
    least_months: THREE_YEARS,
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

const ADAPTS_HARD: &str = "a firm that adapts, refusing hard";
const TARGETS_HARD: &str = "a firm that targets, refusing hard";
const ADAPTS_EASY: &str = "a firm that adapts, refusing easy";
const TARGETS_EASY: &str = "a firm that targets, refusing easy";

const CUSTOMERS: &str = "trust of its customers";

/// By what is given and by what is taken.
const DISCLOSING_ADAPTER: Experiment = Experiment {
    firms: &[PLANNER, COVERT],
    axis: disclosure("firm.covert-sense-and-respond.disclosure"),
    variants: &[
        &[Change::Remembers("firm.covert-sense-and-respond.remembers", GIVEN)],
        &[Change::Remembers("firm.covert-sense-and-respond.remembers", TAKEN)],
    ],
    ..DUEL
};
const DISCLOSING_TARGETER: Experiment = Experiment {
    axis: disclosure("firm.targeted-make-and-sell.disclosure"),
    variants: &[
        &[Change::Remembers("firm.targeted-make-and-sell.remembers", GIVEN)],
        &[Change::Remembers("firm.targeted-make-and-sell.remembers", TAKEN)],
    ],
    ..TARGETED
};

const fn disclosure(key: &'static str) -> Axis {
    Axis::Key {
        key,
        values: &[0.0, 0.5, 1.0],
        of: None,
        words: "disclosure",
        unit: "share of what is remembered",
    }
}

/// What the readings of a firm that discloses are called, and its two curves where they are drawn.
struct Called {
    profits: [&'static str; 2],
    trust: &'static str,
    drawn: Option<[&'static str; 2]>,
}

/// The names where the firm `$does` something and refusing is `$ease`.
macro_rules! called {
    ($does:literal, $ease:literal, $drawn:expr) => {
        Called {
            profits: [
                concat!("profit of who ", $does, " by what is given, refusing ", $ease),
                concat!("profit of who ", $does, " by what is taken, refusing ", $ease),
            ],
            trust: concat!("trust in who ", $does, " by what is given, refusing ", $ease),
            drawn: $drawn,
        }
    };
}

const ADAPTS_HARD_CALLED: Called = called!("adapts", "hard", Some(["adapts, given", "adapts, taken"]));
const TARGETS_HARD_CALLED: Called = called!("targets", "hard", Some(["targets, given", "targets, taken"]));
const ADAPTS_EASY_CALLED: Called = called!("adapts", "easy", None);
const TARGETS_EASY_CALLED: Called = called!("targets", "easy", None);

/// What becomes of a firm by what is given and by what is taken, and of its customers.
const fn disclosed(firm: &'static str, look: Model, called: &Called) -> [Effect; 3] {
    let (labels, is_drawn) = match called.drawn {
        Some(labels) => (labels, true),
        None => (["", ""], false),
    };
    let [given, taken] = called.profits;
    [
        Effect { is_drawn, ..alone(given, labels[0], profit(0, firm), look) },
        Effect { is_drawn, ..alone(taken, labels[1], profit(1, firm), look) },
        Effect { scale: TRUST, ..not_drawn(alone(called.trust, "", late(0, firm, "trust"), look)) },
    ]
}

// The sign depends on what is remembered, as F6 has it, where both hold.
const GIVEN_GAINS: Test = test("who discloses what is given gains by it", 0, At::Ends, Rule::Rises(0.0));
const TAKEN_LOSES: Test = test("who discloses what is taken loses by it", 1, At::Ends, Rule::Falls);

const CUSTOMERS_SERVED: Test =
    test("customers trust who discloses what is given more", 2, At::Ends, Rule::Rises(0.0));
