select min(due) from timers
