//! `sellsense exam`: the model's own exam, with what was measured and what was expected.

use super::files as scenarios;
use super::options::{Work, count};
use super::run::{interrupted, stop_on_interrupt};
use super::text_table::{Side, lines};
use super::{Failure, output, progress};
use crate::exam::report::{self, Origin};
use crate::exam::{self, Effort, Group, Item, Program, Sitting, plausible};
use crate::export::folder::{self, Refusal};
use crate::export::manifest::{Asked, Machine, Manifest, Options};
use crate::export::{File, charts, csv, page};
use crate::scenario::config::Config;
use crate::scenario::write;
use clap::Args;
use std::sync::atomic::Ordering;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Name of the result.
const NAME: &str = "exam";

/// The scenario whose people sit the groups *market* and *privacy*, where the user names none.
const CALIBRATED: &str = "calibrated";

/// Puts the model to the test: verification, real markets, privacy, closed forms.
#[derive(Debug, Args)]
#[command(mut_arg("out", |out| out.help("Folder of the result [default: output/exam]")))]
pub struct Arguments {
    /// Takes larger markets and more of them: minutes, and narrower intervals.
    #[arg(long)]
    full: bool,
    /// Lets the people, data and costs of a scenario sit the groups market and privacy [default: calibrated].
    #[arg(long, value_name = "NAME|FILE")]
    scenario: Option<String>,
    /// Sets a parameter of that scenario, as `wanting.spread=0.5`; may be repeated.
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
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
    let scenario = scenario(&arguments)?;
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
    let (subject, seed) = (&Program, arguments.seed);
    let sitting = Sitting { subject, effort, seed, scenario: scenario.as_ref(), on_months: &on_months };
    let sat = pool.install(|| {
        let items = exam::sit(&sitting, |group| spinner.set_message(group.question()))?;
        spinner.set_message("Would the defaults pass as well?");
        let asks = arguments.full && scenario.is_none();
        let defaults = if asks { exam::with_defaults(&sitting)? } else { Vec::new() };
        Some(Sat { items, defaults })
    });
    spinner.finish_and_clear();
    let sat = sat.ok_or_else(interrupted)?;

    let origin = Origin {
        command: command(&arguments),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        date: today(),
        people: people(&arguments),
    };
    let files = pool.install(|| files(&sat, &origin, !work.no_charts))?;
    let mut manifest = Manifest::new(
        NAME,
        scenario.as_ref().map(write::to_toml).unwrap_or_default(),
        arguments.seed,
        Options { charts: !work.no_charts, set: arguments.set.clone() },
        Machine::here(pool.current_num_threads()),
        started.elapsed().as_secs_f64(),
        &files,
    );
    let words = words(&arguments);
    manifest.asked = Some(Asked { command: NAME.to_owned(), words, names: vec![], others: vec![] });
    let written = folder::write(&place, &files, &manifest).map_err(|Refusal(text)| Failure::working(text))?;
    if !work.quiet {
        let mut text = text(&sat, &origin, arguments.full);
        text.push_str(&output::wrapped(&format!("It took {:.0} s.", started.elapsed().as_secs_f64()), ""));
        text.push('\n');
        let list = "exam.html (to read), exam.csv, validation.md, manifest.json";
        text.push_str(&output::written(&written, &format!("{list}{}", output::and_charts(&files))));
        output::print(&(text + "next: sellsense claims\n"))?;
    }
    passed(&sat.items)
}

/// What was measured.
struct Sat {
    items: Vec<Item>,
    /// The groups *market* and *privacy* with the defaults; in the full form, where the user names no scenario.
    defaults: Vec<Item>,
}

/// Whose people sit the groups *market* and *privacy*, in words.
fn people(arguments: &Arguments) -> String {
    let name = arguments.scenario.as_deref().unwrap_or(CALIBRATED);
    if arguments.set.is_empty() {
        format!("`{name}`")
    } else {
        format!("`{name}` with {}", arguments.set.join(", "))
    }
}

/// The scenario that the user names; `None` for the one that sits when he names none.
fn scenario(arguments: &Arguments) -> Result<Option<Config>, Failure> {
    if arguments.scenario.is_none() && arguments.set.is_empty() {
        return Ok(None);
    }
    let name = arguments.scenario.as_deref().unwrap_or(CALIBRATED);
    scenarios::load_scenario(name, &arguments.set).map(Some)
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

/// The words of the command line that decide the figures.
fn words(arguments: &Arguments) -> Vec<String> {
    let mut words = Vec::new();
    if arguments.full {
        words.push("--full".to_owned());
    }
    if let Some(scenario) = &arguments.scenario {
        words.extend(["--scenario".to_owned(), scenario.clone()]);
    }
    for set in &arguments.set {
        words.extend(["--set".to_owned(), set.clone()]);
    }
    if arguments.seed != 1 {
        words.extend(["--seed".to_owned(), arguments.seed.to_string()]);
    }
    words
}

/// The command that gives the same figures.
fn command(arguments: &Arguments) -> String {
    let words = words(arguments).into_iter().map(|word| format!(" {}", output::shell_word(&word)));
    format!("sellsense exam{}", words.collect::<String>())
}

/// `exam.csv`, the charts, the page and the text for the documentation.
fn files(Sat { items, defaults }: &Sat, origin: &Origin, draw: bool) -> Result<Vec<File>, Failure> {
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
    let page = page::html(&report::page(items, defaults, &drawn, origin));
    let markdown = report::markdown(items, defaults, origin).into_bytes();
    files.push(File { path: "exam.html".to_owned(), bytes: page });
    files.push(File { path: "validation.md".to_owned(), bytes: markdown });
    Ok(files)
}

/// Characters of the column of items, at least.
const NARROWEST: usize = 20;

/// What is printed; with how each item was measured in the full form, which is long anyway.
fn text(Sat { items, defaults }: &Sat, origin: &Origin, full: bool) -> String {
    let mut text = String::new();
    let list = |text: &mut String, head: &str, entries: &mut dyn Iterator<Item = String>| {
        let mut entries = entries.peekable();
        if entries.peek().is_some() {
            text.push_str(&format!("{head}:\n"));
        }
        entries.for_each(|entry| text.push_str(&format!("{}\n", output::beside("- ", &entry, 2))));
    };
    for group in report::groups(items) {
        text.push_str(&format!("{}: {}\n", report::title(group), group.question()));
        if matches!(group, Group::Market | Group::Privacy) {
            text.push_str(&(output::wrapped(&format!("with the people of {}", origin.people), "") + "\n"));
        }
        text.push('\n');
        text.push_str(&lines(
            &rows(items, group),
            &[Side::Left, Side::Left, Side::Right, Side::Right, Side::Left],
        ));
        text.push_str(&format!("\n{}\n", output::wrapped(&report::verdict(items, group), "")));
        list(&mut text, report::WOULD_TAKE, &mut report::misses(items, group));
        if full {
            list(&mut text, report::MEASURED, &mut report::notes(items, group).into_iter());
        }
        text.push('\n');
    }
    list(&mut text, report::CANNOT_EXPRESS, &mut report::beyond());
    text.push('\n');
    for sentence in plausible::sentences() {
        text.push_str(&format!("{}\n", output::wrapped(&sentence, "")));
    }
    text.push('\n');
    if !defaults.is_empty() {
        text.push_str(&format!("{}\n", output::wrapped(&report::of_defaults(defaults), "")));
        report::missed(defaults)
            .for_each(|miss| text.push_str(&format!("{}\n", output::beside("- ", &miss, 2))));
        text.push('\n');
    }
    if !full {
        text.push_str("How each item was measured, with the dials that were off: exam.html, or --full.\n");
        text.push_str("What the defaults miss: sellsense exam --full\n");
    }
    text
}

/// The rows of a group; an item that is long goes on in the next line.
fn rows(items: &[Item], group: Group) -> Vec<Vec<String>> {
    let own = || items.iter().filter(|item| item.group == group);
    let figures = |item: &Item| {
        [item.source.clone(), item.measured_with_error(), item.expected_text(), item.verdict_text()]
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
            let items = |measured: f64| [Item::bare(group, Some(measured), 0.0, 1.0)];
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
