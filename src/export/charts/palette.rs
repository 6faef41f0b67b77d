//! One colour per business model, in every chart.

use crate::scenario::config::Model;
use std::collections::BTreeMap;

/// How the curve of a firm looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Colour: red, green, blue.
    pub colour: (u8, u8, u8),
    /// Lengths of a dash and of the gap after it \[points\]; `None` is a solid line.
    pub dash: Option<(f64, f64)>,
}

/// The colour of a business model. The hues are those of Okabe and Ito, which the colour-blind tell apart,
/// darkened until each has a contrast of at least 4.5 to 1 on white, so that labels can have them too.
fn colour(model: Model) -> (u8, u8, u8) {
    match model {
        Model::MakeAndSell => (0, 102, 168),
        Model::TargetedMakeAndSell => (196, 78, 0),
        Model::SenseAndRespond => (0, 122, 88),
        Model::CovertSenseAndRespond => (164, 62, 124),
        Model::Custom => (92, 92, 92),
    }
}

/// The looks of firms with these business models, by their names in results. Firms of one model share its
/// hue: the second is darker and dashed, the third lighter and dotted, the fourth long-dashed, and so on.
pub fn looks<'a>(models: impl IntoIterator<Item = &'a str>) -> Vec<Look> {
    let mut seen: BTreeMap<Model, usize> = BTreeMap::new();
    models
        .into_iter()
        .map(|name| {
            let model = Model::with_name(name).unwrap_or(Model::Custom);
            let variant = seen.entry(model).or_insert(0);
            let look = look(colour(model), *variant);
            *variant += 1;
            look
        })
        .collect()
}

/// As many looks of different hues as there are, over and over, for curves that are no firms.
pub fn hues(count: usize) -> Vec<Look> {
    let models = Model::PRESETS.into_iter().chain([Model::Custom]).map(Model::name);
    looks(models.cycle().take(count))
}

fn look(colour: (u8, u8, u8), variant: usize) -> Look {
    const DASHES: [Option<(f64, f64)>; 4] = [None, Some((6.0, 3.0)), Some((1.8, 2.2)), Some((14.0, 4.0))];
    // Darker, or lighter by less than would make a label hard to read.
    const TINTS: [f64; 4] = [0.0, -0.38, 0.16, -0.2];
    let tint = TINTS[variant % TINTS.len()];
    let mix = |channel: u8| {
        let target = if tint < 0.0 { 0.0 } else { 255.0 };
        (f64::from(channel) + (target - f64::from(channel)) * tint.abs()).round() as u8
    };
    Look { colour: (mix(colour.0), mix(colour.1), mix(colour.2)), dash: DASHES[variant % DASHES.len()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_firm_has_a_look_of_its_own_and_the_first_that_of_its_model() {
        let names = ["make-and-sell", "sense-and-respond", "make-and-sell", "custom", "make-and-sell"];
        let all = looks(names);
        for (index, look) in all.iter().enumerate() {
            assert!(!all[..index].contains(look), "{index}");
        }
        assert_eq!(all[1], looks(["sense-and-respond"])[0]);
    }

    #[test]
    fn curves_that_are_no_firms_differ_in_hue() {
        let all = hues(6);
        for (index, look) in all[..5].iter().enumerate() {
            assert!(all[..index].iter().all(|other| other.colour != look.colour), "{index}");
        }
        assert_ne!(all[5], all[0]);
    }

    #[test]
    fn labels_can_be_read_on_white() {
        let light = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        for model in Model::PRESETS.into_iter().chain([Model::Custom]) {
            let (red, green, blue) = colour(model);
            let luminance = 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);
            assert!(4.5 <= 1.05 / (luminance + 0.05), "{model:?}");
        }
    }
}
