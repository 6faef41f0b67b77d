//! What an experiment is, as data: which firms meet, what is changed along which axis, and what is read off.

use crate::scenario::config::Model;

/// A statement that is put at risk.
#[derive(Debug)]
pub struct Claim {
    /// Short name: C1 to C10 of the essay, X1 and X2 beyond it, A1, A5 and A7 in answer to attacks.
    pub id: &'static str,
    /// What it says, in a line.
    pub point: &'static str,
    /// What is done, in a line.
    pub experiment: &'static str,
    /// The experiments; most claims need one.
    pub experiments: &'static [Experiment],
    /// What must come out, all of it for a case of the claim to hold.
    pub tests: &'static [Test],
    /// The test, by place, whose effect is shown for the claim.
    pub headline: usize,
    /// Shorter runs could only refute it, because what it is about takes that long \[months\].
    pub least_months: f64,
    /// Title of the chart.
    pub title: &'static str,
    /// What its vertical axis counts; `{money}` and `{people}` stand for the currency and the size of the market.
    pub unit: &'static str,
}

/// Markets that differ along an axis.
#[derive(Debug)]
pub struct Experiment {
    /// The firms that share the market, with equal shares of the start.
    pub firms: &'static [Actor],
    /// What is set in all of its markets.
    pub setting: &'static [Change],
    /// Whether firms copy the best of their rivals.
    pub imitation: bool,
    /// Along what the markets differ.
    pub axis: Axis,
    /// Alternatives at every place of the axis, in the same worlds; the first usually changes nothing.
    pub variants: &'static [&'static [Change]],
    /// What is read off.
    pub readings: &'static [Effect],
    /// Who competes, where it is told which firm does best at which place.
    pub contest: Option<Contest>,
    /// From where on there is nothing to be measured, where that happens.
    pub ceiling: Option<Ceiling>,
}

/// Readings of several firms of which the highest wins.
#[derive(Debug)]
pub struct Contest {
    /// In what the experiment differs from others of its claim, in words.
    pub words: &'static str,
    /// The readings, by place.
    pub readings: &'static [usize],
}

/// A reading that has no room where it is high.
#[derive(Debug)]
pub struct Ceiling {
    /// The reading, by place.
    pub reading: usize,
    /// From this value on there is no room.
    pub from: f64,
    /// What that means, in words.
    pub words: &'static str,
}

/// A firm of an experiment: the dials of the scenario's first firm with this business model, or those of the model
/// where the scenario has no such firm.
#[derive(Debug)]
pub struct Actor {
    /// Its name in the experiment.
    pub name: &'static str,
    /// Its business model.
    pub model: Model,
}

/// A parameter that is set.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// To a number.
    Number(&'static str, f64),
    /// To a flag.
    Flag(&'static str, bool),
    /// To these data categories, as far as the scenario has them.
    Remembers(&'static str, &'static [&'static str]),
    /// To a multiple of another parameter.
    Multiple(&'static str, f64, &'static str),
}

impl Change {
    /// The key of what it changes.
    pub fn key(&self) -> &'static str {
        match *self {
            Change::Number(key, _)
            | Change::Flag(key, _)
            | Change::Remembers(key, _)
            | Change::Multiple(key, ..) => key,
        }
    }
}

/// Along what the markets of an experiment differ.
#[derive(Debug)]
pub enum Axis {
    /// One parameter.
    Key {
        /// Its key.
        key: &'static str,
        /// Its values, rising.
        values: &'static [f64],
        /// Where the values are ratios: another key, and how much of it a ratio of one is.
        of: Option<(f64, &'static str)>,
        /// What it is, in words.
        words: &'static str,
        /// Its unit; may be empty.
        unit: &'static str,
    },
    /// Named settings.
    Settings {
        /// What they are, in words.
        words: &'static str,
        /// Name and changes of each.
        levels: &'static [(&'static str, &'static [Change])],
    },
    /// The years of one run.
    Years,
}

impl Axis {
    /// What it is, in words.
    pub fn words(&self) -> &'static str {
        match self {
            Axis::Key { words, .. } | Axis::Settings { words, .. } => words,
            Axis::Years => "year",
        }
    }

    /// Whether its places are numbers, so that there is something between them.
    pub fn is_scale(&self) -> bool {
        !matches!(self, Axis::Settings { .. })
    }
}

/// What is measured of a firm in one market.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Which of the variants.
    pub variant: usize,
    /// The firm by its name in the experiment.
    pub firm: &'static str,
    /// What is measured of it.
    pub what: What,
}

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    /// Discounted profit of the whole run.
    Profit,
    /// A measure of `monthly.csv`: its mean over the last 24 months or, along the years, over each year.
    Measure(&'static str),
    /// The share of the firms that have this business model, mean of the run, whatever the firm that is named: who
    /// adopts it sooner counts for more.
    Adopted(Model),
}

/// An effect: a reading, or what one has more than another, world by world.
#[derive(Debug)]
pub struct Effect {
    /// What it is, in words.
    pub name: &'static str,
    /// The same in the few words that a chart has room for.
    pub label: &'static str,
    /// What is read.
    pub of: Reading,
    /// What is taken from it.
    pub less: Option<Reading>,
    /// In what it is counted.
    pub scale: Scale,
    /// Whose colour its curve has in the chart; none is grey.
    pub look: Model,
    /// Whether the chart shows it.
    pub is_drawn: bool,
}

/// In what an effect is counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// As measured, in this unit, in which `{money}` and `{people}` are replaced.
    Plain(&'static str),
    /// A hundred times as much, in this unit.
    Hundredfold(&'static str),
    /// In per cent of what is taken away, which is this.
    PercentOf(&'static str),
}

/// What must come out.
#[derive(Debug)]
pub struct Test {
    /// What holds when it comes out, in words.
    pub words: &'static str,
    /// The case that it belongs to: a claim whose cases disagree depends on them.
    pub case: &'static str,
    /// Which experiment.
    pub experiment: usize,
    /// Which of its effects, by place.
    pub effect: usize,
    /// At which places of the axis.
    pub at: At,
    /// What the effects must be.
    pub rule: super::judge::Rule,
    /// Where the test says that there is something to judge: what is said where there is not, and the claim stays
    /// undecided.
    pub premise: Option<&'static str>,
}

/// Places of an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum At {
    /// All of them.
    Everywhere,
    /// The first.
    First,
    /// The last.
    Last,
    /// The one with this value.
    Place(f64),
    /// The first and the last.
    Ends,
    /// Those up to the first at which another effect of the experiment, by place, lies below zero beyond chance.
    UntilBelow(usize),
}
