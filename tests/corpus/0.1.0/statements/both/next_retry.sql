select min(p.retry_at)
from parked p
left join pairs q
    on q.service = p.service and q.department = p.department and q.kind = p.kind and q.id = p.id
where p.retry_at is not null and p.sequence = coalesce(q.last_sequence, 0) + 1
