-- The rows one round looks at, in order of insertion, with the age of the oldest of them.
select max(r.position), min(r.recorded_at)
from (select position, recorded_at from outbox where position > $1 order by position limit $2) r
