select count(*) as timers, min(due) as next_due from timers where receipt @> '{"provisional": true}'
