//! One scenario on top of another: tables key by key, firms and categories by name, events added or dropped.

use super::events::{in_words, words};
use super::fault::Fault;
use super::key;
use super::params::PARAMS;
use super::source::{Content, Node, Place, Table};

/// Lays `over` on `base`.
pub fn merge(base: Table, over: Table, faults: &mut Vec<Fault>) -> Table {
    let mut merged = base;
    for mut entry in over.entries {
        let below = merged.take(&entry.key).map(|entry| entry.value.content);
        entry.value.content = match (entry.key.as_str(), below, entry.value.content) {
            (key @ ("firm" | "data"), below, Content::List(over)) => {
                Content::List(merge_named(key, items(below), over, faults))
            }
            ("event", below, Content::List(over)) => Content::List(merge_events(items(below), over, faults)),
            (_, Some(Content::Table(below)), Content::Table(over)) => Content::Table(overlay(below, over)),
            (_, _, over) => over,
        };
        merged.put(entry);
    }
    merged
}

fn items(content: Option<Content>) -> Vec<Node> {
    match content {
        Some(Content::List(items)) => items,
        _ => Vec::new(),
    }
}

/// Lays one table on another, key by key.
fn overlay(mut base: Table, over: Table) -> Table {
    for entry in over.entries {
        base.put(entry);
    }
    base
}

/// Lays a list of firms or categories on another. An explicitly empty list empties it; otherwise the entries
/// apply one after the other, so that a name that was removed may be given anew.
fn merge_named(kind: &str, base: Vec<Node>, over: Vec<Node>, faults: &mut Vec<Fault>) -> Vec<Node> {
    if over.is_empty() {
        return over;
    }
    let is_first = base.is_empty();
    let mut merged = base;
    let mut stated: Vec<String> = Vec::new();
    for mut node in over {
        let Content::Table(table) = &mut node.content else {
            merged.push(node);
            continue;
        };
        let Some(name) = table.text("name").map(str::to_owned) else {
            merged.push(node);
            continue;
        };
        let place = table.get("name").map_or(node.place.clone(), |entry| entry.value.place.clone());
        let removed = removed(table, &format!("{kind}.{name}"), faults).is_some();
        let present = merged.iter().position(|node| has_name(node, &name));
        if removed {
            match present {
                Some(index) => {
                    merged.remove(index);
                    stated.retain(|other| *other != name);
                }
                None => faults.push(not_there(place, format!("there is no {kind} `{name}` to remove"))),
            }
            continue;
        }
        if stated.contains(&name) {
            faults.push(Fault::at(
                place,
                format!("two entries of `{kind}` are called `{name}`"),
                "second use",
            ));
            continue;
        }
        stated.push(name.clone());
        match present.map(|index| &mut merged[index]) {
            Some(Node { content: Content::Table(below), place }) => {
                let Content::Table(over) = node.content else { continue };
                *below = overlay(std::mem::take(below), over);
                *place = node.place;
            }
            _ => {
                if kind == "firm" && !is_first {
                    faults.extend(without_model(&name, &node, place, &merged));
                }
                merged.push(node);
            }
        }
    }
    merged
}

/// The fault of a firm that is not in the scenario which this one extends and does not say what it is: its name may be
/// a slip for that of a firm which is there.
fn without_model(name: &str, node: &Node, place: Place, present: &[Node]) -> Option<Fault> {
    let Content::Table(table) = &node.content else { return None };
    let dials = || PARAMS.iter().filter(|param| param.is_of_model());
    if table.get("model").is_some() || dials().all(|param| table.get(param.leaf()).is_some()) {
        return None;
    }
    let names: Vec<&str> = present
        .iter()
        .filter_map(|node| match &node.content {
            Content::Table(table) => table.text("name"),
            _ => None,
        })
        .collect();
    let help = match key::nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? a new firm needs a model"),
        None if names.is_empty() => "a new firm needs a model (`sellsense params model`)".to_owned(),
        None => {
            format!("a new firm needs a model (`sellsense params model`); there are {}", key::listed(&names))
        }
    };
    Some(not_there(place, format!("there is no firm `{name}` to change")).with_help(help))
}

/// Where an entry of a list says `remove = true`; the key is taken out.
fn removed(table: &mut Table, name: &str, faults: &mut Vec<Fault>) -> Option<Place> {
    let entry = table.take("remove")?;
    match entry.value.content {
        Content::Flag(flag) => flag.then_some(entry.place),
        other => {
            let label = format!("expected true or false, found {}", other.described());
            faults.push(Fault::at(entry.value.place, format!("`{name}.remove`"), label));
            None
        }
    }
}

fn not_there(place: Place, title: String) -> Fault {
    Fault::at(place, title, "not in the scenario that this one extends").unless_inherited()
}

/// Adds events to those of the scenario that this one extends, and drops those of them that it removes: all with
/// the same words, or only those of the month that it gives.
fn merge_events(base: Vec<Node>, over: Vec<Node>, faults: &mut Vec<Fault>) -> Vec<Node> {
    let mut inherited = base;
    let mut added = Vec::new();
    for mut node in over {
        let Content::Table(table) = &mut node.content else {
            added.push(node);
            continue;
        };
        let before = faults.len();
        match removed(table, "event", faults) {
            Some(place) => drop_event(&mut inherited, table, place, faults),
            // What cannot be understood is said, and is no event.
            None if before < faults.len() => {}
            None => added.push(node),
        }
    }
    inherited.append(&mut added);
    inherited
}

fn drop_event(inherited: &mut Vec<Node>, event: &Table, place: Place, faults: &mut Vec<Fault>) {
    for entry in event.entries.iter().filter(|entry| !["label", "month"].contains(&entry.key.as_str())) {
        let title = format!("an event that is removed has no `{}`", entry.key);
        faults.push(Fault::at(entry.place.clone(), title, "expected only label and month"));
    }
    let Some(label) = event.get("label") else {
        let title = "an event is removed by its label";
        faults.push(Fault::at(place, title, "expected also label = \"..\""));
        return;
    };
    let wanted = in_words(&label.value.content);
    let month = event.get("month").map(|entry| in_words(&entry.value.content));
    let is_meant = |node: &Node| match &node.content {
        Content::Table(table) => {
            let same = |month: &String| {
                table.get("month").is_some_and(|entry| in_words(&entry.value.content) == *month)
            };
            words(table) == wanted && month.as_ref().is_none_or(same)
        }
        _ => false,
    };
    if inherited.iter().any(is_meant) {
        inherited.retain(|node| !is_meant(node));
        return;
    }
    let when = month.as_ref().map_or(String::new(), |month| format!(" in month {month}"));
    let title = format!("there is no event `{wanted}` to remove{when}");
    let labels: Vec<String> = inherited
        .iter()
        .filter_map(|node| match &node.content {
            Content::Table(table) => Some(words(table)),
            _ => None,
        })
        .collect();
    let near = key::nearest(&wanted, labels.iter().map(String::as_str)).filter(|near| *near != wanted);
    let help = near.map(|near| format!("did you mean `{near}`?"));
    faults.push(not_there(label.value.place.clone(), title).with_help(help));
}

/// Whether an entry of a list has this name.
pub fn has_name(node: &Node, name: &str) -> bool {
    matches!(&node.content, Content::Table(table) if table.text("name") == Some(name))
}
