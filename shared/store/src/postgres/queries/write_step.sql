-- Everything an ordinary batch writes, in one statement: nobody waits for a dozen answers. Removals and additions
-- of one row never meet here (the caller leaves out what is set again), for the parts of a statement do not see
-- each other's work. New rows are inserted in key order, the order of locking. The counts tell conflicts.
with new_streams as (
    insert into streams (department, kind, id, version, state_version, state, attributes, sent, head_hash,
                         created_at, updated_at)
    select *
    from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::jsonb[], $7::jsonb[],
                $8::jsonb[], $9::text[], $10::timestamptz[], $11::timestamptz[])
        as w (department, kind, id, version, state_version, state, attributes, sent, head_hash, created_at,
              updated_at)
    order by w.department, w.kind, w.id
    on conflict (department, kind, id) do nothing
    returning 1
), known_streams as (
    update streams s
    set version = w.version, state_version = w.state_version, state = w.state, attributes = w.attributes,
        sent = w.sent, head_hash = w.head_hash, updated_at = w.updated_at
    from unnest($12::text[], $13::text[], $14::text[], $15::bigint[], $16::bigint[], $17::jsonb[], $18::jsonb[],
                $19::jsonb[], $20::text[], $21::timestamptz[], $22::bigint[])
        as w (department, kind, id, version, state_version, state, attributes, sent, head_hash, updated_at, expected)
    where s.department = w.department and s.kind = w.kind and s.id = w.id and s.version = w.expected
    returning 1
), new_pairs as (
    insert into pairs (service, department, kind, id, last_sequence)
    select *
    from unnest($23::text[], $24::text[], $25::text[], $26::text[], $27::bigint[])
        as w (service, department, kind, id, last_sequence)
    order by w.service, w.department, w.kind, w.id
    on conflict (service, department, kind, id) do nothing
    returning 1
), known_pairs as (
    update pairs p
    set last_sequence = w.last_sequence
    from unnest($28::text[], $29::text[], $30::text[], $31::text[], $32::bigint[], $33::bigint[])
        as w (service, department, kind, id, last_sequence, expected)
    where p.service = w.service and p.department = w.department and p.kind = w.kind and p.id = w.id
        and p.last_sequence = w.expected
    returning 1
), answers as (
    insert into requests (department, id, fingerprint, answer, recorded_at)
    select *
    from unnest($34::text[], $35::text[], $36::text[], $37::jsonb[], $38::timestamptz[])
        as w (department, id, fingerprint, answer, recorded_at)
    order by w.department, w.id
    on conflict (department, id) do nothing
    returning 1
), new_events as (
    insert into events (department, kind, id, sequence, event_type, recorded_at, body, hash)
    select *
    from unnest($39::text[], $40::text[], $41::text[], $42::bigint[], $43::text[], $44::timestamptz[],
                $45::bytea[], $46::text[])
), timers_removed as (
    delete from timers t
    using unnest($47::text[], $48::text[], $49::text[], $50::text[]) as w (department, kind, id, name)
    where t.department = w.department and t.kind = w.kind and t.id = w.id and t.name = w.name
), timers_set as (
    insert into timers (department, kind, id, name, due, command, command_version, receipt, set_version, trace)
    select *
    from unnest($51::text[], $52::text[], $53::text[], $54::text[], $55::timestamptz[], $56::jsonb[], $57::bigint[],
                $58::jsonb[], $59::bigint[], $60::text[])
    on conflict (department, kind, id, name) do update
    set due = excluded.due, command = excluded.command, command_version = excluded.command_version,
        receipt = excluded.receipt, set_version = excluded.set_version, trace = excluded.trace
), new_messages as (
    insert into outbox (message_id, event_type, department, kind, id, body, recorded_at)
    select w.message_id, w.event_type, w.department, w.kind, w.id, w.body, w.recorded_at
    from unnest($61::text[], $62::text[], $63::text[], $64::text[], $65::text[], $66::bytea[], $67::timestamptz[])
        with ordinality as w (message_id, event_type, department, kind, id, body, recorded_at, nth)
    order by w.nth
), handled as (
    -- A dead letter that is replayed later replaces the outcome it had.
    insert into inbox (service, department, kind, id, sequence, message_id, event_type, handled_at, outcome)
    select *
    from unnest($68::text[], $69::text[], $70::text[], $71::text[], $72::bigint[], $73::text[], $74::text[],
                $75::timestamptz[], $76::text[])
    on conflict (service, department, kind, id, sequence) do update
    set message_id = excluded.message_id, event_type = excluded.event_type, handled_at = excluded.handled_at,
        outcome = excluded.outcome
), unparked as (
    delete from parked p
    using unnest($77::text[], $78::text[], $79::text[], $80::text[], $81::bigint[])
        as w (service, department, kind, id, sequence)
    where p.service = w.service and p.department = w.department and p.kind = w.kind and p.id = w.id
        and p.sequence = w.sequence
), timers_fired as (
    delete from timers t
    using unnest($82::text[], $83::text[], $84::text[], $85::text[], $86::timestamptz[], $87::bigint[])
        as w (department, kind, id, name, due, set_version)
    where t.department = w.department and t.kind = w.kind and t.id = w.id and t.name = w.name
        and t.due = w.due and t.set_version = w.set_version
    returning 1
)
select (select count(*) from new_streams) as new_streams, (select count(*) from known_streams) as known_streams,
       (select count(*) from new_pairs) as new_pairs, (select count(*) from known_pairs) as known_pairs,
       (select count(*) from answers) as answers,
       (select count(*) from timers_fired) as timers_fired
