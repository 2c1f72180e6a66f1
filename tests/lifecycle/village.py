"""A village: many cases worked in memory, and what they tell each other, until nobody has anything to say any more."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
import orjson

from events.catalogue import read_event
from events.envelope import Event
from lifecycle.engine.case import Case
from lifecycle.engine.reaction import tidings
from lifecycle.kinds import KINDS
from lifecycle.policy.pack import Pack
from lifecycle.reactions import REACTIONS
from tests.lifecycle.desk import Desk

Key = tuple[str, str]


class Village:
    """A desk for every case; `settle` lets the families talk."""

    def __init__(self, pack: Pack | None = None) -> None:
        self._pack = pack
        self.desks: dict[Key, Desk] = {}
        self.told: list[Event] = []
        """What was told by reactions, in the order in which it was told."""

    def take(self, *events: Event) -> "Village":
        """Tell events, each to its case; nobody talks yet."""
        for event in events:
            key = (event.kind, event.case_id)
            if key not in self.desks:
                self.desks[key] = Desk(self._pack, event.case_id, KINDS[event.kind])
            self.desks[key].take(event)
        return self

    def wake(self, until: datetime) -> "Village":
        """Let time advance for every case."""
        for desk in self.desks.values():
            desk.wake(until)
        return self

    def settle(self, now: datetime) -> "Village":
        """Let the families talk at `now` until nothing new is said."""
        while new := [self._event(body) for body in self._said(now)]:
            assert len(self.told) < 2_000, "they never stop talking"
            self.told += new
            self.take(*new)
        return self

    def case(self, kind: str, case_id: str) -> Any:
        """A case as it stands."""
        return self.desks[kind, case_id].case

    def standing(self, until: datetime) -> dict[Key, Case]:
        """Every case at one horizon, without what it has heard of and what it could not use."""
        return {key: plain(desk.folded(until)) for key, desk in sorted(self.desks.items())}

    def _said(self, now: datetime) -> Iterable[dict[str, Any]]:
        for family in self._families():
            yield from tidings(REACTIONS, family, now)

    def _families(self) -> Iterable[list[Case]]:
        families: dict[Any, list[Case]] = {}
        for key in sorted(self.desks):
            case = self.desks[key].case
            families.setdefault(KINDS[case.kind].family(case) or key, []).append(case)
        return families.values()

    def _event(self, body: dict[str, Any]) -> Event:
        kind, name, _version = body["type"].split(".")
        return read_event(orjson.dumps(body), kind, body["subject"], name)


def plain(case: Case) -> Case:
    """A case without what it has heard of and what it could not use."""
    return msgspec.structs.replace(case, seen={}, newest=None, unfit=(), dismissed=())
