//! What each part contributes to a whole, when parts act on one another.
//!
//! A game gives a worth to every set of players. A player's Shapley value is the mean of what it adds to the worth, over
//! all orders in which the players may come (Shapley 1953, A value for n-person games). The values of all players add
//! up to the worth of all of them minus that of none.

/// The Shapley value of each of `players`. The worth of a set of players stands in `worths` at the place whose bit `p`
/// says whether player `p` is in the set; place 0 is the empty set.
///
/// Panics when there are not 2^players worths: that is a defect of the caller.
pub fn shapley(players: usize, worths: &[f64]) -> Vec<f64> {
    assert_eq!(worths.len(), 1 << players, "a worth for every set of players");
    // Of all orders, the share in which exactly `before` given players come before a given one:
    // before! (players - before - 1)! / players!
    let weight = |before: usize| {
        let mut orders = players as f64;
        for chosen in 0..before {
            orders *= (players - 1 - chosen) as f64 / (chosen + 1) as f64;
        }
        1.0 / orders
    };
    let weights: Vec<f64> = (0..players).map(weight).collect();
    let value = |player: usize| {
        let without = (0..worths.len()).filter(|set| set >> player & 1 == 0);
        without
            .map(|set| weights[set.count_ones() as usize] * (worths[set | 1 << player] - worths[set]))
            .sum()
    };
    (0..players).map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glove_game_is_valued_as_by_hand() {
        // One left glove (player 0), two right ones (1 and 2); a pair is worth 1. By hand: 2/3, 1/6, 1/6.
        let worth = |set: usize| f64::from(u8::from(set & 1 == 1 && set & 6 != 0));
        let values = shapley(3, &(0..8).map(worth).collect::<Vec<_>>());
        for (value, expected) in values.iter().zip([2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((value - expected).abs() < 1e-15, "{values:?}");
        }
    }

    #[test]
    fn values_add_up_and_a_player_that_adds_nothing_has_none() {
        // Worths of no pattern in which player 2 changes nothing.
        let worth = |set: usize| ((set & !4) as f64 * 12.9898).rem_euclid(7.3) - 2.0;
        let worths: Vec<f64> = (0..128).map(worth).collect();
        let values = shapley(7, &worths);
        assert!((values.iter().sum::<f64>() - (worths[127] - worths[0])).abs() < 1e-12);
        assert_eq!(values[2], 0.0);
        assert_eq!(shapley(0, &[5.0]), Vec::<f64>::new());
    }
}
