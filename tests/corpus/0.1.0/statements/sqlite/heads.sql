select department, kind, id, version, head_hash
from streams
order by department, kind, id
