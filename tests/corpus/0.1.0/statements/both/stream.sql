select department, kind, id, version, state_version, state, attributes, sent, head_hash, created_at, updated_at
from streams
where department = $1 and kind = $2 and id = $3
