delete from timers t
using unnest($1::text[], $2::text[], $3::text[], $4::text[]) as w (department, kind, id, name)
where t.department = w.department and t.kind = w.kind and t.id = w.id and t.name = w.name
