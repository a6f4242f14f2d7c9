//! `NotificationService`: notices, reminders, deliveries, counts.

use std::collections::BTreeMap;

use guohe_api::{
    LARGEST_PAGE_SIZE,
    notification::v1::{self as wire, notification_service_server::NotificationService},
};
use guohe_flow::{Attributes, Loaded};
use tonic::{Request, Response, Status};

use super::Face;
use crate::{
    delivery::{Recipient, told},
    notice::{Notice, NoticeFlow},
    reminder::{Reminder, ReminderFlow},
    texts,
};

/// Marks a deliveries token as being among the reminders; before it come the notices.
const AMONG_REMINDERS: &str = "reminder:";

#[tonic::async_trait]
impl NotificationService for Face {
    async fn get_notice(
        &self,
        request: Request<wire::GetNoticeRequest>,
    ) -> Result<Response<wire::GetNoticeResponse>, Status> {
        let r = request.into_inner();
        let loaded = self.desk.load::<NoticeFlow>(&r.department, &r.notice).await?;
        Ok(Response::new(wire::GetNoticeResponse { notice: Some(notice(&loaded)) }))
    }

    async fn list_notices(
        &self,
        request: Request<wire::ListNoticesRequest>,
    ) -> Result<Response<wire::ListNoticesResponse>, Status> {
        let r = request.into_inner();
        let filter =
            to(&r.recipient, Attributes::new().text("template", &r.template).text("subject", &r.subject));
        let (listed, next_page_token) =
            self.desk.page::<NoticeFlow>(&r.department, filter, r.page_size, &r.page_token).await?;
        let notices = listed.iter().map(notice).collect();
        Ok(Response::new(wire::ListNoticesResponse { notices, next_page_token }))
    }

    async fn get_reminder(
        &self,
        request: Request<wire::GetReminderRequest>,
    ) -> Result<Response<wire::GetReminderResponse>, Status> {
        let r = request.into_inner();
        let loaded =
            self.desk.load::<ReminderFlow>(&r.department, &crate::ids::stream_id(&r.deadline)).await?;
        Ok(Response::new(wire::GetReminderResponse { reminder: Some(reminder(&loaded)) }))
    }

    async fn list_reminders(
        &self,
        request: Request<wire::ListRemindersRequest>,
    ) -> Result<Response<wire::ListRemindersResponse>, Status> {
        let r = request.into_inner();
        let filter =
            Attributes::new().text("status", &r.state).text("subject", &r.subject).text("name", &r.name);
        let (listed, next_page_token) =
            self.desk.page::<ReminderFlow>(&r.department, filter, r.page_size, &r.page_token).await?;
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
        let mut after = String::new();
        loop {
            let (listed, next) = self
                .desk
                .page::<NoticeFlow>(&department, Attributes::new(), LARGEST_PAGE_SIZE, &after)
                .await?;
            listed.iter().for_each(|item| *notices.entry(item.state.template.clone()).or_default() += 1);
            after = next;
            if after.is_empty() {
                break;
            }
        }
        let reminders = self.count_reminders(&department).await?;
        Ok(Response::new(wire::SummariseNoticesResponse { notices, reminders }))
    }
}

impl Face {
    async fn noticed(&self, r: &wire::ListDeliveriesRequest) -> Result<wire::ListDeliveriesResponse, Status> {
        let filter = to(&r.recipient, Attributes::new().text("subject", &r.subject));
        let (listed, token) =
            self.desk.page::<NoticeFlow>(&r.department, filter, r.page_size, &r.page_token).await?;
        let next_page_token = if token.is_empty() { AMONG_REMINDERS.to_owned() } else { token };
        let deliveries = listed.iter().flat_map(|item| notice(item).deliveries);
        Ok(wire::ListDeliveriesResponse { deliveries: only(&r.recipient, deliveries), next_page_token })
    }

    async fn reminded(
        &self,
        r: &wire::ListDeliveriesRequest,
        after: &str,
    ) -> Result<wire::ListDeliveriesResponse, Status> {
        let filter = to(&r.recipient, Attributes::new().text("subject", &r.subject).flag("reminded", true));
        let (listed, token) =
            self.desk.page::<ReminderFlow>(&r.department, filter, r.page_size, after).await?;
        let next_page_token =
            if token.is_empty() { String::new() } else { format!("{AMONG_REMINDERS}{token}") };
        let deliveries = listed.iter().flat_map(|item| reminder(item).deliveries);
        Ok(wire::ListDeliveriesResponse { deliveries: only(&r.recipient, deliveries), next_page_token })
    }

    async fn count_reminders(&self, department: &str) -> Result<BTreeMap<String, u64>, Status> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        let mut after = String::new();
        loop {
            let filter = Attributes::new().flag("reminded", true);
            let (listed, next) =
                self.desk.page::<ReminderFlow>(department, filter, LARGEST_PAGE_SIZE, &after).await?;
            for item in &listed {
                let delivered = u64::try_from(item.state.deliveries.len()).unwrap_or_default();
                *counts.entry(item.state.setting.name.clone()).or_default() += delivered;
            }
            after = next;
            if after.is_empty() {
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
