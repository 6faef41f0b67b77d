//! What the runs say of a statement, and of statements together.

/// What the runs say of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It came out as stated, beyond chance.
    Supported,
    /// It holds here and fails there, both beyond chance.
    Depends,
    /// It came out otherwise, beyond chance.
    Refuted,
    /// The runs are too few to say.
    Undecided,
}

impl Verdict {
    /// All verdicts, in the order in which they are listed.
    pub const ALL: [Verdict; 4] =
        [Verdict::Supported, Verdict::Depends, Verdict::Refuted, Verdict::Undecided];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Supported => "supported",
            Verdict::Depends => "depends",
            Verdict::Refuted => "refuted",
            Verdict::Undecided => "undecided",
        }
    }

    /// The verdict on statements of which each must hold.
    pub fn of_all(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
        let severity = |verdict: &Verdict| match verdict {
            Verdict::Refuted => 3,
            Verdict::Depends => 2,
            Verdict::Undecided => 1,
            Verdict::Supported => 0,
        };
        verdicts.into_iter().max_by_key(severity).unwrap_or(Verdict::Undecided)
    }

    /// The verdict on a statement that was tried in several cases: where it holds in one and fails in another, it
    /// depends.
    pub fn of_cases(cases: &[Verdict]) -> Verdict {
        let has = |verdict: Verdict| cases.contains(&verdict);
        if has(Verdict::Depends) || (has(Verdict::Supported) && has(Verdict::Refuted)) {
            Verdict::Depends
        } else if has(Verdict::Undecided) {
            Verdict::Undecided
        } else {
            Verdict::of_all(cases.iter().copied())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_that_disagree_make_it_depend() {
        use Verdict::{Depends, Refuted, Supported, Undecided};
        assert_eq!(Verdict::of_all([Supported, Undecided, Refuted]), Refuted);
        assert_eq!(Verdict::of_all([Supported, Undecided]), Undecided);
        assert_eq!(Verdict::of_cases(&[Supported, Refuted]), Depends);
        assert_eq!(Verdict::of_cases(&[Supported, Supported]), Supported);
        assert_eq!(Verdict::of_cases(&[Refuted, Undecided]), Undecided);
        assert_eq!(Verdict::of_cases(&[Refuted, Refuted]), Refuted);
    }
}
