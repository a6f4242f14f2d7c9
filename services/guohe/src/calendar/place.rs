//! The system whose calendar is meant: one that runs, or one in a data folder, which is started for the occasion.

use std::time::Duration;

use guohe_api::{
    common::v1::{Actor, CommandContext, Role},
    registry::v1::{
        CalendarProposal, ConfirmCalendarYearRequest, GetCalendarProposalRequest, GetCalendarRequest,
        ProposeCalendarYearRequest, WithdrawCalendarYearRequest,
        calendar_service_client::CalendarServiceClient,
    },
};
use guohe_policy::{Calendar, CalendarYear};
use guohe_runtime::config::Settings;
use tonic::{
    Request, Status,
    transport::{Channel, Endpoint},
};

use super::CalendarCommandError;
use crate::{
    cli::{CalendarPlaceArgs, ClockArg},
    system::{ClockChoice, StartError, System, SystemOptions},
};

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// Longest wait for an answer.
const CALL: Duration = Duration::from_secs(60);

/// Longest wait for a complete list.
const LIST: Duration = Duration::from_secs(600);

/// Pause between looks at a list that is being made.
const PAUSE: Duration = Duration::from_millis(100);

/// Largest answer accepted: a list of very many dates.
const LARGEST_ANSWER_BYTES: usize = 256 * 1024 * 1024;

/// A system to talk to.
pub(super) struct Place {
    client: CalendarServiceClient<Channel>,
    department: String,
    official: String,
    /// The system started from a folder.
    own: Option<System>,
}

impl Place {
    /// Connects to the system that the options name, or starts the folder's.
    pub(super) async fn open(
        args: &CalendarPlaceArgs,
        settings: &Settings,
    ) -> Result<Self, CalendarCommandError> {
        let department = department(args, settings)?;
        let own = match &args.data {
            Some(folder) if !holds_data(folder) => {
                return Err(CalendarCommandError::NoData(folder.clone()));
            }
            Some(folder) => {
                let clock = match args.clock {
                    Some(ClockArg::Simulated) => ClockChoice::SimulatedFrom(None),
                    Some(ClockArg::System) | None => ClockChoice::System,
                };
                Some(System::start(SystemOptions::embedded(folder, clock)).await.map_err(start_failed)?)
            }
            None => None,
        };
        let address = match (&own, &args.address) {
            (Some(system), _) => system.address().to_string(),
            (None, Some(address)) => address.trim_start_matches("http://").to_owned(),
            (None, None) => settings.listen.grpc.from_here().to_string(),
        };
        let endpoint = Endpoint::from_shared(format!("http://{address}"));
        let endpoint = endpoint.map_err(|_| CalendarCommandError::Address(address.clone()))?;
        let channel = endpoint.connect_timeout(CONNECT).timeout(CALL).connect().await;
        let channel = channel.map_err(|source| CalendarCommandError::NotRunning { address, source })?;
        let client = CalendarServiceClient::new(channel).max_decoding_message_size(LARGEST_ANSWER_BYTES);
        Ok(Self { client, department, official: args.official.clone(), own })
    }

    /// Waits until a system started here has done what follows, and stops it.
    pub(super) async fn close(self) {
        if let Some(system) = self.own {
            if let Err(error) = system.settle().await {
                tracing::warn!(%error, "the folder's system was stopped before it came to rest; it goes on when it runs");
            }
            system.stop().await;
        }
    }

    fn context(&self, what: &str) -> Result<Option<CommandContext>, CalendarCommandError> {
        let mut bytes = [0; 12];
        getrandom::fill(&mut bytes).map_err(|error| CalendarCommandError::Random(error.to_string()))?;
        let actor = Actor { id: self.official.clone(), role: Role::Official as i32, unit: String::new() };
        Ok(Some(CommandContext {
            department: self.department.clone(),
            request_id: format!("calendar-{what}-{}", hex::encode(bytes)),
            actor: Some(actor),
        }))
    }

    /// The calendar in force.
    pub(super) async fn calendar(&self) -> Result<Calendar, CalendarCommandError> {
        let request = GetCalendarRequest { department: self.department.clone() };
        let years = self.client.clone().get_calendar(Request::new(request)).await.map_err(refused)?;
        let read = |text: &String| serde_json::from_str::<CalendarYear>(text);
        let years: Result<Vec<CalendarYear>, _> = years.into_inner().years_json.iter().map(read).collect();
        Ok(Calendar::from(years.map_err(|error| CalendarCommandError::Answer(error.to_string()))?))
    }

    /// Proposes a year; the proposal's id, or nothing where its days are loaded already.
    pub(super) async fn propose(
        &self,
        file: &str,
        text: String,
    ) -> Result<Option<String>, CalendarCommandError> {
        let context = self.context("propose")?;
        let request = ProposeCalendarYearRequest { context, file: file.to_owned(), text };
        let answer = self.client.clone().propose_calendar_year(request).await.map_err(refused)?.into_inner();
        Ok(Some(answer.proposal).filter(|proposal| !proposal.is_empty()))
    }

    /// A proposal with its complete list.
    pub(super) async fn list(&self, proposal: &str) -> Result<CalendarProposal, CalendarCommandError> {
        let wait = async {
            loop {
                let found = self.proposal(proposal).await?;
                if found.status != "SURVEYING" {
                    return Ok(found);
                }
                tokio::time::sleep(PAUSE).await;
            }
        };
        tokio::time::timeout(LIST, wait).await.map_err(|_| CalendarCommandError::Slow(proposal.to_owned()))?
    }

    async fn proposal(&self, proposal: &str) -> Result<CalendarProposal, CalendarCommandError> {
        let (department, proposal) = (self.department.clone(), proposal.to_owned());
        let request = GetCalendarProposalRequest { department, proposal };
        let answer = self.client.clone().get_calendar_proposal(request).await.map_err(refused)?;
        Ok(answer.into_inner().proposal.unwrap_or_default())
    }

    /// Signs off.
    pub(super) async fn confirm(&self, proposal: &str) -> Result<CalendarProposal, CalendarCommandError> {
        let request =
            ConfirmCalendarYearRequest { context: self.context("confirm")?, proposal: proposal.to_owned() };
        let answer = self.client.clone().confirm_calendar_year(request).await.map_err(refused)?;
        Ok(answer.into_inner().proposal.unwrap_or_default())
    }

    /// Takes a proposal back.
    pub(super) async fn withdraw(
        &self,
        proposal: &str,
        reason: &str,
    ) -> Result<CalendarProposal, CalendarCommandError> {
        let (context, proposal) = (self.context("withdraw")?, proposal.to_owned());
        let request = WithdrawCalendarYearRequest { context, proposal, reason: reason.to_owned() };
        let answer = self.client.clone().withdraw_calendar_year(request).await.map_err(refused)?;
        Ok(answer.into_inner().proposal.unwrap_or_default())
    }
}

fn holds_data(folder: &std::path::Path) -> bool {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|file| file.file_name()).any(|name| name.to_string_lossy().starts_with("registry."))
}

fn department(args: &CalendarPlaceArgs, settings: &Settings) -> Result<String, CalendarCommandError> {
    match (&args.department, settings.departments.as_slice()) {
        (Some(named), _) => Ok(named.clone()),
        (None, [one]) => Ok(one.id.clone()),
        (None, many) => Err(CalendarCommandError::Department(many.len())),
    }
}

fn start_failed(error: StartError) -> CalendarCommandError {
    match error {
        ahead @ StartError::AheadOfClock { .. } => CalendarCommandError::Ahead(Box::new(ahead)),
        other => CalendarCommandError::Start(other),
    }
}

fn refused(status: Status) -> CalendarCommandError {
    CalendarCommandError::Refused(Box::new(status))
}
