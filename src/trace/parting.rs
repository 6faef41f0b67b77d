//! The first decision that falls differently in two scenarios, and what made it: the draw is the same, the chance is not.

use super::life::{AtFirm, Drawn, Item, Life, Moment};
use crate::draws::START;
use crate::math::{self, wide};
use crate::model::{FirmToday, rules};
use crate::units::Month;

/// What may fall differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// The firm with which she begins.
    StartHome,
    /// Her firm ends in one scenario; nothing is drawn.
    FirmEnds,
    /// A breach strikes her.
    Breach,
    /// Her need is drawn anew.
    LifeEvent,
    /// A firm contacts her.
    Contact,
    /// She reconsiders.
    Reconsider,
    /// She chooses a firm, or none.
    Choice,
    /// How much she buys.
    Purchases,
    /// A firm collects a kind of data about her: she is in reach, and volunteers where she must.
    Collect,
    /// Something is observed.
    See,
    /// She notices an intrusion.
    Notice,
}

/// Where two lives part.
#[derive(Clone, Debug, PartialEq)]
pub struct Parting {
    /// When; [`START`] is before the first month.
    pub month: Month,
    /// What falls differently.
    pub deed: Deed,
    /// The firm with which it happens, where it is one.
    pub firm: Option<String>,
    /// The kind of data, where it is one.
    pub category: Option<String>,
    /// The draws, equal in both scenarios, and the chances or utilities, which are not.
    pub why: Why,
    /// What went into the chances and differs.
    pub because: Vec<Because>,
}

/// Equal draws, unequal chances. Two values are those of the two scenarios.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// It happens where the draw lies below the chance.
    Below {
        /// Draw, 0..1.
        draw: f32,
        /// Chances, 0..1; 0 where it cannot happen.
        chances: [f32; 2],
    },
    /// The draw is a quantile of a Poisson number with this mean.
    Count {
        /// Draw, 0..1.
        draw: f32,
        /// Means \[1/month\].
        means: [f32; 2],
        /// Numbers \[count\].
        counts: [u32; 2],
    },
    /// The candidate with the largest sum of utility and Gumbel draw is taken.
    Best {
        /// Whom she may take; buying nowhere comes first.
        candidates: Vec<Candidate>,
        /// Whom she takes; `None` is nowhere.
        taken: [Option<String>; 2],
    },
    /// No draw: her firm ends.
    Ends,
}

/// The terms of a utility, in the order of [`Candidate::terms`].
pub const TERMS: [&str; 5] = ["price and name", "fit", "trust", "persuasion", "loyalty"];

/// Somebody who may be taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The firm; `None` is nowhere.
    pub firm: Option<String>,
    /// The uniform draw behind the taste of the day, 0..1.
    pub draw: f32,
    /// Utilities before the taste of the day; `None` where it cannot be taken.
    pub utilities: [Option<f32>; 2],
    /// What the utilities are made of: see [`TERMS`].
    pub terms: [Option<[f32; 5]>; 2],
}

impl Candidate {
    /// Taste of the day: a standard Gumbel number \[utility\].
    pub fn taste(&self) -> f32 {
        rules::gumbel(self.draw)
    }
}

impl Why {
    /// The chance of each candidate in scenario `side` (0 or 1), of a multinomial logit; empty where nothing is chosen.
    pub fn chances(&self, side: usize) -> Vec<f64> {
        let Why::Best { candidates, .. } = self else { return Vec::new() };
        let weight = |c: &Candidate| c.utilities[side].map_or(0.0, |u| wide::exp(f64::from(u)));
        let all: f64 = candidates.iter().map(weight).sum();
        candidates.iter().map(|c| weight(c) / all).collect()
    }
}

/// An input of the chances that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Because {
    /// What it is.
    pub what: &'static str,
    /// Its value in the two scenarios.
    pub values: [Input; 2],
}

/// A value of an input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    /// A number.
    Number(f32),
    /// Yes or no.
    Is(bool),
    /// There is none: the firm is not in the market.
    Absent,
}

/// The first decision that falls differently, if any does.
pub fn first_parting(lives: [&Life; 2]) -> Option<Parting> {
    if let Some(parting) = at_start(lives) {
        return Some(parting);
    }
    let months = lives[0].months.len().min(lives[1].months.len());
    (0..months).find_map(|m| Pair::of(lives, m).first(&DECISIONS))
}

/// The first decision after which she buys from different firms, if she ever does.
pub fn first_parting_of_homes(lives: [&Life; 2]) -> Option<Parting> {
    if let Some(parting) = at_start(lives) {
        return Some(parting);
    }
    let months = lives[0].months.len().min(lives[1].months.len());
    let apart = (0..months).find(|&m| lives[0].home(m) != lives[1].home(m))?;
    Pair::of(lives, apart).first(&HOMES)
}

/// A first home is the shortest of exponential times at the rates of the shares, which is the largest sum of the
/// logarithm of the share and a Gumbel draw.
fn at_start(lives: [&Life; 2]) -> Option<Parting> {
    let taken = lives.map(|life| life.start.home.map(|home| life.firm(home).to_owned()));
    if taken[0] == taken[1] {
        return None;
    }
    let mut candidates: Vec<Candidate> = Vec::new();
    for (side, life) in lives.into_iter().enumerate() {
        for &(index, draw, share) in &life.start.tastes {
            let firm = Some(life.firm(index).to_owned());
            let place = candidates.iter().position(|c| c.firm == firm).unwrap_or_else(|| {
                candidates.push(Candidate { firm, draw, utilities: [None; 2], terms: [None; 2] });
                candidates.len() - 1
            });
            candidates[place].utilities[side] = Some(math::ln(share));
        }
    }
    Some(Parting {
        month: START,
        deed: Deed::StartHome,
        firm: None,
        category: None,
        why: Why::Best { candidates, taken },
        because: Vec::new(),
    })
}

/// Finds what falls differently in one step.
type Step = fn(&Pair) -> Option<Parting>;

/// All decisions, in the order of the month.
const DECISIONS: [Step; 9] = [
    |pair| pair.ends(),
    |pair| pair.each_firm(|firm| pair.breach(firm)),
    |pair| pair.drawn(Deed::LifeEvent, pair.moments.map(|m| Some(m.life_event)), Vec::new()),
    |pair| pair.each_firm(|firm| pair.contact(firm)),
    |pair| pair.reconsiders(),
    |pair| pair.choice(),
    |pair| pair.purchases(),
    |pair| pair.each_firm(|firm| pair.sensing(firm)),
    |pair| pair.each_firm(|firm| pair.notice(firm)),
];

/// Those that change the firm where she buys.
const HOMES: [Step; 3] = [|pair| pair.ends(), |pair| pair.reconsiders(), |pair| pair.choice()];

/// One month of both lives.
struct Pair<'a> {
    lives: [&'a Life; 2],
    moments: [&'a Moment; 2],
    /// Names of the firms that are in one of the markets.
    firms: Vec<&'a str>,
}

/// One firm in one scenario.
type There<'a> = Option<(&'a FirmToday, &'a AtFirm)>;

impl<'a> Pair<'a> {
    fn of(lives: [&'a Life; 2], month: usize) -> Pair<'a> {
        let moments = lives.map(|life| &life.months[month]);
        let mut firms = Vec::new();
        for (life, moment) in lives.iter().zip(moments) {
            for at in &moment.at {
                if !firms.contains(&life.firm(at.index)) {
                    firms.push(life.firm(at.index));
                }
            }
        }
        Pair { lives, moments, firms }
    }

    fn at(&self, firm: &str) -> [There<'a>; 2] {
        [0, 1].map(|side| {
            let (life, moment) = (self.lives[side], self.moments[side]);
            moment.today.firms.iter().zip(&moment.at).find(|(_, at)| life.firm(at.index) == firm)
        })
    }

    fn home(&self, home: fn(&Moment) -> Option<usize>) -> [Option<&'a str>; 2] {
        [0, 1].map(|side| home(self.moments[side]).map(|home| self.lives[side].firm(home)))
    }

    fn first(&self, decisions: &[Step]) -> Option<Parting> {
        decisions.iter().find_map(|decision| decision(self))
    }

    fn each_firm(&self, step: impl Fn(&str) -> Option<Parting>) -> Option<Parting> {
        self.firms.iter().find_map(|firm| {
            let mut parting = step(firm)?;
            parting.firm = Some((*firm).to_owned());
            Some(parting)
        })
    }

    fn plain(&self, deed: Deed, why: Why, because: Vec<Because>) -> Parting {
        Parting { month: self.moments[0].today.month, deed, firm: None, category: None, why, because }
    }

    /// A parting where a draw lies between the two chances. `None` in a scenario is what cannot happen there.
    fn drawn(&self, deed: Deed, drawn: [Option<Drawn>; 2], because: Vec<Because>) -> Option<Parting> {
        let draw = drawn.iter().flatten().next()?.draw;
        let chances = drawn.map(|drawn| drawn.map_or(0.0, |drawn| drawn.chance));
        let falls = chances.map(|chance| Drawn { draw, chance }.falls());
        (falls[0] != falls[1]).then(|| self.plain(deed, Why::Below { draw, chances }, because))
    }

    fn ends(&self) -> Option<Parting> {
        let [a, b] = self.home(|moment| moment.home_before);
        let firm = a.or(b).map(str::to_owned);
        (a != b).then(|| Parting { firm, ..self.plain(Deed::FirmEnds, Why::Ends, Vec::new()) })
    }

    fn breach(&self, firm: &str) -> Option<Parting> {
        let there = self.at(firm);
        let because = differing([
            ("there is a breach", is(there, |_, at| at.breach.is_some())),
            ("anything is held about her", is(there, |_, at| at.held_before != 0)),
        ]);
        self.drawn(Deed::Breach, there.map(|there| there.and_then(|(_, at)| at.breach)), because)
    }

    fn contact(&self, firm: &str) -> Option<Parting> {
        let there = self.at(firm);
        let home = self.home(|moment| moment.home_before)[0] == Some(firm);
        let because = differing([
            ("what it knows of her", number(there, |_, at| at.knowledge_before)),
            (
                "share of those it knows whom it contacts",
                number(there, |today, _| if home { today.contact } else { today.contact_beyond }),
            ),
        ]);
        self.drawn(Deed::Contact, there.map(|there| there.map(|(_, at)| at.contact)), because)
    }

    fn reconsiders(&self) -> Option<Parting> {
        self.drawn(Deed::Reconsider, self.moments.map(|m| Some(m.reconsider)), Vec::new())
    }

    fn choice(&self) -> Option<Parting> {
        let [a, b] = self.home(|moment| moment.home);
        if a == b || !self.moments.iter().all(|moment| moment.reconsider.falls()) {
            return None;
        }
        let nowhere = Candidate {
            firm: None,
            draw: self.moments[0].nowhere,
            utilities: [Some(0.0); 2],
            terms: [Some([0.0; 5]); 2],
        };
        let candidate = |firm: &&str| {
            let there = self.at(firm);
            let terms = [0, 1].map(|side| {
                let ((today, at), moment) = (there[side]?, self.moments[side]);
                let rules = &moment.today;
                let is_home = moment.home_before == Some(at.index);
                Some([
                    today.utility,
                    rules.weight_fit * (at.fit - 0.5),
                    rules.weight_trust * (at.trust_chosen_with - 0.5),
                    rules.weight_persuasion * at.persuasion,
                    if is_home { moment.loyalty } else { 0.0 },
                ])
            });
            let (_, any) = there.iter().flatten().next().expect("a firm of one of the markets");
            let utilities = there.map(|there| there.map(|(_, at)| at.utility));
            Candidate { firm: Some((*firm).to_owned()), draw: any.taste, utilities, terms }
        };
        let candidates = std::iter::once(nowhere).chain(self.firms.iter().map(candidate)).collect();
        let taken = [a, b].map(|firm| firm.map(str::to_owned));
        Some(self.plain(Deed::Choice, Why::Best { candidates, taken }, Vec::new()))
    }

    fn purchases(&self) -> Option<Parting> {
        let counts = self.moments.map(|moment| moment.bought);
        if counts[0] == counts[1] {
            return None;
        }
        let home = self.home(|moment| moment.home);
        let there = [0, 1].map(|side| home[side].and_then(|firm| self.at(firm)[side]));
        let because = differing([
            ("fit of her firm's offer", number(there, |_, at| at.fit)),
            ("persuasion by her firm", number(there, |_, at| at.persuasion)),
            (
                "mean purchases at the reference fit",
                self.moments.map(|moment| Input::Number(moment.today.mean_purchases)),
            ),
        ]);
        let (draw, means) = (self.moments[0].purchase_draw, self.moments.map(|moment| moment.mean));
        Some(self.plain(Deed::Purchases, Why::Count { draw, means, counts }, because))
    }

    fn sensing(&self, firm: &str) -> Option<Parting> {
        let there = self.at(firm);
        let categories = &self.lives[0].categories;
        (0..categories.len()).find_map(|c| {
            let inputs = [
                ("it remembers this", is(there, |_, at| at.items[c].remembered)),
                ("she refuses it", is(there, |_, at| at.items[c].refused)),
                ("margin of wanting it", number(there, |_, at| at.items[c].margin)),
                ("trust", number(there, |_, at| at.trust_experienced)),
                ("reach beyond its customers", number(there, |today, _| today.categories[c].reach)),
                ("chance that it shows something", number(there, |today, _| today.categories[c].seen)),
            ];
            let chance_of = |deed, chance: fn(&Item) -> f32| {
                let drawn = there.map(|there| {
                    let item = &there?.1.items[c];
                    Some(Drawn { draw: item.draw, chance: chance(item) })
                });
                // What is sure in both scenarios is not left to a draw.
                let is_drawn = drawn.iter().flatten().any(|drawn| 0.0 < drawn.chance && drawn.chance < 1.0);
                is_drawn.then(|| self.drawn(deed, drawn, differing(inputs))).flatten()
            };
            let mut parting = chance_of(Deed::Collect, |item| item.collecting)
                .or_else(|| chance_of(Deed::See, |item| item.observing))?;
            parting.category = Some(categories[c].clone());
            Some(parting)
        })
    }

    fn notice(&self, firm: &str) -> Option<Parting> {
        let there = self.at(firm);
        let because = differing([
            ("intrusiveness of what is held and not wanted", number(there, |_, at| at.burden)),
            ("it contacted her", is(there, |_, at| at.contact.falls())),
            (
                "rate of noticing",
                number(there, |today, at| {
                    if at.contact.falls() { today.notice_contacted } else { today.notice_unprompted }
                }),
            ),
        ]);
        self.drawn(Deed::Notice, there.map(|there| there.map(|(_, at)| at.notice)), because)
    }
}

fn number(there: [There; 2], value: impl Fn(&FirmToday, &AtFirm) -> f32) -> [Input; 2] {
    there.map(|there| there.map_or(Input::Absent, |(today, at)| Input::Number(value(today, at))))
}

fn is(there: [There; 2], value: impl Fn(&FirmToday, &AtFirm) -> bool) -> [Input; 2] {
    there.map(|there| there.map_or(Input::Absent, |(today, at)| Input::Is(value(today, at))))
}

fn differing<const N: usize>(inputs: [(&'static str, [Input; 2]); N]) -> Vec<Because> {
    let differing = inputs.into_iter().filter(|(_, values)| values[0] != values[1]);
    differing.map(|(what, values)| Because { what, values }).collect()
}
