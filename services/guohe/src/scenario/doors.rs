//! Doors to the services: a client of each, and questions.

use std::sync::Arc;

use guohe_api::{
    assignment::v1::assignment_service_client::AssignmentServiceClient,
    evaluation::v1::evaluation_service_client::EvaluationServiceClient,
    intake::v1::intake_service_client::IntakeServiceClient,
    notification::v1::notification_service_client::NotificationServiceClient,
    operations::v1::operations_service_client::OperationsServiceClient,
    recommendation::v1::recommendation_service_client::RecommendationServiceClient,
    registry::v1::{
        base_life_service_client::BaseLifeServiceClient, base_service_client::BaseServiceClient,
        change_service_client::ChangeServiceClient, institution_service_client::InstitutionServiceClient,
        matter_service_client::MatterServiceClient, regime_service_client::RegimeServiceClient,
        report_service_client::ReportServiceClient,
    },
};
use tonic::{Response, Status};

use super::world::{Way, World};

/// Largest answer accepted: lists of a thousand.
const LARGEST_ANSWER_BYTES: usize = 64 * 1024 * 1024;

/// Largest page asked for.
pub const PAGE: u32 = 1_000;

/// Doors to the services of a world.
#[derive(Clone)]
pub struct Doors {
    world: Arc<dyn World>,
}

/// A question that was not answered.
#[derive(Debug, thiserror::Error)]
#[error("a question was not answered: {0}")]
pub struct Unanswered(#[from] Status);

macro_rules! doors {
    ($($(#[$doc:meta])* $name:ident: $client:ident of $service:literal;)*) => {$(
        $(#[$doc])*
        pub fn $name(&self) -> $client<Way> {
            $client::new(self.world.way($service)).max_decoding_message_size(LARGEST_ANSWER_BYTES)
        }
    )*};
}

impl Doors {
    /// The doors of a world.
    pub fn of(world: Arc<dyn World>) -> Self {
        Self { world }
    }

    /// What operators see of a service.
    pub fn operations(&self, service: &str) -> OperationsServiceClient<Way> {
        OperationsServiceClient::new(self.world.way(service))
    }

    doors! {
        /// Intake.
        intake: IntakeServiceClient of "intake";
        /// Recommendation.
        recommendation: RecommendationServiceClient of "recommendation";
        /// Assignment.
        assignment: AssignmentServiceClient of "assignment";
        /// Evaluation.
        evaluation: EvaluationServiceClient of "evaluation";
        /// Bases.
        bases: BaseServiceClient of "registry";
        /// Marks, limits, exits and reports on request.
        lives: BaseLifeServiceClient of "registry";
        /// Changes.
        changes: ChangeServiceClient of "registry";
        /// Yearly reports.
        reports: ReportServiceClient of "registry";
        /// Matters.
        matters: MatterServiceClient of "registry";
        /// Institutions.
        institutions: InstitutionServiceClient of "registry";
        /// Packs.
        regimes: RegimeServiceClient of "registry";
        /// Notices.
        notices: NotificationServiceClient of "notification";
    }
}

/// The answer to a question.
pub async fn answer<R>(asked: impl Future<Output = Result<Response<R>, Status>>) -> Result<R, Unanswered> {
    Ok(asked.await?.into_inner())
}

/// Every item of a list, page by page: client, method, first request, and the field that holds the items.
macro_rules! pages {
    ($client:expr, $method:ident, $request:expr, $field:ident) => {
        async {
            let mut request = $request;
            request.page_size = $crate::scenario::doors::PAGE;
            let mut items = Vec::new();
            loop {
                let page = $crate::scenario::doors::answer($client.$method(request.clone())).await?;
                items.extend(page.$field);
                if page.next_page_token.is_empty() {
                    break Ok::<_, $crate::scenario::doors::Unanswered>(items);
                }
                request.page_token = page.next_page_token;
            }
        }
        .await
    };
}

pub(crate) use pages;
