"""Reading the log for people: the board of all cases, one case with its history, alerts. Nothing here writes."""
