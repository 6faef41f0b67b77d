//! A document to a [`Config`]: every key known, every value in its range, the whole coherent.

use super::config::Config;
use super::events;
use super::fault::Fault;
use super::firms;
use super::key;
use super::params::{PARAMS, Param, Slot};
use super::source::{Content, Entry, Table};
use super::value;

/// Keys of a document that belong to no section.
const TOP: [&str; 3] = ["name", "question", "extends"];

/// Resolves a document; faults are added to `faults`, and `None` is returned when nothing can be made of it.
pub fn resolve(document: &Table, faults: &mut Vec<Fault>) -> Option<Config> {
    let mut config = Config::defaults();
    let sections = sections();
    for entry in &document.entries {
        match entry.key.as_str() {
            "name" => name(entry, &mut config, faults),
            "question" => match value::text("question", &entry.value) {
                Ok(text) => config.question = text,
                Err(fault) => faults.push(fault),
            },
            "firm" | "data" | "event" => {}
            other => match sections.iter().find(|section| **section == other) {
                Some(section) => market(section, entry, &mut config, faults),
                None => faults.push(unknown_top(other, entry, &sections)),
            },
        }
    }
    if document.get("name").is_none() {
        faults.push(
            Fault::anywhere("the scenario has no name")
                .with_help("add a line such as: name = \"my-market\"".to_owned()),
        );
    }
    firms::categories(document, &mut config, faults);
    firms::firms(document, &mut config, faults);
    events::events(document, &mut config, faults);
    if config.campaigns.floor > config.campaigns.ceiling {
        faults.extend(document.get("campaigns").map(|entry| crossed(entry, &config)));
    }
    Some(config)
}

/// The sections of the market's own parameters, in the order of a scenario file.
pub fn sections() -> Vec<&'static str> {
    let mut sections: Vec<&str> = PARAMS
        .iter()
        .map(Param::section)
        .filter(|section| !["firm", "data", "event"].contains(section))
        .collect();
    sections.dedup();
    sections
}

fn name(entry: &Entry, config: &mut Config, faults: &mut Vec<Fault>) {
    match value::text("name", &entry.value) {
        Ok(name) if key::is_kebab(&name) => config.name = name,
        Ok(name) => faults.push(not_kebab(entry, &name)),
        Err(fault) => faults.push(fault),
    }
}

/// A name that is no kebab-case word.
pub fn not_kebab(entry: &Entry, name: &str) -> Fault {
    let label = "expected small letters, digits and single hyphens";
    let kebab = key::to_kebab(name);
    let help = (!kebab.is_empty()).then(|| format!("for example `{kebab}`"));
    Fault::at(entry.value.place.clone(), format!("`{name}` is not a name"), label).with_help(help)
}

fn unknown_top(unknown: &str, entry: &Entry, sections: &[&'static str]) -> Fault {
    let (title, help) = match &entry.value.content {
        Content::Table(_) | Content::List(_) => {
            let tables = sections.iter().copied().chain(["firm", "data", "event"]);
            let help = match key::nearest(unknown, tables) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("a scenario has the tables {}", key::listed(sections)),
            };
            (format!("unknown table `{unknown}`"), help)
        }
        _ => {
            let near = key::nearest(unknown, TOP.into_iter());
            let help =
                near.map_or_else(|| key::suggestion(unknown), |near| format!("did you mean `{near}`?"));
            (format!("unknown key `{unknown}`"), help)
        }
    };
    Fault::at(entry.place.clone(), title, "").with_help(help)
}

/// Reads a table of the market's own parameters.
fn market(section: &'static str, entry: &Entry, config: &mut Config, faults: &mut Vec<Fault>) {
    let Content::Table(table) = &entry.value.content else {
        let label = format!("expected a table, found {}", entry.value.content.described());
        let help = format!("write it as [{section}], with its keys below");
        faults
            .push(Fault::at(entry.place.clone(), format!("`{section}` is one table"), label).with_help(help));
        return;
    };
    config.entry.enabled |= section == "entry";
    for Entry { key: leaf, place, value: node } in &table.entries {
        let full = format!("{section}.{leaf}");
        let Some(param) = Param::with_key(&full) else {
            let help = match key::nearest(leaf, key::leaves(section).into_iter()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => key::suggestion(&full),
            };
            faults.push(Fault::at(place.clone(), format!("unknown key `{full}`"), "").with_help(help));
            continue;
        };
        let read = match param.slot {
            Slot::Number(slot) => value::number(&full, param, node).map(|number| *slot(config) = number),
            Slot::Seed => value::seed(&full, param, node).map(|seed| config.world.seed = seed),
            Slot::Currency => value::text(&full, node).map(|text| config.report.currency = text),
            Slot::Segments => match value::segments(&full, param, node) {
                Ok(segments) => {
                    config.privacy.segments = segments;
                    Ok(())
                }
                Err(found) => {
                    faults.extend(found);
                    Ok(())
                }
            },
            // Parameters of firms, categories and events have sections of their own.
            Slot::Data(_) | Slot::DataFlag(_) | Slot::Dial(_) | Slot::DialFlag(_) => Ok(()),
            Slot::Categories(_) | Slot::Event => Ok(()),
        };
        faults.extend(read.err());
    }
}

fn crossed(campaigns: &Entry, config: &Config) -> Fault {
    let place = match &campaigns.value.content {
        Content::Table(table) => table.get("floor").or(table.get("ceiling")).map(|entry| &entry.value.place),
        _ => None,
    };
    let title = format!(
        "`campaigns.floor` = {} lies above `campaigns.ceiling` = {}",
        config.campaigns.floor, config.campaigns.ceiling
    );
    Fault::at(place.unwrap_or(&campaigns.place).clone(), title, "expected floor <= ceiling")
}
