"""Where two records differ, member by member, in a few words."""

import json
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

MOST = 3
LONGEST, BEFORE = 60, 20
_ABSENT: Any = object()


def difference(stored: bytes, derived: bytes) -> str:
    """How the record in the log differs from the one derived again."""
    try:
        found = list(_differing("", json.loads(stored), json.loads(derived)))
    except ValueError:
        return "the record in the log is no JSON"
    if not found:
        return "the content is the same, but it is written in other bytes"
    told = [f"{path} is {one}, derived {other}" for path, *pair in found[:MOST] for one, other in [_shown(*pair)]]
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


def _shown(here: Any, there: Any) -> tuple[str, str]:  # noqa: ANN401 - JSON
    """Both values in short, beginning a little before the place where they part."""
    one, other = _text(here), _text(there)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    start = max(0, alike - BEFORE) if max(len(one), len(other)) > LONGEST else 0
    return _cut(one, start), _cut(other, start)


def _text(value: Any) -> str:  # noqa: ANN401 - JSON
    return "absent" if value is _ABSENT else json.dumps(value, ensure_ascii=False)


def _cut(text: str, start: int) -> str:
    return ("…" if start else "") + text[start : start + LONGEST] + ("…" if len(text) > start + LONGEST else "")
