//! `sellsense params`: what a parameter means, and how much its default can be trusted.

use clap::Args;

use super::Failure;
use super::output::{WIDTH, print, say, wrapped};
use super::text_table::{Side, lines};
use crate::record::MEASURES;
use crate::scenario::config::{DataCategory, FirmConfig, Model};
use crate::scenario::key;
use crate::scenario::params::{Changes, Confidence, Default, PARAMS, Param, Plausible, Role, Slot};
use crate::scenario::write::{dial, number};

/// Arguments of `sellsense params`.
#[derive(Args)]
pub struct Arguments {
    /// A key such as trust.harm, a part of one, or a word of its meaning; without it all are listed.
    key: Option<String>,
    /// Print all parameters as the page docs/parameters.md.
    #[arg(long, conflicts_with = "key")]
    markdown: bool,
}

/// Runs `sellsense params`.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let Some(asked) = arguments.key else {
        if arguments.markdown {
            return print(&markdown());
        }
        let all: Vec<&Param> = PARAMS.iter().collect();
        print(&table(&all))?;
        say("\nnext: sellsense params KEY explains one, for example: sellsense params trust.harm\n");
        return Ok(());
    };
    if is_model(&asked) {
        return print(&models());
    }
    match matching(&asked).as_slice() {
        [] => said(&asked),
        [param] => print(&card(param)),
        several => {
            print(&table(several))?;
            say(&format!(
                "\nnext: sellsense params KEY explains one, for example: sellsense params '{}'\n",
                several[0].key
            ));
            Ok(())
        }
    }
}

/// The parameter with this key, also with the name of a firm or category in it; else all whose keys contain it.
fn matching(asked: &str) -> Vec<&'static Param> {
    let general = match asked.split('.').collect::<Vec<_>>().as_slice() {
        [section @ ("firm" | "data"), _, leaf] => format!("{section}.*.{leaf}"),
        _ => asked.to_owned(),
    };
    if let Some(param) = Param::with_key(&general) {
        return vec![param];
    }
    let in_section: Vec<&Param> = PARAMS.iter().filter(|param| param.section() == asked).collect();
    if in_section.is_empty() {
        PARAMS.iter().filter(|param| param.key.contains(asked)).collect()
    } else {
        in_section
    }
}

/// Whether somebody asks for the business model, which is no parameter but a setting of several.
fn is_model(asked: &str) -> bool {
    let parts: Vec<&str> = asked.split('.').collect();
    matches!(parts.as_slice(), ["model" | "models"] | ["firm", "model"] | ["firm", _, "model"])
}

/// Characters of the name of a business model above its column.
const MODEL: usize = 14;

/// The dials of the business models, side by side.
fn models() -> String {
    let data = DataCategory::standard();
    let mut firms = Model::PRESETS.map(|model| FirmConfig::new(model.name(), model, &data));
    let heads = firms.each_ref().map(|firm| textwrap::wrap(&firm.name, MODEL));
    let height = heads.iter().map(Vec::len).max().unwrap_or(0);
    let row = |name: &str, cells: [String; 4]| -> Vec<String> {
        [format!("  {name}")].into_iter().chain(cells).collect()
    };
    let mut rows: Vec<Vec<String>> = (0..height)
        .map(|line| row("", heads.each_ref().map(|head| head.get(line).map_or("", |part| part).to_owned())))
        .collect();
    for param in PARAMS.iter().filter(|param| param.is_of_model()) {
        let Slot::Categories(slot) = param.slot else {
            let cells = firms.each_mut().map(|firm| dial(param, firm, &data).unwrap_or_default());
            rows.push(row(param.leaf(), cells));
            continue;
        };
        for (index, category) in data.iter().enumerate() {
            let cells = firms.each_mut().map(|firm| match slot(firm).contains(index) {
                true => "yes".to_owned(),
                false => "no".to_owned(),
            });
            rows.push(row(&format!("{} {}", param.leaf(), category.name), cells));
        }
    }
    format!(
        "firm.NAME.model\n  business model: the dials start from its preset\n\n{}\n{}\n\nnext: sellsense params flexibility\n",
        lines(&rows, &[Side::Left; 5]),
        wrapped(
            "A firm may say any dial of its own beside its model. A model of `custom` starts from \
             make-and-sell. An event sets dials, and no model.",
            ""
        )
    )
}

/// What is known of words that are in no key: the parameters whose meaning or unit says them, and the measures of a
/// result that are called so.
fn said(asked: &str) -> Result<(), Failure> {
    let words = asked.to_lowercase();
    // From the beginning of a word: a surprise says nothing of a prise.
    let says = |text: &str| {
        let text = text.to_lowercase();
        let mut places = text.match_indices(&words);
        places.any(|(place, _)| !text[..place].ends_with(char::is_alphanumeric))
    };
    let params: Vec<&Param> =
        PARAMS.iter().filter(|param| says(param.meaning) || says(unit(param))).collect();
    let name = words.replace([' ', '-'], "_");
    let measure = MEASURES.iter().find(|measure| measure.name == name);
    if params.is_empty() && measure.is_none() {
        let unknown = key::unknown_key(asked);
        return Err(Failure::input(format!("{}; {}", unknown.title, unknown.help)));
    }
    let mut text = String::new();
    if let Some(measure) = measure {
        let result =
            format!("{} is no parameter but a measure of a result: {}", measure.name, measure.meaning);
        text += &format!("{}\n", wrapped(&result, ""));
    }
    if !params.is_empty() {
        text += &format!("keys whose meaning or unit says `{asked}`:\n\n{}", table(&params));
    }
    print(&text)
}

/// A table of parameters, by section.
fn table(params: &[&Param]) -> String {
    let mut text = String::new();
    let mut section = "";
    for param in params {
        if param.section() != section {
            section = param.section();
            let space = if text.is_empty() { "" } else { "\n" };
            text += &format!("{space}{}\n", heading(section));
        }
        let name = param.key.split_once('.').map_or(param.key, |(_, rest)| rest.trim_start_matches("*."));
        let facts = format!("  {name:<22} {:<12} {:<20} ", short_default(param), range(param));
        let unit = unit(param);
        let (unit_beside, unit_below) = match facts.len() + unit.len() <= WIDTH {
            true => (unit, String::new()),
            false => ("", format!(" [{unit}]")),
        };
        let meaning = wrapped(&format!("{}{unit_below}", param.meaning), "      ");
        text += &format!("{}\n{meaning}\n", format!("{facts}{unit_beside}").trim_end());
    }
    format!("  {:<22} {:<12} {:<20} {}\n\n{text}", "key", "default", "allowed", "unit")
}

fn heading(section: &str) -> String {
    match section {
        "firm" => "firm.NAME (or firm.* for every firm)".to_owned(),
        "data" => "data.NAME (or data.* for every data category)".to_owned(),
        section => section.to_owned(),
    }
}

/// All about one parameter.
fn card(param: &Param) -> String {
    let mut text = format!("{}\n{}\n\n", param.key, wrapped(param.meaning, "  "));
    let mut row = |name: &str, value: String| {
        if !value.is_empty() {
            text += &format!("  {name:<12} {value}\n");
        }
    };
    let unit = unit(param);
    row("default", default(param));
    row("unit", unit.to_owned());
    row("allowed", range(param));
    row("plausible", plausible(param));
    row("set by", role(param.role).to_owned());
    row("in a run", changes(param.changes).to_owned());
    row("source", source(param));
    row("confidence", confidence(param.confidence).to_owned());
    text += &presets(param);
    text += &format!("\nnext: {}\n", example(param));
    text
}

/// What a dial is in each business model, or what each data category has.
fn presets(param: &Param) -> String {
    let mut rows: Vec<(String, String)> = Vec::new();
    match param.slot {
        Slot::Dial(_) | Slot::DialFlag(_) | Slot::Categories(_) if param.is_of_model() => {
            let data = DataCategory::standard();
            for firm in &mut Model::PRESETS.map(|model| FirmConfig::new(model.name(), model, &data)) {
                let value = dial(param, firm, &data).unwrap_or_default();
                rows.push((firm.name.clone(), value));
            }
        }
        Slot::Data(slot) => {
            rows.extend(DataCategory::standard().into_iter().map(|mut category| {
                let value = number(*slot(&mut category));
                (category.name, value)
            }));
        }
        Slot::DataFlag(slot) => {
            rows.extend(DataCategory::standard().into_iter().map(|mut category| {
                let value = slot(&mut category).to_string();
                (category.name, value)
            }));
        }
        _ => {}
    }
    let lines: String = rows.iter().map(|(name, value)| format!("  {name:<26} {value}\n")).collect();
    if lines.is_empty() { lines } else { format!("\n{lines}") }
}

/// A command to try with this parameter.
fn example(param: &Param) -> String {
    let default = match param.default {
        Default::Number(default) => Some(default),
        _ => None,
    };
    // Large settings take long, so of those the small end is tried.
    let ends = match (param.plausible, param.role) {
        (Plausible::Between(low, high), Role::Setting) => vec![low, high],
        (Plausible::Between(low, high), _) => vec![high, low],
        _ => Vec::from_iter(default),
    };
    let other = ends.iter().find(|end| Some(**end) != default).or(ends.first());
    let value = other.map_or(String::new(), |value| number(*value));
    let key = param.key.replace("firm.*", "firm.sense-and-respond").replace("data.*", "data.tracking");
    match param.slot {
        Slot::Event => "sellsense scenario show breach".to_owned(),
        _ if value.is_empty() => "sellsense scenario show three-ways --complete".to_owned(),
        _ => format!("sellsense run --set {key}={value}"),
    }
}

fn unit(param: &Param) -> &'static str {
    match param.unit {
        "bool" | "set" | "text" | "mixture" => "",
        unit => unit,
    }
}

fn default(param: &Param) -> String {
    match param.default {
        Default::Number(default) => number(default),
        Default::Text(default) => format!("\"{default}\""),
        Default::Described(default) => default.to_owned(),
    }
}

fn short_default(param: &Param) -> String {
    let default = default(param);
    if default.len() > 16 { "(see KEY)".to_owned() } else { default }
}

fn range(param: &Param) -> String {
    match (param.range, param.slot) {
        // A seed has more digits than a number.
        (Some((low, _)), Slot::Seed) => format!("{} .. {}", number(low), u64::MAX),
        (Some((low, high)), _) => format!("{} .. {}", number(low), number(high)),
        (None, Slot::DataFlag(_) | Slot::DialFlag(_)) => "true or false".to_owned(),
        (None, Slot::Categories(_)) => "data categories".to_owned(),
        (None, Slot::Segments) => "shares sum to 1".to_owned(),
        (None, _) => "a text".to_owned(),
    }
}

fn plausible(param: &Param) -> String {
    match param.plausible {
        Plausible::Unstated => String::new(),
        Plausible::Between(low, high) => format!("{} .. {}", number(low), number(high)),
        Plausible::Times(low, high) => format!("{} .. {} times the default", number(low), number(high)),
        Plausible::Around(low, high) => format!("default {low:+} .. {high:+}"),
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Lever => "the firm (lever)",
        Role::Uncertainty => "nature (uncertainty)",
        Role::Setting => "you (setting)",
    }
}

fn changes(changes: Changes) -> &'static str {
    match changes {
        Changes::No => "fixed",
        Changes::Yes => "an event may change it",
        Changes::AtNextDesign => {
            "an event may change it, from the catalogue designed next:\n               \
             one designed before is launched, and lives, as designed"
        }
    }
}

fn source(param: &Param) -> String {
    match param.source {
        "assumed" => "assumed: no source was found".to_owned(),
        "preset" => "business model".to_owned(),
        source if source.starts_with(['F', 'O']) => format!("{source} in docs/evidence.md"),
        source => source.to_owned(),
    }
}

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Unrated => "",
        Confidence::Low => "low: little or no evidence about the size",
        Confidence::Medium => "medium: some evidence about the size",
        Confidence::High => "high: good evidence about the size",
    }
}

/// The page docs/parameters.md.
pub fn markdown() -> String {
    let mut text = "\
# Parameters

All parameters of a scenario, as `sellsense params --markdown` prints them. `*` in a key stands for the name of a
firm or data category. *Allowed* is enforced; *plausible* is where the truth is thought to lie. *Set by*: a firm
decides a lever, nature an uncertainty, you a setting. Sources F.. and O.. are in `evidence.md`; confidence is in
the default, not in the existence of the effect.
"
    .to_owned();
    let mut section = "";
    for param in PARAMS {
        if param.section() != section {
            section = param.section();
            text += &format!(
                "\n## {section}\n\n\
                 | key | meaning | default | unit | allowed | plausible | set by | in a run | source | confidence |\n\
                 |---|---|---|---|---|---|---|---|---|---|\n"
            );
        }
        let role = match param.role {
            Role::Lever => "lever",
            Role::Uncertainty => "uncertainty",
            Role::Setting => "setting",
        };
        let changes = match param.changes {
            Changes::No => "fixed",
            Changes::Yes => "may change",
            Changes::AtNextDesign => "at the next design",
        };
        let confidence = match param.confidence {
            Confidence::Unrated => "",
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        };
        let cells = [
            format!("`{}`", param.key),
            param.meaning.to_owned(),
            default(param),
            unit(param).to_owned(),
            range(param),
            plausible(param),
            role.to_owned(),
            changes.to_owned(),
            param.source.to_owned(),
            confidence.to_owned(),
        ];
        text += &format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "));
    }
    text
}
