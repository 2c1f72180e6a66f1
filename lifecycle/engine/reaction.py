"""Reactions: how cases that belong together tell each other what has happened. Pure functions of the cases.

A reaction is asked again whenever one of the cases has recorded an event that may matter to it. It says the same thing
under the same id, so that what was said before is recognised, and nothing depends on which case was recorded first.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from events.envelope import identity_of
from lifecycle.engine.case import Case
from lifecycle.engine.decisions import spoken

SOURCE = "/reso/reactions/"


@dataclass(frozen=True, slots=True)
class Telling:
    """What is said to a case: an event, at the instant (UTC) of what it follows from.

    `at` None marks a decision, taken at the edge's now and once for its `slot`.
    """

    kind: str
    case_id: str
    event: str
    data: Mapping[str, Any]
    at: datetime | None
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a case of the kind `of` has to say to its family (the other cases of the same key).

    `after` names, by kind, the events after which it is asked; `tell` gets the case and the others. `has_to_say` is a
    glance at the case alone: if it denies, nobody looks for its family on its account.
    """

    name: str
    of: str
    after: Mapping[str, tuple[str, ...]]
    tell: Callable[[Any, Sequence[Any]], Iterable[Telling]]
    has_to_say: Callable[[Any], bool] = lambda case: True

    def is_asked(self, case: Case, events: Iterable[str]) -> bool:
        """Whether something may have to be said now that `case` has recorded these events."""
        asked = not set(self.after.get(case.kind, ())).isdisjoint(events)
        return asked and (case.kind != self.of or self.has_to_say(case))


def learnt(case: Case, at: datetime, turn: int = 0) -> datetime:
    """Since when (UTC) it is known: since it happened, or since what the case knows was last put right.

    What is then told anew at one instant keeps its order by its `turn`.
    """
    if case.corrected_at is None or case.corrected_at < at:
        return at
    return case.corrected_at + timedelta(microseconds=turn)


def tidings(reactions: Iterable[Reaction], family: Sequence[Case], now: datetime) -> Iterator[dict[str, Any]]:
    """The events (as bodies) that the cases of a family have to tell each other at `now` and have not told yet."""
    known = {(case.kind, case.id): case for case in family}
    for reaction in reactions:
        for case in (case for case in family if case.kind == reaction.of):
            for telling in reaction.tell(case, [other for other in family if other is not case]):
                body = _body(reaction, case, telling, now)
                target = known.get((telling.kind, telling.case_id))
                if target is None or identity_of(body["source"], body["id"]) not in target.seen:
                    yield body


def _body(reaction: Reaction, case: Case, telling: Telling, now: datetime) -> dict[str, Any]:
    said = telling.slot if telling.at is None else f"{telling.at.isoformat()}/{_text(telling.data)}"
    slot = f"{case.kind}/{case.id}/{telling.kind}/{telling.case_id}/{telling.event}/{said}"
    place = (telling.kind, telling.case_id, telling.event)
    body = spoken(SOURCE + reaction.name, slot, telling.at or now, place, telling.data)
    return {**body, "causationid": f"{case.kind}/{case.id}"}


def _text(data: Mapping[str, Any]) -> str:
    return msgspec.json.encode(data, order="deterministic").decode()
