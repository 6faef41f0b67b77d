//! Privacy: how people deal with their data, in experiments on one population. Only what the shop asks, how hard it
//! makes refusing, what it discloses and how often it contacts change.

use super::panel::YEAR;
use super::shop::{self, BREACH, Books, Held, response, trust_thirds};
use super::{Group, Item, Sitting, Takes, people, worlds};
use crate::scenario::config::{Config, Dials};
use crate::stats::relation::correlation;
use rayon::prelude::*;

/// How hard refusing is made \[utility\]; see `firm.*.consent_friction`.
const ONE_TAP: f64 = 0.0;
const BANNER: f64 = 1.0;
const BURIED: f64 = 2.0;
/// What a firm says of its memory where nobody asks, and where a law or a platform makes it ask.
const SILENT: f64 = 0.3;
const ASKING: f64 = 0.9;
/// Chance a month that a customer is contacted.
const SELDOM: f64 = 0.1;
const MIDDLE: f64 = 0.3;
const OFTEN: f64 = 0.6;
/// Shallow and deep memory, what customers say themselves, and what comes from elsewhere.
const SHALLOW: &[&str] = &["purchases"];
const DEEP: &[&str] = &["stated", "purchases", "behaviour", "tracking", "inferred"];
const OWN: &[&str] = &["stated"];
const FOREIGN: &[&str] = &["tracking", "inferred"];
const TRACKING: &[&str] = &["tracking"];
const SITE: &[&str] = &["behaviour", "tracking"];
/// Worlds of the experiment on depth and frequency, for each of the others: an interaction of two effects is hard to
/// see.
const FACTORIAL: u32 = 4;
/// A person less sensitive than this is unconcerned: about the seventh who are least. One who is more sensitive than the
/// middle of the scale is highly concerned.
const UNCONCERNED: f64 = 0.2;
const CONCERNED: f64 = 0.5;
/// Share of those struck by a breach, and how severe it is: as severe as the model allows, since the published case
/// was.
const STRUCK: f64 = 0.5;
const SEVERITY: f64 = 1.0;

/// The experiments, with the people of the sitting.
pub fn items(sitting: &Sitting) -> Option<Vec<Item>> {
    let calibrated = sitting.builtin("calibrated");
    let base = sitting.scenario.map_or(calibrated.clone(), |scenario| people::of(scenario, &calibrated));
    measure(sitting, &base, sitting.choose(4, 8))
}

/// All experiments with people and market of `base`, in `worlds` worlds.
fn measure(sitting: &Sitting, base: &Config, worlds: u32) -> Option<Vec<Item>> {
    let mut items = consent(sitting, base, worlds)?;
    items.extend(contact(sitting, base, worlds)?);
    items.extend(breach(sitting, base, worlds)?);
    Some(items)
}

/// A market with a shop that remembers these categories.
fn shop(base: &Config, friction: f64, disclosure: f64, targeting: f64, remembers: &[&str]) -> Config {
    shop::market(base, |dials: &mut Dials| {
        dials.consent_friction = friction;
        dials.disclosure = disclosure;
        dials.targeting = targeting;
        dials.remembers = shop::categories(base, remembers);
    })
}

/// The books of each market, by world.
fn books<const N: usize>(sitting: &Sitting, markets: [Config; N], worlds: u32) -> Option<[Vec<Books>; N]> {
    let runs: Vec<(usize, u32)> =
        (0..N).flat_map(|market| (0..worlds).map(move |world| (market, world))).collect();
    let books: Option<Vec<Books>> =
        runs.into_par_iter().map(|(market, world)| Books::of(sitting, &markets[market], world)).collect();
    let mut books = books?.into_iter();
    Some(std::array::from_fn(|_| books.by_ref().take(worlds as usize).collect()))
}

/// The books of each market in some of the worlds.
fn some<'a, const N: usize>(books: &'a [Vec<Books>; N], worlds: &[usize]) -> [Vec<&'a Books>; N] {
    std::array::from_fn(|market| worlds.iter().map(|&world| &books[market][world]).collect())
}

/// F12, F13, F16, F24: who refuses, under three frictions, and how far concern says who.
pub fn consent(sitting: &Sitting, base: &Config, worlds: u32) -> Option<Vec<Item>> {
    let markets = [
        shop(base, BURIED, SILENT, MIDDLE, TRACKING),
        shop(base, BANNER, ASKING, MIDDLE, SITE),
        shop(base, ONE_TAP, SILENT, MIDDLE, TRACKING),
        shop(base, BURIED, SILENT, MIDDLE, DEEP),
    ]
    .map(|market| shop::for_months(market, 2 * YEAR + 1));
    let books = books(sitting, markets, worlds)?;
    let tracking = bit(base, "tracking");
    Some(worlds::over(worlds, |worlds| {
        let [buried, banner, one_tap, hungry] = some(&books, worlds);
        let mut items = refusing([&buried, &banner, &one_tap], tracking);
        items.extend(concern([&buried, &banner, &one_tap], &hungry));
        items
    }))
}

/// F12, F13, F16: who refuses, when refusing is buried, behind a banner and with one tap.
fn refusing([buried, banner, one_tap]: [&[&Books]; 3], category: u16) -> Vec<Item> {
    vec![
        item(
            "refusals of tracking when refusing is buried",
            "F12",
            refusals(buried, category),
            (0.001, 0.01),
            "friction 2, disclosure 0.3; share of the shop's customers in the second year",
            A_MARGIN,
        ),
        item(
            "refusals of tracking behind a banner",
            "F16",
            refusals(banner, category),
            (0.04, 0.13),
            "friction 1, disclosure 0.9, behaviour and tracking asked for; the same people",
            A_MARGIN,
        ),
        item(
            "refusals of tracking with one tap",
            "F13",
            refusals(one_tap, category),
            (0.55, 0.85),
            "friction 0, disclosure 0.3; the same people",
            A_MARGIN,
        ),
    ]
}

/// F12, F24: how concerned people are, and how far that says who does not share, and who leaves.
fn concern([buried, banner, one_tap]: [&[&Books]; 3], hungry: &[&Books]) -> Vec<Item> {
    const WEAK: (f64, f64) = (0.05, 0.30);
    let not_sharing = |words: &str, books: &[&Books], note: &str| {
        let words = format!("correlation of concern with not sharing, {words}");
        item(&words, "F24", -sharing(books), WEAK, note, A_MARGIN)
    };
    let concerned = |books: &[&Books]| {
        let (concerned, all) = held(books).fold((0.0, 0.0), |(concerned, all), held| {
            (concerned + f64::from(u8::from(CONCERNED < held.sensitivity)), all + 1.0)
        });
        concerned / all
    };
    vec![
        item(
            "share of these people who are highly concerned",
            "F12",
            concerned(buried),
            (0.70, f64::INFINITY),
            "sensitivity above the middle of its scale, 0.5, a reading of our own of 'highly concerned'; refusing is rare \
             although most people are; polls have about 80 % (F29)",
            Takes::either(
                "more sensitive people (`privacy.segments`, `privacy.shift`), of whom as few refuse where that is hard",
            ),
        ),
        not_sharing(
            "refusing buried",
            buried,
            "sensitivity and categories held, the three arms of the refusals: the same people, tracking asked for",
        ),
        not_sharing("behind a banner", banner, "the same; behaviour and tracking asked for"),
        not_sharing("one tap", one_tap, "the same; tracking asked for"),
        item(
            "correlation of concern with leaving a data-hungry firm",
            "F24",
            leaving(hungry),
            WEAK,
            "all five categories, friction 2; customers of month 12 who left within a year",
            Takes {
                below: "people who reconsider because of what they noticed, and not only when their attention happens to \
                        turn",
                above: "less harm done by what is noticed, which F5 and F32 bind as well",
            },
        ),
    ]
}

/// F3, F5, F6: what contacts bring, by what is remembered, how often, by trust and by disclosure.
pub fn contact(sitting: &Sitting, base: &Config, worlds: u32) -> Option<Vec<Item>> {
    let cells = [(SELDOM, SHALLOW), (OFTEN, SHALLOW), (SELDOM, DEEP), (OFTEN, DEEP)];
    let cells = cells.map(|(often, deep)| shop(base, BURIED, SILENT, often, deep));
    let cells = books(sitting, cells, FACTORIAL * worlds)?;
    let mut items = worlds::over(FACTORIAL * worlds, |worlds| {
        let [neither, often, deep, both] = some(&cells, worlds);
        let mut items = frequency([&neither, &often, &deep, &both]);
        items.extend(depth(&often, &both));
        items
    });
    drop(cells);

    let cells = [(0.0, OWN), (1.0, OWN), (0.0, FOREIGN), (1.0, FOREIGN)];
    let cells = cells
        .map(|(openness, origin)| shop::for_months(shop(base, BURIED, openness, MIDDLE, origin), 2 * YEAR));
    let cells = books(sitting, cells, worlds)?;
    items.extend(worlds::over(worlds, |worlds| disclosure(some(&cells, worlds))));
    Some(items)
}

/// F32: what a breach does to the spending of those struck, beside those spared.
pub fn breach(sitting: &Sitting, base: &Config, worlds: u32) -> Option<Vec<Item>> {
    let market = shop::with_breach(shop(base, BURIED, SILENT, MIDDLE, DEEP), STRUCK, SEVERITY);
    let books = books(sitting, [market], worlds)?;
    Some(worlds::over(worlds, |worlds| {
        let [books] = some(&books, worlds);
        spending(&books)
    }))
}

fn item(item: &str, source: &str, measured: f64, expected: (f64, f64), note: &str, takes: Takes) -> Item {
    Item {
        group: Group::Privacy,
        item: item.to_owned(),
        source: source.to_owned(),
        measured: measured.is_finite().then_some(measured),
        error: None,
        expected_low: expected.0,
        expected_high: expected.1,
        by_construction: false,
        note: note.to_owned(),
        takes,
    }
}

// What a miss takes, where several items share it.
const A_MARGIN: Takes = Takes::either(
    "a personal margin of another shape: one spread (`wanting.spread`) has to serve all frictions, and the correlation with \
     concern",
);
const A_REACTANCE: Takes =
    Takes::either("a reactance that depends on depth, frequency and trust in another way than step 6 says");
const A_REACTION: Takes =
    Takes::either("another size of the comfort or discomfort of disclosure, which F3 and F5 bind as well");

/// Above and below zero.
const POSITIVE: (f64, f64) = (0.0, f64::INFINITY);
const NEGATIVE: (f64, f64) = (f64::NEG_INFINITY, 0.0);

fn bit(config: &Config, name: &str) -> u16 {
    config.data.iter().position(|category| category.name == name).map_or(0, |place| 1 << place)
}

fn held<'a>(books: &[&'a Books]) -> impl Iterator<Item = &'a Held> {
    books.iter().flat_map(|books| &books.held)
}

/// Share of customers of whom the category is not held; who is in reach and does not refuse is held.
fn refusals(books: &[&Books], category: u16) -> f64 {
    let (refused, all) = held(books).fold((0.0, 0.0), |(refused, all), held| {
        (refused + f64::from(u8::from(held.categories & category == 0)), all + 1.0)
    });
    refused / all
}

/// Correlation of sensitivity with the number of categories held.
fn sharing(books: &[&Books]) -> f64 {
    let (s, items): (Vec<f64>, Vec<f64>) =
        held(books).map(|held| (held.sensitivity, f64::from(held.categories.count_ones()))).unzip();
    correlation(&s, &items)
}

/// Correlation of sensitivity with having left the shop within a year.
fn leaving(books: &[&Books]) -> f64 {
    let mut pairs = Vec::new();
    for books in books {
        for (i, &s) in books.sensitivity.iter().enumerate() {
            let stayed = |month: &Vec<f32>| month[i] > 0.0;
            if books.spend[YEAR].get(i).is_some_and(|&spend| spend > 0.0) {
                let left = !books.spend[YEAR..=2 * YEAR].iter().all(stayed);
                pairs.push((s, f64::from(u8::from(left))));
            }
        }
    }
    let (s, left): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
    correlation(&s, &left)
}

/// Purchases expected at the shop in the last two years by those whose sensitivity is below `limit`.
fn sales(books: &[&Books], limit: f64) -> f64 {
    let below = |books: &Books| -> f64 {
        let years = books.year(YEAR).into_iter().zip(books.year(2 * YEAR));
        let people = years.zip(&books.sensitivity).filter(|(_, s)| **s < limit);
        people.map(|((second, third), _)| second + third).sum()
    };
    books.iter().map(|books| below(books)).sum()
}

/// F3: how the depth of memory and the frequency of contact work together. In order: shallow and seldom, shallow and
/// often, deep and seldom, deep and often.
fn frequency(cells: [&[&Books]; 4]) -> Vec<Item> {
    let effects = |limit: f64| -> [f64; 3] {
        let sales: Vec<f64> = cells.iter().map(|books| sales(books, limit)).collect();
        [sales[1] / sales[0] - 1.0, sales[2] / sales[0] - 1.0, sales[3] / sales[0] - 1.0]
    };
    let [often, deep, both] = effects(f64::INFINITY);
    let [often_u, deep_u, both_u] = effects(UNCONCERNED);
    vec![
        item(
            "often alone and sales, shallow memory",
            "F3",
            often,
            POSITIVE,
            "contact 0.6 a month instead of 0.1; share of the sales of shallow and seldom, years 2 and 3",
            Takes::either("contacts that persuade more than they repel (`trust.harm`, `trust.notice`)"),
        ),
        item(
            "deep alone and sales, seldom contacted",
            "F3",
            deep,
            POSITIVE,
            "all five categories instead of purchases; share of the sales of shallow and seldom, years 2 and 3",
            Takes::either(
                "memory that persuades more than it repels (`trust.harm`, `trust.notice_unprompted`)",
            ),
        ),
        item(
            "deep and often together, beyond the sum of both",
            "F3",
            both - often - deep,
            NEGATIVE,
            "share of the sales of shallow and seldom, years 2 and 3; deep: all five categories instead of purchases; \
             often: contact 0.6 a month instead of 0.1",
            A_REACTANCE,
        ),
        item(
            "deep and often, beyond the better of both",
            "F3",
            both - often.max(deep),
            NEGATIVE,
            "the same",
            A_REACTANCE,
        ),
        item(
            "the same beyond the sum, unconcerned people",
            "F3",
            both_u - often_u - deep_u,
            (-0.01, 0.01),
            "sensitivity below 0.2; limit of our own: 'about 0' read as a hundredth of sales",
            A_REACTANCE,
        ),
    ]
}

/// F5: what depth does to the response to a contact, by trust.
fn depth(shallow: &[&Books], deep: &[&Books]) -> Vec<Item> {
    let contacts =
        |books: &[&Books]| trust_thirds(&books.iter().flat_map(|b| b.contacts.clone()).collect::<Vec<_>>());
    let ([low_shallow, high_shallow], [low_deep, high_deep]) = (contacts(shallow), contacts(deep));
    let change = |shallow: &[_], deep: &[_]| {
        let (shallow, deep) = (response(shallow), response(deep));
        (deep - shallow) / shallow.abs()
    };
    let (low, high) = (change(&low_shallow, &low_deep), change(&high_shallow, &high_deep));
    vec![
        item(
            "deep memory and the response to a contact, most trusting third",
            "F5",
            high,
            (0.15, 0.40),
            "purchases that a contact adds, all five categories instead of purchases alone",
            A_REACTANCE,
        ),
        item("the same, least trusting third", "F5", low, NEGATIVE, "the same", A_REACTANCE),
        Item {
            by_construction: true,
            ..item(
                "the difference between the two thirds",
                "F5",
                high - low,
                POSITIVE,
                "reactance is in the equation of step 6",
                A_REACTANCE,
            )
        },
    ]
}

/// F6: what disclosure does to the response to a contact, by the origin of the data.
fn disclosure(cells: [Vec<&Books>; 4]) -> Vec<Item> {
    let [own_silent, own_open, foreign_silent, foreign_open] =
        cells.map(|books| response(&books.iter().flat_map(|b| b.contacts.clone()).collect::<Vec<_>>()));
    let (own, foreign) = (own_open / own_silent - 1.0, foreign_open / foreign_silent - 1.0);
    vec![
        item(
            "disclosure and the response to a contact, own stated data",
            "F6",
            own,
            (0.0, 0.15),
            "disclosure 1 instead of 0; from no loss to 15 %, because the published gain is about 11 %; that it is no loss \
             follows by construction",
            A_REACTION,
        ),
        Item {
            by_construction: true,
            ..item(
                "the same, that it is no loss",
                "F6",
                own,
                POSITIVE,
                "comfort is in the equation of step 6, and what people say themselves is hardly ever unwanted",
                A_REACTION,
            )
        },
        item(
            "disclosure and the response, tracked and inferred data",
            "F6",
            foreign,
            (-0.35, -0.10),
            "the same firm, the same people, other data",
            A_REACTION,
        ),
        Item {
            by_construction: true,
            ..item(
                "the difference by origin",
                "F6",
                own - foreign,
                POSITIVE,
                "comfort and discomfort of disclosure are in the equation of step 6",
                A_REACTION,
            )
        },
    ]
}

/// Spending of those struck and spared, of all customers and of thirds by what they bought before.
fn spending(books: &[&Books]) -> Vec<Item> {
    let effect = |third: Option<usize>| {
        let mut sums = [[0.0; 2]; 2];
        for books in books {
            let (before, after) = (books.year(BREACH - YEAR), books.year(BREACH));
            let mut customers: Vec<usize> =
                (0..before.len()).filter(|&i| books.spend[BREACH - 1][i] > 0.0).collect();
            customers.sort_by(|&a, &b| before[a].total_cmp(&before[b]));
            let size = customers.len() / 3;
            let customers = match third {
                Some(third) => &customers[third * size..(third + 1) * size],
                None => &customers[..],
            };
            for &i in customers {
                let struck = usize::from(books.struck[i]);
                sums[struck][0] += before[i];
                sums[struck][1] += after[i];
            }
        }
        (sums[1][1] / sums[1][0]) / (sums[0][1] / sums[0][0]) - 1.0
    };
    let lowest = effect(Some(0));
    let best = if lowest < 0.0 { (effect(Some(2)) / lowest).max(0.0) } else { f64::NAN };
    vec![
        item(
            "spending of those struck by a breach, against those spared",
            "F32",
            effect(None),
            (-0.45, -0.20),
            "difference in differences of a year before and after; severity 1, the highest: the published case was a severe \
             one",
            Takes {
                below: "a breach that costs less trust at the same severity, or trust that weighs less",
                above: "people who reconsider, or buy less at once, because of the breach",
            },
        ),
        item(
            "the same on the best third of customers, over the lowest third",
            "F32",
            best,
            (0.0, 0.5),
            "thirds by spending in the year before; loyal customers forgive more; unknown where the lowest third does not \
             spend less",
            Takes::either("loyalty that grows with purchases"),
        ),
    ]
}
