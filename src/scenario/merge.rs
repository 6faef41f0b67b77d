//! One scenario on top of another: tables key by key, firms and categories by name, events added.

use super::fault::Fault;
use super::source::{Content, Node, Table};

/// Lays `over` on `base`.
pub fn merge(base: Table, over: Table, faults: &mut Vec<Fault>) -> Table {
    let mut merged = base;
    for mut entry in over.entries {
        let below = merged.take(&entry.key).map(|entry| entry.value.content);
        entry.value.content = match (entry.key.as_str(), below, entry.value.content) {
            (key @ ("firm" | "data"), below, Content::List(over)) => {
                Content::List(merge_named(key, items(below), over, faults))
            }
            ("event", below, Content::List(over)) => {
                Content::List(items(below).into_iter().chain(over).collect())
            }
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
        let removed = match table.take("remove") {
            None => false,
            Some(entry) => match entry.value.content {
                Content::Flag(flag) => flag,
                other => {
                    let label = format!("expected true or false, found {}", other.described());
                    faults.push(Fault::at(entry.value.place, format!("`{kind}.{name}.remove`"), label));
                    false
                }
            },
        };
        let present = merged.iter().position(|node| has_name(node, &name));
        if removed {
            match present {
                Some(index) => {
                    merged.remove(index);
                    stated.retain(|other| *other != name);
                }
                None => faults.push(Fault::at(
                    place,
                    format!("there is no {kind} `{name}` to remove"),
                    "not in the scenario that this one extends",
                )),
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
        stated.push(name);
        match present.map(|index| &mut merged[index]) {
            Some(Node { content: Content::Table(below), place }) => {
                let Content::Table(over) = node.content else { continue };
                *below = overlay(std::mem::take(below), over);
                *place = node.place;
            }
            _ => merged.push(node),
        }
    }
    merged
}

/// Whether an entry of a list has this name.
pub fn has_name(node: &Node, name: &str) -> bool {
    matches!(&node.content, Content::Table(table) if table.text("name") == Some(name))
}
