select department, kind, id, version, state_version, state, attributes, sent, head_hash, created_at, updated_at
from streams
where (department, kind, id) > ($1, $2, $3)
order by department, kind, id
limit $4
