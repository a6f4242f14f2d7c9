-- The engine's tables, one set a service, in the service's own schema (the connection's search_path).
--
-- Texts that order anything use the "C" collation: keys sort by bytes, as they do in Rust and in SQLite.
-- Instants are always bound by the caller; no default reads the server's clock.

create table streams (
    department    text collate "C" not null,
    kind          text collate "C" not null,
    id            text collate "C" not null,
    version       bigint not null check (version > 0),
    state_version bigint not null,
    state         jsonb not null,
    attributes    jsonb not null,
    sent          jsonb not null,
    head_hash     text not null,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    primary key (department, kind, id)
) with (fillfactor = 80);

create table events (
    department  text collate "C" not null,
    kind        text collate "C" not null,
    id          text collate "C" not null,
    sequence    bigint not null check (sequence > 0),
    event_type  text not null,
    recorded_at timestamptz not null,
    body        bytea not null,
    hash        text not null,
    primary key (department, kind, id, sequence)
);

create function refuse_change_of_events() returns trigger language plpgsql as $$
begin
    raise exception 'events are append-only' using errcode = 'restrict_violation';
end
$$;

create trigger events_refuse_change before update or delete on events
    for each row execute function refuse_change_of_events();
create trigger events_refuse_truncate before truncate on events
    for each statement execute function refuse_change_of_events();

create table timers (
    department      text collate "C" not null,
    kind            text collate "C" not null,
    id              text collate "C" not null,
    name            text collate "C" not null,
    due             timestamptz not null,
    command         jsonb not null,
    command_version bigint not null,
    receipt         jsonb not null,
    set_version     bigint not null,
    primary key (department, kind, id, name)
);
-- The whole order of due_timers: a hundred thousand timers of one deadline are read page by page, never sorted.
create index timers_by_due on timers (due, department, kind, id, name);

create table outbox (
    position    bigint generated always as identity primary key,
    message_id  text not null unique,
    event_type  text not null,
    department  text collate "C" not null,
    kind        text collate "C" not null,
    id          text collate "C" not null,
    body        bytea not null,
    recorded_at timestamptz not null,
    sent_at     timestamptz
);
create index outbox_unsent on outbox (position) where sent_at is null;

create table inbox (
    service    text collate "C" not null,
    department text collate "C" not null,
    kind       text collate "C" not null,
    id         text collate "C" not null,
    sequence   bigint not null check (sequence > 0),
    message_id text not null,
    event_type text not null,
    handled_at timestamptz not null,
    outcome    text not null,
    primary key (service, department, kind, id, sequence)
);
create index inbox_by_handled_at on inbox (handled_at);

create table pairs (
    service       text collate "C" not null,
    department    text collate "C" not null,
    kind          text collate "C" not null,
    id            text collate "C" not null,
    last_sequence bigint not null check (last_sequence > 0),
    primary key (service, department, kind, id)
) with (fillfactor = 80);

create table parked (
    service    text collate "C" not null,
    department text collate "C" not null,
    kind       text collate "C" not null,
    id         text collate "C" not null,
    sequence   bigint not null check (sequence > 0),
    body       bytea not null,
    parked_at  timestamptz not null,
    attempts   bigint not null,
    retry_at   timestamptz,
    error      text not null,
    primary key (service, department, kind, id, sequence)
);

create table dead (
    id         text collate "C" primary key,
    event_type text not null,
    code       text not null,
    reason     text not null,
    body       bytea not null,
    attempts   bigint not null,
    died_at    timestamptz not null
);
create index dead_by_death on dead (died_at, id);

create table requests (
    department  text collate "C" not null,
    id          text collate "C" not null,
    fingerprint text not null,
    answer      jsonb not null,
    recorded_at timestamptz not null,
    primary key (department, id)
);
create index requests_by_recorded_at on requests (recorded_at);

create table vault (
    department text collate "C" not null,
    person     text collate "C" not null,
    sealed     bytea not null,
    primary key (department, person)
);

create table documents (
    department text collate "C" not null,
    sha256     text collate "C" not null,
    media_type text not null,
    content    bytea not null,
    primary key (department, sha256)
);
-- Attachments are compressed already.
alter table documents alter column content set storage external;
