//! The command that a run ends with: one change to the scenario, everything else as it was asked for.

use super::output::{WIDTH, shell_word};
use crate::scenario::config::Config;

/// What follows a result that was computed again: its scenario may not be at hand.
pub const AFTER_AGAIN: &str = "next: sellsense scenario list\n";

/// A command in words, in as many lines as it needs; a shell joins them again.
pub fn command(words: &[String]) -> String {
    let mut text = "next:".to_owned();
    let mut used = text.len();
    for word in words {
        // Room for the sign that the line goes on.
        if WIDTH - 2 < used + 1 + word.len() {
            text.push_str(" \\\n     ");
            used = 5;
        }
        text.push(' ');
        text.push_str(word);
        used += 1 + word.len();
    }
    text + "\n"
}

/// A change that acts on this market and that the settings `sets` do not make already, as `KEY=VALUE`.
pub fn change(config: &Config, sets: &[String]) -> String {
    let (key, _, value) = candidate(config, sets);
    format!("{key}={value}")
}

/// The same as `KEY=VALUE,VALUE`: as it is, and changed.
pub fn vary(config: &Config, sets: &[String]) -> String {
    let (key, now, value) = candidate(config, sets);
    format!("{key}={now},{value}")
}

/// Key, value now and another value of such a change.
fn candidate(config: &Config, sets: &[String]) -> (&'static str, f64, f64) {
    let is_set =
        |key: &str| sets.iter().any(|set| set.split('=').next().is_some_and(|name| name.trim() == key));
    let is_watched = config.firms.iter().any(|firm| {
        let remembers = firm.dials.remembers;
        config.data.iter().enumerate().any(|(index, data)| data.technology && remembers.contains(index))
    });
    let (power, needs) = (config.technology.power, &config.needs);
    let shift = if needs.market_shift_per_year < 0.5 { 0.8 } else { 0.1 };
    let half_life = if needs.half_life_months < 24.0 { 55.0 } else { 12.0 };
    let candidates = [
        (is_watched && power != 2.0, ("technology.power", power, 2.0)),
        (true, ("needs.market_shift_per_year", needs.market_shift_per_year, shift)),
        (true, ("needs.half_life_months", needs.half_life_months, half_life)),
    ];
    let free = candidates.iter().find(|(acts, (key, _, _))| *acts && !is_set(key));
    // All are set: the last setting of a key counts.
    free.unwrap_or(&candidates[1]).1
}

/// `--set KEY=VALUE` as one word that is not broken between lines.
pub fn set(setting: &str) -> String {
    format!("--set {}", shell_word(setting))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_commands_go_on_in_the_next_line() {
        let words: Vec<String> = (0..20).map(|index| format!("--set some.key=0.{index}")).collect();
        let text = command(&words);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        let joined = text.replace("\\\n", "");
        assert_eq!(joined.split_whitespace().skip(1).collect::<Vec<_>>().join(" "), words.join(" "));
    }
}
