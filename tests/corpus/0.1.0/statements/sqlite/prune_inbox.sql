delete from inbox
where rowid in (select i.rowid from inbox i where i.handled_at < $1 order by i.handled_at limit $2)
