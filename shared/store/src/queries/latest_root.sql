select number, as_of, body, signature, sketch from roots order by number desc limit 1
