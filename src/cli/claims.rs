//! `sellsense claims`: the essay on trial.

use super::options::{Market, Work, whole};
use super::run::{interrupted, named, stop_on_interrupt};
use super::text_table::{self, Side, lines, number};
use super::{Failure, files, machine, output, progress};
use crate::claims::plausible::{self, ParameterSet, Row, Tally};
use crate::claims::report::{self, Origin};
use crate::claims::{self, CLAIMS, Claim, Study, Trial, Verdict, words};
use crate::experiment;
use crate::export::folder::{self, Refusal, Written};
use crate::export::manifest::{Asked, Machine, Manifest, Options};
use crate::export::{DICTIONARY, File, charts, csv, dictionary, page};
use crate::scenario::builtin::DEFAULT;
use crate::scenario::config::Config;
use crate::scenario::write;
use clap::Args;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Customers and replications of a study where the user says nothing: of the user's market, and of each parameter set.
///
/// Worlds differ by far more than samples of customers do: many worlds of few customers decide more in the same time.
const SIZE: (u64, u64) = (2000, 60);
const SIZE_OF_SET: (u64, u64) = (1000, 24);
/// The sets of parameters that come with the program.
const PLAUSIBLE: &str = "plausible";
/// Name of the result.
const NAME: &str = "claims";

/// Puts the essay's claims on trial: an experiment, an effect and a verdict for each.
///
/// Takes the market of a scenario, with the firms that a claim is about; their dials are those of the scenario's
/// first firm of the same business model. Prices, imitation and firms that come or go are as the claim needs them.
#[derive(Debug, Args)]
#[command(mut_arg("set", |set| set.help("Sets a parameter, as `privacy.shift=-0.6`; may be repeated")))]
#[command(mut_arg("customers", |customers| {
    customers.help("Simulated customers [default: 2000; 1000 for each set of --over]")
}))]
#[command(mut_arg("months", |months| months.help("Length of a run in months [default: the scenario's]")))]
#[command(mut_arg("seed", |seed| seed.help("Names the stream of chance [default: the scenario's]")))]
#[command(mut_arg("out", |out| out.help("Folder of the result [default: output/claims]")))]
pub struct Arguments {
    /// The market: a built-in scenario or a TOML file.
    #[arg(long, value_name = "SCENARIO", default_value = DEFAULT)]
    scenario: String,
    #[command(flatten)]
    market: Market,
    /// Tries these claims only, as `C4,C5`.
    #[arg(long, value_name = "CLAIMS", value_delimiter = ',')]
    only: Vec<String>,
    /// Repeats every claim over sets of parameters: `plausible`, or a CSV file (set, id, parameters).
    #[arg(long, value_name = "SETS")]
    over: Option<String>,
    /// Replications, in each of which all alternatives meet the same chance [default: 60; 24 for each set of --over].
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole("world.replications"))]
    replications: Option<u64>,
    #[command(flatten)]
    work: Work,
}

/// Runs the command.
///
/// # Errors
/// Exit code 2 when the scenario, a claim, a set of parameters or the folder is wrong, which is found before anything
/// is simulated; 1 when something fails while working, or the user stops it.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let work = &arguments.work;
    let claims = chosen(&arguments.only)?;
    let market = market(&arguments, &[], SIZE)?;
    let sets: Vec<(ParameterSet, Config)> = match &arguments.over {
        None => Vec::new(),
        Some(over) => sets(over)?
            .into_iter()
            .map(|set| market_under(&arguments, &set).map(|market| (set, market)))
            .collect::<Result<_, _>>()?,
    };
    let place = work.writable_place(NAME)?;
    let (pool, parts) = work.pool()?;
    machine::check_memory(&market, parts)?;
    let stopped = stop_on_interrupt()?;

    let started = Instant::now();
    let trying = Trying { claims: &claims, arguments: &arguments, machine: parts, stopped: &stopped };
    let (trials, rows) = pool.install(|| trying.run(&market, &sets)).ok_or_else(interrupted)?;
    let tallies = plausible::tallies(&rows);
    let origin = origin(&arguments, &market);
    let files = pool.install(|| result(&trials, &rows, &tallies, &origin, !work.no_charts))?;
    let mut manifest = Manifest::new(
        NAME,
        write::to_toml(&market),
        market.world.seed,
        Options { charts: !work.no_charts, set: arguments.market.set.clone() },
        Machine::here(pool.current_num_threads()),
        started.elapsed().as_secs_f64(),
        &files,
    );
    let words = words_beside_market(&arguments);
    manifest.asked = Some(Asked { command: NAME.to_owned(), words, names: vec![], others: vec![] });
    if stopped.load(Ordering::Relaxed) {
        return Err(interrupted());
    }
    let written = folder::write(&place, &files, &manifest).map_err(|Refusal(text)| Failure::working(text))?;
    if work.quiet {
        return Ok(());
    }
    let text = text(&trials, &tallies, &origin, &written, &files, &arguments);
    output::print(&text.replace('\u{a0}', " "))
}

/// The claims that the user names, or all.
fn chosen(only: &[String]) -> Result<Vec<&'static Claim>, Failure> {
    if only.is_empty() {
        return Ok(CLAIMS.iter().collect());
    }
    let known = || CLAIMS.iter().map(|claim| claim.id).collect::<Vec<_>>().join(", ");
    let find = |id: &String| {
        claims::with_id(id.trim()).ok_or_else(|| {
            Failure::input(format!("there is no claim `{id}`\nhint: the claims are {}", known()))
        })
    };
    let mut named: Vec<&Claim> = only.iter().map(find).collect::<Result<_, _>>()?;
    // In the order of the list, each once.
    named.sort_by_key(|claim| CLAIMS.iter().position(|known| known.id == claim.id));
    named.dedup_by_key(|claim| claim.id);
    Ok(named)
}

/// The user's market, of this size (customers, replications) where the user names none, with settings below the user's.
fn market(arguments: &Arguments, below: &[String], size: (u64, u64)) -> Result<Config, Failure> {
    let sized = Market { customers: arguments.market.customers.or(Some(size.0)), ..arguments.market.clone() };
    let settings = sized.settings(arguments.replications.or(Some(size.1)));
    let settings: Vec<String> = below.iter().cloned().chain(settings).collect();
    files::load_scenario(&arguments.scenario, &settings)
}

fn market_under(arguments: &Arguments, set: &ParameterSet) -> Result<Config, Failure> {
    market(arguments, &set.settings, SIZE_OF_SET).map_err(|failure| Failure {
        message: format!(
            "error: the set `{}` of `{}` cannot be used\n{}",
            set.id, set.family, failure.message
        ),
        ..failure
    })
}

/// The sets that come with the program, or those of a file.
fn sets(over: &str) -> Result<Vec<ParameterSet>, Failure> {
    let text = if over == PLAUSIBLE { plausible::BUILT_IN.to_owned() } else { files::read_text(over)? };
    plausible::read(&text)
        .map_err(|error| Failure::input(format!("`{over}` is no table of parameter sets: {error}")))
}

/// What is to be simulated, and how.
struct Trying<'a> {
    claims: &'a [&'static Claim],
    arguments: &'a Arguments,
    machine: experiment::Machine,
    stopped: &'a AtomicBool,
}

impl<'a> Trying<'a> {
    /// The trials in the user's market, and the verdicts under each set.
    fn run(&self, market: &'a Config, sets: &'a [(ParameterSet, Config)]) -> Option<(Vec<Trial>, Vec<Row>)> {
        let study = |market: &'a Config| {
            let worlds = market.world.replications as u32;
            Study { claims: self.claims, market, worlds, machine: self.machine }
        };
        let markets = std::iter::once(market).chain(sets.iter().map(|(_, market)| market));
        let all = markets.map(|market| study(market).customer_months()).sum();
        let bar = progress::bar(all, self.arguments.work.quiet);
        let on_months = |months: u64| {
            bar.inc(months);
            !self.stopped.load(Ordering::Relaxed)
        };
        let trials = study(market).run(&on_months)?;
        let mut rows = Vec::new();
        for (set, market) in sets {
            rows.extend(study(market).run(&on_months)?.iter().map(|trial| Row::of(set, trial)));
        }
        bar.finish_and_clear();
        Some((trials, rows))
    }
}

/// The words of the command line beside those that make the market.
fn words_beside_market(arguments: &Arguments) -> Vec<String> {
    let mut words = Vec::new();
    if !arguments.only.is_empty() {
        words.extend(["--only".to_owned(), arguments.only.join(",")]);
    }
    words.extend(arguments.over.iter().flat_map(|over| ["--over".to_owned(), over.clone()]));
    let numbers = arguments.market.words(arguments.replications);
    words.extend(numbers.flat_map(|word| word.split(' ').map(str::to_owned).collect::<Vec<_>>()));
    words
}

fn origin(arguments: &Arguments, market: &Config) -> Origin {
    let world = &market.world;
    let mut command = "sellsense claims".to_owned();
    if arguments.scenario != DEFAULT {
        command.push_str(&format!(" --scenario {}", output::shell_word(&arguments.scenario)));
    }
    for set in &arguments.market.set {
        command.push_str(&format!(" --set {}", output::shell_word(set)));
    }
    for word in words_beside_market(arguments) {
        command.push_str(&format!(" {}", output::shell_word(&word)));
    }
    Origin {
        market: named(market, &arguments.market.set),
        size: format!(
            "{} customers · {} months · {} replications · seed {}",
            number(world.customers, 0),
            number(world.months, 0),
            number(world.replications, 0),
            world.seed
        ),
        worlds: world.replications as u32,
        report: market.report.clone(),
        command,
    }
}

/// The files of the result.
fn result(
    trials: &[Trial],
    rows: &[Row],
    tallies: &[Tally],
    origin: &Origin,
    draw: bool,
) -> Result<Vec<File>, Failure> {
    let report = &origin.report;
    let mut tables = vec![
        ("claims.csv", report::claims(trials, report)),
        ("tests.csv", report::tests(trials, report)),
        ("effects.csv", report::effects(trials, report)),
    ];
    if !rows.is_empty() {
        tables.push(("plausible.csv", plausible::table(rows)));
    }
    let dictionary = dictionary::dictionary(tables.iter().map(|(path, table)| (*path, table)));
    tables.push((DICTIONARY, dictionary));
    let mut files: Vec<File> = tables
        .iter()
        .map(|(path, table)| File { path: (*path).to_owned(), bytes: csv::csv(table) })
        .collect();
    let drawn: Result<Vec<[File; 2]>, String> = trials
        .par_iter()
        .filter(|_| draw)
        .map(|trial| {
            let chart = report::chart(trial, origin);
            let file = |ending, bytes| File {
                path: format!("charts/{}.{ending}", trial.claim.id.to_lowercase()),
                bytes,
            };
            Ok([file("svg", charts::svg(&chart)?), file("png", charts::png(&chart)?)])
        })
        .collect();
    let drawn = drawn.map_err(Failure::working)?;
    let charts: Vec<String> =
        drawn.iter().map(|[svg, _]| String::from_utf8_lossy(&svg.bytes).into_owned()).collect();
    let page = page::html(&report::page(trials, &charts, tallies, origin));
    files.push(File { path: "claims.html".to_owned(), bytes: page });
    files.extend(drawn.into_iter().flatten());
    Ok(files)
}

/// What is printed.
fn text(
    trials: &[Trial],
    tallies: &[Tally],
    origin: &Origin,
    written: &Written,
    files: &[File],
    arguments: &Arguments,
) -> String {
    let mut text = output::wrapped(&format!("The essay on trial: {} ({})", origin.market, origin.size), "");
    text.push_str("\n\n");
    for trial in trials {
        let head = format!("{:<4}{:<11}", trial.claim.id, trial.verdict.name());
        text.push_str(&output::beside(&head, trial.claim.point, 15));
        text.push('\n');
        let effect = words::effect(trial, trial.decisive(), &origin.report);
        for sentence in [effect, words::place(trial)] {
            text.push_str(&output::wrapped(&sentence, &" ".repeat(15)));
            text.push('\n');
        }
    }
    text.push_str(&format!("\n{}\n", output::wrapped(&report::count(trials), "")));
    text.push_str(&over(tallies));
    text.push_str(&closing(trials, origin, written, files, arguments));
    text
}

/// The shares of the parameter sets.
fn over(tallies: &[Tally]) -> String {
    let mut families: Vec<&str> = Vec::new();
    for tally in tallies {
        if !families.contains(&tally.family.as_str()) {
            families.push(&tally.family);
        }
    }
    let mut text = String::new();
    for family in families {
        let own: Vec<&Tally> = tallies.iter().filter(|tally| tally.family == family).collect();
        text.push_str(&format!("\n% of {} sets, {}\n", own[0].sets(), report::family_words(family)));
        let mut rows = vec![vec![String::new()]];
        rows[0].extend(Verdict::ALL.map(|verdict| verdict.name().to_owned()));
        rows[0].push("more needed".to_owned());
        for tally in own {
            let mut row = vec![format!("  {}", tally.id)];
            row.extend(Verdict::ALL.map(|verdict| text_table::number(100.0 * tally.share(verdict), 0)));
            row.push(tally.further().map_or(String::new(), words::figure));
            rows.push(row);
        }
        text.push_str(&lines(
            &rows,
            &[Side::Left, Side::Right, Side::Right, Side::Right, Side::Right, Side::Right],
        ));
    }
    if tallies.iter().any(|tally| tally.further().is_some()) {
        let words = "undecided: too few replications; so many more would decide half of those sets";
        text.push_str(&format!("\n{words}\n"));
    }
    text
}

fn closing(
    trials: &[Trial],
    origin: &Origin,
    written: &Written,
    files: &[File],
    arguments: &Arguments,
) -> String {
    let names = files.iter().map(|file| file.path.as_str()).filter(|path| !path.starts_with("charts/"));
    let names = names.collect::<Vec<_>>().join(", ");
    let list = format!("{names}{}, manifest.json", output::and_charts(files));
    let mut text = String::from("\n");
    text.push_str(&output::written(written, &list));
    text.push_str(&next(trials, origin, arguments));
    text
}

/// More replications where they would decide something, else another market.
fn next(trials: &[Trial], origin: &Origin, arguments: &Arguments) -> String {
    let worlds = origin.worlds as usize;
    let mut words = vec!["sellsense".to_owned(), "claims".to_owned()];
    if arguments.scenario != DEFAULT {
        words.push(format!("--scenario {}", output::shell_word(&arguments.scenario)));
    }
    words.extend(arguments.market.set.iter().map(|setting| super::next::set(setting)));
    let open: Vec<&Trial> = trials.iter().filter(|trial| trial.verdict == Verdict::Undecided).collect();
    let payable = |more: &usize| *more <= 20 * worlds;
    let worth: Vec<(&str, usize)> =
        open.iter().filter_map(|trial| Some((trial.claim.id, trial.more().filter(payable)?))).collect();
    if let Some(most) = worth.iter().map(|(_, more)| *more).max() {
        let ids: Vec<&str> = worth.iter().map(|(id, _)| *id).collect();
        words.push(format!("--only {}", ids.join(",")));
        words.push(format!("--replications {}", worlds + most));
    } else if arguments.market.set.iter().all(|setting| !setting.starts_with("privacy.shift")) {
        words.push("--set privacy.shift=-0.6".to_owned());
    } else {
        words.push(super::next::set("world.attributes=1"));
    }
    super::next::command(&words)
}
