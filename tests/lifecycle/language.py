"""given(a story).when(something happens).then(this is how the case stands).

Times are hours after Monday 2 November 2026, 10:00 in Rome. An event is told in a word (`requested(at=0)`), the
clock in another (`clock(24)`); what was told and what came of it stands on the desk.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import orjson

from events.catalogue import read_event
from events.envelope import Event
from lifecycle.policy.pack import Pack
from tests.lifecycle.desk import Desk

ROME = timezone(timedelta(hours=1))
START = datetime(2026, 11, 2, 10, tzinfo=ROME)
DAY = 24
REST = 10_000
"""An hour at which every clock of a story has long run out."""


@dataclass(frozen=True)
class Clock:
    """The moment up to which a wake-up lets time advance."""

    at: datetime


@dataclass(frozen=True)
class Rules:
    """The automatic rules look at the case at this moment."""

    at: datetime


def hour(at: float) -> datetime:
    """The instant so many hours after the start of every story."""
    return START + timedelta(hours=at)


def clock(at: float) -> Clock:
    """Time advances to this hour."""
    return Clock(hour(at))


def rules(at: float) -> Rules:
    """The rules decide at this hour."""
    return Rules(hour(at))


def event(
    name: str, at: float, data: dict[str, Any], kind: str = "return", case: str = "R-1", **envelope: Any
) -> Event:
    """An event of a case; what is not told of its envelope follows from its name and hour."""
    body = {
        "specversion": "1.0",
        "id": f"{name}-{at}",
        "source": "/desk",
        "type": f"{kind}.{name}.v1",
        "time": hour(at).isoformat(),
        "subject": case,
        **{member: value for member, value in envelope.items() if value is not None},
        "data": {member: value for member, value in data.items() if value is not None},
    }
    return read_event(orjson.dumps(body), kind, case, name)


ENVELOPE = ("id", "source", "actor", "precision", "historical", "time", "causationid", "kind", "case")


def said(name: str, at: float, data: dict[str, Any], more: dict[str, Any]) -> Event:
    """An event with what is usual in its `data`; `more` says otherwise, of its data, its envelope or its case."""
    envelope = {member: more.pop(member) for member in ENVELOPE if member in more}
    return event(name, at, {**data, **more}, **envelope)


def corrected(at: float, target: Event, data: dict[str, Any], **more: Any) -> Event:
    """What `target` said is put right."""
    told = {"corrects": {"source": target.source, "id": target.id}, "reason": "typo", "data": data}
    return said("corrected", at, told, {"kind": target.kind, "case": target.case_id} | more)


def dismissed(at: float, target: Event, **more: Any) -> Event:
    """`target`, which does not fit, is laid aside."""
    told = {"event": {"source": target.source, "id": target.id}, "reason": "noise"}
    return said("dismissed", at, told, {"kind": target.kind, "case": target.case_id} | more)


def noted(at: float, **more: Any) -> Event:
    """Somebody writes something down."""
    return said("noted", at, {"note": "called the buyer"}, more)


def assigned(at: float, to: str = "person:anna", **more: Any) -> Event:
    """Somebody takes the case in hand."""
    return said("assigned", at, {"to": to}, more)


class Story:
    """What has been told so far, and the desk that has worked it."""

    def __init__(self, desk: Desk, since: int = 0) -> None:
        self.desk = desk
        self._since = since
        self._alerts_since = len(desk.alerts)

    def when(self, *told: Event | Clock | Rules) -> "Story":
        """Something more happens; `then` looks at what came of it."""
        after = Story(self.desk, len(self.desk.log))
        for news in told:
            if isinstance(news, Clock):
                self.desk.wake(news.at)
            elif isinstance(news, Rules):
                self.desk.decide(news.at)
            else:
                self.desk.take(news)
        return after

    def then(self, state: str | None = None, **claims: Any) -> "Story":
        """The claims hold: each names what is looked at (a method below) and says what is seen there."""
        if state is not None:
            assert self.desk.case.state == state
        for name, expected in claims.items():
            seen = getattr(self, name)()
            assert seen == expected, f"{name}: {seen!r} instead of {expected!r}"
        assert self.desk.replayed() == [written.payload for written in self.desk.log]
        return self

    def then_flags(self, *flags: str) -> "Story":
        """All these flags are up."""
        assert set(flags) <= set(self.desk.case.flags), self.desk.case.flags
        return self

    def then_not(self, *flags: str) -> "Story":
        """None of these flags is up."""
        assert not set(flags) & set(self.desk.case.flags), self.desk.case.flags
        return self

    def then_runs(self, *timers: str) -> "Story":
        """Exactly these clocks run: those that still have something to say."""
        assert self.running() == set(timers)
        return self

    def then_refused(self, *words: str) -> "Story":
        """The news was refused, in a sentence with these words."""
        return self._then_unfit("rejected", words)

    def then_waits(self, *words: str) -> "Story":
        """The news waits in the case, in a sentence with these words."""
        return self._then_unfit("parked", words)

    def due(self, timer: str) -> float:
        """At which hour a running clock is due."""
        found = next(deadline for deadline in self.desk.case.deadlines if deadline.name == timer)
        return (found.due_at - START).total_seconds() / 3600

    def _then_unfit(self, standing: str, words: tuple[str, ...]) -> "Story":
        assert standing in self.recorded(), self.recorded()
        reasons = [entry.reason for entry in self.desk.case.unfit if entry.standing == standing]
        assert any(all(word in reason for word in words) for reason in reasons), reasons
        return self

    def recorded(self) -> list[str]:
        return [written.name for written in self.desk.log[self._since :]]

    def said(self) -> list[str]:
        firings = (written.draft.firing for written in self.desk.log[self._since :])
        return [f"{firing.timer} {firing.label}" for firing in firings if firing]

    def alerted(self) -> list[tuple[str, str]]:
        return [(alert.severity, alert.key.split("@")[0]) for alert in self.desk.alerts[self._alerts_since :]]

    def running(self) -> set[str]:
        return {deadline.name for deadline in self.desk.case.deadlines if deadline.moments}

    def missed(self) -> set[str]:
        return {deadline.name for deadline in self.desk.case.deadlines if deadline.missed}

    def money(self) -> tuple[str, str, str]:
        money = self.desk.case.money
        return tuple(str(Decimal(value).quantize(Decimal("0.01"))) for value in (money.paid, money.due, money.refunded))

    def lines(self) -> dict[str, tuple[int, int, int]]:
        return {line.line: (line.requested, line.received, line.inspected) for line in self.desk.case.lines}

    def unfit(self) -> list[tuple[str, str]]:
        return [(entry.type.partition(".")[2], entry.standing) for entry in self.desk.case.unfit]

    def close_reason(self) -> str | None:
        return self.desk.case.close_reason

    def escalated(self) -> bool:
        return self.desk.case.escalated

    def duplicates(self) -> int:
        return self.desk.duplicates


def given(*story: Event | Clock | Rules | Iterable[Event], pack: Pack | None = None) -> Story:
    """A desk to which this has been told; a list among it is told piece by piece."""
    pieces = [piece for told in story for piece in (told if isinstance(told, list | tuple) else (told,))]
    return Story(Desk(pack)).when(*pieces)
