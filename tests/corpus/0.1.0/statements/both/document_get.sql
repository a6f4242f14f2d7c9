select content from documents where department = $1 and sha256 = $2
