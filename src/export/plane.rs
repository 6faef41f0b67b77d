//! Who leads over two parameters, as a table and as what a chart of it needs.

use crate::stats::phases::Phases;
use crate::table::{Table, Values};

/// An axis of a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The key of the parameter.
    pub key: String,
    /// Its unit; empty for plain numbers.
    pub unit: String,
    /// What it means, in one line.
    pub meaning: String,
    /// The values, rising, one for each point of the lattice.
    pub values: Vec<f64>,
    /// Whether equal distances are equal ratios.
    pub is_log: bool,
    /// The value in the scenario itself, where it has one.
    pub here: Option<f64>,
}

impl Axis {
    /// What the parameter means, its unit, and its key.
    pub fn title(&self) -> String {
        let mut letters = self.meaning.chars();
        let meaning: String =
            letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect());
        let unit = match self.unit.as_str() {
            "" | "count" => String::new(),
            unit => format!(" [{unit}]"),
        };
        format!("{meaning}{unit} · {}", self.key)
    }

    /// The value of a point with as few digits as tell it from those of its neighbours.
    pub fn rounded(&self, point: usize) -> f64 {
        let value = self.values[point];
        let near = [point.checked_sub(1), Some(point + 1)].into_iter().flatten();
        let gap = near
            .filter_map(|other| Some((self.values.get(other)? - value).abs()))
            .fold(f64::INFINITY, f64::min);
        let short = (0..9)
            .map(|digits| format!("{value:.digits$e}").parse().expect("a number that was just written"));
        short.into_iter().find(|short: &f64| (short - value).abs() < gap / 4.0).unwrap_or(value)
    }
}

/// A measure by which alternatives are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// What a chart says above its map: `Earns more`.
    pub claim: String,
    /// What it is, in words.
    pub words: String,
    /// Name in tables.
    pub name: String,
    /// The months that count: `early`, `late` or `whole`.
    pub window: String,
    /// Its unit.
    pub unit: String,
}

/// Who leads over two parameters.
#[derive(Clone, Debug)]
pub struct Plane {
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// Names of the firms that are compared, and their business models.
    pub firms: Vec<(String, String)>,
    /// The measures, in the order of the phases.
    pub measures: Vec<Measure>,
    /// What was found.
    pub phases: Phases,
}

impl Plane {
    /// A name for its files: `market_shift_per_year-half_life_months`.
    pub fn file_name(&self) -> String {
        let part = |key: &str| key.replace("firm.", "").replace(['.', '*'], "-").trim_matches('-').to_owned();
        format!("{}-by-{}", part(&self.x.key), part(&self.y.key))
    }
}

/// The table of `map.csv`: one row per plane, measure and point that was looked at.
pub fn table(planes: &[Plane]) -> Table {
    let number = || Values::Number(Vec::new());
    let whole = || Values::Integer(Vec::new());
    let mut table = Table::default()
        .with("x_key", "", "parameter of the horizontal axis", Values::text())
        .with("y_key", "", "parameter of the vertical axis", Values::text())
        .with("x", "that of x_key", "its value", number())
        .with("y", "that of y_key", "its value", number())
        .with("metric", "", "what is compared: a column of monthly.csv, or discounted_profit", Values::text())
        .with("window", "", "months that count: late is the last 24, whole all of them", Values::text())
        .with("unit", "", "unit of the metric", Values::text())
        .with("winner", "", "firm with the highest mean; empty when nobody can be compared", Values::text())
        .with("runner_up", "", "firm that comes nearest to it", Values::text())
        .with("effect", "that of the metric", "mean over the worlds of winner minus runner-up", number())
        .with(
            "ci_low",
            "that of the metric",
            "lower end of the interval of the effect, which holds in 95 % of all cases at the last of several looks \
             as well (Student's t, Bonferroni); above zero it decides nothing yet where a third firm, lower on average \
             but less steady, may still be ahead: see decided",
            number(),
        )
        .with("ci_high", "that of the metric", "its upper end", number())
        .with("worlds", "count", "worlds in which both have a value", whole())
        .with("decided", "0 or 1", "1 when it is decided, beyond chance, that the winner is ahead of every other firm", whole());
    for plane in planes {
        for (index, measure) in plane.measures.iter().enumerate() {
            for (&(x, y), seen) in &plane.phases.seen {
                let standing = &seen.standings[index];
                let name = |who: Option<usize>| who.map_or("", |who| plane.firms[who].0.as_str());
                let (first, second) = standing.order.unzip();
                let (effect, interval) = standing.effect.unzip();
                let (low, high) = interval.unzip();
                let words = [&plane.x.key, &plane.y.key].map(String::as_str);
                let more = [&measure.name, &measure.window, &measure.unit].map(String::as_str);
                let mut columns = table.columns.iter_mut().map(|column| &mut column.values);
                let mut next = || columns.next().expect("the table has these columns");
                words.iter().for_each(|word| next().push_text(word));
                next().push_number(Some(plane.x.values[x]));
                next().push_number(Some(plane.y.values[y]));
                more.iter().for_each(|word| next().push_text(word));
                next().push_text(name(first));
                next().push_text(name(second));
                [effect, low, high].into_iter().for_each(|number| next().push_number(number));
                next().push_integer(standing.count as i64);
                next().push_integer(i64::from(standing.decided().is_some()));
            }
        }
    }
    table
}
