//! Changes inputs the way authors and attackers do.
//!
//! Owns the mutations: bytes, lines, numbers, words of the formats, parts of other inputs. The same seed gives
//! the same inputs.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Longest input.
const LONGEST: usize = 4_096;

/// Words and signs that formats give a meaning.
const WORDS: [&str; 28] = [
    "{",
    "}",
    "[",
    "]",
    ": ",
    "- ",
    "\n  ",
    "&a ",
    "*a",
    "<<: *a",
    "!!binary ",
    "null",
    "~",
    "\"",
    "'",
    "|\n",
    "-1",
    "P-1Y",
    "P100Y",
    "9223372036854775808",
    "1e999",
    "0000-00-00",
    "1850-01-01",
    "\u{0}",
    "\u{feff}",
    "第",
    "met: H26-C-0",
    "not: ",
];

/// Inputs grown from others, from a seed.
pub(crate) struct Mutator {
    random: ChaCha8Rng,
    inputs: Vec<Vec<u8>>,
}

impl Mutator {
    pub(crate) fn new(seed: u64, inputs: &[Vec<u8>]) -> Self {
        Self { random: ChaCha8Rng::seed_from_u64(seed), inputs: inputs.to_vec() }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.random.next_u32() as usize % bound.max(1)
    }

    /// One of the inputs with a few changes.
    pub(crate) fn next_input(&mut self) -> Vec<u8> {
        let chosen = self.below(self.inputs.len());
        let mut input = self.inputs[chosen].clone();
        if input.len() > LONGEST {
            let from = self.below(input.len() - LONGEST);
            input = input[from..from + LONGEST].to_vec();
        }
        for _ in 0..=self.below(4) {
            self.change(&mut input);
        }
        input.truncate(LONGEST);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let at = self.below(input.len() + 1);
        match self.below(6) {
            0 if at < input.len() => input[at] = self.random.next_u32().to_le_bytes()[0],
            1 => {
                let word = WORDS[self.below(WORDS.len())];
                input.splice(at..at, word.bytes());
            }
            2 => {
                let end = (at + self.below(40)).min(input.len());
                input.drain(at..end);
            }
            3 => {
                let end = (at + self.below(200)).min(input.len());
                let again = input[at..end].to_vec();
                input.splice(at..at, again);
            }
            4 => {
                let other = self.below(self.inputs.len());
                let other = self.inputs[other].clone();
                let from = self.below(other.len());
                let end = (from + self.below(200)).min(other.len());
                input.splice(at..at, other[from..end].iter().copied());
            }
            _ => input.truncate(at),
        }
    }
}
