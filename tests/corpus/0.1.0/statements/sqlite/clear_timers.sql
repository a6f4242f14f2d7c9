delete from timers
where (department, kind, id) in (select value ->> 0, value ->> 1, value ->> 2 from json_each($1))
