insert into outbox (message_id, event_type, department, kind, id, body, recorded_at)
select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, unhex(value ->> 5), value ->> 6
from json_each($1)
order by key
