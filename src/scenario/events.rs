//! The timeline of a scenario: parameters that change in a run, and breaches.

use super::config::{Change, Config, DataCategory, Event, Model, Target, Value};
use super::fault::Fault;
use super::firms::tables;
use super::key::{self, Named};
use super::params::{Changes, Kind, Param};
use super::set::names;
use super::source::{Content, Entry, Node, Place, Table};
use super::value;
use super::write;

/// Length to which the words of an event keep \[characters\].
const LABEL: usize = 60;

/// Keys of an event.
const KEYS: [&str; 6] = ["month", "set", "ramp_months", "breach", "label", "remove"];

/// Reads the events; firms and categories must have been read. An event that sets several parameters becomes
/// several events with the same words.
pub fn events(document: &Table, config: &mut Config, faults: &mut Vec<Fault>) {
    let Some(entry) = document.get("event") else { return };
    let names = Names {
        // From the document: a firm with a fault elsewhere still exists.
        firms: names(document, "firm"),
        data: names(document, "data"),
        categories: config.data.clone(),
    };
    let mut campaigns = Vec::new();
    for (node, table) in tables(entry, faults) {
        let mut reading = Reading { names: &names, node, table, faults: &mut *faults };
        let Some((month, label, effects)) = reading.event() else { continue };
        for Effect { change, place, .. } in effects {
            if let Change::Set { targets, .. } = &change {
                config.entry.enabled |= targets.iter().any(|target| is_in(target, "entry"));
                if targets.iter().any(|target| is_in(target, "campaigns")) {
                    campaigns.push((month, place));
                }
            }
            config.events.push(Event { month, change, label: label.clone() });
        }
    }
    config.events.sort_by_key(|event| event.month);
    campaigns.sort_by_key(|(month, _)| *month);
    if faults.is_empty() {
        faults.extend(crossed(config, &campaigns));
    }
}

struct Names {
    firms: Vec<String>,
    data: Vec<String>,
    categories: Vec<DataCategory>,
}

fn is_in(target: &Target, section: &str) -> bool {
    matches!(target, Target::Market(param) if param.section() == section)
}

/// The first month in which events push the floor of targeting above its ceiling.
fn crossed(config: &Config, campaigns: &[(u32, Place)]) -> Option<Fault> {
    let mut then = config.clone();
    campaigns.iter().find_map(|(month, place)| {
        for event in config.events.iter().filter(|event| event.month == *month) {
            if let Change::Set { targets, value, .. } = &event.change {
                targets.iter().for_each(|target| then.set(*target, *value));
            }
        }
        let (floor, ceiling) = (then.campaigns.floor, then.campaigns.ceiling);
        (floor > ceiling).then(|| {
            let title = format!(
                "in month {month} `campaigns.floor` = {floor} lies above `campaigns.ceiling` = {ceiling}"
            );
            Fault::at(place.clone(), title, "expected floor <= ceiling")
        })
    })
}

/// One change of an event.
struct Effect {
    change: Change,
    /// Where its key was written.
    place: Place,
}

struct Reading<'a> {
    names: &'a Names,
    node: &'a Node,
    table: &'a Table,
    faults: &'a mut Vec<Fault>,
}

impl Reading<'_> {
    /// Month, words and effects.
    fn event(&mut self) -> Option<(u32, String, Vec<Effect>)> {
        for entry in &self.table.entries {
            if !KEYS.contains(&entry.key.as_str()) {
                let help = match key::nearest(&entry.key, KEYS.into_iter()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("an event has {}", key::listed(&KEYS)),
                };
                let title = format!("unknown key `event.{}`", entry.key);
                self.faults.push(Fault::at(entry.place.clone(), title, "").with_help(help));
            }
        }
        let month = self.months("month");
        if self.table.get("month").is_none() {
            let label = "expected month = .., and set = {..} or breach = {..}";
            self.faults.push(Fault::at(self.node.place.clone(), "this event has no month", label));
        }
        let (set, breach) = (self.table.get("set"), self.table.get("breach"));
        if set.is_some() == breach.is_some() {
            let label = "expected either set = {..} or breach = {..}";
            let title = "this event has not exactly one effect";
            self.faults.push(Fault::at(self.node.place.clone(), title, label));
        }
        let ramp_months = self.months("ramp_months");
        if let (Some(ramp), None, Some(_)) = (self.table.get("ramp_months"), set, breach) {
            let title = "a breach has no `ramp_months`";
            self.faults.push(Fault::at(ramp.place.clone(), title, "expected only with set = {..}"));
        }
        let set = set.map(|entry| self.set(entry, ramp_months.unwrap_or(0)));
        let breach = breach.map(|entry| self.breach(entry));
        let label = self.label().unwrap_or_else(|| words(self.table));
        Some((month?, label, set.or(breach.flatten())?))
    }

    fn label(&mut self) -> Option<String> {
        let entry = self.table.get("label")?;
        match value::text("event.label", &entry.value) {
            Ok(text) if text.chars().count() <= LABEL => Some(text),
            Ok(_) => {
                let label = format!("expected at most {LABEL} characters");
                self.faults.push(Fault::at(entry.value.place.clone(), "`event.label` is too long", label));
                None
            }
            Err(fault) => {
                self.faults.push(fault);
                None
            }
        }
    }

    /// A number of months, no larger than the longest run.
    fn months(&mut self, key: &str) -> Option<u32> {
        let entry = self.table.get(key)?;
        let longest =
            Param::with_key("world.months").and_then(|param| param.range).map_or(0.0, |range| range.1);
        match entry.value.content {
            Content::Whole(months) if (0..=longest as i128).contains(&months) => u32::try_from(months).ok(),
            ref other => {
                let title = format!("`event.{key}` is {}", other.described());
                let label = format!("expected a whole number from 0 to {longest}, in months");
                self.faults.push(Fault::at(entry.value.place.clone(), title, label));
                None
            }
        }
    }

    fn set(&mut self, entry: &Entry, ramp_months: u32) -> Vec<Effect> {
        let mut effects = Vec::new();
        let Content::Table(table) = &entry.value.content else {
            let label =
                format!("expected {{ \"key\" = value, .. }}, found {}", entry.value.content.described());
            self.faults.push(Fault::at(entry.value.place.clone(), "`event.set` must be a table", label));
            return effects;
        };
        if table.entries.is_empty() {
            let label = "expected { \"key\" = value, .. }";
            self.faults.push(Fault::at(entry.value.place.clone(), "`event.set` sets nothing", label));
        }
        for (key, place, node) in flattened(table) {
            let Some((targets, value)) = self.setting(&key, &place, node, ramp_months) else { continue };
            effects.push(Effect { change: Change::Set { targets, value, ramp_months }, place });
        }
        effects
    }

    /// What one key of `set` changes, and to which value.
    fn setting(
        &mut self,
        key: &str,
        place: &Place,
        node: &Node,
        ramp_months: u32,
    ) -> Option<(Vec<Target>, Value)> {
        if let ["firm", firm, "model"] = key.split('.').collect::<Vec<_>>().as_slice() {
            self.faults.push(self.no_model(key, firm, place, node));
            return None;
        }
        let Named { param, places } = match key::find(key, &self.names.firms, &self.names.data) {
            Ok(named) => named,
            Err(unknown) => {
                self.faults.push(unknown.at(place.clone()));
                return None;
            }
        };
        if param.changes == Changes::No {
            let help = format!("`sellsense params {}` says more", param.key);
            let title = format!("`{key}` is fixed for a run");
            self.faults.push(Fault::at(place.clone(), title, "no event may change it").with_help(help));
            return None;
        }
        if ramp_months > 0 && !matches!(param.kind, Kind::Real | Kind::Whole) {
            let title = format!("`{key}` cannot be ramped: it is not a number");
            self.faults.push(Fault::at(place.clone(), title, "give it an event without ramp_months"));
            return None;
        }
        let value = match value::value(key, param, node, &self.names.data) {
            Ok(value) => value,
            Err(found) => {
                self.faults.extend(found);
                return None;
            }
        };
        let target = |index: &usize| match param.section() {
            "firm" => Target::Firm(*index, param),
            _ => Target::Data(*index, param),
        };
        let targets = match param.section() {
            "firm" | "data" => places.iter().map(target).collect(),
            _ => vec![Target::Market(param)],
        };
        Some((targets, value))
    }

    /// A business model is no parameter; its dials are, and are said where the model is known.
    fn no_model(&self, key: &str, firm: &str, place: &Place, node: &Node) -> Fault {
        let title = format!("an event cannot set `{key}`");
        let model = match &node.content {
            Content::Text(word) => Model::with_name(word),
            _ => None,
        };
        let help = match model {
            Some(model) => {
                let lines = write::dials_of_model(model, firm, &self.names.categories);
                format!("set the dials one by one:\n[event.set]\n{}", lines.join("\n"))
            }
            None => "set the dials one by one; `sellsense params model` shows those of each model".to_owned(),
        };
        Fault::at(place.clone(), title, "a model is a setting of several dials").with_help(help)
    }

    fn breach(&mut self, entry: &Entry) -> Option<Vec<Effect>> {
        let Content::Table(table) = &entry.value.content else {
            let label =
                format!("expected {{ firm, share, severity }}, found {}", entry.value.content.described());
            self.faults.push(Fault::at(entry.value.place.clone(), "`event.breach` must be a table", label));
            return None;
        };
        let parts = ["firm", "share", "severity"];
        for part in &table.entries {
            if !parts.contains(&part.key.as_str()) {
                let title = format!("unknown key `event.breach.{}`", part.key);
                self.faults.push(Fault::at(
                    part.place.clone(),
                    title,
                    "a breach has firm, share and severity",
                ));
            }
        }
        let missing: Vec<&str> = parts.into_iter().filter(|part| table.get(part).is_none()).collect();
        if !missing.is_empty() {
            let label = format!("expected also {}", key::listed(&missing));
            self.faults.push(Fault::at(entry.value.place.clone(), "this breach is not complete", label));
        }
        let firm = table.get("firm").and_then(|entry| self.struck(entry));
        let share = table.get("share").and_then(|entry| self.share("event.breach.share", entry));
        let severity = table.get("severity").and_then(|entry| self.share("event.breach.severity", entry));
        let (firm, share, severity) = (firm?, share?, severity?);
        let change = Change::Breach { firm, share, severity };
        Some(vec![Effect { change, place: entry.place.clone() }])
    }

    fn share(&mut self, key: &str, entry: &Entry) -> Option<f64> {
        let param = Param::with_key(key)?;
        value::number(key, param, &entry.value).map_err(|fault| self.faults.push(fault)).ok()
    }

    fn struck(&mut self, entry: &Entry) -> Option<usize> {
        let name = match value::text("event.breach.firm", &entry.value) {
            Ok(name) => name,
            Err(fault) => {
                self.faults.push(fault);
                return None;
            }
        };
        let place = self.names.firms.iter().position(|firm| *firm == name);
        if place.is_none() {
            let unknown = key::unknown_name("firm", &name, &self.names.firms);
            self.faults.push(unknown.at(entry.value.place.clone()));
        }
        place
    }
}

/// The keys of `set` with dots, whether they were written in quotes or as tables within tables.
fn flattened(table: &Table) -> Vec<(String, Place, &Node)> {
    let mut flat = Vec::new();
    for entry in &table.entries {
        match &entry.value.content {
            Content::Table(inner) => flat.extend(
                flattened(inner)
                    .into_iter()
                    .map(|(key, place, node)| (format!("{}.{key}", entry.key), place, node)),
            ),
            _ => flat.push((entry.key.clone(), entry.place.clone(), &entry.value)),
        }
    }
    flat
}

/// A value as the words of an event show it.
pub fn in_words(content: &Content) -> String {
    match content {
        Content::Text(text) => text.clone(),
        Content::List(items) => {
            let items: Vec<String> = items.iter().map(|item| in_words(&item.content)).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.described(),
    }
}

/// The words of an event, right or wrong: its label, or what it does.
pub fn words(event: &Table) -> String {
    if let Some(label) = event.text("label") {
        return label.to_owned();
    }
    match (event.get("set"), event.get("breach")) {
        (Some(Entry { value: Node { content: Content::Table(set), .. }, .. }), _) => {
            let change =
                |(key, _, node): (String, Place, &Node)| format!("{key} = {}", in_words(&node.content));
            summary(&flattened(set).into_iter().map(change).collect::<Vec<_>>())
        }
        (_, Some(Entry { value: Node { content: Content::Table(breach), .. }, .. })) => {
            summary(&[format!("breach at {}", breach.text("firm").unwrap_or_default())])
        }
        _ => String::new(),
    }
}

/// All changes when they are short, else the first and how many more.
fn summary(words: &[String]) -> String {
    let all = words.join(", ");
    if all.chars().count() <= LABEL {
        return all;
    }
    let more = if words.len() > 1 { format!(", and {} more", words.len() - 1) } else { String::new() };
    let room = LABEL - more.chars().count();
    if words[0].chars().count() <= room {
        return format!("{}{more}", words[0]);
    }
    let cut: String = words[0].chars().take(room - 1).collect();
    format!("{cut}…{more}")
}
