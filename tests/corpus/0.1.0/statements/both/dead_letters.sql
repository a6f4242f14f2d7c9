-- An id that is no longer there starts again at the first: someone who discards while paging misses none.
select id, event_type, code, reason, body, attempts, died_at
from dead
where (died_at, id) > (select a.died_at, a.id from dead a where a.id = $1)
   or not exists (select 1 from dead a where a.id = $1)
order by died_at, id
limit $2
