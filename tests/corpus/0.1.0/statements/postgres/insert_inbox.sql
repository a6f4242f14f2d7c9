-- A dead letter that is replayed later replaces the outcome it had.
insert into inbox (service, department, kind, id, sequence, message_id, event_type, handled_at, outcome)
select *
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[],
            $8::timestamptz[], $9::text[])
on conflict (service, department, kind, id, sequence) do update
set message_id = excluded.message_id, event_type = excluded.event_type, handled_at = excluded.handled_at,
    outcome = excluded.outcome
