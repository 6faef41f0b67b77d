//! What a result is, and all that is needed to compute it again.

use super::{File, RESULTS_VERSION};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The content of `manifest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The program that wrote it: always [`Manifest::PROGRAM`].
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// [`RESULTS_VERSION`] of the program.
    pub results_version: u32,
    /// Name of the scenario.
    pub name: String,
    /// The resolved scenario, as TOML: every change from the command line is in it.
    pub scenario: String,
    /// The seed, which the scenario also has.
    pub seed: u64,
    /// What else was asked for.
    pub options: Options,
    /// What another command than `run` was asked; a run has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// Where it was computed. It has no influence on the figures.
    pub machine: Machine,
    /// Time from the start of the simulation to the writing \[s\].
    pub wall_seconds: f64,
    /// The other files.
    pub files: Vec<FileHash>,
}

/// What a run was asked to write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Whether charts are drawn.
    pub charts: bool,
    /// The settings of the command line, `KEY=VALUE`, which the charts name; the scenario already has them.
    #[serde(default)]
    pub set: Vec<String>,
}

/// What a command other than `run` was asked, beside the scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The command.
    pub command: String,
    /// The words of its command line that decide the figures.
    pub words: Vec<String>,
    /// What its scenarios are called, [`Manifest::scenario`] first, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// The scenarios beside [`Manifest::scenario`], as TOML.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
}

/// The machine, as far as it may explain how long a run took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// Operating system.
    pub os: String,
    /// Kind of processor.
    pub arch: String,
    /// Processor cores that the program may use \[count\].
    pub cores: usize,
    /// Threads that simulated \[count\].
    pub threads: usize,
}

impl Machine {
    /// This machine.
    pub fn here(threads: usize) -> Machine {
        Machine {
            os: std::env::consts::OS.to_owned(),
            arch: std::env::consts::ARCH.to_owned(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            threads,
        }
    }
}

/// One file of a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileHash {
    /// Path inside the folder of the result, with `/`.
    pub path: String,
    /// Size \[bytes\].
    pub bytes: u64,
    /// BLAKE3 hash of its bytes, in hexadecimal.
    pub blake3: String,
}

impl Manifest {
    /// What [`Manifest::program`] says.
    pub const PROGRAM: &'static str = "sellsense";

    /// The manifest of `files`.
    pub fn new(
        name: &str,
        scenario: String,
        seed: u64,
        options: Options,
        machine: Machine,
        wall_seconds: f64,
        files: &[File],
    ) -> Manifest {
        Manifest {
            program: Manifest::PROGRAM.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            results_version: RESULTS_VERSION,
            name: name.to_owned(),
            scenario,
            seed,
            options,
            asked: None,
            machine,
            wall_seconds,
            files: files
                .par_iter()
                .map(|file| FileHash {
                    path: file.path.clone(),
                    bytes: file.bytes.len() as u64,
                    blake3: blake3::hash(&file.bytes).to_hex().to_string(),
                })
                .collect(),
        }
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// When the text is not JSON, not a manifest of this program, or one of a later version.
    pub fn parse(text: &str) -> Result<Manifest, String> {
        let manifest: Manifest =
            serde_json::from_str(text).map_err(|error| format!("not a manifest of sellsense ({error})"))?;
        if manifest.program != Manifest::PROGRAM {
            return Err("not a manifest of sellsense".to_owned());
        }
        Ok(manifest)
    }

    /// The command that it is of.
    pub fn command(&self) -> &str {
        self.asked.as_ref().map_or("run", |asked| &asked.command)
    }

    /// Its text, ready to be written.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a manifest has only text and numbers");
        text.push('\n');
        text
    }

    /// Whether `other` is the same result: everything but time and machine, and of the files those that
    /// hold figures. Charts follow from the figures, so only their being there is compared.
    pub fn same_result(&self, other: &Manifest) -> bool {
        let without_circumstances = |manifest: &Manifest| Manifest {
            machine: self.machine.clone(),
            wall_seconds: 0.0,
            files: Vec::new(),
            ..manifest.clone()
        };
        without_circumstances(self) == without_circumstances(other) && self.differing(other).is_empty()
    }

    /// The paths of the files of figures (CSV) that differ between the two, or that only one of them has.
    pub fn differing(&self, other: &Manifest) -> Vec<String> {
        let figures = |manifest: &Manifest| -> BTreeMap<String, String> {
            let files = manifest.files.iter().filter(|file| file.path.ends_with(".csv"));
            files.map(|file| (file.path.clone(), file.blake3.clone())).collect()
        };
        let (mine, theirs) = (figures(self), figures(other));
        let mut paths: Vec<String> = mine.keys().chain(theirs.keys()).cloned().collect();
        paths.sort_unstable();
        paths.dedup();
        paths.retain(|path| mine.get(path) != theirs.get(path));
        paths
    }
}
