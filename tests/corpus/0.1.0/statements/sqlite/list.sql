-- Every attribute of the filter stands among the stream's with the same value of the same type.
select s.department, s.kind, s.id, s.version, s.state_version, s.state, s.attributes, s.sent, s.head_hash, s.created_at, s.updated_at
from streams s
where s.department = $1 and s.kind = $2 and s.id > $3
    and not exists (
        select 1
        from json_each($4) f
        where not exists (
            select 1
            from json_each(s.attributes) a
            where a.key = f.key and a.type = f.type and a.value = f.value
        )
    )
order by s.id
limit $5
