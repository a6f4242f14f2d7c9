insert into timers (department, kind, id, name, due, command, command_version, receipt, set_version)
select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8
from json_each($1)
where true
on conflict (department, kind, id, name) do update
set due = excluded.due, command = excluded.command, command_version = excluded.command_version,
    receipt = excluded.receipt, set_version = excluded.set_version
