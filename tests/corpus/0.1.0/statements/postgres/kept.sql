select o.message_id, o.event_type, o.body, o.sent_at is not null as is_sent
from unnest($1::text[]) as w (message_id)
join outbox o on o.message_id = w.message_id
order by o.position
