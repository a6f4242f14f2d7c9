-- Expands: signed roots over all streams of the service, one a day. A program that does not know the table takes none.
create table roots (
    number    integer primary key check (number > 0),
    as_of     integer not null,
    body      blob not null,
    signature blob not null,
    sketch    blob not null
) strict;

create trigger roots_refuse_update before update on roots
begin
    select raise(abort, 'audit roots are append-only');
end;
create trigger roots_refuse_delete before delete on roots
begin
    select raise(abort, 'audit roots are append-only');
end;
