select p.service, p.department, p.kind, p.id, p.last_sequence
from json_each($1) w
cross join pairs p
where p.service = w.value ->> 0 and p.department = w.value ->> 1 and p.kind = w.value ->> 2
    and p.id = w.value ->> 3
