//! The network: a bag of deliveries that keeps back, repeats and reorders, and loses nothing.

use super::seed::Seed;

/// A message on its way to one consumer.
#[derive(Debug, Clone)]
pub(super) struct Delivery {
    pub(super) consumer: &'static str,
    pub(super) body: Vec<u8>,
    /// The producing service and stream, and the order of sending: tells who overtakes whom.
    pub(super) source: String,
    sent: u64,
    /// Kept back until this step.
    not_before: u64,
}

/// Who was overtaken by a message that was just taken.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Overtaken {
    pub(super) of_its_pair: bool,
    pub(super) of_others: bool,
}

/// What is on its way.
#[derive(Debug, Default)]
pub(super) struct Network {
    bag: Vec<Delivery>,
    sent: u64,
}

impl Network {
    /// Sends a message, kept back until a step.
    pub(super) fn send(&mut self, consumer: &'static str, source: String, body: Vec<u8>, not_before: u64) {
        self.sent += 1;
        self.bag.push(Delivery { consumer, body, source, sent: self.sent, not_before });
    }

    /// Puts one back that was not settled.
    pub(super) fn put_back(&mut self, delivery: Delivery) {
        self.bag.push(delivery);
    }

    /// How many are on their way.
    pub(super) fn len(&self) -> usize {
        self.bag.len()
    }

    /// Nothing is kept back any more.
    pub(super) fn release_all(&mut self) {
        self.bag.iter_mut().for_each(|delivery| delivery.not_before = 0);
    }

    /// Takes any of those that may arrive at a step, for any service, or for one.
    pub(super) fn take(
        &mut self,
        seed: &mut Seed,
        step: u64,
        consumer: Option<&str>,
    ) -> Option<(Delivery, Overtaken)> {
        let may = |delivery: &Delivery| {
            delivery.not_before <= step && consumer.is_none_or(|consumer| delivery.consumer == consumer)
        };
        let open: Vec<usize> = (0..self.bag.len()).filter(|index| may(&self.bag[*index])).collect();
        let delivery = self.bag.swap_remove(*seed.pick(&open)?);
        let mut overtaken = Overtaken::default();
        for other in self.bag.iter().filter(|other| other.consumer == delivery.consumer) {
            if other.sent < delivery.sent {
                overtaken.of_its_pair |= other.source == delivery.source;
                overtaken.of_others |= other.source != delivery.source;
            }
        }
        Some((delivery, overtaken))
    }
}
