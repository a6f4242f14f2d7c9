insert into events (department, kind, id, sequence, event_type, recorded_at, body, hash)
select *
from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::timestamptz[], $7::bytea[], $8::text[])
