//! Two lives as tables, complete enough that each can be lived again: the own state at the start, the rules of each
//! month, and all that comes from firms and neighbours. The draws follow from their addresses.

use super::life::{AtFirm, Drawn, Life, Moment};
use crate::model::{CategoryToday, FirmToday, Today};
use crate::table::{Table, Values};

/// Names of the two scenarios in tables.
const SIDES: [&str; 2] = ["a", "b"];

/// A table that is filled cell by cell; the first row makes the columns.
#[derive(Default)]
struct Rows {
    table: Table,
    next: usize,
}

impl Rows {
    fn cell(&mut self, name: &str, unit: &str, meaning: &str, kind: fn() -> Values) -> &mut Values {
        if self.next == self.table.columns.len() {
            self.table = std::mem::take(&mut self.table).with(name, unit, meaning, kind());
        }
        let column = &mut self.table.columns[self.next];
        assert_eq!(column.name, name, "every row has the same columns");
        self.next += 1;
        &mut column.values
    }

    fn word(&mut self, name: &str, meaning: &str, value: &str) {
        self.cell(name, "", meaning, Values::text).push_text(value);
    }

    fn whole(&mut self, name: &str, unit: &str, meaning: &str, value: i64) {
        self.cell(name, unit, meaning, || Values::Integer(Vec::new())).push_integer(value);
    }

    fn flag(&mut self, name: &str, meaning: &str, value: bool) {
        self.whole(name, "1 yes, 0 no", meaning, i64::from(value));
    }

    fn number(&mut self, name: &str, unit: &str, meaning: &str, value: impl Into<Option<f32>>) {
        let value = value.into().map(shortest);
        self.cell(name, unit, meaning, || Values::Number(Vec::new())).push_number(value);
    }

    /// A column for each attribute.
    fn position(&mut self, name: &str, meaning: &str, values: &[f32]) {
        for (a, &value) in values.iter().enumerate() {
            self.number(&format!("{name}_{}", a + 1), "taste sd", meaning, value);
        }
    }

    fn drawn(&mut self, name: &str, what: &str, drawn: Drawn) {
        let (draw, chance) = (format!("{name}_draw"), format!("{name}_chance"));
        self.number(
            &draw,
            "0..1",
            &format!("uniform draw: {what} where it lies below the chance"),
            drawn.draw,
        );
        self.number(&chance, "0..1", &format!("chance that {what}"), drawn.chance);
    }

    fn end(&mut self) {
        self.next = 0;
    }
}

/// The shortest decimal number that reads back as `value` in single precision.
fn shortest(value: f32) -> f64 {
    value.to_string().parse().expect("a number is written as one")
}

/// Names of the categories in a set, separated by spaces.
fn names(categories: &[String], held: impl Fn(usize) -> bool) -> String {
    let held: Vec<&str> =
        (0..categories.len()).filter(|&c| held(c)).map(|c| categories[c].as_str()).collect();
    held.join(" ")
}

/// The table of `trace.csv`: one row for each scenario, month and firm in the market.
pub fn months(lives: [&Life; 2], customer: u32, replicate: u32, seed: u64) -> Table {
    let mut rows = Rows::default();
    for (side, life) in SIDES.into_iter().zip(lives) {
        let mut before: Option<&Moment> = None;
        for moment in &life.months {
            for (firm, at) in moment.today.firms.iter().zip(&moment.at) {
                rows.word("alternative", "a, the first scenario, or b, the second", side);
                rows.word("scenario", "name of the scenario", &life.scenario);
                rows.whole("replicate", "", "number of the replication, from 0", i64::from(replicate));
                rows.word("seed", "names the stream of chance", &seed.to_string());
                rows.whole("customer", "", "number of the customer, from 0", i64::from(customer));
                rows.whole(
                    "month",
                    "month",
                    "month, from 0; those of a burn-in are negative",
                    moment.today.month.0.into(),
                );
                person(&mut rows, life, moment, before);
                rows.word("firm", "name of a firm in the market", life.firm(at.index));
                with_firm(&mut rows, life, firm, at);
                rows.end();
            }
            before = Some(moment);
        }
    }
    rows.table
}

/// What does not depend on the firm of the row.
fn person(rows: &mut Rows, life: &Life, moment: &Moment, before: Option<&Moment>) {
    let firm = |home: Option<usize>| home.map_or("", |home| life.firm(home));
    let need = before.map_or(&life.start.need, |before| &before.need);
    rows.position("need_before", "personal part of her need, before the month", need);
    rows.number(
        "sensitivity_start",
        "0..1",
        "privacy sensitivity before shift and trend",
        life.start.sensitivity,
    );
    rows.number(
        "rate",
        "",
        "purchases at the reference fit, in units of the mean over people",
        life.start.rate,
    );
    rows.word(
        "home_before",
        "firm she buys from at the beginning of the month; empty for none",
        firm(moment.home_before),
    );
    rows.number("expectation_before", "0..1", "fit she expects of it", moment.expectation_before);
    rows.number("sensitivity", "0..1", "privacy sensitivity this month", moment.sensitivity);
    rows.number("leaning", "utility", "personal part of her margin for being remembered", moment.leaning);
    rows.number(
        "loyalty",
        "utility",
        "utility of her firm as her home, her personal part included",
        moment.loyalty,
    );
    rows.drawn("life_event", "her need is drawn anew", moment.life_event);
    rows.position("need", "personal part of her need", &moment.need);
    rows.drawn("reconsider", "she reconsiders", moment.reconsider);
    rows.number(
        "nowhere_draw",
        "0..1",
        "uniform draw of her taste of the day for buying nowhere",
        moment.nowhere,
    );
    rows.word("home", "firm she has chosen or kept; empty for none", firm(moment.home));
    rows.number("mean_purchases", "1/month", "mean of the Poisson number of purchases", moment.mean);
    rows.number("purchases_draw", "0..1", "uniform draw, the quantile of that number", moment.purchase_draw);
    rows.whole("purchases", "purchases", "what she buys of her firm", moment.bought.into());
    rows.number("expectation", "0..1", "fit she expects of her firm afterwards", moment.expectation);
}

fn with_firm(rows: &mut Rows, life: &Life, firm: &FirmToday, at: &AtFirm) {
    let unit = "utility";
    rows.number("trust_before", "0..1", "trust at the beginning of the month", at.trust_before);
    rows.number(
        "breach_draw",
        "0..1",
        "uniform draw: a breach strikes where it lies below the chance; empty without a breach",
        at.breach.map(|b| b.draw),
    );
    rows.number("breach_chance", "0..1", "chance that a breach strikes her", at.breach.map(|b| b.chance));
    rows.number(
        "trust_chosen_with",
        "0..1",
        "trust after a breach, with which she chooses",
        at.trust_chosen_with,
    );
    rows.word(
        "held_before",
        "kinds of data held about her at the beginning of the month",
        &names(&life.categories, |c| at.held_before >> c & 1 == 1),
    );
    rows.number(
        "knowledge_before",
        "0..1",
        "what the firm knows of her need, before sensing",
        at.knowledge_before,
    );
    rows.position("estimate_before", "what it believes of her need, before sensing", &at.estimate_before);
    rows.position("product", "its product nearest to her, relative to the market's centre", &at.product);
    rows.position(
        "centre",
        "its idea of the market's centre, relative to that centre",
        &firm.centre[..at.offer.len()],
    );
    rows.position("offer", "what she is offered, relative to the market's centre", &at.offer);
    rows.number("fit", "0..1", "share of her need that the offer meets", at.fit);
    rows.number("gain", "0..1", "what being remembered adds to the fit, or what she is promised", at.gain);
    rows.number(
        "burden_of_contact",
        "intrusiveness",
        "unwanted memory that a contact would rest on; empty where the firm contacts nobody",
        at.burden_of_contact,
    );
    rows.drawn("contact", "the firm contacts her", at.contact);
    rows.number("persuasion", unit, "persuasion of the contact; 0 without one", at.persuasion);
    rows.number("utility", unit, "utility of the firm in a choice, before the taste of the day", at.utility);
    rows.number(
        "taste_draw",
        "0..1",
        "uniform draw of her taste of the day for it, a Gumbel quantile",
        at.taste,
    );
    rows.number(
        "trust_experienced",
        "0..1",
        "trust after experience with what she bought",
        at.trust_experienced,
    );
    rows.word(
        "held",
        "kinds of data held about her at the end of the month",
        &names(&life.categories, |c| at.held >> c & 1 == 1),
    );
    rows.word(
        "wanted",
        "those of them that she wants remembered",
        &names(&life.categories, |c| at.held >> c & 1 == 1 && at.items[c].wanted()),
    );
    rows.number("burden", "intrusiveness", "summed over those that she does not want remembered", at.burden);
    rows.position("estimate", "what it believes of her need at the end of the month", &at.estimate);
    rows.number("knowledge", "0..1", "what it knows of her need at the end of the month", at.knowledge);
    rows.drawn("notice", "she notices an intrusion", at.notice);
    rows.number("trust_noticed", "0..1", "trust after what she noticed", at.trust_noticed);
    rows.number(
        "community_trust",
        "0..1",
        "mean trust in the firm in her community at the end of last month",
        at.community_trust,
    );
    rows.number(
        "public_trust",
        "0..1",
        "mean trust in the firm of everybody at the end of last month",
        firm.public_trust,
    );
    rows.number("trust", "0..1", "trust at the end of the month", at.trust);
}

/// The table of `memory.csv`: one row for each scenario, month, firm in the market and kind of data.
pub fn memory(lives: [&Life; 2]) -> Table {
    let mut rows = Rows::default();
    for (side, life) in SIDES.into_iter().zip(lives) {
        for moment in &life.months {
            for at in &moment.at {
                for (c, item) in at.items.iter().enumerate() {
                    rows.word("alternative", "a, the first scenario, or b, the second", side);
                    rows.whole(
                        "month",
                        "month",
                        "month, from 0; those of a burn-in are negative",
                        moment.today.month.0.into(),
                    );
                    rows.word("firm", "name of a firm in the market", life.firm(at.index));
                    rows.word("category", "kind of data", &life.categories[c]);
                    rows.flag("remembered", "whether the firm remembers this kind", item.remembered);
                    rows.flag(
                        "held_before",
                        "whether it is held about her at the beginning of the month",
                        at.held_before >> c & 1 == 1,
                    );
                    rows.number(
                        "margin",
                        "utility",
                        "margin by which she wants it remembered; wanted above 0",
                        item.margin,
                    );
                    rows.flag("refused", "whether she refuses it", item.refused);
                    rows.number("draw", "0..1", "uniform draw that decides what the firm gets", item.draw);
                    rows.number(
                        "collecting_chance",
                        "0..1",
                        "chance that it is collected: she is in reach, volunteers where she must, and does not refuse",
                        item.collecting,
                    );
                    rows.number(
                        "observing_chance",
                        "0..1",
                        "chance that the firm observes something of it; it does where the draw lies below",
                        item.observing,
                    );
                    rows.flag("collected", "whether it is collected this month", item.collected());
                    rows.flag("observed", "whether the firm learns something from it", item.observed());
                    rows.flag(
                        "held",
                        "whether it is held about her at the end of the month",
                        at.held >> c & 1 == 1,
                    );
                    rows.end();
                }
            }
        }
    }
    rows.table
}

/// A rule of the market, of a firm, or of a kind of data at a firm.
type Rule<T> = (&'static str, fn(&T) -> f32);

const MARKET: [Rule<Today>; 33] = [
    ("need_persistence", |t| t.persistence),
    ("need_innovation", |t| t.innovation),
    ("life_event", |t| t.life_event),
    ("sensitivity_shift", |t| t.sensitivity_shift),
    ("sensitivity_ceiling", |t| t.sensitivity_ceiling),
    ("fit_scale", |t| t.fit_scale),
    ("attention", |t| t.attention),
    ("weight_fit", |t| t.weight_fit),
    ("weight_trust", |t| t.weight_trust),
    ("weight_persuasion", |t| t.weight_persuasion),
    ("loyalty", |t| t.loyalty),
    ("loyalty_spread", |t| t.loyalty_spread),
    ("mean_purchases", |t| t.mean_purchases),
    ("fit_response", |t| t.fit_response),
    ("fit_reference", |t| t.fit_reference),
    ("persuasion_response", |t| t.persuasion_response),
    ("trust_start", |t| t.trust.start),
    ("competence_gain", |t| t.trust.competence_gain),
    ("competence_loss", |t| t.trust.competence_loss),
    ("competence_threshold", |t| t.trust.competence_threshold),
    ("disappointment", |t| t.trust.disappointment),
    ("hype", |t| t.trust.hype),
    ("word_of_mouth", |t| t.trust.word_of_mouth),
    ("local_share", |t| t.trust.local_share),
    ("fading", |t| t.trust.fading),
    ("expectation_start", |t| t.trust.expectation_start),
    ("expectation_learning", |t| t.trust.expectation_learning),
    ("gain_weight", |t| t.gain_weight),
    ("reliance_weight", |t| t.reliance_weight),
    ("promise", |t| t.promise),
    ("wanting_spread", |t| t.wanting_spread),
    ("comfort", |t| t.comfort),
    ("discomfort", |t| t.discomfort),
];

const FIRM: [Rule<FirmToday>; 9] = [
    ("flexibility", |f| f.flexibility),
    ("contact_own", |f| f.contact),
    ("contact_beyond", |f| f.contact_beyond),
    ("disclosure", |f| f.disclosure),
    ("consent_friction", |f| f.consent_friction),
    ("utility_of_price_and_name", |f| f.utility),
    ("notice_contacted", |f| f.notice_contacted),
    ("notice_unprompted", |f| f.notice_unprompted),
    ("harm", |f| f.harm),
];

const CATEGORY: [Rule<CategoryToday>; 9] = [
    ("remembered", |c| f32::from(u8::from(c.remembered))),
    ("intrusiveness", |c| c.intrusiveness),
    ("cost", |c| c.cost),
    ("noise_variance", |c| c.noise),
    ("noise_sd", |c| c.noise_sd),
    ("reach", |c| c.reach),
    ("seen", |c| c.seen),
    ("needs_purchase", |c| f32::from(u8::from(c.needs_purchase))),
    ("volunteered", |c| f32::from(u8::from(c.volunteered))),
];

/// The table of `rules.csv`: the numbers by which the month goes, each from the month on in which it takes its value.
pub fn rules(lives: [&Life; 2]) -> Table {
    let mut rows = Rows::default();
    for (side, life) in SIDES.into_iter().zip(lives) {
        let mut in_force: Vec<(Key, f32)> = Vec::new();
        for moment in &life.months {
            for (key, value) in in_month(life, moment) {
                match in_force.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, old)) if old.to_bits() == value.to_bits() => continue,
                    Some((_, old)) => *old = value,
                    None => in_force.push((key, value)),
                }
                let (firm, category, rule) = key;
                rows.word("alternative", "a, the first scenario, or b, the second", side);
                rows.whole(
                    "month",
                    "month",
                    "first month in which the rule has this value",
                    moment.today.month.0.into(),
                );
                rows.word("firm", "the firm, or empty for the market", firm);
                rows.word("category", "the kind of data, or empty", category);
                rows.word(
                    "rule",
                    "name of the rule: the numbers of docs/odd.md as one month uses them",
                    rule,
                );
                rows.number("value", "see rule", "its value from this month on", value);
                rows.end();
            }
        }
    }
    rows.table
}

/// Firm, kind of data, and name of a rule.
type Key<'a> = (&'a str, &'a str, &'static str);

fn in_month<'a>(life: &'a Life, moment: &Moment) -> Vec<(Key<'a>, f32)> {
    let today = &moment.today;
    let mut rules: Vec<(Key, f32)> =
        MARKET.iter().map(|(name, value)| (("", "", *name), value(today))).collect();
    for firm in &today.firms {
        let name = life.firm(firm.index);
        rules.extend(FIRM.iter().map(|(rule, value)| ((name, "", *rule), value(firm))));
        for (category, kind) in firm.categories.iter().zip(&life.categories) {
            rules
                .extend(CATEGORY.iter().map(|(rule, value)| ((name, kind.as_str(), *rule), value(category))));
        }
        // A month without a breach says nothing of one.
        if let Some(breach) = today.breaches.iter().find(|breach| breach.firm == firm.index) {
            rules.push(((name, "", "breach_share"), breach.share));
            rules.push(((name, "", "breach_severity"), breach.severity));
        }
    }
    rules
}
