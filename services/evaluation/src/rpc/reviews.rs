//! Reviews over gRPC.

use guohe_api::{SubjectKind, department, evaluation::v1 as wire, text, written};
use guohe_flow::Attributes;
use tonic::Status;

use super::Face;
use crate::{
    Card, Grade,
    review::{Review, ReviewCommand, ReviewStatus, Reviews, Sheet, SheetStatus},
    rules,
};

impl Face {
    pub(super) async fn submit(&self, request: wire::SubmitSheetRequest) -> Result<wire::Review, Status> {
        let wire::SubmitSheetRequest { context, review, scores_hundredths, comment_document } = request;
        let department = department(context.as_ref())?;
        let command = ReviewCommand::SubmitSheet { scores: scores_hundredths, comment_document };
        self.desk.execute::<Reviews>(context, &review, command).await?;
        self.review(&department, review).await
    }

    pub(super) async fn review_of(&self, request: wire::GetReviewRequest) -> Result<wire::Review, Status> {
        self.review(&request.department, request.review).await
    }

    pub(super) async fn reviews(
        &self,
        request: wire::ListReviewsRequest,
    ) -> Result<wire::ListReviewsResponse, Status> {
        let kind = SubjectKind::from_wire(request.subject_kind()).map_or("", SubjectKind::word);
        let filter = Attributes::new()
            .text("state", status(request.state()).map_or("", ReviewStatus::word))
            .text("task", request.task)
            .text("subject_kind", kind);
        let (found, next_page_token) = self
            .desk
            .page::<Reviews>(&request.department, filter, request.page_size, &request.page_token)
            .await?;
        let mut reviews = Vec::with_capacity(found.len());
        for listed in found {
            reviews.push(self.complete_review(&request.department, listed.id, listed.state).await?);
        }
        Ok(wire::ListReviewsResponse { reviews, next_page_token })
    }

    async fn review(&self, department: &str, id: String) -> Result<wire::Review, Status> {
        let review = self.desk.load::<Reviews>(department, &id).await?.state;
        self.complete_review(department, id, review).await
    }

    async fn complete_review(
        &self,
        department: &str,
        id: String,
        review: Review,
    ) -> Result<wire::Review, Status> {
        let rules = self.basis(department, &review.policy, |pack| rules::step(pack, "review")).await?;
        Ok(wire::Review { rules, ..resource(id, review) })
    }
}

fn resource(id: String, review: Review) -> wire::Review {
    let state = match review.status {
        ReviewStatus::None => wire::ReviewState::Unspecified,
        ReviewStatus::Open => wire::ReviewState::Open,
        ReviewStatus::Completed => wire::ReviewState::Completed,
        ReviewStatus::Closed => wire::ReviewState::Closed,
    };
    let verdict = review.verdict;
    let left_out = verdict.as_ref().map(|verdict| verdict.left_out.as_slice()).unwrap_or_default();
    wire::Review {
        review: id,
        state: state.into(),
        subject_kind: review.subject_kind.wire(),
        panel: review.panel,
        card: Some(card(review.card)),
        sheets: review.sheets.into_iter().map(|found| sheet(found, left_out)).collect(),
        open_seats: review.open_seats,
        due_on: written(review.due_on),
        score_hundredths: verdict.as_ref().map_or(0, |verdict| verdict.score_hundredths),
        grade: verdict.as_ref().map_or(0, |verdict| Grade::wire(verdict.grade)),
        tasks: guohe_api::tasks(&review.tasks),
        policy: review.policy,
        opened_on: written(review.opened_on),
        completed_on: written(review.completed_on),
        rules: vec![],
    }
}

fn sheet(sheet: Sheet, left_out: &[String]) -> wire::Sheet {
    let state = match sheet.status {
        SheetStatus::Pending => wire::SheetState::Pending,
        SheetStatus::Submitted => wire::SheetState::Submitted,
        SheetStatus::Void => wire::SheetState::Void,
    };
    wire::Sheet {
        left_out: sheet.status == SheetStatus::Submitted && left_out.contains(&sheet.expert),
        expert: sheet.expert,
        state: state.into(),
        scores_hundredths: sheet.scores,
        total_hundredths: sheet.total,
        comment_document: sheet.comment_document,
        submitted_on: written(sheet.submitted_on),
        late: sheet.late,
    }
}

fn card(card: Card) -> wire::ScoreCard {
    let criteria = card.criteria.into_iter().map(|criterion| wire::Criterion {
        code: criterion.code,
        name: Some(text(&criterion.name)),
        max_hundredths: criterion.max_hundredths,
    });
    wire::ScoreCard {
        sample: card.sample,
        note: Some(text(&card.note)),
        criteria: criteria.collect(),
        excellent_from_hundredths: card.excellent_from_hundredths,
        qualified_from_hundredths: card.qualified_from_hundredths,
        drop_from_sheets: card.drop_from_sheets,
        drop_highest: card.drop_highest,
        drop_lowest: card.drop_lowest,
    }
}

fn status(state: wire::ReviewState) -> Option<ReviewStatus> {
    match state {
        wire::ReviewState::Unspecified => None,
        wire::ReviewState::Open => Some(ReviewStatus::Open),
        wire::ReviewState::Completed => Some(ReviewStatus::Completed),
        wire::ReviewState::Closed => Some(ReviewStatus::Closed),
    }
}
