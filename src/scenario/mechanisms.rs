//! The mechanisms of a market that can be switched off, and what "off" means for each.

use super::config::{Change, Config, Target, Value};
use super::params::Param;

/// A part of how a market works that can be switched off.
#[derive(Debug)]
pub struct Mechanism {
    /// Name in tables and charts.
    pub name: &'static str,
    /// Keys and the values they take when it is off; events that would change them are dropped.
    pub off: &'static [(&'static str, Off)],
    /// What is the case when it is off.
    pub meaning: &'static str,
}

/// The value of a parameter that switches something off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Off {
    /// A number.
    Number(f64),
    /// `false`.
    No,
}

impl std::fmt::Display for Off {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Off::Number(number) => write!(f, "{number}"),
            Off::No => write!(f, "false"),
        }
    }
}

/// A key that stands for the severity of every breach of the timeline.
pub const BREACHES: &str = "event.breach.severity";

/// All mechanisms, in the order of tables and charts.
pub const MECHANISMS: [Mechanism; 7] = [
    Mechanism {
        name: "market shift",
        off: &[("needs.market_shift_per_year", Off::Number(0.0))],
        meaning: "the centre of the market stays where it is",
    },
    Mechanism {
        name: "personal drift",
        off: &[
            ("needs.half_life_months", Off::Number(10_000.0)),
            ("needs.life_events_per_year", Off::Number(0.0)),
        ],
        meaning: "nobody has a life event, and needs keep 99 % of their correlation over ten years: the longest \
                  half-life allowed",
    },
    Mechanism {
        name: "targeting",
        off: &[("firm.*.targeting", Off::Number(0.0)), ("firm.*.tuned", Off::No)],
        meaning: "no firm contacts anybody, whatever it remembers",
    },
    Mechanism {
        name: "privacy harm",
        off: &[("trust.harm", Off::Number(0.0)), (BREACHES, Off::Number(0.0))],
        meaning: "noticing what is remembered costs no trust, and neither does a breach; people still refuse, and a \
                  contact that rests on what they do not want still puts them off",
    },
    Mechanism {
        name: "word of mouth",
        off: &[("trust.word_of_mouth", Off::Number(0.0))],
        meaning: "nobody's trust follows that of others",
    },
    Mechanism {
        name: "adaptation",
        off: &[("firm.*.flexibility", Off::Number(0.0))],
        meaning: "every firm offers its catalogue as it is, and pays for no flexibility",
    },
    Mechanism {
        name: "experience curve",
        off: &[("costs.experience_curve", Off::Number(1.0))],
        meaning: "a purchase costs the same however many were made before",
    },
];

impl Mechanism {
    /// Switches it off.
    pub fn switch_off(&self, config: &mut Config) {
        for (key, value) in self.off {
            if *key == BREACHES {
                for event in &mut config.events {
                    if let Change::Breach { severity, .. } = &mut event.change {
                        *severity = 0.0;
                    }
                }
                continue;
            }
            let param = Param::with_key(key).expect("the table of mechanisms names parameters");
            let value = match value {
                Off::Number(number) => Value::Number(*number),
                Off::No => Value::Flag(false),
            };
            let targets: Vec<Target> = match param.section() {
                "firm" => (0..config.firms.len()).map(|firm| Target::Firm(firm, param)).collect(),
                _ => vec![Target::Market(param)],
            };
            targets.iter().for_each(|target| config.set(*target, value));
            // Firms that arrive by chance would bring it back.
            if param.section() == "firm" && config.entry.enabled && config.entry.noise != 0.0 {
                let exact = &mut config.entry.exact;
                exact.extend((!exact.contains(&param.key)).then_some(param.key));
            }
            for event in &mut config.events {
                if let Change::Set { targets: changed, .. } = &mut event.change {
                    changed.retain(|target| !targets.contains(target));
                }
            }
        }
        config
            .events
            .retain(|event| !matches!(&event.change, Change::Set { targets, .. } if targets.is_empty()));
    }

    /// Whether switching it off changes something in a market.
    pub fn is_on(&self, config: &Config) -> bool {
        let mut without = config.clone();
        self.switch_off(&mut without);
        without != *config
    }

    /// What "off" is, as settings: `trust.harm = 0`.
    pub fn settings(&self) -> String {
        self.off.iter().map(|(key, value)| format!("{key} = {value}")).collect::<Vec<_>>().join(", ")
    }
}
