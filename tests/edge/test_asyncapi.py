"""The log of a house at work holds what the AsyncAPI document says, message by message."""

import re
from typing import Any

import orjson

from events import subjects
from events.asyncapi import document
from handlers.audit.seal import seal
from handlers.clock import Clock, store
from handlers.operating.retrying import Clerk
from handlers.products import keep
from handlers.reading.dead import open_letters
from handlers.wire.batch import Outgoing, commit
from handlers.wire.gets import Stored, history
from lifecycle.kinds import KINDS
from lifecycle.products.reading import read_sheet
from tests.edge.house import ago, authorized, recorded, requested, scan, settled, shipped, tell
from tests.edge.waiting import until
from tests.events.told import checked

CHANNELS = document()["channels"]
BROKEN = b"{broken"


def channel_of(subject: str) -> str:
    """The one channel on which a subject is."""
    found = []
    for name, channel in CHANNELS.items():
        pattern = re.sub(r"\\\{\w+\\\}", "[A-Za-z0-9_-]+", re.escape(channel["address"]))
        found += [name] if re.fullmatch(pattern, subject) else []
    return min(found, key=lambda name: "{type}" in CHANNELS[name]["address"])


def complaint(message: str, stored: Stored) -> str:
    """What is wrong with a stored message by what is said of this one; empty if nothing is."""
    told = document()["components"]["messages"][message]
    if "payload" not in told:
        return "has a payload" if stored.payload else ""
    if not stored.payload:
        return "has no payload"
    text = told["contentType"] == "text/plain"
    value: Any = stored.payload.decode() if text else orjson.loads(stored.payload)
    faults = [*checked(message).iter_errors(value)]
    faults += [*checked(message, "headers").iter_errors(dict(stored.headers))] if "headers" in told else []
    return "; ".join(fault.message[:300] for fault in faults)


async def live(nc, settings) -> None:
    """A parcel before its return, another one after it, an input that cannot be read; what is kept beside the cases."""
    await tell(nc, requested("R-1", ago(days=30)), scan(ago(days=2), {"tracking": "BRT2"}))
    await tell(nc, authorized("R-1", ago(days=29), rma="D1"), shipped("R-1", ago(days=28), "BRT1"))
    await settled(nc)
    await tell(nc, scan(ago(days=27), {"rma": "D1"}), requested("R-2", ago(days=4), order="O-R-1"))
    await tell(nc, authorized("R-2", ago(days=3)), shipped("R-2", ago(days=3), "BRT2"))
    await commit(nc, [Outgoing(subjects.in_("return", "R-3", "requested"), BROKEN)])
    await recorded(nc, "R-1", "received")
    await recorded(nc, "R-2", "received")
    await settled(nc)

    async def buried() -> bool:
        return len(await open_letters(nc)) == 1

    await until(buried)
    clerk = Clerk(nc, KINDS, Clock(), "anna", "60s")
    await clerk.dismiss((await open_letters(nc))[0].sequence)
    await keep(nc, read_sheet("sku,unit_cost,currency\nMUG,4.00,EUR\n"))
    await store(nc, Clock())
    await seal(nc)


async def test_everything_that_a_house_writes_is_what_the_document_says(worker, provisioned, settings):
    await live(provisioned, settings)
    seen = set()
    for stream in (subjects.STREAM_IN, subjects.STREAM):
        for stored in await history(provisioned, stream, ">"):
            name = channel_of(stored.subject)
            if stored.payload != BROKEN:
                complaints = [complaint(message, stored) for message in CHANNELS[name]["messages"]]
                assert "" in complaints, (stored.subject, complaints)
            assert CHANNELS[name]["x-jetstream"]["stream"] == stream
            seen.add(name)
    kept = {name for name in CHANNELS if not name.startswith(("in.", "case.", "due"))}
    assert seen >= kept | {"case.return"}
