//! The alternatives that a command compares: loading and naming them, and refusing what cannot be compared.

use super::{Failure, axis, files, output};
use crate::experiment::comparison::Alternative;
pub use crate::experiment::comparison::only_firm_that_differs;
use crate::scenario::builtin::DEFAULT;
use crate::scenario::config::Config;
use crate::scenario::key;
use clap::Args;

// What is named on the command line. No docstring: clap would take it for the help of the command.
#[derive(Debug, Args)]
pub struct Named {
    /// Scenarios to compare, names of built-in ones or TOML files; with --vary, one.
    #[arg(value_name = "SCENARIO")]
    pub scenarios: Vec<String>,
    /// Compares values of one parameter, as `firm.X.targeting=0,0.3,0.9`.
    #[arg(long, value_name = "KEY=VALUE,..")]
    pub vary: Option<String>,
}

impl Named {
    /// Loads them, with `sets` on top; what varies where no scenario is named is the default one.
    ///
    /// # Errors
    /// Those of [`load`].
    pub fn load(&self, sets: &[String]) -> Result<Vec<Alternative>, Failure> {
        let default = [DEFAULT.to_owned()];
        let is_default = self.scenarios.is_empty() && self.vary.is_some();
        let scenarios = if is_default { &default[..] } else { &self.scenarios };
        load(scenarios, self.vary.as_deref(), sets)
    }

    /// The words of the command line.
    pub fn words(&self) -> impl Iterator<Item = String> {
        let vary = self.vary.iter().map(|vary| format!("--vary {}", output::shell_word(vary)));
        self.scenarios.iter().map(|scenario| output::shell_word(scenario)).chain(vary)
    }
}

/// Loads the alternatives: the scenarios, or one scenario with each value of `vary`, with `sets` on top.
///
/// # Errors
/// Exit code 2 when one cannot be loaded, when there are fewer than two, when two are the same market, and when they
/// are not of the same world.
fn load(scenarios: &[String], vary: Option<&str>, sets: &[String]) -> Result<Vec<Alternative>, Failure> {
    let alternatives = match vary {
        Some(vary) => varied(scenarios, vary, sets)?,
        None => named(scenarios, sets)?,
    };
    for (index, later) in alternatives.iter().enumerate() {
        for earlier in &alternatives[..index] {
            if let Some(what) = other_world(&earlier.config, &later.config) {
                return Err(refusal(
                    &format!("`{}` and `{}` are not of the same world: {what}", earlier.name, later.name),
                    "--set, --customers, --months and --seed apply to all alternatives",
                ));
            }
            if earlier.market() == later.market() {
                return Err(refusal(
                    &format!("`{}` and `{}` are the same market", earlier.name, later.name),
                    "name scenarios that differ, or vary a parameter with --vary KEY=VALUE,VALUE",
                ));
            }
        }
    }
    Ok(alternatives)
}

/// Wrong use: what is wrong, and what would be right.
pub fn refusal(title: &str, hint: &str) -> Failure {
    let lines = output::wrapped(&format!("error: {title}"), "") + "\n" + &output::beside("hint: ", hint, 6);
    Failure { code: 2, message: lines + "\n" }
}

fn named(scenarios: &[String], sets: &[String]) -> Result<Vec<Alternative>, Failure> {
    if scenarios.len() < 2 {
        return Err(refusal(
            "there is nothing to compare with",
            "name two scenarios, or vary a parameter of one with --vary KEY=VALUE,VALUE",
        ));
    }
    let configs: Result<Vec<Config>, Failure> =
        scenarios.iter().map(|scenario| files::load_scenario(scenario, sets)).collect();
    let configs = configs?;
    // Scenarios may have the same name; what the user typed tells them apart.
    let is_unique = |name: &str| configs.iter().filter(|config| config.name == name).count() == 1;
    let name = |(typed, config): (&String, &Config)| {
        if is_unique(&config.name) { config.name.clone() } else { typed.clone() }
    };
    let names: Vec<String> = scenarios.iter().zip(&configs).map(name).collect();
    Ok(names.into_iter().zip(configs).map(|(name, config)| Alternative { name, config }).collect())
}

fn varied(scenarios: &[String], vary: &str, sets: &[String]) -> Result<Vec<Alternative>, Failure> {
    let [scenario] = scenarios else {
        return Err(refusal(
            "--vary changes one scenario, and several are named",
            "leave out --vary, or all but one of them",
        ));
    };
    let (key, values) = parse_vary(vary)?;
    let base = files::load_scenario(scenario, sets)?;
    // Options set what is of the world, which may not vary anyhow.
    let mut set = sets.iter().filter_map(|set| set.split_once('=')).map(|(set, _)| set.trim());
    if let Some(set) = set.find(|set| !set.starts_with("world.") && axis::meet(set, key, &base)) {
        return Err(refusal(
            &format!("`{set}` is set and `{key}` is varied"),
            "one parameter can be said once: leave out one of them",
        ));
    }
    // Only what varies tells them apart, so only the last part of its key is said.
    let leaf = key.rsplit('.').next().unwrap_or(key);
    values
        .iter()
        .map(|value| {
            let set = format!("{key}={value}");
            let sets: Vec<String> = sets.iter().cloned().chain([set]).collect();
            let config = files::load_scenario(scenario, &sets)?;
            Ok(Alternative { name: format!("{leaf}={value}"), config })
        })
        .collect()
}

/// The key of `KEY=VALUE,VALUE` and its values; a comma within brackets or quotes belongs to a value.
pub fn parse_vary(text: &str) -> Result<(&str, Vec<&str>), Failure> {
    let wrong = |what: &str| {
        refusal(
            &format!("`--vary {text}` {what}"),
            "for example --vary firm.sense-and-respond.price=1,1.1,1.2",
        )
    };
    let (key, list) = text.split_once('=').ok_or_else(|| wrong("has no `=`"))?;
    let (mut depth, mut quoted, mut start, mut values) = (0, false, 0, Vec::new());
    for (place, letter) in list.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            ',' if depth == 0 && !quoted => {
                values.push(list[start..place].trim());
                start = place + 1;
            }
            _ => {}
        }
    }
    values.push(list[start..].trim());
    if values.len() < 2 {
        return Err(wrong("has one value, and two are needed to compare"));
    }
    if values.iter().any(|value| value.is_empty()) {
        return Err(wrong("has an empty value"));
    }
    Ok((key.trim(), values))
}

/// What makes two scenarios differ in their worlds, or in the units of their figures, in words.
///
/// Alternatives are compared world by world, so the same chance must meet equally many people for an equally long time.
/// Who these people are may differ, as in [`other_person`]: what needs they have, who is their neighbour and what can be
/// remembered of them belongs to the markets that are compared.
fn other_world(a: &Config, b: &Config) -> Option<String> {
    first_differing([
        ("world.seed", [a, b].map(|config| config.world.seed.to_string())),
        ("world.customers", [a, b].map(|config| config.world.customers.to_string())),
        ("world.months", [a, b].map(|config| config.world.months.to_string())),
        ("world.burn_in_months", [a, b].map(|config| config.world.burn_in_months.to_string())),
        ("report.people", [a, b].map(|config| config.report.people.to_string())),
        ("report.currency", [a, b].map(|config| config.report.currency.clone())),
    ])
}

/// What makes a customer another person in two scenarios of the same world, in words: her needs in other respects, other
/// neighbours, other draws for what is remembered of her. Who follows one customer asks for it beside [`other_world`].
pub fn other_person(a: &Config, b: &Config) -> Option<String> {
    let kinds =
        |config: &Config| config.data.iter().map(|data| data.name.as_str()).collect::<Vec<_>>().join(", ");
    first_differing([
        ("world.attributes", [a, b].map(|config| config.world.attributes.to_string())),
        ("trust.community_size", [a, b].map(|config| config.trust.community_size.to_string())),
        ("kinds of data", [a, b].map(kinds)),
    ])
}

fn first_differing<const N: usize>(all: [(&str, [String; 2]); N]) -> Option<String> {
    let differing = all.into_iter().find(|(_, [a, b])| a != b);
    differing.map(|(what, [a, b])| format!("{what} ({a} and {b})"))
}

/// The firms to compare: those that are asked for; else the one in which alone the alternatives differ; else all.
///
/// # Errors
/// Exit code 2 when a firm that is asked for, or any firm when none is, is not in every alternative.
pub fn firms(alternatives: &[Alternative], asked: &[String]) -> Result<Vec<String>, Failure> {
    let has =
        |alternative: &Alternative, name: &str| alternative.config.firms.iter().any(|firm| firm.name == name);
    let mut all: Vec<String> = Vec::new();
    for firm in alternatives.iter().flat_map(|alternative| &alternative.config.firms) {
        if !all.contains(&firm.name) {
            all.push(firm.name.clone());
        }
    }
    let shared: Vec<&String> =
        all.iter().filter(|name| alternatives.iter().all(|alternative| has(alternative, name))).collect();
    let hint = match shared[..] {
        [] => "they share no firm; --market compares the markets as a whole".to_owned(),
        [one] => format!("--firm {one} compares the firm that they share; --market the markets as a whole"),
        _ => format!("they share {}: name one with --firm, or compare with --market", key::listed(&shared)),
    };
    if let Some(name) = asked.iter().find(|name| !all.contains(name)) {
        let near = key::nearest(name, all.iter().map(String::as_str));
        let near = near.map(|near| format!("did you mean `{near}`?")).unwrap_or(hint);
        return Err(refusal(&format!("there is no firm `{name}`"), &near));
    }
    let wanted = match asked {
        [] => only_firm_that_differs(alternatives).map_or(all, |firm| vec![firm]),
        asked => {
            let mut wanted = asked.to_vec();
            wanted.dedup();
            wanted
        }
    };
    for name in &wanted {
        let (with, without): (Vec<_>, Vec<_>) = alternatives.iter().partition(|a| has(a, name));
        if let (Some(with), Some(without)) = (with.first(), without.first()) {
            let title = format!("the firm `{name}` is in `{}` and not in `{}`", with.name, without.name);
            return Err(refusal(&title, &hint));
        }
    }
    Ok(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_in_brackets_belong_to_a_value() {
        let (key, values) = parse_vary("firm.a.remembers=[], [\"stated\", \"purchases\"]").unwrap();
        assert_eq!((key, values), ("firm.a.remembers", vec!["[]", "[\"stated\", \"purchases\"]"]));
        assert_eq!(parse_vary("trust.harm=0.1,0.2").unwrap().1, ["0.1", "0.2"]);
        for wrong in ["trust.harm", "trust.harm=0.1", "trust.harm=0.1,", "trust.harm="] {
            assert_eq!(parse_vary(wrong).unwrap_err().code, 2, "{wrong}");
        }
    }
}
