//! Keys as people type them: which parameter one names, and which one was meant.

use super::fault::Fault;
use super::params::{PARAMS, Param};
use super::source::Place;

/// How alike two words must be, 0..1, for one to be proposed for the other.
const ALIKE: f64 = 0.8;

/// Letters of a word for each one that may be wrong in it.
const LETTERS_A_SLIP: usize = 3;

/// The same for a word that only begins another one.
const LETTERS_A_SLIP_OF_BEGINNING: usize = 6;

/// Letters that a word needs to stand for another one that begins with it.
const BEGINNING: usize = 4;

/// What a dotted key names.
#[derive(Clone, Debug)]
pub struct Named {
    /// The parameter.
    pub param: &'static Param,
    /// Places, in the scenario's list, of the firms or categories meant; empty for the market's parameters.
    pub places: Vec<usize>,
}

/// A key that names nothing: what is wrong, and what was probably meant.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// What is wrong.
    pub title: String,
    /// What was probably meant, or where to look.
    pub help: String,
    /// Whether it is the name of a firm or category that the scenario does not have.
    pub is_name: bool,
}

impl Unknown {
    /// The fault of naming it at `place`.
    pub(super) fn at(self, place: Place) -> Fault {
        let fault = Fault::at(place, self.title, "").with_help(self.help);
        if self.is_name { fault.unless_inherited() } else { fault }
    }
}

/// Finds what a key such as `trust.start`, `firm.acme.price` or `firm.*.price` names in a market with these
/// firms and data categories.
pub fn find(key: &str, firms: &[String], data: &[String]) -> Result<Named, Unknown> {
    let parts: Vec<&str> = key.split('.').collect();
    let (list, kind) = match parts[0] {
        "firm" => (firms, "firm"),
        "data" => (data, "data category"),
        "event" => {
            return Err(Unknown {
                title: format!("`{key}` cannot be set"),
                help: "events are written as [[event]] in a scenario file".to_owned(),
                is_name: false,
            });
        }
        _ => {
            let param = Param::with_key(key).ok_or_else(|| unknown_key(key))?;
            return Ok(Named { param, places: Vec::new() });
        }
    };
    let &[section, name, leaf] = parts.as_slice() else {
        return Err(Unknown {
            title: format!("unknown key `{key}`"),
            help: format!("write `{0}.NAME.KEY`, or `{0}.*.KEY` for every {kind}", parts[0]),
            is_name: false,
        });
    };
    let param = Param::with_key(&format!("{section}.*.{leaf}")).ok_or_else(|| {
        let leaves = leaves(section);
        match nearest(leaf, leaves.iter().copied()) {
            Some(near) => Unknown {
                title: format!("unknown key `{key}`"),
                help: format!("did you mean `{section}.{name}.{near}`?"),
                is_name: false,
            },
            None => unknown_key(key),
        }
    })?;
    let places = match list.iter().position(|present| present == name) {
        _ if name == "*" && !list.is_empty() => (0..list.len()).collect(),
        Some(place) => vec![place],
        None => return Err(unknown_name(kind, name, list)),
    };
    Ok(Named { param, places })
}

/// The last parts of the keys of a section.
pub fn leaves(section: &str) -> Vec<&'static str> {
    PARAMS.iter().filter(|param| param.section() == section).map(Param::leaf).collect()
}

/// A key that is in no table.
pub fn unknown_key(key: &str) -> Unknown {
    Unknown { title: format!("unknown key `{key}`"), help: suggestion(key), is_name: false }
}

/// A firm or category that the scenario does not have.
pub fn unknown_name(kind: &str, name: &str, present: &[String]) -> Unknown {
    let help = match nearest(name, present.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if present.is_empty() => format!("the scenario has no {kind}"),
        None => format!("the scenario has {}", listed(present)),
    };
    Unknown { title: format!("there is no {kind} `{name}`"), help, is_name: true }
}

/// Words that propose a parameter for a key that does not exist.
pub fn suggestion(key: &str) -> String {
    match nearest_param(key) {
        Some(param) => format!("did you mean `{}`?", param.key),
        None => "`sellsense params` lists all keys".to_owned(),
    }
}

/// The parameter whose key, or whose key's last part, is most like `key`.
pub fn nearest_param(key: &str) -> Option<&'static Param> {
    let leaf = key.rsplit('.').next().unwrap_or(key);
    let likeness = |param: &Param| alike(key, param.key).max(alike(leaf, param.leaf()) * 0.999);
    PARAMS
        .iter()
        .map(|param| (likeness(param), param))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .map(|(_, param)| param)
}

/// The candidate most like `word`, if one is like it at all.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (alike(word, candidate), candidate))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .map(|(_, candidate)| candidate)
}

/// Names in a row: `a, b and c`.
pub fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// How alike a word is to the one that may have been meant, 0..1: 0 unless a few slips of the hand turn it into
/// that one or into its beginning.
fn alike(word: &str, meant: &str) -> f64 {
    let letters = word.chars().count();
    let slips = (letters / LETTERS_A_SLIP).max(1);
    let beginning: String = meant.chars().take(letters).collect();
    let is_near = strsim::damerau_levenshtein(word, meant) <= slips
        || (BEGINNING <= letters
            && strsim::damerau_levenshtein(word, &beginning) <= letters / LETTERS_A_SLIP_OF_BEGINNING);
    if !is_near {
        return 0.0;
    }
    strsim::jaro_winkler(word, meant).max(strsim::normalized_damerau_levenshtein(word, meant))
}

/// Whether a name is a kebab-case word: `a-z`, `0-9`, single hyphens between.
pub fn is_kebab(name: &str) -> bool {
    !name.is_empty()
        && name.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}

/// A kebab-case word as like `text` as can be; empty when nothing of it is left.
pub fn to_kebab(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}
