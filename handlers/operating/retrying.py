"""Dealing with dead letters: an input is published again, as it was or mended, or it is laid aside."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

import orjson
from nats.aio.client import Client

from events import subjects
from events.catalogue import CATALOGUE
from handlers.clock import Clock
from handlers.operating.publishing import read_line, refuse_future, store
from handlers.operating.sayings import Saying
from handlers.operating.standing import known_of
from handlers.reading.dead import whole_input
from handlers.wire.batch import Outgoing, commit
from lifecycle.engine.kind import Kind

KEPT: Final[tuple[str, ...]] = ("type", "precision", "historical", "causationid")
"""Members of a mended envelope that go with what is said."""


class InputGone(LookupError):
    """The whole input of a dead letter is no longer kept."""

    def __init__(self, sequence: int) -> None:
        super().__init__(f"input {sequence} is no longer kept, only the head of it in its dead letter; publish it anew")


async def mended(nc: Client, kinds: Mapping[str, Kind[Any]], raw: bytes) -> Saying:
    """What somebody would say in the place of an input: whose word it was and where it came from is left aside.

    A case that there is not yet is meant to begin. Raises `Unreadable`.
    """
    event = read_line(kinds, raw).event
    key = (event.kind, event.case_id)
    known = (await known_of(nc, kinds, [key]))[key]
    more = {name: event.body[name] for name in KEPT if name in event.body}
    marks = (event.body.get("advice"), event.body.get("despite"), event.time, event.id)
    return Saying(key, event.name, event.body["data"], None if known.revision else 0, *marks, more=more)


class Clerk:
    """Publishes inputs again and notes who did so."""

    def __init__(self, nc: Client, kinds: Mapping[str, Kind[Any]], clock: Clock, login: str, ttl: str) -> None:
        self._nc, self._kinds, self._clock, self._login, self._ttl = nc, kinds, clock, login, ttl

    async def retry(self, sequence: int) -> int:
        """Publish an input again and answer its new sequence; raises `InputGone`, or `Unreadable` if it is no better.

        It carries no `Nats-Msg-Id`: the very same bytes are meant to come in again. What is mended is no longer its
        publisher's word: see `mended`.
        """
        message = await self._again(sequence)
        done = await store(self._nc, Outgoing(message.subject, message.payload))
        await self._note("retried", sequence, again=done.last_seq)
        return done.last_seq

    async def replaced(self, sequence: int) -> None:
        """Note that an event was published in the place of an input, like anyone else's."""
        await self._note("retried", sequence)

    async def dismiss(self, sequence: int) -> None:
        """Lay a letter aside: it needs nobody's attention any more."""
        await self._note("dismissed", sequence)

    async def _again(self, sequence: int) -> Outgoing:
        found = await whole_input(self._nc, sequence)
        if found is None:
            raise InputGone(sequence)
        place = subjects.parse_stored_in(found.subject)
        if place is None:
            ready = read_line(self._kinds, found.payload)
            refuse_future(ready.event, self._clock.now())
            return ready.message
        catalogue = self._kinds[place.kind].catalogue if place.kind in self._kinds else CATALOGUE
        event = catalogue.read_event(found.payload, place.kind, place.case_id, place.event)
        refuse_future(event, self._clock.now())
        scan = place.kind == "scan"
        where = subjects.in_scan(place.case_id) if scan else subjects.in_(place.kind, place.case_id, place.event)
        return Outgoing(where, found.payload)

    async def _note(self, what: str, sequence: int, **further: object) -> None:
        body = orjson.dumps({"sequence": sequence, "by": self._login, "at": self._clock.now().isoformat(), **further})
        headers = {"Nats-Msg-Id": uuid.uuid4().hex, "Nats-TTL": self._ttl}
        await commit(self._nc, [Outgoing(subjects.dead(what), body, headers)])
