select service, department, kind, id, last_sequence
from pairs
where (service, department, kind, id) > ($1, $2, $3, $4)
order by service, department, kind, id
limit $5
