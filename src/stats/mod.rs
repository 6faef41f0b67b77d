//! Tables to numbers: means, intervals, bands, paired differences.
//!
//! Nothing here knows what is measured. A table has *key* columns, which say whose row it is, a *unit*
//! column, which numbers the independent repetitions, and a *time* column; [`Layout`] names them. All sums
//! run in the order of the rows, so that the same table gives the same bits everywhere.

pub mod bands;
pub mod crossing;
pub mod describe;
pub mod groups;
pub mod paired;
pub mod phases;
pub mod relation;
pub mod sequential;
pub mod shapley;
pub mod summary;
pub mod windows;

/// Which columns of a tidy table say whose row it is.
#[derive(Clone, Copy, Debug)]
pub struct Layout<'a> {
    /// Columns that together name a series.
    pub keys: &'a [&'a str],
    /// Column that numbers the repetitions.
    pub unit: &'a str,
    /// Column of the time \[months\].
    pub time: &'a str,
}
