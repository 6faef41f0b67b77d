//! `KEY=a..b`: an axis over a parameter, as the command line takes it.

use super::Failure;
use super::alternatives::refusal;
use crate::export::plane::Axis;
use crate::math::wide;
use crate::scenario::config::{Config, Target};
use crate::scenario::key::{self, Named};
use crate::scenario::params::{Kind, Param};
use crate::scenario::write::number;

/// A ratio of the ends of an axis from which on it is logarithmic unless something else is asked for.
const LOGARITHMIC: f64 = 20.0;

/// The axes of a map when none are named: how fast needs move, of the market and of people; and how much people mind
/// being watched, and how powerful watching is.
pub const DEFAULT: [(&str, &str); 2] = [
    ("needs.market_shift_per_year=0..2", "needs.half_life_months=3..240"),
    ("privacy.shift=-0.6..0.3", "technology.power=0.1..4"),
];

/// What an axis takes, for messages.
const FORM: &str = "an axis is KEY=a..b, for example needs.market_shift_per_year=0..2; \
                    `,log` or `,linear` after it sets the spacing";

/// Reads an axis with about `points` values; `config` says which firms and categories there are.
///
/// # Errors
/// Exit code 2 when the text is no axis, its key is unknown or no number of the market, or its ends are out of range.
pub fn parse(text: &str, points: usize, config: &Config) -> Result<Axis, Failure> {
    let wrong = |what: String, hint: &str| refusal(&what, hint);
    let Some((key, ends)) = text.split_once('=') else {
        return Err(wrong(format!("`{text}` is not an axis: there is no `=`"), FORM));
    };
    let key = key.trim();
    let Named { param, places } = named(key, config)?;
    if !matches!(param.kind, Kind::Real | Kind::Whole) {
        let hint = "an axis needs a parameter that is a number; `sellsense params` lists them";
        return Err(wrong(format!("`{key}` is no number and cannot be an axis"), hint));
    }
    if param.section() == "report" || (param.section() == "world" && param.key != "world.attributes") {
        let hint = "an axis needs a parameter of the market; `sellsense params` lists them";
        return Err(wrong(format!("`{key}` is a setting of the study, not of the market"), hint));
    }
    let (ends, spacing) = ends.split_once(',').map_or((ends, None), |(ends, word)| (ends, Some(word.trim())));
    let read = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let Some((from, to)) = ends.split_once("..").and_then(|(from, to)| Some((read(from)?, read(to)?))) else {
        return Err(wrong(format!("`{}` of `{key}` is no range of numbers", ends.trim()), FORM));
    };
    if to <= from {
        let hint = "an axis goes from a smaller number to a larger one";
        return Err(wrong(format!("`{key}` goes from {} to {}", number(from), number(to)), hint));
    }
    if let Some((low, high)) = param.range.filter(|(low, high)| from < *low || *high < to) {
        let hint = format!("it may be from {} to {}", number(low), number(high));
        return Err(wrong(format!("`{key}` = {}..{} is out of range", number(from), number(to)), &hint));
    }
    let is_log = match spacing {
        None => 0.0 < from && LOGARITHMIC <= to / from && param.kind == Kind::Real,
        Some("linear") => false,
        Some("log") if 0.0 < from => true,
        Some("log") => {
            return Err(wrong(format!("`{key}` cannot be logarithmic from {}", number(from)), FORM));
        }
        Some(other) => return Err(wrong(format!("`{other}` is no spacing of an axis"), FORM)),
    };
    let values = values(from, to, points, is_log, param.kind);
    if values.len() < 2 {
        let hint = "it takes whole numbers: name a range that holds two of them";
        return Err(wrong(
            format!("`{key}` has fewer than two values from {} to {}", number(from), number(to)),
            hint,
        ));
    }
    let here = here(config, param, &places);
    Ok(Axis {
        key: key.to_owned(),
        unit: param.unit.to_owned(),
        meaning: first_clause(param.meaning).to_owned(),
        values,
        is_log,
        here,
    })
}

/// What a parameter is; what follows a stop or a semicolon is advice on its values. The dots of a range are no stop.
fn first_clause(meaning: &str) -> &str {
    let ends = |(at, rest): (usize, &str)| {
        let is_stop = rest.starts_with(". ") && rest[2..].starts_with(|first: char| first.is_uppercase());
        (is_stop || rest.starts_with("; ")).then_some(at)
    };
    let end = meaning.char_indices().map(|(at, _)| (at, &meaning[at..])).find_map(ends);
    &meaning[..end.unwrap_or(meaning.len())]
}

/// Refuses two axes, or an axis and a setting, that say the same.
///
/// # Errors
/// Exit code 2, with what is said twice.
pub fn check_distinct(x: &Axis, y: &Axis, sets: &[String], config: &Config) -> Result<(), Failure> {
    let said_twice = |what: String| refusal(&what, "one parameter can be said once; name another one");
    if x.key == y.key {
        return Err(said_twice(format!("`{}` is on both axes", x.key)));
    }
    if meet(&x.key, &y.key, config) {
        return Err(said_twice(format!("`{}` and `{}` are one parameter on both axes", x.key, y.key)));
    }
    for axis in [x, y] {
        let keys = sets.iter().filter_map(|set| set.split_once('=')).map(|(key, _)| key.trim());
        if let Some(key) = keys.into_iter().find(|key| meet(key, &axis.key, config)) {
            return Err(said_twice(format!("`{key}` is set and `{}` is an axis", axis.key)));
        }
    }
    Ok(())
}

fn named(key: &str, config: &Config) -> Result<Named, Failure> {
    let firms: Vec<String> = config.firms.iter().map(|firm| firm.name.clone()).collect();
    let data: Vec<String> = config.data.iter().map(|data| data.name.clone()).collect();
    key::find(key, &firms, &data).map_err(|unknown| refusal(&unknown.title, &unknown.help))
}

/// Whether two keys name a parameter of the same thing.
pub fn meet(a: &str, b: &str, config: &Config) -> bool {
    let (Ok(a), Ok(b)) = (named(a, config), named(b, config)) else { return a == b };
    let share = a.places.iter().any(|place| b.places.contains(place));
    a.param.key == b.param.key && (share || a.places.is_empty())
}

/// The value of the scenario itself, where all that the key names have one.
fn here(config: &Config, param: &'static Param, places: &[usize]) -> Option<f64> {
    let mut config = config.clone();
    let target = |place: Option<&usize>| match (param.section(), place) {
        ("firm", Some(&place)) => Target::Firm(place, param),
        ("data", Some(&place)) => Target::Data(place, param),
        _ => Target::Market(param),
    };
    let first = *config.number_mut(target(places.first()))?;
    let alike =
        places.iter().all(|place| config.number_mut(target(Some(place))).is_some_and(|n| *n == first));
    alike.then_some(first)
}

/// Evenly spaced values, or such whose ratio is the same; whole numbers each once.
fn values(from: f64, to: f64, points: usize, is_log: bool, kind: Kind) -> Vec<f64> {
    let last = (points - 1) as f64;
    let value = |index: usize| {
        let share = index as f64 / last;
        let exact = if is_log { from * wide::power(to / from, share) } else { from + (to - from) * share };
        match (kind, index) {
            (Kind::Whole, _) => exact.round(),
            (_, 0) => from,
            (_, index) if index + 1 == points => to,
            _ => short(exact),
        }
    };
    let mut values: Vec<f64> = (0..points).map(value).collect();
    if kind == Kind::Whole {
        values.retain(|value| from <= *value && *value <= to);
    }
    values.dedup();
    values
}

/// The value with six digits: nobody wants to read more.
fn short(value: f64) -> f64 {
    format!("{value:.5e}").parse().expect("a number that was just written")
}

/// The scenario at a point: what `load` makes of the settings of the axes.
///
/// # Errors
/// Exit code 2 when the values do not go together.
pub fn at(load: Load, axes: [(&Axis, usize); 2]) -> Result<Config, Failure> {
    load(&axes.map(|(axis, index)| format!("{}={}", axis.key, number(axis.values[index]))))
}

/// Loads a scenario with these settings on top.
pub type Load<'a> = &'a (dyn Fn(&[String]) -> Result<Config, Failure> + Sync);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::params::PARAMS;

    #[test]
    fn an_axis_is_named_by_a_whole_clause() {
        assert_eq!(first_clause("how far: 0 rigid .. 1 wholly"), "how far: 0 rigid .. 1 wholly");
        assert_eq!(first_clause("half-life. Very long is 10 000"), "half-life");
        assert_eq!(first_clause("share lost; thought to be 1 to 6"), "share lost");
        for param in PARAMS {
            let clause = first_clause(param.meaning);
            assert!(!clause.is_empty() && !clause.ends_with([' ', '.', ';', ':']), "{}: {clause}", param.key);
        }
    }
}
