create schema guohe_yardstick;
create table inbox (source text, sequence bigint, handled_at timestamptz not null, primary key (source, sequence));
create table state (id text primary key, version bigint not null, state jsonb not null);
create table event (id text, sequence bigint, body bytea not null, primary key (id, sequence));
create table outbox (position bigint generated always as identity primary key, id text not null, body bytea not null)
