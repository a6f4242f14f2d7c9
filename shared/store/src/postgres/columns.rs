//! Keys turned into columns: one array a column, as `unnest` wants them.

use guohe_flow::StreamKey;
use guohe_flow::ports::PairKey;
use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::{Query, QueryAs};

/// The three columns of stream keys.
#[derive(Default)]
pub(super) struct StreamColumns<'a> {
    departments: Vec<&'a str>,
    kinds: Vec<&'a str>,
    ids: Vec<&'a str>,
}

impl<'a> FromIterator<&'a StreamKey> for StreamColumns<'a> {
    fn from_iter<I: IntoIterator<Item = &'a StreamKey>>(keys: I) -> Self {
        let mut columns = Self::default();
        for key in keys {
            columns.departments.push(&key.department);
            columns.kinds.push(&key.kind);
            columns.ids.push(&key.id);
        }
        columns
    }
}

/// A statement to which columns can be bound, whatever it gives back.
pub(super) trait BindColumns<'q>: Sized {
    fn bind_texts(self, texts: Vec<&'q str>) -> Self;

    /// Binds three arrays: departments, kinds, ids.
    fn bind_streams(self, keys: impl Iterator<Item = &'q StreamKey>) -> Self {
        let columns: StreamColumns<'q> = keys.collect();
        self.bind_texts(columns.departments).bind_texts(columns.kinds).bind_texts(columns.ids)
    }

    /// Binds four arrays: services, departments, kinds, ids.
    fn bind_pairs(self, pairs: impl Iterator<Item = &'q PairKey> + Clone) -> Self {
        self.bind_texts(pairs.clone().map(|pair| pair.service.as_str()).collect())
            .bind_streams(pairs.map(|pair| &pair.stream))
    }
}

impl<'q> BindColumns<'q> for Query<'q, Postgres, PgArguments> {
    fn bind_texts(self, texts: Vec<&'q str>) -> Self {
        self.bind(texts)
    }
}

impl<'q, R> BindColumns<'q> for QueryAs<'q, Postgres, R, PgArguments> {
    fn bind_texts(self, texts: Vec<&'q str>) -> Self {
        self.bind(texts)
    }
}
