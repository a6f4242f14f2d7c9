select
    (select cast(coalesce(sum(last_sequence), 0) as bigint) from pairs) as handled,
    (select count(*) from parked) as parked,
    (select count(*) from dead) as dead,
    (select count(*) from outbox where sent_at is null) as unsent
