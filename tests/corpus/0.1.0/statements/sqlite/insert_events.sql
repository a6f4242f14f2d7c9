insert into events (department, kind, id, sequence, event_type, recorded_at, body, hash)
select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, unhex(value ->> 6), value ->> 7
from json_each($1)
order by key
