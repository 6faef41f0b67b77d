//! What is wrong with a scenario: every fault with its place, what was expected, and a way out.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::source::{NOT_TOML, Place, Source};

/// Width to which messages keep where they can \[characters\].
const WIDTH: usize = 80;

/// Most places that are not TOML which a terminal shows: a text of another kind has one on each line.
const NOT_TOML_SHOWN: usize = 10;

/// Something wrong in a scenario.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Where; `None` when no text could be read.
    pub place: Option<Place>,
    /// What is wrong.
    pub title: String,
    /// What was expected there.
    pub label: String,
    /// A way out.
    pub help: Option<String>,
    /// Whether it would be none if the scenario that this one extends had what is missing here.
    pub unless_inherited: bool,
}

impl Fault {
    /// A fault at a place of a text.
    pub fn at(place: Place, title: impl Into<String>, label: impl Into<String>) -> Fault {
        Fault {
            place: Some(place),
            title: title.into(),
            label: label.into(),
            help: None,
            unless_inherited: false,
        }
    }

    /// A fault of no place.
    pub fn anywhere(title: impl Into<String>) -> Fault {
        Fault { place: None, title: title.into(), label: String::new(), help: None, unless_inherited: false }
    }

    /// The same fault with a way out.
    pub fn with_help(mut self, help: impl Into<Option<String>>) -> Fault {
        self.help = help.into();
        self
    }

    /// The same fault, which is none if the scenario that this one extends has what is missing here.
    pub fn unless_inherited(self) -> Fault {
        Fault { unless_inherited: true, ..self }
    }
}

/// All faults of a scenario, and the texts they point into.
#[derive(Clone, Debug)]
pub struct Faults {
    sources: Vec<Source>,
    faults: Vec<Fault>,
}

impl Faults {
    /// The faults found in these texts, put in the order of the texts.
    pub fn new(sources: Vec<Source>, mut faults: Vec<Fault>) -> Faults {
        faults.sort_by(|a, b| a.place.cmp(&b.place));
        // A setting of every firm is wrong for each of them: one message is enough.
        faults.dedup_by(|a, b| a.place == b.place && a.label == b.label && a.help == b.help);
        Faults { sources, faults }
    }

    /// Number of faults, at least 1.
    pub fn count(&self) -> usize {
        self.faults.len()
    }

    /// One line for each fault: `file:line:column: what is wrong: what was expected; a way out`.
    pub fn lines(&self) -> Vec<String> {
        self.faults
            .iter()
            .map(|fault| {
                let mut line = match &fault.place {
                    Some(place) => {
                        let source = &self.sources[place.source];
                        let (line, column) = line_and_column(&source.text, place.start);
                        format!("{}:{line}:{column}: {}", source.name, fault.title)
                    }
                    None => fault.title.clone(),
                };
                if !fault.label.is_empty() {
                    line += &format!(": {}", fault.label);
                }
                if let Some(help) = &fault.help {
                    line += &format!("; {help}");
                }
                line
            })
            .collect()
    }

    /// All faults as text for a terminal, each with the lines it points to; it ends with a newline.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(WIDTH);
        let mut text = String::new();
        let mut not_toml = 0;
        for fault in &self.faults {
            not_toml += usize::from(fault.title == NOT_TOML);
            if fault.title == NOT_TOML && NOT_TOML_SHOWN < not_toml {
                continue;
            }
            text += &renderer.render(&self.report(fault));
            text += "\n\n";
        }
        if NOT_TOML_SHOWN < not_toml {
            text += &format!("and {} more places that are not TOML\n\n", not_toml - NOT_TOML_SHOWN);
        }
        match self.faults.len() {
            1 => text.pop(),
            count => {
                text += &format!("{count} faults in all; nothing was run or written\n");
                None
            }
        };
        text
    }

    fn report<'a>(&'a self, fault: &'a Fault) -> Vec<Group<'a>> {
        let title = Level::ERROR.primary_title(fault.title.as_str());
        let mut group = match &fault.place {
            Some(place) => {
                let source = &self.sources[place.source];
                let mark = AnnotationKind::Primary.span(on_one_line(&source.text, place));
                let snippet = Snippet::source(source.text.as_str()).path(source.name.as_str());
                let label = fault.label.as_str();
                if label.is_empty() {
                    title.element(snippet.annotation(mark))
                } else if fits(&source.text, place, label) {
                    title.element(snippet.annotation(mark.label(label)))
                } else {
                    title.element(snippet.annotation(mark)).element(Level::NOTE.message(label))
                }
            }
            None => Group::with_title(title),
        };
        if let Some(help) = &fault.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        vec![group]
    }
}

/// The stretch from the start of a place to its end or the end of the line, whichever comes first: a long
/// list is pointed at, not printed.
fn on_one_line(text: &str, place: &Place) -> std::ops::Range<usize> {
    let start = place.start.min(text.len());
    let stretch = text.get(start..place.end.min(text.len())).unwrap_or_default();
    start..start + stretch.find('\n').unwrap_or(stretch.len())
}

/// Whether a label fits on the line beside its mark.
fn fits(text: &str, place: &Place, label: &str) -> bool {
    let marked = on_one_line(text, place);
    let (line, column) = line_and_column(text, marked.end);
    let gutter = line.to_string().len() + " | ".len();
    gutter + column + label.chars().count() <= WIDTH
}

/// Line and column of a byte, both counted from 1; columns count characters.
fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}
