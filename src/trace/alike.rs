//! Whether two scenarios have the same people.

use crate::scenario::config::Config;

/// Checks that a customer of one scenario is the same person in the other: the same number stands for the same draws
/// and the same neighbours.
///
/// # Errors
/// What differs, in words, with the value of each.
pub fn alike(a: &Config, b: &Config) -> Result<(), String> {
    let numbers = [
        ("world.customers", a.world.customers, b.world.customers),
        ("world.attributes", a.world.attributes, b.world.attributes),
        ("world.months", a.world.months, b.world.months),
        ("world.burn_in_months", a.world.burn_in_months, b.world.burn_in_months),
        ("trust.community_size", a.trust.community_size, b.trust.community_size),
    ];
    if let Some((key, x, y)) = numbers.iter().find(|(_, x, y)| x != y) {
        return Err(format!("`{key}` is {x} in A and {y} in B"));
    }
    if a.world.seed != b.world.seed {
        return Err(format!("`world.seed` is {} in A and {} in B", a.world.seed, b.world.seed));
    }
    let names =
        |config: &Config| config.data.iter().map(|data| data.name.clone()).collect::<Vec<_>>().join(", ");
    let (x, y) = (names(a), names(b));
    if x != y {
        return Err(format!("the kinds of data are {x} in A and {y} in B"));
    }
    Ok(())
}
