"""References: under which keys a case is known. Sets, one subject a member; an assertion is checked, never assumed.

The first assertion of a key expects that nobody has written under it; whoever is refused reads the key and looks again.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

import orjson
from nats.aio.client import Client

from events import subjects
from handlers.caselog import CaseKey
from handlers.wire.batch import EXPECTED, EXPECTED_OF, Outgoing
from handlers.wire.gather import gather
from handlers.wire.gets import Stored, last, leader_last, members
from handlers.wire.jetstream import Refused, Unavailable
from lifecycle.engine.case import Ref

REMEMBERED = 50_000
TOO_MANY = 413
"""What the server answers for a key with more than 1,024 members: a key like "N/A" names nobody any more."""


@dataclass(frozen=True, slots=True)
class Member:
    """A case known under a key since `at` (UTC); `stray` if it was nobody's when it said so."""

    key: CaseKey
    at: datetime
    stray: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands under a key: its members and the sequence of the newest message there."""

    members: tuple[Member, ...]
    newest: int

    def woken(self, new: Member) -> list[CaseKey]:
        """Who has to look around once this key is asserted: the strays under it, or the stray that asserts it."""
        others = [member for member in self.members if member.key != new.key]
        if new.stray:
            return [new.key] if any(not member.stray for member in others) else []
        return [member.key for member in others if member.stray]

    def joined(self, new: Member) -> "Entry":
        """The same with one member more."""
        return Entry((*self.members, new), self.newest)


NOTHING = Entry((), 0)


class KeyRing:
    """Reads references and spells their messages; remembers under which keys something stands already."""

    def __init__(self, nc: Client) -> None:
        self._nc = nc
        self._used: OrderedDict[Ref, None] = OrderedDict()

    async def read(self, refs: Iterable[Ref]) -> dict[Ref, Entry]:
        """What stands under each key now."""
        wanted = list(dict.fromkeys(refs))
        found = await gather(self._read(ref) for ref in wanted)
        return dict(zip(wanted, found, strict=True))

    async def read_used(self, refs: Iterable[Ref]) -> dict[Ref, Entry]:
        """What stands under those of the keys of which we know that something does; the others are hoped to be new."""
        return await self.read(ref for ref in refs if ref in self._used)

    async def family(self, ref: Ref, *, as_leader: bool = False) -> list[CaseKey]:
        """The cases of a family; of one with more than 1,024 members, which is none, nobody.

        With `as_leader` raises `Unavailable` while the copy of the log that answers lags behind its leader.
        """
        of = subjects.refs_of(ref.type, digest_of(ref))
        newest = await leader_last(self._nc, subjects.STREAM, of) if as_leader else None
        try:
            stored = await members(self._nc, subjects.STREAM, of)
            if newest is not None and newest.seq > max((message.seq for message in stored), default=0):
                raise Unavailable(f"a copy of the log lags behind for {ref.type} {ref.value}")
        except Refused as refusal:
            if refusal.code != TOO_MANY:
                raise
            return []
        places = [subjects.parse_ref(message.subject) for message in stored]
        return [(place.kind, place.case_id) for place in places if place]

    async def _read(self, ref: Ref) -> Entry:
        of = subjects.refs_of(ref.type, digest_of(ref))
        try:
            stored = await members(self._nc, subjects.STREAM, of)
        except Refused as refusal:
            if refusal.code != TOO_MANY:
                raise
            newest = await last(self._nc, subjects.STREAM, of)
            return Entry((), newest.seq if newest else 0)
        return Entry(tuple(_members(stored)), max((message.seq for message in stored), default=0))

    def use(self, refs: Iterable[Ref]) -> None:
        """Something stands under these keys now."""
        for ref in refs:
            self._used[ref] = None
            self._used.move_to_end(ref)
        while len(self._used) > REMEMBERED:
            self._used.popitem(last=False)


def assertion(ref: Ref, member: Member, *, expected: int | None) -> Outgoing:
    """The message that makes a case known under a key; `expected` is the newest sequence there, None for no check."""
    digest = digest_of(ref)
    body = orjson.dumps({"at": member.at.isoformat(), "stray": member.stray})
    return Outgoing(subjects.ref(ref.type, digest, *member.key), body, _check(ref, digest, expected))


def joined_family(ref: Ref, key: CaseKey) -> Outgoing:
    """The message that makes a case one of a family; no parcel is given away by it, so it is not checked."""
    return Outgoing(subjects.ref(ref.type, digest_of(ref), *key), b"", {})


def looked(ref: Ref, expected: int) -> Outgoing:
    """The message that says: somebody looked this key up and acted on the answer."""
    digest = digest_of(ref)
    return Outgoing(subjects.ref_looked(ref.type, digest), b"", _check(ref, digest, expected))


def _check(ref: Ref, digest: str, expected: int | None) -> dict[str, str]:
    return {} if expected is None else {EXPECTED: str(expected), EXPECTED_OF: subjects.refs_of(ref.type, digest)}


def digest_of(ref: Ref) -> str:
    """The key as one token: 16 hex digits."""
    return blake2b(ref.value.encode(), digest_size=8).hexdigest()


def _members(stored: Sequence[Stored]) -> Iterable[Member]:
    for message in stored:
        place = subjects.parse_ref(message.subject)
        if place is not None:
            body: dict[str, Any] = orjson.loads(message.payload)
            yield Member((place.kind, place.case_id), datetime.fromisoformat(body["at"]), bool(body["stray"]))
