select t.department, t.kind, t.id, t.name, t.due, t.command, t.command_version, t.receipt, t.set_version
from json_each($1) w
cross join timers t
where t.department = w.value ->> 0 and t.kind = w.value ->> 1 and t.id = w.value ->> 2
    and t.name = w.value ->> 3
