insert into vault (department, person, sealed)
values ($1, $2, $3)
on conflict (department, person) do update set sealed = excluded.sealed
