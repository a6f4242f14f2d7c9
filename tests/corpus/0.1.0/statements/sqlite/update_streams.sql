update streams as s
set version = w.value ->> 3, state_version = w.value ->> 4, state = w.value ->> 5, attributes = w.value ->> 6,
    sent = w.value ->> 7, head_hash = w.value ->> 8, updated_at = w.value ->> 9
from json_each($1) w
where s.department = w.value ->> 0 and s.kind = w.value ->> 1 and s.id = w.value ->> 2
    and s.version = w.value ->> 10
