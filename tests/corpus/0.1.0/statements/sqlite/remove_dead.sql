delete from dead where id in (select value from json_each($1))
