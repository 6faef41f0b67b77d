//! From the name of a scenario, or its text, to a checked [`Config`].

use std::path::{Component, Path, PathBuf};

use super::builtin::{self, Builtin};
use super::config::{Config, DataCategory};
use super::fault::{Fault, Faults};
use super::key;
use super::merge::merge;
use super::resolve;
use super::set;
use super::source::{Content, Entry, Node, Place, Source, Table, parse};
use super::write;

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// There is no such file.
    Missing,
    /// Another reason.
    Because {
        /// It in words.
        reason: String,
        /// What was probably meant, if that is known.
        help: Option<String>,
    },
}

/// Reads the file at a path; whoever loads a scenario provides it.
pub type Read<'a> = &'a dyn Fn(&str) -> Result<String, Unreadable>;

/// Loads a scenario by the name of a built-in one or the path of a TOML file, with `KEY=VALUE` settings on top.
///
/// # Errors
/// All faults of the scenario, of what it extends, and of the settings.
pub fn load(name_or_path: &str, sets: &[String], read: Read) -> Result<Config, Faults> {
    let mut loader = Loader::new(read);
    let document = match open(name_or_path, Path::new(""), read) {
        Ok(opened) => loader.document(opened),
        Err(fault) => {
            loader.faults.push(fault);
            None
        }
    };
    loader.finish(document, sets)
}

/// Loads a scenario from its text. `name` is what messages call it; what it extends is looked for among the
/// built-in scenarios and, relative to the current directory, with `read`.
///
/// # Errors
/// All faults of the scenario, of what it extends, and of the settings.
pub fn load_text(name: &str, text: &str, sets: &[String], read: Read) -> Result<Config, Faults> {
    let mut loader = Loader::new(read);
    let document = loader.document(Opened { path: PathBuf::from(name), text: text.to_owned() });
    loader.finish(document, sets)
}

/// What a document lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Base {
    /// Nothing.
    Known,
    /// What it extends could not be read, so that nobody knows what it inherits.
    Unknown,
}

/// A text and where it came from: a path, or the name of a built-in scenario.
struct Opened {
    path: PathBuf,
    text: String,
}

/// Finds the text of a scenario that is named from within `folder`.
fn open(reference: &str, folder: &Path, read: Read) -> Result<Opened, Fault> {
    if let Some(Builtin { name, text }) = builtin::with_name(reference) {
        // Not the bare name: a file may be called as the built-in scenario that it extends.
        return Ok(Opened { path: PathBuf::from(format!("built-in {name}")), text: (*text).to_owned() });
    }
    let path = clean(&folder.join(reference));
    match read(&path.to_string_lossy()) {
        Ok(text) => Ok(Opened { path, text }),
        Err(Unreadable::Because { reason, help }) => {
            Err(Fault::anywhere(format!("cannot read `{}`: {reason}", path.display())).with_help(help))
        }
        Err(Unreadable::Missing) => {
            let title = format!("there is no scenario and no file `{reference}`");
            let help = match key::nearest(reference, builtin::names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`sellsense scenario list` shows the built-in scenarios".to_owned(),
            };
            Err(Fault::anywhere(title).with_help(help))
        }
    }
}

/// The path without needless `.` and, where it can be told from the words alone, without `..`.
fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(clean.components().next_back(), Some(Component::Normal(_))) => {
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    if clean.as_os_str().is_empty() { PathBuf::from(".") } else { clean }
}

struct Loader<'a> {
    read: Read<'a>,
    sources: Vec<Source>,
    faults: Vec<Fault>,
    base: Base,
}

impl<'a> Loader<'a> {
    fn new(read: Read<'a>) -> Loader<'a> {
        Loader { read, sources: Vec::new(), faults: Vec::new(), base: Base::Known }
    }

    /// The document and all that it extends, merged. It ends with the standard data categories, on which
    /// every scenario stands. Where something that it extends cannot be read, it stands on them at once.
    fn document(&mut self, opened: Opened) -> Option<Table> {
        let fallback_name = key::to_kebab(&opened.path.file_stem().unwrap_or_default().to_string_lossy());
        let mut layers = Vec::new();
        let mut trail = vec![opened.path.clone()];
        let mut next = Some(opened);
        while let Some(Opened { path, text }) = next.take() {
            let Some(mut table) = self.parse(path.display().to_string(), text) else {
                self.base = Base::Unknown;
                break;
            };
            if let Some(entry) = table.take("extends") {
                next = self.parent(&entry.value, &mut trail);
                if next.is_none() {
                    self.base = Base::Unknown;
                }
            }
            layers.push(table);
        }
        if layers.is_empty() {
            return None;
        }
        let standard = self.parse("data".to_owned(), write::data_tables(&DataCategory::standard()))?;
        let mut document = standard;
        for layer in layers.into_iter().rev() {
            // A name belongs to one scenario alone.
            document.take("name");
            document = merge(document, layer, &mut self.faults);
            // Whoever extends a scenario has the firms that it runs with.
            if document.get("firm").is_none() {
                let text = builtin::default_scenario().text.to_owned();
                let firms = self.parse(builtin::DEFAULT.to_owned(), text)?.take("firm");
                document.entries.extend(firms);
            }
        }
        if document.get("name").is_none() && key::is_kebab(&fallback_name) {
            let place = Place { source: 0, start: 0, end: 0 };
            let value = Node { place: place.clone(), content: Content::Text(fallback_name) };
            document.put(Entry { key: "name".to_owned(), place, value });
        }
        Some(document)
    }

    /// Opens the scenario that another one extends.
    fn parent(&mut self, value: &Node, trail: &mut Vec<PathBuf>) -> Option<Opened> {
        let place = value.place.clone();
        let Content::Text(reference) = &value.content else {
            let found = value.content.described();
            let label = format!("expected the name of a scenario or a path, found {found}");
            self.faults.push(Fault::at(place, "`extends` must be a text", label));
            return None;
        };
        let here = trail.last().cloned().unwrap_or_default();
        let folder = here.parent().unwrap_or(Path::new("")).to_owned();
        let opened = match open(reference, &folder, self.read) {
            Ok(opened) => opened,
            Err(fault) => {
                self.faults.push(Fault { place: Some(place), ..fault });
                return None;
            }
        };
        let is_cycle = trail.contains(&opened.path);
        trail.push(opened.path.clone());
        if is_cycle {
            let cycle: Vec<String> = trail.iter().map(|path| path.display().to_string()).collect();
            let title = format!("the scenario extends itself: {}", cycle.join(" -> "));
            self.faults.push(Fault::at(place, title, "this closes the circle"));
            return None;
        }
        Some(opened)
    }

    fn parse(&mut self, name: String, text: String) -> Option<Table> {
        let parsed = parse(&text, self.sources.len());
        self.sources.push(Source { name, text });
        parsed.map_err(|faults| self.faults.extend(faults)).ok()
    }

    /// Applies the settings and resolves the document.
    fn finish(mut self, document: Option<Table>, sets: &[String]) -> Result<Config, Faults> {
        let config = document.and_then(|mut document| {
            for argument in sets {
                let source = self.sources.len();
                let text = argument.clone();
                self.sources.push(Source { name: "--set".to_owned(), text });
                if let Err(fault) = set::apply(&mut document, argument, source) {
                    self.faults.push(fault);
                }
            }
            resolve::resolve(&document, &mut self.faults)
        });
        if self.base == Base::Unknown {
            self.faults.retain(|fault| !fault.unless_inherited);
        }
        match config {
            Some(config) if self.faults.is_empty() => Ok(config),
            _ => Err(Faults::new(self.sources, self.faults)),
        }
    }
}
