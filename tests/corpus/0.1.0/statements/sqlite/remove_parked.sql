delete from parked
where (service, department, kind, id, sequence) in (
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each($1)
)
