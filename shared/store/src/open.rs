//! Opening a service's store from its address, whichever engine that names.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use guohe_flow::ports::{Documents, Maintenance, Roots, Store, Vault};

use crate::bounded::Bounded;
use crate::error::OpenError;
use crate::postgres::PostgresStore;
use crate::seal::VaultKey;
use crate::sqlite::SqliteStore;

/// Where the stores of a system's services are.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// `postgres://USER:PASSWORD@HOST:PORT/DATABASE`: one schema a service.
    Postgres(String),
    /// `sqlite:FOLDER`: one file a service.
    Sqlite(PathBuf),
}

impl FromStr for StoreUrl {
    type Err = OpenError;

    fn from_str(text: &str) -> Result<Self, OpenError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        match text.strip_prefix("sqlite:") {
            Some(folder) if !folder.is_empty() => Ok(Self::Sqlite(PathBuf::from(folder))),
            _ => Err(OpenError::UnknownUrl),
        }
    }
}

/// Shows the engine and the folder, never a password.
impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postgres(_) => f.write_str("postgres://.."),
            Self::Sqlite(folder) => write!(f, "sqlite:{}", folder.display()),
        }
    }
}

/// One service's opened store with its repositories; all share its connections.
#[derive(Clone)]
pub struct Opened {
    /// The engine's tables. Closing it closes the others too.
    pub store: Arc<dyn Store>,
    /// People's data.
    pub vault: Arc<dyn Vault>,
    /// Large content.
    pub documents: Arc<dyn Documents>,
    /// The same tables, for operators' commands.
    pub maintenance: Arc<dyn Maintenance>,
    /// The same tables, for audit roots.
    pub roots: Arc<dyn Roots>,
}

impl Opened {
    /// A SQLite store with its repositories.
    pub fn of_sqlite(store: SqliteStore, vault_key: VaultKey) -> Self {
        Self {
            vault: Arc::new(store.vault(vault_key)),
            documents: Arc::new(store.documents()),
            maintenance: Arc::new(store.clone()),
            roots: Arc::new(store.clone()),
            store: Arc::new(store),
        }
    }

    /// A PostgreSQL store with its repositories.
    pub fn of_postgres(store: PostgresStore, vault_key: VaultKey) -> Self {
        Self {
            vault: Arc::new(store.vault(vault_key)),
            documents: Arc::new(store.documents()),
            maintenance: Arc::new(store.clone()),
            roots: Arc::new(store.clone()),
            // A database's machine can vanish without a word; a file's cannot.
            store: Arc::new(Bounded(store)),
        }
    }
}

/// Opens a service's store, makes what is missing and brings its tables up to date.
///
/// `service` names the schema or the file: `a-z 0-9 _`, beginning with a letter.
pub async fn open(url: &StoreUrl, service: &str, vault_key: VaultKey) -> Result<Opened, OpenError> {
    match url {
        StoreUrl::Postgres(url) => {
            Ok(Opened::of_postgres(PostgresStore::connect(url, service).await?, vault_key))
        }
        StoreUrl::Sqlite(folder) => {
            Ok(Opened::of_sqlite(SqliteStore::open(folder, service).await?, vault_key))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_engine() {
        let folder = StoreUrl::Sqlite(PathBuf::from("guohe-data"));
        assert_eq!("sqlite:guohe-data".parse::<StoreUrl>().expect("an address"), folder);
        let server = "postgresql://ann:secret@db/guohe".parse::<StoreUrl>().expect("an address");
        assert_eq!(format!("{server:?}"), "postgres://..");
    }

    #[test]
    fn an_address_of_neither_engine_is_refused_without_repeating_it() {
        for bad in ["sqlite:", "mysql://ann:secret@db/guohe", "", "guohe-data"] {
            let error = bad.parse::<StoreUrl>().expect_err(bad);
            assert!(!error.to_string().contains("secret"));
        }
    }
}
