select sealed from vault where department = $1 and person = $2
