select
    (select count(*) from outbox where sent_at is null) as unsent,
    (select recorded_at from outbox where sent_at is null order by position limit 1) as oldest_unsent,
    (select count(*) from parked) as parked,
    (select min(parked_at) from parked) as oldest_parked,
    (select count(*) from dead) as dead,
    (select count(*) from timers where due <= $1) as due,
    (select min(due) from timers) as next_due
