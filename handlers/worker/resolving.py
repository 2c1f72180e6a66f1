"""Whose parcel is this? Keys are asked in order, the surest first, and it is never a guess between two (C.1).

A key answers with one case, or it does not answer. Forwarders stand for their target; a stray answers only where no
announced case does. Whether a case was open, and a tracking number still valid, is judged at the scan's own time.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from handlers.caselog import CaseKey, Head
from handlers.worker.keyring import Entry, Member
from lifecycle.engine.case import Ref
from lifecycle.engine.kind import Kind

VALID_FOR = {"tracking": timedelta(days=90)}
"""Tracking numbers repeat: after this span on either side of the scan they say nothing."""
ONE_OPEN = frozenset({"order", "order_sku"})
"""Keys that answer only if exactly one open case has them."""


class Heads(Protocol):
    """Where cases stand."""

    async def heads(self, keys: Iterable[CaseKey], *, fresh: bool) -> dict[CaseKey, Head]:
        """The newest state of each case."""


class Bench(Protocol):
    """What is needed to find whose parcel it is: a worker's bench, or whoever wants to know beforehand."""

    @property
    def kinds(self) -> Mapping[str, Kind[Any]]:
        """The kinds of case."""

    @property
    def cases(self) -> Heads:
        """The cases."""


async def resolve(
    bench: Bench, asked: Sequence[Ref], entries: Mapping[Ref, Entry], at: datetime, *, but: CaseKey | None = None
) -> CaseKey | None:
    """The case that the keys name at the instant `at` (UTC), or None; `but` is a stray that looks for its own case."""
    valid = {ref: [m for m in entries[ref].members if _is_valid(ref, m, at) and m.key != but] for ref in asked}
    heads = await _heads(bench, {member.key for members in valid.values() for member in members})
    for strays in (False,) if but else (False, True):
        for ref in asked:
            found = _answer(bench.kinds, ref, valid[ref], heads, at, strays=strays)
            if found is not None and found != but:
                return found
    return None


async def _heads(bench: Bench, keys: Iterable[CaseKey]) -> dict[CaseKey, Head]:
    """The cases, and those that forwarders among them stand for."""
    heads = await bench.cases.heads(keys, fresh=True)
    targets = {(key[0], head.case.forwards_to) for key, head in heads.items() if head.case.forwards_to}
    return heads | await bench.cases.heads(targets - set(heads), fresh=True)


def _answer(
    kinds: Mapping[str, Kind[Any]],
    ref: Ref,
    members: Iterable[Member],
    heads: Mapping[CaseKey, Head],
    at: datetime,
    *,
    strays: bool,
) -> CaseKey | None:
    """The one case that a key names, equal targets being one; a case whose scan was taken back is none."""
    named = {_target(member.key, heads) for member in members}
    named = {key for key in named if heads[key].case.state != kinds[key[0]].table.initial}
    named = {key for key in named if kinds[key[0]].is_stray(heads[key].case) is strays}
    still_open = {key for key in named if kinds[key[0]].is_open(heads[key].case, at)}
    if ref.type in ONE_OPEN or len(named) > 1:
        named = still_open
    return named.pop() if len(named) == 1 else None


def _target(key: CaseKey, heads: Mapping[CaseKey, Head]) -> CaseKey:
    target = heads[key].case.forwards_to
    return (key[0], target) if target else key


def _is_valid(ref: Ref, member: Member, at: datetime) -> bool:
    span = VALID_FOR.get(ref.type)
    return span is None or abs(at - member.at) <= span
