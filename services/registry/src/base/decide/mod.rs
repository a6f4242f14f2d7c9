//! Decides a base's commands: which one goes where.

mod departure;
mod entry;
mod evaluation;
mod exit;
mod following;
mod marks;
mod matters;
mod rectification;
mod reports;
mod requested;

use guohe_flow::{Context, DecisionOf, Refusal};

use super::{Base, BaseCommand, BaseFlow, Status};
use crate::support::absent;
pub(super) use rectification::{RECTIFICATION, recounted};

type Outcome = Result<DecisionOf<BaseFlow>, Refusal>;

pub(super) fn decide(state: &Base, command: &BaseCommand, context: &Context<'_>) -> Outcome {
    use BaseCommand as C;
    match command {
        C::Recognise(given) => entry::recognise(state, given, context),
        C::RegisterLegacy { .. } => entry::register_legacy(state, command, context),
        _ if state.status == Status::Absent => Err(absent(context, "base")),
        C::ObjectCategory { category, reason } => entry::object(state, category, reason, context),
        C::DecideObjection { granted, category, reason } => {
            entry::decide_objection(state, *granted, category, reason, context)
        }
        C::OpenReportYear { year } => reports::open_year(state, *year, context),
        C::RuleOnReportDuty { year, owed, policy, reason } => {
            reports::rule_on_duty(state, *year, owed.then_some(policy.as_str()), reason, context)
        }
        C::NoteReportSettled { year, accepted } => reports::note_settled(state, *year, *accepted),
        C::NoteChange { change, year } => reports::note_change(state, change, *year, context),
        C::ApplyChange { change, kind, value, .. } => {
            reports::apply_change(state, (change, kind, value), context)
        }
        C::EnterRound { round, materials_due_on, policy } => {
            evaluation::enter_round(state, round, materials_due_on, policy, context)
        }
        C::LeaveRound { performance, excused, reason } => {
            evaluation::leave_round(state, performance, *excused, reason, context)
        }
        C::TakeGrade { .. } => evaluation::take_grade(state, command, context),
        C::EndRectification { performance } => rectification::end(state, performance, context),
        C::SetRectificationLimit { until, reason } => {
            rectification::set_limit(state, *until, reason, context)
        }
        C::IssueNotice { document_number, document_on, reason } => {
            marks::issue_notice(state, document_number, *document_on, reason, context)
        }
        C::Commend { document_number, reason } => marks::commend(state, document_number, reason, context),
        C::RuleOnMark { mark, keep, reason } => marks::rule(state, *mark, *keep, reason, context),
        C::RecordNationalResult { document_number, document_on, grade } => {
            marks::national_result(state, document_number, *document_on, *grade, context)
        }
        C::RequestExit { reason, document_hash } => exit::request(state, reason, document_hash, context),
        C::DecideExit { .. } => exit::decide(state, command, context),
        C::RuleOnNationalExit { leaves, reason } => {
            departure::rule_on_national(state, *leaves, reason, context)
        }
        C::RecordOverseasPlaque(plaque) => exit::overseas_plaque(state, plaque, context),
        C::RequestReport { year, due_on } => requested::request(state, *year, *due_on, context),
        C::NoteLateChange { change } => Ok(reports::note_late_change(state, change)),
        C::SettleReEvaluation { repeat, reason } => evaluation::settle(state, *repeat, reason, context),
        C::NoteMatter { matter, ground } => matters::note(state, matter, ground, context),
        C::ClearMatter { matter, reason } => matters::clear(state, matter, reason, context),
        C::Cancel { .. } => departure::cancel(state, command, context),
        C::RecordNationalRecognition { document_number, document_on } => {
            departure::national(state, document_number, *document_on, context)
        }
        C::RuleOnDeparture { national, reason } => departure::rule(state, *national, reason, context),
    }
}
