//! `KEY=VALUE` settings: written into the document before it is checked, so that they obey its rules.

use super::fault::Fault;
use super::key;
use super::source::{Content, Entry, Node, Place, Table, parse_value};

/// Applies the setting `argument`, which is the text number `source`.
pub fn apply(document: &mut Table, argument: &str, source: usize) -> Result<(), Fault> {
    let whole = Place { source, start: 0, end: argument.len() };
    let Some((key, value)) = argument.split_once('=') else {
        let help = "for example --set needs.market_shift_per_year=0.8".to_owned();
        return Err(Fault::at(whole, "a setting is KEY=VALUE", "there is no `=`").with_help(help));
    };
    let place = Place { source, start: 0, end: key.trim_end().len() };
    let key = key.trim();
    let value = read_value(value, source, argument.len() - value.len())?;
    let put = |table: &mut Table, leaf: &str| {
        table.put(Entry { key: leaf.to_owned(), place: place.clone(), value: value.clone() });
    };
    let parts: Vec<&str> = key.split('.').collect();
    if let ["name" | "question"] = parts.as_slice() {
        put(document, key);
        return Ok(());
    }
    let firms = names(document, "firm");
    let data = names(document, "data");
    // A business model is not a parameter but a setting of several; its key is like a dial's.
    let stand_in = match parts.as_slice() {
        ["firm", name, "model"] => Some(format!("firm.{name}.flexibility")),
        _ => None,
    };
    let named = key::find(stand_in.as_deref().unwrap_or(key), &firms, &data)
        .map_err(|unknown| unknown.at(place.clone()))?;
    let leaf = parts.last().copied().unwrap_or(key);
    let section = match parts[0] {
        list @ ("firm" | "data") => {
            let names = if list == "firm" { &firms } else { &data };
            for &index in &named.places {
                if let Some(table) = entry_named(document, list, &names[index]) {
                    put(table, leaf);
                }
            }
            return Ok(());
        }
        section => section_of(document, section, &place),
    };
    if let Some(table) = section {
        put(table, leaf);
    }
    Ok(())
}

/// Reads a TOML value; a bare word is a text.
fn read_value(text: &str, source: usize, offset: usize) -> Result<Node, Fault> {
    let trimmed = text.trim();
    let offset = offset + text.len() - text.trim_start().len();
    let place = Place { source, start: offset, end: offset + trimmed.len() };
    if trimmed.is_empty() {
        return Err(Fault::at(place, "a setting is KEY=VALUE", "there is no value"));
    }
    parse_value(trimmed, source, offset).or_else(|fault| {
        if trimmed.starts_with(['[', '{', '"', '\'']) {
            return Err(fault);
        }
        Ok(Node { place, content: Content::Text(trimmed.to_owned()) })
    })
}

/// The names in a list of firms or categories, in its order.
pub fn names(document: &Table, list: &str) -> Vec<String> {
    let Some(Entry { value: Node { content: Content::List(items), .. }, .. }) = document.get(list) else {
        return Vec::new();
    };
    let name = |node: &Node| match &node.content {
        Content::Table(table) => table.text("name").map(str::to_owned),
        _ => None,
    };
    items.iter().filter_map(name).collect()
}

fn entry_named<'a>(document: &'a mut Table, list: &str, name: &str) -> Option<&'a mut Table> {
    let Content::List(items) = &mut document.get_mut(list)?.value.content else { return None };
    items.iter_mut().find_map(|node| match &mut node.content {
        Content::Table(table) if table.text("name") == Some(name) => Some(table),
        _ => None,
    })
}

/// The table of a section, made when the document has none; `None` when something else stands in its place,
/// which is a fault of its own.
fn section_of<'a>(document: &'a mut Table, section: &str, place: &Place) -> Option<&'a mut Table> {
    if document.get(section).is_none() {
        let value = Node { place: place.clone(), content: Content::Table(Table::default()) };
        document.put(Entry { key: section.to_owned(), place: place.clone(), value });
    }
    match &mut document.get_mut(section)?.value.content {
        Content::Table(table) => Some(table),
        _ => None,
    }
}
