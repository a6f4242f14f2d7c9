delete from requests
where rowid in (select r.rowid from requests r where r.recorded_at < $1 order by r.recorded_at limit $2)
