//! Figures of several worlds together, and how far they would be other in other worlds.

use super::Item;
use rayon::prelude::*;

/// Parts into which worlds fall when their spread is measured; one is left out at a time.
pub const PARTS: usize = 8;

/// Items that `measure` gives for all of `worlds` worlds together, each with its standard error over worlds: the
/// jackknife, which leaves out a part of the worlds at a time. It holds for any smooth figure, a ratio or a correlation
/// as well as a mean (Efron and Stein 1981). `measure` is told which worlds to take.
pub fn over(worlds: u32, measure: impl Fn(&[usize]) -> Vec<Item> + Sync) -> Vec<Item> {
    let all: Vec<usize> = (0..worlds as usize).collect();
    let mut items = measure(&all);
    let parts = PARTS.min(all.len());
    if parts < 2 {
        return items;
    }
    let without = |part: usize| {
        let rest: Vec<usize> = all.iter().copied().filter(|world| world % parts != part).collect();
        measure(&rest)
    };
    let rests: Vec<Vec<Item>> = (0..parts).into_par_iter().map(without).collect();
    for (k, item) in items.iter_mut().enumerate() {
        let figures: Option<Vec<f64>> = rests.iter().map(|items| items[k].measured).collect();
        item.error = item.measured.and(figures).map(|figures| jackknife(&figures));
        item.note.push_str(&format!("; error over {worlds} worlds"));
    }
    items
}

/// The standard error, from the figures that leave out a part each.
fn jackknife(figures: &[f64]) -> f64 {
    let parts = figures.len() as f64;
    let mean = figures.iter().sum::<f64>() / parts;
    let squares: f64 = figures.iter().map(|figure| (figure - mean) * (figure - mean)).sum();
    (squares * (parts - 1.0) / parts).sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::Group;
    use super::super::closed::mean_and_error;
    use super::*;
    use crate::draws::{Address, Decision, Draws, START};
    use crate::units::FirmKey;

    fn item(measured: f64) -> Item {
        Item::bare(Group::Market, Some(measured), 0.0, 1.0)
    }

    #[test]
    fn the_error_of_a_mean_is_the_known_one() {
        let values = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
        let mean = |worlds: &[usize]| worlds.iter().map(|&w| values[w]).sum::<f64>() / worlds.len() as f64;
        let items = over(8, |worlds| vec![item(mean(worlds))]);
        let (expected, error) = mean_and_error(&values);
        assert_eq!(items[0].measured, Some(expected));
        assert!((items[0].error.unwrap() - error).abs() < 1e-12, "{:?} instead of {error}", items[0].error);
    }

    #[test]
    fn one_world_has_no_error_and_many_have_one_as_well() {
        assert_eq!(over(1, |_| vec![item(0.5)])[0].error, None);
        let draw =
            |who| Address { decision: Decision::Entry, month: START, who, firm: FirmKey::NONE, index: 0 };
        let values: Vec<f64> = (0..64).map(|who| f64::from(Draws::new(1, 0).uniform(draw(who)))).collect();
        let mean = |worlds: &[usize]| worlds.iter().map(|&w| values[w]).sum::<f64>() / worlds.len() as f64;
        let error = over(64, |worlds| vec![item(mean(worlds))])[0].error.unwrap();
        let known = mean_and_error(&values).1;
        assert!((0.4..2.0).contains(&(error / known)), "{error} instead of {known}");
    }
}
