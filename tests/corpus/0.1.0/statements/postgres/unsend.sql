update outbox o
set sent_at = null
from unnest($1::text[]) as w (message_id)
where o.message_id = w.message_id and o.sent_at is not null
