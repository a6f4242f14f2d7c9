//! A notice: asked for by a service's message, written, delivered, kept.
//!
//! Owns one notice. The stream's id comes from the message's, so that the same message makes one notice,
//! however often it arrives.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use guohe_flow::{Attributes, Context, Decision, DecisionOf, Refusal, Workflow};
use guohe_policy::{RuleRef, Text};
use serde::{Deserialize, Serialize};

use crate::{
    delivery::{Delivery, Recipient, with_recipients},
    texts,
};

/// The workflow; one stream a notice.
#[derive(Debug, Clone, Copy)]
pub struct NoticeFlow;

/// Where a notice stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Not asked for.
    #[default]
    Absent,
    /// Delivered to each recipient.
    Delivered,
}

impl Status {
    /// The name shown.
    pub fn code(self) -> &'static str {
        match self {
            Self::Absent => "",
            Self::Delivered => "DELIVERED",
        }
    }
}

/// What a notice can be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum NoticeCommand {
    /// Message: tell these.
    Deliver {
        /// Service that asked.
        service: String,
        /// Template code.
        template: String,
        /// Who is told.
        recipients: Vec<Recipient>,
        /// What it is about.
        subject: String,
        /// Values for the text.
        values: BTreeMap<String, String>,
        /// Rules it rests on.
        rules: Vec<RuleRef>,
    },
}

/// What can have happened.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum NoticeEvent {
    /// Written and delivered.
    Delivered(Box<Notice>),
}

/// A notice.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notice {
    /// Status.
    pub status: Status,
    /// Service that asked.
    pub service: String,
    /// Template code.
    pub template: String,
    /// No text exists for the template; a general one was used.
    pub general_text: bool,
    /// What it is about.
    pub subject: String,
    /// Subject line.
    pub title: Text,
    /// The words.
    pub body: Text,
    /// Values it was written with.
    pub values: BTreeMap<String, String>,
    /// Rules it rests on.
    pub rules: Vec<RuleRef>,
    /// One a recipient.
    pub deliveries: Vec<Delivery>,
}

impl Workflow for NoticeFlow {
    const KIND: &'static str = "notice";
    type State = Notice;
    type Command = NoticeCommand;
    type Event = NoticeEvent;

    fn decide(
        &self,
        state: &Notice,
        command: &NoticeCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        let NoticeCommand::Deliver { service, template, recipients, subject, values, rules } = command;
        if state.status != Status::Absent {
            return Ok(Decision::nothing("delivered already"));
        }
        let written = texts::write(template, subject, values);
        let notice = Notice {
            status: Status::Delivered,
            service: service.clone(),
            template: template.clone(),
            general_text: written.general,
            subject: subject.clone(),
            deliveries: Delivery::log(recipients, &written.title, context.now),
            title: written.title,
            body: written.body,
            values: values.clone(),
            rules: rules.clone(),
        };
        let decision = Decision::record(NoticeEvent::Delivered(Box::new(notice)));
        Ok(rules.iter().cloned().fold(decision, Decision::by))
    }

    fn evolve(_state: Notice, event: &NoticeEvent) -> Notice {
        let NoticeEvent::Delivered(notice) = event;
        (**notice).clone()
    }

    fn attributes(state: &Notice) -> Attributes {
        let attributes = Attributes::new()
            .text("status", state.status.code())
            .text("template", &state.template)
            .text("service", &state.service)
            .text("subject", &state.subject)
            .flag("general_text", state.general_text);
        with_recipients(attributes, state.deliveries.iter().map(|delivery| &delivery.recipient))
    }
}
