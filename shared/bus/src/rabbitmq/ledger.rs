//! Which deliveries of a channel are unsettled or handled, and the fewest frames that tell the broker.
//!
//! Pure. A delivery's token is the epoch of its connection and its number on the channel: after a reconnection
//! the numbers start again, and a token of before must mean nothing.

use std::collections::BTreeSet;

/// Bits of a token that hold the number on the channel; the rest hold the epoch.
const NUMBER_BITS: u32 = 40;

/// The unsettled deliveries of one channel, and those that are handled and wait to be told together.
#[derive(Debug)]
pub(super) struct Ledger {
    epoch: u64,
    unsettled: BTreeSet<u64>,
    handled: BTreeSet<u64>,
}

/// One frame: settles `number`, and where `multiple` every unsettled delivery before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Settlement {
    /// Number on the channel.
    pub(super) number: u64,
    /// Everything up to it.
    pub(super) multiple: bool,
}

impl Ledger {
    /// An empty ledger for a channel of connection `epoch`.
    pub(super) fn new(epoch: u64) -> Self {
        let epoch = epoch & (u64::MAX >> NUMBER_BITS);
        Self { epoch, unsettled: BTreeSet::new(), handled: BTreeSet::new() }
    }

    /// Enters a delivery and names it.
    pub(super) fn enter(&mut self, number: u64) -> u64 {
        self.unsettled.insert(number);
        self.epoch << NUMBER_BITS | number
    }

    /// Takes out what the tokens name; unknown, settled and stale ones are passed over. Ascending.
    pub(super) fn take(&mut self, tokens: &[u64]) -> Vec<u64> {
        let numbers: BTreeSet<u64> = tokens
            .iter()
            .filter(|token| *token >> NUMBER_BITS == self.epoch)
            .map(|token| token & ((1 << NUMBER_BITS) - 1))
            .filter(|number| self.unsettled.remove(number))
            .collect();
        numbers.into_iter().collect()
    }

    /// Notes deliveries as handled, to be told by [`Ledger::prefix`] or [`Ledger::rest`].
    pub(super) fn handled(&mut self, tokens: &[u64]) {
        let taken = self.take(tokens);
        self.handled.extend(taken);
    }

    /// The one frame that tells of every handled delivery before the first unsettled one, where there is any: a
    /// quorum queue writes each frame into its log, so one for many spares it most of its work.
    pub(super) fn prefix(&mut self) -> Option<Settlement> {
        let first_unsettled = self.unsettled.first().copied().unwrap_or(u64::MAX);
        let later = self.handled.split_off(&first_unsettled);
        let told = std::mem::replace(&mut self.handled, later);
        told.last().map(|number| Settlement { number: *number, multiple: true })
    }

    /// How many handled deliveries wait behind an unsettled one.
    pub(super) fn waiting(&self) -> usize {
        self.handled.len()
    }

    /// A frame for each of those.
    pub(super) fn rest(&mut self) -> Vec<Settlement> {
        let handled = std::mem::take(&mut self.handled);
        handled.into_iter().map(|number| Settlement { number, multiple: false }).collect()
    }

    /// The frames that settle `taken` (ascending, from [`Ledger::take`]) and nothing else: one for all that lie
    /// before the first unsettled or untold delivery, and one for each of the others.
    pub(super) fn frames(&self, taken: &[u64]) -> Vec<Settlement> {
        let others = self.unsettled.first().into_iter().chain(self.handled.first());
        let first_other = others.min().copied().unwrap_or(u64::MAX);
        let contiguous = taken.partition_point(|number| *number < first_other);
        let prefix = taken[..contiguous].last().map(|number| Settlement { number: *number, multiple: true });
        let singles =
            taken[contiguous..].iter().map(|number| Settlement { number: *number, multiple: false });
        prefix.into_iter().chain(singles).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger_of(count: u64) -> (Ledger, Vec<u64>) {
        let mut ledger = Ledger::new(7);
        let tokens = (1..=count).map(|number| ledger.enter(number)).collect();
        (ledger, tokens)
    }

    #[test]
    fn everything_up_to_a_delivery_takes_one_frame() {
        let (mut ledger, tokens) = ledger_of(5);
        let taken = ledger.take(&tokens[..3]);
        assert_eq!(ledger.frames(&taken), [Settlement { number: 3, multiple: true }]);
    }

    #[test]
    fn a_gap_is_never_settled_along() {
        let (mut ledger, tokens) = ledger_of(5);
        let taken = ledger.take(&[tokens[0], tokens[2], tokens[4]]);
        let frames = ledger.frames(&taken);
        let single = |number| Settlement { number, multiple: false };
        assert_eq!(frames, [Settlement { number: 1, multiple: true }, single(3), single(5)]);
        let rest = ledger.take(&tokens);
        assert_eq!(rest, [2, 4]);
        assert_eq!(ledger.frames(&rest), [Settlement { number: 4, multiple: true }]);
    }

    #[test]
    fn a_token_of_another_connection_or_settled_before_means_nothing() {
        let (mut ledger, tokens) = ledger_of(2);
        let stale = Ledger::new(6).enter(1);
        assert!(ledger.take(&[stale, 99]).is_empty());
        assert_eq!(ledger.take(&tokens), [1, 2]);
        assert!(ledger.take(&tokens).is_empty());
        assert!(ledger.frames(&[]).is_empty());
    }

    #[test]
    fn what_is_handled_out_of_turn_waits_to_be_told_with_the_rest() {
        let (mut ledger, tokens) = ledger_of(5);
        ledger.handled(&[tokens[1], tokens[2]]);
        assert_eq!((ledger.prefix(), ledger.waiting()), (None, 2));
        ledger.handled(&[tokens[0], tokens[4]]);
        assert_eq!(ledger.prefix(), Some(Settlement { number: 3, multiple: true }));
        assert_eq!(ledger.rest(), [Settlement { number: 5, multiple: false }]);
        assert_eq!((ledger.prefix(), ledger.waiting()), (None, 0));
        ledger.handled(&[tokens[4], tokens[3]]);
        assert_eq!(ledger.prefix(), Some(Settlement { number: 4, multiple: true }));
    }

    #[test]
    fn giving_back_never_settles_what_is_handled_and_not_told() {
        let (mut ledger, tokens) = ledger_of(3);
        ledger.handled(&[tokens[1]]);
        let taken = ledger.take(&[tokens[0], tokens[2]]);
        let one = Settlement { number: 1, multiple: true };
        assert_eq!(ledger.frames(&taken), [one, Settlement { number: 3, multiple: false }]);
    }
}
