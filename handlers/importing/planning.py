"""From a file that was read to the events that are news, each checked as a worker would, before any is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from events.catalogue import Unreadable
from handlers.importing.comparing import Difference, difference
from handlers.importing.reading import Reading
from handlers.importing.refusing import Problem
from handlers.importing.shelf import Shelf
from handlers.importing.statements import NOTHING_KNOWN, Body, Origin
from handlers.operating.publishing import read_line, refuse_future
from lifecycle.engine.kind import Kind


@dataclass
class Plan:
    """What a file means: the events that are news, how much was known, what is wrong, whom nothing is told about."""

    events: list[Body] = field(default_factory=list)
    known: int = 0
    held: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def lines(self) -> list[bytes]:
        """The events as they are published."""
        return [orjson.dumps(body) for body in self.events]


async def planned(shelf: Shelf, reading: Reading, origin: Origin, kinds: Mapping[str, Kind[Any]]) -> Plan:
    """What is news in a file; what would be refused of a case keeps all of that case back."""
    plan = Plan(problems=list(reading.problems))
    known = await shelf.known(reading.told)
    for each in reading.told:
        if known.get(each.key, NOTHING_KNOWN).erased:
            plan.erased.append(" ".join(each.key))
        shelf.add(_case(plan, difference(each.statements(known), known, origin), origin, kinds))
    return plan


def _case(plan: Plan, found: Difference, origin: Origin, kinds: Mapping[str, Kind[Any]]) -> list[Body]:
    """Put a case into the plan; answers the events that are to be sent."""
    wrong = []
    for news in found.news:
        try:
            refuse_future(read_line(kinds, orjson.dumps(news.body)).event, origin.now)
        except Unreadable as refusal:
            wrong.append(Problem(min(news.rows, default=0), "", refusal.sentence))
    plan.problems += wrong
    plan.known += found.known
    plan.held += found.held
    good = [] if wrong else [news.body for news in found.news]
    plan.events += good
    return good
