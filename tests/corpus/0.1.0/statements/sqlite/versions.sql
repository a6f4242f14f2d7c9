select s.department, s.kind, s.id, s.version
from json_each($1) w
cross join streams s
where s.department = w.value ->> 0 and s.kind = w.value ->> 1 and s.id = w.value ->> 2
