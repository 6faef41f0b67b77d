//! The scenarios that come with the program.

/// A scenario that comes with the program.
#[derive(Clone, Copy, Debug)]
pub struct Builtin {
    /// Its name.
    pub name: &'static str,
    /// The text of its file.
    pub text: &'static str,
}

/// The scenario that runs when none is named, and whose firms a scenario without firms has.
pub const DEFAULT: &str = "three-ways";

macro_rules! builtins {
    ($($name:literal),* $(,)?) => {
        &[$(Builtin { name: $name, text: include_str!(concat!("../../scenarios/", $name, ".toml")) }),*]
    };
}

/// All built-in scenarios: the default one first, then by what they ask about.
pub const BUILTINS: &[Builtin] = builtins![
    "three-ways",
    "four-corners",
    // How needs move.
    "slow-market",
    "fast-market",
    "short-half-life",
    "one-attribute",
    "many-needs",
    // What targeting does.
    "targeted-v-plain",
    "mailing-list",
    "tracking-boom",
    // What people mind, and what they are told.
    "privacy-awakening",
    "unconcerned-public",
    "disclosure-law",
    "open-or-covert",
    "breach",
    // How firms come, change and go.
    "entrant",
    "price-premium",
    "moving",
    "adoption",
    "shake-out",
    // Where the model is held against real markets.
    "calibrated",
    "null-market",
];

/// The built-in scenario with this name.
pub fn with_name(name: &str) -> Option<&'static Builtin> {
    BUILTINS.iter().find(|builtin| builtin.name == name)
}

/// The names of the built-in scenarios.
pub fn names() -> impl Iterator<Item = &'static str> {
    BUILTINS.iter().map(|builtin| builtin.name)
}

/// The scenario that runs when none is named.
pub fn default_scenario() -> &'static Builtin {
    &BUILTINS[0]
}
