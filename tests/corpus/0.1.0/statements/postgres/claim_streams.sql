-- Of the streams asked for, those that exist and that nobody else holds; locked in key order.
select s.department, s.kind, s.id, s.version, s.state_version, s.state, s.attributes, s.sent, s.head_hash,
       s.created_at, s.updated_at
from unnest($1::text[], $2::text[], $3::text[]) as w (department, kind, id)
join streams s on s.department = w.department and s.kind = w.kind and s.id = w.id
order by s.department, s.kind, s.id
for update of s skip locked
