"""What a worker will write for one case: its records, its alarm, its alerts and its keys, in the order of one batch.

A plan is made without waiting for anything; making it again from the same state gives the same records.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from events import subjects
from events.alerts import Alert
from handlers.caselog import CaseKey, Head
from handlers.wire.batch import EXPECTED, EXPECTED_OF, Outgoing
from handlers.worker.letters import Letter
from lifecycle.brakes import next_decision
from lifecycle.engine import outcome, records
from lifecycle.engine.alerts import alerts
from lifecycle.engine.case import Case, Ref
from lifecycle.engine.fact import Fact
from lifecycle.engine.kind import Kind
from lifecycle.engine.outcome import Outcome
from lifecycle.policy.pack import Pack

FULL = 300
"""Messages after which a plan takes no further letter: a case is never cut between two batches."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every plan needs to know: the packs, this moment (UTC) on our clock, and how alarms are set."""

    packs: Mapping[str, Pack]
    current: Pack
    now: datetime
    settling: timedelta
    alarm: "AlarmSetter"
    alert_ttl: str


@dataclass(frozen=True, slots=True)
class AlarmSetter:
    """How a moment on our clock becomes a schedule of the server, which knows real time only."""

    to_real: Any
    due_ttl: str

    def schedule(self, kind: str, case_id: str, at: datetime) -> Outgoing:
        """The alarm that wakes a case at `at` (UTC, our clock), to a fraction of a second."""
        headers = {
            "Nats-Schedule": f"@at {self.to_real(at).isoformat()}",
            "Nats-Schedule-Target": subjects.due(kind, case_id),
            "Nats-Schedule-TTL": self.due_ttl,
        }
        return Outgoing(subjects.alarm(kind, case_id), b"", headers)

    def wake_up(self, kind: str, case_id: str) -> Outgoing:
        """What wakes a case at once."""
        return Outgoing(subjects.due(kind, case_id), b"", {"Nats-TTL": self.due_ttl})


@dataclass(slots=True)
class Plan:
    """The writes for one case; `letters` are acknowledged once they are stored, `left` comes in a later round."""

    kind: Kind[Any]
    key: CaseKey
    head: Head
    desk: Desk
    facts: list[Fact] | None
    case: Case = field(init=False)
    digest: str = field(init=False)
    written: list[records.Written[Any]] = field(default_factory=list)
    told: list[Outgoing] = field(default_factory=list)
    deliveries: list[str] = field(default_factory=list)
    duplicates: int = 0
    asked: set[str] = field(default_factory=set)
    left: list[Letter] = field(default_factory=list)
    new_refs: tuple[Ref, ...] = ()
    """The keys that this plan asserts for the case; all of them where a stray becomes a case that was announced."""

    def __post_init__(self) -> None:
        self.case, self.digest = self.head.case, self.head.digest

    def take(self, letters: Sequence[Letter]) -> None:
        """Take the letters in; raises `HistoryNeeded`."""
        for place, letter in enumerate(letters):
            if len(self.written) + len(self.told) > FULL:
                self.left = list(letters[place:])
                break
            if self.case.forwards_to and not self.head.case.forwards_to:  # merged just now: the rest is sent on
                self.left = list(letters[place:])
                break
            self.deliveries.append(letter.delivery)
            if not self._fact(Fact(letter.event, self.desk.current.digest), "input"):
                self.duplicates += 1

    def wake(self, delivery: str) -> None:
        """Let fire what is due and has settled."""
        self.deliveries.append(delivery)
        self._keep(outcome.wake(self.kind, self.case, self.desk.now - self.desk.settling, self.desk.packs))

    def wish(self) -> Fact | None:
        """The next thing that an automatic rule wants, on the finished fold and at this moment; each is told once."""
        return (
            next_decision(self.kind, self.case, self.desk.now, self.desk.current, self.asked) if self.written else None
        )

    def decided(self, fact: Fact) -> bool:
        """A decision is taken; answers whether it was new. Raises `HistoryNeeded`."""
        return self._fact(fact, "decision")

    def _fact(self, fact: Fact, cause: Literal["input", "decision"]) -> bool:
        done = outcome.take(self.kind, self.case, fact, self.facts, self.desk.packs, cause)
        if done is None:
            return False
        self._keep(done)
        if self.facts is not None:
            self.facts.append(fact)
        return True

    def _keep(self, done: Outcome[Any]) -> None:
        new = records.write(self.kind, done.drafts, self.digest)
        if not new:
            return
        self.written += new
        self.case, self.digest = done.after, new[-1].digest
        if self._is_no_stray_any_more():
            self.new_refs = self.case.refs
        elif self.case.refs != self.head.case.refs:
            self.new_refs = tuple(ref for ref in self.case.refs if ref not in self.head.case.refs)
        for alert in alerts(self.kind, done, self.desk.now):
            self.tell(alert)

    def tell(self, alert: Alert) -> None:
        """An alert that goes out with the records it follows from."""
        headers = {"Nats-TTL": self.desk.alert_ttl}
        told = alert.offering(self.kind.table.allowed(self.case.state)).to_json()
        self.told.append(Outgoing(subjects.alert(alert.severity, *self.key), told, headers))

    def _is_no_stray_any_more(self) -> bool:
        stray, case = self.kind.is_stray, self.case
        moved = stray(self.head.case) and not stray(case)
        return moved and case.forwards_to is None and self.kind.is_open(case, self.desk.now)

    @property
    def joins(self) -> Ref | None:
        """The family that the case has joined with this plan, if it has."""
        family = self.kind.family(self.case)
        return family if family is not None and family != self.kind.family(self.head.case) else None

    def asserted_at(self, ref: Ref) -> datetime:
        """When (UTC) the event happened that asserts one of the new keys."""
        first = next(record for record in self.written if ref in record.case.refs)
        return first.draft.fact.event.at if first.draft.fact else self.desk.now

    def messages(self, *, rearm: bool = False) -> list[Outgoing]:
        """The batch for this case but for its keys: records, alarm or cancel, alerts. Empty if nothing happened."""
        messages = list(self._records())
        alarm = self._alarm(rearm)
        if alarm is not None and not messages:
            return [Outgoing(alarm.subject, alarm.payload, {**alarm.headers, **self._expected()})]
        return [*messages, *([alarm] if alarm else []), *self.told]

    def _records(self) -> Iterator[Outgoing]:
        cancel = self._cancel()
        for place, record in enumerate(self.written):
            headers = self._expected() if place == 0 else {}
            if place == len(self.written) - 1:
                headers |= cancel
            yield Outgoing(subjects.case_record(*self.key, record.name), record.payload, headers)

    def _expected(self) -> dict[str, str]:
        return {EXPECTED: str(self.head.revision), EXPECTED_OF: subjects.records_of(*self.key)}

    def _cancel(self) -> dict[str, str]:
        if self.case.alarm_at is not None or self.head.case.alarm_at is None:
            return {}
        return {"Nats-Schedule-Next": "purge", "Nats-Scheduler": subjects.alarm(*self.key)}

    def _alarm(self, rearm: bool) -> Outgoing | None:
        """The alarm, if it moves (or if it has to be written again): due + settling, and as long after this record."""
        at, before = self.case.alarm_at, self.head.case.alarm_at
        if at is None or not (rearm or self.written):
            return None
        if not rearm and at == before and at > self.desk.now:
            return None
        return self.desk.alarm.schedule(*self.key, max(at, self.desk.now) + self.desk.settling)

    def head_after(self, last_record: int) -> Head:
        """The newest state once the plan is stored with its last record at sequence `last_record`."""
        return Head(self.case, last_record, self.digest)


def grouped(letters: Iterable[Letter]) -> dict[CaseKey, list[Letter]]:
    """The letters by case, cases and letters in the order in which they came."""
    cases: dict[CaseKey, list[Letter]] = {}
    for letter in letters:
        cases.setdefault(letter.key, []).append(letter)
    return cases
