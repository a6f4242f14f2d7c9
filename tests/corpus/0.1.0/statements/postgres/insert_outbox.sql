insert into outbox (message_id, event_type, department, kind, id, body, recorded_at)
select w.message_id, w.event_type, w.department, w.kind, w.id, w.body, w.recorded_at
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::timestamptz[])
    with ordinality as w (message_id, event_type, department, kind, id, body, recorded_at, nth)
order by w.nth
