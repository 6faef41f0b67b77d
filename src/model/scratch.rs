//! Columns that live for the month of one block, allocated once for each worker.

use super::places::{Places, whole_vectors};
use super::width::Width;
use crate::draws::{Draws, Set};

/// Working columns for a block of at most `capacity` customers.
#[derive(Clone, Debug)]
pub struct Scratch {
    /// Width of vector instructions.
    pub width: Width,
    capacity: usize,
    /// Uniform numbers, four columns at a time.
    pub words: [Vec<f32>; 4],
    /// Privacy sensitivity this month.
    pub sensitivity: Vec<f32>,
    /// Personal part of the margin for being remembered; only filled where people differ in it.
    pub leaning: Vec<f32>,
    /// Fit of each firm's offer, one column a firm in the market.
    pub fit: Vec<Vec<f32>>,
    /// What being remembered adds to the fit, one column a firm in the market.
    pub gain: Vec<Vec<f32>>,
    /// Persuasion of each firm's contact, 0 where there is none, one column a firm in the market.
    pub persuasion: Vec<Vec<f32>>,
    /// Whether each firm contacts (1 or 0), one column a firm in the market.
    pub contacted: Vec<Vec<u32>>,
    /// Fit of the home firm.
    pub home_fit: Vec<f32>,
    /// Persuasion of the home firm.
    pub home_persuasion: Vec<f32>,
    /// A column of ones.
    pub ones: Vec<f32>,
    /// Uniform numbers of one decision.
    pub uniform: Vec<f32>,
    /// Mean purchases.
    pub mean: Vec<f32>,
    /// Purchases.
    pub bought: Vec<u32>,
    /// Unwanted memory that each firm keeps, one column a firm in the market.
    pub burden: Vec<Vec<f32>>,
    /// Whether each firm in the market may have contacted somebody; where not, its persuasion and contacts are 0.
    pub persuades: Vec<bool>,
    /// Whether something was borne at each firm in the market.
    pub borne: Vec<bool>,
    /// What being remembered by a firm is worth, before its cost.
    pub worth: Vec<f32>,
    /// What one category of data finds.
    pub marks: Vec<u32>,
    /// Whether the customer belongs to the list that is made next (not 0).
    pub flags: Vec<u32>,
    /// A list of customers by place in the block.
    pub places: Places,
    /// Their numbers.
    pub who: Vec<u32>,
    /// Their home firms.
    pub homes: Vec<u8>,
    /// Loyalty over the list.
    pub loyalty: Vec<f32>,
    /// Columns over the list.
    pub best: Vec<f32>,
    /// Choices over the list.
    pub choice: Vec<u32>,
    /// Further columns over the list.
    pub gather: [Vec<f32>; 3],
}

impl Scratch {
    /// Working columns that have no room yet.
    pub fn new(width: Width) -> Scratch {
        Scratch {
            width,
            capacity: 0,
            words: Default::default(),
            sensitivity: Vec::new(),
            leaning: Vec::new(),
            fit: Vec::new(),
            gain: Vec::new(),
            persuasion: Vec::new(),
            contacted: Vec::new(),
            home_fit: Vec::new(),
            home_persuasion: Vec::new(),
            ones: Vec::new(),
            uniform: Vec::new(),
            mean: Vec::new(),
            bought: Vec::new(),
            burden: Vec::new(),
            persuades: Vec::new(),
            borne: Vec::new(),
            worth: Vec::new(),
            marks: Vec::new(),
            flags: Vec::new(),
            places: Places::default(),
            who: Vec::new(),
            homes: Vec::new(),
            loyalty: Vec::new(),
            best: Vec::new(),
            choice: Vec::new(),
            gather: Default::default(),
        }
    }

    /// Makes room for blocks of so many `customers` and for `firms` in the market.
    pub fn reserve(&mut self, customers: usize, firms: usize) {
        let columns = [&mut self.fit, &mut self.gain, &mut self.persuasion, &mut self.burden];
        let customers = whole_vectors(customers);
        if self.capacity < customers {
            self.capacity = customers;
            let floats = [
                &mut self.sensitivity,
                &mut self.leaning,
                &mut self.loyalty,
                &mut self.home_fit,
                &mut self.home_persuasion,
                &mut self.uniform,
                &mut self.mean,
                &mut self.worth,
                &mut self.best,
            ];
            for column in floats.into_iter().chain(&mut self.words).chain(&mut self.gather) {
                column.resize(customers, 0.0);
            }
            for column in
                [&mut self.bought, &mut self.marks, &mut self.flags, &mut self.who, &mut self.choice]
            {
                column.resize(customers, 0);
            }
            self.homes.resize(customers, 0);
            self.ones.resize(customers, 1.0);
            // Between 0 and 1, as every uniform number.
            self.uniform.fill(0.5);
            self.places.reserve(customers);
        }
        self.borne.resize(firms, false);
        self.persuades.resize(firms, false);
        for columns in columns {
            columns.resize_with(firms.max(columns.len()), Vec::new);
            for column in columns {
                column.resize(self.capacity, 0.0);
            }
        }
        self.contacted.resize_with(firms.max(self.contacted.len()), Vec::new);
        for column in &mut self.contacted {
            column.resize(self.capacity, 0);
        }
    }
}

/// The first `n` entries of four columns.
#[inline(always)]
pub fn four(columns: &mut [Vec<f32>; 4], n: usize) -> [&mut [f32]; 4] {
    let [a, b, c, d] = columns;
    [&mut a[..n], &mut b[..n], &mut c[..n], &mut d[..n]]
}

/// Fills four columns with the draws of customers `first`, `first + 1`, .. (`n` of them).
#[inline(always)]
pub fn draw_run(draws: &Draws, set: Set, first: u32, n: usize, columns: &mut [Vec<f32>; 4]) {
    draws.run(set, first, four(columns, n));
}

/// Fills four columns with the draws of the customers `who`.
#[inline(always)]
pub fn draw_list(draws: &Draws, set: Set, who: &[u32], columns: &mut [Vec<f32>; 4]) {
    draws.list(set, who, four(columns, who.len()));
}
