//! Two packs applied to the same live cases.
//!
//! Pure: owns what is computed for each case under either pack, what differs, and which version a case keeps. A case
//! whose result cannot be computed again under the pack in force is left out: the draft is not what moves it.

use std::collections::BTreeMap;

use guohe_policy::{
    Calendar, Date, Facts, Outcome, Pack, Period, Receipt, RuleRef, Text, TimedPurpose, TimedRule, TimerSpan,
};

use super::live::{Live, What};
use super::moved::{Count, Group, Keeping, Moved};
use crate::policy::PolicyCommandError;

/// The two packs and the day the rehearsal stands on.
pub(super) struct Packs<'a> {
    from: &'a Pack,
    to: &'a Pack,
    calendar: Calendar,
    on: Date,
    counterparts: BTreeMap<String, String>,
}

/// What a comparison found.
pub(super) struct Found {
    pub(super) counts: Vec<Count>,
    pub(super) moved: Vec<Moved>,
}

impl<'a> Packs<'a> {
    pub(super) fn new(from: &'a Pack, to: &'a Pack, calendar: Calendar, on: Date) -> Self {
        Self { from, to, calendar, on, counterparts: from.counterparts(to) }
    }

    fn counterpart(&self, rule: &str) -> Option<&str> {
        self.counterparts.get(rule).map(String::as_str)
    }

    /// Which version governs what was caused on a day (rule 1.10).
    fn keeping(&self, caused_on: Date) -> (Keeping, Text) {
        match self.to.effective_from() {
            // What has been caused by the day of the rehearsal, a draft that is not adopted cannot reach.
            Some(first) if caused_on >= first && caused_on > self.on => (
                Keeping::Draft,
                Text::new(
                    format!("事由发生于草案施行（{first}）之后"),
                    format!("what causes it falls on or after the draft's first day, {first}"),
                ),
            ),
            _ => (
                Keeping::Old,
                Text::new(
                    format!("事由发生于{caused_on}，沿用当时有效的版本"),
                    format!("what caused it lies on {caused_on}: the version then in force stays"),
                ),
            ),
        }
    }
}

/// Compares every live case; the order is that of groups, then of cases.
pub(super) fn compare(packs: &Packs<'_>, cases: &[Live]) -> Result<Found, PolicyCommandError> {
    let mut looked_at: BTreeMap<Group, usize> = BTreeMap::new();
    let mut moved = Vec::new();
    for case in cases {
        if let Some((group, found)) = one(packs, case)? {
            *looked_at.entry(group).or_default() += 1;
            moved.extend(found);
        }
    }
    *looked_at.entry(Group::Validity).or_default() += 1;
    moved.extend(validity(packs)?);
    moved.sort_by(|a, b| {
        (a.group, &a.department, &a.case, &a.before.en).cmp(&(b.group, &b.department, &b.case, &b.before.en))
    });
    let count = |group: Group| Count {
        group,
        looked_at: looked_at.get(&group).copied().unwrap_or_default(),
        moved: moved.iter().filter(|one| one.group == group).count(),
        kept: moved.iter().filter(|one| one.group == group && one.keeping == Keeping::Old).count(),
    };
    let counts = Group::ALL.into_iter().map(count).filter(|count| count.looked_at > 0).collect();
    Ok(Found { counts, moved })
}

/// What a case is counted under and what would change of it; nothing where the pack in force does not concern it.
fn one(packs: &Packs<'_>, case: &Live) -> Result<Option<(Group, Option<Moved>)>, PolicyCommandError> {
    Ok(match &case.what {
        What::Ban { ground, document_on, banned_until, rule } => {
            if packs.from.ground(ground).is_none() || rule.is_none() {
                return Ok(None);
            }
            Some((Group::Bans, ban(packs, case, ground, *document_on, *banned_until)?))
        }
        What::Date { receipt } => match packs.from.timed_rule_by_id(&receipt.rule.rule) {
            Some(rule) => Some((Group::of(rule.purpose), date(packs, case, rule, receipt)?)),
            None => None,
        },
        What::Base { policy, category, recognised_on, report_year } => {
            if *policy != packs.from.identity.id {
                return Ok(None);
            }
            if packs.to.category(category).is_none() {
                return Ok(Some((Group::Categories, Some(category_gone(packs, case, category)))));
            }
            Some((Group::Reports, report(packs, case, *recognised_on, *report_year)?))
        }
        What::Application { policy, lodged, category, reference, form } => {
            let (true, Some(form)) = (*policy == packs.from.identity.id, form) else { return Ok(None) };
            // A form that no longer reads cannot be compared; the check of forms tells of it.
            let Ok(facts) = Facts::parse(form) else { return Ok(None) };
            Some((Group::Eligibility, eligibility(packs, case, (category, *lodged), &facts, *reference)?))
        }
        What::Matter { ground } => {
            packs.from.ground(ground).map(|_| (Group::Grounds, matter(packs, case, ground)))
        }
    })
}

fn moved(case: &Live, group: Group, rule: RuleRef, what: Text, before: Text, after: Text) -> Moved {
    Moved {
        group,
        department: case.department.clone(),
        case: case.case.clone(),
        about: case.about.clone(),
        what,
        before,
        after,
        rule,
        draft_rule: None,
        keeping: Keeping::Old,
        why: Text::default(),
    }
}

fn day(date: Date) -> Text {
    Text::new(date.to_string(), date.to_string())
}

fn absent() -> Text {
    Text::new("无此规定", "no such rule")
}

/// A ban's last day, counted from its document under either pack.
fn ban(
    packs: &Packs<'_>,
    case: &Live,
    ground: &str,
    document_on: Date,
    banned_until: Date,
) -> Result<Option<Moved>, PolicyCommandError> {
    let old = packs.from.exclusion(ground, document_on)?;
    let counterpart = packs.counterpart(ground);
    let new = counterpart.and_then(|ground| packs.to.exclusion(ground, document_on).ok());
    if new.as_ref().is_some_and(|new| new.last_banned == old.last_banned) || banned_until < packs.on {
        return Ok(None);
    }
    let what = Text::new(
        format!("最后限制日（{document_on}取消）"),
        format!("last banned day (cancelled {document_on})"),
    );
    let after = new.as_ref().map_or_else(
        || Text::new("草案未规定期限，须裁量", "the draft states no length: needs a ruling"),
        |new| day(new.last_banned),
    );
    let mut found = moved(case, Group::Bans, old.receipt.rule, what, day(banned_until), after);
    found.draft_rule = new.map(|new| new.receipt.rule);
    (found.keeping, found.why) = packs.keeping(document_on);
    if found.keeping == Keeping::Old {
        found.why = Text::new(
            format!("取消文件日期{document_on}早于草案施行，沿用作出时的期限；不溯及既往（A-48）"),
            format!(
                "the document of {document_on} precedes the draft: its length stays; no retroactivity (A-48)"
            ),
        );
    }
    Ok(Some(found))
}

/// A date that a timer waits for, counted again from its own start.
fn date(
    packs: &Packs<'_>,
    case: &Live,
    rule: &TimedRule,
    receipt: &Receipt,
) -> Result<Option<Moved>, PolicyCommandError> {
    let group = Group::of(rule.purpose);
    let (old, factor) = again(rule, receipt, 0, &packs.calendar);
    let Some(old) = old.filter(|due| *due == receipt.due) else { return Ok(None) };
    let counterpart = packs
        .to
        .timed_rule(rule.purpose)
        .or_else(|| packs.counterpart(&rule.id).and_then(|id| packs.to.timed_rule_by_id(id)));
    let new = counterpart.and_then(|rule| again(rule, receipt, factor, &packs.calendar).0);
    if new == Some(old) {
        return Ok(None);
    }
    let what = Text::new(format!("{}：最后一日", rule.text.zh), format!("{}: last day", rule.text.en));
    let after = new.map_or_else(absent, day);
    let mut found = moved(case, group, rule.rule(), what, day(old), after);
    found.draft_rule = counterpart.map(TimedRule::rule);
    (found.keeping, found.why) = packs.keeping(receipt.start);
    Ok(Some(found))
}

/// The last day of a rule from a receipt's start, and how many of the rule's periods the receipt counts: a cycle
/// is always counted from its first date. `factor` 0 takes the number from the receipt.
fn again(rule: &TimedRule, receipt: &Receipt, factor: u32, calendar: &Calendar) -> (Option<Date>, u32) {
    let mut rule = rule.clone();
    let mut times = factor;
    if let TimerSpan::Period(period) = rule.span {
        let counted: Option<Period> = receipt.period.as_deref().and_then(|text| text.parse().ok());
        if times == 0 {
            times = match counted {
                Some(counted) if counted.unit() == period.unit() && period.count() > 0 => {
                    (counted.count() / period.count()).max(1)
                }
                _ => 1,
            };
        }
        rule.span = TimerSpan::Period(Period::new(period.count().saturating_mul(times), period.unit()));
    }
    let deadline = rule.deadline_with_pauses(receipt.start, &receipt.pauses, calendar);
    (deadline.ok().map(|deadline| deadline.due), times.max(1))
}

/// The next yearly report of a base: whether it is owed, and by when.
fn report(
    packs: &Packs<'_>,
    case: &Live,
    recognised_on: Date,
    year: i32,
) -> Result<Option<Moved>, PolicyCommandError> {
    let owed = |pack: &Pack| {
        let rule = pack.timed_rule(TimedPurpose::AnnualReport)?;
        if !rule.binds(recognised_on, year) {
            return None;
        }
        rule.due_for_year(year, &packs.calendar).ok()
    };
    let (old, new) = (owed(packs.from), owed(packs.to));
    let days =
        |deadline: &Option<guohe_policy::Deadline>| deadline.as_ref().map(|one| (one.due, one.late_from));
    if days(&old) == days(&new) {
        return Ok(None);
    }
    let told = |deadline: &Option<guohe_policy::Deadline>| match deadline {
        Some(deadline) => Text::new(
            format!("{}（{}起计逾期）", deadline.due, deadline.late_from),
            format!("{} (late from {})", deadline.due, deadline.late_from),
        ),
        None => Text::new("无须报送", "not owed"),
    };
    let rule = packs.from.timed_rule(TimedPurpose::AnnualReport).map(TimedRule::rule);
    let what = Text::new(format!("{year}年度报告"), format!("report on {year}"));
    let rule = rule.unwrap_or(RuleRef { rule: packs.from.identity.id.clone(), article: String::new() });
    let mut found = moved(case, Group::Reports, rule, what, told(&old), told(&new));
    found.draft_rule = packs.to.timed_rule(TimedPurpose::AnnualReport).map(TimedRule::rule);
    // A report opens on the first day after its year, under the version then in force.
    let opens_on = Date::from_ymd_opt(year + 1, 1, 1).unwrap_or(packs.on);
    (found.keeping, found.why) = packs.keeping(opens_on);
    Ok(Some(found))
}

fn category_gone(packs: &Packs<'_>, case: &Live, category: &str) -> Moved {
    let name = packs.from.category(category);
    let before = name.map_or_else(|| Text::new(category, category), |category| category.name.clone());
    let article = name.map(|category| category.article.clone()).unwrap_or_default();
    let rule = RuleRef { rule: category.to_owned(), article };
    let what = Text::new("类别", "category");
    let mut found = moved(case, Group::Categories, rule, what, before, absent());
    found.keeping = Keeping::Ruling;
    found.why =
        Text::new("草案没有此类别，须由人决定归属", "the draft has no such category: a person has to decide");
    found
}

fn outcome(outcome: Outcome) -> Text {
    match outcome {
        Outcome::Pass => Text::new("符合", "pass"),
        Outcome::Fail => Text::new("不符合", "fail"),
        Outcome::NeedsRuling => Text::new("待定", "needs a ruling"),
    }
}

/// The overall outcome with the conditions that cause it.
fn tested(pack: &Pack, category: &str, facts: &Facts, reference: Date) -> Option<(Outcome, Vec<RuleRef>)> {
    let report = pack.evaluate(category, facts, reference).ok()?;
    let failing = report.with_outcome(Outcome::Fail).chain(report.with_outcome(Outcome::NeedsRuling));
    let rules = failing.map(|condition| condition.rule.clone()).collect();
    Some((report.overall, rules))
}

fn eligibility(
    packs: &Packs<'_>,
    case: &Live,
    (category, lodged): (&str, bool),
    facts: &Facts,
    reference: Date,
) -> Result<Option<Moved>, PolicyCommandError> {
    let Some((old, _)) = tested(packs.from, category, facts, reference) else { return Ok(None) };
    let draft = decided(packs.to);
    let new = tested(&draft, category, facts, reference);
    if new.as_ref().is_some_and(|(new, _)| *new == old) {
        return Ok(None);
    }
    let rules = new.as_ref().map(|(_, rules)| rules.clone()).unwrap_or_default();
    let because: Vec<String> = rules.iter().map(|rule| format!("{} {}", rule.rule, rule.article)).collect();
    let mut after = new.map_or_else(absent, |(new, _)| outcome(new));
    if !because.is_empty() {
        after.zh.push_str(&format!("（{}）", because.join("、")));
        after.en.push_str(&format!(" ({})", because.join(", ")));
    }
    let rule = RuleRef { rule: packs.from.identity.id.clone(), article: category.to_owned() };
    let what = Text::new("条件检验结果", "result of the conditions");
    let mut found = moved(case, Group::Eligibility, rule, what, outcome(old), after);
    found.draft_rule = rules.first().cloned();
    (found.keeping, found.why) = if lodged {
        (
            Keeping::Old,
            Text::new("已提交，沿用收件日有效的版本", "lodged: the version of the day of receipt stays"),
        )
    } else {
        (
            Keeping::Draft,
            Text::new(
                "尚未提交，以提交日有效的版本为准",
                "not lodged yet: the version of the day of lodging",
            ),
        )
    };
    Ok(Some(found))
}

/// The draft as if it decided: a rehearsal asks what it would say, which a draft's status forbids it to.
fn decided(draft: &Pack) -> Pack {
    let mut pack = draft.clone();
    if !pack.identity.status.decides() {
        pack.identity.status = guohe_policy::PackStatus::Sample;
    }
    pack
}

/// A ground under examination: its ban, or that the draft has no such ground.
fn matter(packs: &Packs<'_>, case: &Live, ground: &str) -> Option<Moved> {
    let old = packs.from.ground(ground)?;
    let new = packs.counterpart(ground).and_then(|id| packs.to.ground(id));
    let ban = |ground: &guohe_policy::Ground| match ground.exclusion {
        Some(period) => period.spoken(),
        None => Text::new("未规定期限", "no length stated"),
    };
    if new.is_some_and(|new| new.exclusion == old.exclusion) {
        return None;
    }
    let what = Text::new("取消后的限制申报期", "ban, should it be cancelled");
    let mut found = moved(case, Group::Grounds, old.rule(), what, ban(old), new.map_or_else(absent, ban));
    found.draft_rule = new.map(guohe_policy::Ground::rule);
    found.keeping = Keeping::Ruling;
    found.why = Text::new(
        "行为发生于草案施行之前的，是否适用须裁量（A-48）",
        "whether the draft reaches earlier conduct needs a ruling (A-48)",
    );
    Some(found)
}

/// The last day of the measures themselves.
fn validity(packs: &Packs<'_>) -> Result<Option<Moved>, PolicyCommandError> {
    let of = |pack: &Pack| pack.last_day().map_err(guohe_policy::PolicyError::from);
    let (old, new) = (of(packs.from)?, of(packs.to)?);
    if old == new {
        return Ok(None);
    }
    let told = |last: Option<Date>| last.map_or_else(|| Text::new("未规定", "not stated"), day);
    let rule = |pack: &Pack| pack.timed_rule(TimedPurpose::Validity).map(TimedRule::rule);
    let whole = || RuleRef { rule: packs.from.identity.id.clone(), article: String::new() };
    Ok(Some(Moved {
        group: Group::Validity,
        department: String::new(),
        case: packs.from.identity.id.clone(),
        about: packs.from.identity.title.zh.clone(),
        what: Text::new("施行末日", "last day in force"),
        before: told(old),
        after: told(new),
        rule: rule(packs.from).unwrap_or_else(whole),
        draft_rule: rule(packs.to),
        keeping: Keeping::Draft,
        why: Text::new("随草案施行而定", "set by the draft itself"),
    }))
}
