-- A mark that a crash undoes costs one repeated message, which the receiver's inbox drops: this commit need not
-- wait for the disk.
update outbox
set sent_at = $2
where message_id = any($1) and sent_at is null
    and (select set_config('synchronous_commit', 'off', true)) = 'off'
