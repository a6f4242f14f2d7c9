select s.department, s.kind, s.id, e.sequence, e.hash
from streams s
join events e on e.department = s.department and e.kind = s.kind and e.id = s.id and e.sequence = (
    select l.sequence
    from events l
    where l.department = s.department and l.kind = s.kind and l.id = s.id and l.recorded_at <= $1
    order by l.sequence desc
    limit 1
)
where (s.department, s.kind, s.id) > ($2, $3, $4)
order by s.department, s.kind, s.id
limit $5
