-- A mark that a crash undoes costs one repeated message, which the receiver's inbox drops: this commit need not
-- wait for the disk. Found by message id alone, so that no plan walks through the unsent ones instead.
update outbox o
set sent_at = $2
from unnest($1::text[]) as w (message_id)
where o.message_id = w.message_id
    and (select set_config('synchronous_commit', 'off', true)) = 'off'
