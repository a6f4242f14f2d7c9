-- One row for each stream that exists; version is null where another replica holds it.
with wanted as (
    select * from unnest($1::text[], $2::text[], $3::text[]) as w (department, kind, id)
),
locked as (
    select s.*
    from wanted w
    join streams s on s.department = w.department and s.kind = w.kind and s.id = w.id
    order by s.department, s.kind, s.id
    for update of s skip locked
)
select s.department, s.kind, s.id, l.version, l.state_version, l.state, l.attributes, l.sent, l.head_hash,
       l.created_at, l.updated_at
from wanted w
join streams s on s.department = w.department and s.kind = w.kind and s.id = w.id
left join locked l on l.department = s.department and l.kind = s.kind and l.id = s.id
