//! Manifests of all commands: those of `run`, `compare`, `trace`, `map` and `why` can be done again, by their own command.

use crate::sellsense;
use sellsense::export::folder;
use std::path::Path;

/// A small result of every command but `exam`, whose own test has one.
const RESULTS: [(&str, &[&str]); 6] = [
    ("run", &["--customers", "200", "--months", "6", "--replications", "1"]),
    (
        "compare",
        &[
            "--vary",
            "costs.unit=0.4,0.5",
            "--customers",
            "200",
            "--months",
            "12",
            "--worlds",
            "5",
            "--market",
        ],
    ),
    ("trace", &["--vary", "costs.unit=0.4,0.5", "--customer", "0", "--customers", "200", "--months", "6"]),
    ("map", &["--grid", "2", "--worlds", "5", "--customers", "150", "--months", "24"]),
    (
        "why",
        &["three-ways", "--firm", "make-and-sell,sense-and-respond", "--worlds", "5", "--customers", "150"],
    ),
    ("claims", &["--only", "C6", "--replications", "2", "--customers", "150", "--months", "36"]),
];

fn refused(folder: &Path, words: &[&str]) -> String {
    let output = sellsense(folder).args(words).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
    assert!(output.stdout.is_empty(), "{words:?}");
    said
}

#[test]
fn a_manifest_of_another_command_is_refused_by_its_name() {
    let base = tempfile::tempdir().unwrap();
    for (command, words) in RESULTS {
        let shared = ["--no-charts", "--quiet", "--out", command];
        sellsense(base.path()).arg(command).args(words).args(shared).assert().success();
    }
    for (command, _) in RESULTS {
        let manifest = folder::read_manifest(&base.path().join(command)).unwrap();
        assert_eq!(manifest.command(), command);
        let path = format!("{command}/manifest.json");
        for reader in READERS.into_iter().filter(|reader| *reader != command) {
            let said = refused(base.path(), &[reader, "--from", &path]);
            let named = format!("this manifest is of `sellsense {command}`");
            assert!(said.contains(&named) && said.contains("--from"), "{reader} --from {path}: {said}");
        }
    }
    assert!(!base.path().join("output").exists(), "nothing is written");
}

/// Commands that do again what a manifest records.
const READERS: [&str; 5] = ["run", "compare", "trace", "map", "why"];

#[test]
fn what_a_manifest_records_gives_the_same_figures_again() {
    let base = tempfile::tempdir().unwrap();
    // A scenario of its own, which is gone when it is done again; and two names, which the manifest keeps.
    let own = "extends = \"three-ways\"\n[[firm]]\nname = \"other\"\nmodel = \"make-and-sell\"\n";
    let path = base.path().join("own.toml");
    std::fs::write(&path, own).unwrap();
    let vary = ["own.toml", "--vary", "firm.other.price=1,1.1", "--customers", "150"];
    let cases: [(&str, Vec<&str>); 3] = [
        ("trace", [&vary[..], &["--months", "12", "--pick", "typical", "--replicate", "1"]].concat()),
        ("why", [&vary[..], &["--worlds", "5", "--set", "trust.harm=0"]].concat()),
        (
            "map",
            "own.toml --grid 2 --worlds 5 --customers 150 --months 24 --set trust.harm=0.2 --firm other \
             --firm sense-and-respond --metric profit --x firm.other.price=0.9..1.1 --y technology.power=1..2"
                .split_whitespace()
                .collect(),
        ),
    ];
    for (command, words) in &cases {
        let shared = ["--no-charts", "--quiet", "--out", *command];
        sellsense(base.path()).arg(command).args(words).args(shared).assert().success();
    }
    std::fs::remove_file(path).unwrap();
    for (command, _) in &cases {
        let manifest = format!("{command}/manifest.json");
        let again = format!("{command}-again");
        let output =
            sellsense(base.path()).args([command, "--from", &manifest, "--out", &again]).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(said.contains("the figures are those of the manifest, byte by byte"), "{said}");
        let read = |folder: &str| folder::read_manifest(&base.path().join(folder)).unwrap();
        let (before, after) = (read(command), read(&again));
        assert!(before.same_result(&after), "{command}: {before:?}\n{after:?}");
        assert!(!base.path().join(&again).join("charts").exists(), "none were drawn before");
        let output =
            sellsense(base.path()).args([command, "--from", &manifest, "--seed", "3"]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "a manifest has all settings");
    }
}

#[test]
fn a_number_below_zero_is_a_wrong_number_and_no_option() {
    let base = tempfile::tempdir().unwrap();
    let cases: [(&str, &[&str]); 7] = [
        ("compare", &["worlds", "seconds", "margin", "customers", "months", "seed", "threads"]),
        ("trace", &["customer", "replicate", "customers", "months", "seed", "threads"]),
        ("why", &["worlds", "customers", "months", "seed", "threads"]),
        ("map", &["worlds", "grid", "customers", "months", "seed", "threads"]),
        ("claims", &["customers", "months", "replications", "seed", "threads"]),
        ("exam", &["seed", "threads"]),
        ("run", &["customers", "months", "replications", "seed", "threads"]),
    ];
    for (command, options) in cases {
        let scenarios: &[&str] = match command {
            "compare" | "trace" | "why" => &["three-ways", "fast-market"],
            _ => &[],
        };
        for option in options {
            let option = format!("--{option}");
            let said = refused(base.path(), &[&[command], scenarios, &[&option, "-1"]].concat());
            assert!(said.contains("-1") && !said.contains("-- -1"), "{command} {option}: {said}");
            let is_clear = ["expected", "is not in", "there is no customer -1"];
            assert!(is_clear.iter().any(|words| said.contains(words)), "{command} {option}: {said}");
        }
    }
}
