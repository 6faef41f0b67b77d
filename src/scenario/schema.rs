//! The JSON Schema of a scenario, made from the table of parameters: editors complete and check with it.

use serde_json::{Map, Value, json};

use super::config::{DataCategory, Model, Segment};
use super::params::{Changes, Confidence, Default, Kind, PARAMS, Param};
use super::resolve::sections;

/// Names are kebab-case words.
const NAME: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

/// The JSON Schema (draft 2020-12) of a scenario file.
pub fn schema() -> Value {
    let mut properties = Map::new();
    properties.insert("name".into(), name("Name of the scenario, a kebab-case word."));
    properties
        .insert("question".into(), json!({ "type": "string", "description": "The question it answers." }));
    properties.insert(
        "extends".into(),
        json!({ "type": "string", "description": "The scenario it starts from: a built-in name, or a file relative to this one." }),
    );
    for section in sections() {
        properties.insert(section.into(), object(parameters(section), &[]));
    }
    properties.insert("data".into(), list("Data categories, merged by name with the standard ones.", data()));
    properties.insert("firm".into(), list("Firms; without any, those of three-ways.", firm()));
    properties.insert("event".into(), list("What happens in given months.", event()));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sellsense scenario",
        "description": "A market in which firms that target customers compete with firms that adapt to them.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

fn data() -> Value {
    let mut properties = Map::new();
    properties.insert("name".into(), name("Name of the category."));
    properties.append(&mut parameters("data"));
    properties.insert("remove".into(), remove());
    object(properties, &["name"])
}

fn firm() -> Value {
    let mut models: Vec<&str> = Model::PRESETS.map(Model::name).to_vec();
    models.push(Model::Custom.name());
    let mut properties = Map::new();
    properties.insert("name".into(), name("Name of the firm, unique in the scenario."));
    properties.insert(
        "model".into(),
        json!({
            "enum": models,
            "description": "Business model: the dials start from its preset. A firm that the extended scenario does not have needs it, or all dials; else the default is custom, with the dials of make-and-sell.",
        }),
    );
    properties.append(&mut parameters("firm"));
    properties.insert("remove".into(), remove());
    object(properties, &["name"])
}

fn event() -> Value {
    let mut market = Map::new();
    let mut named = Map::new();
    for param in PARAMS.iter().filter(|param| param.changes != Changes::No) {
        if param.key.contains('*') {
            let pattern = param.key.replace('.', r"\.").replace('*', r"(\*|[a-z0-9]+(-[a-z0-9]+)*)");
            named.insert(format!("^{pattern}$"), parameter(param));
        } else {
            market.insert(param.key.into(), parameter(param));
        }
    }
    let set = json!({
        "type": "object",
        "description": "Parameters and their new values, by the keys of --set.",
        "properties": market,
        "patternProperties": named,
        "additionalProperties": false,
        "minProperties": 1,
    });
    let mut breach = Map::new();
    breach.insert("firm".into(), name("The firm whose data leak."));
    for param in PARAMS.iter().filter(|param| param.section() == "event") {
        breach.insert(param.leaf().into(), parameter(param));
    }
    let longest =
        Param::with_key("world.months").and_then(|param| param.range).map_or(0.0, |range| range.1) as u64;
    let months = |meaning: &str| json!({ "type": "integer", "minimum": 0, "maximum": longest, "description": meaning });
    let mut properties = Map::new();
    properties.insert("month".into(), months("Month in which it happens, or begins."));
    properties.insert("set".into(), set);
    properties
        .insert("ramp_months".into(), months("Months until numbers reach the new value; 0 is at once."));
    properties.insert("breach".into(), object(breach, &["firm", "share", "severity"]));
    properties.insert(
        "label".into(),
        json!({ "type": "string", "maxLength": 60, "description": "Words for charts." }),
    );
    let meaning = "Drops the events with this label from what the scenario starts from; with a month, only those \
                   of that month. An event without a label has as label what it does: `technology.power = 2`, \
                   or `breach at NAME`.";
    properties.insert("remove".into(), json!({ "type": "boolean", "description": meaning }));
    let mut event = object(properties, &[]);
    event["oneOf"] = json!([
        { "required": ["month", "set"] },
        { "required": ["month", "breach"] },
        { "required": ["label", "remove"], "properties": { "remove": { "const": true } } },
    ]);
    event
}

fn object(properties: Map<String, Value>, required: &[&str]) -> Value {
    let mut object = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

fn list(meaning: &str, items: Value) -> Value {
    json!({ "type": "array", "description": meaning, "items": items })
}

fn name(meaning: &str) -> Value {
    json!({ "type": "string", "pattern": NAME, "description": meaning })
}

fn remove() -> Value {
    json!({ "type": "boolean", "description": "Drops the entry of this name from what the scenario starts from." })
}

fn parameters(section: &str) -> Map<String, Value> {
    PARAMS
        .iter()
        .filter(|param| param.section() == section)
        .map(|param| (param.leaf().to_owned(), parameter(param)))
        .collect()
}

fn parameter(param: &Param) -> Value {
    let mut value = match param.kind {
        Kind::Real => json!({ "type": "number" }),
        Kind::Whole => json!({ "type": "integer" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Text => json!({ "type": "string", "minLength": 1 }),
        Kind::Categories => {
            let standard: Vec<String> =
                DataCategory::standard().into_iter().map(|category| category.name).collect();
            json!({ "type": "array", "uniqueItems": true, "items": { "type": "string", "pattern": NAME, "examples": standard } })
        }
        Kind::Mixture => segments(),
    };
    if let Some((low, high)) = param.range {
        value["minimum"] = number(low);
        value["maximum"] = number(high);
    }
    match param.default {
        Default::Number(default) => value["default"] = number(default),
        Default::Text(default) => value["default"] = json!(default),
        Default::Described(_) => {}
    }
    value["description"] = json!(description(param));
    value
}

fn segments() -> Value {
    let (low, high) = Segment::SHAPES;
    let shape =
        |meaning: &str| json!({ "type": "number", "minimum": low, "maximum": high, "description": meaning });
    let mut properties = Map::new();
    let share = json!({ "type": "number", "minimum": 0, "maximum": 1, "description": "Share of the people; all sum to 1." });
    properties.insert("share".into(), share);
    properties.insert("alpha".into(), shape("First shape of the Beta distribution."));
    properties.insert("beta".into(), shape("Second shape of the Beta distribution."));
    json!({ "type": "array", "minItems": 1, "items": object(properties, &["share", "alpha", "beta"]) })
}

/// Meaning, unit, range, default and source in one paragraph.
fn description(param: &Param) -> String {
    let mut text = format!("{}. Takes {}.", param.meaning, super::value::expected(param));
    match param.default {
        Default::Number(default) => text += &format!(" Default {default}."),
        Default::Text(default) => text += &format!(" Default \"{default}\"."),
        Default::Described(default) => text += &format!(" Default: {default}."),
    }
    text += &format!(" Source: {}", param.source);
    match param.confidence {
        Confidence::Unrated => text += ".",
        Confidence::Low => text += " (low confidence).",
        Confidence::Medium => text += " (medium confidence).",
        Confidence::High => text += " (high confidence).",
    }
    text
}

/// A whole number without a point, as JSON editors show it.
fn number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 { json!(number as i64) } else { json!(number) }
}
