"""Automatic decisions: events that a rule publishes, on a finished fold and at the edge's now, once for each slot."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any

from lifecycle.engine.case import CaseT
from lifecycle.engine.fact import Fact
from lifecycle.engine.kind import Decision, Kind
from lifecycle.policy.pack import Pack

RULES = "/reso/r"
"""How the sources of rules and reactions begin: the same id of theirs is the same event."""


def decide(kind: Kind[CaseT], case: CaseT, now: datetime, pack: Pack) -> Iterator[Fact]:
    """The decisions that rules take on `case` at `now` (UTC); none while a moment that is due has not fired."""
    if not kind.automatic or case.halted or (case.alarm_at is not None and case.alarm_at <= now):
        return
    if case.horizon is not None and case.horizon > now:
        return
    market = pack.market(kind.market(case))
    for rule in kind.automatic:
        decision = rule.decide(case, market)
        if decision is not None:
            fact = decided(kind, case, rule.name, decision, now, pack)
            if fact.event.identity not in case.seen:
                yield fact


def decided(kind: Kind[CaseT], case: CaseT, rule: str, decision: Decision, now: datetime, pack: Pack) -> Fact:
    """The decision as an event whose id is a digest of case, rule and slot: taken twice it is the same one."""
    slot = f"{kind.name}/{case.id}/{rule}/{decision.slot}"
    body = spoken(f"/reso/rules/{rule}", slot, now, (kind.name, case.id, decision.event), decision.data)
    return Fact(kind.catalogue.event_from_body(body, kind.name, case.id, decision.event), pack.digest)


def spoken(
    source: str, slot: str, at: datetime, place: tuple[str, str, str], data: Mapping[str, Any]
) -> dict[str, Any]:
    """The event that a rule publishes at `place` (kind, case, event); its id is a digest of `slot`."""
    kind, case_id, event = place
    return {
        "specversion": "1.0",
        "id": blake2b(slot.encode(), digest_size=16).hexdigest(),
        "source": source,
        "type": f"{kind}.{event}.v1",
        "time": at.isoformat(),
        "subject": case_id,
        "actor": f"rule:{source.rpartition('/')[2]}",
        "data": dict(data),
    }
