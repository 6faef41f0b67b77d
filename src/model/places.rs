//! Lists of the customers for whom something holds, and columns over them.

use super::machine;
use super::width::Width;

/// Places in a block, in order.
#[derive(Clone, Debug, Default)]
pub struct Places {
    places: Vec<u32>,
    count: usize,
}

impl Places {
    /// Makes room for lists of blocks of so many customers.
    pub fn reserve(&mut self, customers: usize) {
        let room = whole_vectors(customers);
        if self.places.len() < room {
            self.places.resize(room, 0);
        }
    }

    /// Lists the places whose flag has a bit of `mask`.
    #[inline(always)]
    pub fn list(&mut self, width: Width, flags: &[u32], mask: u32) {
        let room = whole_vectors(flags.len());
        let places = &mut self.places[..room];
        self.count = machine::list(width, flags, mask, places);
        places[self.count..whole_vectors(self.count)].fill(0);
    }

    /// How many are listed.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether nobody is listed.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The number listed, filled up to whole vectors. Loops over a list go that far: what they compute beyond it is
    /// never read, and costs less than the rest of a list one by one.
    #[inline(always)]
    pub fn filled(&self) -> usize {
        whole_vectors(self.count)
    }

    /// The places listed.
    #[inline(always)]
    pub fn listed(&self) -> &[u32] {
        &self.places[..self.count]
    }

    /// Writes the numbers of the customers listed, in a block that begins with customer `first`.
    #[inline(always)]
    pub fn numbers(&self, first: u32, numbers: &mut [u32]) {
        for (number, &place) in numbers[..self.filled()].iter_mut().zip(&self.places) {
            *number = first + place;
        }
    }

    /// Copies the listed places of `column` to the first places of `to`.
    #[inline(always)]
    pub fn gather<T: Copy>(&self, column: &[T], to: &mut [T]) {
        // Eight at a time, which the compiler does not do by itself.
        let (to, places) = (to[..self.filled()].as_chunks_mut::<8>().0, self.places.as_chunks::<8>().0);
        for (to, places) in to.iter_mut().zip(places) {
            for k in 0..8 {
                to[k] = column[places[k] as usize];
            }
        }
    }

    /// Copies the first places of `from` to the listed places of `column`.
    #[inline(always)]
    pub fn scatter(&self, from: &[f32], column: &mut [f32]) {
        for (&from, &place) in from[..self.count].iter().zip(&self.places) {
            column[place as usize] = from;
        }
    }
}

/// A length filled up to whole vectors.
#[inline(always)]
pub fn whole_vectors(len: usize) -> usize {
    len.next_multiple_of(16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_width_lists_the_same_places() {
        for n in [0_u32, 1, 15, 16, 17, 150, 1200, 1203] {
            for divisor in [1, 2, 7, 5000] {
                let chosen = |i: &u32| i % divisor == divisor - 1;
                let flags: Vec<u32> = (0..n).map(|i| u32::from(chosen(&i)) << 4 | i << 5).collect();
                let expected: Vec<u32> = (0..n).filter(chosen).collect();
                for width in Width::available() {
                    let mut places = Places::default();
                    places.reserve(flags.len());
                    places.list(width, &flags, 1 << 4);
                    assert_eq!(places.listed(), expected, "{width:?}, {n} flags");
                }
            }
        }
    }

    #[test]
    fn what_is_gathered_is_scattered_to_where_it_was() {
        let flags: Vec<u32> = (0..101).map(|i| u32::from(i % 3 == 1)).collect();
        let column: Vec<f32> = (0..101).map(|i| i as f32).collect();
        let mut places = Places::default();
        places.reserve(flags.len());
        places.list(Width::Bits128, &flags, 1);
        let mut listed = vec![0.0; places.filled()];
        places.gather(&column, &mut listed);
        for (place, value) in places.listed().iter().zip(&listed) {
            assert_eq!(column[*place as usize], *value);
        }
        for value in &mut listed {
            *value = -*value;
        }
        let mut after = column.clone();
        places.scatter(&listed, &mut after);
        for (i, (after, before)) in after.iter().zip(&column).enumerate() {
            assert_eq!(*after, if i % 3 == 1 { -before } else { *before });
        }
    }
}
