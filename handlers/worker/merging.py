"""A stray parcel that has found its case: its events are told to that case again, afterwards it only forwards."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson

from events import subjects
from handlers.caselog import CaseKey, Head
from handlers.wire.batch import EXPECTED, Outgoing, commit
from handlers.wire.gather import gather
from handlers.wire.gets import last
from handlers.wire.jetstream import Stale
from handlers.worker.forwarding import as_subject, publish
from handlers.worker.keyring import looked
from handlers.worker.plan import Desk
from handlers.worker.resolving import resolve
from lifecycle.engine.case import Ref
from lifecycle.engine.decisions import decided
from lifecycle.engine.fact import Fact

if TYPE_CHECKING:
    from handlers.worker.jobs import Job
    from handlers.worker.workbench import Bench

RULE = "merge-stray"
PAUSE = 0.05
"""Seconds before keys are read again that were not read as they stand."""


async def look_around(bench: "Bench", job: "Job", head: Head, desk: Desk) -> "Job":
    """For a stray that was woken: if a case has its keys now, tell that case all it knows, and plan to close."""
    kind = bench.kinds[job.key[0]]
    if job.wake is None or kind.merge is None or not kind.is_stray(head.case):
        return job
    facts = await bench.cases.facts(job.key, head)
    goods = [fact for fact in facts if kind.scanned and kind.scanned(fact.event)]
    if not goods:
        return job
    target = await _find(bench, list(head.case.refs), min(fact.event.at for fact in goods), job.key)
    if target is None:
        return job
    await _tell_again(bench, facts, target[1])
    decision = kind.merge(target[1])
    return replace(job, found=decided(kind, head.case, RULE, decision, desk.now, desk.current))


async def _chosen(bench: "Bench", stray: CaseKey) -> CaseKey | None:
    """The case that this stray was given to before: whatever has happened since, it is told to no other one."""
    stored = await last(bench.nc, subjects.STREAM, subjects.ref_merge(*stray))
    if stored is None:
        return None
    body: dict[str, Any] = orjson.loads(stored.payload)
    return stray[0], body["case_id"]


async def _find(bench: "Bench", asked: Sequence[Ref], at: datetime, stray: CaseKey) -> CaseKey | None:
    """The case that this stray was given to before, else the one that the keys name at the instant `at` (UTC), or None.

    Before anybody acts on the answer, also on None, it is checked that the keys were read as they stand: a copy of the
    log may lag behind, and whoever asserts a key later wakes the stray again. A case that was found is stored with it.
    """
    while (chosen := await _chosen(bench, stray)) is None:
        entries = await bench.keyring.read(asked)
        target = await resolve(bench, asked, entries, at, but=stray)
        try:
            choice = [_choice(stray, target)] if target else []
            if entries:
                await commit(bench.nc, [*choice, *(looked(ref, entry.newest) for ref, entry in entries.items())])
        except Stale:
            await asyncio.sleep(PAUSE)
        else:
            return target
    return chosen


def _choice(stray: CaseKey, target: CaseKey) -> Outgoing:
    return Outgoing(subjects.ref_merge(*stray), orjson.dumps({"case_id": target[1]}), {EXPECTED: "0"})


async def _tell_again(bench: "Bench", facts: Sequence[Fact], target: str) -> None:
    """Publish every event of the stray to its case, readable again: there it is sealed under that case's own key."""
    bodies = [await bench.seals.unsealed(fact.event) for fact in facts]
    await gather(
        publish(bench, as_subject(body, target), fact.event.kind, target)
        for body, fact in zip(bodies, facts, strict=True)
    )
