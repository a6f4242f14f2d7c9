//! A message's AMQP properties: what the structured CloudEvent says, repeated where brokers and their consoles
//! can see it without reading the body.

use guohe_flow::CLOUD_EVENT_CONTENT_TYPE;
use guohe_flow::ports::BusMessage;
use lapin::BasicProperties;
use lapin::types::{AMQPValue, FieldTable, MAX_SHORT_STRING_LENGTH};

/// Header with the message's number on its channel, by which a returned message is recognised.
pub(super) const PUBLISH_NUMBER_HEADER: &str = "guohe-publish-number";

/// Delivery mode of a message that survives the broker's restart.
const PERSISTENT: u8 = 2;

/// Properties of `message`, sent as `number` on its channel.
pub(super) fn properties(message: &BusMessage, number: i64) -> BasicProperties {
    let mut headers = FieldTable::default();
    let said =
        message.headers.iter().find(|(name, _)| name == "content-type").map(|(_, value)| value.as_str());
    let content_type = said.unwrap_or(CLOUD_EVENT_CONTENT_TYPE);
    for (name, value) in message.headers.iter().filter(|(name, _)| fits(name)) {
        headers.insert(name.as_str().into(), AMQPValue::LongString(value.as_str().into()));
    }
    headers.insert(PUBLISH_NUMBER_HEADER.into(), AMQPValue::LongLongInt(number));
    let properties = BasicProperties::default()
        .with_content_type(content_type.into())
        .with_delivery_mode(PERSISTENT)
        .with_type(message.routing_key.as_str().into())
        .with_headers(headers);
    // AMQP keeps the id in at most 255 bytes; a longer one stands in the body and in its header only.
    if fits(&message.id) { properties.with_message_id(message.id.as_str().into()) } else { properties }
}

/// True where AMQP can carry the text as a short string.
pub(super) fn fits(text: &str) -> bool {
    text.len() <= MAX_SHORT_STRING_LENGTH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: &str) -> BusMessage {
        BusMessage {
            id: id.to_owned(),
            routing_key: "registry.base.cancelled".to_owned(),
            consumers: vec!["intake".to_owned()],
            headers: vec![("cloudEvents:id".to_owned(), id.to_owned())],
            body: b"{}".as_slice().into(),
        }
    }

    #[test]
    fn a_message_is_persistent_and_carries_its_cloud_event_attributes() {
        let properties = properties(&message("hunan/base/b-1/3/0"), 17);
        assert_eq!(*properties.delivery_mode(), Some(PERSISTENT));
        assert_eq!(
            properties.content_type().as_ref().map(|text| text.as_str()),
            Some("application/cloudevents+json")
        );
        assert_eq!(properties.message_id().as_ref().map(|text| text.as_str()), Some("hunan/base/b-1/3/0"));
        let headers = properties.headers().as_ref().expect("headers").inner();
        assert_eq!(headers["cloudEvents:id"], AMQPValue::LongString("hunan/base/b-1/3/0".into()));
        assert_eq!(headers[PUBLISH_NUMBER_HEADER], AMQPValue::LongLongInt(17));
    }

    #[test]
    fn an_id_too_long_for_amqp_is_left_to_the_header() {
        let properties = properties(&message(&"基".repeat(100)), 1);
        assert!(properties.message_id().is_none());
    }
}
