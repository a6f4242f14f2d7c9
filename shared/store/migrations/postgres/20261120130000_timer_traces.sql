-- Expands: a timer keeps the trace that set it, so that the trace of its firing, years later perhaps, links back.
-- A program that does not know the column leaves it null.
alter table timers add column trace text;

-- Dates that rest on a year whose official holidays are not published: few, and counted often.
create index timers_provisional on timers (due) where receipt @> '{"provisional": true}';
