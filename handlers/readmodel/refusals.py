"""What reading the tables can come to, besides rows."""


class NoTables(Exception):
    """There are no tables to read; the sentence says what to do."""
