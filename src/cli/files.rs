//! The files that commands read.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::{Failure, output};
use crate::export::manifest::Manifest;
use crate::scenario::config::Config;
use crate::scenario::load::{self, Unreadable};

/// Loads a scenario by the name of a built-in one or the path of a TOML file, with `KEY=VALUE` settings on top.
/// It prints nothing.
///
/// # Errors
/// A [`Failure::input`] that shows all faults of the scenario and the settings.
pub fn load_scenario(name_or_path: &str, sets: &[String]) -> Result<Config, Failure> {
    load::load(name_or_path, sets, &read_scenario)
        .map_err(|faults| Failure { code: 2, message: faults.render(output::colour_messages()) })
}

/// Loads the scenario that a manifest records; `name` is what messages call it.
///
/// # Errors
/// A [`Failure::input`] that shows all faults of the scenario.
pub fn load_scenario_text(name: &str, text: &str) -> Result<Config, Failure> {
    load_scenario_text_with(name, text, &[])
}

/// The same, with `KEY=VALUE` settings on top.
///
/// # Errors
/// A [`Failure::input`] that shows all faults of the scenario and the settings.
pub fn load_scenario_text_with(name: &str, text: &str, sets: &[String]) -> Result<Config, Failure> {
    load::load_text(name, text, sets, &read_scenario)
        .map_err(|faults| Failure { code: 2, message: faults.render(output::colour_messages()) })
}

/// Reads a file of text that is no scenario.
///
/// # Errors
/// A [`Failure::input`] that says why it cannot be read.
pub fn read_text(path: &str) -> Result<String, Failure> {
    read(path).map_err(|reason| match reason {
        Unreadable::Missing => Failure::input(format!("there is no file `{path}`")),
        Unreadable::Because { reason, .. } => Failure::input(format!("cannot read `{path}`: {reason}")),
    })
}

/// Reads a scenario file. What this program writes as a result is none, and is told by what it is.
fn read_scenario(path: &str) -> Result<String, Unreadable> {
    let text = read(path)?;
    if let Ok(manifest) = Manifest::parse(&text) {
        let command = manifest.command();
        return Err(Unreadable::Because {
            reason: "it is the manifest of a result, not a scenario".to_owned(),
            help: ["run", "compare"]
                .contains(&command)
                .then(|| format!("did you mean `sellsense {command} --from {}`?", output::shell_word(path))),
        });
    }
    if Path::new(path).extension().is_some_and(|ending| ending == "csv") {
        return Err(because("it is a table, not a scenario file"));
    }
    Ok(text)
}

/// Reads a file of text.
fn read(path: &str) -> Result<String, Unreadable> {
    if Path::new(path).is_dir() {
        return Err(because("it is a folder, not a scenario file"));
    }
    let bytes = fs::read(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Unreadable::Missing,
        ErrorKind::PermissionDenied => because("reading it is not permitted"),
        _ => because(error.to_string()),
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let byte = error.utf8_error().valid_up_to() + 1;
        because(format!("it is not UTF-8 text (byte {byte})"))
    })
}

fn because(reason: impl Into<String>) -> Unreadable {
    Unreadable::Because { reason: reason.into(), help: None }
}
