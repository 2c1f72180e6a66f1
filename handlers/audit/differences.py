"""Where two records differ, member by member, in a few words."""

import json
from collections.abc import Iterator
from typing import Any

MOST = 3
LONGEST = 60
_ABSENT: Any = object()


def difference(stored: bytes, derived: bytes) -> str:
    """How the record in the log differs from the one derived again."""
    try:
        found = list(_differing("", json.loads(stored), json.loads(derived)))
    except ValueError:
        return "the record in the log is no JSON"
    if not found:
        return "the content is the same, but it is written in other bytes"
    told = [f"{path} is {_shown(here)}, derived {_shown(there)}" for path, here, there in found[:MOST]]
    return "; ".join(told) + (f"; and {len(found) - MOST} more" if len(found) > MOST else "")


def _differing(path: str, here: Any, there: Any) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401 - JSON
    if isinstance(here, dict) and isinstance(there, dict):
        for name in {**here, **there}:
            yield from _differing(f"{path}.{name}".lstrip("."), here.get(name, _ABSENT), there.get(name, _ABSENT))
    elif isinstance(here, list) and isinstance(there, list) and len(here) == len(there):
        for place, (one, other) in enumerate(zip(here, there, strict=True)):
            yield from _differing(f"{path}[{place}]", one, other)
    elif here != there:
        yield path, here, there


def _shown(value: Any) -> str:  # noqa: ANN401 - JSON
    if value is _ABSENT:
        return "absent"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
