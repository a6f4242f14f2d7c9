//! What every gRPC face does with the engine: carry a command out, load an instance, list a page.
//!
//! Owns the way from a request to the engine and from its refusals to statuses. Decides nothing, and knows no
//! resource.

use std::sync::Arc;

use guohe_clock::{Date, beijing_date};
use guohe_flow::{Attributes, Engine, ExecuteError, Executed, Listed, Loaded, Refusal, StreamKey, Workflow};
use guohe_policy::PolicyBook;
use tonic::Status;

use crate::{Page, common::v1::CommandContext, status_from, status_from_refusal};

/// An engine as a gRPC face uses it.
#[derive(Clone)]
pub struct Desk {
    engine: Engine,
}

impl Desk {
    /// A desk before `engine`.
    pub fn new(engine: Engine) -> Self {
        Self { engine }
    }

    /// Today's date in Beijing, by the engine's clock.
    pub fn today(&self) -> Date {
        beijing_date(self.engine.clock().now())
    }

    /// The packs a department has adopted.
    pub async fn policies(&self, department: &str) -> Result<Arc<PolicyBook>, Status> {
        self.engine.policies(department).await.map_err(status_from)
    }

    /// Executes a command.
    pub async fn execute<W: Workflow>(
        &self,
        context: Option<CommandContext>,
        id: &str,
        command: W::Command,
    ) -> Result<Executed, Status> {
        let request = crate::request::<W>(context, id, command).map_err(refused)?;
        self.engine.execute(request).await.map_err(status_from)
    }

    /// Executes a command and loads the instance as it stands after it.
    pub async fn carry_out<W: Workflow>(
        &self,
        context: Option<CommandContext>,
        id: &str,
        command: W::Command,
    ) -> Result<Loaded<W::State>, Status> {
        let department = department(context.as_ref())?;
        self.execute::<W>(context, id, command).await?;
        self.load::<W>(&department, id).await
    }

    /// Loads one instance, where it exists.
    pub async fn find<W: Workflow>(
        &self,
        department: &str,
        id: &str,
    ) -> Result<Option<Loaded<W::State>>, Status> {
        self.engine.load::<W>(department, id).await.map_err(status_from)
    }

    /// Loads one instance; one that does not exist is `NOT_FOUND` with the code `<KIND>_UNKNOWN`.
    pub async fn load<W: Workflow>(&self, department: &str, id: &str) -> Result<Loaded<W::State>, Status> {
        self.find::<W>(department, id).await?.ok_or_else(|| {
            let code = format!("{}_UNKNOWN", W::KIND.to_uppercase());
            refused(Refusal::not_found(&code, W::KIND, format!("there is no {} {id:?}", W::KIND)))
        })
    }

    /// Every event of one instance, in order, in its present form; dates counted again, the engine's own events, are
    /// left out.
    pub async fn events<W: Workflow>(&self, key: &StreamKey) -> Result<Vec<W::Event>, ExecuteError> {
        self.engine.events::<W>(key).await
    }

    /// A page of instances with the next page's token, as the request's `page_size` and `page_token` ask.
    pub async fn page<W: Workflow>(
        &self,
        department: &str,
        filter: Attributes,
        page_size: u32,
        page_token: &str,
    ) -> Result<(Vec<Listed<W::State>>, String), Status> {
        let page = Page::read(page_size, page_token).map_err(refused)?;
        let listed = self.engine.list::<W>(department, filter, &page.after_id, page.size).await;
        let listed = listed.map_err(status_from)?;
        let next = page.next_token(listed.iter().map(|item| item.id.as_str()));
        Ok((listed, next))
    }
}

/// The department a command is for; a command without its context is refused before anything is read.
pub fn department(context: Option<&CommandContext>) -> Result<String, Status> {
    context.map(|context| context.department.clone()).ok_or_else(|| {
        refused(Refusal::invalid("CONTEXT_MISSING", "context", "is missing: department, request id, actor"))
    })
}

/// The status of a refusal, for `map_err`.
pub fn refused(refusal: Refusal) -> Status {
    status_from_refusal(&refusal)
}
