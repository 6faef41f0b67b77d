//! The files that commands read.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::{Failure, output};
use crate::scenario::config::Config;
use crate::scenario::load::{self, Unreadable};

/// Loads a scenario by the name of a built-in one or the path of a TOML file, with `KEY=VALUE` settings on top.
/// It prints nothing.
///
/// # Errors
/// A [`Failure::input`] that shows all faults of the scenario and the settings.
pub fn load_scenario(name_or_path: &str, sets: &[String]) -> Result<Config, Failure> {
    load::load(name_or_path, sets, &read)
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
    load::load_text(name, text, sets, &read)
        .map_err(|faults| Failure { code: 2, message: faults.render(output::colour_messages()) })
}

/// Reads a file of text that is no scenario.
///
/// # Errors
/// A [`Failure::input`] that says why it cannot be read.
pub fn read_text(path: &str) -> Result<String, Failure> {
    read(path).map_err(|reason| match reason {
        Unreadable::Missing => Failure::input(format!("there is no file `{path}`")),
        Unreadable::Because(reason) => Failure::input(format!("cannot read `{path}`: {reason}")),
    })
}

/// Reads a file of text.
fn read(path: &str) -> Result<String, Unreadable> {
    let because = |reason: String| Unreadable::Because(reason);
    if Path::new(path).is_dir() {
        return Err(because("it is a folder, not a scenario file".to_owned()));
    }
    let bytes = fs::read(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Unreadable::Missing,
        ErrorKind::PermissionDenied => because("reading it is not permitted".to_owned()),
        _ => because(error.to_string()),
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let byte = error.utf8_error().valid_up_to() + 1;
        because(format!("it is not UTF-8 text (byte {byte})"))
    })
}
