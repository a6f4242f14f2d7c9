-- Inbox, state, event and outbox in one statement, and so in one transaction.
with i as (insert into inbox values ('source-' || $1::bigint, 1, '2026-01-01T00:00:00Z')),
     s as (insert into state values ('item-' || $1::bigint, 1, $2::text::jsonb)),
     e as (insert into event values ('item-' || $1::bigint, 1, $3))
insert into outbox (id, body) values ('item-' || $1::bigint, $3)
