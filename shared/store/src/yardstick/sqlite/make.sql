create table inbox (source text, sequence integer, handled_at integer not null, primary key (source, sequence)) strict;
create table state (id text primary key, version integer not null, state text not null) strict;
create table event (id text, sequence integer, body blob not null, primary key (id, sequence)) strict;
create table outbox (position integer primary key, id text not null, body blob not null) strict;
