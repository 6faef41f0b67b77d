//! What the settings of `scenarios/plausible.csv` miss of the groups *market* and *privacy*.

/// The settings that history matching came nearest with; see [`matching`](super::matching).
pub const SETTINGS: &str = include_str!("../../scenarios/plausible.csv");

/// How many items the settings were asked when their table was made; the exam has grown since.
pub const ASKED: usize = 32;

/// How the settings of one set stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Name of the set.
    pub set: String,
    /// How many items each setting misses.
    pub misses: Vec<usize>,
    /// The facts that are missed, and by how many settings; the most often missed first.
    pub facts: Vec<(String, usize)>,
}

/// How each set of [`SETTINGS`] stands, from its column `missed`: the facts missed, one word for each item.
pub fn standings() -> Vec<Standing> {
    let mut reader = csv::Reader::from_reader(SETTINGS.as_bytes());
    let mut standings: Vec<Standing> = Vec::new();
    for row in reader.records().flatten() {
        if standings.last().is_none_or(|standing| standing.set != row[0]) {
            standings.push(Standing { set: row[0].to_owned(), ..Standing::default() });
        }
        let standing = standings.last_mut().expect("one was pushed");
        let mut facts: Vec<&str> = row[2].split_whitespace().collect();
        standing.misses.push(facts.len());
        facts.sort_unstable();
        facts.dedup();
        for fact in facts {
            match standing.facts.iter_mut().find(|(known, _)| known == fact) {
                Some((_, settings)) => *settings += 1,
                None => standing.facts.push((fact.to_owned(), 1)),
            }
        }
    }
    for standing in &mut standings {
        standing.facts.sort_by_key(|(_, settings)| std::cmp::Reverse(*settings));
    }
    standings
}

/// The same in a sentence for each set.
pub fn sentences() -> Vec<String> {
    let one = |Standing { set, misses, facts }: Standing| {
        let count = misses.len();
        let (least, most) = (misses.iter().min().unwrap_or(&0), misses.iter().max().unwrap_or(&0));
        let passing = match misses.iter().filter(|&&misses| misses == 0).count() {
            0 => "none passes all items of the groups market and privacy".to_owned(),
            some => format!("{some} pass all items of the groups market and privacy"),
        };
        let facts: Vec<String> =
            facts.iter().map(|(fact, settings)| format!("{fact} ({settings})")).collect();
        format!(
            "Of the {count} settings `{set}` in `scenarios/plausible.csv`, {passing}: they miss \
             {least} to {most} of the {ASKED} that were asked when the table was made. Facts missed, and by how many settings: {}.",
            facts.join(", ")
        )
    };
    standings().into_iter().map(one).collect()
}
