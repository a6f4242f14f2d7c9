//! Walking over predicates: their parts, their filters, and the fields of the form they read.
//!
//! Owns the one place that knows which predicate holds what, for whoever has to look at all of them. Never
//! evaluates.

use std::collections::BTreeSet;

use super::filter::Filter;
use super::language::Predicate;

impl Predicate {
    /// The predicates it is made of.
    pub fn parts(&self) -> Vec<&Predicate> {
        match self {
            Self::All(parts) | Self::Any(parts) | Self::AtLeast { of: parts, .. } => parts.iter().collect(),
            Self::Not(inner) => vec![inner],
            Self::IfThen { when, then } => vec![when, then],
            Self::ByReading { cases, .. } => cases.iter().map(|case| &case.check).collect(),
            _ => Vec::new(),
        }
    }

    /// Calls for every filter it holds itself, with the filters these are made of.
    pub fn each_filter<'p>(&'p self, visit: &mut impl FnMut(&'p Filter)) {
        match self {
            Self::Count { filter, .. }
            | Self::CountDistinct { filter, .. }
            | Self::Sum { filter, .. }
            | Self::Yearly { filter, .. } => filter.iter().for_each(|filter| filter.each(visit)),
            Self::Share { filter, part, .. } => {
                filter.iter().for_each(|filter| filter.each(visit));
                part.each(visit);
            }
            _ => {}
        }
    }

    /// The fields and lists of the form that it and its parts read, without those of a list's elements and
    /// without those of conditions it names.
    pub fn reads(&self) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        self.collect_reads(&mut found);
        found
    }

    fn collect_reads<'p>(&'p self, found: &mut BTreeSet<&'p str>) {
        match self {
            Self::Compare { path, .. }
            | Self::OpenList { path, .. }
            | Self::InCodeList { path, .. }
            | Self::NotNull { path }
            | Self::Overseas { path }
            | Self::Elapsed { since: path, .. }
            | Self::Before { path, .. }
            | Self::Includes { list: path, .. }
            | Self::Count { list: path, .. }
            | Self::CountDistinct { list: path, .. }
            | Self::Sum { list: path, .. }
            | Self::Share { list: path, .. }
            | Self::Yearly { list: path, .. }
            | Self::Intensity { list: path, .. } => {
                found.insert(path);
            }
            Self::Member { path, of } => {
                found.insert(path);
                found.extend(of.iter().map(String::as_str));
            }
            _ => {}
        }
        self.each_filter(&mut |filter| {
            if let Filter::Member { of, .. } = filter {
                found.extend(of.iter().map(String::as_str));
            }
        });
        self.parts().into_iter().for_each(|part| part.collect_reads(found));
    }
}

impl Filter {
    /// Calls for the filter itself and every filter it is made of.
    pub fn each<'f>(&'f self, visit: &mut impl FnMut(&'f Filter)) {
        visit(self);
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.each(visit)),
            Self::Not(inner) => inner.each(visit),
            _ => {}
        }
    }
}
