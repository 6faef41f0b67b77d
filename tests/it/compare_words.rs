//! What `sellsense compare` says and draws, as its readers see it.

use sellsense::experiment::comparison::{Alternative, only_firm_that_differs};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// A small comparison; what it prints, in one line, and its folder `out`.
fn compared(folder: &Path, words: &[&str]) -> (String, std::path::PathBuf) {
    let size = ["compare", "--customers", "400", "--months", "48", "--out", "out", "--force"];
    let output = crate::sellsense(folder).args([&size[..], words].concat()).output().expect("it starts");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it prints text");
    assert!(output.status.success(), "{words:?}: {}", text(&output.stderr));
    let printed = text(&output.stdout);
    assert!(printed.lines().all(|line| line.chars().count() <= 80), "{printed}");
    assert!(printed.lines().count() < 80, "{printed}");
    (printed.split_whitespace().collect::<Vec<_>>().join(" "), folder.join("out"))
}

fn verdict(out: &Path) -> Value {
    let text = fs::read_to_string(out.join("verdict.json")).expect("there is a verdict");
    serde_json::from_str(&text).expect("it is JSON")
}

fn chart(out: &Path, name: &str) -> String {
    fs::read_to_string(out.join("charts").join(name)).expect("the chart is there")
}

/// The words of a chart.
fn words(svg: &str) -> Vec<String> {
    let texts = svg.split("<text").skip(1).filter_map(|part| part.split_once('>'));
    texts.map(|(_, rest)| rest.split("</text>").next().unwrap_or_default().trim().to_owned()).collect()
}

const CONTACT: [&str; 2] = ["--vary", "firm.targeted-make-and-sell.targeting=0,0.3"];
const PRICE: [&str; 2] = ["--vary", "firm.sense-and-respond.price=1,1.1"];

#[test]
fn a_difference_of_nothing_has_a_chart_with_marks_that_can_be_read() {
    let base = tempfile::tempdir().expect("a folder");
    let nothing = ["slow-market", "--vary", "costs.storage=0.01,0.02", "--firm", "make-and-sell"];
    let (said, out) = compared(base.path(), &nothing);
    assert!(said.contains("No difference at all, in any of 8 worlds: the discounted profit of"), "{said}");
    let all = words(&chart(&out, "profit.svg"));
    assert!(all.iter().any(|text| text == "0.2") && all.iter().any(|text| text == "1.0"), "{all:?}");
    assert!(all.iter().all(|text| !text.contains("0.00")), "{all:?}");
    assert!(all.iter().any(|text| text.ends_with("\u{a0}0")), "the figure after the name is 0: {all:?}");
}

#[test]
fn pairs_that_end_at_different_times_say_on_how_many_worlds_each_rests() {
    let base = tempfile::tempdir().expect("a folder");
    let three = ["--vary", "firm.sense-and-respond.price=1,1.1,1.101", "--worlds", "24", "--margin", "0.1"];
    let (said, out) = compared(base.path(), &three);
    assert!(said.contains("each pair in the same 8 to 24 worlds"), "{said}");
    assert!(said.contains("(8 worlds; amounts per 1 000 market customers;"), "{said}");
    assert!(said.contains("(24 worlds; amounts per 1 000 market customers;"), "{said}");
    let verdict = verdict(&out);
    let simulated = &verdict["worlds"]["simulated"];
    assert_eq!((&simulated["price=1.1"], &simulated["price=1.101"]), (&24.into(), &24.into()));
    assert_eq!(simulated["price=1"], 8);
    let svg = chart(&out, "profit.svg");
    let all = words(&svg);
    for words in ["price=1 − price=1.1 (8 worlds)", "price=1.1 − price=1.101 (24 worlds)"] {
        assert!(all.iter().any(|text| text.starts_with(words)), "{words}: {all:?}");
    }
    assert!(
        all.iter().any(|text| text.contains("48 months · each pair in the same 8 to 24 worlds")),
        "{all:?}"
    );
    // Every pair has a hue of its own, and what stands after its name is explained.
    for colour in ["#0066A8", "#C44E00", "#007A58"] {
        assert!(svg.to_uppercase().contains(colour), "{colour}");
    }
    assert!(all.join(" ").contains("the figure after a name is that of its last month"), "{all:?}");
}

#[test]
fn a_verdict_is_one_sentence_with_effect_interval_worlds_and_crossing() {
    let base = tempfile::tempdir().expect("a folder");
    let (said, out) = compared(base.path(), &[&PRICE[..], &["--margin", "0"]].concat());
    let first = "With price=1.1 sense-and-respond earns ";
    let sentence = said.split(first).nth(1).and_then(|rest| rest.split(". ").next()).unwrap_or_default();
    for words in [
        " % more discounted profit over 48 months than with price=1 (",
        " currency per 1 000 market customers; 95 % interval ",
        "), in 8 of 8 worlds; by the profit of a month only price=1.1 is clearly ahead in any one year",
    ] {
        assert!(said.contains(words), "`{words}` is not in `{said}`");
    }
    // The percentage is of the alternative that is named.
    let row = &verdict(&out)["verdicts"][0];
    let number = |key: &str| row[key].as_f64().expect("a number");
    let percent = format!("{:.1} %", 100.0 * (number("mean_b") / number("mean_a") - 1.0));
    assert!(said.contains(&format!("{first}{percent} more")), "{percent}: {sentence}");
    for unit in
        ["discounted profit, currency ", "revenue, currency a month ", "trust, 0 to 1 ", "retention, % "]
    {
        assert!(said.contains(unit), "{unit}: {said}");
    }
    let all = words(&chart(&out, "retention_12m.svg")).join(" ");
    assert!(
        all.contains("Difference in 12-month retention") && all.contains("400 customers · 48 months"),
        "{all}"
    );
}

#[test]
fn scenarios_and_whole_markets_and_small_effects_are_named_in_plain_words() {
    let base = tempfile::tempdir().expect("a folder");
    let whole = ["slow-market", "fast-market", "--market", "--metric", "revenue", "--window", "early"];
    let (said, _) = compared(base.path(), &[&whole[..], &["--worlds", "8"]].concat());
    assert!(said.contains("In slow-market the revenue of the whole market in months 12 to 23 is "), "{said}");
    assert!(said.contains(" % higher than in fast-market ("), "{said}");
    let trust = [&PRICE[..], &["--metric", "trust", "--worlds", "8"]].concat();
    let (said, _) = compared(base.path(), &trust);
    assert!(said.contains("on a scale of 0 to 1"), "{said}");
    // What is decided and may yet be small, and what is open, is said to be.
    let small = ["--vary", "firm.sense-and-respond.price=1,1.01", "--margin", "20", "--worlds", "8"];
    let (said, _) = compared(base.path(), &small);
    assert!(said.contains("Too small to matter after 8 worlds"), "{said}");
    let near = ["--vary", "firm.sense-and-respond.price=1,1.05", "--margin", "5", "--worlds", "8"];
    let (said, _) = compared(base.path(), &near);
    let open = ["--vary", "choice.attention=0.3,0.301", "--firm", "sense-and-respond", "--margin", "0"];
    let (other, _) = compared(base.path(), &[&open[..], &["--worlds", "8"]].concat());
    assert!(said.contains("This may still be too small to matter (up to 5 % of the larger)"), "{said}");
    assert!(
        other.contains("Not decided when the budget ended after 8 worlds: with attention=0.3 the"),
        "{other}"
    );
    assert!(
        other.contains(" may be anything from ") && other.contains("so far it is higher with"),
        "{other}"
    );
}

#[test]
fn campaign_tests_stand_beside_the_truth_only_where_they_measure_it() {
    let base = tempfile::tempdir().expect("a folder");
    let (said, out) = compared(base.path(), &CONTACT);
    for words in [
        "note: targeted-make-and-sell changes its targeting by its tests",
        "--set firm.targeted-make-and-sell.tuned=false",
        "its campaign tests with targeting=0.3 report that customers whom it contacts buy ",
        "from targeting=0 to targeting=0.3 its purchases change by ",
    ] {
        assert!(said.contains(words), "`{words}` is not in `{said}`");
    }
    let verdict = verdict(&out);
    let rows: Vec<&Value> = verdict["verdicts"].as_array().expect("verdicts").iter().collect();
    let row = |metric: &str| {
        let is = |row: &&&Value| row["metric"] == metric && row["window"] == "late";
        *rows.iter().find(is).unwrap_or_else(|| panic!("{metric} is there"))
    };
    assert!(row("campaign_lift")["mean_a"].is_null() && row("campaign_lift")["mean_b"].is_number());
    assert!(row("purchases")["effect"].is_number());
    let pairs = fs::read_to_string(out.join("pairs.csv")).expect("pairs");
    assert!(pairs.contains(",campaign_lift,late,") && pairs.contains(",purchases,late,"));
    let held = ["--set", "firm.targeted-make-and-sell.tuned=false", "--worlds", "8"];
    let (said, _) = compared(base.path(), &[&CONTACT[..], &held].concat());
    assert!(!said.contains("note:"), "{said}");
    // What its tests do not measure stands beside nothing; and who contacts nobody has no tests.
    let other = ["--vary", "firm.targeted-make-and-sell.price=1,1.1", "--worlds", "8"];
    let (said, _) = compared(base.path(), &other);
    assert!(said.contains("they do not measure this difference") && !said.contains("What is true"), "{said}");
    let (said, _) = compared(base.path(), &PRICE);
    assert!(!said.contains("campaign"), "{said}");
}

/// A firm that moves in the run differs by events alone.
#[test]
fn a_firm_that_differs_by_events_is_the_one_that_is_compared() {
    let base = tempfile::tempdir().expect("a folder");
    let (said, out) = compared(base.path(), &["three-ways", "moving", "--worlds", "8"]);
    // Its tests are of contacting alone, and the move is more.
    assert!(
        said.contains("they do not measure this difference, in which more than contacting differs"),
        "{said}"
    );
    assert!(said.contains("; both are alike before month 24, and then by the profit of a month "), "{said}");
    let file = "extends = \"three-ways\"\nname = \"quiet\"\n[[event]]\nmonth = 12\n\
                set = { \"firm.targeted-make-and-sell.targeting\" = 0, \"firm.targeted-make-and-sell.tuned\" = false }\n";
    fs::write(base.path().join("quiet.toml"), file).expect("a file");
    let (quiet, _) = compared(base.path(), &["three-ways", "quiet.toml", "--worlds", "8"]);
    assert!(quiet.contains("from quiet to three-ways its purchases change by "), "{quiet}");
    let verdict = verdict(&out);
    let rows = verdict["verdicts"].as_array().expect("verdicts");
    assert!(rows.iter().all(|row| row["firm"] == "targeted-make-and-sell"), "{said}");
    // A law that strikes all firms is none of one firm, nor is a move beside it.
    let of = |text: &str| Alternative { name: text.to_owned(), config: crate::right(text) };
    let only = |a: &str, b: &str| only_firm_that_differs(&[of(a), of(b)]);
    let [three, law, moving] =
        ["three-ways", "disclosure-law", "moving"].map(|name| format!("extends = \"{name}\""));
    assert_eq!(only(&three, &moving).as_deref(), Some("targeted-make-and-sell"));
    assert_eq!(only(&three, &law), None);
    assert_eq!(only(&law, &moving), None);
    assert_eq!(only(&three, &format!("{moving}\n[[firm]]\nname = \"sense-and-respond\"\nprice = 1.1")), None);
    assert_eq!(only(&three, &three), None);
}

#[test]
fn what_has_no_value_under_one_alternative_ends_at_the_first_look() {
    let base = tempfile::tempdir().expect("a folder");
    let never = ["--vary", "trust.harm=0.1,0.2", "--metric", "campaign_lift", "--firm", "make-and-sell"];
    let (said, out) = compared(base.path(), &never);
    assert!(said.contains("has no value in any of 8 worlds, and no more were run"), "{said}");
    assert_eq!(verdict(&out)["worlds"]["simulated"]["harm=0.1"], 8);
    assert!(!said.contains("--worlds 192"), "more worlds would add nothing: {said}");
}
