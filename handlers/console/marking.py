"""Marking constants as texts, for modules that `texts.py` itself needs."""


def N_(msgid: str) -> str:  # noqa: N802 - the name by which texts are found
    """Mark a constant as a text; it is translated where it is shown."""
    return msgid
