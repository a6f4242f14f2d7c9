//! Small help for bulk writes.

use std::collections::HashSet;
use std::hash::Hash;

/// The last of each key, in the order in which those stand: one statement may not write a row twice, and the
/// later word counts.
pub(crate) fn latest<'a, T, K: Hash + Eq>(items: &'a [T], key: impl Fn(&'a T) -> K) -> Vec<&'a T> {
    let mut seen = HashSet::with_capacity(items.len());
    let mut latest: Vec<&T> = items.iter().rev().filter(|item| seen.insert(key(item))).collect();
    latest.reverse();
    latest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_of_two_with_one_key_stays() {
        let items = [("a", 1), ("b", 2), ("a", 3)];
        assert_eq!(latest(&items, |item| item.0), vec![&("b", 2), &("a", 3)]);
    }
}
