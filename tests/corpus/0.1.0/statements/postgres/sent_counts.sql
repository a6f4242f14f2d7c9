select c.key as consumer, cast(sum(cast(c.value as bigint)) as bigint) as sent
from streams s
cross join lateral jsonb_each_text(s.sent) c
group by c.key
