//! Group 4: the model against closed forms of a contest between catalogues and sensing.

use super::closed::{adapted_misfit, best_catalogue, nearest, normal_mean};
use super::contest::{Contest, DIALS, TO_REST, error_at_offer, noise};
use super::{A_MEND, ERRORS, Group, Item, Question, Sitting, answer};

/// Half-lives of needs \[months\], as in O13.
const HALF_LIVES: [f64; 5] = [3.0, 12.0, 24.0, 55.0, 120.0];
/// Reliabilities of an observation, as in O13.
const RELIABILITIES: [f64; 2] = [0.7, 0.5];
/// Largest catalogue of the contest: from random starts k-means finds the best one up to about 5 products.
const LARGEST: usize = 7;

/// Its items. Nothing when the sitting was stopped.
pub fn items(sitting: &Sitting) -> Option<Vec<Item>> {
    const QUESTIONS: [Question; 5] = [
        |sitting| ties(sitting, HALF_LIVES[0]),
        |sitting| ties(sitting, HALF_LIVES[1]),
        |sitting| ties(sitting, HALF_LIVES[2]),
        |sitting| ties(sitting, HALF_LIVES[3]),
        |sitting| ties(sitting, HALF_LIVES[4]),
    ];
    answer(sitting, &QUESTIONS)
}

/// With how many products a catalogue from which people choose for themselves is as good as sensing (O13).
fn ties(sitting: &Sitting, half_life: f64) -> Option<Vec<Item>> {
    let customers = sitting.choose(20_000.0, 100_000.0);
    let sizes: Vec<usize> = (1..=LARGEST).collect();
    let contest = Contest {
        customers,
        half_life,
        adapters: &RELIABILITIES,
        catalogues: &sizes,
        months: TO_REST,
        measured: 1,
    };
    let found = contest.hold(sitting)?.remove(0);
    let first = |misfits: &[f64], level: f64| {
        sizes.iter().zip(misfits).find(|(_, misfit)| **misfit <= level).map(|(size, _)| *size as f64)
    };
    let best: Vec<f64> = sizes.iter().map(|&size| best_catalogue(size).1).collect();
    let tie = |(reliability, sensed): (f64, f64)| {
        let expected = adapted_misfit(error_at_offer(TO_REST - 1, noise(reliability), half_life));
        // The squared misfit of the adapter is that of a normal number; of a catalogue's as its fourth power tells.
        let size = first(&best, expected).unwrap_or(LARGEST as f64) as usize;
        let (places, misfit) = best_catalogue(size);
        let fourth = normal_mean(|need| nearest(&places, need) * nearest(&places, need));
        let variance = 2.0 * expected * expected + (fourth - misfit * misfit);
        let error = ERRORS * (variance / customers).sqrt();
        let open_end = LARGEST as f64 + 1.0;
        Item {
            group: Group::Docking,
            item: format!("products that tie with sensing, half-life {half_life}, reliability {reliability}"),
            source: "O13".to_owned(),
            measured: Some(first(&found.catalogues, sensed).unwrap_or(open_end)),
            expected_low: first(&best, expected + error).unwrap_or(open_end),
            expected_high: first(&best, expected - error).unwrap_or(open_end),
            error: None,
            by_construction: false,
            note: format!(
                "closed form: the fewest best products (O4) that miss by at most P + P²(1 − P), P the error variance of an \
                 estimate at the offer: in this model's month the offer uses last month's knowledge and shrinks by it. Raised \
                 to the power of the number of attributes it holds for more of them. {DIALS}"
            ),
            takes: A_MEND,
        }
    };
    Some(RELIABILITIES.into_iter().zip(found.adapters).map(tie).collect())
}
