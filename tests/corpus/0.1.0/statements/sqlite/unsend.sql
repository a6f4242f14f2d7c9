update outbox
set sent_at = null
where message_id in (select m.value from json_each($1) m) and sent_at is not null
