select r.department, r.id, r.fingerprint, r.answer, r.recorded_at
from unnest($1::text[], $2::text[]) as w (department, id)
join requests r on r.department = w.department and r.id = w.id
