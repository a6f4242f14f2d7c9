delete from outbox where position > $1 and position <= $2 and sent_at < $3
