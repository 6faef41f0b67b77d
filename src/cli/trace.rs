//! `sellsense trace`: one customer in two scenarios.

use super::alternatives::{Named, other_person, refusal};
use super::options::{self, Market, Work};
use super::{Failure, machine, next, notes, output, progress, run, trace_text};
use crate::experiment::comparison::Alternative;
use crate::export::charts::{self, LifeSheet};
use crate::export::folder::{self, Refusal};
use crate::export::manifest::{Asked, Machine, Manifest, Options};
use crate::export::{self, File};
use crate::scenario::config::Config;
use crate::scenario::{key, write};
use crate::table::Table;
use crate::trace::{self, Life, Parting, Pick};
use crate::units::CustomerId;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Why a firm may be in one of the markets only.
const ONE_MARKET: &str = "\
A firm may be in one of the two markets only, which compare and why refuse: they \
set its figures in one market against those in the other. A trace needs none of \
these: her life is whole in either market, and the text says where the firm is \
not.";

/// Follows one customer through two scenarios, month by month, and says where her two lives part, and why.
///
/// Both are simulated in the same world, one replication: every draw is the same in both. What differs comes from the
/// scenarios alone.
#[derive(Debug, Args)]
#[command(after_long_help = ONE_MARKET)]
#[command(mut_arg("scenarios", |scenarios| {
    scenarios.help("Two scenarios A and B, names of built-in ones or TOML files; with --vary, one")
}))]
#[command(mut_arg("vary", |vary| {
    vary.help("Gives A and B two values of one parameter, as `firm.X.targeting=0,0.9`").value_name("KEY=VALUE,VALUE")
}))]
#[command(mut_arg("set", |set| {
    set.help("Sets a parameter in both, as `needs.market_shift_per_year=0.8`; may be repeated")
}))]
#[command(mut_arg("months", |months| months.help("Length of the runs in months")))]
#[command(mut_arg("out", |out| out.help("Folder of the result [default: output/<name of the trace>]")))]
#[command(mut_arg("no_charts", |no_charts| no_charts.help("Draws no chart")))]
pub struct Arguments {
    #[command(flatten)]
    named: Named,
    /// Number of the customer, from 0.
    #[arg(long, value_name = "ID", allow_negative_numbers = true, value_parser = options::count::<u64>)]
    customer: Option<u64>,
    /// Finds a telling customer [default: parted, unless --customer names one].
    #[arg(long, value_name = "WHOM", conflicts_with = "customer")]
    pick: Option<Whom>,
    /// The firm that has lost or won her [default: the only one that differs].
    #[arg(long, value_name = "NAME", requires = "pick")]
    firm: Option<String>,
    /// Which replication, from 0.
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 0, value_parser = options::count::<u32>)]
    replicate: u32,
    /// Prints all months.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    shared: Market,
    #[command(flatten)]
    work: Work,
    /// Does exactly again what the manifest.json of a trace records.
    #[arg(
        long,
        value_name = "MANIFEST",
        conflicts_with_all = [
            "scenarios", "vary", "customer", "pick", "firm", "replicate", "set", "customers", "months", "seed",
            "no_charts"
        ]
    )]
    from: Option<PathBuf>,
}

/// The command, as manifests name it.
const NAME: &str = "trace";

/// Whom to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Whom {
    /// Who spends the most months at different firms in A and B.
    Parted,
    /// Who leaves the firm in B alone, for the longest time, and is away at the end.
    Lost,
    /// Who joins the firm in B alone, for the longest time, and is there at the end.
    Won,
    /// Who is nearest to the medians of all customers.
    Typical,
}

/// Runs the command.
///
/// # Errors
/// Exit code 2 when a scenario, the customer, an option or the folder is wrong, and when nobody is as --pick asks; 1 when
/// something fails while working, or the user stops it.
pub fn run(mut arguments: Arguments) -> Result<(), Failure> {
    let again = arguments.from.as_deref().map(run::read_manifest).transpose()?;
    let alternatives = match &again {
        Some(manifest) => {
            let recorded: Arguments = run::recorded(manifest, NAME)?;
            (arguments.customer, arguments.replicate) = (recorded.customer, recorded.replicate);
            arguments.shared.set.clone_from(&manifest.options.set);
            arguments.work.no_charts = !manifest.options.charts;
            run::recorded_scenarios(manifest)?
        }
        // A trace is of one replication, whatever its number.
        None => arguments.named.load(&arguments.shared.settings(Some(1)))?,
    };
    let work = &arguments.work;
    let [a, b] = pair(alternatives)?;
    let configs = [&a.config, &b.config];
    let people = a.config.world.customers as u32;
    let unknown = |customer: u64| {
        let hint = format!("the customers of these scenarios are 0 to {}", people - 1);
        refusal(&format!("there is no customer {customer}"), &hint)
    };
    let asked = arguments.customer.map(|customer| {
        let number = u32::try_from(customer).ok().filter(|&number| number < people);
        number.map(CustomerId).ok_or_else(|| unknown(customer))
    });
    let asked = asked.transpose()?;
    let pick = whom(&arguments, configs)?;
    work.writable_place("trace")?;
    let (pool, parts) = work.pool()?;
    machine::check_memory(&a.config, parts)?;
    let said = configs.map(notes::notes);
    work.say(&said[0]);
    work.say(if said[0] == said[1] { "" } else { &said[1] });
    work.say(&notes::tuned(&configs));
    let stopped = run::stop_on_interrupt()?;

    let started = Instant::now();
    let world = &a.config.world;
    let walks = if asked.is_some() { 2.0 } else { 4.0 };
    let total = walks * world.customers * (world.burn_in_months + world.months);
    let bar = progress::bar(total as u64, work.quiet);
    let on_months = |months| {
        bar.inc(months);
        !stopped.load(Ordering::Relaxed)
    };
    let traced = pool.install(|| -> Result<(CustomerId, [Life; 2]), Failure> {
        let customer = match asked {
            Some(customer) => customer,
            None => trace::pick(configs, arguments.replicate, &pick, parts, &on_months)
                .ok_or_else(run::interrupted)?
                .ok_or_else(|| nobody(&pick))?,
        };
        let lives = trace::lives(configs, arguments.replicate, customer, parts, &on_months);
        Ok((customer, lives.ok_or_else(run::interrupted)?))
    });
    bar.finish_and_clear();
    let (customer, lives) = traced?;
    let lives = [&lives[0], &lives[1]];

    let about = trace_text::About {
        names: [&a.name, &b.name],
        config: &a.config,
        customer: customer.0,
        replicate: arguments.replicate,
        picked: asked.is_none().then_some(&pick),
        all: arguments.all,
    };
    let log = trace::months(lives, customer.0, arguments.replicate, world.seed);
    let mut files = export::described(&[
        ("trace.csv", &log),
        ("memory.csv", &trace::memory(lives)),
        ("rules.csv", &trace::rules(lives)),
    ]);
    if !work.no_charts {
        files.extend(chart(&about, lives, &log)?);
    }
    let words = [
        "--customer".to_owned(),
        customer.0.to_string(),
        "--replicate".to_owned(),
        arguments.replicate.to_string(),
    ];
    let name = name(configs, customer);
    let manifest = Manifest {
        asked: Some(Asked {
            command: NAME.to_owned(),
            words: words.to_vec(),
            names: vec![a.name.clone(), b.name.clone()],
            others: vec![write::to_toml(&b.config)],
        }),
        ..Manifest::new(
            &name,
            write::to_toml(&a.config),
            world.seed,
            Options { charts: !work.no_charts, set: arguments.shared.set.clone() },
            Machine::here(pool.current_num_threads()),
            started.elapsed().as_secs_f64(),
            &files,
        )
    };
    if stopped.load(Ordering::Relaxed) {
        return Err(run::interrupted());
    }
    let written = folder::write(&work.place(&name), &files, &manifest)
        .map_err(|Refusal(text)| Failure::working(text))?;
    if !work.quiet {
        let charts = if work.no_charts { "" } else { ", charts/life (SVG and PNG)" };
        let mut text = trace_text::text(&about, lives);
        let list = format!("trace.csv, memory.csv, rules.csv, dictionary.csv, manifest.json{charts}");
        text.push_str(&output::written(&written, &list));
        text.push_str(&next_command(&arguments, customer));
        output::print(&text)?;
    }
    again.map_or(Ok(()), |before| run::compared(&before, &manifest, work.quiet))
}

/// The two scenarios, which have the same people.
fn pair(alternatives: Vec<Alternative>) -> Result<[Alternative; 2], Failure> {
    let count = alternatives.len();
    let pair: [Alternative; 2] = alternatives.try_into().map_err(|_| {
        refusal(
            &format!("a trace is of two scenarios, and {count} are named"),
            "name two scenarios, or two values with --vary KEY=VALUE,VALUE",
        )
    })?;
    let [a, b] = &pair;
    if let Some(what) = other_person(&a.config, &b.config) {
        return Err(refusal(
            &format!("a customer of `{}` (A) is somebody else in `{}` (B): {what}", a.name, b.name),
            "--set applies to both",
        ));
    }
    Ok(pair)
}

/// Whom the command line asks for, and at which firm.
fn whom(arguments: &Arguments, [a, b]: [&Config; 2]) -> Result<Pick, Failure> {
    let whom = arguments.pick.unwrap_or(Whom::Parted);
    let needs_firm = matches!(whom, Whom::Lost | Whom::Won);
    if !needs_firm && arguments.firm.is_some() {
        return Err(refusal("--firm goes with --pick lost and --pick won", "leave it out"));
    }
    let names = || a.firms.iter().chain(&b.firms).map(|firm| firm.name.as_str());
    let firm = match &arguments.firm {
        Some(firm) if names().any(|name| name == firm) => firm.clone(),
        Some(firm) => {
            let near = key::nearest(firm, names());
            let hint = near.map_or_else(
                || "`sellsense scenario show` names the firms".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(refusal(&format!("there is no firm `{firm}`"), &hint));
        }
        None if needs_firm => {
            let differing = trace::differing_firms(a, b);
            let [firm] = &differing[..] else {
                let which = if differing.is_empty() {
                    "no firm differs between A and B".to_owned()
                } else {
                    format!("{} differ between A and B", key::listed(&differing))
                };
                return Err(refusal(&which, "name the firm that she is lost to or won by with --firm"));
            };
            firm.clone()
        }
        None => String::new(),
    };
    Ok(match whom {
        Whom::Parted => Pick::Parted,
        Whom::Lost => Pick::Lost(firm),
        Whom::Won => Pick::Won(firm),
        Whom::Typical => Pick::Typical,
    })
}

fn nobody(pick: &Pick) -> Failure {
    let title = match pick {
        Pick::Parted | Pick::Typical => "no customer ever buys from different firms in A and B".to_owned(),
        Pick::Lost(firm) => format!("no customer is lost to `{firm}` in B alone"),
        Pick::Won(firm) => format!("no customer is won by `{firm}` in B alone"),
    };
    refusal(&title, "try another --replicate, a longer run with --months, or name somebody with --customer")
}

/// A name for the trace, of words that a folder can have.
fn name([a, b]: [&Config; 2], customer: CustomerId) -> String {
    let mut words = vec!["trace".to_owned(), key::to_kebab(&a.name)];
    if a.name != b.name {
        words.push(format!("v-{}", key::to_kebab(&b.name)));
    }
    words.push(format!("customer-{}", customer.0));
    words.join("-")
}

/// The chart of both lives.
fn chart(about: &trace_text::About, lives: [&Life; 2], log: &Table) -> Result<Vec<File>, Failure> {
    let (parting, homes) = (trace::first_parting(lives), trace::first_parting_of_homes(lives));
    let first = lives[0].months.first().map_or(0, |moment| moment.today.month.0);
    let month = |parting: &Parting| parting.month.0.max(first);
    let early = parting.as_ref().filter(|parting| homes.as_ref() != Some(parting));
    let early = early.map(|parting| (month(parting), "the first parting"));
    let late = homes.as_ref().map(|parting| (month(parting), "different firms"));
    let marks = early.into_iter().chain(late);
    let marks = marks.map(|(month, words)| (i64::from(month), format!("{words}: month {month}")));
    let sheet = LifeSheet::new(
        [
            format!("Customer {} in two scenarios", about.customer),
            trace_text::finding(lives),
            trace_text::setting(about),
        ],
        trace::firms(lives),
        marks.collect(),
        log,
    );
    let file = |ending: &str, bytes: Result<Vec<u8>, String>| {
        let bytes = bytes.map_err(|error| Failure::working(format!("the chart cannot be drawn: {error}")))?;
        Ok(File { path: format!("charts/life.{ending}"), bytes })
    };
    Ok(vec![file("svg", charts::svg(&sheet))?, file("png", charts::png(&sheet))?])
}

/// Somebody else in the same world.
fn next_command(arguments: &Arguments, customer: CustomerId) -> String {
    if arguments.from.is_some() {
        return next::AFTER_AGAIN.to_owned();
    }
    let mut words = vec!["sellsense".to_owned(), "trace".to_owned()];
    words.extend(arguments.named.words());
    words.extend(arguments.shared.set.iter().map(|setting| next::set(setting)));
    let is_typical = arguments.pick == Some(Whom::Typical);
    words.push(match (arguments.customer, is_typical) {
        (None, false) => "--pick typical".to_owned(),
        (None, true) => "--pick parted".to_owned(),
        (Some(_), _) if arguments.all => "--pick parted".to_owned(),
        (Some(_), _) => format!("--customer {} --all", customer.0),
    });
    words.extend((arguments.replicate != 0).then(|| format!("--replicate {}", arguments.replicate)));
    words.extend(arguments.shared.words(None));
    words.extend(arguments.work.words());
    next::command(&words)
}
