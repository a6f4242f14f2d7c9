//! What the services say at the end: everything the expectations and the summary rest on, asked for once.

use std::collections::BTreeMap;

use guohe_api::{
    assignment::v1::{Invitation, ListInvitationsRequest, ListPanelsRequest, Panel},
    evaluation::v1::{
        Cohort, ListCohortsRequest, ListPerformancesRequest, ListReviewsRequest, ListRoundsRequest,
        Performance, Review, Round,
    },
    intake::v1::{Application, Call, GetApplicationRequest, ListApplicationsRequest, ListCallsRequest},
    notification::v1::{ListNoticesRequest, Notice, SummariseNoticesRequest, SummariseNoticesResponse},
    operations::v1::ListTimersRequest,
    recommendation::v1::{ListOpinionsRequest, Opinion},
    registry::v1::{
        AdoptedPack, Base, Change, GetInstitutionRequest, GetRegimeRequest, Institution, ListBasesRequest,
        ListChangesRequest, ListInstitutionsRequest, ListMattersRequest, ListProposalsRequest,
        ListReportsRequest, Matter, Proposal, Report,
    },
};

use super::histories::Histories;
use crate::scenario::{
    Script,
    doors::{Doors, Unanswered, answer, pages},
    play::Position,
    stage::DEPARTMENT,
};

/// Templates of which samples are shown.
const SAMPLES: [&str; 6] = [
    "application_recognised",
    "report_late",
    "application_refused_barred",
    "base_rectification_begun",
    "matter_notice_served",
    "institution_excluded",
];

/// Everything found at the end.
#[derive(Debug, Clone)]
pub struct Findings {
    /// Calls.
    pub calls: Vec<Call>,
    /// Applications, with their reports.
    pub applications: Vec<Application>,
    /// Cases before recommending units.
    pub opinions: Vec<Opinion>,
    /// Panels.
    pub panels: Vec<Panel>,
    /// Invitations.
    pub invitations: Vec<Invitation>,
    /// Reviews.
    pub reviews: Vec<Review>,
    /// Cohorts.
    pub cohorts: Vec<Cohort>,
    /// Rounds.
    pub rounds: Vec<Round>,
    /// Performance evaluations.
    pub performances: Vec<Performance>,
    /// Bases.
    pub bases: Vec<Base>,
    /// Yearly reports.
    pub reports: Vec<Report>,
    /// Changes.
    pub changes: Vec<Change>,
    /// Matters.
    pub matters: Vec<Matter>,
    /// Institutions the register has heard of.
    pub institutions: Vec<Institution>,
    /// Proposals of bans for false applications.
    pub proposals: Vec<Proposal>,
    /// Adopted packs.
    pub packs: Vec<AdoptedPack>,
    /// How many notices and reminders of each kind went out.
    pub notices: SummariseNoticesResponse,
    /// A few of them, whole.
    pub samples: Vec<Notice>,
    /// Histories of the streams the story follows.
    pub histories: Histories,
    /// Timers still pending on bases that left the register, by base.
    pub left_timers: BTreeMap<String, usize>,
    /// Refusals the actors met, and figures.
    pub position: Position,
}

macro_rules! all {
    ($client:expr, $method:ident, $request:ident, $field:ident) => {
        pages!($client, $method, $request { department: DEPARTMENT.to_owned(), ..Default::default() }, $field)
    };
}

impl Findings {
    /// Asks every service.
    pub async fn gather(doors: &Doors, script: &Script, position: Position) -> Result<Self, Unanswered> {
        let bases: Vec<Base> = all!(doors.bases(), list_bases, ListBasesRequest, bases)?;
        let department = || DEPARTMENT.to_owned();
        let regime = GetRegimeRequest { department: department(), policy: String::new() };
        let summary = SummariseNoticesRequest { department: department() };
        let performances =
            all!(doors.evaluation(), list_performances, ListPerformancesRequest, performances)?;
        let matters = all!(doors.matters(), list_matters, ListMattersRequest, matters)?;
        Ok(Self {
            histories: Histories::gather(doors, script, &performances, &matters).await?,
            calls: all!(doors.intake(), list_calls, ListCallsRequest, calls)?,
            applications: applications(doors).await?,
            opinions: all!(doors.recommendation(), list_opinions, ListOpinionsRequest, opinions)?,
            panels: all!(doors.assignment(), list_panels, ListPanelsRequest, panels)?,
            invitations: all!(doors.assignment(), list_invitations, ListInvitationsRequest, invitations)?,
            reviews: all!(doors.evaluation(), list_reviews, ListReviewsRequest, reviews)?,
            cohorts: all!(doors.evaluation(), list_cohorts, ListCohortsRequest, cohorts)?,
            rounds: all!(doors.evaluation(), list_rounds, ListRoundsRequest, rounds)?,
            performances,
            left_timers: left_timers(doors, &bases).await?,
            bases,
            reports: all!(doors.reports(), list_reports, ListReportsRequest, reports)?,
            changes: all!(doors.changes(), list_changes, ListChangesRequest, changes)?,
            matters,
            institutions: institutions(doors).await?,
            proposals: all!(doors.institutions(), list_proposals, ListProposalsRequest, proposals)?,
            packs: answer(doors.regimes().get_regime(regime)).await?.packs,
            notices: answer(doors.notices().summarise_notices(summary)).await?,
            samples: samples(doors).await?,
            position,
        })
    }

    /// An application by its id.
    pub fn application(&self, id: &str) -> Option<&Application> {
        self.applications.iter().find(|application| application.application == id)
    }

    /// A base by its id.
    pub fn base(&self, id: &str) -> Option<&Base> {
        self.bases.iter().find(|base| base.base == id)
    }

    /// The matters of a base.
    pub fn matters_of(&self, base: &str) -> impl Iterator<Item = &Matter> {
        self.matters.iter().filter(move |matter| matter.base == base)
    }

    /// An institution by its credit code.
    pub fn institution(&self, code: &str) -> Option<&Institution> {
        self.institutions.iter().find(|institution| institution.institution == code)
    }
}

/// Lists leave the reports out; those that failed or needed a ruling are asked for one by one.
async fn applications(doors: &Doors) -> Result<Vec<Application>, Unanswered> {
    let listed = all!(doors.intake(), list_applications, ListApplicationsRequest, applications)?;
    let whole = listed.into_iter().map(async |application| {
        let request = GetApplicationRequest {
            department: DEPARTMENT.to_owned(),
            application: application.application.clone(),
        };
        let found = answer(doors.intake().get_application(request)).await?;
        Ok::<_, Unanswered>(found.application.unwrap_or(application))
    });
    futures::future::try_join_all(whole).await
}

/// Lists may leave receipts out; every institution is asked for by itself.
async fn institutions(doors: &Doors) -> Result<Vec<Institution>, Unanswered> {
    let listed = all!(doors.institutions(), list_institutions, ListInstitutionsRequest, institutions)?;
    let whole = listed.into_iter().map(async |institution| {
        let request = GetInstitutionRequest {
            department: DEPARTMENT.to_owned(),
            institution: institution.institution.clone(),
        };
        let found = answer(doors.institutions().get_institution(request)).await?;
        Ok::<_, Unanswered>(found.institution.unwrap_or(institution))
    });
    futures::future::try_join_all(whole).await
}

/// Timers pending on the streams of bases that left.
async fn left_timers(doors: &Doors, bases: &[Base]) -> Result<BTreeMap<String, usize>, Unanswered> {
    let left = bases.iter().filter(|base| base.departure.is_some()).map(async |base| {
        let stream = format!("{DEPARTMENT}/base/{}", base.base);
        let request = ListTimersRequest { service: "registry".to_owned(), stream };
        let timers = answer(doors.operations("registry").list_timers(request)).await?.timers;
        Ok::<_, Unanswered>((base.base.clone(), timers.len()))
    });
    Ok(futures::future::try_join_all(left).await?.into_iter().collect())
}

/// One notice of each template worth showing.
async fn samples(doors: &Doors) -> Result<Vec<Notice>, Unanswered> {
    let mut samples = Vec::new();
    for template in SAMPLES {
        let request = ListNoticesRequest {
            department: DEPARTMENT.to_owned(),
            template: template.to_owned(),
            page_size: 1,
            ..Default::default()
        };
        samples.extend(answer(doors.notices().list_notices(request)).await?.notices);
    }
    Ok(samples)
}
