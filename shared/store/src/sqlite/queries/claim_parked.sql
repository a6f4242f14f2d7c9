-- Of the pairs asked for, those that have parked messages.
select w.value ->> 0 as service, w.value ->> 1 as department, w.value ->> 2 as kind, w.value ->> 3 as id,
       1 as last_sequence
from json_each($1) w
where exists (
    select 1 from parked p
    where p.service = w.value ->> 0 and p.department = w.value ->> 1 and p.kind = w.value ->> 2
        and p.id = w.value ->> 3)
