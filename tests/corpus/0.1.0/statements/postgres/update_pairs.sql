update pairs p
set last_sequence = w.last_sequence
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
    as w (service, department, kind, id, last_sequence, expected)
where p.service = w.service and p.department = w.department and p.kind = w.kind and p.id = w.id
    and p.last_sequence = w.expected
