//! Files of a result: what is in them, and where they go.

use crate::synthetic::{self, three};
use sellsense::export::folder::{self, MANIFEST, Place, Written};
use sellsense::export::manifest::{Machine, Manifest, Options};
use sellsense::export::{self, File};
use sellsense::stats::windows::Window;
use sellsense::table::{Table, Values};
use std::fs;
use std::path::{Path, PathBuf};

type Row<'a> = (i64, i64, &'a str, Option<f64>);

/// A monthly table of one measure from (replicate, month, firm, value).
fn monthly(rows: &[Row]) -> Table {
    let integers = |pick: fn(&Row) -> i64| Values::Integer(rows.iter().map(pick).collect());
    let mut table = Table::default()
        .with("scenario", "", "scenario", Values::text())
        .with("replicate", "", "replicate", integers(|row| row.0))
        .with("month", "", "month", integers(|row| row.1))
        .with("firm", "", "firm", Values::text())
        .with("model", "", "model", Values::text())
        .with("trust", "0..1", "trust", Values::Number(rows.iter().map(|row| row.3).collect()));
    for row in rows {
        table.columns[0].values.push_text("s");
        table.columns[3].values.push_text(row.2);
        table.columns[4].values.push_text("custom");
    }
    table
}

/// The totals of (replicate, firm, value).
fn totals(rows: &[(i64, &str, f64)]) -> Table {
    let mut table = Table::default()
        .with("scenario", "", "", Values::text())
        .with("replicate", "", "", Values::Integer(rows.iter().map(|row| row.0).collect()))
        .with("firm", "", "", Values::text())
        .with("metric", "", "", Values::text())
        .with("window", "", "", Values::text())
        .with("value", "", "", Values::Number(rows.iter().map(|row| Some(row.2)).collect()));
    for row in rows {
        table.columns[0].values.push_text("s");
        table.columns[2].values.push_text(row.1);
        table.columns[3].values.push_text("discounted_profit");
        table.columns[4].values.push_text("whole");
    }
    table
}

fn lines(table: &Table) -> Vec<String> {
    String::from_utf8(export::csv::csv(table)).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn the_summary_is_the_one_computed_by_hand() {
    // Two replications of 24 months; `a` has 1 or 3 in the early months and nothing before; `b` enters in month 20
    // of the first replication only, with 5 and an unknown month.
    let mut rows = Vec::new();
    for month in 0..24 {
        let early = 12 <= month;
        rows.push((0, month, "a", early.then_some(1.0)));
        rows.push((1, month, "a", if early { Some(3.0) } else { Some(0.0) }));
        if month == 20 || month == 21 {
            rows.push((0, month, "b", (month == 20).then_some(5.0)));
        }
    }
    let summary =
        export::summarise(&monthly(&rows), &totals(&[(0, "a", 10.0), (1, "a", 10.0), (0, "b", -4.0)]), 24);
    let lines = lines(&summary);
    assert_eq!(
        lines[0],
        "scenario,firm,model,metric,window,mean,sd,ci_low,ci_high,q05,median,q95,replications"
    );
    // In 24 months the late window is the whole run.
    let starts: Vec<String> =
        lines[1..].iter().map(|line| line.split(',').take(5).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(
        starts,
        [
            "s,a,custom,trust,early",
            "s,a,custom,trust,late",
            "s,a,custom,trust,whole",
            "s,a,custom,discounted_profit,whole",
            "s,b,custom,trust,early",
            "s,b,custom,trust,late",
            "s,b,custom,trust,whole",
            "s,b,custom,discounted_profit,whole",
        ]
    );
    let numbers = |line: &str| -> Vec<Option<f64>> {
        line.split(',').skip(5).map(|cell| (!cell.is_empty()).then(|| cell.parse().unwrap())).collect()
    };
    let close = |line: &str, expected: [Option<f64>; 8]| {
        for (value, expected) in numbers(line).iter().zip(expected) {
            let same = match (value, expected) {
                (Some(value), Some(expected)) => (value - expected).abs() < 1e-3,
                (value, expected) => value.is_none() && expected.is_none(),
            };
            assert!(same, "{line}: {value:?} is not {expected:?}");
        }
    };
    // Replications with 1 and 3: sd sqrt(2), half width t(0.975, 1) = 12.7062 times sqrt(2) / sqrt(2).
    let early = [2.0, 2.0_f64.sqrt(), 2.0 - 12.7062, 2.0 + 12.7062, 1.1, 2.0, 2.9, 2.0].map(Some);
    close(&lines[1], early);
    // Over the whole run replication 0 still has 1 (the other months are unknown), replication 1 has 1.5.
    let whole = [1.25, 0.125_f64.sqrt(), 1.25 - 3.17655, 1.25 + 3.17655, 1.025, 1.25, 1.475, 2.0].map(Some);
    close(&lines[2], whole);
    close(&lines[3], whole);
    close(&lines[4], [10.0, 0.0, 10.0, 10.0, 10.0, 10.0, 10.0, 2.0].map(Some));
    // A single replication has no standard deviation and no interval.
    let one = |value| [Some(value), None, None, None, Some(value), Some(value), Some(value), Some(1.0)];
    close(&lines[5], one(5.0));
    close(&lines[8], one(-4.0));
}

#[test]
fn windows_follow_the_run_and_not_who_is_still_there() {
    // A run of 120 months. `a` has its month as value and ends after month 99, `b` has 2 and ends after month 69.
    let rows: Vec<Row> = (0..100)
        .flat_map(|month| [(0, month, "a", Some(month as f64)), (0, month, "b", Some(2.0))])
        .filter(|row| row.2 == "a" || row.1 < 70)
        .collect();
    let summary = export::summarise(&monthly(&rows), &totals(&[]), 120);
    let means: Vec<Option<f64>> = summary.numbers("mean").to_vec();
    // Late are months 96 to 119: `a` has the mean of the four in which it was there, `b` has none.
    assert_eq!(means, [Some(17.5), Some(97.5), Some(49.5), Some(2.0), None, Some(2.0)]);
    assert_eq!(summary.integers("replications"), [1, 1, 1, 1, 0, 1]);
    let meaning = &summary.column("mean").meaning;
    assert!(meaning.contains("who is there for a part of the window has the mean of that part"), "{meaning}");
}

/// The same on the screen: nobody lives to the last 24 months.
#[test]
fn a_firm_that_ended_has_no_late_figure() {
    let folder = tempfile::tempdir().unwrap();
    let text = "name = \"ruin\"\nextends = \"three-ways\"\n[entry]\nmonths_of_loss = 3\ncash = 0\n[costs]\nunit = 3\n";
    fs::write(folder.path().join("ruin.toml"), text).unwrap();
    let size = ["--customers", "300", "--months", "48", "--replications", "2", "--no-charts"];
    let output = crate::sellsense(folder.path()).args(["run", "ruin.toml"]).args(size).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!said.contains("last 24 months"), "{said}");
    let summary = fs::read_to_string(folder.path().join("output/ruin/summary.csv")).unwrap();
    let late: Vec<&str> = summary.lines().filter(|line| line.contains(",trust,late,")).collect();
    assert_eq!(late.len(), 3, "{summary}");
    assert!(late.iter().all(|line| line.ends_with(",late,,,,,,,,0")), "{late:#?}");
}

#[test]
fn every_measure_is_summarised_and_every_column_explained() {
    let outcome = synthetic::outcome(&three(), 60, 3);
    let summary = export::summarise(&outcome.monthly, &outcome.totals, 60);
    // 18 measures in 3 windows and 2 totals, for each of 3 firms.
    assert_eq!(summary.rows(), 3 * (18 * 3 + 2));
    let files = export::tables(&outcome.monthly, &summary, &outcome.cohorts);
    let dictionary = files.iter().find(|file| file.path == "dictionary.csv").unwrap();
    let mut explained = Vec::new();
    for record in csv::Reader::from_reader(dictionary.bytes.as_slice()).records() {
        let record = record.unwrap();
        assert!(!record[3].is_empty(), "{record:?} has no meaning");
        explained.push((record[0].to_owned(), record[1].to_owned()));
    }
    let mut there = Vec::new();
    for file in &files {
        let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
        let header = reader.headers().unwrap().clone();
        there.extend(header.iter().map(|column| (file.path.clone(), column.to_owned())));
    }
    // Beside the columns, what stands in `metric` and `window` of the summary is explained.
    let words: Vec<String> =
        explained.iter().map(|(_, column)| column.clone()).filter(|c| c.contains(" = ")).collect();
    let expected = ["discounted_profit", "lifetime_value"].map(|word| format!("metric = {word}"));
    let windows = ["early", "late", "whole"].map(|word| format!("window = {word}"));
    assert_eq!(words, [&expected[..], &windows[..]].concat());
    explained.retain(|(_, column)| !column.contains(" = "));
    assert_eq!(explained, there);
    let text = String::from_utf8(dictionary.bytes.clone()).unwrap();
    let row = |word: &str| text.lines().find(|line| line.contains(word)).unwrap().to_owned();
    assert!(row("= discounted_profit").contains("currency per 1 000 market customers,"), "{text}");
    assert!(
        row("= discounted_profit").contains("profit / (1 + costs.discount_per_year)^(month / 12)"),
        "{text}"
    );
    assert!(row("= lifetime_value").contains("currency per customer who joins"), "{text}");
    let first = (1..=120).find(|&months| Window::Late.months(months).is_some()).expect("long enough");
    assert!(row("= late").contains(&format!("only in runs of {first} months or more")), "{text}");
    let apart =
        |months| Window::Early.months(months).unwrap().end <= Window::Late.months(months).unwrap().start;
    let apart = (first..=120).find(|&months| apart(months)).expect("long enough");
    assert!(row("= late").contains(&format!("fewer than {apart} months")), "{text}");
    assert_eq!(files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>().len(), 4);
}

#[test]
fn csv_gives_every_number_back() {
    let outcome = synthetic::outcome(&three(), 30, 2);
    let bytes = export::csv::csv(&outcome.monthly);
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let trust = reader.headers().unwrap().iter().position(|name| name == "trust").unwrap();
    let retention = reader.headers().unwrap().iter().position(|name| name == "retention_12m").unwrap();
    let mut rows = 0;
    for (row, record) in reader.records().map(Result::unwrap).enumerate() {
        for (column, name) in [(trust, "trust"), (retention, "retention_12m")] {
            let read = (!record[column].is_empty()).then(|| record[column].parse::<f64>().unwrap());
            assert_eq!(read, outcome.monthly.numbers(name)[row]);
        }
        rows += 1;
    }
    assert_eq!(rows, outcome.monthly.rows());
}

fn files(text: &str) -> Vec<File> {
    let file = |path: &str, text: &str| File { path: path.to_owned(), bytes: text.as_bytes().to_vec() };
    vec![file("monthly.csv", text), file("charts/trust.svg", "<svg/>")]
}

fn manifest(files: &[File], seconds: f64) -> Manifest {
    let machine = Machine { os: "os".into(), arch: "arch".into(), cores: 2, threads: seconds as usize };
    Manifest::new(
        "s",
        "name = \"s\"\n".to_owned(),
        1,
        Options { charts: true, set: Vec::new() },
        machine,
        seconds,
        files,
    )
}

fn write(place: &Place, text: &str, seconds: f64) -> Result<Written, String> {
    let files = files(text);
    folder::write(place, &files, &manifest(&files, seconds)).map_err(|refusal| refusal.0)
}

/// All paths below `folder`, sorted.
fn tree(folder: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(here) = open.pop() {
        for entry in fs::read_dir(&here).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                paths.push(path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/"));
            }
        }
    }
    paths.sort();
    paths
}

#[test]
fn without_a_folder_the_same_result_is_left_and_another_goes_beside_it() {
    let base = tempfile::tempdir().unwrap();
    let place = Place::Free { folder: base.path().join("output"), name: "s".to_owned() };
    folder::check(&place).unwrap();
    let at = |name: &str| base.path().join("output").join(name);
    assert_eq!(write(&place, "1", 1.0), Ok(Written::To(at("s"))));
    // Time, threads and machine differ; the figures do not.
    assert_eq!(write(&place, "1", 9.0), Ok(Written::AlreadyIn(at("s"))));
    assert_eq!(write(&place, "2", 1.0), Ok(Written::To(at("s-2"))));
    assert_eq!(write(&place, "3", 1.0), Ok(Written::To(at("s-3"))));
    assert_eq!(write(&place, "2", 1.0), Ok(Written::AlreadyIn(at("s-2"))));
    // A result that lost a file is not the same result.
    fs::remove_file(at("s").join("monthly.csv")).unwrap();
    assert_eq!(write(&place, "1", 1.0), Ok(Written::To(at("s-4"))));
    assert_eq!(tree(&at("s-2")), ["charts/trust.svg", MANIFEST, "monthly.csv"]);
    assert_eq!(fs::read_dir(base.path().join("output")).unwrap().count(), 4, "nothing temporary is left");
}

#[test]
fn a_named_folder_is_replaced_only_by_force_and_only_when_it_is_a_result() {
    let base = tempfile::tempdir().unwrap();
    let place = |path: PathBuf, replace| Place::Fixed { path, replace };
    let out = base.path().join("new/result");
    write(&place(out.clone(), false), "1", 1.0).unwrap();
    let refused = folder::check(&place(out.clone(), false)).unwrap_err().0;
    assert!(refused.contains("--force"), "{refused}");
    write(&place(out.clone(), false), "2", 1.0).unwrap_err();
    assert_eq!(fs::read_to_string(out.join("monthly.csv")).unwrap(), "1");
    write(&place(out.clone(), true), "2", 1.0).unwrap();
    assert_eq!(fs::read_to_string(out.join("monthly.csv")).unwrap(), "2");
    assert_eq!(tree(base.path()).len(), 3, "the old result and all that was temporary is gone");

    // Somebody's notes inside a result are not ours to remove.
    fs::write(out.join("charts/notes.txt"), "mine").unwrap();
    let refused = folder::check(&place(out.clone(), true)).unwrap_err().0;
    assert!(refused.contains("charts/notes.txt"), "{refused}");

    let foreign = base.path().join("foreign");
    fs::create_dir(&foreign).unwrap();
    folder::check(&place(foreign.clone(), false)).expect("an empty folder can take a result");
    fs::write(foreign.join("thesis.doc"), "mine").unwrap();
    for replace in [false, true] {
        let refused = folder::check(&place(foreign.clone(), replace)).unwrap_err().0;
        assert!(refused.contains("thesis.doc"), "{refused}");
        write(&place(foreign.clone(), replace), "1", 1.0).unwrap_err();
    }
    // Another program's manifest.json does not make it ours.
    fs::write(foreign.join(MANIFEST), "{\"program\": \"other\"}").unwrap();
    folder::check(&place(foreign.clone(), true)).unwrap_err();
    assert_eq!(tree(&foreign), [MANIFEST, "thesis.doc"]);
}

#[test]
fn what_cannot_be_written_is_refused_before_and_leaves_nothing() {
    let base = tempfile::tempdir().unwrap();
    let file = base.path().join("file");
    fs::write(&file, "mine").unwrap();
    for path in [file.clone(), file.join("below")] {
        let place = Place::Fixed { path, replace: true };
        let refused = folder::check(&place).unwrap_err().0;
        assert!(refused.contains("hint: "), "{refused}");
        write(&place, "1", 1.0).unwrap_err();
    }
    folder::check(&Place::Free { folder: file.clone(), name: "s".to_owned() }).unwrap_err();

    // A file that fails half way through takes the whole result with it, and the old one stays.
    let out = base.path().join("out");
    let place = Place::Fixed { path: out.clone(), replace: true };
    write(&place, "1", 1.0).unwrap();
    let mut broken = files("2");
    broken.push(File { path: "monthly.csv/inside-a-file".to_owned(), bytes: Vec::new() });
    folder::write(&place, &broken, &manifest(&broken, 1.0)).unwrap_err();
    assert_eq!(fs::read_to_string(out.join("monthly.csv")).unwrap(), "1");
    assert_eq!(tree(base.path()), ["file", "out/charts/trust.svg", "out/manifest.json", "out/monthly.csv"]);
}

#[test]
fn the_manifest_on_the_disk_has_the_hashes_of_the_files_beside_it() {
    let base = tempfile::tempdir().unwrap();
    let out = base.path().join("out");
    write(&Place::Fixed { path: out.clone(), replace: false }, "figures", 2.5).unwrap();
    let read = folder::read_manifest(&out).unwrap();
    assert_eq!(read, manifest(&files("figures"), 2.5));
    assert_eq!(read.files.len(), 2);
    for file in &read.files {
        let bytes = fs::read(out.join(&file.path)).unwrap();
        assert_eq!(file.blake3, blake3::hash(&bytes).to_hex().to_string());
        assert_eq!(file.bytes, bytes.len() as u64);
    }
    // The published hash of nothing.
    let empty = [File { path: "empty.csv".to_owned(), bytes: Vec::new() }];
    assert_eq!(
        manifest(&empty, 1.0).files[0].blake3,
        "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
    );
}

#[test]
fn a_result_is_the_same_when_its_figures_are() {
    let one = manifest(&files("1"), 1.0);
    assert!(one.same_result(&manifest(&files("1"), 7.0)));
    assert!(!one.same_result(&manifest(&files("2"), 1.0)));
    assert_eq!(one.differing(&manifest(&files("2"), 1.0)), ["monthly.csv"]);
    assert_eq!(one.differing(&manifest(&[], 1.0)), ["monthly.csv"]);
    let other_scenario = Manifest { scenario: "name = \"t\"\n".to_owned(), ..one.clone() };
    assert!(!one.same_result(&other_scenario));
    // Charts follow from the figures; only whether there are any counts.
    let mut redrawn = files("1");
    redrawn[1].bytes = b"<svg></svg>".to_vec();
    assert!(one.same_result(&manifest(&redrawn, 1.0)));
    assert!(
        !one.same_result(&Manifest { options: Options { charts: false, set: Vec::new() }, ..one.clone() })
    );
    assert!(Manifest::parse(&one.to_json()).is_ok());
    assert!(Manifest::parse("{}").is_err());
}
