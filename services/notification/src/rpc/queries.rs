//! `NotificationService`: notices, reminders, deliveries, counts.

use std::collections::BTreeMap;

use guohe_api::{
    Page,
    notification::v1::{self as wire, notification_service_server::NotificationService},
    status_from, status_from_refusal,
};
use guohe_flow::{Attributes, Listed, Loaded, Workflow};
use tonic::{Request, Response, Status};

use super::Face;
use crate::{
    delivery::{Recipient, told},
    notice::{Notice, NoticeFlow},
    reminder::{Reminder, ReminderFlow},
    texts,
};

/// Instances read in one step while counting.
const COUNTED_AT_ONCE: u32 = 1000;
/// Marks a deliveries token as being among the reminders; before it come the notices.
const AMONG_REMINDERS: &str = "reminder:";

#[tonic::async_trait]
impl NotificationService for Face {
    async fn get_notice(
        &self,
        request: Request<wire::GetNoticeRequest>,
    ) -> Result<Response<wire::GetNoticeResponse>, Status> {
        let r = request.into_inner();
        let loaded = self.get::<NoticeFlow>(&r.department, &r.notice).await?;
        Ok(Response::new(wire::GetNoticeResponse { notice: Some(notice(&loaded)) }))
    }

    async fn list_notices(
        &self,
        request: Request<wire::ListNoticesRequest>,
    ) -> Result<Response<wire::ListNoticesResponse>, Status> {
        let r = request.into_inner();
        let filter =
            to(&r.recipient, Attributes::new().text("template", &r.template).text("subject", &r.subject));
        let page = Page::read(r.page_size, &r.page_token).map_err(|refusal| status_from_refusal(&refusal))?;
        let listed = self.list::<NoticeFlow>(&r.department, filter, &page).await?;
        let next_page_token = page.next_token(listed.iter().map(|item| item.id.as_str()));
        let notices = listed.iter().map(notice).collect();
        Ok(Response::new(wire::ListNoticesResponse { notices, next_page_token }))
    }

    async fn get_reminder(
        &self,
        request: Request<wire::GetReminderRequest>,
    ) -> Result<Response<wire::GetReminderResponse>, Status> {
        let r = request.into_inner();
        let loaded = self.get::<ReminderFlow>(&r.department, &crate::ids::stream_id(&r.deadline)).await?;
        Ok(Response::new(wire::GetReminderResponse { reminder: Some(reminder(&loaded)) }))
    }

    async fn list_reminders(
        &self,
        request: Request<wire::ListRemindersRequest>,
    ) -> Result<Response<wire::ListRemindersResponse>, Status> {
        let r = request.into_inner();
        let filter =
            Attributes::new().text("status", &r.state).text("subject", &r.subject).text("name", &r.name);
        let page = Page::read(r.page_size, &r.page_token).map_err(|refusal| status_from_refusal(&refusal))?;
        let listed = self.list::<ReminderFlow>(&r.department, filter, &page).await?;
        let next_page_token = page.next_token(listed.iter().map(|item| item.id.as_str()));
        let reminders = listed.iter().map(reminder).collect();
        Ok(Response::new(wire::ListRemindersResponse { reminders, next_page_token }))
    }

    async fn list_deliveries(
        &self,
        request: Request<wire::ListDeliveriesRequest>,
    ) -> Result<Response<wire::ListDeliveriesResponse>, Status> {
        let r = request.into_inner();
        let response = match r.page_token.strip_prefix(AMONG_REMINDERS) {
            Some(after) => self.reminded(&r, after).await?,
            None => self.noticed(&r).await?,
        };
        Ok(Response::new(response))
    }

    async fn summarise_notices(
        &self,
        request: Request<wire::SummariseNoticesRequest>,
    ) -> Result<Response<wire::SummariseNoticesResponse>, Status> {
        let department = request.into_inner().department;
        let mut notices: BTreeMap<String, u64> = BTreeMap::new();
        let mut page = Page { size: COUNTED_AT_ONCE, after_id: String::new() };
        loop {
            let listed = self.list::<NoticeFlow>(&department, Attributes::new(), &page).await?;
            listed.iter().for_each(|item| *notices.entry(item.state.template.clone()).or_default() += 1);
            page.after_id = page.next_token(listed.iter().map(|item| item.id.as_str()));
            if page.after_id.is_empty() {
                break;
            }
        }
        let reminders = self.count_reminders(&department).await?;
        Ok(Response::new(wire::SummariseNoticesResponse { notices, reminders }))
    }
}

impl Face {
    async fn get<W: Workflow>(&self, department: &str, id: &str) -> Result<Loaded<W::State>, Status> {
        let loaded = self.engine.load::<W>(department, id).await.map_err(status_from)?;
        loaded.ok_or_else(|| {
            let words = format!("there is no {} {id:?}", W::KIND);
            guohe_api::status_from_refusal(&guohe_flow::Refusal::not_found("NOT_FOUND", W::KIND, words))
        })
    }

    async fn list<W: Workflow>(
        &self,
        department: &str,
        filter: Attributes,
        page: &Page,
    ) -> Result<Vec<Listed<W::State>>, Status> {
        self.engine.list::<W>(department, filter, &page.after_id, page.size).await.map_err(status_from)
    }

    async fn noticed(&self, r: &wire::ListDeliveriesRequest) -> Result<wire::ListDeliveriesResponse, Status> {
        let page = Page::read(r.page_size, &r.page_token).map_err(|refusal| status_from_refusal(&refusal))?;
        let filter = to(&r.recipient, Attributes::new().text("subject", &r.subject));
        let listed = self.list::<NoticeFlow>(&r.department, filter, &page).await?;
        let token = page.next_token(listed.iter().map(|item| item.id.as_str()));
        let next_page_token = if token.is_empty() { AMONG_REMINDERS.to_owned() } else { token };
        let deliveries = listed.iter().flat_map(|item| notice(item).deliveries);
        Ok(wire::ListDeliveriesResponse { deliveries: only(&r.recipient, deliveries), next_page_token })
    }

    async fn reminded(
        &self,
        r: &wire::ListDeliveriesRequest,
        after: &str,
    ) -> Result<wire::ListDeliveriesResponse, Status> {
        let page = Page::read(r.page_size, after).map_err(|refusal| status_from_refusal(&refusal))?;
        let filter = to(&r.recipient, Attributes::new().text("subject", &r.subject).flag("reminded", true));
        let listed = self.list::<ReminderFlow>(&r.department, filter, &page).await?;
        let token = page.next_token(listed.iter().map(|item| item.id.as_str()));
        let next_page_token =
            if token.is_empty() { String::new() } else { format!("{AMONG_REMINDERS}{token}") };
        let deliveries = listed.iter().flat_map(|item| reminder(item).deliveries);
        Ok(wire::ListDeliveriesResponse { deliveries: only(&r.recipient, deliveries), next_page_token })
    }

    async fn count_reminders(&self, department: &str) -> Result<BTreeMap<String, u64>, Status> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        let mut page = Page { size: COUNTED_AT_ONCE, after_id: String::new() };
        loop {
            let filter = Attributes::new().flag("reminded", true);
            let listed = self.list::<ReminderFlow>(department, filter, &page).await?;
            for item in &listed {
                let delivered = u64::try_from(item.state.deliveries.len()).unwrap_or_default();
                *counts.entry(item.state.setting.name.clone()).or_default() += delivered;
            }
            page.after_id = page.next_token(listed.iter().map(|item| item.id.as_str()));
            if page.after_id.is_empty() {
                return Ok(counts);
            }
        }
    }
}

fn to(recipient: &str, filter: Attributes) -> Attributes {
    if recipient.is_empty() { filter } else { filter.flag(&told(recipient), true) }
}

fn only(recipient: &str, deliveries: impl Iterator<Item = wire::Delivery>) -> Vec<wire::Delivery> {
    let wanted = |delivery: &wire::Delivery| {
        recipient.is_empty() || delivery.recipient.as_ref().is_some_and(|told| told.id == recipient)
    };
    deliveries.filter(wanted).collect()
}

fn notice(loaded: &Loaded<Notice>) -> wire::Notice {
    let notice = &loaded.state;
    let deliveries =
        notice.deliveries.iter().map(|delivery| delivery.wire(&loaded.id, false, &notice.subject));
    wire::Notice {
        notice: loaded.id.clone(),
        template: notice.template.clone(),
        general_text: notice.general_text,
        subject: notice.subject.clone(),
        title: Some(guohe_api::text(&notice.title)),
        body: Some(guohe_api::text(&notice.body)),
        values: notice.values.clone(),
        rules: guohe_api::rule_refs(&notice.rules),
        deliveries: deliveries.collect(),
        service: notice.service.clone(),
        state: notice.status.code().to_owned(),
    }
}

fn reminder(loaded: &Loaded<Reminder>) -> wire::Reminder {
    let reminder = &loaded.state;
    let setting = &reminder.setting;
    let days = |days: &[guohe_policy::Date]| days.iter().map(ToString::to_string).collect();
    let deliveries =
        reminder.deliveries.iter().map(|delivery| delivery.wire(&loaded.id, true, &setting.subject));
    let written = texts::reminder(&setting.name, setting.due_on, &setting.values);
    wire::Reminder {
        deadline: setting.deadline.clone(),
        name: setting.name.clone(),
        subject: setting.subject.clone(),
        recipients: setting.recipients.iter().map(Recipient::wire).collect(),
        due_on: setting.due_on.to_string(),
        remind_on: days(&reminder.pending),
        reminded_on: days(&reminder.reminded),
        skipped: days(&reminder.skipped),
        state: reminder.status.code().to_owned(),
        reason: reminder.reason.clone(),
        rules: guohe_api::rule_refs(&setting.rules),
        deliveries: deliveries.collect(),
        title: Some(guohe_api::text(&written.title)),
        body: Some(guohe_api::text(&written.body)),
    }
}
