"""Logs of the stories, made in memory: what is recorded of every case, and the alerts, as messages in their order."""

import json
import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from events import subjects
from events.catalogue import read_event
from events.envelope import Event
from handlers.clock import Clock
from handlers.readmodel.batch import Batch, Message
from handlers.readmodel.generation import Generation
from handlers.readmodel.shelves import Shelf, shelf_of
from handlers.readmodel.store import Standing
from handlers.readmodel.tables import metadata
from handlers.settings import Settings
from tests.lifecycle.desk import Desk
from tests.lifecycle.village import Village

STORIES = sorted((Path(__file__).parents[2] / "examples" / "stories").glob("*.jsonl"))
LATER = datetime(2027, 6, 1, tzinfo=UTC)
"""After all the stories."""
NANOSECONDS = 1_000_000_000
BEGUN = 1_790_000_000 * NANOSECONDS
"""When the first message was stored."""
CLOCK = Clock()
EVERY = 3
"""A sequence in so many is that of a message: the others are alarms and references."""
Rows = dict[str, list[dict[str, Any]]]


class Log:
    """Messages as the log would hold them."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def add(self, subject: str, payload: bytes) -> None:
        """Store a message."""
        seq = EVERY * (len(self.messages) + 1)
        self.messages.append(Message(seq, subject, payload, BEGUN + seq * NANOSECONDS))

    def keep(self, desk: Desk, records: int, alerts: int) -> None:
        """Store what a desk has written since it had so many records and alerts."""
        for written in desk.log[records:]:
            self.add(subjects.case_record(desk.kind.name, desk.case.id, written.name), written.payload)
        for alert in desk.alerts[alerts:]:
            self.add(subjects.alert(alert.severity, alert.kind, alert.case_id), alert.to_json())


class Recorded(Village):
    """A village whose log is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.log = Log()

    def take(self, *events: Event) -> "Recorded":
        """Tell events, each to its case, one after the other."""
        for event in events:
            before = self._at((event.kind, event.case_id))
            super().take(event)
            self.log.keep(self.desks[event.kind, event.case_id], *before)
        return self

    def wake(self, until: datetime) -> "Recorded":
        """Let time advance for every case."""
        for key, desk in self.desks.items():
            before = self._at(key)
            desk.wake(until)
            self.log.keep(desk, *before)
        return self

    def _at(self, key: tuple[str, str]) -> tuple[int, int]:
        desk = self.desks.get(key)
        return (len(desk.log), len(desk.alerts)) if desk else (0, 0)


def told() -> list[Event]:
    """The events of all stories, but for scans, which no case takes by itself."""
    lines = [line for story in STORIES for line in story.read_text(encoding="utf-8").splitlines()]
    bodies = [json.loads(line) for line in lines if line.startswith("{")]
    named = [(body, *body["type"].split(".")[:2]) for body in bodies]
    return [
        read_event(json.dumps(body).encode(), kind, body["subject"], name)
        for body, kind, name in named
        if kind != "scan"
    ]


@cache
def stories() -> tuple[Message, ...]:
    """The log of the stories, told as they happened."""
    village = Recorded()
    village.take(*told()).settle(LATER)
    village.wake(LATER).settle(LATER)
    return tuple(village.log.messages)


@cache
def muddled(seed: int) -> tuple[Message, ...]:
    """The log of the same events as they arrive, late and in disorder, with the clock between them."""
    events, chance, village = told(), random.Random(seed), Recorded()
    chance.shuffle(events)
    for start in range(0, len(events), 40):
        village.take(*events[start : start + 40]).wake(datetime(2026, 7, 1, tzinfo=UTC))
    village.wake(LATER).settle(LATER)
    return tuple(village.log.messages)


async def projected(settings: Settings, messages: Sequence[Message], cuts: Iterable[int] = ()) -> Standing:
    """Write messages into tables, in batches that end at these places, and put the tables in use."""
    shelf = shelf_of(settings)
    name = await shelf.begin_copy()
    copy = Generation(name, shelf, CLOCK)
    standing = await copy.lay_out("RESO test")
    begins = 0
    for end in (*sorted(set(cuts)), len(messages)):
        batch = Batch(standing.position, CLOCK)
        for message in messages[begins:end]:
            batch.take(message)
        standing, begins = await copy.write(batch, standing) if batch.messages else standing, end
    await copy.furnish()
    await shelf.swap(name)
    await shelf.close()
    return standing


async def contents(settings: Settings) -> Rows:
    """Every row of every table but the projection, sorted."""
    shelf = shelf_of(settings)
    name = await shelf.current()
    assert name is not None
    found = await _contents(shelf, name)
    await shelf.close()
    return found


async def _contents(shelf: Shelf, name: str) -> Rows:
    found: Rows = {}
    async with shelf.reader(name).connect() as connection:
        for table in metadata.sorted_tables:
            if table.name != "projection":
                rows = await connection.execute(select(table).order_by(*table.primary_key.columns))
                found[table.name] = [dict(row) for row in rows.mappings()]
    return found
