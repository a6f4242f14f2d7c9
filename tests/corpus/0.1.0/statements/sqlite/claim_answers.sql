select r.department, r.id, r.fingerprint, r.answer, r.recorded_at
from json_each($1) w
cross join requests r
where r.department = w.value ->> 0 and r.id = w.value ->> 1
