insert into requests (department, id, fingerprint, answer, recorded_at)
select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
from json_each($1)
where true
on conflict (department, id) do nothing
