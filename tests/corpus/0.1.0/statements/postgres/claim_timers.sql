select t.department, t.kind, t.id, t.name, t.due, t.command, t.command_version, t.receipt, t.set_version
from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as w (department, kind, id, name)
join timers t on t.department = w.department and t.kind = w.kind and t.id = w.id and t.name = w.name
