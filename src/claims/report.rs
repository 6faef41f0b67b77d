//! What came out, as tables, charts and a page.

use super::Verdict;
use super::experiment::{Axis, Test};
use super::judge::Point;
use super::plausible::{self, Tally};
use super::trial::Trial;
use super::words::{self, filled, unit};
use crate::export::charts::{Across, Curve, Levels, Point as Mark};
use crate::export::page::{Cell, Grid, Head, Page, Part, Section, Tone};
use crate::math::wide;
use crate::scenario::config::Report;
use crate::stats::describe::{FEWEST_FOR_INTERVAL, describe};
use crate::table::{Table, Values};

/// From this ratio of its ends on an axis of positive values is logarithmic.
const LOGARITHMIC: f64 = 20.0;

/// What is said of every trial of a study.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The scenario and what was changed in it, in a few words.
    pub market: String,
    /// Size of the study in words.
    pub size: String,
    /// Replications \[count\].
    pub worlds: u32,
    /// Units of money and of the market.
    pub report: Report,
    /// The command that gives the same figures.
    pub command: String,
    /// The sets of parameters over which it was repeated, if any.
    pub sets: Sets,
}

/// What is known of the sets of parameters of a study before it runs.
#[derive(Clone, Debug, Default)]
pub struct Sets {
    /// Whether they come with the program.
    pub are_built_in: bool,
    /// Size of the study under each of them, in words.
    pub size: String,
    /// How they stand to the facts of the exam, a sentence each.
    pub standing: Vec<String>,
}

impl Sets {
    /// A family of them in words, with the number of its sets.
    pub fn family(&self, tally: &Tally) -> String {
        let count = if tally.sets() == 1 { "1 set".to_owned() } else { format!("{} sets", tally.sets()) };
        match (self.are_built_in, tally.family.as_str()) {
            (true, "all") => format!("{count}, all numbers of nature moved"),
            (true, "sourced") => format!("{count}, only those with a source moved"),
            (_, family) => format!("{count} `{family}`"),
        }
    }
}

/// The table of `claims.csv`: a row for each claim, with the effect that decides.
pub fn claims(trials: &[Trial], report: &Report) -> Table {
    let mut table = Table::default()
        .with("claim", "", "short name of the claim", Values::text())
        .with(
            "experiment",
            "",
            "what was simulated and, after the colon, the effect that decides",
            Values::text(),
        )
        .with("effect", "unit", "mean effect over the replications, each in its own world", number())
        .with(
            "ci_low",
            "unit",
            "lower end of the 95 % interval of the effect (paired, Student's t)",
            number(),
        )
        .with(
            "ci_high",
            "unit",
            "upper end of the 95 % interval of the effect (paired, Student's t)",
            number(),
        )
        .with("unit", "", "unit of the effect", Values::text())
        .with("verdict", "", VERDICTS, Values::text())
        .with(
            "where",
            "",
            "where the claim turns or, where nothing turns, the ends of what was tried",
            Values::text(),
        );
    for trial in trials {
        let place = trial.decisive();
        let (test, finding) = (&trial.claim.tests[place], &trial.findings[place]);
        let effect = &trial.claim.experiments[test.experiment].readings[test.effect];
        let (low, high) = finding.effect.supported_interval().unzip();
        let experiment = format!("{}: {}", trial.claim.experiment, test.words);
        push(
            &mut table,
            &[trial.claim.id, &experiment],
            &[finding.effect.mean, low, high],
            &[&unit(effect, report), trial.verdict.name(), &words::place(trial)],
        );
    }
    table
}

const VERDICTS: &str = "supported: all that it says came out, beyond chance; refuted: something came out otherwise; \
                        depends: it holds here and fails there; undecided: the replications are too few";

/// The table of `tests.csv`: a row for each thing that a claim says.
pub fn tests(trials: &[Trial], report: &Report) -> Table {
    let mut table = Table::default()
        .with("claim", "", "short name of the claim", Values::text())
        .with("case", "", "case of the claim, where it is tried in several", Values::text())
        .with("test", "", "what must come out", Values::text())
        .with("effect", "unit", "mean of the effect that decides", number())
        .with("ci_low", "unit", "lower end of its 95 % interval", number())
        .with("ci_high", "unit", "upper end of its 95 % interval", number())
        .with("unit", "", "unit of the effect", Values::text())
        .with("verdict", "", VERDICTS, Values::text())
        .with("finding", "", "the effect in words, and where it was found", Values::text())
        .with(
            "more",
            "replications",
            "about how many more replications would decide it, where it is undecided",
            number(),
        );
    for trial in trials {
        for (place, (test, finding)) in trial.claim.tests.iter().zip(&trial.findings).enumerate() {
            let effect = &trial.claim.experiments[test.experiment].readings[test.effect];
            let (low, high) = finding.effect.supported_interval().unzip();
            push(
                &mut table,
                &[trial.claim.id, test.case, test.words],
                &[finding.effect.mean, low, high],
                &[&unit(effect, report), finding.verdict.name(), &words::effect(trial, place, report)],
            );
            if let Some(column) = table.columns.last_mut() {
                column.values.push_number(finding.more.map(|more| more as f64));
            }
        }
    }
    table
}

/// The table of `effects.csv`: every effect at every place of its axis.
pub fn effects(trials: &[Trial], report: &Report) -> Table {
    let mut table = Table::default()
        .with("claim", "", "short name of the claim", Values::text())
        .with("effect", "", "what was measured", Values::text())
        .with("along", "", "what was changed", Values::text())
        .with("place", "", "its value or name", Values::text())
        .with("mean", "unit", "mean over the replications", number())
        .with("ci_low", "unit", "lower end of the 95 % interval of the mean", number())
        .with("ci_high", "unit", "upper end of the 95 % interval of the mean", number())
        .with("q05", "unit", "5 % quantile over the replications", number())
        .with("q95", "unit", "95 % quantile over the replications", number())
        .with("unit", "", "unit of the effect", Values::text());
    for trial in trials {
        for (experiment, measured) in trial.claim.experiments.iter().zip(&trial.effects) {
            for (effect, points) in experiment.readings.iter().zip(measured) {
                for point in points {
                    let d = describe(point.effects.iter().copied());
                    let (low, high) = d.supported_interval().unzip();
                    push(
                        &mut table,
                        &[trial.claim.id, effect.name, experiment.axis.words(), &point.label],
                        &[d.mean, low, high, d.q05, d.q95],
                        &[&unit(effect, report)],
                    );
                }
            }
        }
    }
    table
}

fn number() -> Values {
    Values::Number(Vec::new())
}

fn push(table: &mut Table, first: &[&str], numbers: &[Option<f64>], last: &[&str]) {
    let mut columns = table.columns.iter_mut();
    let plain = |word: &&str| word.replace('\u{a0}', " ");
    first.iter().zip(columns.by_ref()).for_each(|(word, column)| column.values.push_text(&plain(word)));
    numbers.iter().zip(columns.by_ref()).for_each(|(value, column)| column.values.push_number(*value));
    last.iter().zip(columns).for_each(|(word, column)| column.values.push_text(&plain(word)));
}

/// The chart of a claim.
pub fn chart(trial: &Trial, origin: &Origin) -> Levels {
    let claim = trial.claim;
    // Experiments of one claim share their axis.
    let axis = &claim.experiments[0].axis;
    let points = &trial.effects[0][0];
    let drawn = claim.experiments.iter().zip(&trial.effects).flat_map(|(experiment, measured)| {
        experiment.readings.iter().zip(measured).filter(|(effect, _)| effect.is_drawn)
    });
    let curves: Vec<Curve> = drawn
        .map(|(effect, points)| Curve {
            name: effect.label.to_owned(),
            model: effect.look.name().to_owned(),
            is_minor: false,
            points: points.iter().enumerate().map(|(place, point)| mark(place, point)).collect(),
        })
        .collect();
    Levels {
        title: claim.title.to_owned(),
        question: format!("{}: {}", claim.id, claim.point),
        setting: format!("{} · {}", origin.market, origin.size),
        unit: filled(claim.unit, &origin.report),
        across: across(axis, points),
        curves,
        notes: [reading(axis, origin.worlds)].into_iter().chain(paired(trial)).collect(),
    }
}

/// What is judged where it is a change from place to place: bands of two places do not show how sure that is.
fn paired(trial: &Trial) -> Option<String> {
    let changes = words::changes(trial);
    (!changes.is_empty()).then(|| {
        format!(
            "Judged is the change within each replication, whose interval the bands do not show: {}.",
            changes.join("; ")
        )
    })
}

fn mark(place: usize, point: &Point) -> Mark {
    let d = describe(point.effects.iter().copied());
    Mark {
        month: place as f64,
        mean: d.mean,
        count: d.count,
        interval: d.supported_interval(),
        spread: d.spread(),
    }
}

fn across(axis: &Axis, points: &[Point]) -> Across {
    let unit = match axis {
        Axis::Key { unit, .. } if !unit.is_empty() => format!(", {unit}"),
        _ => String::new(),
    };
    let (first, last) = (points[0].x, points[points.len() - 1].x);
    let is_logarithmic = matches!(axis, Axis::Key { .. }) && 0.0 < first && LOGARITHMIC * first <= last;
    let value = |x: f64| if is_logarithmic { wide::ln(x) } else { x };
    let count = points.len() as f64;
    let place = |(rank, point): (usize, &Point)| {
        let at = if axis.is_scale() && first < last {
            (value(point.x) - value(first)) / (value(last) - value(first))
        } else {
            (rank as f64 + 0.5) / count
        };
        (at, point.label.clone())
    };
    let logarithmic = if is_logarithmic { " (logarithmic)" } else { "" };
    Across {
        words: format!("{}{unit}{logarithmic}", axis.words()),
        places: points.iter().enumerate().map(place).collect(),
        is_scale: axis.is_scale(),
    }
}

fn reading(axis: &Axis, worlds: u32) -> String {
    if worlds < 2 {
        return "One replication; how far others would lie from it is unknown.".to_owned();
    }
    let (centre, inner, outer) = if axis.is_scale() {
        ("Line", "Darker band", "Lighter band")
    } else {
        ("Dot", "Thin bar", "Thick bar")
    };
    let spread = format!("{outer}: their 5\u{a0}% to 95\u{a0}% quantile.");
    if (worlds as usize) < FEWEST_FOR_INTERVAL {
        return format!(
            "{centre}: mean of {worlds} replications. {spread} For an interval they are too few."
        );
    }
    format!(
        "{centre}: mean of {worlds} replications, the same worlds everywhere. {inner}: 95\u{a0}% interval of the mean. {spread}"
    )
}

/// How often the claims came out which way, in words: `4 supported, 2 depend, 1 refuted`.
pub fn count(trials: &[Trial]) -> String {
    let parts = Verdict::ALL.into_iter().filter_map(|verdict| {
        let count = trials.iter().filter(|trial| trial.verdict == verdict).count();
        let name = if verdict == Verdict::Depends && 1 < count { "depend" } else { verdict.name() };
        (0 < count).then(|| format!("{count} {name}"))
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// The page; `charts` has an SVG for each trial, or none at all.
pub fn page(trials: &[Trial], charts: &[String], tallies: &[Tally], origin: &Origin) -> Page {
    let mut sections = vec![overview(trials, origin)];
    if !tallies.is_empty() {
        sections.insert(0, shares(trials, tallies, &origin.sets));
    }
    for (index, trial) in trials.iter().enumerate() {
        sections.push(section(trial, charts.get(index), origin));
    }
    Page {
        title: "The essay on trial".to_owned(),
        lead: vec![
            format!(
                "{} put at risk by an experiment in the market {} ({}): {}.",
                if trials.len() == 1 { "1 claim,".to_owned() } else { format!("{} claims, each", trials.len()) },
                origin.market,
                origin.size,
                count(trials)
            ),
            "Every verdict is computed from differences between alternatives in the same worlds, with 95 % intervals. \
             What would refute a claim of the essay was fixed before the first run; from what size an effect counts, \
             which cases are told apart, and A1's market of one attribute where adapting is dear, was settled later. A \
             verdict is about this model: it says what follows from its assumptions, not what happens in any one industry."
                .to_owned(),
        ],
        sections,
        origin: format!("{} · sellsense {}", origin.command, env!("CARGO_PKG_VERSION")),
    }
}

fn overview(trials: &[Trial], origin: &Origin) -> Section {
    let head = ["claim", "", "verdict", "effect that decides", "where"].map(Head::words).to_vec();
    let rows = trials
        .iter()
        .map(|trial| {
            vec![
                trial.claim.id.into(),
                trial.claim.point.into(),
                Cell::toned(trial.verdict.name(), tone(trial.verdict)),
                words::effect(trial, trial.decisive(), &origin.report).into(),
                Cell::toned(words::place(trial), Tone::Quiet),
            ]
        })
        .collect();
    Section { heading: "Verdicts".to_owned(), parts: vec![Part::Table(Grid { head, rows })] }
}

fn shares(trials: &[Trial], tallies: &[Tally], sets: &Sets) -> Section {
    let mut parts = vec![Part::Paragraph(format!(
        "In what share of other sets of parameters each claim comes out which way ({}). A claim that rests on one \
         choice of numbers holds in few. Where some are undecided the replications are too few; the last column says how \
         many more would decide half of them.",
        sets.size
    ))];
    parts.extend(sets.standing.iter().cloned().map(Part::Paragraph));
    for own in plausible::families(tallies) {
        parts.push(Part::Heading(sets.family(own[0])));
        let mut head = vec![Head::words("claim"), Head::words("")];
        head.extend(Verdict::ALL.map(|verdict| Head::numbers(verdict.name())));
        head.push(Head::numbers("more replications"));
        let rows = trials
            .iter()
            .filter_map(|trial| {
                let tally = own.iter().find(|tally| tally.id == trial.claim.id)?;
                let mut row: Vec<Cell> = vec![trial.claim.id.into(), trial.claim.point.into()];
                row.extend(
                    Verdict::ALL.map(|verdict| Cell::from(format!("{:.0} %", 100.0 * tally.share(verdict)))),
                );
                row.push(tally.further().map_or(String::new(), words::further).into());
                Some(row)
            })
            .collect();
        parts.push(Part::Table(Grid { head, rows }));
    }
    Section { heading: "Over the sets of parameters".to_owned(), parts }
}

fn section(trial: &Trial, chart: Option<&String>, origin: &Origin) -> Section {
    let claim = trial.claim;
    let mut parts = vec![
        Part::Verdict(Cell::toned(
            format!("{}: {}.", trial.verdict.name(), words::place(trial)),
            tone(trial.verdict),
        )),
        Part::Paragraph(format!("Experiment: {}.", claim.experiment)),
    ];
    let head = vec![
        Head::words("what must come out"),
        Head::words("effect, with its 95 % interval"),
        Head::words("outcome"),
    ];
    let row = |(place, test): (usize, &Test)| -> Vec<Cell> {
        let finding = &trial.findings[place];
        let case = if test.case.is_empty() { String::new() } else { format!("{}: ", test.case) };
        vec![
            format!("{case}{}", test.words).into(),
            words::effect(trial, place, &origin.report).into(),
            Cell::toned(words::outcome(finding), tone(finding.verdict)),
        ]
    };
    let rows = claim.tests.iter().enumerate().map(row).collect();
    parts.push(Part::Table(Grid { head, rows }));
    parts.extend(chart.cloned().map(Part::Chart));
    Section { heading: format!("{} {}", claim.id, claim.point), parts }
}

fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Supported => Tone::Good,
        Verdict::Refuted => Tone::Bad,
        Verdict::Depends | Verdict::Undecided => Tone::Open,
    }
}
