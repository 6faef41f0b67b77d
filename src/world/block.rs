//! Columns of a block of customers, and of their links with each firm.
//!
//! A block holds whole communities, so that a month inside it needs nothing of another block but last
//! month's totals. It is small enough to stay in cache while the steps of a month pass over it.

/// The home of a customer who buys nowhere.
pub const NOBODY: u8 = u8::MAX;

/// Customers `first`, `first + 1`, .. and what belongs to them. Columns have one entry a customer; those of
/// needs and estimates are attribute-major: attribute `a` of customer `i` is entry `a · len + i`.
#[derive(Clone, Debug)]
pub struct Block {
    /// Number of the first customer.
    pub first: u32,
    /// Neighbours in a community; the last of the market may have fewer.
    pub community: usize,
    /// Personal part of the need \[taste sd\], attribute-major.
    pub need: Vec<f32>,
    /// Privacy sensitivity before shift and trend, 0..1.
    pub sensitivity: Vec<f32>,
    /// Purchases at the reference fit, in units of the mean over people, which may change in a run.
    pub rate: Vec<f32>,
    /// The firm bought from now, or [`NOBODY`].
    pub home: Vec<u8>,
    /// Fit expected of the home firm, 0..1.
    pub expectation: Vec<f32>,
    /// Month in which the customer joined her home firm; 0 for those there from the start.
    pub joined: Vec<i16>,
    /// Her links with each firm, in the order of the firms.
    pub links: Vec<Link>,
}

impl Block {
    /// Number of customers.
    pub fn len(&self) -> usize {
        self.home.len()
    }

    /// Whether there are no customers.
    pub fn is_empty(&self) -> bool {
        self.home.is_empty()
    }

    /// Memory of the columns \[bytes\].
    pub fn bytes(&self) -> usize {
        let floats = self.need.len() + self.sensitivity.len() + self.rate.len() + self.expectation.len();
        let links = self.links.iter().map(|link| {
            let floats = link.estimate.len() + link.knowledge.len() + link.trust.len();
            size_of::<f32>() * (floats + link.community_trust.len()) + size_of::<u16>() * link.held.len()
        });
        size_of::<f32>() * floats
            + self.home.len()
            + size_of::<i16>() * self.joined.len()
            + links.sum::<usize>()
    }

    /// Number of communities.
    pub fn communities(&self) -> usize {
        self.len().div_ceil(self.community)
    }
}

/// Links of a block's customers with one firm; the columns are empty while the firm is not in the market.
#[derive(Clone, Debug, Default)]
pub struct Link {
    /// What the firm believes of the personal part of the need \[taste sd\], attribute-major.
    pub estimate: Vec<f32>,
    /// 1 − error variance of the estimate: 0 knows nothing, 1 knows all. Kept instead of the variance, so
    /// that "nothing" is an exact zero.
    pub knowledge: Vec<f32>,
    /// Trust of the customer in the firm, 0..1.
    pub trust: Vec<f32>,
    /// Data categories held: bit `c` is category `c`.
    pub held: Vec<u16>,
    /// Mean trust of each community at the end of last month, 0..1.
    pub community_trust: Vec<f32>,
    /// Whether anything is held about anybody in the block.
    pub holds: bool,
}

impl Link {
    /// Links of `customers` people in `communities` with a firm that has just entered the market.
    pub fn new(attributes: usize, customers: usize, communities: usize, trust: f32) -> Link {
        Link {
            estimate: vec![0.0; attributes * customers],
            knowledge: vec![0.0; customers],
            trust: vec![trust; customers],
            held: vec![0; customers],
            community_trust: vec![trust; communities],
            holds: false,
        }
    }
}

/// The column of attribute `a` among attribute-major `columns` of `n` customers. That its length is `n`, and
/// no difference of two ends, lets the compiler drop the checks of loops over it.
#[inline(always)]
pub fn attribute(columns: &[f32], a: usize, n: usize) -> &[f32] {
    &columns[a * n..][..n]
}

/// The same column, to be written.
#[inline(always)]
pub fn attribute_mut(columns: &mut [f32], a: usize, n: usize) -> &mut [f32] {
    &mut columns[a * n..][..n]
}
