"""A house at work: what is told to it, its workers, and what its log then holds. Times are UTC."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

import orjson
from nats.aio.client import Client

from events import subjects
from handlers.settings import Settings
from handlers.streams.topology import PROJECTOR_DURABLE
from handlers.wire.batch import commit
from handlers.wire.gets import Stored, history, last
from handlers.wire.jetstream import ask
from handlers.worker.forwarding import input_message
from handlers.worker.worker import Worker
from lifecycle.engine import records
from lifecycle.engine.records import Record
from lifecycle.kinds import KINDS
from lifecycle.policy.compile import shipped_pack
from lifecycle.policy.pack import Pack
from tests.edge.waiting import until

Body = dict[str, Any]
MUG = {"line": "1", "sku": "MUG", "quantity": 2, "unit_paid": "12.50"}
REMINDER = timedelta(hours=12)
"""After which a request that nobody has answered reminds for the first time."""
PATIENT = """
overlays = "shop.it"

[[rule]]
id = "OWN-TRANSIT"
value = 12
unit = "elapsed_days"
source = "Company: the carrier is slow"
"""
"""The rule sheet of a company whose carrier is slow."""
_numbers = count(1)


@cache
def pack() -> Pack:
    """The shipped rules, compiled once."""
    return shipped_pack()


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def ago(**span: float) -> datetime:
    """The moment so long ago."""
    return now() - timedelta(**span)


def event(name: str, case_id: str, at: datetime, data: Mapping[str, Any], **envelope: Any) -> Body:
    """An event of a return, of its own id and the source `/shop` unless told otherwise."""
    return {
        "specversion": "1.0",
        "id": f"e-{next(_numbers)}",
        "source": "/shop",
        "type": f"return.{name}.v1",
        "time": at.isoformat(),
        "subject": case_id,
        "data": dict(data),
        **envelope,
    }


def requested(case_id: str, at: datetime, *, order: str = "", lines: Sequence[Body] = (MUG,), **more: Any) -> Body:
    """Two mugs of 12.50 EUR, bought in the Italian shop, are to go back."""
    data = {"order_id": order or f"O-{case_id}", "marketplace": "shop.it", "currency": "EUR", "lines": list(lines)}
    return event("requested", case_id, at, data, **more)


def authorized(case_id: str, at: datetime, **more: Any) -> Body:
    """They may; `rma`, `label` and the like go into its data."""
    return event("authorized", case_id, at, {"by": "operator", **more})


def shipped(case_id: str, at: datetime, tracking: str, **more: Any) -> Body:
    """The carrier has them."""
    return event("shipped", case_id, at, {"carrier": "BRT", "tracking": tracking}, **more)


def scan(at: datetime, codes: Mapping[str, str], *, station: str = "dock-1", quantity: int = 1, **more: Any) -> Body:
    """A dock has scanned a parcel with mugs."""
    scan_id = more.pop("scan_id", None) or f"s-{next(_numbers)}"
    data = {
        "scan_id": scan_id,
        "station": "dock-1",
        "units": [{"quantity": quantity, "sku": "MUG"}],
        "codes": dict(codes),
    }
    told = event("received", station, at, data, **{"source": "/stations", **more})
    return {**told, "type": "scan.received.v1"}


def told(case_id: str, **changes: Any) -> Body:
    """A good request, with other members in its data."""
    body = requested(case_id, ago(hours=1))
    return {**body, "data": {**body["data"], **changes}}


async def tell(nc: Client, *bodies: Body) -> None:
    """Publish events as an order system does, each acknowledged before the next."""
    for body in bodies:
        kind, name, _ = body["type"].split(".")
        await commit(nc, [input_message(body, kind, body["subject"], name)], patience=60)


@asynccontextmanager
async def at_work(settings: Settings, rules: Pack | None = None) -> AsyncIterator[Worker]:
    """A worker that works until the end of the block, and then stops gracefully."""
    worker = Worker(settings, pack=rules or pack())
    running, ready = asyncio.create_task(worker.run()), asyncio.create_task(worker.ready.wait())
    await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    try:
        yield worker
    finally:
        worker.stop.set()
        await running


@dataclass(frozen=True)
class Entry:
    """One record of the log."""

    seq: int
    case_id: str
    name: str
    record: Record
    payload: bytes
    kind: str = "return"

    @property
    def body(self) -> Body:
        """The event as recorded."""
        told: Body = orjson.loads(bytes(self.record.event))
        return told

    @property
    def case(self) -> Any:
        """The case after it."""
        return records.read_case(KINDS[self.kind], self.record)


def read_entry(stored: Stored) -> Entry:
    """A stored message of the log as a record."""
    place = subjects.parse_case_record(stored.subject)
    assert place is not None, stored.subject
    return Entry(stored.seq, place.case_id, place.event, records.read(stored.payload), stored.payload, place.kind)


async def log_of(nc: Client, case_id: str, kind: str = "return") -> list[Entry]:
    """All records of a case."""
    return [read_entry(each) for each in await history(nc, subjects.STREAM, subjects.records_of(kind, case_id))]


async def names(nc: Client, case_id: str, kind: str = "return") -> list[str]:
    """The names of all records of a case, in their order."""
    return [entry.name for entry in await log_of(nc, case_id, kind)]


async def case_of(nc: Client, case_id: str, kind: str = "return") -> Any:
    """The case as it stands; it must have a record."""
    return (await log_of(nc, case_id, kind))[-1].case


async def recorded(nc: Client, case_id: str, name: str, times: int = 1, kind: str = "return") -> None:
    """Wait until the log of a case holds that many records of this name."""

    async def seen() -> bool:
        return (await names(nc, case_id, kind)).count(name) >= times

    await until(seen)


async def dead_letters(nc: Client) -> dict[str, Body]:
    """All dead letters by the subject of their input."""
    stored = await history(nc, subjects.STREAM, subjects.DEADS)
    letters: list[Body] = [orjson.loads(message.payload) for message in stored]
    return {letter["subject"]: letter for letter in letters}


async def alerts_of(nc: Client, case_id: str) -> list[Body]:
    """All alerts about a return."""
    stored = await history(nc, subjects.STREAM, f"reso.alert.*.return.{case_id}")
    return [orjson.loads(message.payload) for message in stored]


async def alarm_of(nc: Client, case_id: str) -> Stored | None:
    """The alarm of a return."""
    return await last(nc, subjects.STREAM, subjects.alarm("return", case_id))


async def idle(nc: Client) -> bool:
    """Whether nothing waits for a worker and nothing is in a worker's hands."""
    told = [await ask(nc, f"CONSUMER.LIST.{stream}") for stream in (subjects.STREAM_IN, subjects.STREAM)]
    consumers = [each for answer in told for each in answer["consumers"] if each["name"] != PROJECTOR_DURABLE]
    return not any(consumer["num_pending"] or consumer["num_ack_pending"] for consumer in consumers)


async def _idle_twice(nc: Client) -> bool:
    """Whether nothing is in hand, looked at twice: what one partition passes on may reach one looked at before."""
    return await idle(nc) and await idle(nc)


async def settled(nc: Client) -> None:
    """Wait until the workers have done what there is to do."""
    await until(lambda: _idle_twice(nc))
