insert into streams (department, kind, id, version, state_version, state, attributes, sent, head_hash, created_at, updated_at)
select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10
from json_each($1)
where true
on conflict (department, kind, id) do nothing
