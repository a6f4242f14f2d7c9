select position, message_id, event_type, department, kind, id, body, recorded_at
from outbox
where sent_at is null and position > $1
order by position
limit $2
