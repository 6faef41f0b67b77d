//! One customer in two scenarios: her life can be lived again from the log, and the parting has the reason it is given.

use sellsense::draws::{Address, Decision, Draws, START};
use sellsense::experiment::{Machine, Simulation};
use sellsense::export::csv::csv;
use sellsense::math;
use sellsense::scenario::config::Config;
use sellsense::table::Table;
use sellsense::trace::{self, Deed, Drawn, Life, Parting, Pick, Why};
use sellsense::units::{CustomerId, FirmKey, Month};
use std::collections::BTreeMap;

use crate::right;

/// A market in which everything happens that can happen to a customer, and the same with other dials.
fn markets() -> [Config; 2] {
    let market = |targeting: f64, price: f64, tracking: &str| {
        right(&format!(
            "[world]\ncustomers = 450\nmonths = 36\nburn_in_months = 2\nattributes = 2\nseed = 5\n\
             [privacy]\ntrend_per_year = 0.05\n[technology]\ngrowth_per_year = 0.2\n[trust]\nread = 0.2\n\
             [choice]\nloyalty_spread = 0.4\n[wanting]\nspread = 0.2\n\
             [[firm]]\nname = \"planner\"\nmodel = \"targeted-make-and-sell\"\ntargeting = {targeting}\n\
             consent_friction = 0.4\n\
             [[firm]]\nname = \"adapter\"\nmodel = \"sense-and-respond\"\nprice = {price}\n\
             remembers = [\"stated\", \"purchases\"{tracking}]\n\
             [[firm]]\nname = \"later\"\nmodel = \"covert-sense-and-respond\"\nenters_month = 9\n\
             [[event]]\nmonth = 20\nbreach = {{ firm = \"planner\", share = 0.5, severity = 0.8 }}\n\
             [[event]]\nmonth = 25\nset = {{ \"choice.attention\" = 0.3 }}\n"
        ))
    };
    [market(0.3, 1.0, ""), market(0.9, 0.9, ", \"tracking\"")]
}

const REPLICATE: u32 = 1;

fn lives(configs: &[Config; 2], customer: u32) -> [Life; 2] {
    let [a, b] = configs;
    trace::lives([a, b], REPLICATE, CustomerId(customer), Machine::all(), &|_| true)
        .expect("nobody stopped it")
}

/// The rows of a CSV file: cells by the names of their columns.
fn rows(table: &Table) -> Vec<BTreeMap<String, String>> {
    let bytes = csv(table);
    let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// The log of one world, as its files have it.
struct Log {
    months: Vec<Vec<BTreeMap<String, String>>>,
    categories: Vec<String>,
    /// Value by firm, kind of data, rule and month.
    rules: BTreeMap<(String, String, String), BTreeMap<i32, f32>>,
}

fn logs(lives: [&Life; 2], customer: u32, seed: u64) -> [Log; 2] {
    let (trace, memory, rules) = (
        rows(&trace::months(lives, customer, REPLICATE, seed)),
        rows(&trace::memory(lives)),
        rows(&trace::rules(lives)),
    );
    ["a", "b"].map(|world| {
        let own = |rows: &[BTreeMap<String, String>]| {
            rows.iter().filter(|row| row["alternative"] == world).cloned().collect::<Vec<_>>()
        };
        let mut months: Vec<Vec<BTreeMap<String, String>>> = Vec::new();
        for row in own(&trace) {
            match months.last_mut() {
                Some(month) if month[0]["month"] == row["month"] => month.push(row),
                _ => months.push(vec![row]),
            }
        }
        let mut categories: Vec<String> = Vec::new();
        for row in own(&memory) {
            if !categories.contains(&row["category"]) {
                categories.push(row["category"].clone());
            }
        }
        let mut by_key: BTreeMap<(String, String, String), BTreeMap<i32, f32>> = BTreeMap::new();
        for row in own(&rules) {
            let key = (row["firm"].clone(), row["category"].clone(), row["rule"].clone());
            by_key
                .entry(key)
                .or_default()
                .insert(row["month"].parse().unwrap(), row["value"].parse().unwrap());
        }
        Log { months, categories, rules: by_key }
    })
}

/// What she and the firms carry from month to month.
#[derive(Default)]
struct AtFirm {
    trust: f32,
    held: Vec<String>,
    knowledge: f32,
    estimate: Vec<f32>,
}

/// Lives the life of one log again: from the state before the first month, the rules, what firms offer, what others think,
/// and the draws at their addresses. Everything else that the log says is only compared.
fn live_again(log: &Log, customer: u32, seed: u64) {
    let draws = Draws::new(seed, REPLICATE);
    let first = &log.months[0][0];
    let number = |row: &BTreeMap<String, String>, name: &str| -> f32 { row[name].parse().unwrap() };
    let attributes = first.keys().filter(|name| name.starts_with("need_before_")).count();
    let position = |row: &BTreeMap<String, String>, name: &str| -> Vec<f32> {
        (1..=attributes).map(|a| number(row, &format!("{name}_{a}"))).collect()
    };
    let mut need = position(first, "need_before");
    let mut home = first["home_before"].clone();
    let mut expectation = number(first, "expectation_before");
    let mut firms: BTreeMap<String, AtFirm> = BTreeMap::new();
    for month in &log.months {
        let now: i32 = month[0]["month"].parse().unwrap();
        let rule = |firm: &str, category: &str, name: &str| -> f32 {
            let key = (firm.to_owned(), category.to_owned(), name.to_owned());
            *log.rules[&key].range(..=now).next_back().expect("the rule is in force").1
        };
        let market = |name: &str| rule("", "", name);
        let draw = |decision, firm: &str, index: usize| {
            let firm = if firm.is_empty() { FirmKey::NONE } else { FirmKey::of(firm) };
            draws.uniform(Address { decision, month: Month(now), who: customer, firm, index: index as u32 })
        };
        let check = |what: &str, row: &BTreeMap<String, String>, value: f32| {
            let logged = number(row, what);
            assert!(
                (value - logged).abs() <= 1e-5,
                "customer {customer}, month {now}, {}: {what} is {value}, logged {logged}",
                row["firm"]
            );
        };
        let sensitivity = (number(first, "sensitivity_start") + market("sensitivity_shift"))
            .max(0.0)
            .min(market("sensitivity_ceiling"));
        check("sensitivity", &month[0], sensitivity);
        let lasting = |decision, spread: &str| {
            let address = Address { decision, month: START, who: customer, firm: FirmKey::NONE, index: 0 };
            market(spread) * math::normal_quantile(draws.uniform(address))
        };
        let leaning = lasting(Decision::Leaning, "wanting_spread");
        check("leaning", &month[0], leaning);
        let own_loyalty = market("loyalty") + lasting(Decision::Attachment, "loyalty_spread");
        assert_eq!(home, month[0]["home_before"], "customer {customer}, month {now}");
        // Step 1: a breach.
        for row in month {
            let name = row["firm"].as_str();
            let at = firms.entry(name.to_owned()).or_insert_with(|| AtFirm {
                trust: market("trust_start"),
                estimate: vec![0.0; attributes],
                ..AtFirm::default()
            });
            check("trust_before", row, at.trust);
            assert_eq!(at.held.join(" "), row["held_before"], "customer {customer}, month {now}, {name}");
            if !row["breach_chance"].is_empty() {
                let exposure: f32 = at.held.iter().map(|kind| rule(name, kind, "intrusiveness")).sum();
                if !at.held.is_empty() && draw(Decision::Breach, name, 0) < rule(name, "", "breach_share") {
                    at.trust *= 1.0 - rule(name, "", "breach_severity") * sensitivity * exposure.min(1.0);
                }
            }
            check("trust_chosen_with", row, at.trust);
        }
        // Step 4: drift.
        let is_new = draw(Decision::LifeEvent, "", 0) < market("life_event");
        for (a, need) in need.iter_mut().enumerate() {
            let fresh = math::normal_quantile(draw(Decision::Need, "", a));
            let moved = market("need_persistence") * *need + market("need_innovation") * fresh;
            *need = if is_new { fresh } else { moved };
            check(&format!("need_{}", a + 1), &month[0], *need);
        }
        let mut offers: Vec<(f32, f32, f32, bool)> = Vec::new();
        for row in month {
            let name = row["firm"].as_str();
            let at = firms.get_mut(name).unwrap();
            let persistence = market("need_persistence");
            at.knowledge *= persistence * persistence;
            at.estimate.iter_mut().for_each(|estimate| *estimate *= persistence);
            check("knowledge_before", row, at.knowledge);
            // Step 5: offers.
            let (product, centre) = (position(row, "product"), position(row, "centre"));
            let flexibility = rule(name, "", "flexibility");
            let (mut plain, mut adapted) = (0.0, 0.0);
            for a in 0..attributes {
                let x = product[a];
                let offer = x + flexibility * at.knowledge * (centre[a] + at.estimate[a] - x);
                check(&format!("offer_{}", a + 1), row, offer);
                plain += (need[a] - x) * (need[a] - x);
                adapted += (need[a] - offer) * (need[a] - offer);
            }
            let fit = |distance: f32| math::exp(-distance * market("fit_scale"));
            let met = (fit(adapted) - fit(plain)).max(0.0);
            let promised = flexibility * market("promise");
            let gain = if at.knowledge <= 0.1 { promised } else { met };
            check("fit", row, fit(adapted));
            check("gain", row, gain);
            // Step 6: contact.
            let margin = |kind: &str| {
                market("gain_weight") * gain + market("reliance_weight") * at.trust + leaning
                    - sensitivity * rule(name, kind, "cost")
            };
            let unwanted = at.held.iter().filter(|kind| margin(kind) <= 0.0);
            let burden: f32 = unwanted.map(|kind| rule(name, kind, "intrusiveness")).sum();
            let chance = rule(name, "", if home == name { "contact_own" } else { "contact_beyond" });
            let contacted = 0.05 < at.knowledge && draw(Decision::Contact, name, 0) < chance;
            let comfort = if burden == 0.0 { market("comfort") } else { 0.0 };
            let openness = comfort - market("discomfort") * sensitivity * burden.min(1.0);
            let effect = at.knowledge
                * (1.0 - 2.0 * sensitivity * (1.0 - at.trust) + rule(name, "", "disclosure") * openness);
            let persuasion = if contacted { effect } else { 0.0 };
            check("persuasion", row, persuasion);
            offers.push((fit(adapted), gain, persuasion, contacted));
        }
        // Step 7: choice.
        if draw(Decision::Reconsider, "", 0) < market("attention") {
            let gumbel = |u: f32| -math::ln(-math::ln(u));
            let (mut best, mut taken) = (gumbel(draw(Decision::Choice, "", 0)), String::new());
            for (row, (fit, _, persuasion, _)) in month.iter().zip(&offers) {
                let name = row["firm"].as_str();
                let loyalty = if home == name { own_loyalty } else { 0.0 };
                let utility = rule(name, "", "utility_of_price_and_name")
                    + market("weight_fit") * (fit - 0.5)
                    + market("weight_trust") * (firms[name].trust - 0.5)
                    + (market("weight_persuasion") * persuasion + loyalty);
                check("utility", row, utility);
                let score = utility + gumbel(draw(Decision::Choice, name, 0));
                if best < score {
                    (best, taken) = (score, name.to_owned());
                }
            }
            if taken != home {
                expectation = market("expectation_start");
            }
            home = taken;
        }
        assert_eq!(home, month[0]["home"], "customer {customer}, month {now}");
        // Step 8: purchases.
        let own = month.iter().position(|row| row["firm"] == home);
        let (fit, _, persuasion, _) = own.map_or((0.0, 0.0, 0.0, false), |own| offers[own]);
        let response = market("fit_response") * (fit - market("fit_reference"))
            + market("persuasion_response") * persuasion;
        let rate = if own.is_some() { number(first, "rate") } else { 0.0 };
        let mean = rate * (market("mean_purchases") * math::exp(response));
        check("mean_purchases", &month[0], mean);
        let bought = poisson(mean, draw(Decision::Purchases, "", 0));
        assert_eq!(bought.to_string(), month[0]["purchases"], "customer {customer}, month {now}");
        // Step 9: experience.
        if let Some(own) = own.filter(|_| 0 < bought) {
            let at = firms.get_mut(month[own]["firm"].as_str()).unwrap();
            let surplus = fit - market("competence_threshold");
            let judged = if surplus > 0.0 {
                at.trust + market("competence_gain") * surplus * (1.0 - at.trust)
            } else {
                at.trust + market("competence_loss") * surplus * at.trust
            };
            let expected = expectation + market("hype") * persuasion.max(0.0);
            let missed = (expected - fit).max(0.0);
            at.trust = (judged - market("disappointment") * missed * judged).clamp(0.0, 1.0);
            expectation += market("expectation_learning") * (fit - expectation);
        }
        check("expectation", &month[0], expectation);
        for (row, &(_, gain, _, contacted)) in month.iter().zip(&offers) {
            let name = row["firm"].as_str();
            let at = firms.get_mut(name).unwrap();
            check("trust_experienced", row, at.trust);
            // Step 10: sensing.
            let mut burden = 0.0;
            for (c, kind) in log.categories.iter().enumerate() {
                let rule = |rule_name: &str| rule(name, kind, rule_name);
                at.held.retain(|held| held != kind || rule("remembered") == 1.0);
                if rule("remembered") == 0.0 {
                    continue;
                }
                let margin = market("gain_weight") * gain + market("reliance_weight") * at.trust + leaning
                    - sensitivity * rule("cost");
                let refused = margin <= -self::Log::friction(log, name, now);
                if refused {
                    at.held.retain(|held| held != kind);
                }
                let luck = draw(Decision::Sensing, name, c);
                let volunteers = if rule("volunteered") == 1.0 { at.trust } else { 1.0 };
                let chance = volunteers * if home == name { 1.0 } else { rule("reach") };
                let collected = luck < chance && !refused;
                if collected && !at.held.contains(kind) {
                    at.held.push(kind.clone());
                }
                if at.held.contains(kind) && margin <= 0.0 {
                    burden += rule("intrusiveness");
                }
                let shows = rule("needs_purchase") == 0.0 || home == name && 0 < bought;
                if collected && shows && luck < chance * rule("seen") {
                    let variance = 1.0 - at.knowledge;
                    let gain = variance / (variance + rule("noise_variance"));
                    at.knowledge += gain * variance;
                    let centre = position(row, "centre");
                    for a in 0..attributes {
                        let error = math::normal_quantile(draw(Decision::Observation, name, c * 16 + a));
                        let innovation = need[a] - at.estimate[a] + (rule("noise_sd") * error - centre[a]);
                        at.estimate[a] += innovation * gain;
                    }
                }
            }
            at.held.sort_by_key(|kind| log.categories.iter().position(|known| known == kind));
            if at.held.is_empty() {
                at.knowledge = 0.0;
                at.estimate.fill(0.0);
            }
            assert_eq!(at.held.join(" "), row["held"], "customer {customer}, month {now}, {name}");
            check("burden", row, burden);
            check("knowledge", row, at.knowledge);
            for a in 0..attributes {
                check(&format!("estimate_{}", a + 1), row, at.estimate[a]);
            }
            // Step 11: noticing.
            let rate = rule(name, "", if contacted { "notice_contacted" } else { "notice_unprompted" });
            if draw(Decision::Notice, name, 0) < 1.0 - math::exp(-burden * rate) {
                at.trust = (at.trust * (1.0 - rule(name, "", "harm") * sensitivity)).max(0.0);
            }
            check("trust_noticed", row, at.trust);
            // Step 12: the others.
            let local = market("local_share");
            let heard = local * number(row, "community_trust") + (1.0 - local) * number(row, "public_trust");
            let moved = at.trust
                + market("word_of_mouth") * (heard - at.trust)
                + market("fading") * (market("trust_start") - at.trust);
            at.trust = moved.clamp(0.0, 1.0);
            check("trust", row, at.trust);
        }
    }
}

impl Log {
    fn friction(&self, firm: &str, month: i32) -> f32 {
        let key = (firm.to_owned(), String::new(), "consent_friction".to_owned());
        *self.rules[&key].range(..=month).next_back().unwrap().1
    }
}

/// A Poisson number by inversion.
fn poisson(mean: f32, u: f32) -> u32 {
    let (mut count, mut probability) = (0, math::exp(-mean));
    let mut below = probability;
    while mean > 0.0 && u >= below && count < 1000 {
        count += 1;
        probability *= mean * (1.0 / count as f32);
        below += probability;
    }
    count
}

#[test]
fn a_life_can_be_lived_again_from_its_log() {
    let configs = markets();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for customer in (0..450).step_by(15) {
        let lives = lives(&configs, customer);
        for log in logs([&lives[0], &lives[1]], customer, 5) {
            assert_eq!(log.months.len(), 38);
            live_again(&log, customer, 5);
        }
        // That there was something to live again.
        for moment in lives.iter().flat_map(|life| &life.months) {
            *seen.entry("changes").or_default() += usize::from(moment.home != moment.home_before);
            *seen.entry("purchases").or_default() += moment.bought as usize;
            for at in &moment.at {
                *seen.entry("contacts").or_default() += usize::from(at.contact.falls());
                *seen.entry("breaches").or_default() += usize::from(at.breach.is_some_and(Drawn::falls));
                *seen.entry("notices").or_default() += usize::from(at.notice.falls());
                *seen.entry("refusals").or_default() +=
                    at.items.iter().filter(|item| item.remembered && item.refused).count();
                *seen.entry("erased").or_default() += usize::from(at.held_before & !at.held != 0);
            }
        }
    }
    for (what, count) in &seen {
        assert!(10 <= *count, "{what}: {count}");
    }
}

/// The argument for a parting, from the draws at their addresses.
fn is_explained(
    parting: &Parting,
    customer: u32,
    draws: &Draws,
    categories: &[String],
) -> Result<(), String> {
    let key = parting.firm.as_deref().map_or(FirmKey::NONE, FirmKey::of);
    let category =
        parting.category.as_ref().map(|kind| categories.iter().position(|known| known == kind).unwrap());
    let draw = |decision, firm, index: usize| {
        let index = index as u32;
        draws.uniform(Address { decision, month: parting.month, who: customer, firm, index })
    };
    let ok = |holds: bool, what: &str| if holds { Ok(()) } else { Err(format!("{what}: {parting:?}")) };
    let decision = match parting.deed {
        Deed::StartHome => Decision::StartHome,
        Deed::FirmEnds => return Err("nobody ends here".to_owned()),
        Deed::Breach => Decision::Breach,
        Deed::LifeEvent => Decision::LifeEvent,
        Deed::Contact => Decision::Contact,
        Deed::Reconsider => Decision::Reconsider,
        Deed::Choice => Decision::Choice,
        Deed::Purchases => Decision::Purchases,
        Deed::Collect | Deed::See => Decision::Sensing,
        Deed::Notice => Decision::Notice,
    };
    match &parting.why {
        Why::Below { draw: told, chances } => {
            ok(*told == draw(decision, key, category.unwrap_or(0)), "the draw is that of the address")?;
            ok(chances[0] != chances[1], "the chances differ")?;
            ok((*told < chances[0]) != (*told < chances[1]), "the draw lies between them")
        }
        Why::Count { draw: told, means, counts } => {
            ok(*told == draw(decision, key, 0), "the draw is that of the address")?;
            ok(means[0] != means[1] && counts[0] != counts[1], "means and counts differ")?;
            ok([0, 1].into_iter().all(|w| poisson(means[w], *told) == counts[w]), "the mean gives the count")
        }
        Why::Best { candidates, taken } => {
            ok(taken[0] != taken[1], "different firms")?;
            ok(parting.why.chances(0) != parting.why.chances(1), "the chances differ")?;
            for (world, taken) in taken.iter().enumerate() {
                let mut best = (f32::NEG_INFINITY, &None);
                for candidate in candidates {
                    let firm = candidate.firm.as_deref().map_or(FirmKey::NONE, FirmKey::of);
                    ok(candidate.draw == draw(decision, firm, 0), "the draw is that of the address")?;
                    let taste = -math::ln(-math::ln(candidate.draw));
                    if let Some(utility) = candidate.utilities[world].filter(|u| best.0 < u + taste) {
                        best = (utility + taste, &candidate.firm);
                    }
                }
                ok(best.1 == taken, "the best is taken")?;
            }
            Ok(())
        }
        Why::Ends => Err("nobody ends here".to_owned()),
    }
}

/// What a customer does and what happens to her, up to a month.
fn deeds(life: &Life, months: usize) -> Vec<String> {
    let deeds = life.months[..months].iter().map(|moment| {
        let home = moment.home.map(|home| life.firm(home));
        let at: Vec<_> = moment
            .at
            .iter()
            .filter(|at| at.items.iter().any(|item| item.remembered))
            .map(|at| {
                (life.firm(at.index), at.contact.falls(), at.notice.falls(), at.breach.map(Drawn::falls))
            })
            .collect();
        format!("{home:?} {} {} {at:?}", moment.bought, moment.reconsider.falls())
    });
    deeds.collect()
}

#[test]
fn a_parting_comes_from_an_equal_draw_and_an_unequal_chance() {
    let configs = markets();
    let draws = Draws::new(5, REPLICATE);
    let categories: Vec<String> = configs[0].data.iter().map(|data| data.name.clone()).collect();
    let (mut kinds, mut homes) = (BTreeMap::new(), 0);
    for customer in (0..450).step_by(3) {
        let [a, b] = lives(&configs, customer);
        let parting = trace::first_parting([&a, &b]);
        if let Some(parting) = &parting {
            is_explained(parting, customer, &draws, &categories).unwrap();
            // Nothing fell differently before.
            let month = (parting.month.0 + 2) as usize;
            assert_eq!(deeds(&a, month), deeds(&b, month), "customer {customer}");
            *kinds.entry(parting.deed).or_insert(0) += 1;
        } else {
            assert_eq!(deeds(&a, 38), deeds(&b, 38), "customer {customer}");
        }
        let apart = (0..38).find(|&month| a.home(month) != b.home(month));
        let parting = trace::first_parting_of_homes([&a, &b]);
        assert_eq!(
            apart,
            parting.as_ref().map(|parting| (parting.month.0 + 2) as usize),
            "customer {customer}"
        );
        if let Some(parting) = parting {
            is_explained(&parting, customer, &draws, &categories).unwrap();
            homes += 1;
        }
    }
    let parted: usize = kinds.values().sum();
    println!("{parted} of 150 part: {kinds:?}; {homes} come to buy from different firms");
    assert!(130 < parted && 20 < homes);
    assert!(4 <= kinds.len(), "{kinds:?}");
}

#[test]
fn a_different_start_is_explained_by_the_shares() {
    let [a, mut b] = markets();
    b.firms[0].initial_share = 0.9;
    b.firms[1].initial_share = 0.1;
    let configs = [a, b];
    let draws = Draws::new(5, REPLICATE);
    let mut parted = 0;
    for customer in 0..60 {
        let [a, b] = lives(&configs, customer);
        let starts = [&a, &b].map(|life| life.start.home.map(|home| life.firm(home).to_owned()));
        let parting = trace::first_parting([&a, &b]).filter(|parting| parting.deed == Deed::StartHome);
        assert_eq!(starts[0] != starts[1], parting.is_some(), "customer {customer}");
        if let Some(parting) = parting {
            assert_eq!(parting.month, START);
            is_explained(&parting, customer, &draws, &[]).unwrap();
            parted += 1;
        }
    }
    assert!(10 < parted, "{parted}");
}

#[test]
fn equal_worlds_do_not_part() {
    let [a, _] = markets();
    let configs = [a.clone(), a];
    for customer in [0, 17, 449] {
        let [a, b] = lives(&configs, customer);
        assert_eq!(trace::first_parting([&a, &b]), None);
        assert_eq!(trace::first_parting_of_homes([&a, &b]), None);
        assert_eq!(format!("{:?}", a.months), format!("{:?}", b.months));
    }
}

#[test]
fn trust_is_the_sum_of_what_moved_it() {
    let configs = markets();
    for customer in [3, 200] {
        for life in lives(&configs, customer) {
            for (month, moment) in life.months.iter().enumerate() {
                for at in &moment.at {
                    let ledger = trace::trust_ledger(&life, life.firm(at.index), month).unwrap();
                    assert!((ledger.total() - at.trust_chosen_with).abs() < 1e-5);
                }
            }
            assert!(trace::trust_ledger(&life, "later", 5).is_none());
        }
    }
}

#[test]
fn the_customer_that_is_picked_is_the_one_that_is_asked_for() {
    let configs = markets();
    let [a, b] = &configs;
    // The homes of everybody, month by month, in both worlds.
    let mut all: Vec<[Vec<Option<String>>; 2]> = vec![Default::default(); 450];
    for (world, config) in configs.iter().enumerate() {
        let mut simulation = Simulation::new(config, REPLICATE);
        for _ in 0..38 {
            simulation.step();
            let firms = &simulation.world().config.firms;
            let homes = simulation.world().blocks.iter().flat_map(|block| &block.home);
            for (homes_of, &home) in all.iter_mut().zip(homes) {
                homes_of[world].push(firms.get(usize::from(home)).map(|firm| firm.name.clone()));
            }
        }
    }
    let months = |of: &dyn Fn(&Option<String>, &Option<String>) -> bool, homes: &[Vec<Option<String>>; 2]| {
        homes[0].iter().zip(&homes[1]).filter(|(a, b)| of(a, b)).count()
    };
    let first_most = |months: Vec<usize>| {
        let most = *months.iter().max().unwrap();
        (0 < most).then(|| months.iter().position(|&m| m == most).unwrap() as u32)
    };
    let picked = |pick| {
        let found =
            trace::pick([a, b], REPLICATE, &pick, Machine::all(), &|_| true).expect("nobody stopped it");
        found.map(|customer| customer.0)
    };
    let apart = all.iter().map(|homes| months(&|a, b| a != b, homes)).collect();
    assert_eq!(picked(Pick::Parted), first_most(apart));
    let adapter = |home: &Option<String>| home.as_deref() == Some("adapter");
    let from = |lost: bool| {
        let of = |homes: &[Vec<Option<String>>; 2]| {
            let with = |month: usize| [adapter(&homes[0][month]), adapter(&homes[1][month])];
            let first =
                (0..38).find(|&m| with(m)[0] != with(m)[1] && 0 < m && with(m - 1)[0] == with(m - 1)[1]);
            let fits = first.is_some_and(|m| with(m - 1)[0] == lost) && with(37) == [lost, !lost];
            if fits { months(&|a, b| (adapter(a), adapter(b)) == (lost, !lost), homes) } else { 0 }
        };
        first_most(all.iter().map(of).collect())
    };
    assert_eq!(picked(Pick::Lost("adapter".to_owned())), from(true));
    assert_eq!(picked(Pick::Won("adapter".to_owned())), from(false));
    assert!(from(false).is_some());
    assert!(picked(Pick::Typical).is_some());
    assert_eq!(picked(Pick::Lost("nobody".to_owned())), None);
    assert_eq!(trace::differing_firms(a, b), ["planner", "adapter"]);
}

/// Imitation changes business models in the run; a firm is drawn in the colour that it starts with.
#[test]
fn a_firm_keeps_the_model_that_it_starts_with() {
    let market = |harm: f64| {
        right(&format!("extends = \"adoption\"\nworld = {{ customers = 300 }}\ntrust.harm = {harm}"))
    };
    let configs = [market(0.05), market(0.1)];
    let lives = lives(&configs, 7);
    let start: Vec<(String, String)> =
        configs[0].firms.iter().map(|firm| (firm.name.clone(), firm.model.name().to_owned())).collect();
    assert_eq!(trace::firms([&lives[0], &lives[1]]), start);
    let outcome = sellsense::experiment::alternatives(&configs[..1], REPLICATE..REPLICATE + 1, &|_| true);
    let table = outcome.expect("nobody stops it").remove(0).monthly;
    let changes = |row: &usize| {
        let firm = start.iter().find(|(name, _)| name == table.word("firm", *row));
        firm.is_some_and(|(_, model)| model != table.word("model", *row))
    };
    assert!((0..table.rows()).any(|row| changes(&row)), "somebody imitates");
}
