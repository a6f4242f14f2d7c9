//! Three-valued truth.
//!
//! Owns true, false and unknown, and how they combine. A count over elements of which some are unknown lies
//! in a range, and a comparison with a range may be unknown.

use rust_decimal::Decimal;

use super::op::Op;

/// True, false, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    True,
    False,
    Unknown,
}

impl Truth {
    /// Every part holds: one false part settles it.
    pub(super) fn all(parts: impl IntoIterator<Item = Truth>) -> Truth {
        parts.into_iter().fold(Truth::True, |so_far, part| match (so_far, part) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::Unknown, _) | (_, Truth::Unknown) => Truth::Unknown,
            _ => Truth::True,
        })
    }

    /// Some part holds: one true part settles it.
    pub(super) fn any(parts: impl IntoIterator<Item = Truth>) -> Truth {
        Truth::all(parts.into_iter().map(Truth::negate)).negate()
    }

    /// The opposite; unknown stays unknown.
    pub(super) fn negate(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }

    /// Whether a whole number somewhere from `low` to `high` compares with `value`.
    pub(super) fn of_range(op: Op, low: u64, high: u64, value: u64) -> Truth {
        Truth::merge((low..=high).map(|count| op.holds(count.cmp(&value)).into()))
    }

    /// Whether an amount from `low` to `high` (no upper end where it is not known) compares with `value`.
    pub(super) fn of_amounts(op: Op, low: Decimal, high: Option<Decimal>, value: Decimal) -> Truth {
        let at_low = op.holds(low.cmp(&value));
        match (op, high) {
            (_, Some(high)) if high == low => at_low.into(),
            (Op::AtLeast | Op::More, None) if at_low => Truth::True,
            (Op::AtMost | Op::Less, None) if !at_low => Truth::False,
            (_, None) => Truth::Unknown,
            (Op::Equal | Op::In | Op::NotEqual, Some(high)) if value < low || high < value => at_low.into(),
            (Op::Equal | Op::In | Op::NotEqual, Some(_)) => Truth::Unknown,
            (_, Some(high)) => Truth::merge([at_low.into(), op.holds(high.cmp(&value)).into()]),
        }
    }

    /// One value where all agree, otherwise unknown.
    pub(super) fn merge(parts: impl IntoIterator<Item = Truth>) -> Truth {
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or(Truth::Unknown);
        if parts.all(|part| part == first) { first } else { Truth::Unknown }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Truth::True } else { Truth::False }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_decides_only_where_nothing_else_does() {
        use Truth::{False, True, Unknown};
        assert_eq!(Truth::all([True, Unknown]), Unknown);
        assert_eq!(Truth::all([False, Unknown]), False);
        assert_eq!(Truth::any([True, Unknown]), True);
        assert_eq!(Truth::any([False, Unknown]), Unknown);
        assert_eq!(Truth::all([]), True);
        assert_eq!(Truth::any([]), False);
    }

    #[test]
    fn a_range_of_counts_is_known_where_every_count_agrees() {
        assert_eq!(Truth::of_range(Op::AtLeast, 3, 4, 3), Truth::True);
        assert_eq!(Truth::of_range(Op::AtLeast, 2, 3, 3), Truth::Unknown);
        assert_eq!(Truth::of_range(Op::AtLeast, 0, 2, 3), Truth::False);
        assert_eq!(Truth::of_range(Op::Equal, 0, 1, 0), Truth::Unknown);
        assert_eq!(Truth::of_range(Op::Equal, 1, 2, 0), Truth::False);
    }

    #[test]
    fn a_sum_without_an_upper_end_can_still_reach_its_floor() {
        let yuan = Decimal::from;
        assert_eq!(Truth::of_amounts(Op::AtLeast, yuan(6), None, yuan(6)), Truth::True);
        assert_eq!(Truth::of_amounts(Op::AtLeast, yuan(5), None, yuan(6)), Truth::Unknown);
        assert_eq!(Truth::of_amounts(Op::AtMost, yuan(7), None, yuan(6)), Truth::False);
        assert_eq!(Truth::of_amounts(Op::Equal, yuan(1), Some(yuan(3)), yuan(5)), Truth::False);
        assert_eq!(Truth::of_amounts(Op::Less, yuan(1), Some(yuan(3)), yuan(2)), Truth::Unknown);
    }
}
