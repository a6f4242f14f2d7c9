select department, kind, id, name, due, command, command_version, receipt, set_version, trace
from timers
where department = $1 and (kind, id, name) > ($2, $3, $4) and cast(receipt as text) like $5
order by kind, id, name
limit $6
