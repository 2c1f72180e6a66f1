"""Refunds above a value take two people: one proposes, a lead who is somebody else carries it out.

A proposal is a `noted` in the log of its case that says what its author `would` have published. What counts is what is
asked for on one case altogether, so that nobody comes round the value in small steps.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from events.envelope import Event
from events.own import Noted, Would
from handlers.operating.weighing import Over
from lifecycle.engine.case import Case
from lifecycle.engine.fact import Fact

RULE: Final = "refund-approval"


class Proposal(NamedTuple):
    """A refund that somebody proposes: the id of the note, whose it is (an actor), when (RFC 3339), what to publish."""

    note: str
    by: str
    at: str
    data: Mapping[str, Any]
    done: bool

    def to_json(self) -> dict[str, Any]:
        """The proposal for programs; `done` once a refund of this id is asked for."""
        return {**self._asdict(), "data": dict(self.data)}


def proposals(facts: Iterable[Fact], case: Case | None) -> list[Proposal]:
    """The refunds that were proposed on a case, oldest first; `facts` are its notes."""
    known = {refund.refund_id for refund in getattr(case, "refunds", ()) if refund.refund_id}
    found = {fact.event.identity: fact.event for fact in facts}
    return [_proposal(event, would, known) for event in found.values() if (would := _would(event)) is not None]


def would_be(event: Event, found: Over) -> dict[str, Any]:
    """The `data` of the note that proposes this event."""
    asked = found.asked
    money = {"amount": str(asked.amount), "currency": asked.currency}
    would = {"event": event.name, "rule": RULE, "why": found.why, **money, "data": event.body["data"]}
    return {"would": would}


def matching(found: Sequence[Proposal], event: Event) -> list[Proposal]:
    """Those that propose just this."""
    return [each for each in found if not each.done and each.data == event.body["data"]]


def _would(event: Event) -> Would | None:
    """What a note proposes, if it is such a note."""
    would = event.data.would if isinstance(event.data, Noted) else None
    fits = would is not None and would.rule == RULE and would.data is not None
    return would if fits and (event.actor or "").startswith("person:") else None


def _proposal(event: Event, would: Would, known: set[str]) -> Proposal:
    data = would.data or {}
    return Proposal(event.id, event.actor or "", event.time.isoformat(), data, data.get("refund_id") in known)
