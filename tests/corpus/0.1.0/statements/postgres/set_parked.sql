-- When it was parked first stays: a message that keeps coming early grows old all the same.
insert into parked (service, department, kind, id, sequence, body, parked_at, attempts, retry_at, error)
select *
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bytea[], $7::timestamptz[],
            $8::bigint[], $9::timestamptz[], $10::text[])
on conflict (service, department, kind, id, sequence) do update
set body = excluded.body, attempts = excluded.attempts,
    retry_at = excluded.retry_at, error = excluded.error
