//! `sellsense trace`: what it prints and writes, and what it refuses.

use crate::sellsense;
use std::path::Path;

/// A small market, quickly simulated.
const SMALL: [&str; 4] = ["--customers", "300", "--months", "30"];
const PRICES: [&str; 2] = ["--vary", "firm.sense-and-respond.price=1,1.4"];

fn trace(folder: &Path, words: &[&str]) -> (i32, String, String) {
    let output = sellsense(folder).arg("trace").args(words).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_trace_tells_the_parting_and_writes_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let words = [&PRICES[..], &SMALL].concat();
    let (code, said, complaint) = trace(folder.path(), &words);
    assert_eq!((code, complaint.as_str()), (0, ""), "{said}");
    for words in [
        "price=1 ",
        "price=1.4",
        "taste",
        "draw",
        "What is remembered",
        "Firms: [1] make-and-sell, [3] sense-and-respond",
        " less in B than in A (",
        "next: sellsense trace",
    ] {
        assert!(said.contains(words), "`{words}` in:\n{said}");
    }
    let results: Vec<_> = std::fs::read_dir(folder.path().join("output")).unwrap().collect();
    let result = results[0].as_ref().unwrap().path();
    let name = result.file_name().unwrap().to_str().unwrap().to_owned();
    assert!(name.starts_with("trace-three-ways-customer-"), "{name}");
    for file in ["trace.csv", "memory.csv", "rules.csv", "dictionary.csv", "manifest.json"] {
        assert!(result.join(file).is_file(), "{file} is written");
    }
    let svg = std::fs::read_to_string(result.join("charts/life.svg")).unwrap();
    assert!(svg.contains("<title>Customer"), "the chart has a title");
    assert!(svg.contains("in two scenarios") && !svg.contains("world"), "the chart speaks of scenarios");
    // No name is cut: strips have numbers, and a legend says whose they are.
    assert!(svg.contains("[1] make-and-sell") && svg.contains("[3] sense-and-respond"), "{svg}");
    assert!(!svg.contains('…') && !said.contains('…'), "{said}");
    // She has nothing to mind, and the axis of nothing has short numbers.
    assert!(!svg.contains("0.000000"), "{svg}");
    assert!(std::fs::read(result.join("charts/life.png")).unwrap().starts_with(b"\x89PNG"));
    // Two scenarios, 30 months, three firms.
    let rows = std::fs::read_to_string(result.join("trace.csv")).unwrap().lines().count();
    assert_eq!(rows, 1 + 2 * 30 * 3);
    // The same customer by her number is the same result.
    let customer = name.rsplit('-').next().unwrap();
    let (code, said, _) = trace(folder.path(), &[&words[..], &["--customer", customer]].concat());
    assert_eq!(code, 0);
    assert!(said.contains("already holds this very result"), "{said}");
}

/// Who comes back to the firm of her other life is not said to stay apart, and a firm has its colour of the start.
#[test]
fn the_chart_says_for_how_long_she_buys_from_different_firms() {
    let folder = tempfile::tempdir().unwrap();
    let mut said = Vec::new();
    for (scenario, customers) in [("shake-out", "200"), ("three-ways", "300"), ("adoption", "200")] {
        let vary = ["--vary", "trust.harm=0.05,0.4", "--pick", "parted", "--customers", customers];
        let words = [&[scenario], &vary[..], &["--months", "40", "--out", scenario]].concat();
        let (code, _, complaint) = trace(folder.path(), &words);
        assert_eq!(code, 0, "{complaint}");
        let mut reader = csv::Reader::from_path(folder.path().join(scenario).join("trace.csv")).unwrap();
        let head = reader.headers().unwrap().clone();
        let place = |name: &str| head.iter().position(|column| column == name).unwrap();
        let (side, month, home) = (place("alternative"), place("month"), place("home"));
        let mut homes = [vec![String::new(); 40], vec![String::new(); 40]];
        for row in reader.records() {
            let row = row.unwrap();
            homes[usize::from(&row[side] == "b")][row[month].parse::<usize>().unwrap()] =
                row[home].to_owned();
        }
        let first = (0..40).find(|&month| homes[0][month] != homes[1][month]).unwrap();
        let apart = (first..40).filter(|&month| homes[0][month] != homes[1][month]).count();
        let svg = std::fs::read_to_string(folder.path().join(scenario).join("charts/life.svg")).unwrap();
        let svg = svg.split_whitespace().collect::<Vec<_>>().join(" ");
        let always = svg.contains("From then on she");
        assert!(!always || apart == 40 - first, "{scenario}: {apart} of {}", 40 - first);
        let in_part = svg.contains(&format!("in {apart} of the {} months", 40 - first));
        let by_another = svg.contains(&format!("In month {first} she comes to buy"));
        assert!(always || in_part || by_another, "{scenario}: {apart} of {}\n{svg}", 40 - first);
        said.push((always, in_part));
    }
    assert!(said.iter().any(|said| said.1), "one comes back: {said:?}");
}

#[test]
fn a_trace_keeps_to_80_columns() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [&[&str]; 6] = [
        &["slow-market", "fast-market", "--pick", "typical", "--all"],
        &["four-corners", "three-ways", "--pick", "won", "--firm", "covert-sense-and-respond"],
        &["open-or-covert", "disclosure-law", "--customer", "7", "--replicate", "2"],
        &["four-corners", "tracking-boom", "--customer", "3", "--all"],
        &["shake-out", "three-ways", "--pick", "parted"],
        &["--vary", "needs.market_shift_per_year=0.3,1.5", "--set", "world.attributes=6", "--customer", "0"],
    ];
    for words in cases {
        let words = [words, &SMALL, &["--no-charts"]].concat();
        let (code, said, complaint) = trace(folder.path(), &words);
        // Nobody may be as --pick asks.
        assert!(code == 0 || complaint.contains("no customer is won"), "{words:?}: {complaint}");
        let long: Vec<&str> = said.lines().filter(|line| 80 < line.chars().count()).collect();
        assert!(long.is_empty(), "{words:?}:\n{}", long.join("\n"));
    }
}

#[test]
fn what_cannot_be_traced_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("small.toml", "name = \"small\"\nextends = \"three-ways\"\n[world]\ncustomers = 300\n");
    write("seeded.toml", "name = \"seeded\"\nextends = \"three-ways\"\n[world]\nseed = 2\n");
    write("towns.toml", "name = \"towns\"\nextends = \"three-ways\"\n[trust]\ncommunity_size = 100\n");
    write("needy.toml", "name = \"needy\"\nextends = \"three-ways\"\n[world]\nattributes = 5\n");
    write(
        "watched.toml",
        "name = \"watched\"\nextends = \"three-ways\"\n[[data]]\nname = \"gossip\"\nnoise = 1\nintrusiveness = 0.5\ntechnology = false\nreach = 0\nseen = 0.5\nvolunteered = false\n",
    );
    let cases: [(&[&str], &[&str]); 17] = [
        (&["three-ways", "fast-market", "--customer", "bob"], &["expected a whole number, 0 or more"]),
        (&["three-ways", "fast-market", "--replicate", "x"], &["expected a whole number, 0 or more"]),
        (&["three-ways", "--from", "a/manifest.json"], &["cannot be used with"]),
        (
            &["three-ways", "fast-market", "--customer", "20000"],
            &["there is no customer 20000", "0 to 19999"],
        ),
        (&["three-ways", "small.toml", "--customer", "1"], &["world.customers", "20000", "300"]),
        (&["three-ways", "seeded.toml", "--customer", "1"], &["world.seed"]),
        (&["three-ways", "towns.toml", "--customer", "1"], &["trust.community_size"]),
        (&["three-ways", "needy.toml", "--customer", "1"], &["world.attributes"]),
        (&["three-ways", "watched.toml", "--customer", "1"], &["kinds of data", "gossip"]),
        (&["three-ways", "--customer", "1"], &["nothing to compare with"]),
        (&["three-ways", "fast-market", "slow-market"], &["two scenarios", "3"]),
        (&["three-ways", "three-ways"], &["same market"]),
        (&["three-ways", "fast-markt"], &["did you mean `fast-market`?"]),
        (&["three-ways", "fast-market", "--pick", "lost"], &["differ between A and B", "--firm"]),
        (&["--vary", "technology.power=1,2", "--pick", "won"], &["no firm differs", "--firm"]),
        (
            &["three-ways", "fast-market", "--pick", "won", "--firm", "make-and-sel"],
            &["did you mean `make-and-sell`?"],
        ),
        (&["three-ways", "fast-market", "--pick", "somebody"], &["typical"]),
    ];
    for (words, parts) in cases {
        let (code, said, complaint) = trace(folder.path(), words);
        assert_eq!(code, 2, "{words:?}: {said}{complaint}");
        let said_plainly = complaint.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in parts {
            assert!(said_plainly.contains(part), "{words:?}: {complaint}");
        }
        assert!(!folder.path().join("output").exists(), "{words:?}");
    }
}

#[test]
fn nobody_to_pick_is_said_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["--vary", "costs.unit=0.4,0.41", "--customers", "300", "--months", "3"];
    let (code, _, complaint) = trace(folder.path(), &words);
    assert_eq!(code, 2);
    assert!(complaint.contains("no customer ever buys from different firms"), "{complaint}");
    assert!(!folder.path().join("output").exists());
}

/// A newcomer that is in B alone parts some lives by what it does.
#[test]
fn a_firm_that_is_in_one_market_only_is_said_not_to_be_in_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let newcomer = "name = \"extra\"\nextends = \"three-ways\"\n[[firm]]\nname = \"newcomer\"\n\
                    model = \"targeted-make-and-sell\"\nenters_month = 4\n";
    std::fs::write(folder.path().join("extra.toml"), newcomer).unwrap();
    let mut parted = 0;
    for customer in 0..12 {
        let words = ["three-ways", "extra.toml", "--no-charts", "--customer", &customer.to_string()]
            .map(str::to_owned);
        let words: Vec<&str> = words.iter().map(String::as_str).chain(SMALL).collect();
        let (code, said, complaint) = trace(folder.path(), &words);
        assert_eq!((code, complaint.as_str()), (0, ""));
        let told: String = said.split("What she needs and gets").next().unwrap().replace('\n', " ");
        if told.contains("newcomer") {
            parted += 1;
            assert!(told.contains("newcomer is not in A"), "{said}");
            assert!(!told.contains("none in A"), "nothing is said of it where it is not:\n{said}");
        }
    }
    assert!(0 < parted, "the newcomer does something to one of twelve");
    let (_, help, _) = trace(folder.path(), &["--help"]);
    let help: Vec<&str> = help.split_whitespace().collect();
    assert!(help.join(" ").contains("which compare and why refuse"), "{help:?}");
}

#[test]
fn what_is_shown_as_zero_has_no_sign_and_a_small_chance_is_not_zero() {
    let folder = tempfile::tempdir().unwrap();
    let mut smallest = 0;
    for customer in 0..25 {
        let customer = customer.to_string();
        let words = [&PRICES[..], &SMALL, &["--no-charts", "--all", "--customer", &customer]].concat();
        let (code, said, complaint) = trace(folder.path(), &words);
        assert_eq!((code, complaint.as_str()), (0, ""));
        let is_zero = |word: &str| {
            word.strip_prefix('-').is_some_and(|digits| digits.parse::<f64>().is_ok_and(|value| value == 0.0))
        };
        let zeros: Vec<&str> = said.split_whitespace().filter(|word| is_zero(word)).collect();
        assert!(zeros.is_empty(), "{zeros:?} in:\n{said}");
        smallest += said.matches("<0.01").count();
        // Every firm of these markets can be chosen: its chance is never nothing.
        let table =
            said.lines().skip_while(|line| !line.contains("chance")).take_while(|line| !line.is_empty());
        let rows = table.skip(2).take_while(|line| line.contains("  "));
        for row in rows {
            assert!(!row.ends_with(" 0.00"), "{said}");
        }
    }
    println!("{smallest} chances below 0.01");
}

/// A firm that moves in the run differs by its events alone.
#[test]
fn who_is_won_by_a_firm_that_differs_by_events_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let words =
        ["three-ways", "moving", "--pick", "lost", "--customers", "300", "--months", "60", "--no-charts"];
    let (code, said, complaint) = trace(folder.path(), &words);
    assert_eq!(code, 0, "{complaint}");
    assert!(
        said.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .contains("whom targeted-make-and-sell loses in B")
    );
}
