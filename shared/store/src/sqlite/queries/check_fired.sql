select count(*)
from json_each($1) w
join timers t
    on t.department = w.value ->> 0 and t.kind = w.value ->> 1 and t.id = w.value ->> 2 and t.name = w.value ->> 3
    and t.due = w.value ->> 4 and t.set_version = w.value ->> 5
