delete from dead where id = $1
