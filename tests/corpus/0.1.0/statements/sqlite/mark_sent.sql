update outbox
set sent_at = $2
where message_id in (select m.value from json_each($1) m)
