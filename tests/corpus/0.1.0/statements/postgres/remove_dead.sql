delete from dead where id = any($1)
