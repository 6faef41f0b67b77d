//! What documents say is run: the commands of the README, the shipped scenarios, the generated tables.

use assert_cmd::Command;
use std::path::Path;

fn sellsense(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("sellsense").unwrap();
    command.current_dir(folder);
    command
}

fn document(name: &str) -> String {
    std::fs::read_to_string(name).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The lines of the code blocks of a document that are marked as `kind`.
fn blocks(text: &str, kind: &str) -> Vec<String> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            inside = !inside && line == format!("```{kind}");
        } else if inside {
            lines.push(line.to_owned());
        }
    }
    lines
}

#[test]
fn every_command_of_the_readme_works() {
    let folder = tempfile::tempdir().unwrap();
    let commands = blocks(&document("README.md"), "sh");
    assert!(commands.len() >= 5, "{commands:?}");
    for line in commands {
        let mut words = line.split_whitespace();
        assert_eq!(words.next(), Some("sellsense"), "{line}");
        let output = sellsense(folder.path()).args(words).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{line}` fails: {said}");
        assert!(!output.stdout.is_empty(), "`{line}` says nothing");
    }
}

#[test]
fn the_scenario_of_the_readme_is_right_and_runs() {
    let folder = tempfile::tempdir().unwrap();
    let text = blocks(&document("README.md"), "toml").join("\n");
    std::fs::write(folder.path().join("mine.toml"), text).unwrap();
    sellsense(folder.path()).args(["scenario", "check", "mine.toml"]).assert().success();
    let small = ["run", "mine.toml", "--customers", "300", "--months", "24", "--replications", "2"];
    sellsense(folder.path()).args(small).arg("--no-charts").assert().success();
    assert!(folder.path().join("output/dearer-adapting/monthly.csv").is_file());
}

#[test]
fn the_commands_that_set_up_a_new_machine_are_the_ones_that_ci_runs() {
    let readme = blocks(&document("README.md"), "text");
    assert!(readme.contains(&"cargo run --release -- run".to_owned()), "{readme:?}");
    assert!(readme.contains(&"cargo test".to_owned()), "{readme:?}");
    let ci = document(".ci/run");
    let test_command = "cargo test";
    assert!(ci.lines().any(|line| line.trim_start().starts_with(test_command)), "CI runs `{test_command}`");
}

/// `cargo run --release -- run` is this, once it is built.
#[test]
fn the_first_command_of_the_readme_takes_less_than_a_minute() {
    let folder = tempfile::tempdir().unwrap();
    let started = std::time::Instant::now();
    let output = sellsense(folder.path()).arg("run").output().unwrap();
    let seconds = started.elapsed().as_secs();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(seconds < 60, "it took {seconds} s");
    let result = folder.path().join("output/three-ways");
    for file in ["monthly.csv", "summary.csv", "cohorts.csv", "manifest.json", "charts/trust.png"] {
        assert!(result.join(file).is_file(), "{file} is written");
    }
}

/// Each shipped scenario, at a size that takes a moment, with its charts.
#[test]
fn every_shipped_scenario_runs() {
    let folder = tempfile::tempdir().unwrap();
    let mut files: Vec<_> =
        std::fs::read_dir("scenarios").unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    assert!(files.len() >= 12, "{} scenarios", files.len());
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let output = sellsense(folder.path())
            .args(["run", name, "--customers", "600", "--replications", "2"])
            .output()
            .unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let result = folder.path().join("output").join(name);
        let monthly = std::fs::read_to_string(result.join("monthly.csv")).unwrap();
        assert!(monthly.lines().count() > 100, "{name} has {} rows", monthly.lines().count());
        assert!(result.join("charts/trust.png").is_file(), "{name} has charts");
    }
}

/// The table between the marks of `docs/odd.md` is the one that `sellsense params --markdown` prints. With the
/// environment variable `SELLSENSE_WRITE_DOCS` the test writes both pages anew.
#[test]
fn generated_tables_are_up_to_date() {
    let output = sellsense(Path::new(".")).args(["params", "--markdown"]).output().unwrap();
    let page = String::from_utf8(output.stdout).unwrap();
    let tables = &page[page.find("## world").expect("the page has tables")..];
    let tables = tables.replace("\n## ", "\n### ").replacen("## world", "### world", 1);
    let (begin, end) = ("<!-- parameters:begin -->\n", "<!-- parameters:end -->");
    let odd = document("docs/odd.md");
    let start = odd.find(begin).expect("docs/odd.md has a place for the table") + begin.len();
    let stop = odd.find(end).expect("docs/odd.md has a place for the table");
    let expected = format!("{}{}\n{}", &odd[..start], tables.trim_end(), &odd[stop..]);
    if std::env::var_os("SELLSENSE_WRITE_DOCS").is_some() {
        std::fs::write("docs/odd.md", &expected).unwrap();
        std::fs::write("docs/parameters.md", &page).unwrap();
    }
    let now = (document("docs/odd.md"), document("docs/parameters.md"));
    let how = "write it anew: SELLSENSE_WRITE_DOCS=1 cargo test generated_tables";
    assert!(now.0 == expected, "docs/odd.md is out of date; {how}");
    assert!(now.1 == page, "docs/parameters.md is out of date; {how}");
}

/// Every source that a parameter names can be looked up.
#[test]
fn every_source_of_a_parameter_is_listed() {
    let evidence = document("docs/evidence.md");
    for param in sellsense::scenario::params::PARAMS {
        for source in param.source.split_whitespace() {
            let known = ["assumed", "convention", "preset"].contains(&source);
            let listed = evidence.contains(&format!("| {source} |"));
            assert!(known || listed, "`{}` has the source {source}, which nobody explains", param.key);
        }
    }
}

/// The scenarios that the README lists are the ones that there are.
#[test]
fn the_readme_names_every_scenario() {
    let readme = document("README.md");
    let section = readme.split("## Scenarios").nth(1).unwrap().split("```").next().unwrap();
    let mut names: Vec<&str> = section
        .lines()
        .filter(|line| line.starts_with("| `"))
        .flat_map(|line| line.split('|').nth(1).unwrap().split('`').skip(1).step_by(2))
        .collect();
    let mut there: Vec<&str> = sellsense::scenario::builtin::names().collect();
    there.sort_unstable();
    names.sort_unstable();
    assert_eq!(names, there);
}
