"""Weighing one event where it stands in time: it counts, waits (parked) or is refused (rejected)."""

from dataclasses import dataclass

from msgspec.structs import replace

from events.envelope import Event
from lifecycle.engine import common
from lifecycle.engine.case import CaseT, Unfit
from lifecycle.engine.clockwork import Packs, arm, flags_of, settle
from lifecycle.engine.fact import Fact, unfit
from lifecycle.engine.kind import Kind, Parked, Rejected


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an event does not count where it stands."""

    unfit: Unfit


def weigh(kind: Kind[CaseT], case: CaseT, fact: Fact, packs: Packs) -> CaseT | Refusal:
    """The case after `fact`, or why it does not count at this position."""
    event = fact.event
    try:
        if event.name in common.RULES:
            made = replace(case, corrected_at=event.since) if fact.made else None
            told: CaseT = made or common.RULES[event.name](case, event)
            if told.halted != case.halted:
                told = replace(told, flags=flags_of(kind, told))
            return arm_after(kind, told, fact, packs)
        _ask_table(kind, case, event)
        market = packs[fact.policy].market(kind.market(case) or getattr(event.data, "marketplace", None))
        moved = kind.rules[event.name](case, event, market)
    except Parked as because:
        return Refusal(unfit(fact, "parked", str(because), because.severity, kind.table.allowed(case.state)))
    except Rejected as because:
        return Refusal(unfit(fact, "rejected", str(because), because.severity, kind.table.allowed(case.state)))
    new_refs = [ref for ref in kind.references(moved, event) if ref not in moved.refs]
    moved = replace(moved, refs=(*moved.refs, *new_refs), policy=fact.policy)
    return arm_after(kind, settle(kind, moved, event.name), fact, packs)


def arm_after(kind: Kind[CaseT], case: CaseT, fact: Fact, packs: Packs) -> CaseT:
    """The case with its clocks as they run after `fact`; a historical event starts none."""
    return arm(kind, case, packs[fact.policy].market(kind.market(case)), quietly=fact.event.historical)


def _ask_table(kind: Kind[CaseT], case: CaseT, event: Event) -> None:
    if kind.table.leads(case.state, event.name):
        return
    possible = ", ".join(kind.table.allowed(case.state)) or "nothing, this state is final"
    sentence = f"{kind.name} {case.id} is {case.state}: {event.name} cannot follow; possible now: {possible}"
    if kind.table.parks(case.state, event.name):
        raise Parked(sentence)
    raise Rejected(sentence)
