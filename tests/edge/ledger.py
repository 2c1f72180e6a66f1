"""A log to audit: what a worker makes of the stories, and what somebody with all the rights could do to it."""

import json
import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Raw
from msgspec.structs import replace
from nats.aio.client import Client

from events import subjects
from handlers import clock as clocks
from handlers.audit import Report
from handlers.audit.reading import Entry, pages
from handlers.settings import Settings
from handlers.wire.batch import Outgoing, commit
from handlers.wire.gets import Stored
from handlers.wire.jetstream import ask
from lifecycle.engine import records
from tests.edge.house import Body, at_work, authorized, read_entry, requested, settled, shipped, tell
from tests.edge.waiting import until

STORIES = sorted((Path(__file__).parents[2] / "examples" / "stories").glob("*.jsonl"))
LATER = datetime(2027, 6, 1, tzinfo=UTC)
"""After all the stories."""
Tampering = Callable[[list[Entry]], None]


def told() -> list[Body]:
    """All events of all stories, in their order."""
    return [json.loads(line) for story in STORIES for line in story.read_text().splitlines() if line.startswith("{")]


async def written(nc: Client, settings: Settings, bodies: Iterable[Body]) -> None:
    """Let a worker take these events, at a time when they are all past, with what the clock adds; all of it copied."""
    await clocks.store(nc, clocks.simulated(1.0, LATER))
    await tell(nc, *bodies)
    async with at_work(settings.model_copy(update={"settling": 0.2})):
        await settled(nc)
        await until(lambda: _at_rest(nc))
    await until(lambda: _copied(nc))


async def one_return(nc: Client, settings: Settings) -> list[Entry]:
    """The log of one return of three events, and of what follows from them."""
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    bodies = [requested("R-1", at), authorized("R-1", at.replace(hour=10)), shipped("R-1", at.replace(hour=11), "X1")]
    await written(nc, settings, bodies)
    return await log(nc)


def shuffled(bodies: list[Body], seed: int) -> list[Body]:
    """The same events in another order of arrival."""
    mixed = list(bodies)
    random.Random(seed).shuffle(mixed)
    return mixed


async def log(nc: Client, stream: str = subjects.STREAM) -> list[Entry]:
    """All records."""
    return [entry async for page in pages(nc, stream=stream) for entry in page.entries]


async def rewrite(nc: Client, tampering: Tampering) -> None:
    """Replace the log by a copy with every record in its place, but for what `tampering` does to the list of them.

    A place from which a record was taken is filled by something else, as the sequences of the others must not move.
    """
    records, packs = (
        await log(nc),
        [packed async for page in pages(nc, of=subjects.POLICIES) for packed in page.entries],
    )
    seals = [entry async for page in pages(nc, of=subjects.SEAL) for entry in page.entries]
    tampering(records)
    config = (await ask(nc, f"STREAM.INFO.{subjects.STREAM}"))["config"]
    await ask(nc, f"STREAM.DELETE.{subjects.STREAM}")
    await ask(nc, f"STREAM.CREATE.{subjects.STREAM}", config)
    places = {entry.seq: Outgoing(entry.subject, entry.payload) for entry in (*records, *packs, *seals)}
    whole = [places.get(seq, Outgoing(subjects.CLOCK, b"")) for seq in range(1, max(places) + 1)]
    for start in range(0, len(whole), 500):
        await commit(nc, whole[start : start + 500])


def edited(entry: Entry, old: bytes, new: bytes) -> Entry:
    """The record with other words in it."""
    assert old in entry.payload
    return entry._replace(payload=entry.payload.replace(old, new))


def in_place_of(taken: Entry, other: Entry) -> Entry:
    """The one record where the other stood."""
    return other._replace(seq=taken.seq)


def chained(entry: Entry, before: Entry) -> bytes:
    """The record as if it followed on another one."""
    record = records.read(entry.payload)
    whole = replace(record, previous=records.digest(before.payload), event=Raw(record.event), case=Raw(record.case))
    return records._encoder.encode(whole)


def sentences(report: Report, what: str) -> list[str]:
    """What was found of one sort."""
    return [finding.sentence for finding in report.findings if finding.what == what]


async def _copied(nc: Client) -> bool:
    return await log(nc, subjects.STREAM_AUDIT) == await log(nc)


async def _at_rest(nc: Client) -> bool:
    """Whether no case has anything left that is due."""
    cases = {entry.stem: read_entry(Stored(*entry[:2], {}, entry.payload, "")).case for entry in await log(nc)}
    return all(case.alarm_at is None or case.alarm_at > LATER for case in cases.values())
