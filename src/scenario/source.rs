//! Text with positions: what a scenario says, and where each key and value of it was written.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::fault::Fault;
use super::value::decimal_comma;

/// A text that a scenario was read from: a file, a built-in scenario, or one `--set` argument.
#[derive(Clone, Debug)]
pub struct Source {
    /// What it is called in messages.
    pub name: String,
    /// All of it.
    pub text: String,
}

/// A stretch of one of the texts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which text, in the order of reading.
    pub source: usize,
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Place {
    fn new(source: usize, offset: usize, span: Range<usize>) -> Place {
        Place { source, start: span.start + offset, end: span.end + offset }
    }
}

/// A value and the place where it was written.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where.
    pub place: Place,
    /// What.
    pub content: Content,
}

/// What was written.
#[derive(Clone, Debug)]
pub enum Content {
    /// A number with a point or an exponent, or one that is not finite.
    Real(f64),
    /// A whole number.
    Whole(i128),
    /// Words in quotes.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
    /// A date or a time, which no parameter takes.
    Date,
    /// Values in brackets, or repeated tables.
    List(Vec<Node>),
    /// Keys and values.
    Table(Table),
}

impl Content {
    /// The kind of value in words, with what it says when that is short.
    pub fn described(&self) -> String {
        match self {
            Content::Real(number) => format!("{number}"),
            Content::Whole(number) => format!("{number}"),
            Content::Text(text) if text.chars().count() <= 24 => format!("the text \"{text}\""),
            Content::Text(_) => "a text".to_owned(),
            Content::Flag(flag) => format!("{flag}"),
            Content::Date => "a date".to_owned(),
            Content::List(_) => "a list".to_owned(),
            Content::Table(_) => "a table".to_owned(),
        }
    }
}

/// A key, the place where it was written, and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key was written.
    pub place: Place,
    /// Its value.
    pub value: Node,
}

/// Keys and values in the order in which they were written.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The entries; no key occurs twice.
    pub entries: Vec<Entry>,
}

impl Table {
    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The entry of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.key == key)
    }

    /// Takes the entry of a key out.
    pub fn take(&mut self, key: &str) -> Option<Entry> {
        let index = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(index))
    }

    /// Puts an entry in, in place of the one with the same key.
    pub fn put(&mut self, entry: Entry) {
        match self.get_mut(&entry.key) {
            Some(present) => *present = entry,
            None => self.entries.push(entry),
        }
    }

    /// The text at a key, if there is one.
    pub fn text(&self, key: &str) -> Option<&str> {
        match &self.get(key)?.value.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// What is wrong with a place that is not TOML.
pub const NOT_TOML: &str = "this is not TOML";

/// Reads the text number `source` as TOML.
pub fn parse(text: &str, source: usize) -> Result<Table, Vec<Fault>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(Reading { source, offset: 0 }.table(table.get_ref()));
    }
    let fault = |error: toml::de::Error| {
        let span = error.span().unwrap_or(0..0);
        let help = value_of_line(text, span.start).and_then(decimal_comma);
        Fault::at(Place::new(source, 0, span), NOT_TOML, first_line(error.message())).with_help(help)
    };
    Err(errors.into_iter().map(fault).collect())
}

/// Reads one value, which begins at byte `offset` of the text number `source`.
pub fn parse_value(text: &str, source: usize, offset: usize) -> Result<Node, Fault> {
    let value = DeValue::parse(text).map_err(|error| {
        let span = error.span().unwrap_or(0..text.len());
        let label = first_line(error.message());
        Fault::at(Place::new(source, offset, span), "this is not a TOML value", label)
    })?;
    Ok(Reading { source, offset }.node(&value))
}

/// What stands behind the `=` of the line with this byte, without a comment.
fn value_of_line(text: &str, byte: usize) -> Option<&str> {
    let start = text.get(..byte)?.rfind('\n').map_or(0, |end| end + 1);
    let (_, value) = text[start..].lines().next()?.split_once('=')?;
    value.split('#').next()
}

fn first_line(message: &str) -> &str {
    message.lines().next().unwrap_or_default()
}

struct Reading {
    source: usize,
    offset: usize,
}

impl Reading {
    fn table(&self, table: &DeTable) -> Table {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| Entry {
                key: key.get_ref().to_string(),
                place: self.place(key.span()),
                value: self.node(value),
            })
            .collect();
        entries.sort_by(|a, b| a.place.cmp(&b.place));
        Table { entries }
    }

    fn node(&self, value: &toml::Spanned<DeValue>) -> Node {
        let content = match value.get_ref() {
            DeValue::String(text) => Content::Text(text.to_string()),
            // A number too large for its type is out of every parameter's range as well.
            DeValue::Integer(digits) => match i128::from_str_radix(digits.as_str(), digits.radix()) {
                Ok(number) => Content::Whole(number),
                Err(_) => Content::Real(f64::INFINITY),
            },
            DeValue::Float(digits) => Content::Real(digits.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(flag) => Content::Flag(*flag),
            DeValue::Datetime(_) => Content::Date,
            DeValue::Array(values) => Content::List(values.iter().map(|value| self.node(value)).collect()),
            DeValue::Table(table) => Content::Table(self.table(table)),
        };
        Node { place: self.place(value.span()), content }
    }

    fn place(&self, span: Range<usize>) -> Place {
        Place::new(self.source, self.offset, span)
    }
}
