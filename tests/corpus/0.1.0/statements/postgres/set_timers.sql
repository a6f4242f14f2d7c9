insert into timers (department, kind, id, name, due, command, command_version, receipt, set_version)
select *
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[], $7::bigint[],
            $8::jsonb[], $9::bigint[])
on conflict (department, kind, id, name) do update
set due = excluded.due, command = excluded.command, command_version = excluded.command_version,
    receipt = excluded.receipt, set_version = excluded.set_version
