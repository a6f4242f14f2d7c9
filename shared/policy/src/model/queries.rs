//! What workflows ask of a pack.
//!
//! Owns look-ups, names, migrations, bans and validity. Conditions are evaluated in `predicate`.

use guohe_clock::Date;

use super::{
    BaseName, Category, ChangeMode, CodeList, Condition, EvaluationEvent, EvaluationRule, ExitRule,
    ExitTrigger, Ground, GroundPurpose, Identity, Migration, Pack, RequiredDocument, Role, ScoreCard, Step,
    SwitchValue, TierTable, YearlyReport,
};
use crate::calendar::Calendar;
use crate::deadline::{Deadline, Exclusion};
use crate::error::PolicyError;
use crate::period::PeriodError;
use crate::timing::{TimedPurpose, TimedRule, last_valid_day, next_day};

impl Pack {
    /// The category with a code.
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.code == code)
    }

    /// The condition with an id.
    pub fn condition(&self, id: &str) -> Option<&Condition> {
        self.conditions.iter().find(|condition| condition.id == id)
    }

    /// The ground with an id.
    pub fn ground(&self, id: &str) -> Option<&Ground> {
        self.grounds.iter().find(|ground| ground.id == id)
    }

    /// The ground for a purpose; none where the measures have no such ground.
    pub fn ground_for(&self, purpose: GroundPurpose) -> Option<&Ground> {
        self.grounds.iter().find(|ground| ground.purpose == Some(purpose))
    }

    /// The role with a key (`department`, `recommender`, `host`, `expert`, `leader`).
    pub fn role(&self, key: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.key == key)
    }

    /// The step with a key (`apply`, `recommend`, `accept`, `review`, `recognise`, `file_change`,
    /// `object_category` and those listed at [`Step::key`]); none where the measures have no such step. Where the
    /// categories have procedures of their own, ask [`Pack::step_in`].
    pub fn step(&self, key: &str) -> Option<&Step> {
        self.procedure.iter().find(|step| step.key == key)
    }

    /// The step with a key in a category's procedure; none where it has no such step.
    pub fn step_in(&self, key: &str, category: &str) -> Option<&Step> {
        self.procedure.iter().find(|step| step.key == key && step.concerns(category))
    }

    /// How the yearly report goes.
    pub fn yearly_report(&self) -> YearlyReport {
        self.report.clone().unwrap_or_default()
    }

    /// When a change is applied for: as the switch `change_mode` chooses, otherwise as the duty says.
    pub fn change_mode(&self) -> ChangeMode {
        match self.switch("change_mode").and_then(SwitchValue::word) {
            Some("notify_after") => ChangeMode::NotifyAfter,
            Some("prior_approval") => ChangeMode::PriorApproval,
            Some("both") => ChangeMode::Both,
            _ => self.changes.as_ref().map(|duty| duty.mode).unwrap_or_default(),
        }
    }

    /// The exit that an event opens; none where the measures have no such way out.
    pub fn exit_on(&self, trigger: ExitTrigger) -> Option<&ExitRule> {
        self.exits.iter().find(|exit| exit.trigger == trigger)
    }

    /// The timed rule for a purpose; none where neither the measures nor the department set one.
    pub fn timed_rule(&self, purpose: TimedPurpose) -> Option<&TimedRule> {
        self.timers.iter().find(|rule| rule.purpose == purpose)
    }

    /// The timed rule with an id.
    pub fn timed_rule_by_id(&self, id: &str) -> Option<&TimedRule> {
        self.timers.iter().find(|rule| rule.id == id)
    }

    /// The table conditions look up by name.
    pub fn table(&self, name: &str) -> Option<&TierTable> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The list of codes conditions look up by name.
    pub fn code_list(&self, name: &str) -> Option<&CodeList> {
        self.code_lists.iter().find(|list| list.name == name)
    }

    /// The value of a switch: the department's choice, otherwise our default.
    pub fn switch(&self, name: &str) -> Option<&SwitchValue> {
        self.switches.iter().find(|switch| switch.name == name).map(super::Switch::value)
    }

    /// The score card of expert reviews: the department's, or our sample, which says so; none in a pack that
    /// decides nothing.
    pub fn score_card(&self) -> Option<&ScoreCard> {
        self.settings.as_ref().map(|settings| &settings.score_card)
    }

    /// What follows from a result of an evaluation.
    pub fn consequence(&self, of: &EvaluationEvent) -> Option<&EvaluationRule> {
        self.evaluation.rules.iter().find(|rule| rule.on == *of)
    }

    /// Where bases of an old kind belong; `legacy_kind` is a code or a name of the old kind.
    pub fn migrate(&self, legacy_kind: &str) -> Option<&Migration> {
        self.migrations.iter().find(|migration| {
            migration.from.as_deref() == Some(legacy_kind)
                || migration.names.iter().any(|name| name == legacy_kind)
        })
    }

    /// The official name of a base in a category and field (H26: Art. 9(4)). Where the measures have no
    /// template, the base bears its field alone: nothing is made up.
    pub fn base_name(&self, category: &str, field: &str) -> Result<BaseName, PolicyError> {
        let category = self.require_category(category)?;
        let field = field.trim();
        let most = self.naming.as_ref().map_or(MAX_FIELD_CHARS, |naming| naming.max_field_chars);
        check_field(field, most)
            .map_err(|reason| PolicyError::BadField { field: field.to_owned(), reason })?;
        let Some(naming) = &self.naming else { return Ok(BaseName { zh: field.to_owned(), en: None }) };
        let fill =
            |template: &str, short: &str| template.replace("{field}", field).replace("{category}", short);
        Ok(BaseName {
            zh: fill(&naming.zh_template, &category.short_name.zh),
            en: naming.en_template.as_deref().map(|template| fill(template, &category.short_name.en)),
        })
    }

    /// The documents an application of a category must bring, given the kind of host.
    pub fn required_documents(&self, category: &str, host_kind: &str) -> Vec<RequiredDocument> {
        let concerned = |condition: &&Condition| {
            // A part of another condition is one way among several: nobody must prove them all.
            condition.part_of.is_none()
                && condition.concerns(category)
                && condition.concerns_host(Some(host_kind)) == Some(true)
        };
        let conditions: Vec<&Condition> = self.conditions.iter().filter(concerned).collect();
        let mut required = Vec::new();
        for document in &self.documents {
            let proves = |condition: &&&Condition| condition.evidence.contains(&document.kind);
            let rules: Vec<_> = conditions.iter().filter(proves).map(|condition| condition.rule()).collect();
            if !rules.is_empty() {
                required.push(RequiredDocument {
                    kind: document.kind.clone(),
                    name: document.name.clone(),
                    rules,
                });
            }
        }
        required
    }

    /// The ban that follows from a cancellation on a ground, counted from the document's date (rule 1.4;
    /// the anniversary is the last day of it, and it never rolls.
    pub fn exclusion(&self, ground: &str, document_date: Date) -> Result<Exclusion, PolicyError> {
        let ground = self.ground(ground).ok_or_else(|| self.unknown("ground", ground))?;
        let no_exclusion = || PolicyError::NoExclusion { rule: ground.id.clone() };
        let period = ground.exclusion.ok_or_else(no_exclusion)?;
        let mut rule = self.timed_rule(TimedPurpose::Exclusion).ok_or_else(no_exclusion)?.clone();
        rule.span = crate::timing::TimerSpan::Period(period);
        let Deadline { due, late_from, receipt, .. } =
            rule.deadline(document_date, &Calendar::weekends_only())?;
        Ok(Exclusion { ground: ground.rule(), last_banned: due, free_from: late_from, receipt })
    }

    /// The first day in force, on the anchor the switch `effective_from` chooses, or on the day it states
    /// where the text gives none; nothing where nobody has stated one.
    pub fn effective_from(&self) -> Option<Date> {
        let Identity { effective_from, issued_on, printed_on, .. } = &self.identity;
        match self.switch("effective_from").and_then(SwitchValue::word) {
            Some("issued_on") => issued_on.or(*effective_from),
            Some("printed_on") => printed_on.or(*effective_from),
            Some(word) => word.parse().ok().or(*effective_from),
            None => *effective_from,
        }
    }

    /// Whether cases may be decided under the pack: it is in force in its time, or an operator has declared
    /// historical measures or a closed call in force for a training or archive tenant (switch
    /// `declared_in_force`, rules.md 0b.11). Never without a first day.
    pub fn decides(&self) -> bool {
        let declared = || self.switch("declared_in_force").and_then(SwitchValue::flag) == Some(true);
        let status = self.identity.status;
        self.effective_from().is_some() && (status.decides() || (status.may_be_declared() && declared()))
    }

    /// The last day in force; none where the text sets no validity (H26-T-12, rules.md 0b.4).
    pub fn last_day(&self) -> Result<Option<Date>, PeriodError> {
        let period = self.timed_rule(TimedPurpose::Validity).and_then(TimedRule::period);
        let first_and_period = self.effective_from().zip(period);
        first_and_period.map(|(first, period)| last_valid_day(first, period)).transpose()
    }

    /// The first day after the version, if it ends.
    pub fn free_of_version_from(&self) -> Result<Option<Date>, PeriodError> {
        self.last_day()?.map(next_day).transpose()
    }

    pub(crate) fn require_category(&self, code: &str) -> Result<&Category, PolicyError> {
        self.category(code).ok_or_else(|| {
            let known: Vec<&str> = self.categories.iter().map(|category| category.code.as_str()).collect();
            PolicyError::UnknownCategory {
                pack: self.identity.id.clone(),
                code: code.to_owned(),
                known: known.join(", "),
            }
        })
    }

    pub(crate) fn unknown(&self, what: &'static str, id: &str) -> PolicyError {
        PolicyError::UnknownRule { pack: self.identity.id.clone(), what, id: id.to_owned() }
    }
}

/// The longest field of a base's name where the measures have no template, in characters.
const MAX_FIELD_CHARS: usize = 40;

fn check_field(field: &str, most: usize) -> Result<(), &'static str> {
    if field.is_empty() {
        return Err("it is empty");
    }
    if field.chars().count() > most {
        return Err("it is too long");
    }
    let forbidden = |c: char| c.is_control() || matches!(c, '{' | '}' | '（' | '）' | '(' | ')');
    if field.chars().any(forbidden) {
        return Err("it holds brackets or control characters");
    }
    Ok(())
}
