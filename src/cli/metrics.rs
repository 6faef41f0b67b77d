//! The metrics and windows that a user may ask for.

use super::Failure;
use super::alternatives::refusal;
use crate::experiment::market;
use crate::record::MEASURES;
use crate::scenario::key;
use crate::stats::windows::Window;

/// The metric of this name, when there is one and it has a meaning for what is compared.
pub fn metric(name: &str, is_market: bool) -> Result<String, Failure> {
    let known = || {
        let measures = MEASURES.iter().map(|measure| measure.name);
        ["discounted_profit", "lifetime_value"].into_iter().chain(measures)
    };
    if known().all(|metric| metric != name) {
        let hint = match key::nearest(name, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", key::listed(&known().collect::<Vec<_>>())),
        };
        return Err(refusal(&format!("there is no metric `{name}`"), &hint));
    }
    if is_market && !market::has(name) {
        let title = format!("`{name}` is of a firm and has no meaning for a whole market");
        return Err(refusal(&title, "name a firm with --firm"));
    }
    Ok(name.to_owned())
}

/// The window that is asked for, or the usual one of the metric.
pub fn window(asked: Option<&str>, metric: &str, months: i64) -> Result<Window, Failure> {
    let of_metric: &[Window] = match metric {
        "discounted_profit" => &[Window::Whole],
        "lifetime_value" => &[Window::Early, Window::Whole],
        _ => &Window::ALL,
    };
    let Some(name) = asked else {
        let is_measure = of_metric.contains(&Window::Late) && Window::Late.months(months).is_some();
        return Ok(if is_measure { Window::Late } else { Window::Whole });
    };
    let window = Window::ALL
        .into_iter()
        .find(|window| window.name() == name)
        .ok_or_else(|| refusal(&format!("there is no window `{name}`"), "there are early, late and whole"))?;
    if !of_metric.contains(&window) {
        let names: Vec<&str> = of_metric.iter().map(|window| window.name()).collect();
        let title = format!("`{metric}` has no window `{name}`");
        return Err(refusal(&title, &format!("it has {}", key::listed(&names))));
    }
    if window.months(months).is_none() {
        let title = format!("a run of {months} months has no window `{name}`");
        return Err(refusal(&title, "early and late need 24 months"));
    }
    Ok(window)
}
