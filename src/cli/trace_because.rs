//! Why two lives part, in words.

use super::output;
use super::run::counted;
use super::text_table::{self, Side, shortened};
use super::trace_text::SIDES;
use crate::draws::START;
use crate::trace::{self, Because, Candidate, Deed, Input, Life, Parting, TERMS, Why};

/// What falls differently, in a sentence or two.
pub fn finding(lives: [&Life; 2], [first, homes]: &[Option<Parting>; 2]) -> String {
    match (first, homes) {
        (None, _) => {
            format!("Nothing falls differently in {}.", counted(lives[0].months.len() as f64, "month"))
        }
        (Some(first), Some(homes)) if first == homes => {
            format!("{}: {}. {}", when(first), what(first), how_long(lives, first))
        }
        (Some(first), None) => {
            format!("{}: {}. She never comes to buy from different firms.", when(first), what(first))
        }
        (Some(first), Some(homes)) => {
            format!("{}: {}. {} {}.", when(first), what(first), different(homes), what(homes))
        }
    }
}

/// For how long she buys from different firms, in a sentence.
fn how_long(lives: [&Life; 2], from: &Parting) -> String {
    let first = lives[0].months.first().map_or(0, |moment| moment.today.month.0);
    let later = (from.month.0.max(first) - first) as usize..lives[0].months.len();
    let (all, differ) =
        (later.len(), later.filter(|&month| lives[0].home(month) != lives[1].home(month)).count());
    if differ == all {
        "From then on she buys from different firms.".to_owned()
    } else {
        format!("She buys from different firms in {differ} of the {all} months from then on.")
    }
}

/// The partings and their reasons; ends with an empty line.
pub fn text(lives: [&Life; 2], [first, homes]: &[Option<Parting>; 2]) -> String {
    let Some(first) = first else {
        let count = counted(lives[0].months.len() as f64, "month");
        let text = format!("The two lives do not part: in {count} no decision falls differently.");
        return output::wrapped(&text, "") + "\n\n";
    };
    let mut text = reason(lives, first, &format!("The lives part {}: {}.", when_small(first), what(first)));
    match homes {
        Some(homes) if homes != first => {
            text.push_str(&reason(lives, homes, &format!("{} {}.", different(homes), what(homes))));
        }
        Some(_) => {}
        None => text.push_str("She never comes to buy from different firms.\n\n"),
    }
    text
}

fn when(parting: &Parting) -> String {
    if parting.month == START { "At the start".to_owned() } else { format!("Month {}", parting.month.0) }
}

fn when_small(parting: &Parting) -> String {
    if parting.month == START { "at the start".to_owned() } else { format!("in month {}", parting.month.0) }
}

fn different(parting: &Parting) -> String {
    if parting.month == START {
        "From the start she buys from different firms:".to_owned()
    } else {
        format!("In month {} she comes to buy from different firms:", parting.month.0)
    }
}

/// What falls differently, as a clause.
fn what(parting: &Parting) -> String {
    let firm = parting.firm.as_deref().unwrap_or("a firm");
    let category = parting.category.as_deref().unwrap_or("data");
    let named = |taken: &Option<String>| taken.clone().unwrap_or_else(|| "nowhere".to_owned());
    let only = |clause: String| {
        let Why::Below { draw, chances } = &parting.why else { return clause };
        let (here, there) = if *draw < chances[0] { ("A", "B") } else { ("B", "A") };
        format!("{clause} in {here} and not in {there}")
    };
    match (&parting.why, parting.deed) {
        (Why::Count { counts, .. }, _) => format!("she buys {} in A and {} in B", counts[0], counts[1]),
        (Why::Best { taken, .. }, Deed::StartHome) => {
            format!("she begins at {} in A and at {} in B", named(&taken[0]), named(&taken[1]))
        }
        (Why::Best { taken, .. }, _) => {
            format!("she takes {} in A and {} in B", named(&taken[0]), named(&taken[1]))
        }
        (Why::Ends, _) => format!("{firm} ends in one of the two scenarios"),
        (_, Deed::Breach) => only(format!("a breach at {firm} strikes her")),
        (_, Deed::LifeEvent) => only("her need is drawn anew".to_owned()),
        (_, Deed::Contact) => only(format!("{firm} contacts her")),
        (_, Deed::Collect) => only(format!("{firm} collects data about her ({category})")),
        (_, Deed::See) => only(format!("{firm} observes something of her ({category})")),
        (_, Deed::Notice) => only(format!("she notices an intrusion by {firm}")),
        (_, _) => only("she reconsiders".to_owned()),
    }
}

/// What happened, the draw and the chances, and what made the chances.
fn reason(lives: [&Life; 2], parting: &Parting, what: &str) -> String {
    let absent = absent(lives, parting);
    let because = if parting.because.is_empty() || absent.is_some() {
        String::new()
    } else {
        let inputs: Vec<String> = parting.because.iter().map(input).collect();
        format!(" What differs: {}.", inputs.join("; "))
    };
    match &parting.why {
        Why::Below { draw, chances } if absent.is_some() => {
            let (side, words) = absent.unwrap_or_default();
            let [draw, chance] = apart([*draw, chances[1 - side]]);
            let text = format!(
                "{what} The draw is {draw}. It happens in {} where the draw lies below the chance, which is {chance}; {words}.",
                SIDES[1 - side]
            );
            output::wrapped(&text, "") + "\n\n"
        }
        Why::Below { draw, chances } => {
            let [draw, a, b] = apart([*draw, chances[0], chances[1]]);
            let text = format!(
                "{what} The draw is {draw} in both. It happens where the draw lies below the chance, which is {a} in A and \
                 {b} in B.{because}"
            );
            output::wrapped(&text, "") + "\n\n"
        }
        Why::Count { draw, means, .. } => {
            let [a, b] = apart(*means);
            let text = format!(
                "{what} The draw is {draw:.3} in both: the quantile of a Poisson number with mean {a} in A and {b} in \
                 B.{because}"
            );
            output::wrapped(&text, "") + "\n\n"
        }
        Why::Best { candidates, taken } => {
            let rule = if parting.deed == Deed::StartHome {
                "She takes the largest sum of the logarithm of a firm's share and a draw, which is equal in both."
            } else {
                "She takes the largest sum of utility and taste of the day. The taste is a draw, equal in both; the \
                 utility is not."
            };
            let mut text = output::wrapped(&format!("{what} {rule}"), "") + "\n";
            text.push_str(&candidates_table(&parting.why, candidates));
            if parting.deed == Deed::Choice {
                text.push_str(&output::wrapped(&terms(candidates, taken), ""));
                text.push('\n');
                text.push_str(&trust(lives, parting, candidates));
            }
            text + "\n"
        }
        Why::Ends => {
            output::wrapped(&format!("{what} Nothing is drawn: it lost too much for too long."), "") + "\n\n"
        }
    }
}

/// In which of A and B the firm of a parting is not in the market, if it is not in both, and the words for it.
fn absent(lives: [&Life; 2], parting: &Parting) -> Option<(usize, String)> {
    let firm = parting.firm.as_deref()?;
    let first = lives[0].months.first()?.today.month.0;
    let month = parting.month.0.checked_sub(first)? as usize;
    let is_there = |life: &Life| life.months[month].at.iter().any(|at| life.firm(at.index) == firm);
    let side = lives.iter().position(|life| !is_there(life))?;
    let is_ever = lives[side].firms.iter().any(|(name, _)| name == firm);
    let then = if is_ever { " in that month" } else { "" };
    Some((side, format!("{firm} is not in {}{then}", SIDES[side])))
}

/// Numbers with as many decimals as tell them apart, two at least.
fn apart<const N: usize>(values: [f32; N]) -> [String; N] {
    for decimals in 2..7 {
        let texts = values.map(|value| format!("{value:.decimals$}"));
        let is_told = |i: usize| (0..i).all(|j| texts[i] != texts[j] || values[i] == values[j]);
        if (0..N).all(is_told) {
            return texts;
        }
    }
    values.map(|value| value.to_string())
}

fn input(because: &Because) -> String {
    let Because { what, values } = because;
    let words = |value: Input| match value {
        Input::Number(value) => format!("{value:.2}"),
        Input::Is(true) => "yes".to_owned(),
        Input::Is(false) => "no".to_owned(),
        Input::Absent => "none".to_owned(),
    };
    let texts = match values {
        [Input::Number(a), Input::Number(b)] => apart([*a, *b]),
        values => values.map(words),
    };
    format!("{what} {} in A, {} in B", texts[0], texts[1])
}

/// Utility, taste and chance of each candidate in A and B.
fn candidates_table(why: &Why, candidates: &[Candidate]) -> String {
    let heads =
        [["", "taste", "utility", "", "sum ", "", "chance", ""], ["", "", "A", "B", "A ", "B ", "A", "B"]];
    let mut rows: Vec<Vec<String>> = heads.map(|head| head.map(str::to_owned).to_vec()).to_vec();
    let chances = [why.chances(0), why.chances(1)];
    let sum = |candidate: &Candidate, side: usize| Some(candidate.utilities[side]? + candidate.taste());
    let best =
        [0, 1].map(|side| candidates.iter().filter_map(|c| sum(c, side)).fold(f32::NEG_INFINITY, f32::max));
    for (index, candidate) in candidates.iter().enumerate() {
        let number = |value: Option<f32>| {
            value.map_or_else(|| "-".to_owned(), |value| text_table::number(f64::from(value), 2))
        };
        let sum = |side: usize| {
            let sum = sum(candidate, side);
            // A mark stands where she goes; others keep its place.
            number(sum) + if sum == Some(best[side]) { "*" } else { " " }
        };
        let chance = |side: usize| match (candidate.utilities[side], chances[side][index]) {
            (None, _) => "-".to_owned(),
            (_, chance) if 0.0 < chance && chance < 0.005 => "<0.01".to_owned(),
            (_, chance) => format!("{chance:.2}"),
        };
        rows.push(vec![
            shortened(candidate.firm.as_deref().unwrap_or("nowhere"), 24),
            number(Some(candidate.taste())),
            number(candidate.utilities[0]),
            number(candidate.utilities[1]),
            sum(0),
            sum(1),
            chance(0),
            chance(1),
        ]);
    }
    let mut sides = vec![Side::Left];
    sides.extend([Side::Right; 7]);
    text_table::lines(&rows, &sides)
}

/// What the utilities of those that are taken differ in.
fn terms(candidates: &[Candidate], taken: &[Option<String>; 2]) -> String {
    let clauses =
        candidates.iter().filter(|candidate| taken.contains(&candidate.firm)).filter_map(|candidate| {
            let firm = candidate.firm.as_deref()?;
            let [Some(a), Some(b)] = candidate.terms else { return None };
            let differing = TERMS.iter().zip(a.iter().zip(&b)).filter(|(_, (a, b))| 0.005 <= (*b - *a).abs());
            let differing: Vec<String> =
                differing.map(|(term, (a, b))| format!("{term} {:+.2}", b - a)).collect();
            let total = candidate.utilities[1]? - candidate.utilities[0]?;
            let more = if 0.0 < total { "more" } else { "less" };
            let worth = match text_table::number(f64::from(total.abs()), 2).as_str() {
                "0.00" => format!("{firm} is worth as much in B as in A, to a hundredth"),
                size => format!("{firm} is worth {size} {more} in B than in A"),
            };
            Some(if differing.is_empty() { worth } else { format!("{worth} ({})", differing.join(", ")) })
        });
    let clauses: Vec<String> = clauses.collect();
    let worth = (!clauses.is_empty()).then(|| format!("{}.", clauses.join(", and ")));
    // The place of a firm that is in one market only.
    let absent =
        candidates.iter().filter(|candidate| taken.contains(&candidate.firm)).filter_map(|candidate| {
            let side = candidate.terms.iter().position(Option::is_none)?;
            Some(format!("{} is not in {}.", candidate.firm.as_deref()?, SIDES[side]))
        });
    worth.into_iter().chain(absent).collect::<Vec<_>>().join(" ")
}

/// What made the trust in the firm whose trust differs most.
fn trust(lives: [&Life; 2], parting: &Parting, candidates: &[Candidate]) -> String {
    let first = lives[0].months.first().map_or(0, |moment| moment.today.month.0);
    let month = (parting.month.0 - first) as usize;
    let ledgers = |firm: &str| {
        Some([trace::trust_ledger(lives[0], firm, month)?, trace::trust_ledger(lives[1], firm, month)?])
    };
    let gap = |firm: &&str| ledgers(firm).map_or(0.0, |[a, b]| (a.total() - b.total()).abs());
    let firm = candidates.iter().filter_map(|c| c.firm.as_deref()).max_by(|a, b| gap(a).total_cmp(&gap(b)));
    let Some((firm, [a, b])) =
        firm.and_then(|firm| Some((firm, ledgers(firm)?))).filter(|(firm, _)| 0.005 <= gap(firm))
    else {
        return String::new();
    };
    let causes = [
        ("breaches", a.breaches, b.breaches),
        ("experience", a.experience, b.experience),
        ("noticed intrusions", a.intrusions, b.intrusions),
        ("word of mouth and fading", a.others, b.others),
    ];
    let causes: Vec<String> = (causes.iter())
        .filter(|(_, a, b)| 0.005 <= a.abs().max(b.abs()))
        .map(|(cause, a, b)| format!("{cause} {a:+.2} and {b:+.2}"))
        .collect();
    let text = format!(
        "Her trust in {firm} is {:.2} in A and {:.2} in B: since {:.2} at the start, {}.",
        a.total(),
        b.total(),
        a.start,
        causes.join(", ")
    );
    output::wrapped(&text, "") + "\n"
}
