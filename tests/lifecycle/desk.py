"""A desk: one case worked in memory as the real worker works it, from its own log and nothing else."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from events.catalogue import event_from_body
from events.envelope import Event
from lifecycle.brakes import SHADOW, brake_of, next_decision, rule_of, withheld
from lifecycle.engine import records
from lifecycle.engine.alerts import alerts
from lifecycle.engine.fact import Fact
from lifecycle.engine.fold import fold
from lifecycle.engine.kind import Kind
from lifecycle.engine.outcome import Outcome, needs_history, take, wake, wake_one
from lifecycle.kinds import KINDS
from lifecycle.policy.compile import shipped_pack
from lifecycle.policy.pack import Pack

KIND = KINDS["return"]


class Desk:
    """Takes events in any order, wakes up, lets rules decide, and writes everything down.

    Whose case it is, the first event says, unless that is told beforehand.
    """

    def __init__(self, pack: Pack | None = None, case_id: str = "R-1", kind: Kind[Any] = KIND) -> None:
        self.pack = pack or shipped_pack()
        self.packs = {self.pack.digest: self.pack}
        self.kind = kind
        self.case: Any = kind.blank(case_id)
        self.log: list[records.Written[Any]] = []
        self.alerts = []
        self.duplicates = 0

    def take(self, event: Event) -> None:
        """What the worker does with an input."""
        if not self.log and (event.kind, event.case_id) != (self.kind.name, self.case.id):
            self.kind = KINDS[event.kind]
            self.case = self.kind.blank(event.case_id)
        self._take(Fact(event, self.pack.digest), "input")

    def wake(self, until: datetime) -> None:
        """What a wake-up does, `until` being the clock less the settling time."""
        self._write(wake(self.kind, self.case, until, self.packs), until)

    def decide(self, now: datetime) -> None:
        """What the rules decide by themselves after a commit, as far as their modes let them; nobody counts here."""
        asked: set[str] = set()
        while fact := next_decision(self.kind, self.case, now, self.pack, asked):
            brake = brake_of(self.pack.market(self.kind.market(self.case)), rule_of(fact), now)
            shadow = withheld(self.kind, fact, SHADOW, SHADOW, now) if brake.shadow else None
            self._take(shadow or fact, "decision")

    def facts(self) -> list[Fact]:
        """The history of the case as its log tells it."""
        return [self._fact(record) for written in self.log if records.is_fact(record := records.read(written.payload))]

    def folded(self, until: datetime | None = None) -> Any:
        """The whole fold of all that was told."""
        return fold(self.kind, self.case.id, self.facts(), self.packs, until)

    def replayed(self) -> list[bytes]:
        """The log derived again from its inputs, decisions and wake-ups alone."""
        again = Desk(self.pack, self.case.id, self.kind)
        again.packs = self.packs
        for record in (records.read(written.payload) for written in self.log):
            if records.is_fact(record):
                again._take(self._fact(record), record.cause.type)
            elif record.cause.type == "wakeup":
                again._write(
                    wake_one(self.kind, again.case, datetime.fromisoformat(record.cause.due_at), again.packs), None
                )
        return [written.payload for written in again.log]

    def _fact(self, record: records.Record) -> Fact:
        body = msgspec.json.decode(record.event)
        return Fact(event_from_body(body, self.kind.name, self.case.id, body["type"].split(".")[1]), record.policy)

    def _take(self, fact: Fact, cause: str) -> None:
        history = self.facts() if needs_history(self.kind, self.case, fact) else ()
        outcome = take(self.kind, self.case, fact, history, self.packs, cause)
        if outcome is None:
            self.duplicates += 1
        else:
            self._write(outcome, max(fact.event.at, self.case.horizon or fact.event.at))

    def _write(self, outcome: Outcome[Any], now: datetime | None) -> None:
        previous = self.log[-1].digest if self.log else ""
        self.log += records.write(self.kind, outcome.drafts, previous)
        self.case = outcome.after
        if now is not None:
            self.alerts += alerts(self.kind, outcome, now)


def told(events: Sequence[Event], pack: Pack | None = None) -> Desk:
    """A desk that has taken all these events, in this order."""
    desk = Desk(pack, events[0].case_id, KINDS[events[0].kind])
    for event in events:
        desk.take(event)
    return desk
