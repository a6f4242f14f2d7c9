select department, kind, id, name, due, command, command_version, receipt, set_version
from timers
where department = $1 and kind = $2 and id = $3
order by due, name
