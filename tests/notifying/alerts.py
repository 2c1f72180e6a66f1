"""Alerts as workers write them, and where they stand in the log."""

from datetime import UTC, datetime

from events.alerts import Alert
from handlers.notifying.entries import News

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def reminder(timer, label, *, step="reminder", case_id="R-1", kind="return", due=AT, severity="warning", **more):
    """A clock of a case has come to a moment."""
    what = "deadline missed" if step == "missed" else "reminder"
    return Alert(
        key=f"{timer}/{step}/{label}@{due.isoformat()}", severity=severity, kind=kind, case_id=case_id,
        title=f"{kind} {case_id} is requested: {timer} {what} ({label}, B-01)", at=due, due_at=due, rule="B-01", **more,
    )  # fmt: skip


def flag(name, *, case_id="R-1", severity="critical", **more):
    """A flag of a return is raised, or lowered."""
    title = f"return {case_id} is received: {name}"
    return Alert(key=f"flag/{name}", severity=severity, kind="return", case_id=case_id, title=title, at=AT, **more)


def news(seq, alert, *, marketplace="amazon.it", deadline=None):
    """An alert at its place in the log."""
    return News(seq, alert, marketplace, deadline)
