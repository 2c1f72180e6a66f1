"""An alarm can vanish: a schedule that fires takes a newer one with it. The sweep finds waiting cases without an alarm.

Every wake-up writes the alarm again, so there should be nothing to find; the sweep is the net below that.
"""

from collections.abc import AsyncIterator, Iterable
from datetime import timedelta

import structlog
from nats.aio.client import Client

from events import subjects
from events.partitions import PARTITIONS, partition
from handlers.caselog import CaseKey, CaseLog
from handlers.wire.batch import Outgoing, commit
from handlers.wire.jetstream import ask, seconds

log = structlog.get_logger(__name__)
CHUNK = 500


async def unarmed(nc: Client, cases: CaseLog, partitions: Iterable[int] | None = None) -> list[CaseKey]:
    """The cases that wait for something and have no alarm, in these partitions or in all."""
    mine = set(range(PARTITIONS) if partitions is None else partitions)
    known: set[CaseKey] = set()
    async for name in names(nc, subjects.CASES):
        place = subjects.parse_case_record(name)
        if place and place.kind in cases.kinds and partition(place.kind, place.case_id) in mine:
            known.add((place.kind, place.case_id))
    alarms = [subjects.parse_alarm(name) async for name in names(nc, subjects.ALARMS)]  # last: cases come first
    armed = {(alarm.kind, alarm.case_id) for alarm in alarms if alarm}
    suspects = sorted(known - armed)
    found: list[CaseKey] = []
    for start in range(0, len(suspects), CHUNK):
        heads = await cases.heads(suspects[start : start + CHUNK], fresh=True)
        found += [key for key, head in heads.items() if head.case.alarm_at is not None]
    return found


async def sweep(nc: Client, cases: CaseLog, partitions: Iterable[int], due_ttl: timedelta) -> int:
    """Wake the waiting cases without an alarm, which sets it; answers how many. A wake-up waits at most `due_ttl`."""
    found = await unarmed(nc, cases, partitions)
    lasting = {"Nats-TTL": seconds(due_ttl)}
    for key in found:
        await commit(nc, [Outgoing(subjects.due(*key), b"", lasting)])
    if found:
        log.warning("sweep.rearmed", cases=len(found), first=found[0][1])
    return len(found)


async def names(nc: Client, filtered: str) -> AsyncIterator[str]:
    """The subjects of the log that match a filter, page by page."""
    offset = 0
    while True:
        told = await ask(
            nc, f"STREAM.INFO.{subjects.STREAM}", {"subjects_filter": filtered, "offset": offset}, patience=30
        )
        page = told["state"].get("subjects") or {}
        for name in page:
            yield name
        offset += len(page)
        if not page or offset >= told.get("total", 0):
            return
