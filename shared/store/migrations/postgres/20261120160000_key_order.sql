-- Keys that are only ever looked up whole begin with the part that differs most: a look-up then compares one text a
-- step down the index instead of three that are nearly always equal. The same columns, so that what names them
-- (`on conflict`) means the same as before. Streams keep their order: they are listed by department and kind.
alter table events drop constraint events_pkey, add primary key (id, kind, department, sequence);
alter table timers drop constraint timers_pkey, add primary key (id, name, kind, department);
alter table pairs drop constraint pairs_pkey, add primary key (id, kind, department, service);
alter table inbox drop constraint inbox_pkey, add primary key (id, sequence, kind, department, service);

-- Pruning walks through time: a summary of each stretch of the table does, at a fraction of the cost of each row's
-- entry in a tree.
drop index inbox_by_handled_at;
create index inbox_by_handled_at on inbox using brin (handled_at) with (pages_per_range = 32, autosummarize = on);
drop index requests_by_recorded_at;
create index requests_by_recorded_at on requests using brin (recorded_at)
    with (pages_per_range = 32, autosummarize = on);

-- A stream's row is rewritten with each of its steps. Half of each page is left to the next versions of its rows,
-- which then need no new entries in the index; the table is small beside that of the events.
alter table streams set (fillfactor = 50);
alter table pairs set (fillfactor = 50);
