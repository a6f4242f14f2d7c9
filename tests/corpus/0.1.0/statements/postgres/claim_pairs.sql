-- Of the pairs asked for, those that exist and that nobody else holds; locked in key order.
select p.service, p.department, p.kind, p.id, p.last_sequence
from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as w (service, department, kind, id)
join pairs p on p.service = w.service and p.department = w.department and p.kind = w.kind and p.id = w.id
order by p.service, p.department, p.kind, p.id
for update of p skip locked
