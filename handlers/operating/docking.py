"""A parcel at the dock: what the code on it is, and whose it will be.

Beforehand the keys are asked just as a worker asks them, so that what is shown is what happens; in the moment between,
somebody else may have told more, so what counts is where the scan went.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from nats.aio.client import Client

from handlers.caselog import CaseKey, Head
from handlers.operating.acting import LONGEST_PAUSE, PAUSE
from handlers.operating.standing import known_of
from handlers.worker.keyring import KeyRing
from handlers.worker.resolving import resolve
from lifecycle.engine.case import Case
from lifecycle.engine.kind import Kind
from lifecycle.returns.references import key as spelled

SORTS: Final[Mapping[str, str]] = {
    "rma": "rma",
    "merchant_rma": "merchant_rma",
    "tracking": "tracking",
    "lpn": "lpn",
    "order": "order_id",
}
"""The sorts of key that a code may be, the surest first, and the member of a scan's `codes` that it becomes."""
SHAPES: Final = (
    ("order_id", re.compile(r"\d{3}-\d{7}-\d{7}")),
    ("lpn", re.compile(r"LPN[A-Z0-9]{6,}", re.IGNORECASE)),
)
"""Codes that show what they are."""
ANY: Final = ("rma", "merchant_rma", "tracking")
"""What a code may be that nobody knows and that does not show it: whoever names it later by any of these finds it."""
FOLLOWING: Final = 5.0
"""Seconds to wait until a stray has found its case."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A code as it was read: the members of `codes` that it becomes, and the case that a scan of it would go to now."""

    code: str
    codes: Mapping[str, str]
    case: Case | None

    @property
    def is_known(self) -> bool:
        """Whether it names a case."""
        return self.case is not None


@dataclass(frozen=True, slots=True)
class _Cases:
    """Cases as they stand in the log."""

    nc: Client
    kinds: Mapping[str, Kind[Any]]

    @property
    def cases(self) -> "_Cases":
        return self

    async def heads(self, keys: Iterable[CaseKey], *, fresh: bool) -> dict[CaseKey, Head]:
        wanted = list(keys)
        known = await known_of(self.nc, self.kinds, wanted) if fresh else {}
        found = {key: each.case or self.kinds[key[0]].blank(key[1]) for key, each in known.items()}
        return {key: Head(case, known[key].revision, "") for key, case in found.items()}


class Dock:
    """Knows parcels by their codes."""

    def __init__(self, nc: Client, kinds: Mapping[str, Kind[Any]]) -> None:
        self._nc, self._kinds, self._keyring = nc, kinds, KeyRing(nc)
        self._bench = _Cases(nc, kinds)

    async def look(self, code: str, at: datetime) -> Seen:
        """What a code is and whose parcel it marks at the instant `at` (UTC); a return's own id names that return."""
        named = await self._named(code)
        if named is not None:
            return Seen(code, codes_of(named), named)
        entries = await self._keyring.read([spelled(sort, code) for sort in SORTS])
        asked = [ref for ref, entry in entries.items() if entry.members]
        found = await resolve(self._bench, asked, entries, at)
        case = (await known_of(self._nc, self._kinds, [found]))[found].case if found else None
        return Seen(code, dict.fromkeys([SORTS[ref.type] for ref in asked] or _shown(code), code), case)

    async def _named(self, code: str) -> Case | None:
        """The return of which the code is the very id."""
        key = ("return", code)
        return (await known_of(self._nc, self._kinds, [key]))[key].case if _is_id(code) else None

    async def merged(self, stray: CaseKey, patience: float = FOLLOWING) -> str | None:
        """The return that a stray has found, waiting at most `patience` seconds for that."""
        loop, pause = asyncio.get_running_loop(), PAUSE
        deadline = loop.time() + patience
        while True:
            case = (await known_of(self._nc, self._kinds, [stray]))[stray].case
            if case is None or case.forwards_to is not None or loop.time() >= deadline:
                return case.forwards_to if case else None
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)


def codes_of(case: Case) -> dict[str, str]:
    """The surest code under which the world knows a case, as a scan would tell it; none where it has none."""
    known = {ref.type: ref.value for ref in reversed(case.refs) if ref.type in SORTS}
    best = next((sort for sort in SORTS if sort in known), None)
    return {SORTS[best]: known[best]} if best else {}


def _shown(code: str) -> tuple[str, ...]:
    """The members that a code nobody knows may be, by its shape."""
    found = tuple(member for member, shape in SHAPES if shape.fullmatch(code))
    return found or ANY


def _is_id(code: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_-]{1,64}", code) is not None
