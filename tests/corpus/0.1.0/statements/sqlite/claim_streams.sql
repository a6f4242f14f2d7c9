-- Nobody else writes inside this transaction: every stream that exists is claimed.
select s.department, s.kind, s.id, s.version, s.state_version, s.state, s.attributes, s.sent, s.head_hash, s.created_at, s.updated_at
from json_each($1) w
cross join streams s
where s.department = w.value ->> 0 and s.kind = w.value ->> 1 and s.id = w.value ->> 2
