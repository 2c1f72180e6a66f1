"""The rules of the events that every kind of case has: assigned, noted, halted, resumed, dismissed, corrected."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from events.envelope import Event, identity_of
from lifecycle.engine.case import CaseT
from lifecycle.engine.kind import Parked, Rejected

if TYPE_CHECKING:
    from events.own import Assigned, Corrected, Dismissed, Halted


def assigned(case: CaseT, event: Event) -> CaseT:
    """Somebody takes the case in hand."""
    data: Assigned = event.data  # type: ignore[assignment]
    return replace(case, assignee=data.to)


def noted(case: CaseT, event: Event) -> CaseT:
    """Somebody writes something down: it stands in the log, the case stays as it is."""
    return case


def halted(case: CaseT, event: Event) -> CaseT:
    """From now on nothing is decided by itself on this case."""
    data: Halted = event.data  # type: ignore[assignment]
    return replace(case, halted=data.reason)


def resumed(case: CaseT, event: Event) -> CaseT:
    """A person has looked at it, rules may decide again."""
    return replace(case, halted=None)


def dismissed(case: CaseT, event: Event) -> CaseT:
    """An operator lays an unfit event aside; what counts or is unknown cannot be dismissed."""
    data: Dismissed = event.data  # type: ignore[assignment]
    target = identity_of(data.event.source, data.event.id)
    gone = tuple(entry.identity for entry in case.unfit if entry.identity.partition("/")[0] == target)
    if gone:
        left = tuple(entry for entry in case.unfit if entry.identity not in gone)
        return replace(case, unfit=left, dismissed=(*case.dismissed, *gone))
    named = f"event {data.event.id} of {data.event.source}"
    if target in case.dismissed:
        raise Rejected(f"{case.kind} {case.id}: {named} has been dismissed already")
    if target in case.seen:
        raise Rejected(f"{case.kind} {case.id}: {named} counts, only a parked or rejected event can be dismissed")
    raise Parked(f"{case.kind} {case.id} does not know {named} yet")


def corrected(case: CaseT, event: Event) -> CaseT:
    """What an event said is put right: it waits for that event, unless the fold has read it in its new form already."""
    data: Corrected = event.data  # type: ignore[assignment]
    target = identity_of(data.corrects.source, data.corrects.id)
    if target not in case.seen:
        raise Parked(f"{case.kind} {case.id} does not know event {data.corrects.id} of {data.corrects.source} yet")
    return case


RULES: dict[str, Callable[[Any, Event], Any]] = {
    "assigned": assigned,
    "noted": noted,
    "halted": halted,
    "resumed": resumed,
    "dismissed": dismissed,
    "corrected": corrected,
}
