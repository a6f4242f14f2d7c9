//! Policy books: what each department has adopted, built once and kept until its regime stream moves on.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use guohe_policy::PolicyBook;

use super::regime::{Regime, RegimeState};
use crate::{
    model::StreamKey,
    ports::{Store, StoreError, Transaction},
};

/// Books by department, with the version of the regime stream each was built from.
#[derive(Default)]
pub(crate) struct Books {
    kept: Mutex<HashMap<String, (u64, Arc<PolicyBook>)>>,
}

impl Books {
    /// The books of the departments in a batch, by the versions of this service's regime streams; rebuilt where
    /// one has moved on.
    pub(crate) async fn for_batch(
        &self,
        versions: &HashMap<StreamKey, u64>,
        transaction: &mut dyn Transaction,
    ) -> Result<HashMap<String, Arc<PolicyBook>>, StoreError> {
        let mut books = HashMap::new();
        for (key, &version) in versions {
            if let Some(book) = self.kept_of(&key.department, version) {
                books.insert(key.department.clone(), book);
                continue;
            }
            let Some(record) = transaction.stream(key).await? else { continue };
            books.insert(key.department.clone(), self.keep(&key.department, record.version, record.state)?);
        }
        Ok(books)
    }

    /// A department's book as the store has it now.
    pub(crate) async fn now(
        &self,
        store: &dyn Store,
        department: &str,
    ) -> Result<Arc<PolicyBook>, StoreError> {
        match store.stream(&Regime::stream(department)).await? {
            Some(record) => match self.kept_of(department, record.version) {
                Some(book) => Ok(book),
                None => self.keep(department, record.version, record.state),
            },
            None => Ok(Arc::new(PolicyBook::new(guohe_policy::Calendar::weekends_only()))),
        }
    }

    fn kept_of(&self, department: &str, version: u64) -> Option<Arc<PolicyBook>> {
        let books = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        books.get(department).filter(|(kept, _)| *kept == version).map(|(_, book)| book.clone())
    }

    fn keep(
        &self,
        department: &str,
        version: u64,
        state: serde_json::Value,
    ) -> Result<Arc<PolicyBook>, StoreError> {
        let damaged = |error: String| StoreError::Damaged(format!("regime of {department}: {error}"));
        let state: RegimeState = serde_json::from_value(state).map_err(|e| damaged(e.to_string()))?;
        let book = Arc::new(state.book().map_err(|e| damaged(e.to_string()))?);
        let mut books = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        books.insert(department.to_owned(), (version, book.clone()));
        Ok(book)
    }

    pub(crate) fn forget(&self, departments: &HashSet<String>) {
        let mut books = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        books.retain(|department, _| !departments.contains(department));
    }
}
