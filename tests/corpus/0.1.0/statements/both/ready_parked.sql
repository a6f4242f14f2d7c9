-- Next in its pair (1 where the pair has handled nothing yet), and past its retry instant.
select p.service, p.department, p.kind, p.id, p.sequence, p.body, p.parked_at, p.attempts, p.retry_at, p.error
from parked p
left join pairs q
    on q.service = p.service and q.department = p.department and q.kind = p.kind and q.id = p.id
where p.sequence = coalesce(q.last_sequence, 0) + 1 and (p.retry_at is null or p.retry_at <= $1)
order by p.parked_at, p.service, p.department, p.kind, p.id
limit $2
