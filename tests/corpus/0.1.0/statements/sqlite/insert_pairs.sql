insert into pairs (service, department, kind, id, last_sequence)
select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
from json_each($1)
where true
on conflict (service, department, kind, id) do nothing
