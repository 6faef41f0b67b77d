//! `sellsense why`: which mechanisms make one firm do better than another.

use super::alternatives::{self, Named, refusal};
use super::options::{self, Market, Work};
use super::run::{self, interrupted, stop_on_interrupt};
use super::text_table::{Side as Stand, decimals, lines, number, shortened};
use super::{Failure, files, goal_words, machine, next, notes, output, progress};
use crate::experiment::comparison::Alternative;
use crate::experiment::games::{Game, Side, Worths};
use crate::experiment::goals::Goal;
use crate::export::charts::{self, WaterfallSheet};
use crate::export::folder::{self, Refusal};
use crate::export::manifest::{self, Asked, Manifest, Options};
use crate::export::parts::{self, REST, Waterfall};
use crate::export::{DICTIONARY, File, csv, dictionary};
use crate::scenario::builtin::DEFAULT;
use crate::scenario::key;
use crate::scenario::mechanisms::MECHANISMS;
use crate::scenario::write;
use crate::stats::describe::{Description, describe};
use clap::Args;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Explains a difference by mechanisms, switched on and off in the same worlds.
///
/// A and B are two scenarios, one scenario with two values of --vary, or two firms of one scenario. Every set of
/// mechanisms is played; the part of each is its Shapley value, and the parts add up to the whole difference.
#[derive(Debug, Args)]
#[command(mut_arg("scenarios", |scenarios| {
    let help = "Two scenarios, names of built-in ones or TOML files; with --vary, or with two firms, one [default: three-ways]";
    scenarios.help(help).num_args(0..=2)
}))]
#[command(mut_arg("vary", |vary| {
    vary.help("Two values of one parameter, as `firm.X.targeting=0,0.9`").value_name("KEY=A,B")
}))]
#[command(mut_arg("customers", |customers| customers.default_value("2000")))]
#[command(mut_arg("months", |months| months.help("Length of the runs in months")))]
#[command(mut_arg("set", |set| {
    set.help("Sets a parameter in both, as `needs.market_shift_per_year=0.8`; may be repeated")
}))]
#[command(mut_arg("out", |out| out.help("Folder of the result [default: output/<names>-why]")))]
#[command(after_long_help = what_off_means())]
pub struct Arguments {
    #[command(flatten)]
    named: Named,
    /// The firm that is looked at [default: the one in which A and B differ]; with two names, that of A and that of B;
    /// may be repeated.
    #[arg(long, value_name = "NAME,..", value_delimiter = ',')]
    firm: Vec<String>,
    /// Worlds for each set of mechanisms.
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 20, value_parser = options::between(5, 10_000))]
    worlds: u32,
    #[command(flatten)]
    shared: Market,
    #[command(flatten)]
    work: Work,
    /// Does exactly again what the manifest.json of an explanation records.
    #[arg(
        long,
        value_name = "MANIFEST",
        conflicts_with_all = [
            "scenarios", "vary", "firm", "worlds", "set", "customers", "months", "seed", "no_charts"
        ]
    )]
    from: Option<PathBuf>,
}

/// Characters of a name in the first column of a table.
const LONGEST: usize = 30;

/// The command, as manifests name it.
const NAME: &str = "why";

/// What is explained: two firms, and what they are called.
struct Question {
    game: Game,
    names: [String; 2],
    /// The scenarios, without which nobody could do it again.
    scenarios: Vec<Alternative>,
}

/// Runs the command.
///
/// # Errors
/// Exit code 2 when the scenarios, an option or the folder is wrong, which is found before anything is simulated; 1 when
/// something fails while working, or the user stops it.
pub fn run(mut arguments: Arguments) -> Result<(), Failure> {
    let again = arguments.from.as_deref().map(run::read_manifest).transpose()?;
    let question = match &again {
        Some(manifest) => {
            let recorded: Arguments = run::recorded(manifest, NAME)?;
            (arguments.firm, arguments.worlds) = (recorded.firm, recorded.worlds);
            arguments.shared.set.clone_from(&manifest.options.set);
            arguments.work.no_charts = !manifest.options.charts;
            let asked = question(run::recorded_scenarios(manifest)?, &arguments.firm)?;
            let names = manifest.asked.as_ref().and_then(|asked| asked.names.clone().try_into().ok());
            Question { names: names.unwrap_or(asked.names), ..asked }
        }
        None => question(scenarios(&arguments)?, &arguments.firm)?,
    };
    let work = &arguments.work;
    let config = &question.scenarios[0].config;
    let name = format!("{}-v-{}-why", key::to_kebab(&question.names[0]), key::to_kebab(&question.names[1]));
    let place = work.writable_place(&name)?;
    let (pool, machine) = work.pool()?;
    machine::check_memory(config, machine)?;
    work.say(&notes::notes(config));
    work.say(&notes::tuned(&question.scenarios.iter().map(|one| &one.config).collect::<Vec<_>>()));
    let stopped = stop_on_interrupt()?;

    let started = Instant::now();
    let game = &question.game;
    let world = &config.world;
    let months = world.customers * (world.burn_in_months + world.months) * f64::from(arguments.worlds);
    let bar = progress::bar((months * game.markets() as f64) as u64, work.quiet);
    let worths = pool.install(|| {
        game.play(0..arguments.worlds, &Goal::ALL, machine, &|months| {
            bar.inc(months);
            !stopped.load(Ordering::Relaxed)
        })
    });
    bar.finish_and_clear();
    let worths = worths.ok_or_else(interrupted)?;
    let waterfalls: Vec<Waterfall> =
        Goal::ALL.into_iter().zip(&worths).map(|(goal, worths)| question.waterfall(goal, worths)).collect();

    let (why, games) = (parts::parts(&waterfalls), parts::games(&waterfalls));
    let tables = [("why.csv", &why), ("games.csv", &games)];
    let unit = format!("{} a month", waterfalls[0].unit);
    let dictionary = dictionary::dictionary_with(tables, &unit);
    let mut files: Vec<File> = tables
        .into_iter()
        .chain([(DICTIONARY, &dictionary)])
        .map(|(path, table)| File { path: path.to_owned(), bytes: csv::csv(table) })
        .collect();
    if !work.no_charts {
        for (goal, waterfall) in Goal::ALL.into_iter().zip(&waterfalls).filter(|(_, w)| 0 < w.total.count) {
            files.extend(charts(&arguments, &question, goal, waterfall).map_err(Failure::working)?);
        }
    }
    let mut manifest = Manifest::new(
        &name,
        write::to_toml(config),
        config.world.seed,
        Options { charts: !work.no_charts, set: arguments.shared.set.clone() },
        manifest::Machine::here(pool.current_num_threads()),
        started.elapsed().as_secs_f64(),
        &files,
    );
    let firms = [&game.a.firm, &game.b.firm].map(String::as_str).join(",");
    let words = ["--firm", &firms, "--worlds", &arguments.worlds.to_string()].map(str::to_owned).to_vec();
    let others = question.scenarios[1..].iter().map(|other| write::to_toml(&other.config)).collect();
    manifest.asked = Some(Asked { command: NAME.to_owned(), words, names: question.names.to_vec(), others });
    if stopped.load(Ordering::Relaxed) {
        return Err(interrupted());
    }
    let written = folder::write(&place, &files, &manifest).map_err(|Refusal(text)| Failure::working(text))?;
    let end = || again.as_ref().map_or(Ok(()), |before| run::compared(before, &manifest, work.quiet));
    if work.quiet {
        return end();
    }
    let mut text = output::wrapped(&headline(&arguments, &question), "") + "\n";
    for (goal, waterfall) in Goal::ALL.into_iter().zip(&waterfalls) {
        text.push('\n');
        text.push_str(&table(goal, waterfall));
    }
    text.push('\n');
    text.push_str(&reading(game));
    text.push('\n');
    let charts = output::and_charts(&files);
    text.push_str(&output::written(
        &written,
        &format!("why.csv, games.csv, {DICTIONARY}, manifest.json{charts}"),
    ));
    text.push_str(&next_command(&arguments));
    output::print(&text)?;
    end()
}

/// What can be explained.
const FORM: &str = "name two scenarios, or one with --vary KEY=A,B, or one with two of its firms: --firm A,B";

/// The scenarios that the user names: two, or one of which two firms are looked at.
fn scenarios(arguments: &Arguments) -> Result<Vec<Alternative>, Failure> {
    let sets = arguments.shared.settings(Some(u64::from(arguments.worlds)));
    match (&arguments.named.scenarios[..], &arguments.named.vary, arguments.firm.len()) {
        (all @ ([] | [_]), None, 2) => {
            let config = files::load_scenario(all.first().map_or(DEFAULT, String::as_str), &sets)?;
            Ok(vec![Alternative { name: config.name.clone(), config }])
        }
        ([] | [_], None, _) => Err(refusal("there is nothing to explain", FORM)),
        _ => arguments.named.load(&sets),
    }
}

/// The two firms to explain: those that are asked for, or the one in which alone two scenarios differ.
fn question(scenarios: Vec<Alternative>, asked: &[String]) -> Result<Question, Failure> {
    if 2 < scenarios.len() {
        return Err(refusal("why explains one difference, and there are more than two alternatives", FORM));
    }
    let firms =
        match asked {
            [] => vec![alternatives::only_firm_that_differs(&scenarios).ok_or_else(|| {
                refusal("A and B do not differ at one firm alone", &firms_to_name(&scenarios))
            })?],
            firms if firms.len() <= 2 => firms.to_vec(),
            _ => return Err(refusal("--firm takes one name, or one for A and one for B", FORM)),
        };
    let (first, last) = (&scenarios[0], &scenarios[scenarios.len() - 1]);
    let (firm_a, firm_b) = (&firms[0], &firms[firms.len() - 1]);
    for (scenario, firm) in [(first, firm_a), (last, firm_b)] {
        let names: Vec<String> = scenario.config.firms.iter().map(|firm| firm.name.clone()).collect();
        if !names.contains(firm) {
            let hint = key::unknown_name("firm", firm, &names).help;
            return Err(refusal(&format!("`{}` has no firm `{firm}`", scenario.name), &hint));
        }
    }
    if scenarios.len() == 1 && firm_a == firm_b {
        return Err(refusal(&format!("`{firm_a}` does not differ from itself"), FORM));
    }
    let names = match (scenarios.len(), firm_a == firm_b) {
        (1, _) => [firm_a.clone(), firm_b.clone()],
        (_, true) => [first.name.clone(), last.name.clone()],
        _ => [format!("{firm_a} in {}", first.name), format!("{firm_b} in {}", last.name)],
    };
    let side =
        |scenario: &Alternative, firm: &String| Side { config: scenario.config.clone(), firm: firm.clone() };
    let game = Game::new(side(first, firm_a), side(last, firm_b));
    Ok(Question { game, names, scenarios })
}

/// Which firms can be looked at: those that both scenarios have, or one of each.
fn firms_to_name(scenarios: &[Alternative]) -> String {
    let [a, b] = [&scenarios[0], &scenarios[scenarios.len() - 1]].map(|scenario| &scenario.config.firms);
    let shared: Vec<&str> = (a.iter().filter(|firm| b.iter().any(|other| other.name == firm.name)))
        .map(|firm| firm.name.as_str())
        .collect();
    match shared[..] {
        [] => "they share no firm: name one of A and one of B with --firm A,B".to_owned(),
        [one] => format!("name the firm that they share: --firm {one}"),
        _ => format!("name one of the firms that they share with --firm: {}", key::listed(&shared)),
    }
}

impl Question {
    fn waterfall(&self, goal: Goal, worths: &Worths) -> Waterfall {
        let parts = worths.parts();
        // Levels of the worlds that count, so that the parts lead from one to the other.
        let known = worths.by_world();
        let level = |values: &[Option<f64>]| {
            describe(values.iter().zip(&known).map(|(value, parts)| parts.as_ref().and(*value)))
        };
        let mechanisms = &self.game.mechanisms;
        let named = mechanisms.iter().zip(parts.mechanisms).map(|(m, part)| (m.name.to_owned(), part));
        let set = |set: usize| {
            let on = mechanisms.iter().enumerate().filter(|(index, _)| set >> index & 1 == 1);
            on.map(|(_, mechanism)| mechanism.name).collect::<Vec<_>>().join(" + ")
        };
        let config = &self.scenarios[0].config;
        Waterfall {
            words: goal_words::words(goal, config),
            metric: goal.metric().to_owned(),
            window: goal.window(config.world.months as i64).name().to_owned(),
            unit: goal_words::unit(goal, config),
            from: (self.names[0].clone(), level(&worths.a)),
            to: (self.names[1].clone(), level(&worths.b)),
            parts: std::iter::once((REST.to_owned(), parts.rest)).chain(named).collect(),
            total: parts.total,
            games: worths.by_set.iter().enumerate().map(|(s, worths)| (set(s), worths.clone())).collect(),
        }
    }

    /// The scenario, where it is one: with two, they are what is compared, and named anyway.
    fn scenario(&self) -> Option<&str> {
        let mut names = self.scenarios.iter().map(|scenario| scenario.config.name.as_str());
        let first = names.next()?;
        names.all(|name| name == first).then_some(first)
    }

    /// The firm that is looked at, where it is one.
    fn firm(&self) -> Option<&str> {
        (self.game.a.firm == self.game.b.firm).then_some(self.game.a.firm.as_str())
    }
}

fn headline(arguments: &Arguments, question: &Question) -> String {
    let world = &question.scenarios[0].config.world;
    let firm = question.firm().map(|firm| format!(", for {firm}")).unwrap_or_default();
    let scenario = question.scenario().map(|scenario| format!(" in {scenario}")).unwrap_or_default();
    let game = &question.game;
    format!(
        "why {} differs from {}{firm}{scenario} ({} sets of {} mechanisms; {} customers, {}, {} worlds, seed {})",
        question.names[1],
        question.names[0],
        game.sets(),
        game.mechanisms.len(),
        number(world.customers, 0),
        run::counted(world.months, "month"),
        arguments.worlds,
        world.seed
    )
}

/// The way from A to B, and what it says.
fn table(goal: Goal, waterfall: &Waterfall) -> String {
    let scale = goal_words::scale(goal);
    let heading = format!("{} [{}]", waterfall.words, unit(goal, waterfall));
    if waterfall.total.count == 0 {
        return format!("{heading}\n  unknown: a firm has no value in any world\n");
    }
    let digits = digits(goal, waterfall);
    let figure = |value: f64| number(scale * value, digits);
    let signed = |value: f64| {
        let text = figure(value);
        // What is shown as zero has no sign.
        if 0.0 < value && text.contains(|digit: char| ('1'..='9').contains(&digit)) {
            format!("+{text}")
        } else {
            text
        }
    };
    let range = |part: &Description, write: &dyn Fn(f64) -> String| {
        part.supported_interval()
            .map_or(String::new(), |(low, high)| format!("{} to {}", write(low), write(high)))
    };
    let row = |name: &str, part: &Description, write: &dyn Fn(f64) -> String, says: &str| {
        let mean = part.mean.map_or("-".to_owned(), write);
        vec![format!("  {}", shortened(name, LONGEST)), mean, range(part, write), says.to_owned()]
    };
    let mut rows = vec![vec![heading]];
    rows.push(vec![String::new(), "mean".to_owned(), "95 % interval".to_owned(), String::new()]);
    let (from, to) = (&waterfall.from, &waterfall.to);
    rows.push(row(&from.0, &from.1, &figure, ""));
    for (name, part) in &waterfall.parts {
        rows.push(row(name, part, &signed, says(part)));
    }
    rows.push(row(&to.0, &to.1, &figure, ""));
    rows.push(row("difference", &waterfall.total, &signed, ""));
    let table = lines(&rows, &[Stand::Left, Stand::Right, Stand::Right, Stand::Left]);
    table + &output::wrapped(&largest_parts(waterfall, &signed), "  ") + "\n"
}

/// Decimals of its figures, in the text and in the chart.
fn digits(goal: Goal, waterfall: &Waterfall) -> usize {
    let means = waterfall.parts.iter().map(|(_, part)| part).chain([&waterfall.total]);
    let sizes = means.filter_map(|part| part.mean).map(|mean| (goal_words::scale(goal) * mean).abs());
    // Trust moves in hundredths.
    if goal == Goal::Trust { 3 } else { decimals(sizes.fold(0.0, f64::max)) }
}

/// The unit of a waterfall as it is shown: what a share differs by is counted in percentage points.
fn unit(goal: Goal, waterfall: &Waterfall) -> String {
    let unit = goal_words::scaled_unit(goal, &waterfall.unit);
    if goal == Goal::Retention { format!("{unit}, parts in percentage points") } else { unit }
}

/// What is to be said of a part beside its figures.
fn says(part: &Description) -> &'static str {
    match (part.mean, part.supported_interval()) {
        (Some(0.0), _) => "no part",
        (_, None) => "too few worlds",
        _ if part.is_clear() => "",
        _ => "not decided",
    }
}

/// Parts that a sentence names.
const NAMED: usize = 3;

/// The largest of the parts that are decided.
fn largest_parts(waterfall: &Waterfall, write: &dyn Fn(f64) -> String) -> String {
    let mut clear: Vec<(&str, f64)> = waterfall
        .parts
        .iter()
        .filter(|(_, part)| part.is_clear())
        .filter_map(|(name, part)| Some((name.as_str(), part.mean?)))
        .collect();
    clear.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let named: Vec<String> =
        clear.iter().take(NAMED).map(|(name, mean)| format!("{name} ({})", write(*mean))).collect();
    match named.as_slice() {
        [] => "No part is decided.".to_owned(),
        [one] => format!("The one part that is decided: {one}."),
        several => format!("Largest parts: {}.", several.join(", ")),
    }
}

fn reading(game: &Game) -> String {
    let mut text = output::wrapped(
        "Each part is a mechanism's Shapley value: what it adds to the difference, averaged over all orders of switching \
         the mechanisms on, in both at once and in the same worlds. The parts add up, but for rounding. A part is decided \
         when its interval holds no zero. The intervals of all parts of a measure hold together in 95 % of all cases \
         (Bonferroni); that of a mean of A or B, or of the difference, does so by itself. `all else` remains when all are \
         off. Off means:",
        "",
    );
    text.push('\n');
    for mechanism in &game.mechanisms {
        let words = format!("{} ({})", mechanism.meaning, mechanism.settings());
        text.push_str(&output::beside(&format!("  {}", mechanism.name), &words, 20));
        text.push('\n');
    }
    let absent: Vec<&str> = MECHANISMS
        .iter()
        .map(|m| m.name)
        .filter(|name| game.mechanisms.iter().all(|m| m.name != *name))
        .collect();
    if !absent.is_empty() {
        text.push_str(&output::wrapped(&format!("Off in both anyway: {}.", absent.join(", ")), ""));
        text.push('\n');
    }
    text
}

/// What is the case when each mechanism is off, for the help.
fn what_off_means() -> String {
    let mut text = "What off means:\n".to_owned();
    for mechanism in &MECHANISMS {
        let words = format!("{} ({})", mechanism.meaning, mechanism.settings());
        text.push_str(&output::beside(&format!("  {}", mechanism.name), &words, 20));
        text.push('\n');
    }
    text
}

fn charts(
    arguments: &Arguments,
    question: &Question,
    goal: Goal,
    waterfall: &Waterfall,
) -> Result<[File; 2], String> {
    let world = &question.scenarios[0].config.world;
    let scaled = Waterfall { unit: unit(goal, waterfall), ..goal_words::scaled(goal, waterfall) };
    let firm = question.firm().map(|firm| format!("{firm} · ")).unwrap_or_default();
    let scenario = question.scenario().map(|scenario| format!("{scenario} · ")).unwrap_or_default();
    let set = |set: &String| format!("{set} · ");
    let sheet = WaterfallSheet {
        title: format!("Why {} differs: from {}", goal_words::noun(goal), question.names.join(" to ")),
        setting: format!(
            "{scenario}{firm}{}{} customers · {} · {} worlds · seed {}",
            arguments.shared.set.iter().map(set).collect::<String>(),
            number(world.customers, 0).replace(' ', "\u{202f}"),
            run::counted(world.months, "month"),
            arguments.worlds,
            world.seed
        ),
        waterfall: &scaled,
        decimals: digits(goal, waterfall),
        notes: vec![
            "Each bar: what a mechanism adds to the difference (Shapley value), switched on and off in both, in the same \
             worlds; the bars add up, but for rounding. All else: what remains when all are off. Line: the interval of a \
             part; those of all parts hold together (95\u{a0}%). Pale: not decided."
                .to_owned(),
        ],
    };
    let name = format!("why-{}", goal.name());
    Ok([
        File { path: format!("charts/{name}.svg"), bytes: charts::svg(&sheet)? },
        File { path: format!("charts/{name}.png"), bytes: charts::png(&sheet)? },
    ])
}

/// The same two, compared without parts and with more worlds; two firms of one scenario are mapped.
fn next_command(arguments: &Arguments) -> String {
    if arguments.from.is_some() {
        return next::AFTER_AGAIN.to_owned();
    }
    let is_one = arguments.named.scenarios.len() == 1 && arguments.named.vary.is_none();
    let mut words = vec!["sellsense".to_owned(), if is_one { "map" } else { "compare" }.to_owned()];
    words.extend(arguments.named.words());
    if is_one {
        words.push(format!("--firm {}", arguments.firm.join(",")));
    } else if let [firm] = &arguments.firm[..] {
        words.push(format!("--firm {firm}"));
    }
    words.extend(arguments.shared.set.iter().map(|setting| next::set(setting)));
    next::command(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_without_an_interval_is_not_clear() {
        let part = |values: &[f64]| describe(values.iter().copied().map(Some));
        assert_eq!(says(&part(&[5.0, 5.1, 5.2, 5.3])), "too few worlds");
        assert_eq!(says(&part(&[5.0, 5.1, 5.2, 5.3, 5.4])), "");
        assert_eq!(says(&part(&[-5.0, 5.1, 5.2, -5.3, 5.4])), "not decided");
        assert_eq!(says(&part(&[0.0; 5])), "no part");
    }
}
