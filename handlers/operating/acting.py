"""Acting on cases: an event published like anyone else's, and what became of it.

event = words_to_event(...)        # checked as a worker would, so a wrong word is told before anything is sent
verdicts = await Desk(...).act(events)
"""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson
from nats.aio.client import Client

from events import subjects
from events.catalogue import CATALOGUE
from events.envelope import Event
from handlers.caselog import CaseKey
from handlers.operating.expecting import Heard, store_expecting
from handlers.operating.publishing import Ready, read_line, store
from handlers.reading.dead import newest_letter, sentences_since
from handlers.wire.gather import gather
from handlers.wire.gets import last_of_each
from lifecycle.engine import records
from lifecycle.engine.case import Case
from lifecycle.engine.kind import Kind

SOURCE = "/reso/act"
PAUSE, LONGEST_PAUSE = 0.02, 0.5
STEP = 500
Standing = Literal["recorded", "known", "parked", "rejected", "dead", "waiting", "sent"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an event: how it stands, why, and the case's state and what is possible there.

    `case` is the one that a scan was given to.
    """

    event: Event
    standing: Standing
    reason: str = ""
    state: str = ""
    possible: tuple[str, ...] = ()
    case: CaseKey | None = None

    @property
    def is_good(self) -> bool:
        """Whether the event has taken effect, or is sent by somebody who does not wait for that."""
        return self.standing in ("recorded", "known", "sent")

    def to_json(self) -> dict[str, Any]:
        """The verdict for programs."""
        event = self.event
        named: dict[str, Any] = {"kind": event.kind, "id": event.case_id, "event": event.name}
        told = {"standing": self.standing, "reason": self.reason or None, "state": self.state or None}
        given = {"case": {"kind": self.case[0], "id": self.case[1]}} if self.case else {}
        named |= {**told, "possible": list(self.possible), "event_id": event.id, "source": event.source}
        return named | given


def spoken(kinds: Mapping[str, Kind[Any]], key: CaseKey, name: str, data: Mapping[str, Any], said: "Said") -> Ready:
    """An event that somebody publishes about a case; raises `Unreadable` with a sentence that names the member."""
    actor = f"{said.sort}:{said.by}"
    head = {"id": str(uuid.uuid4()), "source": said.source, "time": said.at.isoformat(), "actor": actor}
    return worded(kinds, key, name, data, {**head, **said.marks})


def worded(
    kinds: Mapping[str, Kind[Any]], key: CaseKey, name: str, data: Mapping[str, Any], head: Mapping[str, Any]
) -> Ready:
    """An event about a case under the members of an envelope that `head` gives; raises `Unreadable`."""
    kind, case_id = key
    version = _version(kinds, kind, name)
    named = {"specversion": "1.0", "type": f"{kind}.{name}.v{version}", "subject": case_id}
    return read_line(kinds, orjson.dumps({**named, **head, "data": dict(data)}))


@dataclass(frozen=True, slots=True)
class Said:
    """Who says it (a login), when it happened (UTC), on which advice, and why its text goes out despite the guard.

    `sort` is what the login is: a person, a station or a system.
    """

    by: str
    at: datetime
    despite: str | None = None
    advice: str | None = None
    sort: str = "person"
    source: str = SOURCE

    @property
    def marks(self) -> dict[str, str]:
        """The members of the envelope that tell of advice and of what the wording guard found."""
        told = {"advice": self.advice, "despite": self.despite}
        return {name: value for name, value in told.items() if value is not None}


def _version(kinds: Mapping[str, Kind[Any]], kind: str, name: str) -> int:
    catalogue = kinds[kind].catalogue if kind in kinds else CATALOGUE
    return catalogue.entry(kind, name).version


class Desk:
    """Publishes events of a person and looks up what became of them."""

    def __init__(self, nc: Client, kinds: Mapping[str, Kind[Any]]) -> None:
        self._nc, self._kinds = nc, kinds

    async def unknown(self, keys: Sequence[CaseKey]) -> list[CaseKey]:
        """Those of the cases that have no record."""
        cases = await self._cases(keys)
        return [key for key in keys if key not in cases]

    async def send(self, events: Sequence[Ready], heard: Heard = None) -> list[int]:
        """Publish the events; answers their sequences. With what was `heard`: all or none, and only if that holds."""
        if heard:
            return await store_expecting(self._nc, events, heard)
        done = await gather(store(self._nc, ready.message) for ready in events)
        return [each.last_seq for each in done]

    async def act(self, events: Sequence[Ready], patience: float, heard: Heard = None) -> list[Verdict]:
        """Publish the events as `send` does and wait until each stands somewhere, at most `patience` seconds."""
        before = await newest_letter(self._nc)
        sequences = await self.send(events, heard)
        found = await self._wait([ready.event for ready in events], patience)
        dead = await sentences_since(self._nc, before) if len(found) < len(events) else {}
        return [
            found.get(ready.event.identity) or self._missing(ready.event, dead.get(seq), patience)
            for ready, seq in zip(events, sequences, strict=True)
        ]

    def _missing(self, event: Event, dead: str | None, patience: float) -> Verdict:
        if dead is not None:
            return Verdict(event, "dead", dead)
        return Verdict(event, "waiting", f"stored, but not recorded within {patience:g} s: is a worker running?")

    async def _wait(self, events: Sequence[Event], patience: float) -> dict[str, Verdict]:
        """The verdicts by identity, as far as they are known in time."""
        found: dict[str, Verdict] = {}
        loop, pause = asyncio.get_running_loop(), PAUSE
        deadline = loop.time() + patience
        while len(found) < len(events) and loop.time() < deadline:
            left = [event for event in events if event.identity not in found]
            new = await self._look(left)
            found |= new
            pause = PAUSE if new else min(pause * 1.5, LONGEST_PAUSE)
            if len(found) < len(events):
                await asyncio.sleep(pause)
        return found

    async def _look(self, events: Sequence[Event]) -> dict[str, Verdict]:
        """The verdicts on those events that their cases know by now."""
        wanted = await self._places(events)
        cases = await self._cases(list(dict.fromkeys(wanted.values())))
        onward = {key: (key[0], case.forwards_to) for key, case in cases.items() if case.forwards_to}
        cases |= await self._cases(list(onward.values()))  # a merged case has sent the event on
        found: dict[str, Verdict] = {}
        for event in events:
            key = wanted.get(event.identity, ("", ""))
            case = cases.get(onward.get(key, key))
            if case is not None and case.knows(event.identity, event.content):
                found[event.identity] = verdict(self._kinds[case.kind], case, event)
        return found

    async def _places(self, events: Sequence[Event]) -> dict[str, CaseKey]:
        """The case of each event; of a scan, that which it was given to by now."""
        places = {event.identity: (event.kind, event.case_id) for event in events if event.kind in self._kinds}
        scans = [event.identity for event in events if event.identity not in places]
        stored = await last_of_each(self._nc, subjects.STREAM, [subjects.ref_scan(identity) for identity in scans])
        for identity, choice in zip(scans, stored, strict=True):
            if choice is not None:
                body = orjson.loads(choice.payload)
                places[identity] = (body["kind"], body["case_id"])
        return places

    async def _cases(self, keys: Sequence[CaseKey]) -> dict[CaseKey, Case]:
        cases: dict[CaseKey, Case] = {}
        for start in range(0, len(keys), STEP):
            part = keys[start : start + STEP]
            stored = await last_of_each(self._nc, subjects.STREAM, [subjects.records_of(*key) for key in part])
            for key, message in zip(part, stored, strict=True):
                if message is not None:
                    cases[key] = records.read_case(self._kinds[key[0]], records.read(message.payload))
        return cases


def verdict(kind: Kind[Any], case: Case, event: Event) -> Verdict:
    """How an event stands in a case that knows it."""
    possible = kind.table.allowed(case.state)
    given = (case.kind, case.id) if event.kind != case.kind else None
    entry = next((each for each in case.unfit if each.identity.partition("/")[0] == event.identity), None)
    if entry is None:
        return Verdict(event, "recorded", state=case.state, possible=possible, case=given)
    standing: Standing = "parked" if entry.standing == "parked" else "rejected"
    return Verdict(event, standing, entry.reason, case.state, entry.allowed or possible, given)
