"""The board: a row a case, the most urgent first. Moments are UTC."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from handlers.reading.heads import Newest
from handlers.reading.plain import plain
from lifecycle.engine.case import Case, Deadline

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """What the board says about a case; `deadline` is the one it comes up to or has passed first, if any runs."""

    case: Case
    revision: int
    order: str | None
    deadline: Deadline | None

    def is_overdue(self, now: datetime) -> bool:
        """Whether a deadline that still runs has passed."""
        return self.deadline is not None and self.deadline.due_at < now

    @property
    def marks(self) -> tuple[str, ...]:
        """What deserves a person's eye: the flags, an open claim, events that do not fit."""
        aside = sum(entry.standing in ("parked", "rejected") for entry in self.case.unfit)
        claim = ("escalated",) if self.case.escalated else ()
        return (*claim, *self.case.flags, *((f"{aside} unfit",) if aside else ()))

    def to_json(self, now: datetime) -> dict[str, Any]:
        """The row for programs."""
        case, deadline = self.case, self.deadline
        return {
            "kind": case.kind,
            "id": case.id,
            "state": case.state,
            "escalated": case.escalated,
            "revision": self.revision,
            "order_id": self.order,
            "deadline": {"name": deadline.name, "due_at": plain(deadline.due_at)} if deadline else None,
            "overdue": self.is_overdue(now),
            "flags": plain(case.flags),
            "unfit": len(case.unfit),
            "assignee": case.assignee,
            "horizon": plain(case.horizon),
        }


def row_of(found: Newest) -> Row:
    """The row of a case."""
    case = found.case
    deadline = min(case.deadlines, key=lambda each: each.due_at, default=None)
    return Row(case, found.stored.seq, getattr(case, "order_id", None), deadline)


def by_urgency(rows: Iterable[Row]) -> list[Row]:
    """Passed and coming deadlines first, then what needs an eye, closed cases last."""
    return sorted(rows, key=_urgency)


def _urgency(row: Row) -> tuple[bool, datetime, int, str]:
    due = row.deadline.due_at if row.deadline else NEVER
    return row.case.state == "closed", due, -len(row.marks), row.case.id
