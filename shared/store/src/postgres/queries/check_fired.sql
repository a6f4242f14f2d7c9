select count(*)
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::bigint[])
    as w (department, kind, id, name, due, set_version)
join timers t on t.department = w.department and t.kind = w.kind and t.id = w.id and t.name = w.name
    and t.due = w.due and t.set_version = w.set_version
