delete from parked p
using unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
    as w (service, department, kind, id, sequence)
where p.service = w.service and p.department = w.department and p.kind = w.kind and p.id = w.id
    and p.sequence = w.sequence
