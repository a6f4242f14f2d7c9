insert into dead (id, event_type, code, reason, body, attempts, died_at)
select value ->> 0, value ->> 1, value ->> 2, value ->> 3, unhex(value ->> 4), value ->> 5, value ->> 6
from json_each($1)
where true
on conflict (id) do update
set event_type = excluded.event_type, code = excluded.code, reason = excluded.reason, body = excluded.body,
    attempts = excluded.attempts, died_at = excluded.died_at
