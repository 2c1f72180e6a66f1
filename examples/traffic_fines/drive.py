"""Drives a fine through the engine in memory, as a worker would: events as they arrive, wake-ups when they are due."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

import orjson

from events.envelope import Event
from examples.traffic_fines.kind import FINE, Fine
from examples.traffic_fines.read import LAST_DAY, LoggedCase, day_ending_at, midnight
from lifecycle.engine.fact import Fact
from lifecycle.engine.outcome import Draft, Outcome, needs_history, take, wake
from lifecycle.policy.pack import Pack

LOG_ENDS = midnight(LAST_DAY + timedelta(days=1))
"""The end of the log's last day: the instant up to which every case is driven."""

MANNERS = ("live", "late", "shuffled")
"""In order with the clock running; in order, but the clock looks only at the end; in any order, some of it twice."""


@dataclass(frozen=True, slots=True)
class Driven:
    """A fine at the end of the log, what was recorded on the way, and how many events arrived."""

    fine: Fine
    drafts: tuple[Draft[Fine], ...]
    arrived: int

    @property
    def penalties(self) -> list[datetime]:
        """The instant (UTC) of every penalty that was recorded, and of none that was taken back."""
        spoken = [draft for draft in self.drafts if draft.firing is not None]
        undone = [draft.firing for draft in spoken if draft.name == "deadline_met"]
        return [d.firing.due_at for d in spoken if d.firing and d.name == "deadline_missed" and d.firing not in undone]

    def stands_on(self) -> date | None:
        """The day of the one penalty, on which the log and the case agree; None if there is none.

        Raises `ValueError` with a sentence if it was recorded twice, stands within a day, or an event does not count.
        """
        case, penalties = self.fine, self.penalties
        if case.unfit:
            raise ValueError(f"fine {case.id}: {case.unfit[0].reason}")
        if penalties != ([case.penalized_at] if case.penalized_at else []):
            raise ValueError(f"fine {case.id}: penalties are recorded for {penalties}, it holds {case.penalized_at}")
        day = day_ending_at(penalties[0]) if penalties else None
        if penalties and day is None:
            raise ValueError(f"fine {case.id}: the penalty of {penalties[0]} stands within a day")
        return day


def read_events(case: LoggedCase) -> list[Event]:
    """The events of a case as they come through the door."""
    return [
        FINE.catalogue.read_event(orjson.dumps(event), "fine", case.id, event["type"].split(".")[1])
        for event in case.events
    ]


def drive(case: LoggedCase, manner: str, pack: Pack, chance: Random) -> Driven:
    """The case after its events arrived in this manner, and the clock then stood at the end of the log."""
    events = read_events(case)
    if manner == "shuffled":
        events = chance.sample([*events, *events[:1]], len(events) + 1)
    facts = [Fact(event, pack.digest) for event in events]
    outcomes = list(_outcomes(case.id, facts, {pack.digest: pack}, live=manner == "live"))
    return Driven(outcomes[-1].after, tuple(draft for each in outcomes for draft in each.drafts), len(facts))


def _outcomes(case_id: str, facts: Iterable[Fact], packs: Mapping[str, Pack], *, live: bool) -> Iterable[Outcome[Fine]]:
    fine = FINE.blank(case_id)
    history: list[Fact] = []
    for fact in facts:
        if live:
            yield (woken := wake(FINE, fine, fact.event.since, packs))
            fine = woken.after
        outcome = take(FINE, fine, fact, history if needs_history(FINE, fine, fact) else (), packs)
        if outcome is not None:
            yield outcome
            fine = outcome.after
            history.append(fact)
    yield wake(FINE, fine, LOG_ENDS, packs)
