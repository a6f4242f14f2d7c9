select department, kind, id, name, due, command, command_version, receipt, set_version
from timers
where due <= $1
order by due, department, kind, id, name
limit $2
