-- The engine's tables, one set a service, one file a service. Same tables and columns as on PostgreSQL.
--
-- Instants are integers: microseconds since 1970-01-01T00:00:00Z. JSON is text. Texts compare by bytes.

create table streams (
    department    text not null,
    kind          text not null,
    id            text not null,
    version       integer not null check (version > 0),
    state_version integer not null,
    state         text not null,
    attributes    text not null,
    sent          text not null,
    head_hash     text not null,
    created_at    integer not null,
    updated_at    integer not null,
    primary key (department, kind, id)
) strict;

create table events (
    department  text not null,
    kind        text not null,
    id          text not null,
    sequence    integer not null check (sequence > 0),
    event_type  text not null,
    recorded_at integer not null,
    body        blob not null,
    hash        text not null,
    primary key (department, kind, id, sequence)
) strict;

create trigger events_refuse_update before update on events
begin
    select raise(abort, 'events are append-only');
end;
create trigger events_refuse_delete before delete on events
begin
    select raise(abort, 'events are append-only');
end;

create table timers (
    department      text not null,
    kind            text not null,
    id              text not null,
    name            text not null,
    due             integer not null,
    command         text not null,
    command_version integer not null,
    receipt         text not null,
    set_version     integer not null,
    primary key (department, kind, id, name)
) strict;
create index timers_by_due on timers (due, department, kind, id, name);

create table outbox (
    position    integer primary key autoincrement,
    message_id  text not null unique,
    event_type  text not null,
    department  text not null,
    kind        text not null,
    id          text not null,
    body        blob not null,
    recorded_at integer not null,
    sent_at     integer
) strict;
create index outbox_unsent on outbox (position) where sent_at is null;

create table inbox (
    service    text not null,
    department text not null,
    kind       text not null,
    id         text not null,
    sequence   integer not null check (sequence > 0),
    message_id text not null,
    event_type text not null,
    handled_at integer not null,
    outcome    text not null,
    primary key (service, department, kind, id, sequence)
) strict;
create index inbox_by_handled_at on inbox (handled_at);

create table pairs (
    service       text not null,
    department    text not null,
    kind          text not null,
    id            text not null,
    last_sequence integer not null check (last_sequence > 0),
    primary key (service, department, kind, id)
) strict;

create table parked (
    service    text not null,
    department text not null,
    kind       text not null,
    id         text not null,
    sequence   integer not null check (sequence > 0),
    body       blob not null,
    parked_at  integer not null,
    attempts   integer not null,
    retry_at   integer,
    error      text not null,
    primary key (service, department, kind, id, sequence)
) strict;

create table dead (
    id         text not null primary key,
    event_type text not null,
    code       text not null,
    reason     text not null,
    body       blob not null,
    attempts   integer not null,
    died_at    integer not null
) strict;
create index dead_by_death on dead (died_at, id);

create table requests (
    department  text not null,
    id          text not null,
    fingerprint text not null,
    answer      text not null,
    recorded_at integer not null,
    primary key (department, id)
) strict;
create index requests_by_recorded_at on requests (recorded_at);

create table vault (
    department text not null,
    person     text not null,
    sealed     blob not null,
    primary key (department, person)
) strict;

create table documents (
    department text not null,
    sha256     text not null,
    media_type text not null,
    content    blob not null,
    primary key (department, sha256)
) strict;
