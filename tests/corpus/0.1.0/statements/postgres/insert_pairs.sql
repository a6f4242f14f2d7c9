insert into pairs (service, department, kind, id, last_sequence)
select *
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
    as w (service, department, kind, id, last_sequence)
order by w.service, w.department, w.kind, w.id
on conflict (service, department, kind, id) do nothing
