//! `sellsense run`: simulates a scenario and writes its result.

use super::alternatives::refusal;
use super::options::{self, Market, Work};
use super::{Failure, files, findings, machine, next, notes, output, progress, text_table};
use crate::experiment::comparison::Alternative;
use crate::experiment::{self, Outcome};
use crate::export::charts::{self, Charts, Study};
use crate::export::folder::{self, Refusal, Written};
use crate::export::manifest::{Machine, Manifest, Options};
use crate::export::{self, File, RESULTS_VERSION};
use crate::scenario::config::Config;
use crate::scenario::params::{Default, Param};
use crate::scenario::write;
use clap::{Args, Command};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Simulates a scenario and writes tables, charts and a manifest.
#[derive(Debug, Args)]
#[command(
    mut_arg("out", |out| out.help("Folder of the result [default: output/<name>]")),
    mut_arg("customers", |customers| customers.help(or_default("Simulated customers", "world.customers"))),
    mut_arg("months", |months| months.help(or_default("Length of the run in months", "world.months"))),
    mut_arg("replications", |replications| {
        replications.help(or_default("Replications, each with its own chance", "world.replications"))
    }),
)]
pub struct Arguments {
    /// Name of a built-in scenario, or a TOML file.
    #[arg(default_value = "three-ways", hide_default_value = false)]
    scenario: String,
    #[command(flatten)]
    market: Market,
    /// Replications, each with its own chance.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = options::whole("world.replications"))]
    replications: Option<u64>,
    #[command(flatten)]
    work: Work,
    /// Does exactly again what a manifest.json records.
    #[arg(
        long,
        value_name = "MANIFEST",
        conflicts_with_all = ["scenario", "set", "customers", "months", "replications", "seed", "no_charts"]
    )]
    from: Option<PathBuf>,
}

/// The help of an option that stands for the parameter `key`, with the number that a run has without it.
fn or_default(what: &str, key: &str) -> String {
    match Param::with_key(key).map(|param| param.default) {
        Some(Default::Number(number)) => {
            format!("{what} [default: the scenario's, else {}]", write::number(number))
        }
        _ => what.to_owned(),
    }
}

/// Runs the command.
///
/// # Errors
/// Exit code 2 when the scenario, an option or the folder is wrong, which is found before anything is
/// simulated; 1 when something fails while working, or the user stops it.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let work = &arguments.work;
    let again = arguments.from.as_deref().map(read_manifest).transpose()?;
    let (config, charts) = match &again {
        Some(manifest) => {
            check_command(manifest, "run")?;
            let config = files::load_scenario_text("scenario of the manifest", &manifest.scenario)?;
            (config, manifest.options.charts)
        }
        None => {
            let settings = arguments.market.settings(arguments.replications);
            (files::load_scenario(&arguments.scenario, &settings)?, !work.no_charts)
        }
    };
    // What a manifest records was set before; the scenario in it has it already.
    let set = again.as_ref().map_or(&arguments.market.set, |manifest| &manifest.options.set);
    let place = work.writable_place(&config.name)?;
    let (pool, parts) = work.pool()?;
    machine::check_memory(&config, parts)?;
    work.say(&notes::notes(&config));
    let stopped = stop_on_interrupt()?;

    let started = Instant::now();
    let outcome = simulate(&config, &pool, parts, &stopped, work.quiet)?;
    let summary = export::summarise(&outcome.monthly, &outcome.totals, config.world.months as i64);
    let mut files = pool.install(|| export::tables(&outcome.monthly, &summary, &outcome.cohorts));
    let mut left_out = Vec::new();
    if charts {
        let drawn = pool.install(|| charts::draw(&outcome.monthly, &outcome.cohorts, &study(&config, set)));
        let drawn: Charts = drawn.map_err(Failure::working)?;
        files.extend(drawn.files);
        left_out = drawn.left_out;
    }
    let manifest = pool.install(|| {
        Manifest::new(
            &config.name,
            write::to_toml(&config),
            config.world.seed,
            Options { charts, set: set.clone() },
            Machine::here(pool.current_num_threads()),
            started.elapsed().as_secs_f64(),
            &files,
        )
    });
    if stopped.load(Ordering::Relaxed) {
        return Err(interrupted());
    }
    let written = pool.install(|| folder::write(&place, &files, &manifest));
    let written = written.map_err(|Refusal(text)| Failure::working(text))?;
    work.say(&notes::cohorts(&config));
    if !work.quiet {
        let in_colour = output::colour_results();
        let mut text = headline(&config, set);
        text.push_str(&findings::text(&config, &outcome, in_colour));
        text.push_str(&closing(&arguments, &config, &written, &files, &left_out));
        output::print(&text)?;
    }
    again.map_or(Ok(()), |before| compared(&before, &manifest, work.quiet))
}

/// The manifest at `path`.
pub fn read_manifest(path: &Path) -> Result<Manifest, Failure> {
    folder::read_manifest(path).map_err(|Refusal(text)| Failure::input(text))
}

/// Refuses the manifest of another command than `own`.
pub fn check_command(manifest: &Manifest, own: &str) -> Result<(), Failure> {
    let command = manifest.command();
    let hint = match command {
        _ if command == own => return Ok(()),
        "run" | "compare" | "trace" | "why" | "map" => {
            format!("`sellsense {command} --from` does it again")
        }
        _ => format!("`sellsense {own} --from` takes the manifest.json of a result of `sellsense {own}`"),
    };
    Err(refusal(&format!("this manifest is of `sellsense {command}`"), &hint))
}

/// The command line that a manifest of the command `own` records.
///
/// # Errors
/// Exit code 2 when it is of another command, or its words are none that this command takes.
pub fn recorded<A: Args>(manifest: &Manifest, own: &'static str) -> Result<A, Failure> {
    check_command(manifest, own)?;
    let words = manifest.asked.iter().flat_map(|asked| &asked.words);
    let command = A::augment_args(Command::new(own).no_binary_name(true));
    let arguments = command.try_get_matches_from(words);
    arguments.and_then(|matches| A::from_arg_matches(&matches)).map_err(|error| {
        Failure::input(format!("the words of this manifest are none of `sellsense {own}`: {error}"))
    })
}

/// The scenarios that a manifest records, with the names that it has for them.
///
/// # Errors
/// Exit code 2 when one is wrong.
pub fn recorded_scenarios(manifest: &Manifest) -> Result<Vec<Alternative>, Failure> {
    let asked = manifest.asked.as_ref();
    let texts: Vec<&String> =
        std::iter::once(&manifest.scenario).chain(asked.iter().flat_map(|asked| &asked.others)).collect();
    let names = asked.map(|asked| &asked.names[..]).filter(|names| names.len() == texts.len());
    let load = |(index, text): (usize, &&String)| {
        let config = files::load_scenario_text("scenario of the manifest", text)?;
        let name = names.map_or_else(|| config.name.clone(), |names| names[index].clone());
        Ok(Alternative { name, config })
    };
    texts.iter().enumerate().map(load).collect()
}

/// A flag that Ctrl-C raises.
pub fn stop_on_interrupt() -> Result<Arc<AtomicBool>, Failure> {
    let stopped = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stopped);
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).map_err(Failure::working)?;
    Ok(stopped)
}

/// The user stopped the command.
pub fn interrupted() -> Failure {
    Failure { code: 1, message: "stopped: nothing was written\n".to_owned() }
}

fn simulate(
    config: &Config,
    pool: &rayon::ThreadPool,
    parts: experiment::Machine,
    stopped: &AtomicBool,
    quiet: bool,
) -> Result<Outcome, Failure> {
    let world = &config.world;
    let total = world.customers * (world.burn_in_months + world.months) * world.replications;
    let bar = progress::bar(total as u64, quiet);
    let outcome = pool.install(|| {
        experiment::replications_on(config, parts, &|months| {
            bar.inc(months);
            !stopped.load(Ordering::Relaxed)
        })
    });
    bar.finish_and_clear();
    outcome.ok_or_else(interrupted)
}

fn study(config: &Config, set: &[String]) -> Study {
    Study {
        scenario: named(config, set),
        firms: config.firms.iter().map(|firm| firm.name.clone()).collect(),
        question: config.question.clone(),
        customers: config.world.customers as u64,
        replications: config.world.replications as u64,
        seed: config.world.seed,
        months: config.world.months as u64,
        events: config.timeline(),
    }
}

/// Settings that are named; of more only the number.
const NAMED_SETTINGS: usize = 3;
/// Characters of a setting that is named.
const SETTING: usize = 60;

/// The name of the scenario and what was set in it, without its size and seed, which are said anyway.
pub fn named(config: &Config, set: &[String]) -> String {
    let said = ["name", "question", "world.customers", "world.months", "world.replications", "world.seed"];
    let settings: Vec<String> = set
        .iter()
        .filter_map(|setting| setting.split_once('='))
        .map(|(key, value)| (key.trim(), value.trim()))
        .filter(|(key, _)| !said.contains(key))
        .map(|(key, value)| text_table::shortened(&format!("{key} = {value}"), SETTING))
        .collect();
    let mut parts = settings[..settings.len().min(NAMED_SETTINGS)].to_vec();
    if NAMED_SETTINGS < settings.len() {
        parts.push(format!("{} more", settings.len() - NAMED_SETTINGS));
    }
    match parts.split_last() {
        None => config.name.clone(),
        Some((last, [])) => format!("{} with {last}", config.name),
        Some((last, rest)) => format!("{} with {} and {last}", config.name, rest.join(", ")),
    }
}

fn headline(config: &Config, set: &[String]) -> String {
    let world = &config.world;
    let mut text = named(config, set);
    if !config.question.is_empty() {
        text.push_str(&format!(": {}", config.question));
    }
    text.push_str(&format!(
        " ({}, {}, {}, seed {})",
        counted(world.customers, "customer"),
        counted(world.months, "month"),
        counted(world.replications, "replication"),
        world.seed
    ));
    output::wrapped(&text, "") + "\n\n"
}

/// A count with its noun, in the plural where it needs one.
pub fn counted(count: f64, what: &str) -> String {
    format!("{} {what}{}", text_table::number(count, 0), if count == 1.0 { "" } else { "s" })
}

/// What was written, and what to do next.
fn closing(
    arguments: &Arguments,
    config: &Config,
    written: &Written,
    files: &[File],
    left_out: &[String],
) -> String {
    let mut text = String::from("\n");
    for reason in left_out {
        text.push_str(&output::wrapped(&format!("no chart of {reason}"), ""));
        text.push('\n');
    }
    let list = format!(
        "monthly.csv, summary.csv, cohorts.csv, dictionary.csv, manifest.json{}",
        output::and_charts(files)
    );
    text.push_str(&output::written(written, &list));
    text.push_str(&next_command(arguments, config));
    text
}

/// A plain run is compared with a changed one; a changed run is followed by one with a change more. A result that was
/// computed again can be of a scenario that is not at hand.
fn next_command(arguments: &Arguments, config: &Config) -> String {
    if arguments.from.is_some() {
        return next::AFTER_AGAIN.to_owned();
    }
    let scenario = &arguments.scenario;
    let set = &arguments.market.set;
    let is_plain = set.is_empty();
    let command = if is_plain { "compare" } else { "run" };
    let mut words = vec!["sellsense".to_owned(), command.to_owned(), output::shell_word(scenario)];
    if is_plain {
        words.push(format!("--vary {}", output::shell_word(&next::vary(config, &[]))));
    } else {
        words.extend(set.iter().map(|setting| next::set(setting)));
        words.push(next::set(&next::change(config, set)));
    }
    // A comparison finds out itself how many it needs.
    words.extend(arguments.market.words(arguments.replications.filter(|_| !is_plain)));
    words.extend(arguments.work.words());
    next::command(&words)
}

/// Says whether a repetition gave the same figures as what it repeats.
pub fn compared(before: &Manifest, now: &Manifest, quiet: bool) -> Result<(), Failure> {
    let differing = before.differing(now);
    if differing.is_empty() {
        return if quiet {
            Ok(())
        } else {
            output::print("the figures are those of the manifest, byte by byte\n")
        };
    }
    let mut message = format!("the figures differ from those of the manifest in {}", differing.join(", "));
    if before.results_version != RESULTS_VERSION {
        message.push_str(&format!(
            "\nhint: it was written by version {}, whose figures may be others than those of version {}",
            before.version, now.version
        ));
    }
    Err(Failure::working(message))
}
