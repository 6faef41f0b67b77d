//! A market as a complete scenario: every value stated, to be loaded again.

use std::fmt::Write;

use super::config::{
    CategorySet, Change, Config, DataCategory, Event, FirmConfig, Model, Segment, Target, Value,
};
use super::key;
use super::params::{Default as Standard, PARAMS, Param, Slot};
use super::resolve::sections;

/// Writes a market as a scenario that states every value and loads to an equal [`Config`].
pub fn to_toml(config: &Config) -> String {
    let mut market = config.clone();
    let mut text = format!("name = {}\n", quoted(&config.name));
    if !config.question.is_empty() {
        text += &format!("question = {}\n", quoted(&config.question));
    }
    for section in sections() {
        if section == "entry" && !config.entry.enabled {
            text += "\n# Without a table [entry] no firm ends and none arrives.\n";
            continue;
        }
        text += &format!("\n[{section}]\n");
        for param in PARAMS.iter().filter(|param| param.section() == section) {
            let value = match param.slot {
                Slot::Number(slot) => number(*slot(&mut market)),
                Slot::Seed => config.world.seed.to_string(),
                Slot::Currency => quoted(&config.report.currency),
                Slot::Segments => segments(config),
                _ => continue,
            };
            line(&mut text, param, &value);
        }
    }
    text += &dropped_categories(config);
    text += &data_tables(&config.data);
    for firm in &config.firms {
        text += &firm_table(firm, &config.data);
    }
    for event in &config.events {
        text += &event_table(event, config);
    }
    text
}

/// The tables `[[data]]` of these categories.
pub fn data_tables(categories: &[DataCategory]) -> String {
    let mut text = String::new();
    for category in categories {
        let mut category = category.clone();
        text += &format!("\n[[data]]\nname = {}\n", quoted(&category.name));
        for param in PARAMS.iter() {
            let value = match param.slot {
                Slot::Data(slot) => number(*slot(&mut category)),
                Slot::DataFlag(slot) => slot(&mut category).to_string(),
                _ => continue,
            };
            line(&mut text, param, &value);
        }
    }
    text
}

/// Every scenario stands on the standard categories: they are dropped where the market does not begin with
/// all of them in their order.
fn dropped_categories(config: &Config) -> String {
    let standard = DataCategory::standard();
    let begins = standard.iter().zip(&config.data).filter(|(a, b)| a.name == b.name).count();
    if begins == standard.len() {
        return String::new();
    }
    let drop =
        |category: &DataCategory| format!("\n[[data]]\nname = {}\nremove = true\n", quoted(&category.name));
    standard.iter().map(drop).collect()
}

fn firm_table(firm: &FirmConfig, categories: &[DataCategory]) -> String {
    let mut firm = firm.clone();
    let mut text = format!("\n[[firm]]\nname = {}\n", quoted(&firm.name));
    if firm.model != Model::Custom {
        text += &format!("model = {}\n", quoted(firm.model.name()));
    }
    for param in PARAMS.iter() {
        if let Some(value) = dial(param, &mut firm, categories) {
            line(&mut text, param, &value);
        }
    }
    text
}

fn event_table(event: &Event, config: &Config) -> String {
    let mut text = format!("\n[[event]]\nmonth = {}\n", event.month);
    match &event.change {
        Change::Set { targets, value, ramp_months } => {
            let value = match value {
                Value::Number(value) => number(*value),
                Value::Flag(flag) => flag.to_string(),
                Value::Categories(categories) => set(*categories, &config.data),
            };
            text += &format!("set = {{ \"{}\" = {value} }}\n", target_key(targets, config));
            if *ramp_months > 0 {
                text += &format!("ramp_months = {ramp_months}\n");
            }
        }
        Change::Breach { firm, share, severity } => {
            let firm = quoted(&config.firms[*firm].name);
            let (share, severity) = (number(*share), number(*severity));
            text += &format!("breach = {{ firm = {firm}, share = {share}, severity = {severity} }}\n");
        }
    }
    text + &format!("label = {}\n", quoted(&event.label))
}

/// The key that names these targets: several firms or categories are all of them.
fn target_key(targets: &[Target], config: &Config) -> String {
    match targets {
        [Target::Market(param), ..] => param.key.to_owned(),
        [Target::Data(index, param)] => param.key.replace('*', &config.data[*index].name),
        [Target::Firm(index, param)] => param.key.replace('*', &config.firms[*index].name),
        [Target::Data(_, param) | Target::Firm(_, param), ..] => param.key.to_owned(),
        [] => String::new(),
    }
}

/// The dials of a business model as lines of an event that sets those of the firm `name`.
pub fn dials_of_model(model: Model, name: &str, categories: &[DataCategory]) -> Vec<String> {
    let mut firm = FirmConfig::new(name, model, categories);
    PARAMS
        .iter()
        .filter(|param| param.is_of_model())
        .filter_map(|param| {
            let value = dial(param, &mut firm, categories)?;
            Some(format!("{} = {value}", param.key.replace('*', name)))
        })
        .collect()
}

/// The value of a firm's parameter.
pub fn dial(param: &Param, firm: &mut FirmConfig, categories: &[DataCategory]) -> Option<String> {
    match param.slot {
        Slot::Dial(slot) => Some(number(*slot(firm))),
        Slot::DialFlag(slot) => Some(slot(firm).to_string()),
        Slot::Categories(slot) => Some(set(*slot(firm), categories)),
        _ => None,
    }
}

/// One key and its value, with its unit beside it.
fn line(text: &mut String, param: &Param, value: &str) {
    let unit = match param.unit {
        "" | "bool" | "set" | "text" | "mixture" | "count" => String::new(),
        unit => format!("  # {unit}"),
    };
    // Writing to a text cannot fail.
    let _ = writeln!(text, "{} = {value}{unit}", param.leaf());
}

fn segments(config: &Config) -> String {
    let segment = |segment: &Segment| {
        let [share, alpha, beta] = [segment.share, segment.alpha, segment.beta].map(number);
        format!("  {{ share = {share}, alpha = {alpha}, beta = {beta} }},\n")
    };
    format!("[\n{}]", config.privacy.segments.iter().map(segment).collect::<String>())
}

fn set(set: CategorySet, categories: &[DataCategory]) -> String {
    let members = categories.iter().enumerate().filter(|(index, _)| set.contains(*index));
    format!("[{}]", members.map(|(_, category)| quoted(&category.name)).collect::<Vec<_>>().join(", "))
}

/// A number in the shortest form that reads back the same.
pub fn number(number: f64) -> String {
    let plain = number.to_string();
    let short = format!("{number:e}");
    if plain.len() > 10 && short.len() < plain.len() { short } else { plain }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A new scenario that starts from another one, with a few settings to be edited.
pub fn starter(name: &str, base: &str) -> String {
    let mut text = format!(
        "# Which question does this market answer? What is guessed?\n\
         name = {}\n\
         question = \"What changes when ..?\"\n\
         extends = {}\n\n\
         # Remove the `#` before what you want to change: a table's head and its keys.\n\
         # Behind a value stand its allowed range and unit.\n",
        quoted(name),
        quoted(base),
    );
    for section in ["world", "needs", "privacy", "technology"] {
        text += &format!("\n# [{section}]\n");
        for param in PARAMS.iter().filter(|param| param.section() == section) {
            // Nobody needs to choose a seed.
            let (Slot::Number(_), Standard::Number(default), Some((low, high))) =
                (param.slot, param.default, param.range)
            else {
                continue;
            };
            let value = format!("{} = {}", param.leaf(), number(default));
            let range = format!("{} .. {} {}", number(low), number(high), param.unit);
            text += &format!("# {value:<30} # {}\n", range.trim_end());
        }
    }
    text += "\n# A firm with the name of one that is there changes it; a new name and a model add one.\n";
    text += &format!("# Models: {}.\n", Model::PRESETS.map(Model::name).join(", "));
    text += "# [[firm]]\n\
            # name = \"newcomer\"\n\
            # model = \"sense-and-respond\"\n\
            # price = 1.1\n\
            # enters_month = 36\n\n\
            # [[event]]\n\
            # month = 48\n\
            # set = { \"technology.power\" = 2, \"firm.*.disclosure\" = 1 }\n\
            # ramp_months = 12\n";
    text += "\n# An [[event]] with the label of one that is there, and `remove` set to true, drops it;\n\
             # `sellsense scenario show NAME --complete` shows the labels.\n";
    text
}

/// The name of a new scenario in a file with this stem, if one can be made of it.
pub fn name_for(stem: &str) -> Option<String> {
    Some(key::to_kebab(stem)).filter(|name| !name.is_empty())
}
