//! `CalendarService`: official calendar years, proposed, looked at and confirmed.

use guohe_api::{
    common::v1 as common,
    department, refused,
    registry::v1::{self as wire, calendar_service_server::CalendarService},
    status_from,
};
use guohe_flow::{
    CalendarCommand, CalendarEvent, CalendarFlow, CalendarState, Loaded, MovedDate, Refusal, RefusalKind,
    StreamKey, Workflow,
};
use guohe_policy::{CalendarYear, PackError, inspect};
use tonic::{Request, Response, Status};

use super::Face;

/// Largest file of a year.
const LARGEST_FILE_BYTES: usize = 256 * 1024;

#[tonic::async_trait]
impl CalendarService for Face {
    async fn propose_calendar_year(
        &self,
        request: Request<wire::ProposeCalendarYearRequest>,
    ) -> Result<Response<wire::ProposeCalendarYearResponse>, Status> {
        let r = request.into_inner();
        department(r.context.as_ref())?;
        let year = read(&r.file, &r.text).map_err(refused)?;
        let proposal = year.proposal_id();
        let command = CalendarCommand::Propose { year };
        let executed = self.desk.execute::<CalendarFlow>(r.context, &proposal, command).await?;
        let outcome = executed.answer.as_str().unwrap_or_default().to_owned();
        let proposal = if outcome == "KNOWN" { String::new() } else { proposal };
        Ok(Response::new(wire::ProposeCalendarYearResponse { outcome, proposal }))
    }

    async fn get_calendar_proposal(
        &self,
        request: Request<wire::GetCalendarProposalRequest>,
    ) -> Result<Response<wire::GetCalendarProposalResponse>, Status> {
        let r = request.into_inner();
        let proposal = Some(self.proposal(&r.department, &r.proposal).await?);
        Ok(Response::new(wire::GetCalendarProposalResponse { proposal }))
    }

    async fn confirm_calendar_year(
        &self,
        request: Request<wire::ConfirmCalendarYearRequest>,
    ) -> Result<Response<wire::ConfirmCalendarYearResponse>, Status> {
        let r = request.into_inner();
        let department = department(r.context.as_ref())?;
        self.desk.execute::<CalendarFlow>(r.context, &r.proposal, CalendarCommand::Confirm).await?;
        let proposal = Some(self.proposal(&department, &r.proposal).await?);
        Ok(Response::new(wire::ConfirmCalendarYearResponse { proposal }))
    }

    async fn withdraw_calendar_year(
        &self,
        request: Request<wire::WithdrawCalendarYearRequest>,
    ) -> Result<Response<wire::WithdrawCalendarYearResponse>, Status> {
        let r = request.into_inner();
        let department = department(r.context.as_ref())?;
        let command = CalendarCommand::Withdraw { reason: r.reason };
        self.desk.execute::<CalendarFlow>(r.context, &r.proposal, command).await?;
        let proposal = Some(self.proposal(&department, &r.proposal).await?);
        Ok(Response::new(wire::WithdrawCalendarYearResponse { proposal }))
    }

    async fn get_calendar(
        &self,
        request: Request<wire::GetCalendarRequest>,
    ) -> Result<Response<wire::GetCalendarResponse>, Status> {
        let r = request.into_inner();
        let book = self.desk.policies(&r.department).await?;
        let years = book.calendar().years().map(serde_json::to_string).collect::<Result<Vec<_>, _>>();
        let years_json = years.map_err(|error| Status::internal(error.to_string()))?;
        Ok(Response::new(wire::GetCalendarResponse { years_json }))
    }
}

impl Face {
    /// A proposal with every date it moves: the state keeps the first of them, the events all.
    async fn proposal(&self, department: &str, id: &str) -> Result<wire::CalendarProposal, Status> {
        let Loaded { state, .. } = self.desk.load::<CalendarFlow>(department, id).await?;
        let moved = if state.moved_count == state.moved.len() as u64 {
            state.moved.clone()
        } else {
            self.all_moved(department, id, &state).await?
        };
        let (year, version) =
            state.year.as_ref().map(|year| (year.year, year.version.clone())).unwrap_or_default();
        Ok(wire::CalendarProposal {
            proposal: id.to_owned(),
            year,
            version,
            status: state.status.code().to_owned(),
            proposed_by: state.proposed_by,
            decided_by: state.decided_by,
            reason: state.reason,
            awaiting: state.awaiting.into_iter().collect(),
            moved: moved.into_iter().map(moved_date).collect(),
            settled: state.settled_count,
            round: state.round,
        })
    }

    /// The moved dates of the last list, from the proposal's events.
    async fn all_moved(
        &self,
        department: &str,
        id: &str,
        state: &CalendarState,
    ) -> Result<Vec<MovedDate>, Status> {
        let events =
            self.desk.events::<CalendarFlow>(&StreamKey::new(department, CalendarFlow::KIND, id)).await;
        let mut all = Vec::new();
        for event in events.map_err(status_from)? {
            match event {
                CalendarEvent::Proposed { .. } => all.clear(),
                CalendarEvent::Reported { moved, .. } => all.extend(moved),
                _ => {}
            }
        }
        debug_assert_eq!(all.len() as u64, state.moved_count);
        Ok(all)
    }
}

fn moved_date(moved: MovedDate) -> wire::MovedDate {
    wire::MovedDate {
        service: moved.service,
        subject: format!("{}/{}", moved.stream.kind, moved.stream.id),
        what: moved.what,
        rule: Some(common::RuleRef { rule: moved.rule.rule, article: moved.rule.article }),
        was_due: moved.was_due.to_string(),
        was_late_from: moved.was_late_from.to_string(),
        due: moved.due.to_string(),
        late_from: moved.late_from.to_string(),
        provisional: moved.provisional,
    }
}

/// Reads a year; each error names file, line and column as its field.
fn read(file: &str, text: &str) -> Result<CalendarYear, Refusal> {
    if text.len() > LARGEST_FILE_BYTES {
        let words = format!("is larger than {LARGEST_FILE_BYTES} bytes");
        return Err(Refusal::invalid("CALENDAR_INVALID", "text", words));
    }
    let file = if file.is_empty() { "calendar" } else { file };
    let inspection = inspect(file, text);
    match inspection.year {
        Some(year) if inspection.errors.is_empty() => Ok(year),
        _ => Err(invalid(&inspection.errors)),
    }
}

fn invalid(errors: &[PackError]) -> Refusal {
    let words = match errors {
        [one] => one.to_string(),
        many => format!("the calendar has {} errors; see the fields for file, line and column", many.len()),
    };
    let refusal = Refusal::new(RefusalKind::Invalid, "CALENDAR_INVALID", words);
    errors.iter().fold(refusal, |refusal, error| {
        let path = format!("{}:{}:{}", error.file, error.line, error.column);
        refusal.field(path, error.to_string())
    })
}
