//! `sellsense exam`: the model's own exam, with what was measured and what was expected.

use super::options::{Work, count};
use super::run::{interrupted, stop_on_interrupt};
use super::text_table::{Side, lines};
use super::{Failure, output, progress};
use crate::exam::report::{self, Origin};
use crate::exam::{self, Effort, Group, Item, Program, Sitting};
use crate::export::folder::{self, Refusal, Written};
use crate::export::manifest::{Asked, Machine, Manifest, Options};
use crate::export::{File, charts, csv, page};
use clap::Args;
use std::sync::atomic::Ordering;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Name of the result.
const NAME: &str = "exam";

/// Puts the model to the test: verification, real markets, privacy, closed forms.
#[derive(Debug, Args)]
#[command(mut_arg("out", |out| out.help("Folder of the result [default: output/exam]")))]
pub struct Arguments {
    /// Takes larger markets and more of them: minutes, and narrower intervals.
    #[arg(long)]
    full: bool,
    /// Names the stream of chance.
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 1, value_parser = count::<u64>)]
    seed: u64,
    #[command(flatten)]
    work: Work,
}

/// Runs the command.
///
/// # Errors
/// Exit code 1 when an item fails that the program must pass, when something fails while working, or the user stops
/// it; 2 when the folder is wrong.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let work = &arguments.work;
    let place = work.writable_place(NAME)?;
    let (pool, _) = work.pool()?;
    let stopped = stop_on_interrupt()?;
    let effort = if arguments.full { Effort::Full } else { Effort::Quick };

    let started = Instant::now();
    let spinner = progress::spinner(work.quiet);
    let on_months = |months: u64| {
        spinner.inc(months);
        !stopped.load(Ordering::Relaxed)
    };
    let sitting = Sitting { subject: &Program, effort, seed: arguments.seed, on_months: &on_months };
    let items = pool.install(|| exam::sit(&sitting, |group| spinner.set_message(group.question())));
    spinner.finish_and_clear();
    let items = items.ok_or_else(interrupted)?;

    let origin =
        Origin { command: command(&arguments), version: env!("CARGO_PKG_VERSION").to_owned(), date: today() };
    let files = pool.install(|| files(&items, &origin, !work.no_charts))?;
    let mut manifest = Manifest::new(
        NAME,
        String::new(),
        arguments.seed,
        Options { charts: !work.no_charts, set: Vec::new() },
        Machine::here(pool.current_num_threads()),
        started.elapsed().as_secs_f64(),
        &files,
    );
    let words = origin.command.split(' ').skip(2).map(str::to_owned).collect();
    manifest.asked = Some(Asked { command: NAME.to_owned(), words, names: vec![], others: vec![] });
    let written = folder::write(&place, &files, &manifest).map_err(|Refusal(text)| Failure::working(text))?;
    if !work.quiet {
        output::print(&text(&items, &written, &files, started.elapsed().as_secs_f64()))?;
    }
    passed(&items)
}

/// Exit code 1 when an item fails that the program must pass.
fn passed(items: &[Item]) -> Result<(), Failure> {
    match items.iter().filter(|item| item.is_failure()).count() {
        0 => Ok(()),
        failures => {
            Err(Failure::working(format!("the program is wrong: {failures} items fail that it must pass")))
        }
    }
}

/// The command that gives the same figures.
fn command(arguments: &Arguments) -> String {
    let mut text = "sellsense exam".to_owned();
    if arguments.full {
        text.push_str(" --full");
    }
    if arguments.seed != 1 {
        text.push_str(&format!(" --seed {}", arguments.seed));
    }
    text
}

/// `exam.csv`, the charts, the page and the text for the documentation.
fn files(items: &[Item], origin: &Origin, draw: bool) -> Result<Vec<File>, Failure> {
    let mut files = vec![File { path: "exam.csv".to_owned(), bytes: csv::csv(&report::table(items)) }];
    let mut drawn = Vec::new();
    for group in report::groups(items).filter(|_| draw) {
        let chart = report::chart(items, group, origin);
        let svg = charts::svg(&chart).map_err(Failure::working)?;
        let png = charts::png(&chart).map_err(Failure::working)?;
        drawn.push((group, String::from_utf8_lossy(&svg).into_owned()));
        for (ending, bytes) in [("svg", svg), ("png", png)] {
            files.push(File { path: format!("charts/{}.{ending}", group.name()), bytes });
        }
    }
    files
        .push(File { path: "exam.html".to_owned(), bytes: page::html(&report::page(items, &drawn, origin)) });
    files
        .push(File { path: "validation.md".to_owned(), bytes: report::markdown(items, origin).into_bytes() });
    Ok(files)
}

/// Characters of the column of items, at least.
const NARROWEST: usize = 20;

fn text(items: &[Item], written: &Written, files: &[File], seconds: f64) -> String {
    let mut text = String::new();
    for group in report::groups(items) {
        text.push_str(&format!("{}: {}\n\n", report::title(group), group.question()));
        text.push_str(&lines(
            &rows(items, group),
            &[Side::Left, Side::Left, Side::Right, Side::Right, Side::Left],
        ));
        text.push_str(&format!("\n{}\n", output::wrapped(&report::verdict(items, group), "")));
        let mut missed = report::misses(items, group).peekable();
        if missed.peek().is_some() {
            text.push_str(&format!("{}:\n", report::WOULD_TAKE));
        }
        missed.for_each(|miss| text.push_str(&format!("{}\n", output::beside("- ", &miss, 2))));
        text.push('\n');
    }
    let list =
        format!("exam.html (to read), exam.csv, validation.md, manifest.json{}", output::and_charts(files));
    text.push_str(&output::wrapped(&format!("It took {seconds:.0} s."), ""));
    text.push('\n');
    text.push_str(&output::written(written, &list));
    text + "next: sellsense claims\n"
}

/// The rows of a group; an item that is long goes on in the next line.
fn rows(items: &[Item], group: Group) -> Vec<Vec<String>> {
    let own = || items.iter().filter(|item| item.group == group);
    let figures = |item: &Item| {
        let verdict = item.verdict().name().to_owned();
        [item.source.clone(), item.measured_text(), item.expected_text(), verdict]
    };
    let head = ["source", "measured", "expected", ""].map(str::to_owned);
    let wide = |column: usize| {
        let cells = own().map(figures).chain([head.clone()]);
        cells.map(|cells| cells[column].chars().count()).max().unwrap_or(0)
    };
    // What the figures leave of the width, with two spaces before each column.
    let room =
        output::WIDTH.saturating_sub((0..head.len()).map(|column| wide(column) + 2).sum()).max(NARROWEST);
    let mut rows = vec![[&["item".to_owned()], &head[..]].concat()];
    for item in own() {
        let words = report::name(item);
        let options = textwrap::Options::new(room).subsequent_indent("  ");
        let mut words = textwrap::wrap(&words, options).into_iter().map(|line| line.into_owned());
        rows.push([&[words.next().unwrap_or_default()], &figures(item)[..]].concat());
        rows.extend(words.map(|line| vec![line, String::new()]));
    }
    rows
}

/// The day, as 2026-01-31, in coordinated universal time.
fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (year, month, day) = civil((seconds / 86_400) as i64);
    format!("{year}-{month:02}-{day:02}")
}

/// Year, month and day of the day that is `days` after 1970-01-01, for days from then on: years of 400 × 365.2425 days
/// that begin in March, as in H. Hinnant's chrono-compatible algorithms.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year + 400 * era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_miss_ends_the_command_with_code_1_only_where_the_program_must_pass() {
        for group in Group::ALL {
            let items = |measured: f64| {
                [Item {
                    group,
                    item: String::new(),
                    source: String::new(),
                    measured: Some(measured),
                    expected_low: 0.0,
                    expected_high: 1.0,
                    by_construction: false,
                    note: String::new(),
                    takes: "",
                }]
            };
            let must_pass = [Group::Verification, Group::Docking].contains(&group);
            assert_eq!(
                passed(&items(2.0)).err().map(|failure| failure.code),
                must_pass.then_some(1),
                "{group:?}"
            );
            assert!(passed(&items(0.5)).is_ok(), "{group:?}");
        }
    }

    #[test]
    fn days_have_the_dates_of_the_calendar() {
        for (days, date) in
            [(0, (1970, 1, 1)), (59, (1970, 3, 1)), (11_016, (2000, 2, 29)), (20_417, (2025, 11, 25))]
        {
            assert_eq!(civil(days), date);
        }
    }
}
