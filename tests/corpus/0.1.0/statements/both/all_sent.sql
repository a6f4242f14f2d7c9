select department, kind, id, sent
from streams
where (department, kind, id) > ($1, $2, $3)
order by department, kind, id
limit $4
