"""What a kind of case must bring along: a table, rules, timers and names. Data and pure functions, nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Generic

from events.catalogue import CATALOGUE, Catalogue
from events.envelope import Event
from lifecycle.engine.case import CaseT, Ref
from lifecycle.engine.machine import Table
from lifecycle.policy.pack import Market
from lifecycle.policy.schedule import Moment

HALTED = "halted"
FLAG_ALERTS = {HALTED: ("critical", "nothing is decided by itself any more until a person has looked")}
"""The flag that a case of any kind may raise."""


class Unfitting(Exception):
    """An event does not fit where it stands; the text says why, in the operator's words."""

    severity = "warning"


class Parked(Unfitting):
    """Something still missing may make the event fit."""


class Rejected(Unfitting):
    """A rule or a final state refuses the event."""

    def __init__(self, reason: str, severity: str = "warning") -> None:
        super().__init__(reason)
        self.severity = severity


Rule = Callable[[CaseT, Event, Market], CaseT]


def _nothing(_case: object) -> None:
    return None


def _unmoved(case: CaseT, _moment: Moment) -> CaseT:
    return case


@dataclass(frozen=True, slots=True)
class Timer(Generic[CaseT]):
    """A clock beside the states: while `since` answers an instant it runs; when it is missed, `missed` follows.

    How long it waits and when it reminds stands in the policy pack under `name` (or what `variant` answers);
    a deadline that the source itself `stated` wins over the computed one; nothing is due before `floor`. `states` are
    the only ones in which it can run (empty: any), so that nobody asks it in the others. All instants are UTC.
    """

    name: str
    states: tuple[str, ...]
    since: Callable[[CaseT], datetime | None]
    stated: Callable[[CaseT], datetime | None] = _nothing
    variant: Callable[[CaseT], str | None] = _nothing
    missed: Callable[[CaseT, Moment], CaseT] = _unmoved
    floor: Callable[[CaseT], datetime | None] = _nothing


@dataclass(frozen=True, slots=True)
class Decision:
    """What an automatic rule wants done: an event by name, with its data, once for `slot`."""

    event: str
    data: Mapping[str, Any]
    slot: str


@dataclass(frozen=True, slots=True)
class Automatic(Generic[CaseT]):
    """A rule that decides by itself, on a finished fold and at the edge's now, never at a past position."""

    name: str
    decide: Callable[[CaseT, Market], Decision | None]


def _no_refs(_case: object, _event: Event) -> tuple[Ref, ...]:
    return ()


@dataclass(frozen=True)
class Kind(Generic[CaseT]):
    """A kind of case, as data: everything the engine needs to know about it.

    `rules` say what an event does to the ledgers; `summary` reads the state off the ledgers; the table then says
    whether that move is allowed. `version` is the lifecycle version that stands in every record. A kind that takes
    scans says by which keys one is looked for (`scanned`, the surest first), what a case nobody announced is
    (`is_stray`), and what closes it once it has found its case (`merge`). Cases of the same `family` key are told of
    each other by reactions.
    """

    name: str
    version: int
    case: type[CaseT]
    blank: Callable[[str], CaseT]
    table: Table
    rules: Mapping[str, Rule[CaseT]]
    summary: Callable[[CaseT], str]
    timers: tuple[Timer[CaseT], ...] = ()
    rank: Mapping[str, int] = field(default_factory=dict)
    flags: Callable[[CaseT], tuple[str, ...]] = lambda case: case.flags
    flag_alerts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    market: Callable[[CaseT], str | None] = _nothing
    references: Callable[[CaseT, Event], tuple[Ref, ...]] = _no_refs
    automatic: tuple[Automatic[CaseT], ...] = ()
    is_open: Callable[[CaseT, datetime], bool] = lambda case, at: case.state != "closed"
    is_stray: Callable[[CaseT], bool] = lambda case: False
    scanned: Callable[[Event], tuple[Ref, ...]] | None = None
    merge: Callable[[str], Decision] | None = None
    family: Callable[[CaseT], Ref | None] = _nothing
    catalogue: Catalogue = CATALOGUE

    @cached_property
    def clocks(self) -> Mapping[str, tuple[Timer[CaseT], ...]]:
        """The timers that can run in each state, in the order in which they are told."""
        return {
            state: tuple(timer for timer in self.timers if not timer.states or state in timer.states)
            for state in self.table.states
        }
