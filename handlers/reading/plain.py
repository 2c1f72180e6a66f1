"""A case as plain JSON, every member written out, also those that stand at their default."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct

from lifecycle.engine.case import Case

BOOKKEEPING = frozenset({"seen", "newest", "muted"})
"""Members by which the engine recognises what it knows; no reader needs them."""


def plain_case(case: Case, revision: int) -> dict[str, Any]:
    """The case with its revision, the sequence of its last record."""
    told = {name: plain(getattr(case, name)) for name in case.__struct_fields__ if name not in BOOKKEEPING}
    head = {name: told.pop(name) for name in ("kind", "id", "state", "escalated")}
    return {**head, "revision": revision, **told}


def plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """A value of a case as JSON: amounts as text, moments as RFC 3339 in UTC."""
    match value:
        case Struct():
            return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
        case Mapping():
            return {str(name): plain(entry) for name, entry in value.items()}
        case tuple() | list() | frozenset():
            return [plain(entry) for entry in value]
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
    return value
