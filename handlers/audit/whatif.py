"""What if: the cases of the log as another rule pack would have made them, compared with how they are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import aclosing
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from nats.aio.client import Client

from events import subjects
from handlers.audit.reading import Entry, pages
from handlers.audit.replay import Progress
from handlers.audit.trail import NO_RECORD
from handlers.caselog import CaseKey, fact_of
from lifecycle.engine import records
from lifecycle.engine.case import Case
from lifecycle.engine.fact import Fact
from lifecycle.engine.fold import fold
from lifecycle.engine.kind import Kind
from lifecycle.kinds import KINDS
from lifecycle.policy.pack import Pack


class Otherwise(Struct, frozen=True):
    """One thing that would be otherwise in a case; `what` is `state` or the name of a deadline (times are UTC)."""

    kind: str
    case: str
    what: str
    now: str
    then: str

    def __str__(self) -> str:
        return f"{self.kind} {self.case}: {self.what} is {self.now}, would be {self.then}"


class _Told:
    """What a case has been told, and how it stands."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.last: records.Record | None = None


async def what_if(
    nc: Client,
    pack: Pack,
    *,
    case: CaseKey | None = None,
    kinds: Mapping[str, Kind[Any]] = KINDS,
    progress: Progress | None = None,
) -> list[Otherwise]:
    """The differences in states and deadlines, of one case (kind, id) or of all, each at the horizon it has reached.

    What was decided stays decided: only what rules and clocks derive from the events comes out anew.
    """
    told: dict[CaseKey, _Told] = defaultdict(_Told)
    done = 0
    async with aclosing(pages(nc, of=subjects.records_of(*case) if case else subjects.CASES)) as log:
        async for page in log:
            for entry in page.entries:
                _hear(told, kinds, entry)
            done += len(page.entries)
            if progress:
                progress(done, done + page.left)
    return [found for key, heard in told.items() for found in _otherwise(kinds[key[0]], key[1], heard, pack)]


def _hear(told: dict[CaseKey, _Told], kinds: Mapping[str, Kind[Any]], entry: Entry) -> None:
    """One record; what cannot be read is the matter of an audit."""
    place = subjects.parse_case_record(entry.subject)
    if place is None or place.kind not in kinds:
        return
    try:
        record = records.read(entry.payload)
    except NO_RECORD:
        return
    heard = told[place.kind, place.case_id]
    heard.last = record
    if records.is_fact(record):
        heard.facts.append(fact_of(kinds[place.kind], place.case_id, record))


def _otherwise(kind: Kind[Any], case_id: str, heard: _Told, pack: Pack) -> Iterator[Otherwise]:
    if heard.last is None:
        return
    now = records.read_case(kind, heard.last)
    facts = [replace(fact, policy=pack.digest) for fact in heard.facts]
    then = fold(kind, case_id, facts, {pack.digest: pack}, now.horizon)
    here, there = _deadlines(now), _deadlines(then)
    if now.state != then.state:
        yield Otherwise(kind.name, case_id, "state", now.state, then.state)
    for name in sorted(here.keys() | there.keys()):
        if here.get(name) != there.get(name):
            yield Otherwise(kind.name, case_id, name, _shown(here.get(name)), _shown(there.get(name)))


def _deadlines(case: Case) -> dict[str, tuple[datetime, bool]]:
    """When each deadline is due, or was when it was first missed (True)."""
    missed = {fired.timer: (fired.due_at, True) for fired in reversed(case.fired) if fired.step == "missed"}
    return missed | {deadline.name: (deadline.due_at, deadline.missed) for deadline in case.deadlines}


def _shown(due: tuple[datetime, bool] | None) -> str:
    if due is None:
        return "not running"
    return f"{due[0]:%Y-%m-%dT%H:%M:%SZ}" + (" (missed)" if due[1] else "")
