-- One row for each pair that exists; last_sequence is null where another replica holds it.
with wanted as (
    select * from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as w (service, department, kind, id)
),
locked as (
    select p.*
    from wanted w
    join pairs p
        on p.service = w.service and p.department = w.department and p.kind = w.kind and p.id = w.id
    order by p.service, p.department, p.kind, p.id
    for update of p skip locked
)
select p.service, p.department, p.kind, p.id, l.last_sequence
from wanted w
join pairs p on p.service = w.service and p.department = w.department and p.kind = w.kind and p.id = w.id
left join locked l
    on l.service = p.service and l.department = p.department and l.kind = p.kind and l.id = p.id
