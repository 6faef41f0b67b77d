//! Two lives in words and small tables.

use super::output;
use super::run::counted;
use super::text_table::{self, Side, shortened};
use super::trace_because;
use crate::scenario::config::Config;
use crate::trace::{self, AtFirm, Life, Moment, Pick};

/// What the words say beside the lives.
pub struct About<'a> {
    /// Names of A and B.
    pub names: [&'a str; 2],
    /// Scenario A; its size and seed are those of both.
    pub config: &'a Config,
    /// Number of the customer.
    pub customer: u32,
    /// Number of the replication.
    pub replicate: u32,
    /// Why she was picked, when she was.
    pub picked: Option<&'a Pick>,
    /// Whether all months are shown.
    pub all: bool,
}

/// Most firms whose memory has a column.
const FIRMS: usize = 4;
/// Most coordinates of a position that are all shown; of more, one less and a sign that there are others.
const COORDINATES: usize = 3;
/// Characters of the table of what happens that are neither memory nor events, and those that events have at least.
const FIXED: usize = 18;
const EVENTS: usize = 26;
/// Names of the two scenarios.
pub const SIDES: [&str; 2] = ["A", "B"];

/// All that is printed of two lives, in at most 80 columns.
pub fn text(about: &About, lives: [&Life; 2]) -> String {
    let mut text = output::wrapped(&headline(about, lives), "") + "\n\n";
    let partings = [trace::first_parting(lives), trace::first_parting_of_homes(lives)];
    text.push_str(&trace_because::text(lives, &partings));
    let shown = shown(about, lives, &partings);
    if !shown.is_empty() {
        text.push_str(&tables(lives, &shown));
    }
    text.push_str(&summary(lives));
    text
}

/// What was found, in a sentence or two.
pub fn finding(lives: [&Life; 2]) -> String {
    trace_because::finding(lives, &[trace::first_parting(lives), trace::first_parting_of_homes(lives)])
}

/// The two scenarios, and the size and chance of both.
pub fn setting(about: &About) -> String {
    let world = &about.config.world;
    format!(
        "A: {} · B: {} · {} customers · replication {} · seed {}",
        about.names[0],
        about.names[1],
        text_table::number(world.customers, 0),
        about.replicate,
        world.seed
    )
}

fn headline(about: &About, lives: [&Life; 2]) -> String {
    let world = &about.config.world;
    let picked = match about.picked {
        None => String::new(),
        Some(Pick::Parted) => ", who spends the most months at different firms".to_owned(),
        Some(Pick::Lost(firm)) => format!(", whom {firm} loses in B alone, for the longest time"),
        Some(Pick::Won(firm)) => format!(", whom {firm} wins in B alone, for the longest time"),
        Some(Pick::Typical) => ", who is nearest to the medians of all".to_owned(),
    };
    let start = &lives[0].start;
    let home = start.home.map_or("nowhere", |home| lives[0].firm(home));
    format!(
        "Customer {}{picked}, in A: {} and in B: {} ({} customers, {}, replication {}, seed {}). Her privacy \
         sensitivity is {:.2}, she buys {:.1} times as much as the mean, and she begins at {home}. The draws are the same \
         in A and B; what differs comes from the scenarios.",
        about.customer,
        about.names[0],
        about.names[1],
        text_table::number(world.customers, 0),
        counted(world.months, "month"),
        about.replicate,
        world.seed,
        start.sensitivity,
        start.rate
    )
}

/// The months that are shown: all, or those around the partings; by their place in the lives.
fn shown(about: &About, lives: [&Life; 2], partings: &[Option<trace::Parting>; 2]) -> Vec<usize> {
    let count = lives[0].months.len();
    if about.all {
        return (0..count).collect();
    }
    let first = lives[0].months.first().map_or(0, |moment| moment.today.month.0);
    let place = |parting: &Option<trace::Parting>| {
        parting.as_ref().map(|parting| (parting.month.0.max(first) - first) as usize)
    };
    let near = |month: usize, before: usize, after: usize| {
        let from = month.saturating_sub(before);
        from..(month + after + 1).min(count)
    };
    let early = place(&partings[0]).map(|month| near(month, 1, 1)).into_iter().flatten();
    let late = place(&partings[1]).map(|month| near(month, 2, 2)).into_iter().flatten();
    let mut months: Vec<usize> = early.chain(late).collect();
    months.sort_unstable();
    months.dedup();
    months
}

/// Two tables of these months: what she needs and gets, and what is remembered and happens. Firms have numbers in them,
/// which are those of the chart.
fn tables(lives: [&Life; 2], shown: &[usize]) -> String {
    let all = trace::firms(lives);
    let involved = involved(lives, shown);
    let mut firms = involved.clone();
    firms.truncate(columns(lives[0]));
    let number = |name: &str| number(&all, name);
    let heads = |heads: &[&str]| heads.iter().map(|&head| head.to_owned()).collect::<Vec<_>>();
    let mut gets = vec![heads(&["month", "", "her firm", "need", "offer", "fit", "expects", "trust"])];
    let mut happens = vec![heads(&["month", ""])];
    happens[0].extend(firms.iter().map(|firm| number(firm)));
    happens[0].extend(heads(&["buys", "what happens"]));
    for &month in shown {
        push_pair(&mut gets, lives.map(|life| offer_cells(life, month, &number)), lives, month);
        push_pair(&mut happens, lives.map(|life| memory_cells(life, month, &firms, &number)), lives, month);
    }
    let named = all.iter().map(|(name, _)| name.as_str()).filter(|name| involved.contains(name));
    let names: Vec<String> = named.map(|name| format!("{} {name}", number(name))).collect();
    let mut text = output::wrapped(&format!("Firms: {}", names.join(", ")), "");
    text.push_str("\n\nWhat she needs and gets (positions relative to the market's centre)\n");
    let mut sides = vec![Side::Right, Side::Left, Side::Left];
    sides.extend([Side::Right; 5]);
    text.push_str(&text_table::lines(&gets, &sides));
    text.push_str("\nWhat is remembered, and what happens\n");
    let mut sides = vec![Side::Right, Side::Left];
    sides.extend(vec![Side::Left; firms.len()]);
    sides.extend([Side::Right, Side::Left]);
    text.push_str(&text_table::lines(&happens, &sides));
    let letters: Vec<String> = (letters(&lives[0].categories).iter().zip(&lives[0].categories))
        .map(|(letter, name)| format!("{letter} {name}"))
        .collect();
    let legend =
        format!("{}; a capital is wanted, a small letter is not, a dot is not held", letters.join(", "));
    text + &output::wrapped(&legend, "") + "\n\n"
}

/// The rows of A and B, or one for both where they are the same.
fn push_pair(rows: &mut Vec<Vec<String>>, cells: [Vec<String>; 2], lives: [&Life; 2], month: usize) {
    let number = lives[0].months[month].today.month.0.to_string();
    let mut push = |name: &str, number: &str, cells: &[String]| {
        let (events, others) = cells.split_last().expect("a row has cells");
        // What has no room beside the other cells goes on below.
        for (line, events) in events.split('\n').enumerate() {
            let first = [number.to_owned(), name.to_owned()].into_iter().chain(others.iter().cloned());
            let cell = |cell: String| if line == 0 { cell } else { String::new() };
            rows.push(first.map(cell).chain([events.to_owned()]).collect());
        }
    };
    if cells[0] == cells[1] {
        push("A B", &number, &cells[0]);
    } else {
        push(SIDES[0], &number, &cells[0]);
        push(SIDES[1], "", &cells[1]);
    }
}

/// The firms that have a number: where she is in one of the months, then those that hold something, then those that do
/// something; by name.
fn involved<'a>(lives: [&'a Life; 2], shown: &[usize]) -> Vec<&'a str> {
    let mut firms: Vec<&str> = Vec::new();
    let mut add = |firm: &'a str| {
        if !firms.contains(&firm) {
            firms.push(firm);
        }
    };
    let months = || lives.into_iter().flat_map(|life| shown.iter().map(move |&month| (life, month)));
    for (life, month) in months() {
        life.home(month).into_iter().for_each(&mut add);
    }
    let does = |at: &AtFirm| at.contact.falls() || at.notice.falls() || at.breach.is_some_and(|b| b.falls());
    let ways: [&dyn Fn(&AtFirm) -> bool; 2] = [&|at| at.held != 0, &does];
    for way in ways {
        for (life, month) in months() {
            life.months[month].at.iter().filter(|at| way(at)).for_each(|at| add(life.firm(at.index)));
        }
    }
    firms
}

/// How many firms have a column of what they remember.
fn columns(life: &Life) -> usize {
    FIRMS.min((output::WIDTH - FIXED - EVENTS) / (memory_width(life) + 2))
}

/// What stands for a firm in tables and in the chart.
fn number(all: &[(String, String)], name: &str) -> String {
    let place = all.iter().position(|(known, _)| known == name).expect("a firm of one of the lives");
    format!("[{}]", place + 1)
}

fn offer_cells(life: &Life, month: usize, number_of: &dyn Fn(&str) -> String) -> Vec<String> {
    let moment = &life.months[month];
    let position = |values: &[f32]| {
        let count = if COORDINATES < values.len() { COORDINATES - 1 } else { COORDINATES };
        let shown: Vec<String> =
            values.iter().take(count).map(|&value| text_table::number(f64::from(value), 1)).collect();
        shown.join(" ") + if COORDINATES < values.len() { " .." } else { "" }
    };
    let own = own(moment);
    let number = |value: Option<f32>| {
        value.map_or_else(|| "-".to_owned(), |value| text_table::number(f64::from(value), 2))
    };
    vec![
        life.home(month).map_or_else(|| "nowhere".to_owned(), number_of),
        position(&moment.need),
        own.map_or_else(|| "-".to_owned(), |at| position(&at.offer)),
        number(own.map(|at| at.fit)),
        number(own.map(|_| moment.expectation)),
        number(own.map(|at| at.trust)),
    ]
}

/// Characters of what a firm holds: a letter for each kind of data, or the number of the firm above them.
fn memory_width(life: &Life) -> usize {
    life.categories.len().max(4)
}

/// What happens with her firm.
fn own(moment: &Moment) -> Option<&AtFirm> {
    moment.at.iter().find(|at| Some(at.index) == moment.home)
}

fn memory_cells(life: &Life, month: usize, firms: &[&str], number: &dyn Fn(&str) -> String) -> Vec<String> {
    let moment = &life.months[month];
    let letters = letters(&life.categories);
    let at = |name: &str| moment.at.iter().find(|at| life.firm(at.index) == name);
    let memory = |name: &&str| {
        let Some(at) = at(name) else { return "-".to_owned() };
        let letter = |(c, letter): (usize, &char)| match (at.held >> c & 1 == 1, at.items[c].wanted()) {
            (false, _) => '.',
            (true, true) => *letter,
            (true, false) => letter.to_ascii_lowercase(),
        };
        letters.iter().enumerate().map(letter).collect()
    };
    let mut cells: Vec<String> = firms.iter().map(memory).collect();
    cells.push(moment.bought.to_string());
    let by = |is: &dyn Fn(&AtFirm) -> bool| {
        let names: Vec<String> =
            moment.at.iter().filter(|at| is(at)).map(|at| number(life.firm(at.index))).collect();
        names.join(" ")
    };
    let mut events = Vec::new();
    let mut event = |words: &str, firms: String| {
        if !firms.is_empty() {
            events.push(format!("{words} {firms}").trim_end().to_owned());
        }
    };
    let yes = |is: bool| if is { " ".to_owned() } else { String::new() };
    event("need drawn anew", yes(moment.life_event.falls()));
    event("breach at", by(&|at| at.breach.is_some_and(|breach| breach.falls())));
    event("contact by", by(&|at| at.contact.falls()));
    event("reconsiders", yes(moment.reconsider.falls() && moment.home == moment.home_before));
    let place =
        |home: Option<usize>| home.map_or_else(|| "nowhere".to_owned(), |home| number(life.firm(home)));
    if moment.home != moment.home_before {
        event("moves to", place(moment.home));
    }
    event("notices", by(&|at| at.notice.falls()));
    let room = output::WIDTH - FIXED - firms.len() * (memory_width(life) + 2);
    cells.push(textwrap::wrap(&events.join(", "), room).join("\n"));
    cells
}

/// A capital letter for each kind of data: the first of its name, or the next that is free.
fn letters(categories: &[String]) -> Vec<char> {
    let mut taken: Vec<char> = Vec::new();
    for name in categories {
        let own = name.chars().map(|c| c.to_ascii_uppercase()).filter(char::is_ascii_uppercase);
        let letter = own.chain('A'..='Z').find(|letter| !taken.contains(letter)).unwrap_or('*');
        taken.push(letter);
    }
    taken
}

/// Both lives in numbers.
fn summary(lives: [&Life; 2]) -> String {
    let mut rows = vec![vec!["The whole of both lives".to_owned(), "A".to_owned(), "B".to_owned()]];
    let mut row = |words: &str, value: &dyn Fn(&Life) -> String| {
        rows.push(vec![words.to_owned(), value(lives[0]), value(lives[1])]);
    };
    let mut firms: Vec<&str> =
        lives.iter().flat_map(|life| life.firms.iter().map(|(name, _)| name.as_str())).collect();
    let months =
        |life: &Life, firm: Option<&str>| (0..life.months.len()).filter(|&m| life.home(m) == firm).count();
    firms.sort_unstable_by_key(|firm| {
        std::cmp::Reverse(lives.map(|life| months(life, Some(firm))).iter().sum::<usize>())
    });
    firms.dedup();
    for firm in firms.into_iter().filter(|firm| lives.iter().any(|life| 0 < months(life, Some(firm)))) {
        row(&format!("months at {}", shortened(firm, 40)), &|life| months(life, Some(firm)).to_string());
    }
    row("months nowhere", &|life| months(life, None).to_string());
    let count = |count: &dyn Fn(&Moment) -> usize, life: &Life| {
        life.months.iter().map(count).sum::<usize>().to_string()
    };
    row("changes of firm", &|life| count(&|moment| usize::from(moment.home != moment.home_before), life));
    row("purchases", &|life| count(&|moment| moment.bought as usize, life));
    let mean = |value: &dyn Fn(&AtFirm) -> f32, life: &Life| {
        let own: Vec<f32> = life.months.iter().filter_map(own).map(value).collect();
        if own.is_empty() {
            "-".to_owned()
        } else {
            format!("{:.2}", own.iter().sum::<f32>() / own.len() as f32)
        }
    };
    row("mean fit at her firm", &|life| mean(&|at| at.fit, life));
    row("mean trust in her firm", &|life| mean(&|at| at.trust, life));
    let firms = |is: &dyn Fn(&AtFirm) -> bool, moment: &Moment| moment.at.iter().filter(|at| is(at)).count();
    row("contacts", &|life| count(&|moment| firms(&|at| at.contact.falls(), moment), life));
    row("noticed intrusions", &|life| count(&|moment| firms(&|at| at.notice.falls(), moment), life));
    let held = |life: &Life, wanted: bool| {
        let last = life.months.last().map_or(&[][..], |moment| &moment.at);
        let is = |at: &AtFirm, c: usize| at.held >> c & 1 == 1 && at.items[c].wanted() == wanted;
        last.iter().map(|at| (0..at.items.len()).filter(|&c| is(at, c)).count()).sum::<usize>().to_string()
    };
    row("held about her at the end, wanted", &|life| held(life, true));
    row("held about her at the end, not wanted", &|life| held(life, false));
    text_table::lines(&rows, &[Side::Left, Side::Right, Side::Right]) + "\n"
}
