//! Chance that is the same on every machine: a ChaCha20 stream from the seed and the purpose it serves.
//!
//! Only raw words of the stream are used, and turned into choices here, so that no other crate's idea of a
//! distribution can change the population. Each purpose has a stream of its own: one more draw in one place
//! moves nothing elsewhere.

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{RngCore, SeedableRng},
};
use sha2::{Digest, Sha256};

/// A stream of choices for one purpose.
#[derive(Debug, Clone)]
pub(in crate::scenario) struct Chance(ChaCha20Rng);

impl Chance {
    /// The stream of a seed for a purpose.
    pub(in crate::scenario) fn of(seed: u64, purpose: &str) -> Self {
        let key = Sha256::digest(format!("guohe scenario/{seed}/{purpose}"));
        Self(ChaCha20Rng::from_seed(key.into()))
    }

    /// A number from 0 up to and without `end`; 0 where `end` is 0. Every number is equally likely.
    pub(in crate::scenario) fn below(&mut self, end: usize) -> usize {
        let end = end as u64;
        if end < 2 {
            return 0;
        }
        let fair = u64::MAX - u64::MAX % end;
        loop {
            let word = self.0.next_u64();
            if word < fair {
                return (word % end) as usize;
            }
        }
    }

    /// A number from `least` to `greatest`, both included.
    pub(in crate::scenario) fn between(&mut self, least: i64, greatest: i64) -> i64 {
        least + self.below((greatest - least + 1).max(1) as usize) as i64
    }

    /// One of some values.
    pub(in crate::scenario) fn pick<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[self.below(values.len())]
    }

    /// The values in another order.
    pub(in crate::scenario) fn shuffled<T>(&mut self, mut values: Vec<T>) -> Vec<T> {
        for last in (1..values.len()).rev() {
            values.swap(last, self.below(last + 1));
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_of_a_seed_never_changes() {
        let mut chance = Chance::of(1, "test");
        let drawn: Vec<usize> = (0..6).map(|_| chance.below(1000)).collect();
        let mut again = Chance::of(1, "test");
        assert_eq!(drawn, (0..6).map(|_| again.below(1000)).collect::<Vec<_>>());
        let mut other = Chance::of(2, "test");
        assert_ne!(drawn, (0..6).map(|_| other.below(1000)).collect::<Vec<_>>());
    }

    #[test]
    fn every_value_can_be_drawn_and_none_beyond() {
        let mut chance = Chance::of(7, "range");
        let mut seen = [false; 5];
        for _ in 0..200 {
            seen[chance.below(5)] = true;
        }
        assert_eq!(seen, [true; 5]);
        assert!((0..200).all(|_| (-2..=2).contains(&chance.between(-2, 2))));
        assert_eq!(chance.below(0), 0);
    }
}
