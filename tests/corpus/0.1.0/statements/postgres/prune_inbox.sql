delete from inbox
where ctid = any (array(select i.ctid from inbox i where i.handled_at < $1 order by i.handled_at limit $2))
