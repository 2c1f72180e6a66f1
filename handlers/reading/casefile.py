"""One case as the log tells it: now, as it was known at a moment, or as it happened up to a moment.

`at` goes by when records were stored, on the clock of the log; `happened` by when events happened, with all that is
known now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import json
from nats.aio.client import Client

from events import subjects
from events.envelope import Event
from handlers.caselog import CaseKey, fact_of, up_to
from handlers.clock import Clock
from handlers.reading.notes import note
from handlers.reading.plain import plain, plain_case
from handlers.reading.shelf import pinned
from handlers.wire.gets import Stored, history
from handlers.worker.seals import Seals
from lifecycle.engine import records
from lifecycle.engine.case import Case
from lifecycle.engine.corrections import retell
from lifecycle.engine.fold import fold
from lifecycle.engine.kind import Kind
from lifecycle.engine.records import Record
from lifecycle.playbook.view import Saying


@dataclass(frozen=True, slots=True)
class Told:
    """A record of a case, where it stands and what it is, with the event in it as plain JSON."""

    stored: Stored
    record: Record
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with its timeline; `revision` is the sequence of the last record it is made of."""

    kind: Kind[Any]
    case: Case
    revision: int
    timeline: list[dict[str, Any]]
    relatives: Sequence[Case] = ()
    """The other cases of the same order, as they stand today."""
    advice: Sequence[Mapping[str, Any]] = ()
    """What the playbook advises today, in short: the row, its situation, its numbered options."""

    @property
    def possible(self) -> tuple[str, ...]:
        """The events that may follow."""
        return self.kind.table.allowed(self.case.state)

    def to_json(self) -> dict[str, Any]:
        """The case file for programs."""
        return {
            "case": plain_case(self.case, self.revision),
            "timeline": self.timeline,
            "possible": plain(self.possible),
            "relatives": [{"kind": each.kind, "id": each.id, "state": each.state} for each in self.relatives],
            "advice": [dict(each) for each in self.advice],
        }


class Archive:
    """Reads case files; `seals` opens private text, without it that stays closed."""

    def __init__(self, nc: Client, kinds: Mapping[str, Kind[Any]], clock: Clock, seals: Seals | None = None) -> None:
        self._nc, self._kinds, self._clock, self._seals = nc, kinds, clock, seals

    async def now(self, key: CaseKey) -> CaseFile | None:
        """The case as it stands; None if no record of it exists."""
        return await self._file(key, await self._told(key))

    async def known_at(self, key: CaseKey, moment: datetime) -> CaseFile | None:
        """The case as it was known at a moment (UTC); None if nobody knew of it then."""
        told = await self._told(key)
        return await self._file(key, [each for each in told if self._recorded(each) <= moment])

    async def happened_by(self, key: CaseKey, moment: datetime) -> CaseFile | None:
        """The case that all events make which happened up to a moment (UTC); None if none had."""
        told = await self._told(key)
        kind = self._kinds[key[0]]
        every = [fact_of(kind, key[1], each.record) for each in told if records.is_fact(each.record)]
        packs = await pinned(self._nc, (fact.policy for fact in every))
        facts = up_to(kind, key[1], every, packs, moment)
        if not facts:
            return None
        case = fold(kind, key[1], facts, packs, moment)
        shown = [each for each in told if datetime.fromisoformat(each.body["time"]) <= moment]
        return CaseFile(kind, case, told[-1].stored.seq, [await self._line(each) for each in shown])

    async def sayings(self, key: CaseKey) -> list[Saying]:
        """What counts of what was said about a case, as corrections tell it; private text is readable with seals."""
        told = await self._told(key)
        if not told:
            return []
        kind = self._kinds[key[0]]
        unfit = {entry.identity.partition("/")[0] for entry in records.read_case(kind, told[-1].record).unfit}
        facts = [fact_of(kind, key[1], each.record) for each in told if records.is_fact(each.record)]
        retold, _ = retell(kind.catalogue, facts)
        events = sorted((fact.event for fact in retold), key=lambda event: event.at)
        bodies = [(event, await self._readable(event)) for event in events if event.identity not in unfit]
        return [Saying(event.name, body["data"], event.at, event.actor, body.get("advice")) for event, body in bodies]

    async def _readable(self, event: Event) -> Mapping[str, Any]:
        return await self._seals.unsealed(event) if self._seals and event.private else event.body

    async def _told(self, key: CaseKey) -> list[Told]:
        stored = await history(self._nc, subjects.STREAM, subjects.records_of(*key))
        read = [(message, records.read(message.payload)) for message in stored]
        return [Told(message, record, json.decode(record.event)) for message, record in read]

    async def _file(self, key: CaseKey, told: Sequence[Told]) -> CaseFile | None:
        if not told:
            return None
        kind = self._kinds[key[0]]
        case = records.read_case(kind, told[-1].record)
        return CaseFile(kind, case, told[-1].stored.seq, [await self._line(each) for each in told])

    def _recorded(self, told: Told) -> datetime:
        return self._clock.from_real(told.stored.time)

    async def _line(self, told: Told) -> dict[str, Any]:
        """A line of the timeline; `recorded` is the last token of the record's subject."""
        body = await self._opened(told)
        place = subjects.parse_case_record(told.stored.subject)
        return {
            "seq": told.stored.seq,
            "type": body["type"],
            "time": body["time"],
            "recorded_at": plain(self._recorded(told)),
            "state": json.decode(told.record.case)["state"],
            "actor": body.get("actor"),
            "advice": body.get("advice"),
            "note": note(told.record, body),
            "recorded": place.event if place else "",
            "cause": told.record.cause.type,
            "source": body["source"],
            "id": body["id"],
        }

    async def _opened(self, told: Told) -> dict[str, Any]:
        if self._seals is None or b'"sealed:' not in bytes(told.record.event):
            return told.body
        kind, case_id, _ = subjects.parse_case_record(told.stored.subject) or ("", "", "")
        return await self._seals.unsealed(fact_of(self._kinds[kind], case_id, told.record).event)
