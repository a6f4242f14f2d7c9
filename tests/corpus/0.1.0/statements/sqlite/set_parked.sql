-- When it was parked first stays: a message that keeps coming early grows old all the same.
insert into parked (service, department, kind, id, sequence, body, parked_at, attempts, retry_at, error)
select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, unhex(value ->> 5), value ->> 6, value ->> 7, value ->> 8, value ->> 9
from json_each($1)
where true
on conflict (service, department, kind, id, sequence) do update
set body = excluded.body, attempts = excluded.attempts,
    retry_at = excluded.retry_at, error = excluded.error
