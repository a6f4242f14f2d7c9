delete from timers t
using unnest($1::text[], $2::text[], $3::text[]) as w (department, kind, id)
where t.department = w.department and t.kind = w.kind and t.id = w.id
