"""What is known of the cases a file speaks of: the events in their records, and those that still wait for a worker.

Inputs are read before the log, so that an event on its way from one to the other is seen in one of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace
from nats.aio.client import Client

from events import subjects
from events.catalogue import Unreadable
from events.envelope import identity_of
from handlers.caselog import CaseKey, fact_of
from handlers.importing.reading import Told
from handlers.importing.statements import NOTHING_KNOWN, Body, Known
from handlers.reading.finding import relatives
from handlers.wire.gather import gather
from handlers.wire.gets import Stored, history, last_of_each
from handlers.worker.seals import Seals
from lifecycle.engine import records
from lifecycle.engine.case import Case
from lifecycle.engine.kind import Kind

STEP = 500
"""Cases that are looked for at once."""
AT_ONCE = 32
"""Histories that are read at once."""
FURTHEST = 5
"""Cases that a merged one may lead on to."""


class Shelf:
    """Reads what is known of cases, once each, and keeps what is told beside it."""

    def __init__(self, nc: Client, kinds: Mapping[str, Kind[Any]]) -> None:
        self._nc, self._kinds, self._seals = nc, kinds, Seals(nc, kinds)
        self._known: dict[CaseKey, Known] = {}

    async def known(self, told: Sequence[Told]) -> Mapping[CaseKey, Known]:
        """What is known of all cases that these speak of."""
        wanted = list(dict.fromkeys(key for each in told for key in each.keys if key not in self._known))
        for start in range(0, len(wanted), STEP):
            await self._read(wanted[start : start + STEP])
        await gather((self._relate(each) for each in told if each.related), AT_ONCE)
        return self._known

    def add(self, bodies: Iterable[Body]) -> None:
        """These are told now."""
        for body in bodies:
            key = str(body["type"]).split(".")[0], str(body["subject"])
            before = self._known.get(key, NOTHING_KNOWN)
            self._known[key] = Known((*before.bodies, body), before.case, before.relatives, before.erased)

    async def _read(self, keys: Sequence[CaseKey]) -> None:
        waiting = await last_of_each(self._nc, subjects.STREAM_IN, [subjects.inputs_about(*key) for key in keys])
        recorded = await last_of_each(self._nc, subjects.STREAM, [subjects.records_of(*key) for key in keys])
        some = [key for key, *any_ in zip(keys, waiting, recorded, strict=True) if any(any_)]
        found = await gather((self._case(key) for key in some), AT_ONCE)
        erased = await self._seals.erased(some)
        self._known |= dict.fromkeys(keys, NOTHING_KNOWN)
        for key, (bodies, case) in zip(some, found, strict=True):
            self._known[key] = Known(tuple(bodies), case, erased=key in erased)

    async def _case(self, key: CaseKey, steps: int = 0) -> tuple[list[Body], Case | None]:
        """The events told to a case, and, if it was merged, those that were sent on."""
        waiting = await history(self._nc, subjects.STREAM_IN, subjects.inputs_about(*key))
        recorded = await history(self._nc, subjects.STREAM, subjects.records_of(*key))
        bodies = await self._recorded(key, recorded)
        seen = {identity_of(body["source"], body["id"]) for body in bodies}
        for body in self._waiting(key, waiting):
            if identity_of(body["source"], body["id"]) not in seen:
                bodies.append(body)
                seen.add(identity_of(body["source"], body["id"]))
        kind = self._kinds[key[0]]
        case: Case | None = records.read_case(kind, records.read(recorded[-1].payload)) if recorded else None
        if case is not None and case.forwards_to and steps < FURTHEST:
            further, _ = await self._case((key[0], case.forwards_to), steps + 1)
            bodies += [body for body in further if identity_of(body["source"], body["id"]) not in seen]
        return bodies, case

    async def _recorded(self, key: CaseKey, stored: Iterable[Stored]) -> list[Body]:
        read = [record for record in (records.read(each.payload) for each in stored) if records.is_fact(record)]
        events = [fact_of(self._kinds[key[0]], key[1], record).event for record in read]
        return [await self._seals.unsealed(event) if event.private else event.body for event in events]

    def _waiting(self, key: CaseKey, stored: Iterable[Stored]) -> list[Body]:
        """The inputs that can be read; what cannot is or will be a dead letter."""
        catalogue = self._kinds[key[0]].catalogue
        bodies = []
        for each in stored:
            place = subjects.parse_stored_in(each.subject)
            try:
                bodies.append(catalogue.read_event(each.payload, *key, place.event).body if place else {})
            except Unreadable:
                continue
        return [body for body in bodies if body]

    async def _relate(self, told: Told) -> None:
        """Read the other cases of its order."""
        before = self._known[told.key]
        kind = self._kinds[told.key[0]]
        asking = replace(before.case or kind.blank(told.key[1]), order_id=told.related)
        others = tuple(await relatives(self._nc, self._kinds, asking))
        self._known[told.key] = Known(before.bodies, before.case, others, before.erased)
