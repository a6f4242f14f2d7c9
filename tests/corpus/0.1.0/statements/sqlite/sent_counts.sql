select c.key as consumer, sum(c.value) as sent
from streams s
cross join json_each(s.sent) c
group by c.key
