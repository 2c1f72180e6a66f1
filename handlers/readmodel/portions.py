"""Many cases at once: by their kind, and so many in one statement as a database takes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

CHUNK = 500
"""Cases that are asked for, or cleared away, in one statement."""
Key = tuple[str, str]
Keys = dict[str, list[str]]


def by_kind(keys: Iterable[Key]) -> Keys:
    """The ids of cases, by kind."""
    found: Keys = defaultdict(list)
    for kind, case_id in keys:
        found[kind].append(case_id)
    return found


def parts(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Some of them after the other."""
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
