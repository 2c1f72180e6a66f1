"""Feedback that a report of its days shows no more. Nothing is told of it: the report may just not list it."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from nats.aio.client import Client

from handlers.importing.reading import Reading
from handlers.reading.heads import keys, newest
from lifecycle.engine.kind import Kind
from lifecycle.feedback.case import Feedback


async def vanished(
    nc: Client, kinds: Mapping[str, Kind[Any]], reading: Reading, marketplace: str, zone: tzinfo
) -> Sequence[str]:
    """The feedback left on the days of a report, bad and still there as far as we know, that it has no row for."""
    if reading.days is None:
        return ()
    first, last = reading.days
    wanted = [key for key in await keys(nc, kinds, "feedback") if key not in reading.there]
    gone = []
    async for each in newest(nc, kinds, wanted):
        case = each.case
        if not isinstance(case, Feedback) or case.marketplace != marketplace or case.left_at is None:
            continue
        if case.is_bad and not case.is_gone and first <= str(case.left_at.astimezone(zone).date()) <= last:
            gone.append(case.id)
    return gone
