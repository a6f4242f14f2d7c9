-- A dead letter that is replayed later replaces the outcome it had.
insert into inbox (service, department, kind, id, sequence, message_id, event_type, handled_at, outcome)
select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8
from json_each($1)
where true
on conflict (service, department, kind, id, sequence) do update
set message_id = excluded.message_id, event_type = excluded.event_type, handled_at = excluded.handled_at,
    outcome = excluded.outcome
