//! The daily signed root over each service's streams.
//!
//! Owns when one is due and with which key it is signed. It never decides what a root is; that is
//! [`guohe_flow::audit`]'s.

use std::time::Duration;

use guohe_clock::Timestamp;
use guohe_flow::{
    AuditKey, CLOSED_AFTER, RootError, Taken,
    ports::{Roots, StoreError},
    take_root,
};

use super::{StartError, SystemOptions, folder::audit_key_in};

/// How often roots are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RootPace {
    /// Time between two roots, by the system's clock.
    pub every: Duration,
}

impl RootPace {
    /// One every so many hours.
    pub fn of_hours(hours: u32) -> Self {
        Self { every: Duration::from_secs(u64::from(hours) * 3_600) }
    }

    /// Takes a root where the latest is old enough; `None` where it is not.
    pub async fn take_if_due(
        &self,
        service: &str,
        roots: &dyn Roots,
        key: &AuditKey,
        now: Timestamp,
    ) -> Result<Option<Taken>, RootError> {
        let as_of = now - CLOSED_AFTER;
        if !self.is_due(roots, as_of).await? {
            return Ok(None);
        }
        take_root(service, roots, key, as_of, now).await.map(Some)
    }

    async fn is_due(&self, roots: &dyn Roots, as_of: Timestamp) -> Result<bool, StoreError> {
        let Some(latest) = roots.latest_root().await? else { return Ok(true) };
        Ok((as_of - latest.as_of).to_std().is_ok_and(|age| age >= self.every))
    }
}

/// The key that the options name; a data folder makes and keeps its own. None in memory, nor with a database for
/// which none was set: there no roots are taken.
pub(super) fn audit_key(options: &SystemOptions) -> Result<Option<AuditKey>, StartError> {
    match (&options.audit_key, options.store.folder()) {
        (Some(key), _) => Ok(Some(key.clone())),
        (None, Some(folder)) => audit_key_in(folder).map(Some),
        (None, None) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use guohe_store::{Opened, SqliteStore, VaultKey};

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    #[tokio::test]
    async fn a_root_is_taken_once_a_day_and_only_once_among_replicas() {
        let store = SqliteStore::in_memory().await.expect("opened");
        let roots = Opened::of_sqlite(store, VaultKey::new([0; 32])).roots;
        let (pace, key) = (RootPace::of_hours(24), AuditKey::of_seed([3; 32]));
        let look = async |now: &str| {
            let taken = pace.take_if_due("registry", roots.as_ref(), &key, at(now)).await;
            matches!(taken.expect("looked"), Some(Taken::New(_)))
        };
        assert!(look("2026-03-09T01:00:00Z").await, "the first");
        assert!(!look("2026-03-09T01:00:00Z").await, "another replica");
        assert!(!look("2026-03-10T00:59:59Z").await, "not yet");
        assert!(look("2026-03-10T01:00:00Z").await, "a day later");
        assert!(!look("2026-03-08T01:00:00Z").await, "a clock set back");
        assert_eq!(roots.kept_roots(0, 9).await.expect("read").len(), 2);
    }
}
