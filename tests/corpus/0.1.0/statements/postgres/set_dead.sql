insert into dead (id, event_type, code, reason, body, attempts, died_at)
select *
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::bigint[], $7::timestamptz[])
on conflict (id) do update
set event_type = excluded.event_type, code = excluded.code, reason = excluded.reason, body = excluded.body,
    attempts = excluded.attempts, died_at = excluded.died_at
