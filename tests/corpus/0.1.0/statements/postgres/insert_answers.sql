insert into requests (department, id, fingerprint, answer, recorded_at)
select *
from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::timestamptz[])
    as w (department, id, fingerprint, answer, recorded_at)
order by w.department, w.id
on conflict (department, id) do nothing
