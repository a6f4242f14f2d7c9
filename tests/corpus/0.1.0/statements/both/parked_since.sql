select service, department, kind, id, sequence, body, parked_at, attempts, retry_at, error
from parked
where parked_at < $1
order by parked_at, service, department, kind, id, sequence
limit $2
