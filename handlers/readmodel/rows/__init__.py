"""From records to rows, a file a kind of case. Pure: the same records give the same rows, however they are batched."""
