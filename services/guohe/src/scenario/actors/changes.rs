//! What is done about a change.

use guohe_api::registry::v1::{
    Change, FileChangeRequest, GetChangeRequest, RecordChangeRequest, RefuseChangeRequest,
    RegisterChangeRequest,
};

use super::{ActError, Stage, document, host, recommenders, registrars};
use crate::scenario::{act::ChangeAct, doors::answer, stage::DEPARTMENT};

/// Does it.
pub(in crate::scenario) async fn perform(
    stage: &Stage<'_>,
    change: &str,
    act: &ChangeAct,
) -> Result<(), ActError> {
    match act {
        ChangeAct::Record { base, kind, happened_on, value } => {
            let institution = registrars::institution_of(stage, base).await?;
            let request = RecordChangeRequest {
                context: stage.clerk(host(stage, &institution)?, change),
                change: change.to_owned(),
                base: base.clone(),
                kind: (*kind).to_owned(),
                happened_on: happened_on.to_string(),
                value: value.clone(),
            };
            stage
                .command(change, request, async |r| stage.doors.changes().record_change(r).await)
                .await
                .map(drop)
        }
        ChangeAct::File => {
            let found = find(stage, change).await?;
            let request = FileChangeRequest {
                context: stage.clerk(host(stage, &found.institution)?, change),
                change: change.to_owned(),
                document_hash: document(change),
                explanation: "附变更说明和证明材料".to_owned(),
            };
            stage
                .command(change, request, async |r| stage.doors.changes().file_change(r).await)
                .await
                .map(drop)
        }
        ChangeAct::Opine(favourable) => {
            let found = find(stage, change).await?;
            recommenders::opine_on(stage, change, &found.unit, *favourable).await
        }
        ChangeAct::Register => {
            let request =
                RegisterChangeRequest { context: stage.official(change), change: change.to_owned() };
            stage
                .command(change, request, async |r| stage.doors.changes().register_change(r).await)
                .await
                .map(drop)
        }
        ChangeAct::Refuse => {
            let request = RefuseChangeRequest {
                context: stage.official(change),
                change: change.to_owned(),
                reason: "新合作方资质材料不全".to_owned(),
            };
            stage
                .command(change, request, async |r| stage.doors.changes().refuse_change(r).await)
                .await
                .map(drop)
        }
    }
}

async fn find(stage: &Stage<'_>, change: &str) -> Result<Change, ActError> {
    let request = GetChangeRequest { department: DEPARTMENT.to_owned(), change: change.to_owned() };
    let found = answer(stage.doors.changes().get_change(request)).await?;
    found.change.ok_or_else(|| ActError::Missing(format!("no change {change}")))
}
