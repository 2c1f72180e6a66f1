"""The table `events`: a row a record."""

from typing import Any

from handlers.readmodel.rows.told import Told

FIRINGS = frozenset({"reminder_due", "deadline_missed", "deadline_met"})
"""What the clock recorded."""


def row(told: Told) -> dict[str, Any]:
    """The row of a record."""
    said, record = told.said, told.record
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
        "counts": record.standing == "counted" or (not record.standing and told.event in FIRINGS),
        "historical": said.historical,
        "state": told.brief.state,
        "advice": said.advice,
        "despite": said.despite,
        "policy": record.policy or None,
        "data": bytes(said.data).decode(),
    }


def supersedes(told: Told) -> bool:
    """Whether it tells anew how an event or a firing of earlier records stands: only what was derived does."""
    return told.record.cause.type == "derived"
