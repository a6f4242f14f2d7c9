-- False where an earlier transaction is still open on the connection.
select now() = statement_timestamp()
