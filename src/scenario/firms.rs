//! The lists of a scenario: its data categories and its firms.

use super::config::{CategorySet, Config, DataCategory, FirmConfig, Model, Value};
use super::fault::Fault;
use super::key;
use super::params::{Param, Slot};
use super::resolve::not_kebab;
use super::source::{Content, Entry, Node, Table};
use super::value::{self, WHOLE, rounded};
use crate::units::FirmKey;

/// Names that no firm or category can have, since they mean all of them.
const RESERVED: [&str; 2] = ["*", "all"];

/// Most firms that a scenario may have: the model numbers firms with 8 bits, and entrants need room.
const MOST_FIRMS: usize = 200;

/// Reads the data categories.
pub fn categories(document: &Table, config: &mut Config, faults: &mut Vec<Fault>) {
    let Some(entry) = document.get("data") else { return };
    let tables = tables(entry, faults);
    config.data.clear();
    if tables.len() > CategorySet::CAPACITY {
        let title = format!("the scenario has {} data categories", tables.len());
        let label = format!("expected at most {}", CategorySet::CAPACITY);
        faults.push(Fault::at(tables[CategorySet::CAPACITY].0.place.clone(), title, label));
    }
    for (node, table) in tables {
        let name = named("data", node, table, faults);
        let mut category = DataCategory {
            name: name.clone(),
            noise: f64::NAN,
            intrusiveness: f64::NAN,
            technology: false,
            reach: f64::NAN,
            seen: f64::NAN,
            volunteered: false,
        };
        let missing: Vec<&str> =
            key::leaves("data").into_iter().filter(|leaf| table.get(leaf).is_none()).collect();
        // A category without a name may be meant for one that is there.
        if !missing.is_empty() && key::is_kebab(&name) {
            let title = format!("the new data category `{name}` is not complete");
            let label = format!("expected also {}", key::listed(&missing));
            faults.push(Fault::at(node.place.clone(), title, label).unless_inherited());
        }
        for entry in &table.entries {
            let Some((param, value)) = read("data", &name, entry, &["name", "remove"], &[], faults) else {
                continue;
            };
            match (param.slot, value) {
                (Slot::Data(slot), Value::Number(number)) => *slot(&mut category) = number,
                (Slot::DataFlag(slot), Value::Flag(flag)) => *slot(&mut category) = flag,
                _ => {}
            }
        }
        config.data.push(category);
    }
}

/// Reads the firms; the categories must have been read.
pub fn firms(document: &Table, config: &mut Config, faults: &mut Vec<Fault>) {
    let Some(list) = document.get("firm") else { return };
    let before = faults.len();
    let tables = tables(list, faults);
    let categories: Vec<String> = config.data.iter().map(|category| category.name.clone()).collect();
    let mut shares: Vec<(usize, f64)> = Vec::new();
    if tables.len() > MOST_FIRMS {
        let title = format!("the scenario has {} firms", tables.len());
        let label = format!("expected at most {MOST_FIRMS}");
        faults.push(Fault::at(tables[MOST_FIRMS].0.place.clone(), title, label));
    }
    for &(node, table) in &tables {
        let name = named("firm", node, table, faults);
        let same = |other: &&FirmConfig| FirmKey::of(&other.name) == FirmKey::of(&name);
        if let Some(other) = config.firms.iter().find(same).filter(|_| key::is_kebab(&name)) {
            let title = format!("the names `{}` and `{name}` cannot be told apart by chance", other.name);
            faults.push(Fault::at(node.place.clone(), title, "rename one of the two"));
        }
        let model = model(&name, table, faults);
        let mut firm = FirmConfig::new(&name, model, &config.data);
        let mut share = None;
        for entry in &table.entries {
            let beside = ["name", "model", "remove"];
            let Some((param, value)) = read("firm", &name, entry, &beside, &categories, faults) else {
                continue;
            };
            match (param.slot, value) {
                (Slot::Dial(slot), Value::Number(number)) => *slot(&mut firm) = number,
                (Slot::DialFlag(slot), Value::Flag(flag)) => *slot(&mut firm) = flag,
                (Slot::Categories(slot), Value::Categories(set)) => *slot(&mut firm) = set,
                _ => {}
            }
            if param.leaf() == "initial_share" {
                share = Some(entry);
            }
        }
        if let Some(entry) = share {
            if firm.enters_month > 0.0 && firm.initial_share > 0.0 {
                let title =
                    format!("`{name}` enters in month {} and has a share at the start", firm.enters_month);
                faults.push(Fault::at(entry.value.place.clone(), title, "expected 0, or no value"));
            }
            shares.push((config.firms.len(), firm.initial_share));
        }
        config.firms.push(firm);
    }
    if tables.is_empty() && faults.len() == before {
        let title = "this is an empty market: it has no firms";
        let help = "leave `firm` out for the firms of `three-ways`, or add a [[firm]]".to_owned();
        let fault = Fault::at(list.place.clone(), title, "expected at least one firm").with_help(help);
        faults.push(fault.unless_inherited());
    } else if faults.len() == before {
        if config.firms_at_start() == 0 {
            let place =
                tables[0].1.get("enters_month").map_or(&tables[0].0.place, |entry| &entry.value.place);
            let title = "no firm is present in month 0";
            let label = "expected a firm that enters in month 0";
            faults.push(Fault::at(place.clone(), title, label).unless_inherited());
        } else {
            share_out(&tables, &shares, config, faults);
        }
    }
}

/// Gives the firms their shares of the start.
fn share_out(
    tables: &[(&Node, &Table)],
    stated: &[(usize, f64)],
    config: &mut Config,
    faults: &mut Vec<Fault>,
) {
    let present: Vec<(usize, f64)> =
        stated.iter().copied().filter(|(index, _)| config.firms[*index].enters_month == 0.0).collect();
    let sum: f64 = present.iter().map(|(_, share)| share).sum();
    let all_stated = present.len() == config.firms_at_start();
    if sum > 1.0 + WHOLE || (all_stated && (sum - 1.0).abs() > WHOLE) {
        let title = format!("the initial shares sum to {}", rounded(sum));
        let label = match present.as_slice() {
            [(only, _)] if all_stated => {
                let name = &config.firms[*only].name;
                format!("expected 1, since `{name}` is the only firm in month 0")
            }
            _ if all_stated => "expected shares that sum to 1".to_owned(),
            _ => "expected a sum of at most 1".to_owned(),
        };
        let place = present
            .last()
            .and_then(|(index, _)| tables[*index].1.get("initial_share"))
            .map_or(&tables[0].0.place, |entry| &entry.value.place);
        faults.push(Fault::at(place.clone(), title, label).unless_inherited());
        return;
    }
    config.share_out(&present);
}

/// The tables of a list; what is no table is a fault.
pub fn tables<'a>(entry: &'a Entry, faults: &mut Vec<Fault>) -> Vec<(&'a Node, &'a Table)> {
    let list = &entry.key;
    let mut tables = Vec::new();
    let Content::List(items) = &entry.value.content else {
        let label = format!("expected a list of tables, found {}", entry.value.content.described());
        let help = format!("write it as [[{list}]], once for each, with its keys below");
        faults.push(
            Fault::at(entry.place.clone(), format!("`{list}` is a list of tables"), label).with_help(help),
        );
        return tables;
    };
    for node in items {
        match &node.content {
            Content::Table(table) => tables.push((node, table)),
            other => {
                let label = format!("expected a table, found {}", other.described());
                faults.push(Fault::at(node.place.clone(), format!("`{list}` is a list of tables"), label));
            }
        }
    }
    tables
}

/// The name of a firm or category, checked. One that is wrong is returned as it is, and where there is none a
/// word that can be no name, so that what else is wrong can be said.
fn named(list: &str, node: &Node, table: &Table, faults: &mut Vec<Fault>) -> String {
    const NAMELESS: &str = "NAME";
    let Some(entry) = table.get("name") else {
        faults.push(Fault::at(
            node.place.clone(),
            format!("this `{list}` has no name"),
            "expected name = \"..\"",
        ));
        return NAMELESS.to_owned();
    };
    match value::text("name", &entry.value) {
        Ok(name) if RESERVED.contains(&name.as_str()) => {
            let title = format!("`{name}` cannot be the name of a {list}");
            faults.push(Fault::at(entry.value.place.clone(), title, format!("it means every {list}")));
            name
        }
        Ok(name) if key::is_kebab(&name) => name,
        Ok(name) => {
            faults.push(not_kebab(entry, &name));
            name
        }
        Err(fault) => {
            faults.push(fault);
            NAMELESS.to_owned()
        }
    }
}

/// The business model of a firm.
fn model(name: &str, table: &Table, faults: &mut Vec<Fault>) -> Model {
    let Some(entry) = table.get("model") else { return Model::Custom };
    let names = Model::PRESETS.map(Model::name);
    match &entry.value.content {
        Content::Text(word) if word == Model::Custom.name() => Model::Custom,
        Content::Text(word) => Model::with_name(word).unwrap_or_else(|| {
            let title = format!("there is no business model `{word}`");
            let help = match key::nearest(word, names.into_iter()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the business models are {}", key::listed(&names)),
            };
            faults.push(Fault::at(entry.value.place.clone(), title, "").with_help(help));
            Model::Custom
        }),
        other => {
            let label = format!("expected the name of a business model, found {}", other.described());
            faults.push(Fault::at(
                entry.value.place.clone(),
                format!("`firm.{name}.model` must be a text"),
                label,
            ));
            Model::Custom
        }
    }
}

/// Reads one key of a firm or category; keys in `beside` are read elsewhere.
fn read(
    list: &str,
    name: &str,
    entry: &Entry,
    beside: &[&str],
    categories: &[String],
    faults: &mut Vec<Fault>,
) -> Option<(&'static Param, Value)> {
    let leaf = entry.key.as_str();
    if beside.contains(&leaf) {
        return None;
    }
    let Some(param) = Param::with_key(&format!("{list}.*.{leaf}")) else {
        let candidates = key::leaves(list).into_iter().chain(beside.iter().copied());
        let help = match key::nearest(leaf, candidates) {
            Some(near) => format!("did you mean `{near}`?"),
            None => key::suggestion(leaf),
        };
        faults.push(
            Fault::at(entry.place.clone(), format!("unknown key `{list}.{name}.{leaf}`"), "").with_help(help),
        );
        return None;
    };
    match value::value(&format!("{list}.{name}.{leaf}"), param, &entry.value, categories) {
        Ok(value) => Some((param, value)),
        Err(found) => {
            faults.extend(found);
            None
        }
    }
}
