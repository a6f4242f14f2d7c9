select department, kind, id, sequence, body, hash
from events
where department = $1 and kind = $2 and id = $3 and sequence > $4
order by sequence
limit $5
