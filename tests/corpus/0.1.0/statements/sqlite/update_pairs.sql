update pairs as p
set last_sequence = w.value ->> 4
from json_each($1) w
where p.service = w.value ->> 0 and p.department = w.value ->> 1 and p.kind = w.value ->> 2
    and p.id = w.value ->> 3 and p.last_sequence = w.value ->> 5
