//! One value against its parameter: kind, range, and the words that say what was expected.

use super::config::{CategorySet, Segment, Value};
use super::fault::Fault;
use super::key;
use super::params::{Kind, Param, Slot};
use super::source::{Content, Node, Table};

/// How far the shares of a whole may be from 1 together.
pub const WHOLE: f64 = 1e-6;

/// What a parameter takes, in words: `a number from 0 to 20, in taste sd/year`.
pub fn expected(param: &Param) -> String {
    let kind = match param.kind {
        Kind::Real => "a number",
        Kind::Whole => "a whole number",
        Kind::Flag => "true or false",
        Kind::Text => "words in quotes",
        Kind::Categories => "a list of data categories, such as [\"purchases\"]",
        Kind::Mixture => "a list of { share, alpha, beta }",
    };
    let range = match (param.range, param.slot) {
        (None, _) => String::new(),
        // A seed has more digits than a number.
        (Some((low, _)), Slot::Seed) => format!(" from {low} to {}", u64::MAX),
        (Some((low, high)), _) => format!(" from {low} to {high}"),
    };
    let unit = match param.unit {
        "" | "bool" | "set" | "text" | "mixture" | "count" => String::new(),
        unit => format!(", in {unit}"),
    };
    format!("{kind}{range}{unit}")
}

/// Reads the number of a parameter, within its range.
pub fn number(key: &str, param: &Param, node: &Node) -> Result<f64, Fault> {
    let number = match node.content {
        Content::Real(number) if param.kind == Kind::Real || number.fract() == 0.0 => number,
        Content::Whole(number) => number as f64,
        _ => return Err(wrong_kind(key, param, node)),
    };
    match param.range {
        Some((low, high)) if !(low..=high).contains(&number) => {
            let label = format!("expected {}", expected(param));
            Err(Fault::at(node.place.clone(), format!("`{key}` = {number} is out of range"), label))
        }
        _ => Ok(number),
    }
}

/// Reads the value of a parameter that a number, a flag or a set of categories fills.
pub fn value(key: &str, param: &Param, node: &Node, categories: &[String]) -> Result<Value, Vec<Fault>> {
    match (param.kind, &node.content) {
        (Kind::Real | Kind::Whole, _) => {
            number(key, param, node).map(Value::Number).map_err(|fault| vec![fault])
        }
        (Kind::Flag, Content::Flag(flag)) => Ok(Value::Flag(*flag)),
        (Kind::Categories, Content::List(names)) => {
            category_set(key, param, names, categories).map(Value::Categories)
        }
        _ => Err(vec![wrong_kind(key, param, node)]),
    }
}

fn category_set(
    key: &str,
    param: &Param,
    names: &[Node],
    known: &[String],
) -> Result<CategorySet, Vec<Fault>> {
    let mut set = CategorySet::default();
    let mut faults = Vec::new();
    for node in names {
        let Content::Text(name) = &node.content else {
            faults.push(wrong_kind(key, param, node));
            continue;
        };
        match known.iter().position(|category| category == name) {
            // Faults in the list of categories itself are reported there.
            Some(index) if index >= CategorySet::CAPACITY => {}
            Some(index) => set = set.with(index),
            None => {
                let unknown = key::unknown_name("data category", name, known);
                faults.push(unknown.at(node.place.clone()));
            }
        }
    }
    if faults.is_empty() { Ok(set) } else { Err(faults) }
}

/// Reads the seed, which needs all of its 64 bits.
pub fn seed(key: &str, param: &Param, node: &Node) -> Result<u64, Fault> {
    let Content::Whole(number) = node.content else { return Err(wrong_kind(key, param, node)) };
    u64::try_from(number).map_err(|_| {
        let label = format!("expected a whole number from 0 to {}", u64::MAX);
        Fault::at(node.place.clone(), format!("`{key}` = {number} is out of range"), label)
    })
}

/// Reads a text, which must not be empty.
pub fn text(key: &str, node: &Node) -> Result<String, Fault> {
    match &node.content {
        Content::Text(text) if !text.trim().is_empty() && !text.contains(char::is_control) => {
            Ok(text.clone())
        }
        Content::Text(_) => Err(Fault::at(
            node.place.clone(),
            format!("`{key}` is not a line of text"),
            "expected one line of text",
        )),
        other => {
            let title = format!("`{key}` must be a text, not {}", other.described());
            Err(Fault::at(node.place.clone(), title, "expected words in quotes"))
        }
    }
}

/// Reads the mixture of Beta distributions of privacy sensitivity.
pub fn segments(key: &str, param: &Param, node: &Node) -> Result<Vec<Segment>, Vec<Fault>> {
    let Content::List(items) = &node.content else { return Err(vec![wrong_kind(key, param, node)]) };
    if items.is_empty() {
        let label = format!("expected {}", expected(param));
        return Err(vec![Fault::at(node.place.clone(), format!("`{key}` is empty"), label)]);
    }
    let mut faults = Vec::new();
    let mut segments = Vec::new();
    for item in items {
        let Content::Table(table) = &item.content else {
            faults.push(wrong_kind(key, param, item));
            continue;
        };
        let mut part = |name, range| {
            part_of_segment(key, item, table, name, range).unwrap_or_else(|fault| {
                faults.push(fault);
                f64::NAN
            })
        };
        segments.push(Segment {
            share: part("share", (0.0, 1.0)),
            alpha: part("alpha", Segment::SHAPES),
            beta: part("beta", Segment::SHAPES),
        });
        for entry in &table.entries {
            if !["share", "alpha", "beta"].contains(&entry.key.as_str()) {
                let title = format!("unknown key `{}` in `{key}`", entry.key);
                faults.push(Fault::at(entry.place.clone(), title, "a segment has share, alpha and beta"));
            }
        }
    }
    let sum: f64 = segments.iter().map(|segment| segment.share).sum();
    if faults.is_empty() && (sum - 1.0).abs() > WHOLE {
        let title = format!("the shares of `{key}` sum to {}", rounded(sum));
        faults.push(Fault::at(node.place.clone(), title, "expected shares that sum to 1"));
    }
    if faults.is_empty() { Ok(segments) } else { Err(faults) }
}

fn part_of_segment(
    key: &str,
    item: &Node,
    table: &Table,
    name: &str,
    (low, high): (f64, f64),
) -> Result<f64, Fault> {
    let label = format!("expected a number from {low} to {high}");
    let Some(entry) = table.get(name) else {
        return Err(Fault::at(item.place.clone(), format!("a segment of `{key}` has no `{name}`"), label));
    };
    match entry.value.content {
        Content::Real(number) if (low..=high).contains(&number) => Ok(number),
        Content::Whole(number) if (low..=high).contains(&(number as f64)) => Ok(number as f64),
        ref other => {
            let title = format!("`{name}` of a segment of `{key}` is {}", other.described());
            Err(Fault::at(entry.value.place.clone(), title, label))
        }
    }
}

/// A value of a kind that its parameter does not take.
pub fn wrong_kind(key: &str, param: &Param, node: &Node) -> Fault {
    let what = match param.kind {
        Kind::Real => "a number",
        Kind::Whole => "a whole number",
        Kind::Flag => "true or false",
        Kind::Text => "a text",
        Kind::Categories => "a list of data categories",
        Kind::Mixture => "a list of segments",
    };
    let title = format!("`{key}` must be {what}, not {}", node.content.described());
    let help = match &node.content {
        Content::Text(text) if matches!(param.kind, Kind::Real | Kind::Whole) => decimal_comma(text),
        _ => None,
    };
    Fault::at(node.place.clone(), title, format!("expected {}", expected(param))).with_help(help)
}

/// The way out for a number with a decimal comma.
pub fn decimal_comma(text: &str) -> Option<String> {
    let (whole, part) = text.trim().split_once(',')?;
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = is_digits(whole.strip_prefix('-').unwrap_or(whole)) && is_digits(part);
    is_number.then(|| format!("write {whole}.{part}"))
}

/// A number as messages show it: six digits after the point at most.
pub fn rounded(number: f64) -> String {
    format!("{}", (number * 1e6).round() / 1e6 + 0.0)
}
