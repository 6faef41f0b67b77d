//! `sellsense map`: which firm leads over two parameters.

use super::alternatives::refusal;
use super::axis::Load;
use super::options::{self, Market, Work};
use super::run::{self, interrupted, stop_on_interrupt};
use super::text_table::number;
use super::{Failure, axis, files, goal_words, machine, map_text, next, notes, output, progress};
use crate::experiment::Machine;
use crate::experiment::goals::{self, Goal};
use crate::export::charts::{self, MapSheet};
use crate::export::folder::{self, Refusal};
use crate::export::manifest::{self, Asked, Manifest, Options};
use crate::export::plane::{self, Axis, Measure, Plane};
use crate::export::{DICTIONARY, File, csv, dictionary};
use crate::scenario::config::Config;
use crate::scenario::{key, write};
use crate::stats::phases::{self, Plan, Point};
use clap::Args;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Maps which firm leads over two parameters, and where that is not decided.
///
/// The runs are spent near the border: a coarse grid first, then finer and with more worlds where neighbours differ in
/// who leads or where nothing is decided yet. Without --x and --y two maps are drawn: market shift by half-life of
/// personal needs, and privacy sensitivity by technology.
#[derive(Debug, Args)]
#[command(mut_arg("customers", |customers| customers.default_value("1000")))]
#[command(mut_arg("out", |out| out.help("Folder of the result [default: output/<name>-map]")))]
pub struct Arguments {
    /// Name of a built-in scenario, or a TOML file.
    #[arg(default_value = "three-ways", hide_default_value = false)]
    scenario: String,
    /// Horizontal axis, as needs.market_shift_per_year=0..2; `,log` after it makes it logarithmic, as it is anyway
    /// where its ends differ 20-fold.
    #[arg(long, value_name = "KEY=a..b", requires = "y")]
    x: Option<String>,
    /// Vertical axis, in the same form.
    #[arg(long, value_name = "KEY=a..b", requires = "x")]
    y: Option<String>,
    /// What firms are compared by [default: all three].
    #[arg(long, value_name = "METRIC,..", value_delimiter = ',', value_parser = goal)]
    metric: Vec<Goal>,
    /// Firms that are compared [default: all of the scenario]; may be repeated.
    #[arg(long, alias = "firms", value_name = "NAME,..", value_delimiter = ',')]
    firm: Vec<String>,
    /// Most worlds at one point.
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 20, value_parser = options::between(5, 10_000))]
    worlds: u32,
    /// Points along each axis. At the default about a tenth of the runs of a full grid are spent; a coarser grid
    /// spends a larger share of its own.
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 41, value_parser = options::between(2, 201))]
    grid: u32,
    #[command(flatten)]
    market: Market,
    #[command(flatten)]
    work: Work,
    /// Does exactly again what the manifest.json of a map records.
    #[arg(
        long,
        value_name = "MANIFEST",
        conflicts_with_all = [
            "scenario", "x", "y", "metric", "firm", "worlds", "grid", "set", "customers", "months", "seed", "no_charts"
        ]
    )]
    from: Option<PathBuf>,
}

/// The command, as manifests name it.
const NAME: &str = "map";

/// Runs the command.
///
/// # Errors
/// Exit code 2 when the scenario, an axis, an option or the folder is wrong, which is found before anything is
/// simulated; 1 when something fails while working, or the user stops it.
pub fn run(mut arguments: Arguments) -> Result<(), Failure> {
    let again = arguments.from.as_deref().map(run::read_manifest).transpose()?;
    if let Some(manifest) = &again {
        let mut recorded: Arguments = run::recorded(manifest, NAME)?;
        recorded.market.set.clone_from(&manifest.options.set);
        recorded.work = arguments.work;
        recorded.work.no_charts = !manifest.options.charts;
        recorded.from = arguments.from;
        arguments = recorded;
    }
    let work = &arguments.work;
    let sets = arguments.market.settings(Some(u64::from(arguments.worlds)));
    // What a manifest records was set before; the scenario in it has it already.
    let load = |more: &[String]| match &again {
        Some(manifest) => {
            files::load_scenario_text_with("scenario of the manifest", &manifest.scenario, more)
        }
        None => files::load_scenario(&arguments.scenario, &[&sets, more].concat()),
    };
    let config = load(&[])?;
    let firms = firms(&arguments, &config)?;
    let goals = if arguments.metric.is_empty() { Goal::ALL.to_vec() } else { arguments.metric.clone() };
    let axes = axes(&arguments, &load, if again.is_some() { &[] } else { &sets }, &config)?;
    let place = work.writable_place(&format!("{}-map", config.name))?;
    let (pool, machine) = work.pool()?;
    machine::check_memory(&config, machine)?;
    work.say(&notes::notes(&config));
    let stopped = stop_on_interrupt()?;

    let started = Instant::now();
    let study = Study { arguments: &arguments, load: &load, config, firms, goals, machine };
    let mut planes = Vec::new();
    for (x, y) in axes {
        planes.push(pool.install(|| study.explore(x, y, &stopped))?);
    }
    let table = plane::table(&planes);
    let tables = [("map.csv", &table)];
    let money = goal_words::unit(Goal::Profit, &study.config);
    let dictionary = dictionary::dictionary_with(tables, &format!("{money} a month"));
    let mut files: Vec<File> = tables
        .into_iter()
        .chain([(DICTIONARY, &dictionary)])
        .map(|(path, table)| File { path: path.to_owned(), bytes: csv::csv(table) })
        .collect();
    if !work.no_charts {
        for plane in &planes {
            files.extend(study.charts(plane).map_err(Failure::working)?);
        }
    }
    let mut manifest = Manifest::new(
        &study.config.name,
        write::to_toml(&study.config),
        study.config.world.seed,
        Options { charts: !work.no_charts, set: arguments.market.set.clone() },
        manifest::Machine::here(pool.current_num_threads()),
        started.elapsed().as_secs_f64(),
        &files,
    );
    manifest.asked =
        Some(Asked { command: NAME.to_owned(), words: study.words(), names: vec![], others: vec![] });
    if stopped.load(Ordering::Relaxed) {
        return Err(interrupted());
    }
    let written = folder::write(&place, &files, &manifest).map_err(|Refusal(text)| Failure::working(text))?;
    let end = || again.as_ref().map_or(Ok(()), |before| run::compared(before, &manifest, work.quiet));
    if work.quiet {
        return end();
    }
    let mut text = output::wrapped(&study.headline(), "") + "\n";
    for plane in &planes {
        text.push('\n');
        text.push_str(&map_text::text(plane));
    }
    let charts = match planes.len() {
        _ if work.no_charts => String::new(),
        1 => ", charts/ (1 map as SVG and PNG)".to_owned(),
        count => format!(", charts/ ({count} maps as SVG and PNG)"),
    };
    text.push('\n');
    text.push_str(&output::written(&written, &format!("map.csv, {DICTIONARY}, manifest.json{charts}")));
    text.push_str(&study.next(&planes));
    output::print(&text)?;
    end()
}

/// Reads a metric.
fn goal(text: &str) -> Result<Goal, String> {
    let names = Goal::ALL.map(Goal::name);
    let goal = Goal::ALL.into_iter().find(|goal| text == goal.name() || text == goal.metric());
    goal.ok_or_else(|| format!("expected one of {}", names.join(", ")))
}

/// The firms that are compared: those asked for, or all.
fn firms(arguments: &Arguments, config: &Config) -> Result<Vec<String>, Failure> {
    let all: Vec<String> = config.firms.iter().map(|firm| firm.name.clone()).collect();
    if let Some(name) = arguments.firm.iter().find(|name| !all.contains(name)) {
        let unknown = key::unknown_name("firm", name, &all);
        return Err(refusal(&unknown.title, &unknown.help));
    }
    let mut firms = if arguments.firm.is_empty() { all } else { arguments.firm.clone() };
    let count = firms.len();
    firms.sort();
    firms.dedup();
    if firms.len() < count || count < 2 {
        let hint = "a map compares two firms or more, each named once: --firm A,B";
        return Err(refusal("there is nobody to compare", hint));
    }
    // In the order of the scenario.
    Ok(config.firms.iter().map(|firm| firm.name.clone()).filter(|name| firms.contains(name)).collect())
}

/// The axes of each map. Their corners are loaded once, so that what is wrong is said before anything is simulated.
fn axes(
    arguments: &Arguments,
    load: Load,
    sets: &[String],
    config: &Config,
) -> Result<Vec<(Axis, Axis)>, Failure> {
    let asked = arguments.x.as_deref().zip(arguments.y.as_deref());
    let asked = asked.map_or(axis::DEFAULT.to_vec(), |axes| vec![axes]);
    let points = arguments.grid as usize;
    let mut all = Vec::new();
    for (x, y) in asked {
        let (x, y) = (axis::parse(x, points, config)?, axis::parse(y, points, config)?);
        axis::check_distinct(&x, &y, sets, config)?;
        for corner in [
            (0, 0),
            (x.values.len() - 1, 0),
            (0, y.values.len() - 1),
            (x.values.len() - 1, y.values.len() - 1),
        ] {
            axis::at(load, [(&x, corner.0), (&y, corner.1)])?;
        }
        all.push((x, y));
    }
    Ok(all)
}

struct Study<'a> {
    arguments: &'a Arguments,
    /// The scenario with more settings.
    load: Load<'a>,
    config: Config,
    firms: Vec<String>,
    goals: Vec<Goal>,
    machine: Machine,
}

impl Study<'_> {
    fn explore(&self, x: Axis, y: Axis, stopped: &AtomicBool) -> Result<Plane, Failure> {
        let plan = Plan::new(x.values.len(), y.values.len(), self.arguments.worlds);
        let sign = progress::spinner(self.arguments.work.quiet);
        sign.set_message(format!("mapping {} by {}", x.key, y.key));
        let mut sample = |points: &[Point], worlds: std::ops::Range<u32>| {
            let at = |&(column, row): &Point| axis::at(self.load, [(&x, column), (&y, row)]);
            let configs: Vec<Config> = points.iter().map(at).collect::<Result<_, Failure>>()?;
            goals::of_firms(&configs, worlds, &self.firms, &self.goals, self.machine, &|months| {
                sign.inc(months);
                !stopped.load(Ordering::Relaxed)
            })
            .ok_or_else(interrupted)
        };
        let phases = phases::explore(&plan, &mut sample)?;
        sign.finish_and_clear();
        let model = |name: &String| {
            let firm = self.config.firms.iter().find(|firm| firm.name == *name);
            (name.clone(), firm.map_or("", |firm| firm.model.name()).to_owned())
        };
        Ok(Plane {
            x,
            y,
            firms: self.firms.iter().map(model).collect(),
            measures: self.goals.iter().map(|goal| measure(*goal, &self.config)).collect(),
            phases,
        })
    }

    fn charts(&self, plane: &Plane) -> Result<[File; 2], String> {
        let plan = &plane.phases.plan;
        let (seen, points) = (plane.phases.seen.len(), plan.columns * plan.rows);
        let thousands = |count: u64| number(count as f64, 0).replace(' ', "\u{202f}");
        let looks: Vec<String> = plan.looks.iter().map(u32::to_string).collect();
        let looks = looks.split_last().map_or(String::new(), |(last, rest)| match rest {
            [] => last.clone(),
            rest => format!("{} or {last}", rest.join(", ")),
        });
        let sheet = MapSheet {
            title: "Which firm leads, over two parameters".to_owned(),
            setting: format!(
                "{} · {} customers · {} · seed {}",
                run::named(&self.config, &self.arguments.market.set),
                thousands(self.config.world.customers as u64),
                run::counted(self.config.world.months, "month"),
                self.config.world.seed
            ),
            plane,
            notes: vec![
                format!(
                    "Colour: it is decided that a firm is ahead of every other, world by world (at 95\u{a0}% for each point \
                     by itself, not for the whole map). Grey: not decided.{}",
                    if map_text::here(plane).is_some() { " Ring: the scenario itself." } else { "" }
                ),
                format!(
                    "{} of {} points were simulated, in {looks} worlds each: {}\u{a0}% of the runs of a full grid.{}",
                    thousands(seen as u64),
                    thousands(points as u64),
                    number(100.0 * plane.phases.runs() as f64 / plan.full() as f64, 0),
                    if seen < points { " The rest is interpolated." } else { "" }
                ),
            ],
        };
        let name = plane.file_name();
        Ok([
            File { path: format!("charts/{name}.svg"), bytes: charts::svg(&sheet)? },
            File { path: format!("charts/{name}.png"), bytes: charts::png(&sheet)? },
        ])
    }

    fn headline(&self) -> String {
        format!(
            "{}: which firm leads? ({} customers, {}, at most {} worlds a point, seed {})",
            run::named(&self.config, &self.arguments.market.set),
            number(self.config.world.customers, 0),
            run::counted(self.config.world.months, "month"),
            self.arguments.worlds,
            self.config.world.seed
        )
    }

    /// What decides the figures beside the scenario, as words of the command line.
    fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        for (option, axis) in [("--x", &self.arguments.x), ("--y", &self.arguments.y)] {
            words.extend(axis.iter().flat_map(|axis| [option.to_owned(), axis.clone()]));
        }
        let goals: Vec<&str> = self.goals.iter().map(|goal| goal.name()).collect();
        let more = [
            ("--metric", goals.join(",")),
            ("--firm", self.firms.join(",")),
            ("--worlds", self.arguments.worlds.to_string()),
            ("--grid", self.arguments.grid.to_string()),
        ];
        words.extend(more.into_iter().flat_map(|(option, value)| [option.to_owned(), value]));
        words
    }

    /// Why the firm that leads elsewhere on the first map that has such a place does so there.
    fn next(&self, planes: &[Plane]) -> String {
        if self.arguments.from.is_some() {
            return next::AFTER_AGAIN.to_owned();
        }
        let mut words =
            vec!["sellsense".to_owned(), "why".to_owned(), output::shell_word(&self.arguments.scenario)];
        let mut pair = [0, 1];
        let mut sets: Vec<String> = self.arguments.market.set.clone();
        let found = planes.iter().find_map(|plane| Some((plane, map_text::elsewhere(plane)?)));
        if let Some((plane, ((x, y), leads, at_home))) = found {
            for (axis, index) in [(&plane.x, x), (&plane.y, y)] {
                sets.push(format!("{}={}", axis.key, write::number(axis.rounded(index))));
            }
            pair = [at_home.unwrap_or(usize::from(leads == 0)), leads];
        }
        words.push(format!(
            "--firm {}",
            output::shell_word(&pair.map(|who| self.firms[who].as_str()).join(","))
        ));
        words.extend(sets.iter().map(|setting| next::set(setting)));
        words.extend(self.arguments.market.words(None));
        next::command(&words)
    }
}

fn measure(goal: Goal, config: &Config) -> Measure {
    Measure {
        claim: goal_words::claim(goal).to_owned(),
        words: goal_words::words(goal, config),
        name: goal.metric().to_owned(),
        window: goal.window(config.world.months as i64).name().to_owned(),
        unit: goal_words::unit(goal, config),
    }
}
