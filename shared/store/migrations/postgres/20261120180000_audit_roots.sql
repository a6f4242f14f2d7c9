-- Expands: signed roots over all streams of the service, one a day. A program that does not know the table takes none.
create table roots (
    number    bigint primary key check (number > 0),
    as_of     timestamptz not null,
    body      bytea not null,
    signature bytea not null,
    sketch    bytea not null
);

create function refuse_change_of_roots() returns trigger language plpgsql as $$
begin
    raise exception 'audit roots are append-only' using errcode = 'restrict_violation';
end
$$;

create trigger roots_refuse_change before update or delete on roots
    for each row execute function refuse_change_of_roots();
create trigger roots_refuse_truncate before truncate on roots
    for each statement execute function refuse_change_of_roots();
