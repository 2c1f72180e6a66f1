"""What one input, decision or wake-up means for a case, told as drafts of records. Pure: the same in, the same out.

All records caused by one input carry the same finished case; those of a wake-up carry the case at their moment.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, Literal

from msgspec import Struct

from lifecycle.engine.case import Case, CaseT, Firing, Standing, Unfit
from lifecycle.engine.clockwork import Packs, fire_next
from lifecycle.engine.decisions import RULES
from lifecycle.engine.fact import Fact, unfit
from lifecycle.engine.fold import by_identity, fold, follow, is_newest
from lifecycle.engine.kind import Kind

Cause = Literal["input", "decision", "wakeup", "derived"]


class Draft(Struct, Generic[CaseT], frozen=True):
    """A record before it is chained and written: what happened, why, how it stands, and the case after it."""

    name: str
    cause: Cause
    case: CaseT
    fact: Fact | None = None
    firing: Firing | None = None
    standing: Standing | None = None
    was: Standing | None = None
    unfit: Unfit | None = None
    of: str = ""
    ordinal: int = 0


class Outcome(Struct, Generic[CaseT], frozen=True):
    """The case before and after, and the records in the order in which they are written."""

    before: CaseT
    after: CaseT
    drafts: tuple[Draft[CaseT], ...]


class HistoryNeeded(Exception):
    """The event cannot be taken in from the last state of the case alone."""


def needs_history(kind: Kind[CaseT], case: CaseT, fact: Fact) -> bool:
    """Whether taking `fact` asks for the whole history of the case, not only for its last state."""
    return case.newest is not None and not is_newest(kind, case, fact)


def take(
    kind: Kind[CaseT],
    case: CaseT,
    fact: Fact,
    history: Sequence[Fact] | None,
    packs: Packs,
    cause: Literal["input", "decision"] = "input",
) -> Outcome[CaseT] | None:
    """What `fact` does to `case`; None if the very same event is known.

    `history` may be None as long as it is not needed; raises `HistoryNeeded` when it is.
    """
    event = fact.event
    if case.knows(event.identity, event.content) or (event.identity in case.seen and event.source.startswith(RULES)):
        return None  # what a rule has decided is decided once, whenever that was
    facts = (*(history or ()), fact)
    if not needs_history(kind, case, fact):
        after = follow(kind, case, fact, packs)
    elif history is None:
        raise HistoryNeeded
    else:
        after = fold(kind, case.id, facts, packs, case.horizon)
    own = Fact(event, fact.policy, twice=case.contradicts(event.identity, event.content))
    drafts = [_told(own, after, cause), *_derived(kind, case, after, own, facts)]
    return Outcome(case, after, tuple(drafts))


def wake(kind: Kind[CaseT], case: CaseT, until: datetime, packs: Packs, most: int = 400) -> Outcome[CaseT]:
    """What the clock does to `case` up to `until` (UTC): its moments one by one, at most `most` of them."""
    drafts: list[Draft[CaseT]] = []
    after = case
    while len(drafts) < most and (fired := fire_next(kind, after, until, packs)):
        after, firing = fired
        drafts.append(Draft(_firing_name(firing), "wakeup", after, firing=firing))
    return Outcome(case, after, tuple(drafts))


def wake_one(kind: Kind[CaseT], case: CaseT, due: datetime, packs: Packs) -> Outcome[CaseT]:
    """Exactly one moment due at or before `due`, as a single wake-up record tells it (for replay)."""
    return wake(kind, case, due, packs, most=1)


def _told(fact: Fact, after: CaseT, cause: Cause) -> Draft[CaseT]:
    entry = _entry(after, fact)
    if entry is None:
        return Draft(fact.event.name, cause, after, fact=fact, standing="counted")
    return Draft(entry.standing, cause, after, fact=fact, standing=entry.standing, unfit=entry)


def _derived(
    kind: Kind[CaseT], before: CaseT, after: CaseT, own: Fact, facts: Iterable[Fact]
) -> Iterable[Draft[CaseT]]:
    """What follows from the input: retractions, changes of standing, firings, each in its order, numbered."""
    if (before.unfit, before.dismissed, before.fired) == (after.unfit, after.dismissed, after.fired):
        return ()
    retracted = [firing for firing in before.fired if firing not in after.fired]
    fired = [firing for firing in after.fired if firing not in before.fired]
    makers: list[Callable[[int], Draft[CaseT]]] = [
        *(_maker(after, own, "deadline_met", firing=firing) for firing in sorted(retracted, key=_firing_order)),
        *_changes(kind, before, after, own, facts),
        *(_maker(after, own, _firing_name(firing), firing=firing) for firing in sorted(fired, key=_firing_order)),
    ]
    return [make(ordinal) for ordinal, make in enumerate(makers, start=1)]


def _changes(
    kind: Kind[CaseT], before: CaseT, after: CaseT, own: Fact, facts: Iterable[Fact]
) -> Iterable[Callable[[int], Draft[CaseT]]]:
    """A record for each other event whose standing this fold changed, in order of happening."""
    first, again = by_identity(facts)
    old, new = _standings(before), _standings(after)
    moved = [fact for fact in (*first, *again) if fact.key != own.key and _has_changed(old, new, fact.key)]
    for fact in sorted(moved, key=lambda fact: fact.sort_key(kind.rank.get(fact.event.name, 50))):
        entry = _entry(after, fact)
        yield _maker(
            after,
            own,
            entry.standing if entry else fact.event.name,
            fact=fact,
            standing=entry.standing if entry else "counted",
            was=old.get(fact.key, "counted"),
            unfit=entry,
        )


def _maker(after: CaseT, own: Fact, name: str, **members: Any) -> Callable[[int], Draft[CaseT]]:  # noqa: ANN401 - those of Draft
    return lambda ordinal: Draft(name, "derived", after, of=own.key, ordinal=ordinal, **members)


def _standings(case: Case) -> dict[str, Standing]:
    """How each event stands that does not count."""
    aside: dict[str, Standing] = dict.fromkeys(case.dismissed, "dismissed")
    return aside | {entry.identity: entry.standing for entry in case.unfit}


def _has_changed(old: dict[str, Standing], new: dict[str, Standing], key: str) -> bool:
    """Whether a record must say so: what only was laid aside, the record of its dismissal has said."""
    was, now = old.get(key, "counted"), new.get(key, "counted")
    return was != now and (now != "dismissed" or was == "counted")


def _entry(case: Case, fact: Fact) -> Unfit | None:
    """Why the event does not count, or None if it does."""
    if fact.key in case.dismissed:
        reason = f"{case.kind} {case.id}: an operator has dismissed this {fact.event.name}"
        return unfit(fact, "rejected", reason, "info")
    return next((entry for entry in case.unfit if entry.identity == fact.key), None)


def _firing_name(firing: Firing) -> str:
    return "deadline_missed" if firing.step == "missed" else "reminder_due"


def _firing_order(firing: Firing) -> tuple[datetime, str, str]:
    return (firing.due_at, firing.timer, firing.label)
