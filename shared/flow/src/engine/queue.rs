//! The work that waits for a batch: fair between departments, in order within each.
//!
//! Owns the limits on waiting: each department may have so much waiting in a lane, and whoever brings more waits at
//! the door, without being in anybody else's way. A batch takes from the departments in turn, so that one that
//! hands in fifty thousand items delays another's single one by a batch at most. It never looks into an item
//! beyond its key.

use std::{
    collections::{HashMap, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{Notify, Semaphore};

use super::item::Item;

/// A lane's waiting work.
pub(crate) struct FairQueue<T> {
    capacity: usize,
    waiting: Mutex<Waiting<T>>,
    changed: Notify,
}

struct Waiting<T> {
    departments: HashMap<String, Department<T>>,
    /// Departments with work, whose turn comes first at the front.
    turns: VecDeque<String>,
    closed: bool,
}

struct Department<T> {
    work: VecDeque<T>,
    room: Arc<Semaphore>,
}

/// The queue takes nothing more.
#[derive(Debug)]
pub(crate) struct Closed;

impl<T> FairQueue<T> {
    /// A queue in which each department may have `capacity` items.
    pub(crate) fn new(capacity: usize) -> Self {
        let waiting = Waiting { departments: HashMap::new(), turns: VecDeque::new(), closed: false };
        Self { capacity: capacity.max(1), waiting: Mutex::new(waiting), changed: Notify::new() }
    }

    /// Adds work, as soon as its department has room.
    pub(crate) async fn push(&self, department: &str, work: T) -> Result<(), Closed> {
        self.push_all(department, vec![work]).await
    }

    /// Adds several, as soon as their department has room for all of them; at most a whole queue's capacity.
    pub(crate) async fn push_all(&self, department: &str, work: Vec<T>) -> Result<(), Closed> {
        let room = {
            let mut waiting = self.waiting();
            if waiting.closed {
                return Err(Closed);
            }
            waiting.department(department, self.capacity).room.clone()
        };
        let count = u32::try_from(work.len().min(self.capacity)).unwrap_or(u32::MAX);
        // Given back when the work is taken.
        room.acquire_many(count).await.map_err(|_| Closed)?.forget();
        let mut waiting = self.waiting();
        if waiting.closed {
            return Err(Closed);
        }
        let entry = waiting.department(department, self.capacity);
        let is_first = entry.work.is_empty();
        entry.work.extend(work);
        if is_first {
            waiting.turns.push_back(department.to_owned());
        }
        drop(waiting);
        self.changed.notify_one();
        Ok(())
    }

    /// Waits for work; false once the queue is closed and empty.
    pub(crate) async fn wait(&self) -> bool {
        loop {
            let changed = self.changed.notified();
            {
                let waiting = self.waiting();
                if !waiting.turns.is_empty() {
                    return true;
                }
                if waiting.closed {
                    return false;
                }
            }
            changed.await;
        }
    }

    /// Takes what is there, up to `limit`, one of each department in turn.
    pub(crate) fn take(&self, limit: usize) -> Vec<T> {
        let mut waiting = self.waiting();
        let mut taken = Vec::new();
        while taken.len() < limit {
            let Some(name) = waiting.turns.pop_front() else { break };
            let Some(department) = waiting.departments.get_mut(&name) else { continue };
            taken.extend(department.work.pop_front());
            department.room.add_permits(1);
            if !department.work.is_empty() {
                waiting.turns.push_back(name);
            } else if department.room.available_permits() >= self.capacity {
                // Nobody waits at its door: a department that rests costs nothing.
                waiting.departments.remove(&name);
            }
        }
        taken
    }

    /// How much waits.
    pub(crate) fn len(&self) -> usize {
        self.waiting().departments.values().map(|department| department.work.len()).sum()
    }

    /// Takes nothing more; what is in can still be taken.
    pub(crate) fn close(&self) {
        let mut waiting = self.waiting();
        waiting.closed = true;
        for department in waiting.departments.values() {
            department.room.close();
        }
        drop(waiting);
        self.changed.notify_waiters();
        self.changed.notify_one();
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Waiting<T> {
    fn department(&mut self, name: &str, capacity: usize) -> &mut Department<T> {
        if !self.departments.contains_key(name) {
            let room = Arc::new(Semaphore::new(capacity));
            self.departments.insert(name.to_owned(), Department { work: VecDeque::new(), room });
        }
        self.departments.get_mut(name).unwrap_or_else(|| unreachable!("inserted above"))
    }
}

/// What an item is queued by: its department, and the key that keeps what belongs together in one lane. Commands
/// and timers of a stream share a lane. So do all messages: they come as fast as the broker gives them, and two
/// lanes would commit them in pieces half as large.
pub(crate) fn place(item: &Item) -> (&str, u64) {
    let (department, key) = match item {
        Item::Request { stream, .. } => (stream.department.as_str(), hash(stream)),
        Item::Timer { record } | Item::TimerAgain { record, .. } => {
            (record.key.stream.department.as_str(), hash(&record.key.stream))
        }
        Item::Message { event, .. } => (event.subject.split('/').next().unwrap_or_default(), 0),
        Item::Unreadable { .. } => ("", 0),
    };
    (department, key)
}

fn hash(key: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_department_with_much_work_lets_another_pass() {
        let queue = FairQueue::new(100);
        for number in 0..50 {
            queue.push("many", number).await.expect("open");
        }
        queue.push("few", 100).await.expect("open");
        queue.push("few", 101).await.expect("open");
        assert_eq!(queue.take(6), [0, 100, 1, 101, 2, 3]);
        assert_eq!(queue.len(), 46);
    }

    #[tokio::test]
    async fn who_brings_too_much_waits_without_being_in_anybodys_way() {
        let queue = Arc::new(FairQueue::new(2));
        queue.push("many", 1).await.expect("open");
        queue.push("many", 2).await.expect("open");
        let mut third = Box::pin(queue.push("many", 3));
        assert!(futures::poll!(third.as_mut()).is_pending());
        queue.push("few", 10).await.expect("open");
        assert_eq!(queue.take(2), [1, 10]);
        third.await.expect("open");
        assert_eq!(queue.take(9), [2, 3]);
    }

    #[tokio::test]
    async fn a_closed_queue_gives_what_is_in_it_and_takes_nothing_more() {
        let queue = Arc::new(FairQueue::new(1));
        queue.push("one", 1).await.expect("open");
        let mut second = Box::pin(queue.push("one", 2));
        assert!(futures::poll!(second.as_mut()).is_pending());
        queue.close();
        assert!(second.await.is_err() && queue.push("other", 3).await.is_err());
        assert!(queue.wait().await);
        assert_eq!(queue.take(9), [1]);
        assert!(!queue.wait().await);
    }
}
