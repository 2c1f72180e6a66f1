"""The difference between what a report says and what its source has said before: the events that are news.

An event's digest is over what its slot is said to be the n-th time. The same file told twice makes the same ids, and
nothing that is known already is told at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from hashlib import blake2b
from typing import Any

import orjson

from events.catalogue import CATALOGUE
from events.private import dropped
from handlers.caselog import CaseKey
from handlers.importing.said import Present, name_of, presents, words_of
from handlers.importing.statements import NOTHING_KNOWN, Body, Known, Origin, Statement, When

DAY = timedelta(days=1)
SOON = timedelta(microseconds=1)
"""By how much a correction comes after what was said before it."""


@dataclass(frozen=True)
class News:
    """An event that is news, and the rows it comes from."""

    body: Body
    rows: tuple[int, ...] = ()


@dataclass
class Difference:
    """The events that are news, and how many statements were known already."""

    news: list[News] = field(default_factory=list)
    known: int = 0
    held: list[str] = field(default_factory=list)


def difference(statements: Iterable[Statement], known: Mapping[CaseKey, Known], origin: Origin) -> Difference:
    """What of these statements is news."""
    found = Difference()
    for statement in statements:
        before = known.get(statement.key, NOTHING_KNOWN)
        if before.erased:
            continue
        words = words_of(before.bodies, origin.source, statement.key)
        present = presents(words).get(statement.slot)
        if present is None or statement.mode == "anew":
            number = present.words if present else 0
            found.news.append(News(_told(statement, origin, number, is_new=not words), statement.rows))
        else:
            _again(statement, present, origin, found)
    return found


def _again(statement: Statement, present: Present, origin: Origin, found: Difference) -> None:
    changes: dict[str, Any] = {
        member: value for member, value in statement.data.items() if present.data.get(member) != value
    }
    moved = statement.at is not None and not _same(statement.at, present.time, origin.zone)
    if statement.mode == "once" or not (changes or moved):
        found.known += 1
        return
    at = max(origin.as_of, present.latest + SOON) + statement.after
    if moved and statement.at is not None:
        time, until = _placed(statement.at, origin.zone)
        if until > at:
            found.held.append(f"{' '.join(statement.key)}: {statement.name} moves to a day that is not over")
            return
        changes["time"] = time.isoformat()
    found.news.append(News(_correction(statement, present, changes, at, origin), statement.rows))


def _same(told: When, known: datetime, zone: tzinfo) -> bool:
    if isinstance(told, datetime):
        return told == known
    return known.astimezone(zone).date() == told


def _placed(at: When, zone: tzinfo) -> tuple[datetime, datetime]:
    """The first and the last instant at which something can have been."""
    if isinstance(at, datetime):
        return at, at
    start = datetime.fromisoformat(datetime(at.year, at.month, at.day, tzinfo=zone).isoformat())
    return start, start + DAY


def _told(statement: Statement, origin: Origin, number: int, *, is_new: bool) -> Body:
    at = statement.at or (statement.first_at if is_new and statement.first_at else None) or _seen(statement, origin)
    time, until = _placed(at, origin.zone)
    by_day = not isinstance(at, datetime) and until <= origin.now
    body = _event(statement, statement.name, time, statement.data, origin)
    about = [number, None if statement.at is None else str(statement.at)]
    return {**_named(body, statement, about), **({"precision": "date"} if by_day else {}), "actor": statement.actor}


def _seen(statement: Statement, origin: Origin) -> datetime:
    """When that happened which the report does not date by itself."""
    return min(statement.by or origin.as_of, origin.as_of) + statement.after


def _correction(
    statement: Statement, present: Present, changes: Mapping[str, Any], at: datetime, origin: Origin
) -> Body:
    first = {"source": present.first.body["source"], "id": present.first.body["id"]}
    data = {"corrects": first, "reason": "the report says otherwise now", "data": dict(changes)}
    return _named(_event(statement, "corrected", at, data, origin), statement, [present.words])


def _event(statement: Statement, name: str, at: datetime, data: Mapping[str, Any], origin: Origin) -> Body:
    """An event that has no id yet."""
    kind, case_id = statement.key
    body = {
        "specversion": "1.0",
        "id": "",
        "source": origin.source,
        "type": CATALOGUE.entry(kind, name).type_name,
        "time": at.isoformat(),
        "subject": case_id,
        "data": dict(data),
    }
    return {**body, **({"historical": True} if origin.historical else {})}


def _named(body: Body, statement: Statement, about: Sequence[object]) -> Body:
    """The event with its id. No private text goes into it: an id outlives what is erased."""
    entry = CATALOGUE.entry(statement.key[0], name_of(body))
    content = [statement.slot, *about, entry.rewriting(body["data"], dropped)]
    digest = blake2b(orjson.dumps(content, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()
    return {**body, "id": f"{statement.key[1]}/{statement.slot}/{digest}"}
