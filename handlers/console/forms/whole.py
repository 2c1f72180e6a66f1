"""Whole numbers as forms have them: revisions, sequences, places in a list."""

from typing import Final

DIGITS: Final = 18
"""As many as fit into 64 bits, whatever they are."""


def whole(words: object) -> int | None:
    """The number that a field says; None where it says none, or one that nothing here can have."""
    told = words if isinstance(words, str) else ""
    return int(told) if told.isdecimal() and len(told) <= DIGITS else None
