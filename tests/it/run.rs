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
        "in 3 of 3 replications; 3",
        "too few to say whether that is chance",
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
fn quiet_is_quiet_and_one_replication_is_not_taken_for_more() {
    let base = tempfile::tempdir().expect("a folder");
    let output = small(base.path(), &["--quiet", "--no-charts"]);
    assert_eq!((text(&output.stdout), text(&output.stderr)), (String::new(), String::new()));
    let one = sellsense(base.path(), &["run", "--customers", "200", "--months", "6", "--replications", "1"]);
    let said = text(&one.stdout);
    assert!(
        said.replace('\n', " ").contains("one replication cannot") && said.contains("no chart of"),
        "{said}"
    );
    assert!(!said.contains("Months 12-23"), "{said}");
}

#[test]
#[cfg(unix)]
fn an_interrupt_ends_cleanly_and_leaves_nothing() {
    let base = tempfile::tempdir().expect("a folder");
    let child = std::process::Command::new(env!("CARGO_BIN_EXE_sellsense"))
        .current_dir(base.path())
        .args(["run", "--customers", "20000", "--replications", "100000"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(std::time::Duration::from_millis(700));
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("kill runs").success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    assert!(!text(&output.stderr).contains("note:"), "nothing is written, and so nothing is noted");
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

/// The words of the command that a run suggests.
fn suggestion(said: &str) -> Vec<String> {
    let command = said.split("\nnext: sellsense ").nth(1).expect("a next command").replace("\\\n", " ");
    command.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn the_next_command_changes_the_figures_of_every_scenario_and_keeps_the_options() {
    let base = tempfile::tempdir().expect("a folder");
    for name in sellsense::scenario::builtin::names() {
        let size =
            ["--customers", "400", "--months", "24", "--replications", "1", "--seed", "5", "--no-charts"];
        let set = ["--set", "trust.start=0.6"];
        let first = sellsense(base.path(), &[&["run", name], &set[..], &size[..]].concat());
        let next = suggestion(&text(&first.stdout));
        for word in size.iter().chain(&set) {
            assert!(next.iter().any(|known| known == word), "{word} is not in {next:?}");
        }
        let words: Vec<&str> = next.iter().map(String::as_str).collect();
        let second = sellsense(base.path(), &words);
        assert!(second.status.success(), "{next:?}: {}", text(&second.stderr));
        let monthly = |folder: String| {
            fs::read(base.path().join("output").join(folder).join("monthly.csv")).expect("it is there")
        };
        assert_ne!(monthly(name.to_owned()), monthly(format!("{name}-2")), "{next:?} changes nothing");
        // What is suggested then is another change.
        assert_ne!(suggestion(&text(&second.stdout)), next);
    }
}

#[test]
fn what_was_set_is_named_in_the_terminal_and_in_the_charts() {
    let base = tempfile::tempdir().expect("a folder");
    let set = ["--set", "needs.market_shift_per_year=0.8"];
    let said = text(&small(base.path(), &[&set[..], &["--out", "one"]].concat()).stdout);
    assert!(said.starts_with("three-ways with needs.market_shift_per_year = 0.8: Who keeps"), "{said}");
    let svg = |folder: &str| {
        fs::read_to_string(base.path().join(folder).join("charts/trust.svg")).expect("a chart")
    };
    assert!(svg("one").contains("three-ways with needs.market_shift_per_year = 0.8 · 300 customers"));
    // The same again has the same charts.
    assert!(sellsense(base.path(), &["run", "--from", "one", "--out", "two", "--quiet"]).status.success());
    assert_eq!(svg("one"), svg("two"));
    let keys =
        ["trust.harm=0.2", "trust.read=0.1", "trust.start=0.4", "costs.unit=0.5", "world.customers=300"];
    let many: Vec<&str> = keys.iter().flat_map(|key| ["--set", key]).collect();
    let output = small(base.path(), &[&many[..], &["--no-charts"]].concat());
    let said = text(&output.stdout).replace('\n', " ");
    let words = "with trust.harm = 0.2, trust.read = 0.1, trust.start = 0.4 and 1 more:";
    assert!(said.contains(words), "{said}{}", text(&output.stderr));
}

/// The lines of the table for one firm.
fn rows<'a>(said: &'a str, firm: &str) -> Vec<&'a str> {
    said.lines().filter(|line| line.starts_with(&format!("  {firm} "))).collect()
}

#[test]
fn firms_that_are_not_there_throughout_are_counted_and_not_compared() {
    let base = tempfile::tempdir().expect("a folder");
    let run = |scenario: &str, more: &[&str]| {
        let size = ["run", scenario, "--customers", "300", "--replications", "6", "--no-charts"];
        text(&sellsense(base.path(), &[&size[..], more].concat()).stdout)
    };
    let said = run("shake-out", &[]);
    assert!(!said.contains("world"), "{said}");
    let entrants = rows(&said, "entrant-4");
    let few = entrants
        .iter()
        .find(|row| row.contains("(3 of 6)") || row.contains("(2 of 6)") || row.contains("(4 of 6)"));
    let few = few.unwrap_or_else(|| panic!("no row rests on few replications\n{said}"));
    assert!(few.contains("not compared") && !few.contains(" to "), "{few}");
    let flat = said.replace('\n', " ");
    assert!(flat.contains("Not compared: ") && flat.contains("firms arrived and"), "{said}");
    assert!(flat.contains("not drawn, with the last value: entrant-1 "), "{said}");

    let said = run("entrant", &["--months", "60"]).replace('\n', " ");
    assert!(said.contains("entrant is there from month 36 and is not compared."), "{said}");

    // Nobody is there throughout: there is no interval to speak of.
    let said = run("shake-out", &["--set", "entry.cash=0", "--set", "costs.unit=2"]).replace('\n', " ");
    assert!(said.contains("No firm is there in all months of all 6 replications"), "{said}");
    assert!(!said.contains("holds zero"), "{said}");
}

#[test]
fn business_models_that_change_are_told_at_the_end() {
    let base = tempfile::tempdir().expect("a folder");
    let size = ["run", "adoption", "--customers", "300", "--replications", "5", "--no-charts"];
    let said = text(&sellsense(base.path(), &size).stdout).replace('\n', " ");
    let line =
        said.split("Business model at the end, of 5 replications: ").nth(1).expect("somebody imitates");
    assert!(line.contains("adapter is ") && line.contains(" in "), "{line}");
    assert!(!text(&small(base.path(), &["--no-charts"]).stdout).contains("Business model at the end"));
}

#[test]
fn the_start_is_spoken_of_only_where_it_is_still_felt() {
    let base = tempfile::tempdir().expect("a folder");
    let said = |more: &[&str]| {
        text(&small(base.path(), &[&["--no-charts"], more].concat()).stdout).replace('\n', " ")
    };
    assert!(!said(&["--set", "world.burn_in_months=12"]).contains("Months 12-23 still"));
    let shares = "firm.make-and-sell.initial_share=0.6";
    assert!(said(&["--set", shares]).contains("still carry the start: the shares that the scenario sets"));
}

#[test]
fn what_comes_after_the_end_of_the_run_is_noted() {
    let base = tempfile::tempdir().expect("a folder");
    let note = "note: the event in month 72 (breach at sense-and-respond) lies after the end of the run (60 months)\n";
    let words =
        ["run", "breach", "--months", "60", "--customers", "200", "--replications", "1", "--no-charts"];
    let output = sellsense(base.path(), &words);
    assert_eq!(text(&output.stderr), note);
    assert_eq!(text(&sellsense(base.path(), &[&words[..], &["--quiet"]].concat()).stderr), "");
    fs::write(base.path().join("short.toml"), "extends = \"breach\"\n[world]\nmonths = 60\n")
        .expect("a file");
    assert_eq!(text(&sellsense(base.path(), &["scenario", "check", "short.toml"]).stderr), note);
    let output =
        sellsense(base.path(), &["run", "entrant", "--months", "36", "--customers", "200", "--no-charts"]);
    assert_eq!(
        text(&output.stderr),
        "note: entrant enters in month 36, after the end of the run (36 months)\n"
    );
}

#[test]
fn wrong_values_of_options_are_answered_in_the_words_of_the_options() {
    let base = tempfile::tempdir().expect("a folder");
    for (words, expected) in [
        (["--customers", "5"], "'5' for '--customers <N>': expected a whole number from 150 to 1000000000"),
        (["--customers", "2e4"], "'2e4' for '--customers <N>': expected a whole number"),
        (["--months", "0"], "'0' for '--months <N>': expected a whole number"),
        (["--seed", "-1"], "'-1' for '--seed <N>': expected a whole number from 0 to 18446744073709551615"),
        (["--threads", "-2"], "'-2' for '--threads <N>': expected a whole number from 1 to 1024"),
    ] {
        let output = sellsense(base.path(), &[&["run"], &words[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(text(&output.stderr).contains(expected), "{}", text(&output.stderr));
    }
    let said = text(&sellsense(base.path(), &["params", "world.seed"]).stdout);
    assert!(said.contains("0 .. 18446744073709551615"), "{said}");
}

#[test]
#[cfg(target_os = "linux")]
fn what_the_machine_cannot_do_is_refused_in_clear_words() {
    let base = tempfile::tempdir().expect("a folder");
    let output = sellsense(base.path(), &["run", "--out", "/proc/here"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("`/proc/here` cannot be written: no folder can be made there"));
    // 200 firms and 16 attributes: 15 TB for a thousand million customers.
    let firms: String = (0..200).map(|index| format!("[[firm]]\nname = \"firm-{index}\"\n")).collect();
    let market = format!("[world]\ncustomers = 1000000000\nattributes = 16\n{firms}");
    fs::write(base.path().join("huge.toml"), market).expect("a file");
    let output = sellsense(base.path(), &["run", "huge.toml"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.starts_with("error: this market needs about 14") && said.contains("GB are available"),
        "{said}"
    );
}
