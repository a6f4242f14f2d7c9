select o.message_id, o.event_type, o.body, o.sent_at is not null as is_sent
from outbox o
where o.message_id in (select m.value from json_each($1) m)
order by o.position
