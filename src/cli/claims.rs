//! `sellsense claims`: the essay on trial.

use super::options::{Market, Work, whole};
use super::run::{counted, interrupted, named, stop_on_interrupt};
use super::text_table::{self, Side, lines};
use super::{Failure, files, machine, output, progress};
use crate::claims::plausible::{self, ParameterSet, Row, Tally};
use crate::claims::report::{self, Origin, Sets};
use crate::claims::{self, CLAIMS, Claim, Study, Trial, Verdict, words};
use crate::exam::plausible::standings;
use crate::experiment;
use crate::export::folder::{self, Refusal, Written};
use crate::export::manifest::{Asked, Machine, Manifest, Options};
use crate::export::{DICTIONARY, File, charts, csv, dictionary, page};
use crate::scenario::builtin::DEFAULT;
use crate::scenario::config::Config;
use crate::scenario::write;
use crate::stats::describe::FEWEST_FOR_INTERVAL;
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
    /// Tries these claims only, as `C4,C5`; there are C1 to C10, X1, X2, A1, A5 and A7.
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
    let origin = Origin { sets: known_of(&arguments, &sets), ..origin(&arguments, &market) };
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
    let mut text = text(&trials, &tallies, &origin);
    text.push_str(&closing(&written, &files));
    text.push_str(&next(&trials, &market, &arguments));
    output::print(&text.replace('\u{a0}', " "))
}

/// The claims that the user names, or all.
fn chosen(only: &[String]) -> Result<Vec<&'static Claim>, Failure> {
    if only.is_empty() {
        return Ok(CLAIMS.iter().collect());
    }
    let wrong = |what: String| {
        let known = CLAIMS.iter().map(|claim| claim.id).collect::<Vec<_>>().join(", ");
        Failure::input(format!("{what}\nhint: the claims are {known}"))
    };
    let find = |id: &str| claims::with_id(id).ok_or_else(|| wrong(format!("there is no claim `{id}`")));
    let ids = only.iter().map(|id| id.trim()).filter(|id| !id.is_empty());
    let mut named: Vec<&Claim> = ids.map(find).collect::<Result<_, _>>()?;
    if named.is_empty() {
        return Err(wrong("`--only` names no claim".to_owned()));
    }
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

/// The options beside those of scenario and settings, with their values, for these claims and so many replications.
fn options(arguments: &Arguments, only: &[String], replications: Option<u64>) -> Vec<[String; 2]> {
    let mut options = Vec::new();
    if !only.is_empty() {
        options.push(["--only".to_owned(), only.join(",")]);
    }
    options.extend(arguments.over.iter().map(|over| ["--over".to_owned(), over.clone()]));
    let numbers = arguments.market.words(replications);
    options
        .extend(numbers.filter_map(|word| Some(<[&str; 2]>::from(word.split_once(' ')?).map(str::to_owned))));
    options
}

/// The words of the command line beside those that make the market.
fn words_beside_market(arguments: &Arguments) -> Vec<String> {
    options(arguments, &arguments.only, arguments.replications).concat()
}

/// The command of the user for these claims and so many replications, with a setting more; an option and its value
/// are one word.
fn command(
    arguments: &Arguments,
    only: &[String],
    replications: Option<u64>,
    set: Option<&str>,
) -> Vec<String> {
    let option = |name: &str, value: &str| format!("{name} {}", output::shell_word(value));
    let mut words = vec!["sellsense".to_owned(), "claims".to_owned()];
    if arguments.scenario != DEFAULT {
        words.push(option("--scenario", &arguments.scenario));
    }
    let settings = arguments.market.set.iter().map(String::as_str).chain(set);
    words.extend(settings.map(|setting| option("--set", setting)));
    let options = options(arguments, only, replications);
    words.extend(options.iter().map(|[name, value]| option(name, value)));
    words
}

fn origin(arguments: &Arguments, market: &Config) -> Origin {
    let world = &market.world;
    Origin {
        market: named(market, &arguments.market.set),
        size: format!(
            "{} · {} · {} · seed {}",
            counted(world.customers, "customer"),
            counted(world.months, "month"),
            counted(world.replications, "replication"),
            world.seed
        ),
        worlds: world.replications as u32,
        report: market.report.clone(),
        command: command(arguments, &arguments.only, arguments.replications, None).join(" "),
        sets: Sets::default(),
    }
}

/// What is known of the sets before they are tried.
fn known_of(arguments: &Arguments, sets: &[(ParameterSet, Config)]) -> Sets {
    let are_built_in = arguments.over.as_deref() == Some(PLAUSIBLE);
    let size = sets.first().map_or(String::new(), |(_, market)| {
        let world = &market.world;
        let customers = counted(world.customers, "customer");
        format!("each with {customers} and {}", counted(world.replications, "replication"))
    });
    let standings = if are_built_in { standings() } else { Vec::new() };
    let standing = standings.iter().map(|standing| {
        let passing = match standing.misses.iter().filter(|&&misses| misses == 0).count() {
            0 => "none passes".to_owned(),
            1 => "1 passes".to_owned(),
            some => format!("{some} pass"),
        };
        format!(
            "Of the {} sets `{}`, {passing} every item of the groups market and privacy of `sellsense exam`.",
            standing.misses.len(),
            standing.set
        )
    });
    Sets { are_built_in, size, standing: standing.collect() }
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
        tables.insert(1, ("shares.csv", plausible::shares(tallies)));
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

/// What was found: the shares over sets of parameters first, then each claim in the user's market.
fn text(trials: &[Trial], tallies: &[Tally], origin: &Origin) -> String {
    let mut text = over(tallies, &origin.sets);
    let head = format!("The essay on trial: {} ({})", origin.market, origin.size);
    let money = words::money(trials, &origin.report).map(|unit| format!("; profit: {unit}"));
    let reading = format!("brackets: 95 % interval{}", money.unwrap_or_default());
    for line in [head, report::count(trials), reading] {
        text.push_str(&output::wrapped(&line, ""));
        text.push('\n');
    }
    text.push('\n');
    for trial in trials {
        let head = format!("{:<4}{:<11}", trial.claim.id, trial.verdict.name());
        text.push_str(&output::beside(&head, trial.claim.point, 15));
        text.push('\n');
        let effect = words::brief_effect(trial, trial.decisive(), &origin.report);
        for sentence in [effect, words::place(trial)] {
            text.push_str(&output::wrapped(&sentence, "    "));
            text.push('\n');
        }
    }
    text
}

/// The shares of the parameter sets.
fn over(tallies: &[Tally], sets: &Sets) -> String {
    let mut text = String::new();
    for own in plausible::families(tallies) {
        let head = format!("% of {}; {}", sets.family(own[0]), sets.size);
        text.push_str(&(output::wrapped(&head, "") + "\n"));
        let mut rows = vec![vec![String::new()]];
        rows[0].extend(Verdict::ALL.map(|verdict| verdict.name().to_owned()));
        rows[0].push("more needed".to_owned());
        for tally in own {
            let mut row = vec![format!("  {}", tally.id)];
            row.extend(Verdict::ALL.map(|verdict| text_table::number(100.0 * tally.share(verdict), 0)));
            row.push(tally.further().map_or(String::new(), words::further));
            rows.push(row);
        }
        let sides = [Side::Left, Side::Right, Side::Right, Side::Right, Side::Right, Side::Right];
        text.push_str(&(lines(&rows, &sides) + "\n"));
    }
    let mut notes = sets.standing.clone();
    if tallies.iter().any(|tally| tally.further().is_some()) {
        notes.push(
            "more needed: further replications that would decide half or more of the undecided sets"
                .to_owned(),
        );
    }
    for note in &notes {
        text.push_str(&(output::wrapped(note, "") + "\n"));
    }
    if notes.is_empty() { text } else { text + "\n" }
}

fn closing(written: &Written, files: &[File]) -> String {
    let names = files.iter().map(|file| file.path.as_str()).filter(|path| !path.starts_with("charts/"));
    let names = names.collect::<Vec<_>>().join(", ");
    let list = format!("{names}{}, manifest.json", output::and_charts(files));
    format!("\n{}", output::written(written, &list))
}

/// The same study with more replications where they would decide something, else in another market.
fn next(trials: &[Trial], market: &Config, arguments: &Arguments) -> String {
    let worlds = market.world.replications as usize;
    let open = trials.iter().filter(|trial| trial.verdict == Verdict::Undecided);
    let payable = |more: &usize| *more <= 20 * worlds;
    let worth: Vec<(String, usize)> =
        open.filter_map(|trial| Some((trial.claim.id.to_owned(), trial.more().filter(payable)?))).collect();
    let most = worth.iter().map(|(_, more)| *more).max();
    let mut words = if let Some(most) = most {
        let only: Vec<String> = worth.into_iter().map(|(id, _)| id).collect();
        // Fewer than an interval needs do not say how many would decide: then as many as without the option.
        let replications = (FEWEST_FOR_INTERVAL <= worlds).then_some((worlds + most) as u64);
        command(arguments, &only, replications, None)
    } else {
        let set = another_market(market, &arguments.market.set);
        command(arguments, &arguments.only, arguments.replications, Some(&set))
    };
    words.extend(arguments.work.words());
    super::next::command(&words)
}

/// A change of the market that is not made already.
fn another_market(market: &Config, set: &[String]) -> String {
    let candidates = [
        ("privacy.shift", market.privacy.shift, -0.6),
        ("world.attributes", market.world.attributes, 1.0),
        ("technology.power", market.technology.power, 0.1),
    ];
    let is_set = |key: &str| set.iter().any(|setting| setting.split('=').next().map(str::trim) == Some(key));
    let free = candidates.iter().find(|(key, now, value)| now != value && !is_set(key));
    free.map_or_else(|| super::next::change(market, set), |(key, _, value)| format!("{key}={value}"))
}
