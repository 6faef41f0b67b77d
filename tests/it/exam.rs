//! The model sits its exam, and broken models fail it.

use crate::sellsense;
use sellsense::exam::verification::BEYOND;
use sellsense::exam::{self, Effort, Group, Item, Market, PAPERS, Program, Sitting, Subject, Verdict};
use sellsense::model::width::Width;
use sellsense::model::{self, Watch, Workers};
use sellsense::scenario::config::Config;
use sellsense::world::{NOBODY, Population, World};

/// The items of a group that `subject` sits.
fn sit(subject: &dyn Subject, group: Group, seed: u64) -> Vec<Item> {
    let sitting = Sitting { subject, effort: Effort::Quick, seed, scenario: None, on_months: &|_| true };
    let (_, question) = PAPERS.iter().find(|(known, _)| *known == group).expect("a paper of the group");
    question(&sitting).expect("nobody stops it")
}

fn missed(items: &[Item]) -> Vec<String> {
    let missed = items.iter().filter(|item| item.verdict() == Verdict::Miss);
    missed
        .map(|item| {
            format!(
                "{} {}: {}, expected {}",
                item.source,
                item.item,
                item.measured_text(),
                item.expected_text()
            )
        })
        .collect()
}

/// What is done to a market after a month.
type Harm = fn(&mut Patient);

/// A model that something is done to after every month.
struct Doctored(Harm);

/// A market of a doctored model.
struct Patient {
    world: World,
    workers: Workers,
    harm: Harm,
    /// State of a stream of random numbers that everybody shares.
    stream: u64,
}

impl Subject for Doctored {
    fn open(&self, config: &Config, replicate: u32, parts: usize, width: Width) -> Box<dyn Market> {
        let config = model::with_entrants(config, replicate);
        let mut world = World::new(&config, &Population::new(&config), replicate);
        let workers = Workers::new(parts, width);
        model::open(&mut world, &workers);
        let stream = config.world.seed ^ u64::from(replicate).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        Box::new(Patient { world, workers, harm: self.0, stream })
    }
}

impl Market for Patient {
    fn world(&self) -> &World {
        &self.world
    }

    fn step(&mut self, watch: Option<&mut dyn Watch>) {
        model::month(&mut self.world, &mut self.workers, watch);
        (self.harm)(self);
    }
}

/// Every estimate moves a tenth of the way to the true need.
fn peek(patient: &mut Patient) {
    for block in &mut patient.world.blocks {
        for link in block.links.iter_mut().filter(|link| link.holds) {
            for (estimate, need) in link.estimate.iter_mut().zip(&block.need) {
                *estimate += 0.1 * (need - *estimate);
            }
        }
    }
}

/// One customer, once, is with nobody and yet was not booked as lost.
fn leak(patient: &mut Patient) {
    if patient.world.month.0 == 5
        && let Some(home) = patient.world.blocks[0].home.iter_mut().find(|home| **home != NOBODY)
    {
        *home = NOBODY;
    }
}

/// One need is drawn anew each month, from a stream from which each firm has taken a number before.
fn share_a_stream(patient: &mut Patient) {
    let present = patient.world.firms.iter().filter(|firm| firm.present).count();
    for _ in 0..=present {
        patient.stream ^= patient.stream << 13;
        patient.stream ^= patient.stream >> 7;
        patient.stream ^= patient.stream << 17;
    }
    let block = &mut patient.world.blocks[0];
    let who = (patient.stream % block.len() as u64) as usize;
    block.need[who] = -block.need[who];
}

#[test]
fn the_program_passes_what_it_must() {
    for group in [Group::Verification, Group::Docking] {
        let items = sit(&Program, group, 1);
        assert!(items.len() >= 10 && items.iter().all(|item| item.group == group));
        assert_eq!(missed(&items), [""; 0], "{group:?}");
    }
}

#[test]
fn a_model_that_nothing_is_done_to_passes_as_the_program_does() {
    assert_eq!(sit(&Doctored(|_| {}), Group::Verification, 1), sit(&Program, Group::Verification, 1));
}

/// That the exam can fail: each broken model misses what it should, and nearly all of the rest passes.
#[test]
fn broken_models_fail_the_exam() {
    let cases: [(&str, Harm, &[&str]); 3] = [
        ("an estimate sees the true need", peek, &["squared error of estimates, noise 1, half-life 12"]),
        (
            "a customer leaks",
            leak,
            &["customers counted other than they are", "customers lost or found between months"],
        ),
        ("a stream is shared", share_a_stream, &["figures that change by a firm that nobody chooses"]),
    ];
    for (name, harm, expected) in cases {
        let items = sit(&Doctored(harm), Group::Verification, 1);
        let missed = missed(&items);
        for item in expected {
            assert!(missed.iter().any(|missed| missed.contains(item)), "{name}: {item} passes; {missed:#?}");
        }
        assert!(items.iter().any(Item::is_failure), "{name}");
        assert!(
            missed.len() * 2 < items.len(),
            "{name}: what is broken is told from what is not: {missed:#?}"
        );
    }
}

/// The same of the closed forms: sensing that sees the true need ties with other catalogues, or with none.
#[test]
fn a_broken_model_fails_the_closed_forms() {
    let items = sit(&Doctored(peek), Group::Docking, 1);
    let missed = missed(&items);
    assert!(items.iter().any(Item::is_failure), "{missed:#?}");
    assert!(missed.iter().any(|item| item.contains("half-life 120, reliability 0.5")), "{missed:#?}");
}

#[test]
fn a_sitting_can_be_stopped() {
    let sitting =
        Sitting { subject: &Program, effort: Effort::Quick, seed: 1, scenario: None, on_months: &|_| false };
    assert!(exam::sit(&sitting, |_| {}).is_none());
}

#[test]
fn the_command_prints_and_writes_every_item() {
    let folder = tempfile::tempdir().unwrap();
    let output =
        sellsense(folder.path()).args(["exam", "--out", "x"]).assert().success().get_output().clone();
    let text = String::from_utf8(output.stdout).unwrap();
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    for (oracle, _, _) in BEYOND {
        assert!(text.contains(&format!("\n- {oracle}, ")), "{oracle} is listed");
    }
    let told = ["settings `all`", "settings `sourced`", " ± ", "close"];
    let said = text.split_whitespace().collect::<Vec<_>>().join(" ");
    told.iter().for_each(|words| assert!(said.contains(words.trim()), "{words} is told"));
    let read = |name: &str| std::fs::read_to_string(folder.path().join("x").join(name)).unwrap();
    let csv = read("exam.csv");
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("group,item,source,measured,expected_low,expected_high,verdict"));
    let mut groups = Vec::new();
    for line in lines {
        assert!(line.ends_with(",pass") || line.ends_with(",miss"), "{line}");
        groups.push(line.split(',').next().unwrap().to_owned());
    }
    groups.dedup();
    let papers: Vec<&str> = PAPERS.iter().map(|(group, _)| group.name()).collect();
    assert_eq!(groups, papers, "the groups in order, all of them");

    for reader in ["run", "compare"] {
        let again = sellsense(folder.path()).args([reader, "--from", "x/manifest.json"]).assert().code(2);
        let said = String::from_utf8_lossy(&again.get_output().stderr).into_owned();
        assert!(said.contains("this manifest is of `sellsense exam`"), "{said}");
    }

    let (page, validation) = (read("exam.html"), read("validation.md"));
    assert_eq!(page.matches("<svg").count(), papers.len(), "a chart for each group");
    assert_eq!(
        page.matches("http").count(),
        papers.len(),
        "only the name space of SVG looks like an address"
    );
    assert!(!page.contains("<script") && !page.contains("src="));
    assert!(validation.starts_with("# Validation\n\nWritten by `sellsense exam`, sellsense "));
    assert!(validation.contains("| O4 |\n") && validation.contains("- O10, "));
    let held = std::fs::read_to_string("docs/validation.md").unwrap();
    assert_eq!(names(&validation), names(&held), "docs/validation.md is stale: `exam --full` writes it anew");
    for text in [&text, &page, &validation] {
        let cells = text.split(|c: char| !(c.is_ascii_digit() || c == '-' || c == '.'));
        let zeros: Vec<&str> =
            cells.filter(|cell| cell.starts_with("-0") && cell.parse() == Ok(0.0)).collect();
        assert!(zeros.is_empty(), "no number looks like a negative 0: {zeros:?}");
    }
    for group in papers {
        for ending in ["svg", "png"] {
            assert!(folder.path().join(format!("x/charts/{group}.{ending}")).exists());
        }
        assert!(!read(&format!("charts/{group}.svg")).contains('…'), "{group}: no label is cut");
    }
}

/// What a text of validation is about, whatever was measured: its headings, its items with their sources, how they were
/// measured with all numbers left out, and what cannot be expressed. What depends on the vectors of a machine is left out.
fn names(validation: &str) -> Vec<String> {
    let mut list = "";
    let mut names = Vec::new();
    let anywhere = validation.lines().filter(|line| !line.contains(" bits"));
    for line in anywhere {
        let depends = line.contains("items miss") || line.starts_with("What misses");
        if line.starts_with('#') || line.ends_with(':') && !depends {
            list = line;
            names.push(line.to_owned());
        } else if depends {
            list = line;
        } else if line.starts_with("| ") {
            let cells: Vec<&str> = line.split(" | ").collect();
            names.push(format!("{} | {}", cells[0], cells[cells.len() - 1]));
        } else if line.starts_with("- ") && (list.contains("measured") || list.contains("cannot express")) {
            names.push(line.split(|c: char| c.is_ascii_digit() || c == '.').collect());
        }
    }
    // What the defaults miss is told by the full form alone.
    names.retain(|name| !name.starts_with("## Defaults"));
    names
}

/// With the people of another scenario the groups *market* and *privacy* come out otherwise, and only they.
#[test]
fn the_people_of_a_scenario_sit_the_groups_about_the_world() {
    let folder = tempfile::tempdir().unwrap();
    let sit = |out: &str, more: &[&str]| {
        let asked = ["exam", "--no-charts", "--quiet", "--out", out];
        sellsense(folder.path()).args(asked).args(more).assert().success();
        let read = |name: &str| std::fs::read_to_string(folder.path().join(out).join(name)).unwrap();
        (read("exam.csv"), read("validation.md"), read("manifest.json"))
    };
    let (csv, validation, manifest) = sit("a", &["--scenario", "three-ways", "--set", "wanting.spread=0.3"]);
    assert!(validation.contains("`sellsense exam --scenario three-ways --set wanting.spread=0.3`"));
    assert!(!validation.contains("## Defaults"), "whoever names a scenario asks about it");
    assert!(manifest.contains("spread = 0.3") && manifest.contains("wanting.spread=0.3"));
    let (other, _, _) = sit("b", &["--scenario", "three-ways", "--set", "wanting.spread=0"]);
    let group = |line: &&str| line.starts_with("verification") || line.starts_with("docking");
    let own = |csv: &str| csv.lines().filter(group).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(own(&csv), own(&other));
    let buried = |csv: &str| {
        let line = csv.lines().find(|line| line.contains("refusing is buried")).expect("the item");
        line.split(',').nth(3).unwrap().parse::<f64>().unwrap()
    };
    assert_eq!(buried(&other), 0.0, "nobody differs in what sensitivity does not explain");
    assert!(0.0 < buried(&csv), "some do");
}

#[test]
fn a_scenario_that_cannot_sit_is_refused_before_anything_is_simulated() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [(&[&str], &str); 2] =
        [(&["--scenario", "no-such"], "no-such"), (&["--set", "wanting.spreed=1"], "wanting.spread")];
    for (more, words) in cases {
        let refused = sellsense(folder.path()).arg("exam").args(more).assert().code(2);
        let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
        assert!(said.contains(words), "{more:?}: {said}");
    }
    assert!(!folder.path().join("output").exists(), "nothing is written");
}
