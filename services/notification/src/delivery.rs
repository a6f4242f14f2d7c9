//! A delivery: one recipient told over one channel.

use guohe_api::{common::v1 as common, notification::v1 as wire};
use guohe_clock::Timestamp;
use guohe_flow::{Attributes, Role};
use guohe_policy::Text;
use serde::{Deserialize, Serialize};

/// The channel that records and does nothing else. Others follow with the gateway.
pub const LOG: &str = "log";

/// Somebody to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The part played.
    pub role: Role,
    /// Credit code, recommending unit, person id, or a desk of the department.
    pub id: String,
}

/// One recipient told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Who.
    pub recipient: Recipient,
    /// Over which channel.
    pub channel: String,
    /// Subject line.
    pub title: Text,
    /// When.
    pub delivered_at: Timestamp,
}

impl Delivery {
    /// Delivers over the log channel, once a recipient.
    pub(crate) fn log(recipients: &[Recipient], title: &Text, now: Timestamp) -> Vec<Self> {
        let mut deliveries: Vec<Self> = Vec::new();
        for recipient in recipients {
            if deliveries.iter().all(|delivery| delivery.recipient != *recipient) {
                deliveries.push(Self {
                    recipient: recipient.clone(),
                    channel: LOG.to_owned(),
                    title: title.clone(),
                    delivered_at: now,
                });
            }
        }
        deliveries
    }

    /// For the wire.
    pub(crate) fn wire(&self, source: &str, reminder: bool, subject: &str) -> wire::Delivery {
        wire::Delivery {
            recipient: Some(self.recipient.wire()),
            channel: self.channel.clone(),
            title: Some(guohe_api::text(&self.title)),
            delivered_at: Some(guohe_api::timestamp(self.delivered_at)),
            source: source.to_owned(),
            reminder,
            subject: subject.to_owned(),
        }
    }
}

impl Recipient {
    /// From a message; `None` without a part or an id.
    pub(crate) fn read(recipient: &wire::Recipient) -> Option<Self> {
        let role = match recipient.role() {
            common::Role::Official => Role::Official,
            common::Role::Recommender => Role::Recommender,
            common::Role::Host => Role::Host,
            common::Role::Expert => Role::Expert,
            common::Role::System | common::Role::Unspecified => return None,
        };
        (!recipient.id.is_empty()).then(|| Self { role, id: recipient.id.clone() })
    }

    /// For the wire.
    pub(crate) fn wire(&self) -> wire::Recipient {
        wire::Recipient { role: guohe_api::role(self.role).into(), id: self.id.clone() }
    }
}

/// Name of the attribute that says a recipient is among those told.
pub(crate) fn told(recipient: &str) -> String {
    format!("to.{recipient}")
}

/// Adds an attribute a recipient, so that lists can ask for one.
pub(crate) fn with_recipients<'a>(
    attributes: Attributes,
    recipients: impl IntoIterator<Item = &'a Recipient>,
) -> Attributes {
    recipients
        .into_iter()
        .fold(attributes, |attributes, recipient| attributes.flag(&told(&recipient.id), true))
}
