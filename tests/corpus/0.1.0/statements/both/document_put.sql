insert into documents (department, sha256, media_type, content)
values ($1, $2, $3, $4)
on conflict (department, sha256) do nothing
