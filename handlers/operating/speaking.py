"""Speaking for a user: his role, the revision he decided on, the wording guard, the second pair of eyes; then an event.

speaker = Speaker(nc, KINDS, clock, settings.refund_approval)
verdict = await speaker.say(user, ("return", "R-1"), "declined", {"reason": "…", "note": "…"}, expected_revision=812)

Every refusal is an exception whose text is a sentence, raised before anything is sent. The revision is compared when
the event is accepted; what is recorded in the moment between that and its own record is weighed by the case's rules.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from nats.aio.client import Client

from events.catalogue import CATALOGUE
from events.envelope import Event
from events.own import ENGINE
from handlers.caselog import CaseKey
from handlers.clock import Clock
from handlers.operating.acting import Desk, Verdict, verdict, worded
from handlers.operating.approving import matching, proposals, would_be
from handlers.operating.publishing import Ready, refuse_future
from handlers.operating.refusals import Contradicted, Moved, NeedsLead, NoSuchCase, NotAllowed
from handlers.operating.sayings import Saying, envelope_of, refuse_words
from handlers.operating.standing import Known, book_of, known_of, since
from handlers.operating.weighing import Book, Scales, is_money
from handlers.operating.wording import insist_on_wording, is_still_to_be_sent
from handlers.people import User, may
from handlers.reading.files import notes_of
from handlers.wire.jetstream import Stale
from lifecycle.engine.kind import Kind

PATIENCE: Final = 15.0
"""Seconds to wait for a record."""
TRIES: Final = 5
"""How often money is weighed again because more was told of its case meanwhile."""


class Speaker:
    """Publishes what users say, as their role and the case allow it."""

    def __init__(
        self,
        nc: Client,
        kinds: Mapping[str, Kind[Any]],
        clock: Clock,
        approval: Mapping[str, Decimal] = MappingProxyType({}),
    ) -> None:
        self._nc, self._kinds, self._clock, self._approval = nc, kinds, clock, approval
        self._desk, self._purse = Desk(nc, kinds), asyncio.Lock()

    async def say(  # noqa: PLR0913 - each is a word of what is said
        self,
        user: User,
        key: CaseKey,
        event: str,
        data: Mapping[str, Any],
        *,
        expected_revision: int | None = None,
        advice: str | None = None,
        despite: str | None = None,
        at: datetime | None = None,
        event_id: str | None = None,
        patience: float = PATIENCE,
    ) -> Verdict:
        """Say one thing and wait at most `patience` seconds for what becomes of it."""
        saying = Saying(key, event, data, expected_revision, advice, despite, at, event_id)
        return (await self.say_all(user, [saying], patience=patience))[0]

    async def say_all(self, user: User, sayings: Sequence[Saying], *, patience: float = PATIENCE) -> list[Verdict]:
        """Say several things, all of them or none; with no patience they are sent and not waited for.

        Refunds are weighed one after the other, and always waited for: what the first asks for counts for the next.
        What others have sent while one was weighed has it weighed again.
        """
        ready = [self._allowed(user, saying) for saying in sayings]
        outgoing = [each.event for each in ready if is_still_to_be_sent(each.event)]
        await asyncio.to_thread(insist_on_wording, self._kinds, outgoing)  # its rules take seconds to load
        if not self._approval or not any(is_money(each.event) for each in ready):
            return await self._said(user, sayings, ready, patience)
        async with self._purse:
            for _ in range(TRIES):
                with suppress(Stale):
                    return await self._said(user, sayings, ready, max(patience, PATIENCE))
            return await self._said(user, sayings, ready, max(patience, PATIENCE))

    async def _said(
        self, user: User, sayings: Sequence[Saying], ready: Sequence[Ready], patience: float
    ) -> list[Verdict]:
        """Compare and weigh it with what there is, then send it; raises `Stale` where that has changed meanwhile."""
        known = await known_of(self._nc, self._kinds, [saying.key for saying in sayings])
        told = self._told_before(ready, known)
        new = [number for number in range(len(ready)) if number not in told]
        await self._insist(user, [sayings[number] for number in new], known)
        books, scales = await self._books([ready[number].event for number in new]), Scales(self._approval)
        sent = [await self._seconded(user, ready[number], books, scales) for number in new]
        found = await self._send(sent, {key: book.heard for key, book in books.items()}, patience)
        return [told.get(number) or found.pop(0) for number in range(len(ready))]

    async def _send(self, ready: Sequence[Ready], heard: Mapping[CaseKey, int], patience: float) -> list[Verdict]:
        if not ready:
            return []
        if patience > 0:
            return await self._desk.act(ready, patience, heard)
        await self._desk.send(ready, heard)
        return [Verdict(each.event, "sent") for each in ready]

    def _allowed(self, user: User, saying: Saying) -> Ready:
        """The event, which this user may publish; raises `NotAllowed` or `Unreadable`."""
        kind, event = saying.key[0], saying.event
        CATALOGUE.entry(kind, event)
        if event not in ENGINE and not (user.active and may(user.role, kind, event)):
            raise NotAllowed(user, kind, event)
        ready = worded(self._kinds, saying.key, event, saying.data, envelope_of(user, saying, self._clock.now()))
        refuse_future(ready.event, self._clock.now())
        refuse_words(user, ready)
        return ready

    def _told_before(self, ready: Sequence[Ready], known: Mapping[CaseKey, Known]) -> dict[int, Verdict]:
        """What the cases know already, by its place; raises `Contradicted` for an id that told something else."""
        found: dict[int, Verdict] = {}
        for place, (event, _) in enumerate(ready):
            case = known[event.kind, event.case_id].case
            if case is None:
                continue
            if case.contradicts(event.identity, event.content):
                raise Contradicted((event.kind, event.case_id), event.source, event.id)
            if case.knows(event.identity, event.content):
                stands = verdict(self._kinds[event.kind], case, event)
                found[place] = replace(stands, standing="known") if stands.standing == "recorded" else stands
        return found

    async def _insist(self, user: User, sayings: Sequence[Saying], known: Mapping[CaseKey, Known]) -> None:
        """Raise `Moved` where a case is not what it was, `NoSuchCase` where a person names one that is not there."""
        for saying in sayings:
            revision, expected = known[saying.key].revision, saying.revision
            if expected is not None and expected != revision:
                told = await since(self._nc, saying.key, expected) if 0 <= expected < revision else ()
                raise Moved(saying.key, expected, revision, told)
            kind = self._kinds.get(saying.key[0])
            if kind is None or revision or user.sort == "system":
                continue
            begins = bool(kind.table.leads(kind.table.initial, saying.event))
            if not begins or expected is None:
                raise NoSuchCase(saying.key, saying.event, begins=begins)

    async def _books(self, events: Sequence[Event]) -> dict[CaseKey, Book]:
        """The money of the cases in which these events ask for some; raises `Unsettled`."""
        keys = dict.fromkeys((event.kind, event.case_id) for event in events if self._approval and is_money(event))
        return {key: await book_of(self._nc, self._kinds, key) for key in keys if key[0] in self._kinds}

    async def _seconded(self, user: User, ready: Ready, books: Mapping[CaseKey, Book], scales: Scales) -> Ready:
        """The event, if it needs no second person, or this user is the second; raises `NeedsLead` otherwise."""
        key = (ready.event.kind, ready.event.case_id)
        found = scales.over(ready.event, books[key]) if key in books else None
        if found is None:
            return ready
        notes = await notes_of(self._nc, self._kinds, key)
        alike = matching(proposals(notes, books[key].case), ready.event)
        theirs = [each for each in alike if each.by != user.actor]
        if theirs and user.role == "lead":
            return self._carried_out(ready, theirs[0].note)
        mine = next((each.note for each in alike if each.by == user.actor), None)
        note = mine or await self._propose(user, key, would_be(ready.event, found))
        raise NeedsLead(key, found.why, user, note)

    def _carried_out(self, ready: Ready, note: str) -> Ready:
        """The event with the proposal that it carries out."""
        body = ready.event.body
        head = {name: value for name, value in body.items() if name not in ("data", "type", "subject", "specversion")}
        place = (ready.event.kind, ready.event.case_id)
        return worded(self._kinds, place, ready.event.name, body["data"], {**head, "causationid": note})

    async def _propose(self, user: User, key: CaseKey, data: Mapping[str, Any]) -> str:
        """Leave a proposal in the log of the case; answers the id of its note."""
        head = envelope_of(user, Saying(key, "noted", data), self._clock.now())
        ready = worded(self._kinds, key, "noted", data, head)
        await self._desk.act([ready], PATIENCE)
        return ready.event.id
