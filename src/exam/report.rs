//! The items of an exam as a table, charts, a page and a text in Markdown.

use super::item::CLOSE;
use super::verification::BEYOND;
use super::worlds::PARTS;
use super::{Group, Item, Verdict, plausible};
use crate::export::charts::{Mark, Marks};
use crate::export::page::{Cell, Grid, Head, Page, Part, Section, Tone};
use crate::table::{Table, Values};

/// Where the figures of an exam come from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The command that gives them.
    pub command: String,
    /// Version of the program.
    pub version: String,
    /// Day on which it ran, as 2026-01-31.
    pub date: String,
    /// Whose people sit the groups *market* and *privacy*: a scenario, and what is set in it.
    pub people: String,
}

impl Origin {
    fn sentence(&self) -> String {
        format!("Written by `{}`, sellsense {}, on {}.", self.command, self.version, self.date)
    }
}

/// How many items count, and how many of them pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Items that lie in the expected interval.
    pub passed: usize,
    /// Items that count: all that do not follow by construction.
    pub counted: usize,
    /// Items that follow by construction.
    pub by_construction: usize,
}

/// Counts the items of a group.
pub fn count(items: &[Item], group: Group) -> Count {
    let mut count = Count::default();
    for item in items.iter().filter(|item| item.group == group) {
        if item.by_construction {
            count.by_construction += 1;
        } else {
            count.counted += 1;
            count.passed += usize::from(item.verdict() == Verdict::Pass);
        }
    }
    count
}

/// What the result of a group means, in a sentence.
pub fn verdict(items: &[Item], group: Group) -> String {
    let Count { passed, counted, by_construction } = count(items, group);
    let mut text = if passed == counted {
        format!("All {counted} items pass.")
    } else {
        let meaning =
            if group.must_pass() { "the program is wrong" } else { "there the model misses the world" };
        format!("{passed} of {counted} items pass; {} miss: {meaning}.", counted - passed)
    };
    if 0 < by_construction {
        text.push_str(&format!(" {by_construction} more follow by construction and count for nothing."));
    }
    let own = || items.iter().filter(|item| item.group == group);
    if own().any(|item| item.error.is_some()) {
        text.push_str(" ± is a standard error over worlds.");
    }
    match own().filter(|item| item.is_close()).count() {
        0 => {}
        1 => text.push_str(&format!(" One verdict is close: {CLOSENESS}")),
        close => text.push_str(&format!(" {close} verdicts are close: {CLOSENESS}")),
    }
    text
}

/// What a close verdict is; the number is [`CLOSE`].
const CLOSENESS: &str =
    "within two standard errors of an end of what was expected, so that other worlds may turn it.";
const _: () = assert!(CLOSE == 2.0 && PARTS == 8, "the words say so");

/// The groups that have items, in order.
pub fn groups(items: &[Item]) -> impl Iterator<Item = Group> + '_ {
    Group::ALL.into_iter().filter(|group| items.iter().any(|item| item.group == *group))
}

/// The words of an item, with the mark of one that counts for nothing.
pub fn name(item: &Item) -> String {
    let mark = if item.by_construction { " (by construction)" } else { "" };
    format!("{}{mark}", item.item)
}

/// The table of `exam.csv`.
pub fn table(items: &[Item]) -> Table {
    let number = || Values::Number(Vec::new());
    let mut table = Table::default()
        .with("group", "", "verification, market, privacy or docking", Values::text())
        .with("item", "", "what is measured, with its unit where it is no plain number", Values::text())
        .with("source", "", "where the expectation comes from", Values::text())
        .with("measured", "", "what was measured; empty when it could not be", number())
        .with("expected_low", "", "lowest value expected; empty when it may be any", number())
        .with("expected_high", "", "highest value expected; empty when it may be any", number())
        .with(
            "verdict",
            "",
            "pass when the measured value lies in the expected interval, otherwise miss",
            Values::text(),
        );
    for item in items {
        let [group, words, source, measured, low, high, verdict] = &mut table.columns[..] else {
            unreachable!("the table has these columns")
        };
        group.values.push_text(item.group.name());
        words.values.push_text(&name(item));
        source.values.push_text(&item.source);
        let finite = |value: f64| Some(value).filter(|value| value.is_finite());
        measured.values.push_number(item.measured);
        low.values.push_number(finite(item.expected_low));
        high.values.push_number(finite(item.expected_high));
        verdict.values.push_text(item.verdict().name());
    }
    table
}

/// The chart of a group. Items that are expected to be exactly one number, and are, make no row.
pub fn chart(items: &[Item], group: Group, origin: &Origin) -> Marks {
    let own = || items.iter().filter(|item| item.group == group);
    let is_exact = |item: &Item| item.expected_low == item.expected_high && item.verdict() == Verdict::Pass;
    let mut notes = "The shaded strip is the interval in which each figure was expected, each in its own units; a triangle \
                     lies more than its width away. The figures stand at the right, the intervals in exam.csv."
        .to_owned();
    if own().any(|item| item.error.is_some()) {
        notes.push_str(" Bars reach two standard errors over worlds to both sides.");
    }
    if own().any(|item| item.by_construction) {
        notes.push_str(" Hollow marks follow by construction.");
    }
    match own().filter(|item| is_exact(item)).count() {
        0 => {}
        1 => notes.push_str(" One more figure was expected exactly as it is."),
        exact => notes.push_str(&format!(" {exact} more figures were expected exactly as they are.")),
    }
    let mark = |item: &Item| Mark {
        name: name(item),
        place: item.place(),
        error: item.places_of_error(),
        is_inside: item.verdict() == Verdict::Pass,
        counts: !item.by_construction,
        figures: item.measured_with_error(),
    };
    Marks {
        title: format!(
            "Exam, {}: {}",
            group.name(),
            verdict(items, group).split('.').next().unwrap_or_default()
        ),
        question: group.question().to_owned(),
        setting: format!("{}, sellsense {}", origin.command, origin.version),
        rows: own().filter(|item| !is_exact(item)).map(mark).collect(),
        notes: vec![notes],
    }
}

/// The page; `charts` are those of the groups, in their order, as SVG.
pub fn page(items: &[Item], defaults: &[Item], charts: &[(Group, String)], origin: &Origin) -> Page {
    let section = |group: Group| {
        let count = count(items, group);
        let tone = match (count.passed == count.counted, group.must_pass()) {
            (true, _) => Tone::Good,
            (false, true) => Tone::Bad,
            (false, false) => Tone::Open,
        };
        let mut parts = vec![Part::Verdict(Cell::toned(verdict(items, group), tone))];
        let own = charts.iter().filter(|(of, _)| *of == group);
        parts.extend(own.map(|(_, svg)| Part::Chart(svg.clone())));
        parts.push(Part::Table(grid(items, group)));
        let missed: Vec<String> = misses(items, group).collect();
        if !missed.is_empty() {
            parts.push(Part::Heading(WOULD_TAKE.to_owned()));
            parts.push(Part::List(missed));
        }
        parts.push(Part::Heading(MEASURED.to_owned()));
        parts.push(Part::List(notes(items, group)));
        if group == Group::Verification {
            parts.push(Part::Heading(CANNOT_EXPRESS.to_owned()));
            parts.push(Part::List(beyond().collect()));
        }
        Section { heading: format!("{}: {}", title(group), group.question()), parts }
    };
    let mut sections: Vec<Section> = groups(items).map(section).collect();
    if !defaults.is_empty() {
        let parts = vec![Part::Paragraph(of_defaults(defaults)), Part::List(missed(defaults).collect())];
        sections.push(Section { heading: DEFAULTS.to_owned(), parts });
    }
    Page {
        title: "The model sits its exam".to_owned(),
        lead: summary(items, origin),
        sections,
        origin: origin.sentence(),
    }
}

/// The text of `validation.md`.
pub fn markdown(items: &[Item], defaults: &[Item], origin: &Origin) -> String {
    let mut text = format!(
        "# Validation\n\n{}\n\nThis page is generated; do not edit it. Sources such as \"O4\" are entries of `docs/evidence.md`.\n\n",
        origin.sentence()
    );
    for paragraph in summary(items, origin) {
        text.push_str(&format!("{paragraph}\n\n"));
    }
    for group in groups(items) {
        text.push_str(&format!("## {}: {}\n\n{}\n\n", title(group), group.question(), verdict(items, group)));
        text.push_str("| item | verdict | measured | expected | source |\n|---|---|---:|---:|---|\n");
        for item in items.iter().filter(|item| item.group == group) {
            text.push_str(&format!(
                "| {} | {} | {} | {} | {} |\n",
                name(item).replace('|', "\\|"),
                item.verdict_text(),
                item.measured_with_error(),
                item.expected_text(),
                item.source
            ));
        }
        let mut list = |head: &str, entries: &mut dyn Iterator<Item = String>| {
            let mut entries = entries.peekable();
            if entries.peek().is_some() {
                text.push_str(&format!("\n{head}:\n\n"));
            }
            entries.for_each(|entry| text.push_str(&format!("- {entry}\n")));
        };
        list(WOULD_TAKE, &mut misses(items, group));
        list(MEASURED, &mut notes(items, group).into_iter());
        if group == Group::Verification {
            list(CANNOT_EXPRESS, &mut beyond());
        }
        text.push('\n');
    }
    if !defaults.is_empty() {
        text.push_str(&format!("## {DEFAULTS}\n\n{}\n\n", of_defaults(defaults)));
        missed(defaults).for_each(|miss| text.push_str(&format!("- {miss}\n")));
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// The name of a group as a heading.
pub fn title(group: Group) -> &'static str {
    match group {
        Group::Verification => "Verification",
        Group::Market => "Market",
        Group::Privacy => "Privacy",
        Group::Docking => "Docking",
    }
}

/// What the exam says as a whole, a paragraph each.
fn summary(items: &[Item], origin: &Origin) -> Vec<String> {
    let failures = items.iter().filter(|item| item.is_failure()).count();
    let first = match failures {
        0 => {
            "The program does what the model says: nothing fails in the groups that it must pass.".to_owned()
        }
        1 => "The program is wrong: one item fails in the groups that it must pass.".to_owned(),
        n => format!("The program is wrong: {n} items fail in the groups that it must pass."),
    };
    let counts = groups(items).map(|group| {
        let count = count(items, group);
        format!("{} {} of {}", group.name(), count.passed, count.counted)
    });
    let second = format!(
        "Items that pass: {}. The groups market and privacy sit with the people of {}.",
        counts.collect::<Vec<_>>().join(", "),
        origin.people
    );
    let third = "Expected intervals come from theory, from sampling error fixed in advance (four standard errors) or \
                 from published facts; limits of our own are marked so. None was widened beyond its source to let an item \
                 pass; what misses stands here as a miss.";
    [vec![first, second, third.to_owned()], plausible::sentences()].concat()
}

/// The heading of what the defaults miss.
pub const DEFAULTS: &str = "Defaults: Would the defaults pass as well?";

/// How many items the defaults miss, in a sentence; `defaults` are the groups *market* and *privacy* with them.
pub fn of_defaults(defaults: &[Item]) -> String {
    let counted = defaults.iter().filter(|item| !item.by_construction).count();
    let misses = missed(defaults).count();
    let less = if misses == 0 { "none".to_owned() } else { misses.to_string() };
    format!(
        "With the defaults, which `three-ways` has and `run` and `claims` start from, {less} of the {counted} items miss{}",
        if misses == 0 { "." } else { ":" }
    )
}

/// The items that count and miss, with their figures.
pub fn missed(items: &[Item]) -> impl Iterator<Item = String> + '_ {
    let missed = items.iter().filter(|item| !item.by_construction && item.verdict() == Verdict::Miss);
    missed.map(|item| {
        let close = if item.is_close() { " (close)" } else { "" };
        let (measured, expected) = (item.measured_with_error(), item.expected_text());
        format!("{}, {}: {measured}, expected {expected}{close}", item.source, item.item)
    })
}

fn grid(items: &[Item], group: Group) -> Grid {
    let head = vec![
        Head::words("item"),
        Head::words("verdict"),
        Head::numbers("measured"),
        Head::numbers("expected"),
        Head::words("source"),
    ];
    let row = |item: &Item| {
        let tone = match item.verdict() {
            _ if item.by_construction => Tone::Quiet,
            Verdict::Pass => Tone::Good,
            Verdict::Miss => Tone::Bad,
        };
        vec![
            name(item).into(),
            Cell::toned(item.verdict_text(), tone),
            item.measured_with_error().into(),
            item.expected_text().into(),
            Cell::toned(item.source.clone(), Tone::Quiet),
        ]
    };
    Grid { head, rows: items.iter().filter(|item| item.group == group).map(row).collect() }
}

/// What is said about the items of a group, each only once.
pub fn notes(items: &[Item], group: Group) -> Vec<String> {
    let mut notes: Vec<(Vec<&str>, &str)> = Vec::new();
    for item in items.iter().filter(|item| item.group == group && !item.note.is_empty()) {
        match notes.iter_mut().find(|(_, note)| *note == item.note) {
            Some((sources, _)) if sources.contains(&item.source.as_str()) => {}
            Some((sources, _)) => sources.push(&item.source),
            None => notes.push((vec![&item.source], &item.note)),
        }
    }
    notes.iter().map(|(sources, note)| format!("{}: {note}", sources.join(", "))).collect()
}

/// What stands above [`notes`].
pub const MEASURED: &str = "How it was measured";

/// What stands above [`misses`].
pub const WOULD_TAKE: &str = "What misses, and what it would take";

/// The items of a group that miss, each with what it would take to mend.
pub fn misses(items: &[Item], group: Group) -> impl Iterator<Item = String> + '_ {
    let missed = items.iter().filter(move |item| item.group == group && item.verdict() == Verdict::Miss);
    missed.map(|item| format!("{}, {}: {}", item.source, name(item), item.would_take()))
}

/// What stands above [`beyond`].
pub const CANNOT_EXPRESS: &str = "What this model cannot express, and what it would take";

/// The oracles that this model cannot express, each with what it would take.
pub fn beyond() -> impl Iterator<Item = String> {
    BEYOND.iter().map(|(oracle, what, takes)| format!("{oracle}, {what}: {takes}"))
}
