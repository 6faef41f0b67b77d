//! Manifests of all commands: only `run` and `compare` do one again, and only their own.

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
        for reader in ["run", "compare"].into_iter().filter(|reader| *reader != command) {
            let said = refused(base.path(), &[reader, "--from", &path]);
            let named = format!("this manifest is of `sellsense {command}`");
            assert!(said.contains(&named) && said.contains("--from"), "{reader} --from {path}: {said}");
        }
    }
    assert!(!base.path().join("output").exists(), "nothing is written");
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
