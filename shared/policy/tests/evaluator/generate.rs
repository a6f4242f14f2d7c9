//! Random conditions and random forms over a small corner of the schema, from a seed.
//!
//! Owns what is drawn: few values, many of them on edges, so that cases meet.

use guohe_policy::{Date, Filter, Op, Predicate};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

/// Days facts carry: edges of three years before the reference days, of the cut-off, and others.
pub(crate) const DAYS: [&str; 10] = [
    "2016-05-01",
    "2017-06-29",
    "2017-06-30",
    "2017-07-01",
    "2019-12-31",
    "2020-01-01",
    "2020-06-30",
    "2021-02-28",
    "2024-02-29",
    "2027-03-01",
];

/// Days on which calls close.
const REFERENCES: [&str; 4] = ["2020-06-30", "2023-01-01", "2024-02-29", "2027-02-28"];

/// Choices from a seed.
pub(crate) struct Draw {
    random: ChaCha8Rng,
}

impl Draw {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { random: ChaCha8Rng::seed_from_u64(seed) }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.random.next_u32() as usize % bound
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    pub(crate) fn reference(&mut self) -> Date {
        self.one(&REFERENCES).parse().expect("a date")
    }

    fn day(&mut self) -> String {
        (*self.one(&DAYS)).to_owned()
    }

    fn op(&mut self) -> Op {
        *self.one(&[Op::Equal, Op::NotEqual, Op::Less, Op::AtMost, Op::More, Op::AtLeast])
    }

    /// A test at most so deep; `earlier` conditions may be named.
    pub(crate) fn predicate(&mut self, depth: usize, earlier: usize) -> Predicate {
        let kinds = if depth == 0 { 10 } else { 16 };
        match self.below(kinds) {
            0 => Predicate::Compare {
                path: "org.is_legal_person".to_owned(),
                op: *self.one(&[Op::Equal, Op::NotEqual]),
                value: json!(self.below(2) == 0),
            },
            1 => Predicate::OpenList {
                path: "org.kind".to_owned(),
                values: vec!["enterprise".to_owned(), "park".to_owned()],
            },
            2 => Predicate::Elapsed { since: "org.registered_on".to_owned(), rule: "H26-M-2".to_owned() },
            3 => Predicate::Before { path: "org.registered_on".to_owned(), rule: "H26-M-3".to_owned() },
            4 => Predicate::Overseas { path: "overseas_rd.region".to_owned() },
            5 => Predicate::Compare {
                path: "pi.title_rank".to_owned(),
                op: self.op(),
                value: json!(self.one(&["junior", "associate_senior", "senior"])),
            },
            6 => Predicate::Count {
                list: "agreements".to_owned(),
                filter: self.maybe_filter(),
                op: self.op(),
                value: self.below(4) as u64,
            },
            7 => Predicate::CountDistinct {
                list: "agreements".to_owned(),
                field: "partner_id".to_owned(),
                filter: self.maybe_filter(),
                op: self.op(),
                value: self.below(4) as u64,
            },
            8 => Predicate::Sum {
                list: "deals".to_owned(),
                field: "amount_cny".to_owned(),
                filter: self.maybe_deal_filter(),
                op: *self.one(&[Op::Less, Op::AtMost, Op::More, Op::AtLeast]),
                value: Decimal::from(self.below(4) as u64 * 10),
                show_total: self.below(2) == 0,
            },
            9 => Predicate::Share {
                list: "deals".to_owned(),
                field: (self.below(2) == 0).then(|| "amount_cny".to_owned()),
                filter: self.maybe_deal_filter(),
                part: self.deal_filter(),
                op: *self.one(&[Op::Less, Op::AtMost, Op::More, Op::AtLeast]),
                value: Decimal::new(self.below(5) as i64 * 25, 2),
            },
            10 if earlier > 0 => Predicate::Met(format!("H26-R-{}", self.below(earlier))),
            10 | 11 => Predicate::Not(Box::new(self.predicate(depth - 1, earlier))),
            12 => Predicate::IfThen {
                when: Box::new(self.predicate(depth - 1, earlier)),
                then: Box::new(self.predicate(depth - 1, earlier)),
            },
            13 => {
                let of = self.several(depth, earlier);
                Predicate::AtLeast { number: 1 + self.below(of.len()), of }
            }
            14 => Predicate::All(self.several(depth, earlier)),
            _ => Predicate::Any(self.several(depth, earlier)),
        }
    }

    fn several(&mut self, depth: usize, earlier: usize) -> Vec<Predicate> {
        (0..=self.below(3)).map(|_| self.predicate(depth - 1, earlier)).collect()
    }

    fn maybe_filter(&mut self) -> Option<Filter> {
        (self.below(4) > 0).then(|| self.filter(2))
    }

    fn filter(&mut self, depth: usize) -> Filter {
        match self.below(if depth == 0 { 5 } else { 8 }) {
            0 => Filter::Compare {
                path: "related".to_owned(),
                op: Op::Equal,
                value: json!(self.below(2) == 0),
            },
            1 => Filter::Within { rule: "H26-M-1".to_owned(), on: "signed_on".to_owned() },
            2 => Filter::Term { rule: "H26-M-2".to_owned(), from: "from".to_owned(), to: "to".to_owned() },
            3 => Filter::Overseas { path: "region".to_owned() },
            4 => Filter::Before { rule: "H26-M-3".to_owned(), path: "signed_on".to_owned() },
            5 => Filter::Not(Box::new(self.filter(depth - 1))),
            6 => Filter::All((0..=self.below(2)).map(|_| self.filter(depth - 1)).collect()),
            _ => Filter::Any((0..=self.below(2)).map(|_| self.filter(depth - 1)).collect()),
        }
    }

    fn maybe_deal_filter(&mut self) -> Option<Filter> {
        (self.below(2) == 0).then(|| self.deal_filter())
    }

    fn deal_filter(&mut self) -> Filter {
        match self.below(3) {
            0 => Filter::Compare { path: "cross_border".to_owned(), op: Op::Equal, value: json!(true) },
            1 => Filter::Within { rule: "H26-M-1".to_owned(), on: "signed_on".to_owned() },
            _ => Filter::Compare {
                path: "amount_cny".to_owned(),
                op: Op::AtLeast,
                value: json!((self.below(3) * 10).to_string()),
            },
        }
    }

    /// A form in which every fact may be missing.
    pub(crate) fn form(&mut self) -> Value {
        let (mut org, mut pi, mut form) = (Map::new(), Map::new(), Map::new());
        let flag = json!(self.below(2) == 0);
        self.maybe(&mut org, "is_legal_person", flag);
        let kind = json!(self.one(&["enterprise", "park", "university"]));
        self.maybe(&mut org, "kind", kind);
        let day = json!(self.day());
        self.maybe(&mut org, "registered_on", day);
        let rank = json!(self.one(&["unknown", "none", "associate_senior", "senior"]));
        self.maybe(&mut pi, "title_rank", rank);
        let region = json!({"region": self.one(&["FR", "CN", "HK"])});
        self.maybe(&mut form, "overseas_rd", region);
        form.insert("org".to_owned(), Value::Object(org));
        form.insert("pi".to_owned(), Value::Object(pi));
        let agreements: Vec<Value> = (0..self.below(4)).map(|_| self.agreement()).collect();
        self.maybe(&mut form, "agreements", Value::Array(agreements));
        let deals: Vec<Value> = (0..self.below(4)).map(|_| self.deal()).collect();
        self.maybe(&mut form, "deals", Value::Array(deals));
        Value::Object(form)
    }

    fn agreement(&mut self) -> Value {
        let mut fields = Map::new();
        let (partner, region) = (json!(self.one(&["a", "b", "c"])), json!(self.one(&["FR", "CN", "MO"])));
        self.maybe(&mut fields, "partner_id", partner);
        self.maybe(&mut fields, "region", region);
        let related = json!(self.below(2) == 0);
        self.maybe(&mut fields, "related", related);
        let signed = json!(self.day());
        self.maybe(&mut fields, "signed_on", signed);
        let mut span = [self.day(), self.day()];
        span.sort();
        let [from, to] = span;
        self.maybe(&mut fields, "from", json!(from));
        self.maybe(&mut fields, "to", json!(to));
        Value::Object(fields)
    }

    fn deal(&mut self) -> Value {
        let mut fields = Map::new();
        let (amount, cross) = (json!((self.below(4) * 10).to_string()), json!(self.below(2) == 0));
        self.maybe(&mut fields, "amount_cny", amount);
        self.maybe(&mut fields, "cross_border", cross);
        let signed = json!(self.day());
        self.maybe(&mut fields, "signed_on", signed);
        Value::Object(fields)
    }

    /// Leaves a fact out one time in five.
    fn maybe(&mut self, into: &mut Map<String, Value>, name: &str, value: Value) {
        if self.below(5) > 0 {
            into.insert(name.to_owned(), value);
        }
    }
}
