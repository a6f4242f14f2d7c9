insert into streams (department, kind, id, version, state_version, state, attributes, sent, head_hash, created_at, updated_at)
select *
from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::jsonb[], $7::jsonb[], $8::jsonb[],
            $9::text[], $10::timestamptz[], $11::timestamptz[])
    as w (department, kind, id, version, state_version, state, attributes, sent, head_hash, created_at, updated_at)
order by w.department, w.kind, w.id
on conflict (department, kind, id) do nothing
