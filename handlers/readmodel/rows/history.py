"""The table `events`: a row a record."""

from typing import Any

from handlers.readmodel.rows.told import Told

FIRINGS = frozenset({"reminder_due", "deadline_missed", "deadline_met"})
"""What the clock recorded."""


def row(told: Told) -> dict[str, Any]:
    """The row of a record."""
    said, record = told.line.event, told.line
    return {
        "seq": told.seq,
        "kind": told.kind,
        "case_id": told.case_id,
        "event": told.event,
        "type": said.type,
        "source": said.source,
        "id": said.id,
        "time": told.at,
        "recorded_at": told.recorded_at,
        "precision": said.precision,
        "actor": said.actor,
        "cause": record.cause.type,
        "cause_of": record.cause.of or None,
        "standing": record.standing or None,
        "was": record.was or None,
        "reason": record.reason or None,
        "counts": counts(told),
        "historical": said.historical,
        "state": told.line.case.state,
        "advice": said.advice,
        "despite": said.despite,
        "policy": record.policy or None,
        "data": bytes(said.data).decode(),
    }


def counts(told: Told) -> bool:
    """Whether it counts for its case, as far as nothing later says otherwise."""
    return told.line.standing == "counted" or (not told.line.standing and told.event in FIRINGS)


def supersedes(told: Told) -> bool:
    """Whether it tells anew how an event or a firing of earlier records stands: only what was derived does."""
    return told.line.cause.type == "derived"
