"""The door for events of older schema versions: their data is lifted, step by step, to what the models read today.

A body is never rewritten: an old event stays in the log as it was told, and is lifted each time it is read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from events.private import Path


@dataclass(frozen=True, slots=True)
class Upcaster:
    """Lifts the `data` of one event from a version to the next; pure, and returns a new object.

    `private` names the private members as the old version called them, as paths below `data`.
    """

    kind: str
    event: str
    from_version: int
    lift: Callable[[dict[str, Any]], dict[str, Any]]
    private: tuple[Path, ...] = ()


UPCASTERS: Final[tuple[Upcaster, ...]] = ()
"""Those this release needs: none, every event is at its first version."""


def ladder(upcasters: Iterable[Upcaster], kind: str, event: str, current: int) -> dict[int, tuple[Upcaster, ...]]:
    """For every older version that can be read, the steps that lead from it to `current`."""
    steps = {step.from_version: step for step in upcasters if (step.kind, step.event) == (kind, event)}
    rungs: dict[int, tuple[Upcaster, ...]] = {}
    above: tuple[Upcaster, ...] = ()
    for version in range(current - 1, 0, -1):
        if version not in steps:
            break
        above = (steps[version], *above)
        rungs[version] = above
    return rungs


def lifted(data: dict[str, Any], steps: Iterable[Upcaster]) -> dict[str, Any]:
    """`data` after all `steps`."""
    for step in steps:
        data = step.lift(data)
    return data
