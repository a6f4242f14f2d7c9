delete from timers
where (department, kind, id, name) in (
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each($1)
)
