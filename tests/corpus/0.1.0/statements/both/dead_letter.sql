select id, event_type, code, reason, body, attempts, died_at
from dead
where id = $1
