select number, as_of, body, signature, sketch from roots where number > $1 order by number limit $2
