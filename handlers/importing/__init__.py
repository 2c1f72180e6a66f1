"""Getting data in: files of marketplaces and shops read row by row, and told as the events they mean.

A file is never believed over the log. What its source has said before is read from the records of the case; only what
is new or different is told. Nothing here waits for a worker.
"""
