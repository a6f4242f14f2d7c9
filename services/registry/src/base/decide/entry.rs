//! How a base comes into the register, and the category of an older one.

use guohe_flow::{Context, Decision, DecisionOf, Refusal, RefusalKind, Task};
use guohe_policy::{Date, MigrationMode, Pack, RuleRef, SwitchValue, Text};

use super::{
    super::{Base, BaseCommand, BaseEvent, BaseFlow, Entry, Inclusion, ObjectionState, Status},
    Outcome,
    reports::expect_report,
};
use crate::{
    notices::{host, officials, tell, unit},
    support::{adopted, cite, forbid_future, host_of, in_force, not_empty, official, valid_credit_code},
};

/// Enters a base whose recognition document was issued.
pub(super) fn recognise(state: &Base, entry: &Entry, context: &Context<'_>) -> Outcome {
    if state.status != Status::Absent {
        return Ok(Decision::nothing("the base is in the register already"));
    }
    let pack = adopted(context, &entry.policy)?;
    let event = BaseEvent::Recognised(entry.clone());
    let rule = pack.step_in("recognise", &entry.category).map(|step| step.rule());
    Ok(enter(event, entry, pack, rule, context))
}

/// Enters a base of an older kind: the measures move it into a category by themselves (rule effect), or take it in by
/// a decision after a check (Z26 Art. 17).
pub(super) fn register_legacy(state: &Base, command: &BaseCommand, context: &Context<'_>) -> Outcome {
    let BaseCommand::RegisterLegacy {
        legacy_kind,
        recognised_on,
        document_number,
        name,
        institution,
        institution_name,
        unit,
        field,
        leader,
        inclusion,
    } = command
    else {
        return Ok(Decision::nothing("not an entry"));
    };
    official(context)?;
    if state.status != Status::Absent {
        return Err(Refusal::new(
            RefusalKind::Exists,
            "BASE_EXISTS",
            "a base of this id is in the register already",
        ));
    }
    check_legacy(name, institution, institution_name, field, document_number)?;
    let pack = in_force(context, context.today())?;
    let (category, rule) = migrated(pack, legacy_kind, inclusion.as_ref())?;
    not_before_measures(pack, *recognised_on)?;
    // Where the measures take older kinds in anew, tenure counts from the inclusion.
    let first_entry =
        pack.switch("legacy_clock_start").and_then(SwitchValue::word) == Some("original_recognition");
    let (recognised_on, document_number) = match inclusion {
        Some(inclusion) => {
            not_empty("inclusion.findings", &inclusion.findings)?;
            not_empty("inclusion.document_number", &inclusion.document_number)?;
            forbid_future(context, "inclusion.document_on", inclusion.document_on)?;
            if pack.effective_from().is_some_and(|first| inclusion.document_on < first) {
                let words = "lies before the measures took effect";
                return Err(Refusal::invalid("BEFORE_MEASURES", "inclusion.document_on", words));
            }
            if first_entry {
                (recognised_on, &inclusion.document_number)
            } else {
                (&inclusion.document_on, &inclusion.document_number)
            }
        }
        None => (recognised_on, document_number),
    };
    let entry = Entry {
        base: context.stream.id.clone(),
        name: name.clone(),
        category,
        field: field.clone(),
        institution: institution.clone(),
        institution_name: institution_name.clone(),
        unit: unit.clone(),
        leader: leader.clone(),
        recognised_on: *recognised_on,
        document_number: document_number.clone(),
        policy: pack.identity.id.clone(),
    };
    let event = BaseEvent::LegacyRegistered { entry: entry.clone(), legacy_kind: legacy_kind.clone() };
    Ok(enter(event, &entry, pack, Some(rule), context))
}

fn check_legacy(
    name: &Text,
    institution: &str,
    institution_name: &str,
    field: &str,
    document_number: &str,
) -> Result<(), Refusal> {
    not_empty("name.zh", &name.zh)?;
    valid_credit_code("institution", institution)?;
    not_empty("institution_name", institution_name)?;
    not_empty("field", field)?;
    not_empty("document_number", document_number)
}

/// The category of an older kind, with its rule. A decision can take in only what the measures leave to decision, and
/// only once a check found the conditions met.
fn migrated(
    pack: &Pack,
    legacy_kind: &str,
    inclusion: Option<&Inclusion>,
) -> Result<(String, RuleRef), Refusal> {
    let known = || {
        let names = pack.migrations.iter().filter_map(|m| m.from.as_deref());
        format!(
            "the measures move no bases of the kind {legacy_kind:?}; known: {}",
            names.collect::<Vec<_>>().join(", ")
        )
    };
    let migration =
        pack.migrate(legacy_kind).ok_or_else(|| Refusal::invalid("LEGACY_KIND", "legacy_kind", known()))?;
    match (&migration.to, migration.mode, inclusion) {
        (Some(to), MigrationMode::Automatic, None) => Ok((to.clone(), migration.rule())),
        (_, MigrationMode::Automatic, Some(_)) => {
            let words = "the measures move this kind by themselves; no decision is called for";
            Err(Refusal::invalid("INCLUSION_NOT_CALLED_FOR", "inclusion", words).by(migration.rule()))
        }
        (_, MigrationMode::Conditional, None) => {
            let words = "this kind is taken in by a decision after a check; state both";
            Err(Refusal::rule("INCLUSION_MISSING", migration.rule(), words).field("inclusion", words))
        }
        (_, MigrationMode::Conditional, Some(inclusion)) if !inclusion.conditions_met => {
            let words = "the check found the conditions not met; the base is not taken in";
            Err(Refusal::rule("CONDITIONS_NOT_MET", migration.rule(), words))
        }
        (to, MigrationMode::Conditional, Some(inclusion)) => {
            let decided = match inclusion.category.is_empty() {
                true => to.clone().unwrap_or_default(),
                false => inclusion.category.clone(),
            };
            if pack.category(&decided).is_none() {
                let words = "is no category of the measures; decide on one";
                return Err(Refusal::invalid("CATEGORY", "inclusion.category", words));
            }
            Ok((decided, migration.rule()))
        }
        _ => Err(Refusal::needs_ruling(
            "LEGACY_KIND_OPEN",
            "the measures do not settle the category of this kind",
        )
        .by(migration.rule())),
    }
}

/// A base recognised since the measures took effect went through their own procedure.
fn not_before_measures(pack: &Pack, recognised_on: Date) -> Result<(), Refusal> {
    let Some(first) = pack.effective_from().filter(|first| recognised_on >= *first) else { return Ok(()) };
    let words = format!("recognised on {recognised_on}, when the measures were in force since {first}");
    Err(Refusal::invalid("NOT_LEGACY", "recognised_on", words))
}

/// The first report opens on the 1 January after the later of recognition and the measures' first year.
fn enter(
    event: BaseEvent,
    entry: &Entry,
    pack: &Pack,
    rule: Option<RuleRef>,
    context: &Context<'_>,
) -> DecisionOf<BaseFlow> {
    let rules: Vec<RuleRef> = rule.into_iter().collect();
    // A new base hears of its recognition from evaluation; an older one hears of its entry from here.
    let told = match event {
        BaseEvent::LegacyRegistered { .. } => vec![host(&entry.institution), unit(&entry.unit), officials()],
        _ => vec![officials()],
    };
    let notice = tell(
        "base_entered",
        told,
        format!("base/{}", entry.base),
        &[
            ("base", &entry.base),
            ("category", &entry.category),
            ("recognised_on", &entry.recognised_on.to_string()),
            ("document_number", &entry.document_number),
        ],
        &rules,
    );
    let after = Base::default().evolve(&event);
    let decision = Decision::record(event).effective_on(entry.recognised_on).under(pack.reference());
    let first_year = after.next_report_year(Some(pack));
    expect_report(cite(decision, rules), &after, first_year, Some(pack), context).send(notice)
}

/// The host of an older base asks for another category; no deadline is set for it.
pub(super) fn object(state: &Base, category: &str, reason: &str, context: &Context<'_>) -> Outcome {
    host_of(context, &state.institution)?;
    if !state.status.is_live() {
        return Err(Refusal::wrong_state("ObjectCategory", state.status.code()));
    }
    let pack = adopted(context, &state.policy)?;
    let rule = objection_rule(pack);
    if state.legacy_kind.is_empty() {
        let refusal =
            Refusal::new(RefusalKind::Rule, "NOT_LEGACY", "only bases moved from older kinds may object");
        return Err(rule.into_iter().fold(refusal, Refusal::by));
    }
    if state.objection.as_ref().is_some_and(|objection| objection.state == ObjectionState::Open) {
        return Err(Refusal::wrong_state("ObjectCategory", "OBJECTION_OPEN"));
    }
    if pack.category(category).is_none() || category == state.category {
        return Err(Refusal::invalid("CATEGORY", "category", "must be another category of the measures"));
    }
    not_empty("reason", reason)?;
    let task =
        Task::official("decide_objection", context.today(), format!("Should the base move to {category}?"))
            .by(rule.clone());
    let event = BaseEvent::CategoryObjected {
        category: category.to_owned(),
        reason: reason.to_owned(),
        raised_on: context.today(),
    };
    Ok(cite(Decision::record(event).under(pack.reference()), rule).and(BaseEvent::TaskOpened(task)))
}

/// An official answers the objection.
pub(super) fn decide_objection(
    state: &Base,
    granted: bool,
    category: &str,
    reason: &str,
    context: &Context<'_>,
) -> Outcome {
    official(context)?;
    let open = state.objection.as_ref().filter(|objection| objection.state == ObjectionState::Open);
    let Some(objection) = open else { return Err(Refusal::wrong_state("DecideObjection", "NO_OBJECTION")) };
    if !state.status.is_live() {
        return Err(Refusal::wrong_state("DecideObjection", state.status.code()));
    }
    not_empty("reason", reason)?;
    let pack = adopted(context, &state.policy)?;
    let asked = if category.is_empty() { &objection.category } else { category };
    if granted && pack.category(asked).is_none() {
        return Err(Refusal::invalid("CATEGORY", "category", "is no category of the measures"));
    }
    let decided = if granted { asked } else { &state.category }.to_owned();
    let rules: Vec<RuleRef> = objection_rule(pack).into_iter().collect();
    let notice = tell(
        "base_objection_decided",
        [host(&state.institution), unit(&state.unit)],
        format!("base/{}", state.id),
        &[("base", &state.id), ("granted", if granted { "true" } else { "false" }), ("category", &decided)],
        &rules,
    );
    let event = BaseEvent::ObjectionDecided { granted, category: decided, reason: reason.to_owned() };
    let closed = BaseEvent::TaskClosed { code: "decide_objection".to_owned(), about: String::new() };
    Ok(cite(Decision::record(event).under(pack.reference()), rules).and(closed).send(notice))
}

fn objection_rule(pack: &Pack) -> Option<RuleRef> {
    pack.migrations.iter().find(|m| m.mode == MigrationMode::OnObjection).map(guohe_policy::Migration::rule)
}
