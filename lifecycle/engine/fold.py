"""case = fold(its events sorted by time, up to a horizon). Order of arrival means nothing here.

While folding, time advances first: what is due before the next event fires before it, stamped with the moment it was
due. At one instant events come before deadlines. All instants are UTC; nothing reads a clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic

from msgspec.structs import replace

from lifecycle.engine.case import CaseT, SortKey
from lifecycle.engine.clockwork import Packs, advance
from lifecycle.engine.corrections import retell
from lifecycle.engine.fact import Fact, unfit
from lifecycle.engine.kind import Kind
from lifecycle.engine.weighing import Refusal, weigh


@dataclass(slots=True)
class Folding(Generic[CaseT]):
    """A fold under way: the case so far, the facts that wait, and the corrections that were refused."""

    kind: Kind[CaseT]
    case: CaseT
    packs: Packs
    waiting: dict[str, Fact] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    def take(self, fact: Fact) -> None:
        """Advance to the fact's instant, then weigh it, then weigh again what waited."""
        self.case = advance(self.kind, self.case, fact.event.at, self.packs, before=True)
        self.case = _remember(self.kind, self.case, fact)
        waited = bool(self.waiting)
        self._weighed(fact)
        if waited:
            self._weigh_waiting()

    def take_all(self, facts: Iterable[Fact]) -> None:
        """Take the facts in the order in which they happened."""
        for fact in sorted(facts, key=lambda fact: (_sort_key(self.kind, fact), fact.twice, fact.event.content)):
            self.take(fact)

    def _weighed(self, fact: Fact) -> bool:
        verdict = self._refused_outright(fact) or weigh(self.kind, self.case, fact, self.packs)
        if isinstance(verdict, Refusal):
            self._keep(verdict, fact)
            return False
        self.case = verdict
        self.waiting = {key: waits for key, waits in self.waiting.items() if key not in verdict.dismissed}
        return True

    def _refused_outright(self, fact: Fact) -> Refusal | None:
        if fact.twice:
            return Refusal(unfit(fact, "rejected", _used_twice(fact), "critical"))
        fault = self.faults.get(fact.key)
        return Refusal(unfit(fact, "rejected", fault, "warning")) if fault else None

    def _keep(self, refusal: Refusal, fact: Fact) -> None:
        entry = refusal.unfit
        others = tuple(known for known in self.case.unfit if known.identity != entry.identity)
        self.case = replace(self.case, unfit=(*others, entry))
        if entry.standing == "parked":
            self.waiting[entry.identity] = fact
        else:
            self.waiting.pop(entry.identity, None)

    def _weigh_waiting(self) -> None:
        """Weigh the parked again, in order of happening, from the start after each that begins to count."""
        moved = True
        while moved:
            moved = False
            for key, fact in sorted(self.waiting.items(), key=lambda item: _sort_key(self.kind, item[1])):
                if self._weighed(fact):
                    del self.waiting[key]
                    left = tuple(entry for entry in self.case.unfit if entry.identity != key)
                    self.case = replace(self.case, unfit=left)
                    moved = True
                    break


def fold(kind: Kind[CaseT], case_id: str, facts: Iterable[Fact], packs: Packs, until: datetime | None = None) -> CaseT:
    """The case that `facts`, in whatever order they are given, make of `case_id` at the horizon `until` (UTC)."""
    first, again = by_identity(facts)
    told, faults = retell(kind.catalogue, first, corrections_laid_aside(kind, case_id, (*first, *again), packs))
    folding = Folding(kind, kind.blank(case_id), packs, faults=faults)
    folding.take_all((*told, *again))
    return _close_at(kind, folding.case, packs, until)


def follow(kind: Kind[CaseT], case: CaseT, fact: Fact, packs: Packs) -> CaseT:
    """The incremental step: the case after its newest fact, without its history. Ask `is_newest` first."""
    folding = Folding(kind, case, packs)
    folding.take(fact)
    return _close_at(kind, folding.case, packs, case.horizon)


def is_newest(kind: Kind[CaseT], case: CaseT, fact: Fact) -> bool:
    """Whether the step alone gives what a whole fold would: nothing happened later, and no unfit event hangs on it."""
    if case.unfit or fact.event.name in ("corrected", "dismissed") or fact.event.identity in case.seen:
        return False
    if case.newest is not None and _sort_key(kind, fact) <= case.newest:
        return False
    return all(firing.due_at < fact.event.at for firing in case.fired)


def by_identity(facts: Iterable[Fact]) -> tuple[list[Fact], list[Fact]]:
    """The facts by identity, the first one told winning; and those that used a known id for another content."""
    first: dict[str, Fact] = {}
    again: dict[str, Fact] = {}
    for fact in facts:
        known = first.setdefault(fact.event.identity, fact)
        if known.event.content != fact.event.content:
            marked = replace(fact, twice=True)
            again[marked.key] = marked
    return list(first.values()), list(again.values())


def corrections_laid_aside(kind: Kind[CaseT], case_id: str, facts: Sequence[Fact], packs: Packs) -> frozenset[str]:
    """The corrections (by identity) that were dismissed while they waited for their event.

    Judged with every event where it was first told, so that no correction has a say in whether it is one.
    """
    if {"corrected", "dismissed"} - {fact.event.name for fact in facts}:
        return frozenset()
    folding = Folding(kind, kind.blank(case_id), packs)
    folding.take_all(facts)
    return frozenset(folding.case.dismissed).intersection(fact.key for fact in facts if fact.event.name == "corrected")


def _used_twice(fact: Fact) -> str:
    event = fact.event
    return f"{event.kind} {event.case_id}: id {event.id} of {event.source} is known with another content"


def _sort_key(kind: Kind[CaseT], fact: Fact) -> SortKey:
    return fact.sort_key(kind.rank.get(fact.event.name, 50))


def _remember(kind: Kind[CaseT], case: CaseT, fact: Fact) -> CaseT:
    event = fact.event
    known = case.seen.get(event.identity)
    contents = event.content if known is None else " ".join(sorted({event.content, *known.split()}))
    seen = {**case.seen, event.identity: contents}
    newest = _sort_key(kind, fact)
    return replace(
        case,
        seen=seen,
        newest=newest if case.newest is None else max(case.newest, newest),
        policy=case.policy or fact.policy,
    )


def _close_at(kind: Kind[CaseT], case: CaseT, packs: Packs, until: datetime | None) -> CaseT:
    """Advance to the horizon: `until`, or the newest event if that is later."""
    newest = case.newest[0] if case.newest else None
    horizon = max((at for at in (until, newest) if at is not None), default=None)
    if horizon is None:
        return case
    return replace(advance(kind, case, horizon, packs), horizon=horizon)
