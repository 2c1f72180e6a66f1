"""Names made of cells: `{Return no}-{Parcel}`."""

import re
from collections.abc import Mapping

_FIELD = re.compile(r"\{([^{}]+)\}")


def fields_of(template: str) -> list[str]:
    """The columns that a template names."""
    return _FIELD.findall(template)


def filled(template: str, cells: Mapping[str, str]) -> str:
    """A template with cells in the places of their columns."""
    return _FIELD.sub(lambda field: cells.get(field[1], ""), template)


def members_of(to: str | list[str]) -> tuple[str, ...]:
    """The members that a column of a map fills: one, or several."""
    return (to,) if isinstance(to, str) else tuple(to)
