-- What made the file's tables, indexes and triggers; not what SQLite makes by itself.
select type, name, sql
from main.sqlite_schema
where sql is not null and name not like 'sqlite\_%' escape '\'
order by rowid
