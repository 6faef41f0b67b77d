//! Charts, as bytes and as pictures.

use crate::synthetic::{self, Firm, firm};
use sellsense::experiment::Outcome;
use sellsense::export::charts::{self, Charts, Study};

fn study(months: i64, replications: i64) -> Study {
    Study {
        scenario: "synthetic with trust.harm = 0.2".to_owned(),
        firms: Vec::new(),
        question: "Who keeps customers when needs shift and people mind being watched?".to_owned(),
        customers: 20_000,
        replications: replications as u64,
        seed: 1,
        months: months as u64,
        events: Vec::new(),
    }
}

fn drawn(outcome: &Outcome, study: &Study) -> Charts {
    charts::draw(&outcome.monthly, &outcome.cohorts, study).expect("the charts can be drawn")
}

struct Case {
    name: &'static str,
    firms: Vec<Firm>,
    months: i64,
    replications: i64,
    events: Vec<(u32, &'static str)>,
}

fn cases() -> Vec<Case> {
    let case = |name, firms, months, replications| Case { name, firms, months, replications, events: vec![] };
    let alike = |index: usize| {
        let models =
            ["make-and-sell", "make-and-sell", "custom", "sense-and-respond", "custom", "make-and-sell"];
        firm(&format!("firm-number-{index}"), models[index], 0.55 + 0.002 * index as f64)
    };
    let four = || {
        let mut firms = synthetic::three();
        firms.push(firm("covert-sense-and-respond", "covert-sense-and-respond", 0.52));
        firms
    };
    let mut late = four();
    late[3].enters = 40;
    late[0].leaves = 80;
    vec![
        case("default", synthetic::three(), 120, 20),
        case("one-firm", vec![firm("acme", "custom", 0.6)], 120, 20),
        case("two-firms", synthetic::three()[..2].to_vec(), 48, 10),
        case("one-replication", four(), 120, 1),
        case("six-alike", (0..6).map(alike).collect(), 120, 20),
        case("year", synthetic::three(), 12, 5),
        case("month", synthetic::three(), 1, 5),
        case("half-century", four(), 600, 5),
        case(
            "long-names",
            vec![
                firm("the-very-old-company-that-never-changed-its-name-in-the-north", "make-and-sell", 0.6),
                firm("the-very-old-company-that-never-changed-its-name-in-the-south", "make-and-sell", 0.605),
                firm("b", "sense-and-respond", 0.2),
            ],
            60,
            8,
        ),
        Case {
            events: vec![
                (24, "technology.power = 2"),
                (24, "breach at targeted-make-and-sell"),
                (30, "privacy.shift = 0.2"),
                (36, "firm.covert-sense-and-respond.disclosure = 1"),
                (38, "firm.make-and-sell.price = 0.9"),
                (39, "needs.market_shift_per_year = 0.8"),
                (40, "choice.attention = 0.3"),
                (118, "technology.growth_per_year = 0.1"),
            ],
            ..case("events", late, 120, 20)
        },
    ]
}

#[test]
fn every_case_can_be_drawn() {
    // With a folder in SELLSENSE_GALLERY the pictures are also written there, to be looked at.
    let gallery = std::env::var_os("SELLSENSE_GALLERY").map(std::path::PathBuf::from);
    for case in cases() {
        let outcome = synthetic::outcome(&case.firms, case.months, case.replications);
        let mut study = study(case.months, case.replications);
        study.events = case.events.iter().map(|(month, label)| (*month, (*label).to_owned())).collect();
        let start = std::time::Instant::now();
        let charts = drawn(&outcome, &study);
        println!("{}: {:?}, left out: {:?}", case.name, start.elapsed(), charts.left_out);
        assert_eq!(charts.files.len() / 2 + charts.left_out.len(), 8, "{}", case.name);
        for file in &charts.files {
            if let Some(gallery) = &gallery {
                let path = gallery.join(format!("{}-{}", case.name, file.path.replace("charts/", "")));
                std::fs::write(path, &file.bytes).expect("the gallery can be written");
            }
        }
    }
}

/// The pixels of a PNG: width, and red, green and blue of each pixel.
fn pixels(bytes: &[u8]) -> (usize, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().expect("it is a PNG");
    let mut pixels = vec![0; reader.output_buffer_size()];
    let info = reader.next_frame(&mut pixels).expect("it is a whole PNG");
    assert_eq!((info.width, info.height), (1600, 1000));
    (info.width as usize, pixels)
}

/// Pixels darker than half in a part of the picture.
fn ink((wide, pixels): &(usize, Vec<u8>), x: std::ops::Range<usize>, y: std::ops::Range<usize>) -> usize {
    y.flat_map(|y| x.clone().map(move |x| (x, y)))
        .filter(|(x, y)| {
            pixels[(y * wide + x) * 3..][..3].iter().map(|&part| u32::from(part)).sum::<u32>() < 384
        })
        .count()
}

fn file<'a>(charts: &'a Charts, name: &str) -> &'a [u8] {
    let path = format!("charts/{name}");
    &charts.files.iter().find(|file| file.path == path).expect("the chart was drawn").bytes
}

#[test]
fn a_png_has_its_words_and_keeps_its_margins() {
    let outcome = synthetic::outcome(&synthetic::three(), 60, 4);
    let charts = drawn(&outcome, &study(60, 4));
    let picture = pixels(file(&charts, "trust.png"));
    // The bold title, the question below it, the numbers of the scale, the names at the right.
    assert!(800 < ink(&picture, 44..1000, 82..112));
    assert!(100 < ink(&picture, 44..92, 180..900));
    assert!(500 < ink(&picture, 1190..1556, 180..900));
    for margin in [(0..40, 0..1000), (1560..1600, 0..1000)] {
        assert_eq!(ink(&picture, margin.0, margin.1), 0);
    }
    assert_eq!(ink(&picture, 0..1600, 0..30) + ink(&picture, 0..1600, 985..1000), 0);
    // In bold this title has about 6 100 dark pixels, in regular type about 3 600.
    let title = ink(&picture, 44..800, 36..76);
    assert!((5000..7500).contains(&title), "{title}");
}

/// The texts of an SVG: words, where they begin or end \[tenths of a point\], and their colour.
fn texts(svg: &str) -> Vec<(String, f64, f64, String)> {
    let attribute = |tag: &str, name: &str| {
        let from = tag.find(&format!(" {name}=\"")).expect("the attribute is there") + name.len() + 3;
        tag[from..].split('"').next().expect("it ends").to_owned()
    };
    svg.split("<text")
        .skip(1)
        .map(|part| {
            let (tag, rest) = part.split_once('>').expect("the tag ends");
            let words = rest.split("</text>").next().expect("the text ends").trim().to_owned();
            let number = |name| attribute(tag, name).parse::<f64>().expect("a number");
            (words, number("x"), number("y"), attribute(tag, "fill"))
        })
        .collect()
}

#[test]
fn an_svg_names_fonts_that_others_have_and_stays_on_its_sheet() {
    let outcome = synthetic::outcome(&synthetic::three(), 60, 6);
    let mut study = study(60, 6);
    study.question = "Is 1 < 2 & \"so\" on?".to_owned();
    let charts = drawn(&outcome, &study);
    let svg = String::from_utf8(file(&charts, "revenue.svg").to_vec()).expect("it is text");
    assert!(svg.starts_with("<svg width=\"800\" height=\"500\""), "{}", &svg[..100]);
    assert!(svg.contains("viewBox=\"0 0 8000 5000\""));
    assert!(
        svg.contains("font-family=\"Inter, Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif\"")
    );
    assert!(svg.contains("1 &lt; 2 &amp;"), "the question is escaped");
    assert!(svg.contains("<title>Revenue</title>"));
    for list in svg.split("points=\"").skip(1) {
        for pair in list.split('"').next().expect("it ends").split_whitespace() {
            let (x, y) = pair.split_once(',').expect("two numbers");
            let (x, y): (f64, f64) = (x.parse().expect("a number"), y.parse().expect("a number"));
            assert!((0.0..=8000.0).contains(&x) && (0.0..=5000.0).contains(&y), "{pair}");
        }
    }
    let all = texts(&svg);
    let said = |words: &str| all.iter().any(|text| text.0.contains(words));
    assert!(said("synthetic with trust.harm = 0.2 · 20\u{202f}000 customers · 6 replications · seed 1"));
    assert!(said("currency per 1 000 market customers a month"));
    assert!(said("Darker band: 95\u{a0}% interval of the mean"));
    assert!(said("months since the start"));
    // Browsers run plain spaces together.
    assert!(!svg.contains("  <") && all.iter().all(|text| !text.0.contains("  ")));
    for firm in synthetic::three() {
        assert!(said(&firm.name), "{}", firm.name);
    }
}

#[test]
fn labels_of_nearly_equal_curves_stand_apart() {
    let firms: Vec<Firm> = (0..6)
        .map(|index| firm(&format!("firm-{index}"), "custom", 0.55 + 1e-4 * f64::from(index)))
        .collect();
    let charts = drawn(&synthetic::outcome(&firms, 120, 10), &study(120, 10));
    for name in ["trust.svg", "market-share.svg", "cohorts.svg"] {
        let svg = String::from_utf8(file(&charts, name).to_vec()).expect("it is text");
        let mut heights: Vec<f64> =
            texts(&svg).into_iter().filter(|text| text.0.starts_with("firm-")).map(|text| text.2).collect();
        assert_eq!(heights.len(), 6, "{name}");
        heights.sort_by(f64::total_cmp);
        assert!(heights.windows(2).all(|pair| 140.0 <= pair[1] - pair[0]), "{name}: {heights:?}");
    }
}

#[test]
fn colours_follow_the_model_and_events_are_named() {
    let mut study = study(120, 5);
    study.events = vec![(24, "breach at x".to_owned()), (25, "technology.power = 2".to_owned())];
    let mut firms = synthetic::three();
    let colour = |firms: &[Firm], study: &Study| {
        let charts = drawn(&synthetic::outcome(firms, 120, 5), study);
        let svg = String::from_utf8(file(&charts, "trust.svg").to_vec()).expect("it is text");
        let of = |name: &str| {
            texts(&svg).into_iter().find(|text| text.0.starts_with(name)).expect("it is there").3
        };
        assert_eq!(of("breach at x"), of("technology.power = 2"));
        of("sense-and-respond")
    };
    let before = colour(&firms, &study);
    firms.reverse();
    firms.push(firm("another", "make-and-sell", 0.5));
    assert_eq!(colour(&firms, &study), before);
}

#[test]
fn what_nobody_has_makes_no_chart_and_one_replication_no_band() {
    let firms = vec![firm("a", "make-and-sell", 0.6), firm("b", "make-and-sell", 0.5)];
    let charts = drawn(&synthetic::outcome(&firms, 120, 1), &study(120, 1));
    let reasons = charts.left_out.join("; ");
    assert!(reasons.contains("for share") && reasons.contains("Noticed intrusions"), "{reasons}");
    assert!(!charts.files.iter().any(|file| file.path.contains("for-share")));
    let svg = String::from_utf8(file(&charts, "trust.svg").to_vec()).expect("it is text");
    // There is no area beside the sheet, and the words do not speak of bands.
    assert_eq!(svg.matches("<polygon").count(), 0);
    assert!(!svg.contains("band") && svg.contains("only replication"));
}

#[test]
fn customers_who_stay_are_pooled_over_the_cohorts_that_are_followed_equally_long() {
    // 12 months: cohorts of months 1 to 6 count, for 5 months. Half of a large one and none of a small one
    // stay: 50 of 110.
    let mut outcome = synthetic::outcome(&[firm("a", "custom", 0.5)], 12, 2);
    let rows: Vec<(i64, i64, i64, i64, i64)> = (0..2)
        .flat_map(|replicate| {
            (0..=5).flat_map(move |age| {
                [
                    (replicate, 0, age, 1000, 1000),
                    (replicate, 1, age, 100, if age == 0 { 100 } else { 50 }),
                    (replicate, 6, age, 10, if age == 0 { 10 } else { 0 }),
                    (replicate, 7, age, 500, 500),
                ]
            })
        })
        .collect();
    for (column, pick) in [(1, 0), (3, 1), (4, 2), (5, 3), (6, 4)] {
        let cell = |row: &(i64, i64, i64, i64, i64)| [row.0, row.1, row.2, row.3, row.4][pick];
        outcome.cohorts.columns[column].values =
            sellsense::table::Values::Integer(rows.iter().map(cell).collect());
    }
    for (column, word) in [(0, "synthetic"), (2, "a")] {
        let mut words = sellsense::table::Values::text();
        rows.iter().for_each(|_| words.push_text(word));
        outcome.cohorts.columns[column].values = words;
    }
    let charts = drawn(&outcome, &study(12, 2));
    let svg = String::from_utf8(file(&charts, "cohorts.svg").to_vec()).expect("it is text");
    let label =
        texts(&svg).into_iter().find(|text| text.0.starts_with("a\u{a0}")).expect("the curve has a name").0;
    assert!(label.contains("45\u{202f}%"), "{label}");
    assert!(svg.contains("joined in months 1 to 6"));
}

/// The corners of all areas of an SVG and of its axes \[tenths of a point\].
fn corners(svg: &str) -> Vec<f64> {
    svg.split("<polygon")
        .skip(1)
        .flat_map(|part| {
            let points = part.split("points=\"").nth(1).expect("an area has corners");
            let points = points.split('"').next().expect("they end").split_whitespace();
            points.map(|pair| pair.split_once(',').expect("two numbers").1.parse().expect("a number"))
        })
        .collect()
}

/// Three firms in 20 replications, a fourth only in the first `some` of them.
fn with_a_rare_firm(some: i64) -> Outcome {
    let mut firms = synthetic::three();
    let mut rare = firm("rare", "custom", 0.9);
    rare.replications = some;
    firms.push(rare);
    synthetic::outcome(&firms, 60, 20)
}

#[test]
fn a_curve_that_rests_on_fewer_replications_is_said_to_and_has_no_interval() {
    let svg = |some| {
        let charts = drawn(&with_a_rare_firm(some), &study(60, 20));
        String::from_utf8(file(&charts, "trust.svg").to_vec()).expect("it is text")
    };
    let rare = svg(4);
    let words: String = texts(&rare).iter().map(|text| format!("{} ", text.0)).collect();
    assert!(words.contains("mean of the replications in which the firm is there and has a value (4 to 20"));
    assert!(words.contains("interval of the mean (of 5 or more)"), "{words}");
    // Three firms with two bands each; the fourth has the spread of its replications alone.
    assert_eq!(rare.matches("<polygon").count(), 7);
    assert_eq!(svg(5).matches("<polygon").count(), 8);
    let all = svg(20);
    assert!(all.contains("Line: mean of 20 replications."), "nothing is said where nothing is missing");
}

#[test]
fn bands_stay_within_what_is_possible_and_leave_the_axis_to_the_lines() {
    let mut outcome = synthetic::outcome(&synthetic::three(), 60, 5);
    let replicates = outcome.monthly.integers("replicate").to_vec();
    let column =
        outcome.monthly.columns.iter_mut().find(|column| column.name == "for_share").expect("a column");
    // Far apart, near the ends: an interval by Student's t reaches from below 0 to above 1.
    let far = replicates.iter().map(|replicate| Some(if *replicate < 2 { 0.02 } else { 0.98 })).collect();
    column.values = sellsense::table::Values::Number(far);
    let charts = drawn(&outcome, &study(60, 5));
    let svg = String::from_utf8(file(&charts, "for-share.svg").to_vec()).expect("it is text");
    let all = texts(&svg);
    let height = |words: &str| all.iter().find(|text| text.0 == words).expect("a mark of the axis").2;
    assert!(!all.iter().any(|text| ["120", "150", "200"].contains(&text.0.as_str())), "the axis ends at 100");
    // The baseline of a mark lies 37 below its line, and text at most 140 above its place.
    let (top, foot) = (height("100") - 240.0, height("0") + 60.0);
    let corners = corners(&svg);
    assert!(!corners.is_empty() && corners.iter().all(|y| (top..=foot).contains(y)), "{top} {foot}");
}

#[test]
fn many_entrants_are_thin_lines_with_one_name() {
    let mut firms = synthetic::three();
    firms.extend((1..=9).map(|index| {
        let level = 0.4 + 0.02 * f64::from(index);
        Firm { enters: 6 * i64::from(index), ..firm(&format!("entrant-{index}"), "custom", level) }
    }));
    let outcome = synthetic::outcome(&firms, 120, 6);
    let mut study = study(120, 6);
    study.firms = synthetic::three().into_iter().map(|firm| firm.name).collect();
    let charts = drawn(&outcome, &study);
    let svg = String::from_utf8(file(&charts, "trust.svg").to_vec()).expect("it is text");
    let words: Vec<String> = texts(&svg).into_iter().map(|text| text.0).collect();
    assert_eq!(words.iter().filter(|words| words.contains("entrant")).collect::<Vec<_>>(), ["entrants (9)"]);
    assert!(words.iter().any(|words| words.contains("Thin grey lines: firms that")), "{words:?}");
    assert_eq!(svg.matches("<polygon").count(), 6, "bands of the firms of the scenario alone");
    // As few firms as have room keep their names.
    let few = synthetic::outcome(&firms[..6], 120, 6);
    let svg = String::from_utf8(file(&drawn(&few, &study), "trust.svg").to_vec()).expect("it is text");
    assert!(svg.contains("entrant-3\u{a0}"), "a name each");
}

#[test]
fn a_chart_of_intrusions_is_left_out_for_the_true_reason() {
    let zero = |outcome: &mut Outcome| {
        let rows = outcome.monthly.rows();
        let columns = &mut outcome.monthly.columns;
        let column =
            columns.iter_mut().find(|column| column.name == "intrusions_per_1000").expect("a column");
        column.values = sellsense::table::Values::Number(vec![Some(0.0); rows]);
    };
    let mut outcome = synthetic::outcome(&synthetic::three(), 60, 3);
    zero(&mut outcome);
    let reasons = drawn(&outcome, &study(60, 3)).left_out;
    assert_eq!(reasons, ["Noticed intrusions: nobody noticed an intrusion"]);
    let mut outcome = synthetic::outcome(&[firm("a", "make-and-sell", 0.5)], 60, 3);
    zero(&mut outcome);
    for column in outcome.monthly.columns.iter_mut().filter(|column| column.name == "items_held") {
        column.values = sellsense::table::Values::Number(vec![Some(0.0); 180]);
    }
    let reasons = drawn(&outcome, &study(60, 3)).left_out.join("; ");
    assert!(reasons.contains("Noticed intrusions: no firm holds anything about anybody"), "{reasons}");
}

#[test]
fn profit_has_a_chart_in_the_unit_of_revenue() {
    let charts = drawn(&synthetic::outcome(&synthetic::three(), 60, 3), &study(60, 3));
    assert!(String::from_utf8_lossy(file(&charts, "profit.svg")).contains("<title>Profit</title>"));
}
