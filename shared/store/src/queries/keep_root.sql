insert into roots (number, as_of, body, signature, sketch) values ($1, $2, $3, $4, $5)
