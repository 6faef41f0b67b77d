//! What `sellsense claims` says and writes of what it found.

use sellsense::claims::{self, Trial, Verdict, report};
use sellsense::exam::plausible::standings;
use std::fs;
use std::path::Path;

/// Sets of a user's own, with the names that the program gives to its own.
const SETS: &str = "set,id,privacy.shift,trust.harm\nall,a1,-0.6,\nall,a2,,0.2\nmine,s1,-0.6,\n";

/// What the command prints in a small market; it must succeed.
fn said(folder: &Path, words: &[&str]) -> String {
    let output = crate::sellsense(folder).arg("claims").args(words).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it prints text")
}

/// The words of the command at the end.
fn next(said: &str) -> Vec<String> {
    let (_, command) = said.split_once("next: sellsense claims").expect("a next command");
    command.replace("\\\n", "").split_whitespace().map(str::to_owned).collect()
}

fn rows(file: &Path) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(file).expect("a table");
    reader.records().map(|row| row.expect("a row")).collect()
}

#[test]
fn the_shares_come_first_and_have_a_file() {
    let base = tempfile::tempdir().expect("a folder");
    fs::write(base.path().join("sets.csv"), SETS).expect("a file");
    let small = ["--customers", "300", "--months", "36", "--replications", "5"];
    let words = [&["--only", "C4,C6", "--over", "sets.csv"][..], &small].concat();
    let said = said(base.path(), &words);
    assert!(said.starts_with("% of 2 sets `all`; each with 300 customers and 5 replications\n"), "{said}");
    assert!(said.contains("\n% of 1 set `mine`;"), "{said}");
    assert!(said.find("1 set `mine`") < said.find("The essay on trial"), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");

    let out = base.path().join("output/claims");
    let verdicts = rows(&out.join("plausible.csv"));
    let shares = rows(&out.join("shares.csv"));
    assert_eq!(shares.len(), 4);
    for row in &shares {
        let own: Vec<&str> =
            verdicts.iter().filter(|v| v[0] == row[0] && v[2] == row[1]).map(|v| &v[3]).collect();
        assert_eq!(row[2], own.len().to_string());
        assert!(row[7].chars().all(|digit| digit.is_ascii_digit()), "{row:?}");
        for (place, verdict) in Verdict::ALL.iter().enumerate() {
            let count = own.iter().filter(|own| **own == verdict.name()).count();
            let share: f64 = row[3 + place].parse().expect("a share");
            assert_eq!(share, count as f64 / own.len() as f64, "{row:?}");
        }
    }
    let described: Vec<String> = rows(&out.join("dictionary.csv"))
        .iter()
        .filter(|row| &row[0] == "shares.csv")
        .map(|row| row[1].to_owned())
        .collect();
    let columns =
        ["set", "claim", "sets", "supported", "depends", "refuted", "undecided", "more"].map(str::to_owned);
    assert_eq!(described, columns);

    let page = fs::read_to_string(out.join("claims.html")).expect("a page");
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
    assert!(place("<h2>Over the sets of parameters</h2>") < place("<h2>Verdicts</h2>"));
    // Nothing is known of how a user's own sets stand to the exam, nor of what was moved in them.
    for text in [&said, &page] {
        assert!(!text.contains("every item") && !text.contains("numbers of nature"), "{text}");
    }
}

#[test]
fn how_the_sets_of_the_program_stand_to_the_exam_is_counted() {
    let base = tempfile::tempdir().expect("a folder");
    let small = ["--customers", "150", "--months", "24", "--replications", "2", "--no-charts"];
    let said = said(base.path(), &[&["--only", "C6", "--over", "plausible"][..], &small].concat());
    let page = fs::read_to_string(base.path().join("output/claims/claims.html")).expect("a page");
    let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for standing in standings() {
        let passing = match standing.misses.iter().filter(|&&misses| misses == 0).count() {
            0 => "none passes".to_owned(),
            1 => "1 passes".to_owned(),
            count => format!("{count} pass"),
        };
        let sentence =
            format!("Of the {} sets `{}`, {passing} every item", standing.misses.len(), standing.set);
        assert!(flat.contains(&sentence) && page.contains(&sentence), "{sentence}\n{said}");
    }
    assert!(said.contains("sets, all numbers of nature moved"), "{said}");
}

#[test]
fn the_next_command_is_of_the_same_study() {
    let base = tempfile::tempdir().expect("a folder");
    fs::write(base.path().join("sets.csv"), SETS).expect("a file");
    let market = "--scenario four-corners --set technology.power=2 --over sets.csv --customers 200 --months 36 --seed 3";
    let market: Vec<&str> = market.split(' ').collect();
    let study = |words: &[&str]| next(&said(base.path(), &[&market[..], &["--no-charts"], words].concat()));
    let holds = |command: &[String], words: &[&str]| {
        for pair in words.chunks(2) {
            assert!(command.windows(2).any(|own| own == pair), "{pair:?} is not in {command:?}");
        }
        assert!(command.contains(&"--no-charts".to_owned()));
    };
    // Too few to say how many would decide it: as many as without the option.
    let few = study(&["--replications", "1", "--only", "C1,X2"]);
    holds(&few, &market);
    holds(&few, &["--only", "C1,X2"]);
    assert!(!few.contains(&"--replications".to_owned()), "{few:?}");
    // Some of all claims are open: what was run, and what is missing.
    let more = study(&["--replications", "5"]);
    holds(&more, &market);
    assert!(more.contains(&"--only".to_owned()), "{more:?}");
    let replications = more.iter().position(|word| word == "--replications").map(|place| &more[place + 1]);
    assert!(replications.is_some_and(|number| 5 < number.parse::<u32>().expect("a number")), "{more:?}");
    // Nothing is open: the same claims in a market that the user has not tried yet.
    let other = study(&["--replications", "6", "--only", "C6"]);
    holds(&other, &market);
    holds(&other, &["--only", "C6", "--replications", "6", "--set", "privacy.shift=-0.6"]);
    let words: Vec<&str> = other.iter().map(String::as_str).collect();
    let after = next(&said(base.path(), &words));
    holds(&after, &["--set", "privacy.shift=-0.6", "--set", "world.attributes=1"]);
}

#[test]
fn verdicts_are_counted_in_grammar() {
    let trial = |verdict| Trial {
        claim: claims::with_id("C1").expect("a claim"),
        effects: Vec::new(),
        findings: Vec::new(),
        verdict,
        replaced: None,
    };
    let counted = |verdicts: &[Verdict]| {
        report::count(&verdicts.iter().map(|verdict| trial(*verdict)).collect::<Vec<_>>())
    };
    use Verdict::{Depends, Refuted, Supported};
    assert_eq!(counted(&[Supported, Depends, Depends, Refuted]), "1 supported, 2 depend, 1 refuted");
    assert_eq!(counted(&[Depends, Supported, Supported]), "2 supported, 1 depends");
}

#[test]
fn a_study_of_one_is_said_in_the_singular() {
    let base = tempfile::tempdir().expect("a folder");
    let words =
        ["--only", "C6", "--customers", "200", "--months", "36", "--replications", "1", "--no-charts"];
    let said = said(base.path(), &words);
    assert!(said.contains("· 1 replication ·") && !said.contains("1 replications"), "{said}");
    let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("an interval needs 5 replications"), "{said}");
    let page = fs::read_to_string(base.path().join("output/claims/claims.html")).expect("a page");
    assert!(page.contains("1 claim, put at risk"), "{page}");
}

#[test]
fn who_names_no_claim_hears_which_there_are() {
    let base = tempfile::tempdir().expect("a folder");
    for words in [["--only", ""], ["--only", ","], ["--only", " "]] {
        let output = crate::sellsense(base.path()).arg("claims").args(words).output().expect("it starts");
        let errors = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains("`--only` names no claim\nhint: the claims are C1, C2,"), "{errors}");
    }
}

#[test]
fn a_claim_is_said_with_its_effect_and_where_it_turns() {
    let base = tempfile::tempdir().expect("a folder");
    let words = ["--customers", "300", "--months", "36", "--replications", "6", "--only", "C1,C7,C9,A7"];
    let said = said(base.path(), &words);
    let mut lines = said.lines();
    assert!(lines.by_ref().any(|line| line.contains("brackets: 95 % interval")), "{said}");
    // The size of the market is said once.
    assert_eq!(said.matches("per 1 000 market customers").count(), 1, "{said}");
    // A memory that is wanted by everybody in both uses makes no difference in any world.
    assert!(!said.contains("(0 to 0)") && !said.contains("-0 "), "{said}");
    // Both cases of C9 have an effect of this name.
    let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("firms that are sense-and-respond, mean of the run (where "), "{said}");

    let out = base.path().join("output/claims");
    let chart = |id: &str| fs::read_to_string(out.join(format!("charts/{id}.svg"))).expect("a chart");
    assert!(chart("c9").contains("Judged is the change within each replication"));
    assert!(!chart("c7").contains("Judged is the change"));
}
