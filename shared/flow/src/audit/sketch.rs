//! A sketch of many heads in a few kilobytes, from which the few that differ from another set can be computed.
//!
//! # Theory of operation
//! An invertible Bloom lookup table (Goodrich and Mitzenmacher, 2011). Each leaf is added to three cells that its own
//! hash chooses; a cell keeps a count and the exclusive or of what was added. Taking one sketch from another leaves
//! the leaves that only one of them has; a cell that holds a single one gives it away, which frees others. Up to
//! about forty leaves come out; a changed stream takes two.

use super::{
    merkle::leaf_hash,
    statement::{head_of, leaf_of},
};
use crate::ports::Head;

/// Cells that one of the three choices is made from.
const CHOICES: usize = 24;

/// Parts of the table; a leaf has one cell in each.
const PARTS: usize = 3;

/// Longest leaf that a cell can hold, bytes: far more than the longest key takes.
const LONGEST: usize = 1024;

/// A sketch of a set of heads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch(Vec<Cell>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Cell {
    count: i32,
    check: u64,
    sum: Vec<u8>,
}

/// What two sets of heads do not share.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// Only in the first.
    pub(super) before: Vec<Head>,
    /// Only in the second.
    pub(super) now: Vec<Head>,
    /// False where there are more than the sketches can tell apart.
    pub(super) complete: bool,
}

impl Default for Sketch {
    fn default() -> Self {
        Self(vec![Cell::default(); CHOICES * PARTS])
    }
}

impl Sketch {
    /// Adds a head.
    pub(super) fn add(&mut self, head: &Head) {
        self.put(&leaf_of(head), 1);
    }

    fn put(&mut self, leaf: &[u8], count: i32) {
        let (places, check) = places(leaf);
        for place in places {
            self.0[place].put(leaf, check, count);
        }
    }

    /// The heads in which the first set differs from the second.
    pub(super) fn difference(&self, now: &Self) -> Difference {
        let mut rest = self.clone();
        for (cell, other) in rest.0.iter_mut().zip(&now.0) {
            cell.put(&other.sum, other.check, 0);
            cell.count = cell.count.wrapping_sub(other.count);
        }
        let mut difference = Difference::default();
        while let Some((leaf, count, head)) = rest.0.iter().find_map(Cell::single) {
            rest.put(&leaf, -count);
            if count == 1 { difference.before.push(head) } else { difference.now.push(head) }
        }
        difference.complete = rest.0.iter().all(Cell::is_empty);
        difference.before.sort();
        difference.now.sort();
        difference
    }

    /// As it is kept: of each cell the count, the check, and the sum after its length.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for cell in &self.0 {
            let end = cell.sum.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
            bytes.extend(cell.count.to_be_bytes());
            bytes.extend(cell.check.to_be_bytes());
            bytes.extend((end as u16).to_be_bytes());
            bytes.extend(&cell.sum[..end]);
        }
        bytes
    }

    /// Reads a kept one; `None` for bytes that are none.
    pub(super) fn of_bytes(mut bytes: &[u8]) -> Option<Self> {
        let mut cells = Vec::with_capacity(CHOICES * PARTS);
        for _ in 0..CHOICES * PARTS {
            let (count, rest) = bytes.split_first_chunk()?;
            let (check, rest) = rest.split_first_chunk()?;
            let (length, rest) = rest.split_first_chunk()?;
            let (sum, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            if sum.len() > LONGEST {
                return None;
            }
            let (count, check) = (i32::from_be_bytes(*count), u64::from_be_bytes(*check));
            cells.push(Cell { count, check, sum: sum.to_owned() });
            bytes = rest;
        }
        bytes.is_empty().then_some(Self(cells))
    }
}

impl Cell {
    fn put(&mut self, leaf: &[u8], check: u64, count: i32) {
        if self.sum.len() < leaf.len() {
            self.sum.resize(leaf.len().min(LONGEST), 0);
        }
        self.sum.iter_mut().zip(leaf).for_each(|(sum, byte)| *sum ^= byte);
        self.check ^= check;
        self.count = self.count.wrapping_add(count);
    }

    /// The one leaf in this cell, where there is one: JSON has no zero bytes, so what follows it is filling.
    fn single(&self) -> Option<(Vec<u8>, i32, Head)> {
        if self.count.abs() != 1 {
            return None;
        }
        let end = self.sum.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let leaf = self.sum[..end].to_owned();
        let head = head_of(&leaf)?;
        (places(&leaf).1 == self.check && leaf_of(&head) == leaf).then_some((leaf, self.count, head))
    }

    fn is_empty(&self) -> bool {
        self.count == 0 && self.check == 0 && self.sum.iter().all(|byte| *byte == 0)
    }
}

/// A leaf's cells, and what tells it from a sum of several.
fn places(leaf: &[u8]) -> ([usize; PARTS], u64) {
    let hash = leaf_hash(leaf);
    let number = |part: usize| u64::from_be_bytes(std::array::from_fn(|byte| hash[part * 8 + byte]));
    let place = |part: usize| part * CHOICES + (number(part) % CHOICES as u64) as usize;
    (std::array::from_fn(place), number(PARTS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::StreamKey;

    fn head(id: u32, sequence: u64) -> Head {
        let stream = StreamKey::new("hunan", "base", format!("b-{id}"));
        Head { stream, sequence, hash: format!("{:064x}", u64::from(id) * 1000 + sequence) }
    }

    fn sketch(heads: impl Iterator<Item = Head>) -> Sketch {
        let mut sketch = Sketch::default();
        heads.for_each(|head| sketch.add(&head));
        sketch
    }

    #[test]
    fn a_few_differences_among_many_are_told_exactly() {
        let before = sketch((0..5_000).map(|id| head(id, 7)));
        let kept = Sketch::of_bytes(&before.to_bytes()).expect("reads back");
        let now = (0..5_000).filter(|id| id % 1_000 != 3);
        let now = sketch(now.map(|id| head(id, if id % 2_000 == 9 { 5 } else { 7 })));
        let difference = kept.difference(&now);
        let mut expected: Vec<Head> =
            [3, 9, 1_003, 2_003, 2_009, 3_003, 4_003, 4_009].map(|id| head(id, 7)).into();
        expected.sort();
        assert_eq!(difference.before, expected);
        assert_eq!(difference.now, [head(2_009, 5), head(4_009, 5), head(9, 5)]);
        assert!(difference.complete);
        assert!(before.difference(&before) == Difference { complete: true, ..Difference::default() });
    }

    #[test]
    fn too_many_differences_are_not_passed_off_as_few() {
        let difference =
            sketch((0..500).map(|id| head(id, 7))).difference(&sketch((0..500).map(|id| head(id, 8))));
        assert!(!difference.complete);
    }

    #[test]
    fn bytes_that_are_no_sketch_are_refused() {
        let bytes = sketch((0..9).map(|id| head(id, 1))).to_bytes();
        assert!(bytes.len() < 20_000, "{} bytes", bytes.len());
        assert_eq!(Sketch::of_bytes(&bytes[..bytes.len() - 1]), None);
        assert_eq!(Sketch::of_bytes(&[bytes.as_slice(), &[0]].concat()), None);
        assert_eq!(Sketch::of_bytes(&[]), None);
    }
}
