"""The outbox: what is to be told to whom, in a bucket, written with the expected revision of every entry.

One process writes it at a time (`claim.py`); what waits is in memory too. What is done stays for as long as alerts are
kept, so that one delivered again is recognised.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import NamedTuple

import msgspec
import structlog
from nats.aio.client import Client

from events import subjects
from handlers.notifying.entries import Entry
from handlers.streams.topology import bucket_stream
from handlers.wire.batch import EXPECTED, Outgoing, commit
from handlers.wire.gets import Stored, history, last_of_each
from handlers.wire.jetstream import JetStreamError, seconds

log = structlog.get_logger(__name__)
STREAM = bucket_stream(subjects.BUCKET_NOTIFY)
MOST = 500
"""Entries written at once."""
REST = 1.0
"""Seconds before a write is tried again."""
_encoder, _decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Entry)


class Kept(NamedTuple):
    """An entry and its revision in the bucket; 0 for one that is not there."""

    entry: Entry | None
    revision: int = 0


NOTHING = Kept(None)


def place_of(target: str, kind: str, case_id: str, key: str) -> str:
    """Where the entry of a receiver about an alert's key stands."""
    return subjects.notice_of(target, kind, case_id, blake2b(key.encode(), digest_size=8).hexdigest())


def read_entry(stored: Stored) -> Entry:
    """An entry as the bucket holds it."""
    return _decoder.decode(stored.payload)


class Outbox:
    """The entries. `gate` is held by whoever reads, decides and writes; `bell` rings when there is something to do."""

    def __init__(self, nc: Client, keep: timedelta) -> None:
        self._nc, self._ttl = nc, seconds(keep)
        self.waiting: dict[str, Kept] = {}
        self.gate = asyncio.Lock()
        self.bells: list[asyncio.Event] = []

    async def load(self) -> None:
        """Learn anew what waits."""
        stored = await history(self._nc, STREAM, subjects.NOTICES)
        self.waiting = {
            each.subject: Kept(entry, each.seq)
            for each in stored
            if each.payload and not (entry := read_entry(each)).is_final
        }
        self._ring()

    async def look(self, places: Sequence[str]) -> dict[str, Kept]:
        """The entries at these places, whether they wait or are done."""
        unknown = [place for place in dict.fromkeys(places) if place not in self.waiting]
        found = await last_of_each(self._nc, STREAM, unknown)
        told = {each.subject: Kept(read_entry(each), each.seq) for each in found if each is not None and each.payload}
        return {place: self.waiting.get(place) or told.get(place, NOTHING) for place in places}

    async def write(self, changes: Mapping[str, Kept]) -> None:
        """Store entries over the revisions that they were made from; raises a `JetStreamError`."""
        items = list(changes.items())
        for start in range(0, len(items), MOST):
            part = items[start : start + MOST]
            last = (await commit(self._nc, [self._message(place, kept) for place, kept in part])).last_seq
            for revision, (place, kept) in enumerate(part, last - len(part) + 1):
                self._know(place, kept.entry, revision)
        self._ring()

    async def change(self, places: Iterable[str], how: Callable[[str, Entry], Entry]) -> None:
        """Change entries, however long the server is away: what was sent must not be forgotten."""
        named = list(places)
        while True:
            async with self.gate:
                try:
                    await self._change(named, how)
                except JetStreamError as trouble:
                    log.warning("notify.waiting", why=str(trouble))
                    await self.reload()
                else:
                    return
            await asyncio.sleep(REST)

    async def _change(self, places: Sequence[str], how: Callable[[str, Entry], Entry]) -> None:
        known = await self.look(places)
        changed = {place: how(place, each.entry) for place, each in known.items() if each.entry is not None}
        new = {place: entry for place, entry in changed.items() if entry != known[place].entry}
        await self.write({place: Kept(entry, known[place].revision) for place, entry in new.items()})

    async def reload(self) -> None:
        """Learn what an unclear write has left, as soon as somebody answers."""
        while True:
            try:
                await self.load()
            except JetStreamError:
                await asyncio.sleep(REST)
            else:
                return

    def _message(self, place: str, kept: Kept) -> Outgoing:
        assert kept.entry is not None
        lasting = {"Nats-TTL": self._ttl} if kept.entry.is_final else {}
        return Outgoing(place, _encoder.encode(kept.entry), {EXPECTED: str(kept.revision), **lasting})

    def _know(self, place: str, entry: Entry | None, revision: int) -> None:
        if entry is None or entry.is_final:
            self.waiting.pop(place, None)
        else:
            self.waiting[place] = Kept(entry, revision)

    def _ring(self) -> None:
        for bell in self.bells:
            bell.set()
