//! `sellsense run`, as its users type it.

use sellsense::export::folder;
use std::fs;
use std::path::Path;
use std::process::Output;

/// Runs the program in `folder`, without fonts or a home of the system's.
fn sellsense(folder: &Path, words: &[&str]) -> Output {
    crate::sellsense(folder)
        .env("FONTCONFIG_FILE", "/nowhere/fonts.conf")
        .env("FONTCONFIG_PATH", "/nowhere")
        .env("HOME", "/nowhere")
        .args(words)
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it prints text")
}

const SMALL: [&str; 7] = ["run", "--customers", "300", "--months", "48", "--replications", "3"];

fn small(folder: &Path, more: &[&str]) -> Output {
    sellsense(folder, &[&SMALL, more].concat())
}

#[test]
fn a_run_writes_tables_charts_and_a_manifest_and_says_what_it_shows() {
    let base = tempfile::tempdir().expect("a folder");
    let output = small(base.path(), &[]);
    assert_eq!(text(&output.stderr), "", "nothing but results when no terminal watches");
    assert!(output.status.success());
    let said = text(&output.stdout);
    for words in [
        "discounted profit, all months [currency per 1 000 market customers]",
        "95 % interval",
        "highest discounted profit in",
        "of 3 worlds",
        "Months 12-23 still carry the start",
        "wrote output/three-ways",
        "next: sellsense ",
    ] {
        assert!(said.contains(words), "`{words}` is not in\n{said}");
    }
    assert!(!said.contains('\u{1b}'), "no colours in a pipe");
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");

    let out = base.path().join("output/three-ways");
    let manifest = folder::read_manifest(&out).expect("there is a manifest");
    let files: Vec<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    for path in [
        "monthly.csv",
        "summary.csv",
        "cohorts.csv",
        "dictionary.csv",
        "charts/trust.png",
        "charts/trust.svg",
    ] {
        assert!(files.contains(&path), "{path}");
    }
    for file in &manifest.files {
        let bytes = fs::read(out.join(&file.path)).expect("the file is there");
        assert_eq!(file.blake3, blake3::hash(&bytes).to_hex().to_string(), "{}", file.path);
    }
}

#[test]
fn the_same_result_is_left_another_goes_beside_it_and_threads_change_nothing() {
    let base = tempfile::tempdir().expect("a folder");
    assert!(small(base.path(), &["--no-charts", "--threads", "1"]).status.success());
    let again = text(&small(base.path(), &["--no-charts", "--threads", "3"]).stdout);
    assert!(again.contains("output/three-ways already holds this very result"), "{again}");
    assert!(small(base.path(), &["--no-charts", "--seed", "2"]).status.success());
    let monthly = |name: &str| {
        fs::read(base.path().join("output").join(name).join("monthly.csv")).expect("it is there")
    };
    assert_ne!(monthly("three-ways"), monthly("three-ways-2"));
}

#[test]
fn a_manifest_is_enough_to_do_exactly_that_again() {
    let base = tempfile::tempdir().expect("a folder");
    assert!(small(base.path(), &["--no-charts", "--seed", "7", "--out", "first"]).status.success());
    let again = sellsense(base.path(), &["run", "--from", "first/manifest.json", "--out", "second"]);
    assert!(again.status.success(), "{}", text(&again.stderr));
    assert!(text(&again.stdout).contains("byte by byte"), "{}", text(&again.stdout));
    for file in ["monthly.csv", "summary.csv", "cohorts.csv"] {
        let read = |folder: &str| fs::read(base.path().join(folder).join(file)).expect("it is there");
        assert_eq!(read("first"), read("second"), "{file}");
    }
    assert!(!base.path().join("second/charts").exists(), "it had no charts");

    // Figures that are not those of the manifest are a failure.
    let path = base.path().join("first/manifest.json");
    let forged = fs::read_to_string(&path).expect("it is there").replace("\"blake3\": \"", "\"blake3\": \"0");
    fs::write(&path, forged).expect("it can be written");
    let other = sellsense(base.path(), &["run", "--from", "first", "--out", "third", "--quiet"]);
    assert_eq!(other.status.code(), Some(1));
    assert!(text(&other.stderr).contains("differ"), "{}", text(&other.stderr));
}

#[test]
fn wrong_folders_are_refused_with_code_2_before_anything_is_simulated() {
    let base = tempfile::tempdir().expect("a folder");
    fs::create_dir(base.path().join("thesis")).expect("a folder");
    fs::write(base.path().join("thesis/thesis.doc"), "mine").expect("a file");
    // As large as the program allows: had it begun to simulate, this test would not end.
    let huge = ["run", "--customers", "1000000", "--replications", "100000", "--out"];
    for more in [&["thesis"][..], &["thesis", "--force"], &["thesis/thesis.doc"], &["thesis/thesis.doc/x"]] {
        let output = sellsense(base.path(), &[&huge[..], more].concat());
        assert_eq!(output.status.code(), Some(2), "{more:?}");
        let said = text(&output.stderr);
        assert!(said.starts_with("error: `thesis") && said.contains("\nhint: "), "{said}");
        assert_eq!(text(&output.stdout), "");
    }
    assert_eq!(fs::read_dir(base.path()).expect("it is there").count(), 1, "nothing is left");
}

#[test]
fn quiet_is_quiet_and_one_world_is_not_taken_for_more() {
    let base = tempfile::tempdir().expect("a folder");
    let output = small(base.path(), &["--quiet", "--no-charts"]);
    assert_eq!((text(&output.stdout), text(&output.stderr)), (String::new(), String::new()));
    let one = sellsense(base.path(), &["run", "--customers", "200", "--months", "6", "--replications", "1"]);
    let said = text(&one.stdout);
    assert!(said.contains("one world cannot") && said.contains("no chart of"), "{said}");
    assert!(!said.contains("Months 12-23"), "{said}");
}

#[test]
#[cfg(unix)]
fn an_interrupt_ends_cleanly_and_leaves_nothing() {
    let base = tempfile::tempdir().expect("a folder");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_sellsense"))
        .current_dir(base.path())
        .args(["run", "--customers", "20000", "--replications", "100000"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(std::time::Duration::from_millis(700));
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("kill runs").success());
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(1));
    assert_eq!(fs::read_dir(base.path()).expect("it is there").count(), 0, "nothing is left");
}

#[test]
#[cfg(unix)]
fn a_closed_pipe_is_no_failure() {
    let base = tempfile::tempdir().expect("a folder");
    let program = env!("CARGO_BIN_EXE_sellsense");
    let output = std::process::Command::new("sh")
        .current_dir(base.path())
        .arg("-c")
        .arg("\"$0\" \"$@\" | true")
        .arg(program)
        .args(SMALL)
        .arg("--no-charts")
        .output()
        .expect("a shell");
    assert_eq!(text(&output.stderr), "", "no panic");
    assert!(base.path().join("output/three-ways/manifest.json").exists(), "the result was written");
}

/// How often a chart of the result in `folder` writes `words`.
fn written(folder: &Path, chart: &str, words: &str) -> usize {
    let path = folder.join("charts").join(chart);
    fs::read_to_string(path).expect("the chart was drawn").matches(words).count()
}

#[test]
fn charts_show_each_event_once_and_none_after_the_end() {
    let base = tempfile::tempdir().expect("a folder");
    let run = |scenario: &str, months: &str| {
        let size = ["--customers", "300", "--replications", "2", "--months", months, "--out"];
        let out = format!("{scenario}-{months}");
        let output = sellsense(base.path(), &[&["run", scenario][..], &size, &[&out]].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        base.path().join(out)
    };
    let law = run("disclosure-law", "60");
    assert_eq!(written(&law, "trust.svg", "disclosure law"), 1, "two keys are one event");
    let both = run("breach", "73");
    assert_eq!(written(&both, "trust.svg", "breach at "), 2);
    // The last month of a run of 72 months is month 71.
    assert_eq!(written(&run("breach", "72"), "trust.svg", "breach at "), 1);
    assert_eq!(written(&run("breach", "36"), "trust.svg", "breach at "), 0);
}
