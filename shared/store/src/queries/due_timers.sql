select department, kind, id, name, due, command, command_version, receipt, set_version, trace
from timers
where due <= $1
order by due, department, kind, id, name
limit $2
