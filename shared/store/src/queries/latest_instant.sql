select max(t.instant)
from (
    select max(updated_at) as instant from streams
    union all
    select max(handled_at) from inbox
    union all
    select max(recorded_at) from requests
    union all
    select max(parked_at) from parked
    union all
    select max(died_at) from dead
    union all
    select max(as_of) from roots
) t
