//! Claims over sets of parameters that the evidence allows.

use super::Verdict;
use super::trial::Trial;
use crate::table::{Table, Values};

/// The sets that come with the program: such as come near to the facts of the exam, over the plausible ranges of all
/// numbers of nature, and of those with a source. None passes every item; the column `missed` names what each misses.
pub const BUILT_IN: &str = include_str!("../../scenarios/plausible.csv");

/// One set of parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterSet {
    /// The family it belongs to: `all` when every number of nature was moved, `sourced` when only those with a source were.
    pub family: String,
    /// Its name in the file.
    pub id: String,
    /// Its parameters, each as `KEY=VALUE`.
    pub settings: Vec<String>,
}

/// Reads a table with the columns `set`, `id` and one for each parameter; an empty cell leaves a parameter as it is, and a
/// column `missed` is a remark.
///
/// # Errors
/// When the text is no such table; the words say why.
pub fn read(text: &str) -> Result<Vec<ParameterSet>, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head: Vec<String> =
        reader.headers().map_err(|error| error.to_string())?.iter().map(str::to_owned).collect();
    let [set, id, keys @ ..] = head.as_slice() else {
        return Err("it needs the columns set, id and a column for each parameter".to_owned());
    };
    if (set.as_str(), id.as_str()) != ("set", "id") || keys.is_empty() {
        return Err("its first columns must be set and id, and a parameter must follow".to_owned());
    }
    let mut sets = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| error.to_string())?;
        let values = keys.iter().zip(row.iter().skip(2));
        let values = values.filter(|(key, value)| *key != "missed" && !value.is_empty());
        sets.push(ParameterSet {
            family: row[0].to_owned(),
            id: row[1].to_owned(),
            settings: values.map(|(key, value)| format!("{key}={value}")).collect(),
        });
    }
    if sets.is_empty() { Err("it has no row".to_owned()) } else { Ok(sets) }
}

/// How a claim came out under the sets of one family.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    /// The family.
    pub family: String,
    /// The claim's short name.
    pub id: &'static str,
    /// How many sets gave each verdict, in the order of [`Verdict::ALL`].
    pub counts: [usize; 4],
    /// Further replications that each undecided trial needs, where it can be decided.
    pub more: Vec<f64>,
}

impl Tally {
    /// Sets in all.
    pub fn sets(&self) -> usize {
        self.counts.iter().sum()
    }

    /// The fewest replications that would decide half or more of the undecided trials that can be decided, beside those
    /// that they have.
    pub fn further(&self) -> Option<f64> {
        let mut more = self.more.clone();
        more.sort_by(f64::total_cmp);
        more.get(more.len().saturating_sub(1) / 2).copied()
    }

    /// The share of the sets that gave this verdict, 0..1.
    pub fn share(&self, verdict: Verdict) -> f64 {
        let place = Verdict::ALL.iter().position(|known| *known == verdict).unwrap_or(0);
        self.counts[place] as f64 / self.sets().max(1) as f64
    }
}

/// The verdict of one claim under one set.
#[derive(Clone, Debug)]
pub struct Row {
    /// The family of the set.
    pub family: String,
    /// The name of the set.
    pub set: String,
    /// The claim's short name.
    pub id: &'static str,
    /// The verdict.
    pub verdict: Verdict,
    /// Mean of the effect that decides.
    pub effect: Option<f64>,
    /// How many more replications would decide it, where it is undecided and can be decided.
    pub more: Option<usize>,
}

impl Row {
    /// What a trial under a set gave.
    pub fn of(set: &ParameterSet, trial: &Trial) -> Row {
        Row {
            family: set.family.clone(),
            set: set.id.clone(),
            id: trial.claim.id,
            verdict: trial.verdict,
            effect: trial.findings[trial.decisive()].effect.mean,
            more: trial.more(),
        }
    }
}

/// The tallies of each claim in each family, both in the order in which they first appear.
pub fn tallies(rows: &[Row]) -> Vec<Tally> {
    let mut tallies: Vec<Tally> = Vec::new();
    for row in rows {
        let known = tallies.iter().position(|tally| tally.id == row.id && tally.family == row.family);
        let place = known.unwrap_or_else(|| {
            tallies.push(Tally { family: row.family.clone(), id: row.id, counts: [0; 4], more: Vec::new() });
            tallies.len() - 1
        });
        let verdict = Verdict::ALL.iter().position(|known| *known == row.verdict).unwrap_or(0);
        tallies[place].counts[verdict] += 1;
        tallies[place].more.extend(row.more.map(|more| more as f64));
    }
    tallies
}

/// The tallies of each family together, in the order in which the families first appear.
pub fn families(tallies: &[Tally]) -> Vec<Vec<&Tally>> {
    let mut families: Vec<Vec<&Tally>> = Vec::new();
    for tally in tallies {
        match families.iter_mut().find(|own| own[0].family == tally.family) {
            Some(own) => own.push(tally),
            None => families.push(vec![tally]),
        }
    }
    families
}

/// The table of `shares.csv`: the headline figures of a study over sets of parameters.
pub fn shares(tallies: &[Tally]) -> Table {
    let mut table = Table::default()
        .with("set", "", FAMILY, Values::text())
        .with("claim", "", "short name of the claim", Values::text())
        .with("sets", "count", "sets of parameters under which it was tried", Values::Integer(Vec::new()));
    for verdict in Verdict::ALL {
        let meaning = format!("share of these sets under which its verdict is {}", verdict.name());
        table = table.with(verdict.name(), "share", &meaning, Values::Number(Vec::new()));
    }
    table = table.with(
        "more",
        "replications",
        "about how many more would decide half of the undecided ones, where they can be decided",
        Values::Number(Vec::new()),
    );
    for tally in tallies {
        let mut columns = table.columns.iter_mut().map(|column| &mut column.values);
        let mut next = || columns.next().expect("the table has these columns");
        next().push_text(&tally.family);
        next().push_text(tally.id);
        next().push_integer(tally.sets() as i64);
        Verdict::ALL.into_iter().for_each(|verdict| next().push_number(Some(tally.share(verdict))));
        next().push_number(tally.further());
    }
    table
}

/// What a column of families holds.
const FAMILY: &str = "family of sets; of those that come with the program, all: every number of nature was moved; \
                      sourced: only those with a source";

/// The table of `plausible.csv`.
pub fn table(rows: &[Row]) -> Table {
    let mut table = Table::default()
        .with("set", "", FAMILY, Values::text())
        .with("id", "", "name of the set of parameters", Values::text())
        .with("claim", "", "short name of the claim", Values::text())
        .with("verdict", "", "verdict under this set", Values::text())
        .with("effect", "as in claims.csv", "mean of the effect that decides", Values::Number(Vec::new()))
        .with("more", "replications", "about how many more would decide it", Values::Number(Vec::new()));
    for row in rows {
        let [family, set, id, verdict, effect, more] = &mut table.columns[..] else {
            unreachable!("the table has these columns")
        };
        family.values.push_text(&row.family);
        set.values.push_text(&row.set);
        id.values.push_text(row.id);
        verdict.values.push_text(row.verdict.name());
        effect.values.push_number(row.effect);
        more.values.push_number(row.more.map(|more| more as f64));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_parameters_are_read() {
        let sets = read("set,id,trust.harm,needs.half_life_months\nall,a1,0.2,30\nsourced,s1,,40\n").unwrap();
        assert_eq!(sets.len(), 2);
        assert_eq!(sets[0].settings, ["trust.harm=0.2", "needs.half_life_months=30"]);
        assert_eq!(
            (sets[1].family.as_str(), sets[1].settings.as_slice()),
            ("sourced", &["needs.half_life_months=40".to_owned()][..])
        );
        assert!(read("a,b\n1,2\n").is_err());
        assert!(read("set,id,trust.harm\n").is_err());
        assert!(read("set,id,trust.harm\nall,1\n").is_err());
    }

    #[test]
    fn shares_are_counted_by_family() {
        let row = |family: &str, verdict| Row {
            family: family.to_owned(),
            set: String::new(),
            id: "C1",
            verdict,
            effect: None,
            more: (verdict == Verdict::Undecided).then_some(30),
        };
        let rows = [
            row("all", Verdict::Supported),
            row("all", Verdict::Refuted),
            row("sourced", Verdict::Supported),
            row("sourced", Verdict::Undecided),
        ];
        let tallies = tallies(&rows);
        assert_eq!((tallies[0].sets(), tallies[0].share(Verdict::Supported)), (2, 0.5));
        assert_eq!((tallies[1].family.as_str(), tallies[1].share(Verdict::Supported)), ("sourced", 0.5));
        assert_eq!((tallies[0].further(), tallies[1].further()), (None, Some(30.0)));
        // One of two is half of them, two of three are more than half.
        let of = |more: &[f64]| Tally { more: more.to_vec(), ..tallies[1].clone() }.further();
        assert_eq!((of(&[8.0, 3.0]), of(&[8.0, 200_000.0, 3.0])), (Some(3.0), Some(8.0)));
    }
}
