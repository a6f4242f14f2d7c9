delete from requests
where ctid = any (array(select r.ctid from requests r where r.recorded_at < $1 order by r.recorded_at limit $2))
