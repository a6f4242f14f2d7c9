update streams s
set version = w.version, state_version = w.state_version, state = w.state, attributes = w.attributes,
    sent = w.sent, head_hash = w.head_hash, updated_at = w.updated_at
from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::jsonb[], $7::jsonb[], $8::jsonb[],
            $9::text[], $10::timestamptz[], $11::bigint[])
    as w (department, kind, id, version, state_version, state, attributes, sent, head_hash, updated_at, expected)
where s.department = w.department and s.kind = w.kind and s.id = w.id and s.version = w.expected
