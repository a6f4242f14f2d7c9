-- Of the streams asked for: those that nobody else holds, locked in key order (`how` 0), and those that somebody
-- holds (1); then those whose version alone is wanted, unlocked (2). What does not exist gives no row.
select w.department, w.kind, w.id, coalesce(l.version, 0) as version, coalesce(l.state_version, 0) as state_version,
       coalesce(l.state, 'null') as state, coalesce(l.attributes, '{}') as attributes, coalesce(l.sent, '{}') as sent,
       coalesce(l.head_hash, '') as head_hash, coalesce(l.created_at, 'epoch') as created_at,
       coalesce(l.updated_at, 'epoch') as updated_at, case when l.version is null then 1 else 0 end as how
from unnest($1::text[], $2::text[], $3::text[]) as w (department, kind, id)
left join lateral (
    select s.version, s.state_version, s.state, s.attributes, s.sent, s.head_hash, s.created_at, s.updated_at
    from streams s
    where s.department = w.department and s.kind = w.kind and s.id = w.id
    for update of s skip locked
) l on true
-- Joined, not asked by `exists`: that is answered by a hash over the whole table once the planner thinks it worth it.
left join lateral (
    select 1 as there
    from streams s
    where l.version is null and s.department = w.department and s.kind = w.kind and s.id = w.id
) e on true
where l.version is not null or e.there is not null
union all
select s.department, s.kind, s.id, s.version, 0, 'null', '{}', '{}', '', 'epoch', 'epoch', 2
from unnest($4::text[], $5::text[], $6::text[]) as w (department, kind, id)
join streams s on s.department = w.department and s.kind = w.kind and s.id = w.id
