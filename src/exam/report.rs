//! The items of an exam as a table, charts, a page and a text in Markdown.

use super::verification::BEYOND;
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
    text
}

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
        is_inside: item.verdict() == Verdict::Pass,
        counts: !item.by_construction,
        figures: item.measured_text(),
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
pub fn page(items: &[Item], charts: &[(Group, String)], origin: &Origin) -> Page {
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
        parts.push(Part::Heading("How it was measured".to_owned()));
        parts.push(Part::List(notes(items, group)));
        if group == Group::Verification {
            parts.push(Part::Heading("What this model cannot express".to_owned()));
            parts.push(Part::List(BEYOND.iter().map(beyond).collect()));
        }
        Section { heading: format!("{}: {}", title(group), group.question()), parts }
    };
    Page {
        title: "The model sits its exam".to_owned(),
        lead: summary(items),
        sections: groups(items).map(section).collect(),
        origin: origin.sentence(),
    }
}

/// The text of `validation.md`.
pub fn markdown(items: &[Item], origin: &Origin) -> String {
    let mut text = format!(
        "# Validation\n\n{}\n\nThis page is generated; do not edit it. Sources such as \"O4\" are entries of `docs/evidence.md`.\n\n",
        origin.sentence()
    );
    for paragraph in summary(items) {
        text.push_str(&format!("{paragraph}\n\n"));
    }
    for group in groups(items) {
        text.push_str(&format!("## {}: {}\n\n{}\n\n", title(group), group.question(), verdict(items, group)));
        text.push_str("| item | verdict | measured | expected | source |\n|---|---|---:|---:|---|\n");
        for item in items.iter().filter(|item| item.group == group) {
            text.push_str(&format!(
                "| {} | {} | {} | {} | {} |\n",
                name(item).replace('|', "\\|"),
                item.verdict().name(),
                item.measured_text(),
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
        list("How it was measured", &mut notes(items, group).into_iter());
        if group == Group::Verification {
            let beyond = &mut BEYOND.iter().map(beyond);
            list("What this model cannot express, and what it would take", beyond);
        }
        text.push('\n');
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
fn summary(items: &[Item]) -> Vec<String> {
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
    let second = format!("Items that pass: {}.", counts.collect::<Vec<_>>().join(", "));
    let third = "Expected intervals come from theory, from sampling error fixed in advance (four standard errors) or \
                 from published facts. None was widened to let an item pass; what misses stands here as a miss.";
    let facts = [Group::Market, Group::Privacy].map(|group| count(items, group).counted);
    [vec![first, second, third.to_owned()], plausible::sentences(facts.iter().sum())].concat()
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
            Cell::toned(item.verdict().name(), tone),
            item.measured_text().into(),
            item.expected_text().into(),
            Cell::toned(item.source.clone(), Tone::Quiet),
        ]
    };
    Grid { head, rows: items.iter().filter(|item| item.group == group).map(row).collect() }
}

/// What is said about the items of a group, each only once.
fn notes(items: &[Item], group: Group) -> Vec<String> {
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

/// What stands above [`misses`].
pub const WOULD_TAKE: &str = "What misses, and what it would take";

/// The items of a group that miss, each with what it would take to mend.
pub fn misses(items: &[Item], group: Group) -> impl Iterator<Item = String> + '_ {
    let missed = items.iter().filter(move |item| item.group == group && item.verdict() == Verdict::Miss);
    missed.map(|item| format!("{}, {}: {}", item.source, name(item), item.takes))
}

fn beyond((oracle, what, takes): &(&str, &str, &str)) -> String {
    format!("{oracle}, {what}: {takes}")
}
