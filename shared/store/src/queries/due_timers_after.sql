select department, kind, id, name, due, command, command_version, receipt, set_version, trace
from timers
where due <= $1 and (due, department, kind, id, name) > ($3, $4, $5, $6, $7)
order by due, department, kind, id, name
limit $2
