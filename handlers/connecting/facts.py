"""What came of an intent, told into the inputs like anyone else's event.

The id of a fact follows from what it answers, so the same fact told twice is recognised. Before anything is done the
inputs are asked whether it was told already: a worker may not have taken it yet.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

import orjson
import structlog
from nats.aio.client import Client

from events import subjects
from handlers.clock import Clock
from handlers.connecting.wishes import Errand, Wish
from handlers.wire.batch import commit
from handlers.wire.gets import history
from handlers.wire.jetstream import Full, TooManyBatches, Unavailable
from handlers.worker.forwarding import input_message
from lifecycle.engine.kind import Kind

log = structlog.get_logger(__name__)
PAUSES = (0.1, 0.3, 1.0, 3.0, 10.0)
"""Seconds before each new try to store a fact; the last of them again and again."""
LONGEST = 2_000
"""Characters of an error that are told."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The outside thing is done: the `data` of the fact that says so, and when it was done (None: just now)."""

    data: Mapping[str, Any]
    at: datetime | None = None


class Failed(Exception):
    """The outside thing was not done; `retryable`: the same may work later, under the same key."""

    def __init__(self, sentence: str, *, retryable: bool) -> None:
        super().__init__(sentence)
        self.retryable = retryable


class Teller:
    """Tells the facts of one errand."""

    def __init__(self, nc: Client, kinds: Mapping[str, Kind[Any]], errand: Errand, clock: Clock) -> None:
        self._nc, self._kinds, self._errand, self._clock = nc, kinds, errand, clock
        self.source = f"/connectors/{errand.name}"

    async def is_told(self, wish: Wish) -> bool:
        """Whether the inputs hold the fact that it is done, or that this very request for it failed for good."""
        ours = {self._errand.done: self._id(wish), self._errand.failed: self._failure_id(wish, retryable=False)}
        return any([await self._holds(wish, name, id_) for name, id_ in ours.items()])

    async def done(self, wish: Wish, receipt: Receipt) -> None:
        """Tell that it is done; waits for the server for as long as that takes."""
        at = self._clock.from_real(receipt.at) if receipt.at else self._clock.now()
        await self._tell(wish, self._errand.done, self._id(wish), receipt.data, max(at, wish.event.at))

    async def failed(self, wish: Wish, failure: Failed) -> None:
        """Tell that it failed, for good or for now; of one request each of them is told once."""
        name, id_ = self._errand.failed, self._failure_id(wish, retryable=failure.retryable)
        if await self._holds(wish, name, id_):
            return
        error = (str(failure) or type(failure).__name__)[:LONGEST]
        data = {self._errand.key: wish.key, "error": error, "retryable": failure.retryable}
        await self._tell(wish, name, id_, data, max(self._clock.now(), wish.event.at))

    def _id(self, wish: Wish, *more: str) -> str:
        named = "\0".join((self._errand.name, wish.case.kind, wish.case.id, wish.key, *more))
        return blake2b(named.encode(), digest_size=16).hexdigest()

    def _failure_id(self, wish: Wish, *, retryable: bool) -> str:
        return self._id(wish, wish.event.identity, "for now" if retryable else "for good")

    async def _holds(self, wish: Wish, name: str, id_: str) -> bool:
        """Whether the inputs of the case hold this event of ours."""
        stored = await history(self._nc, subjects.STREAM_IN, subjects.stored_in(wish.case.kind, wish.case.id, name))
        told = (orjson.loads(message.payload) for message in stored)
        return any((body.get("source"), body.get("id")) == (self.source, id_) for body in told)

    async def _tell(self, wish: Wish, name: str, id_: str, data: Mapping[str, Any], at: datetime) -> None:
        kind = self._kinds[wish.case.kind]
        body = {
            "specversion": "1.0",
            "id": id_,
            "source": self.source,
            "type": kind.catalogue.entry(kind.name, name).type_name,
            "time": at.isoformat(),
            "subject": wish.case.id,
            "actor": f"connector:{self._errand.name}",
            "causationid": wish.event.id,
            "data": {member: value for member, value in data.items() if value is not None},
        }
        kind.catalogue.read_event(orjson.dumps(body), kind.name, wish.case.id, name)
        await self._store(body, kind.name, wish.case.id, name)

    async def _store(self, body: dict[str, Any], kind: str, case_id: str, name: str) -> None:
        """Store it, however long the server is away: what has been done outside must not be forgotten."""
        for pause in _without_end():
            try:
                await commit(self._nc, [input_message(body, kind, case_id, name)])
            except (Unavailable, Full, TooManyBatches) as trouble:
                log.warning("connector.untold", kind=kind, case=case_id, event=name, why=str(trouble))
                await asyncio.sleep(pause)
            else:
                return


def _without_end() -> Iterator[float]:
    yield from PAUSES
    while True:
        yield PAUSES[-1]
