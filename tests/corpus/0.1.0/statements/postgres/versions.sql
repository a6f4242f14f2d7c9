select s.department, s.kind, s.id, s.version
from unnest($1::text[], $2::text[], $3::text[]) as w (department, kind, id)
join streams s on s.department = w.department and s.kind = w.kind and s.id = w.id
