"""Alerts that follow from what was recorded. They are for people and systems; replay does not derive them again.

The instants are UTC; `now` is the edge's, and only decides whether an alert is still worth sending.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from events.alerts import Alert, Severity
from lifecycle.engine.case import CaseT, Firing
from lifecycle.engine.kind import FLAG_ALERTS, Kind
from lifecycle.engine.outcome import Draft, Outcome

#: An alert about a moment longer past than this is kept, not sent.
TOO_OLD = timedelta(days=3)


def alerts(kind: Kind[CaseT], outcome: Outcome[CaseT], now: datetime) -> list[Alert]:
    """The alerts of one outcome: moments fired or taken back, events refused, flags raised or lowered."""
    firings = [draft.firing for draft in outcome.drafts if draft.firing and draft.name != "deadline_met"]
    latest = {firing.timer: firing for firing in firings}
    told = [alert for draft in outcome.drafts for alert in _of(kind, draft, latest, now)]
    return [*told, *_of_flags(kind, outcome, now)]


def _of(kind: Kind[CaseT], draft: Draft[CaseT], latest: dict[str, Firing], now: datetime) -> Iterator[Alert]:
    firing, entry = draft.firing, draft.unfit
    if firing is not None and draft.name == "deadline_met":
        yield _taken_back(kind, draft.case, firing, now)
    elif firing is not None:
        yield _fired(kind, draft.case, firing, latest, now)
    elif entry is not None and entry.standing == "rejected":
        yield Alert(
            key=f"rejected/{entry.identity}",
            severity=_severity(entry.severity),
            kind=kind.name,
            case_id=draft.case.id,
            title=entry.reason,
            at=now,
            event=entry.type,
            identity=entry.identity,
            allowed=entry.allowed,
        )


def _fired(kind: Kind[CaseT], case: CaseT, firing: Firing, latest: dict[str, Firing], now: datetime) -> Alert:
    what = "deadline missed" if firing.step == "missed" else "reminder"
    return Alert(
        key=_key(firing),
        severity=_severity(firing.severity),
        kind=kind.name,
        case_id=case.id,
        title=f"{kind.name} {case.id} is {case.state}: {firing.timer} {what} ({firing.label}, {firing.rule})",
        at=now,
        due_at=firing.due_at,
        rule=firing.rule,
        late=now - firing.due_at > TOO_OLD,
        superseded=latest[firing.timer] is not firing,
    )


def _taken_back(kind: Kind[CaseT], case: CaseT, firing: Firing, now: datetime) -> Alert:
    return Alert(
        key=_key(firing),
        severity="info",
        kind=kind.name,
        case_id=case.id,
        title=f"{kind.name} {case.id} is {case.state}: {firing.timer} was met in time after all ({firing.label})",
        at=now,
        due_at=firing.due_at,
        rule=firing.rule,
        closes=True,
        late=now - firing.due_at > TOO_OLD,
    )


def _of_flags(kind: Kind[CaseT], outcome: Outcome[CaseT], now: datetime) -> Iterable[Alert]:
    if outcome.before.flags == outcome.after.flags:
        return
    before, after = set(outcome.before.flags), set(outcome.after.flags)
    for flag, (severity, words) in {**FLAG_ALERTS, **kind.flag_alerts}.items():
        if (flag in before) == (flag in after):
            continue
        raised = flag in after
        yield Alert(
            key=f"flag/{flag}",
            severity=_severity(severity) if raised else "info",
            kind=kind.name,
            case_id=outcome.after.id,
            title=f"{kind.name} {outcome.after.id} is {outcome.after.state}: {words}{'' if raised else ' - no longer'}",
            at=now,
            closes=not raised,
            late=_is_old(outcome.after.newest, now),
        )


def _is_old(newest: tuple[datetime, int, str] | None, now: datetime) -> bool:
    return newest is not None and now - newest[0] > TOO_OLD


def _key(firing: Firing) -> str:
    return f"{firing.timer}/{firing.step}/{firing.label}@{firing.due_at.isoformat()}"


def _severity(name: str) -> Severity:
    return name if name in ("info", "critical") else "warning"  # type: ignore[return-value]
