-- Of the pairs asked for: those that nobody else holds, locked in key order; those that somebody holds; those with
-- parked messages. What does not exist and has none gives no row.
select w.service, w.department, w.kind, w.id, coalesce(l.last_sequence, 0) as last_sequence,
       l.last_sequence is null and e.there is not null as is_held, k.parked is not null as has_parked
from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as w (service, department, kind, id)
left join lateral (
    select p.last_sequence
    from pairs p
    where p.service = w.service and p.department = w.department and p.kind = w.kind and p.id = w.id
    for update of p skip locked
) l on true
left join lateral (
    select 1 as there
    from pairs p
    where l.last_sequence is null
        and p.service = w.service and p.department = w.department and p.kind = w.kind and p.id = w.id
) e on true
left join lateral (
    select 1 as parked
    from parked p
    where p.service = w.service and p.department = w.department and p.kind = w.kind and p.id = w.id
    limit 1
) k on true
where l.last_sequence is not null or e.there is not null or k.parked is not null
