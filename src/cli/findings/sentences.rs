//! Who leads, who is not compared, and what became of the firms, in plain sentences.

use super::{Firm, Study, described, highest};
use crate::cli::text_table::{decimals, number};
use crate::scenario::config::Config;
use crate::stats::describe::FEWEST_FOR_INTERVAL;
use crate::stats::paired::{self, Sign};
use crate::stats::windows::Window;

impl Study<'_> {
    /// All that there is to say.
    pub(super) fn sentences(&self, config: &Config) -> impl Iterator<Item = String> {
        let sentences = [
            Some(self.leader()),
            self.not_compared(),
            self.other_leader(),
            self.models_at_the_end(),
            config.entry.enabled.then(|| self.turnover()),
            start(config),
        ];
        sentences.into_iter().flatten()
    }

    /// Who has the highest discounted profit in how many replications, and whether that is more than chance.
    fn leader(&self) -> String {
        let n = self.replications;
        let values = self.discounted_profit();
        let is_compared = self.compared();
        let (wins, of) = paired::wins(&values);
        let Some(best) = highest(&values, &is_compared) else {
            return format!(
                "No firm is there in all months of {}: no firm's discounted profit is compared with another's.",
                if n == 1 { "the only replication".to_owned() } else { format!("all {n} replications") }
            );
        };
        let name = &self.firms[best].name;
        if self.firms.len() == 1 {
            return format!("{name} is alone in the market: there is nobody to compare it with.");
        }
        if n < 2 {
            return format!(
                "{name} has the highest discounted profit in the only replication; one replication cannot say \
                 whether that is chance. Add --replications 20."
            );
        }
        let lead = format!("{name} has the highest discounted profit in {} of {of} replications", wins[best]);
        let rivals: Vec<usize> =
            (0..self.firms.len()).filter(|&index| index != best && is_compared[index]).collect();
        if rivals.is_empty() {
            return format!("{lead}; no other firm is there in all months of all replications.");
        }
        if n < FEWEST_FOR_INTERVAL {
            return format!(
                "{lead}; {n} replications are too few to say whether that is chance. Add --replications 20."
            );
        }
        let is_clear =
            |&index: &usize| paired::sign(&paired::difference(&values[best], &values[index])) == Sign::Higher;
        let unclear: Vec<&str> = rivals
            .iter()
            .filter(|index| !is_clear(index))
            .map(|&index| self.firms[index].name.as_str())
            .collect();
        let others = if rivals.len() + 1 == self.firms.len() { "every other firm" } else { "those compared" };
        let verdict = if unclear.is_empty() {
            format!(
                "its lead over {others}, replication by replication, is more than chance (95 % intervals)"
            )
        } else {
            format!(
                "its lead over {}, replication by replication, is not clear (the 95 % interval holds zero)",
                unclear.join(" and ")
            )
        };
        format!("{lead}; {verdict}.")
    }

    /// Which firms are not compared, and why.
    fn not_compared(&self) -> Option<String> {
        let n = self.replications;
        let left: Vec<&Firm> = self.firms.iter().filter(|firm| !self.is_there_throughout(firm)).collect();
        if left.is_empty() || n < 2 {
            return None;
        }
        let reason = |firm: &Firm| {
            let first = firm.stays.iter().map(|stay| stay.first).min().unwrap_or(0);
            if firm.stays.len() < n {
                format!("there in {} of {n} replications", firm.stays.len())
            } else if firm.stays.iter().all(|stay| stay.first == first && stay.last + 1 == self.months) {
                format!("there from month {first}")
            } else {
                format!("there in all months in {} of {n} replications", self.whole_stays(firm))
            }
        };
        if let [firm] = left.as_slice() {
            return Some(format!("{} is {} and is not compared.", firm.name, reason(firm)));
        }
        let (entrants, others): (Vec<&Firm>, Vec<&Firm>) = left.into_iter().partition(|firm| firm.is_entrant);
        let said = |firm: &&Firm| format!("{} ({})", firm.name, reason(firm));
        let mut list: Vec<String> = others.iter().map(said).collect();
        let stays = entrants.iter().map(|firm| firm.stays.len());
        match (entrants.len(), stays.clone().min(), stays.max()) {
            (count, Some(fewest), Some(most)) if 3 < count => list.push(format!(
                "{} to {} (each there in {fewest} to {most} of {n} replications, from its arrival)",
                entrants[0].name,
                entrants[count - 1].name
            )),
            _ => list.extend(entrants.iter().map(said)),
        }
        Some(format!("Not compared: {}.", list.join(", ")))
    }

    /// Who leads in revenue at the end, where that is not the leader in discounted profit.
    fn other_leader(&self) -> Option<String> {
        let best = highest(&self.discounted_profit(), &self.compared())?;
        let revenue = self.means("revenue", Window::Late, 1.0)?;
        let first = highest(&revenue, &self.complete(&revenue)).filter(|&first| first != best)?;
        let (most, own) = (described(&revenue[first]).mean?, described(&revenue[best]).mean?);
        let digits = decimals(most);
        Some(format!(
            "In revenue of the last 24 months {} leads, with {} against {}: discounted profit also counts costs \
             and all months before.",
            self.firms[first].name,
            number(most, digits),
            number(own, digits)
        ))
    }

    /// In how many replications each firm that changed has which business model at the end.
    fn models_at_the_end(&self) -> Option<String> {
        let changed = |firm: &&Firm| firm.stays.iter().any(|stay| stay.model_first != stay.model_last);
        let said = |firm: &Firm| {
            let mut counts: Vec<(&str, usize)> = Vec::new();
            for stay in &firm.stays {
                match counts.iter_mut().find(|(model, _)| *model == stay.model_last) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((&stay.model_last, 1)),
                }
            }
            counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            let list: Vec<String> =
                counts.iter().map(|(model, count)| format!("{model} in {count}")).collect();
            format!("{} is {}", firm.name, list.join(", "))
        };
        let all: Vec<String> = self.firms.iter().filter(changed).map(said).collect();
        let of = self.replications;
        (!all.is_empty())
            .then(|| format!("Business model at the end, of {of} replications: {}.", all.join("; ")))
    }

    /// How many firms arrived and ended, and which.
    fn turnover(&self) -> String {
        let n = self.replications as f64;
        let ended = |firm: &Firm| firm.stays.iter().filter(|stay| stay.last + 1 < self.months).count();
        let entrants = || self.firms.iter().filter(|firm| firm.is_entrant);
        let arrived: usize = entrants().map(|firm| firm.stays.len()).sum();
        let all: usize = self.firms.iter().map(ended).sum();
        let mut which: Vec<String> = self
            .firms
            .iter()
            .filter(|firm| !firm.is_entrant && 0 < ended(firm))
            .map(|firm| format!("{} in {} of {} replications", firm.name, ended(firm), self.replications))
            .collect();
        let of_entrants: usize = entrants().map(ended).sum();
        if 0 < of_entrants {
            which.push(format!("{of_entrants} of the {arrived} that arrived"));
        }
        let which = if which.is_empty() { String::new() } else { format!(" Ended: {}.", which.join(", ")) };
        format!(
            "In a replication {} firms arrived and {} ended, on average.{which}",
            number(arrived as f64 / n, 1),
            number(all as f64 / n, 1)
        )
    }
}

/// What the early window still carries; nothing when the run has none, or has left the start behind in a burn-in.
fn start(config: &Config) -> Option<String> {
    Window::Early.months(config.world.months as i64).filter(|_| config.world.burn_in_months == 0.0)?;
    let present: Vec<f64> =
        config.firms.iter().filter(|firm| firm.enters_month == 0.0).map(|firm| firm.initial_share).collect();
    let equal = present.iter().all(|share| (share - present[0]).abs() < 1e-9);
    let shares = if present.len() == 1 {
        "all customers at one firm"
    } else if equal {
        "equal shares of the market"
    } else {
        "the shares that the scenario sets"
    };
    Some(format!(
        "Months 12-23 still carry the start: {shares}, and trust at {} everywhere.",
        config.trust.start
    ))
}
