//! `sellsense compare`: alternatives in the same worlds, and a verdict.

use super::alternatives::Named;
use super::options::{Market, Work, between, count};
use super::{Failure, alternatives, machine, metrics, next, notes, output, progress, run, verdict};
use crate::experiment::comparison::{Alternative, Comparison, Question};
use crate::experiment::{self, market, verdicts};
use crate::export::charts::{self, Charts};
use crate::export::folder::{self, Refusal, Written};
use crate::export::manifest::{Asked, Machine, Manifest, Options};
use crate::export::verdict::{About, files as tables};
use crate::scenario::key;
use crate::scenario::write;
use clap::Args;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Compares scenarios in the same worlds: which is ahead, by how much, how surely.
///
/// Worlds are added until it is decided which is ahead, until the difference is surely too small to matter, or until
/// the budget ends. The verdict says which of the three.
#[derive(Debug, Args)]
#[command(mut_arg("set", |set| {
    set.help("Sets a parameter in all alternatives, as `needs.market_shift_per_year=0.8`; may be repeated")
}))]
#[command(mut_arg("months", |months| months.help("Length of the runs in months")))]
#[command(mut_arg("out", |out| out.help("Folder of the result [default: output/<name of the comparison>]")))]
pub struct Arguments {
    #[command(flatten)]
    named: Named,
    /// What the verdict is on: discounted_profit, lifetime_value, or a column of monthly.csv.
    #[arg(long, value_name = "NAME", default_value = "discounted_profit")]
    metric: String,
    /// Months that count: early, late or whole [default: late, for totals whole].
    #[arg(long, value_name = "WINDOW")]
    window: Option<String>,
    /// Compares this firm; may be repeated [default: the one that differs, else all].
    #[arg(long, value_name = "NAME")]
    firm: Vec<String>,
    /// Compares the markets as a whole.
    #[arg(long, conflicts_with = "firm")]
    market: bool,
    /// Adds worlds until it is decided; this is what it does anyway.
    #[arg(long)]
    until_decided: bool,
    /// Runs all worlds of the budget and looks once, at the end.
    #[arg(long, conflicts_with = "until_decided")]
    all_worlds: bool,
    /// Budget of worlds for each alternative.
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 96, value_parser = between(5, 100_000))]
    worlds: u32,
    /// Budget of seconds. It can only end the comparison early.
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 600, value_parser = count::<u64>)]
    seconds: u64,
    /// Differences within this percentage of the larger figure are too small to matter.
    #[arg(long, value_name = "PERCENT", allow_negative_numbers = true, default_value_t = 1.0, value_parser = percent)]
    margin: f64,
    #[command(flatten)]
    shared: Market,
    #[command(flatten)]
    work: Work,
    /// Does exactly again what the manifest.json of a comparison records.
    #[arg(
        long,
        value_name = "MANIFEST",
        conflicts_with_all = [
            "scenarios", "vary", "metric", "window", "firm", "market", "until_decided", "all_worlds", "worlds",
            "seconds", "margin", "set", "customers", "months", "seed", "no_charts", "stop_after"
        ]
    )]
    from: Option<PathBuf>,
    /// Ends it after this many worlds, as seconds ended a comparison that is done again.
    #[arg(long, value_name = "N", hide = true)]
    stop_after: Option<u32>,
}

/// The command, as manifests name it.
const NAME: &str = "compare";

/// Everything that decides the result.
struct Order {
    alternatives: Vec<Alternative>,
    question: Question,
    /// The margin of the question, as it was typed.
    percent: f64,
    charts: bool,
    set: Vec<String>,
    /// Ends it after this time at the latest.
    time: Option<Duration>,
    /// Ends it after this many worlds, as time once did.
    stop_after: Option<u32>,
}

/// Runs the command.
///
/// # Errors
/// Exit code 2 when an alternative, an option or the folder is wrong, which is found before anything is simulated; 1
/// when something fails while working, or the user stops it.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let work = &arguments.work;
    let again = arguments.from.as_deref().map(run::read_manifest).transpose()?;
    let order = match &again {
        Some(manifest) => recorded(manifest)?,
        None => {
            let alternatives = arguments.named.load(&arguments.shared.settings(None))?;
            ordered(&arguments, alternatives)?
        }
    };
    let name = title(&order.alternatives);
    let place = work.writable_place(&name)?;
    let (pool, parts) = work.pool()?;
    for alternative in &order.alternatives {
        machine::check_memory(&alternative.config, parts)?;
    }
    work.say(&all_notes(&order.alternatives));
    let stopped = run::stop_on_interrupt()?;

    let started = Instant::now();
    let mut comparison = Comparison::new(order.alternatives.clone(), order.question.clone());
    let out_of_time =
        pool.install(|| decide(&mut comparison, &order, parts, &stopped, started, work.quiet))?;
    let profit = comparison.unit("profit");
    let (verdicts, pairs, differences) =
        (verdicts::verdicts(&comparison), verdicts::pairs(&comparison), verdicts::differences(&comparison));
    let about = About {
        alternatives: order.alternatives.iter().map(|alternative| alternative.name.clone()).collect(),
        verdict_on: (order.question.metric.clone(), order.question.window.name().to_owned()),
        margin: order.question.margin,
        budget: order.question.worlds,
        simulated: (0..order.alternatives.len()).map(|index| comparison.simulated(index)).collect(),
        out_of_time,
        reading: verdict::reading(&comparison),
    };
    let mut files = tables(&about, &verdicts, &pairs, &differences, &profit);
    let mut left_out = Vec::new();
    if order.charts {
        let (differences, study) = verdict::charts(&comparison, &name);
        let drawn = pool.install(|| charts::draw_differences(&differences, &study));
        let drawn: Charts = drawn.map_err(Failure::working)?;
        files.extend(drawn.files);
        left_out = drawn.left_out;
    }
    let manifest = Manifest {
        asked: Some(asked(&order, out_of_time.then(|| comparison.worlds()))),
        ..Manifest::new(
            &name,
            write::to_toml(&order.alternatives[0].config),
            order.alternatives[0].config.world.seed,
            Options { charts: order.charts, set: order.set.clone() },
            Machine::here(pool.current_num_threads()),
            started.elapsed().as_secs_f64(),
            &files,
        )
    };
    if stopped.load(Ordering::Relaxed) {
        return Err(run::interrupted());
    }
    let written = folder::write(&place, &files, &manifest).map_err(|Refusal(text)| Failure::working(text))?;
    if !work.quiet {
        let mut text = verdict::text(&comparison, out_of_time, output::colour_results());
        text.push_str(&closing(&written, order.charts, &left_out));
        text.push_str(&next_command(&arguments, &comparison));
        output::print(&text)?;
    }
    again.map_or(Ok(()), |before| run::compared(&before, &manifest, work.quiet))
}

/// What the alternatives say that their runs will not show, each line once.
fn all_notes(alternatives: &[Alternative]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for alternative in alternatives {
        // No cohorts are kept, however many worlds there are.
        let mut config = alternative.config.clone();
        config.world.replications = 1.0;
        lines.extend(notes::notes(&config).lines().map(|line| line.to_owned() + "\n"));
    }
    // Alternatives of one scenario say the same.
    lines.sort_unstable();
    lines.dedup();
    lines.concat()
}

/// Adds worlds until it is decided; returns whether time ended it before.
fn decide(
    comparison: &mut Comparison,
    order: &Order,
    machine: experiment::Machine,
    stopped: &AtomicBool,
    started: Instant,
    quiet: bool,
) -> Result<bool, Failure> {
    let world = &order.alternatives[0].config.world;
    let (customers, months) = (world.customers, world.burn_in_months + world.months);
    while !comparison.is_over() {
        // The first look is always taken: without it there is nothing to say.
        let has_look = 0 < comparison.worlds();
        let is_late = || has_look && order.time.is_some_and(|time| time <= started.elapsed());
        if is_late() || has_look && order.stop_after == Some(comparison.worlds()) {
            return Ok(true);
        }
        let bar = progress::bar((f64::from(comparison.worlds_ahead()) * customers * months) as u64, quiet);
        let went_on = comparison.look(machine, &|months| {
            bar.inc(months);
            !stopped.load(Ordering::Relaxed) && !is_late()
        });
        bar.finish_and_clear();
        if stopped.load(Ordering::Relaxed) {
            return Err(run::interrupted());
        }
        if !went_on {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the command line asks of these alternatives.
fn ordered(arguments: &Arguments, alternatives: Vec<Alternative>) -> Result<Order, Failure> {
    let firms = if arguments.market {
        vec![market::WHOLE.to_owned()]
    } else {
        alternatives::firms(&alternatives, &arguments.firm)?
    };
    let metric = metrics::metric(&arguments.metric, arguments.market)?;
    let months = alternatives[0].config.world.months as i64;
    let window = metrics::window(arguments.window.as_deref(), &metric, months)?;
    Ok(Order {
        alternatives,
        question: Question {
            firms,
            metric,
            window,
            worlds: arguments.worlds,
            until_decided: !arguments.all_worlds,
            margin: arguments.margin / 100.0,
        },
        percent: arguments.margin,
        charts: !arguments.work.no_charts,
        set: arguments.shared.set.clone(),
        time: Some(Duration::from_secs(arguments.seconds)),
        stop_after: arguments.stop_after,
    })
}

/// What a manifest records.
fn recorded(manifest: &Manifest) -> Result<Order, Failure> {
    let arguments: Arguments = run::recorded(manifest, NAME)?;
    let alternatives = run::recorded_scenarios(manifest)?;
    if alternatives.len() < 2 {
        return Err(Failure::input("this manifest has fewer than two alternatives"));
    }
    Ok(Order {
        charts: manifest.options.charts,
        set: manifest.options.set.clone(),
        time: None,
        ..ordered(&arguments, alternatives)?
    })
}

/// What a manifest records of it, from which [`recorded`] reads it again.
fn asked(order: &Order, out_of_time_after: Option<u32>) -> Asked {
    let question = &order.question;
    let mut words = vec![
        format!("--metric={}", question.metric),
        format!("--window={}", question.window.name()),
        format!("--worlds={}", question.worlds),
        format!("--margin={}", order.percent),
    ];
    if question.firms == [market::WHOLE] {
        words.push("--market".to_owned());
    } else {
        words.extend(question.firms.iter().map(|firm| format!("--firm={firm}")));
    }
    words.extend((!question.until_decided).then(|| "--all-worlds".to_owned()));
    words.extend(out_of_time_after.map(|worlds| format!("--stop-after={worlds}")));
    Asked {
        command: NAME.to_owned(),
        words,
        names: order.alternatives.iter().map(|alternative| alternative.name.clone()).collect(),
        others: order.alternatives[1..].iter().map(|other| write::to_toml(&other.config)).collect(),
    }
}

/// Reads a percentage that is not negative.
fn percent(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| (0.0..=100.0).contains(number));
    number.ok_or_else(|| "expected a percentage, 0 to 100".to_owned())
}

/// A name for the comparison, of words that a folder can have.
fn title(alternatives: &[Alternative]) -> String {
    let scenario = &alternatives[0].config.name;
    let is_varied = alternatives.iter().all(|alternative| &alternative.config.name == scenario);
    let words: Vec<String> = if is_varied {
        let leaf = alternatives[0].name.split('=').next().unwrap_or_default();
        vec![key::to_kebab(scenario), "by".to_owned(), key::to_kebab(leaf)]
    } else {
        alternatives.iter().take(4).map(|alternative| key::to_kebab(&alternative.config.name)).collect()
    };
    if is_varied { words.join("-") } else { words.join("-v-") }
}

fn closing(written: &Written, charts: bool, left_out: &[String]) -> String {
    let mut text = String::from("\n");
    for reason in left_out {
        text.push_str(&output::wrapped(&format!("no chart of {reason}"), ""));
        text.push('\n');
    }
    let charts = if charts { ", charts/" } else { "" };
    let list = format!("verdict.json, pairs.csv, differences.csv, dictionary.csv, manifest.json{charts}");
    text.push_str(&output::written(written, &list));
    text
}

/// The same comparison with more worlds where it is open, else in another market.
fn next_command(arguments: &Arguments, comparison: &Comparison) -> String {
    if arguments.from.is_some() {
        return "next: sellsense scenario list\n".to_owned();
    }
    let mut words = vec!["sellsense".to_owned(), "compare".to_owned()];
    words.extend(arguments.named.words());
    let is_open = comparison.pairs().iter().any(|pair| !pair.is_closed());
    words.extend(arguments.shared.set.iter().map(|setting| next::set(setting)));
    if !is_open {
        let varied = arguments.named.vary.iter().cloned();
        let sets: Vec<String> = arguments.shared.set.iter().cloned().chain(varied).collect();
        words.push(next::set(&next::change(&comparison.alternatives()[0].config, &sets)));
    }
    let worlds = if is_open { 2 * arguments.worlds } else { arguments.worlds };
    let seconds = if is_open { 2 * arguments.seconds } else { arguments.seconds };
    let metric = (arguments.metric != "discounted_profit").then(|| format!("--metric {}", arguments.metric));
    words.extend(metric);
    words.extend(arguments.window.iter().map(|window| format!("--window {window}")));
    words.extend(arguments.firm.iter().map(|firm| format!("--firm {}", output::shell_word(firm))));
    words.extend(arguments.market.then(|| "--market".to_owned()));
    words.extend((arguments.margin != 1.0).then(|| format!("--margin {}", arguments.margin)));
    words.extend(arguments.all_worlds.then(|| "--all-worlds".to_owned()));
    words.extend((worlds != 96).then(|| format!("--worlds {worlds}")));
    words.extend((seconds != 600).then(|| format!("--seconds {seconds}")));
    words.extend(arguments.shared.words(None));
    words.extend(arguments.work.words());
    next::command(&words)
}
