"""Deadlines as data: which clocks run for a case, and what happens when one of their moments comes.

Nothing here looks at a clock: callers say up to which instant (UTC) time advances.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace

from lifecycle.engine.case import CaseT, Deadline, Firing
from lifecycle.engine.kind import HALTED, Kind, Timer
from lifecycle.policy.pack import Market, Pack
from lifecycle.policy.schedule import Moment

Packs = Mapping[str, Pack]


class TableViolated(AssertionError):
    """A rule moved a case to a state that no row of its table allows: a fault of the lifecycle itself."""

    def __init__(self, case_id: str, state: str, event: str, target: str) -> None:
        super().__init__(f"case {case_id} is {state}: {event} would lead to {target}, which no row of the table allows")


def settle(kind: Kind[CaseT], case: CaseT, event: str) -> CaseT:
    """The case with its state and flags read off its ledgers, after `event`; the table must allow the move."""
    state, flags = kind.summary(case), flags_of(kind, case)
    leads = kind.table.leads(case.state, event)
    if state not in (leads or (case.state,)):
        raise TableViolated(case.id, case.state, event, state)
    return replace(case, state=state, flags=flags, escalated=bool(case.claims))


def flags_of(kind: Kind[CaseT], case: CaseT) -> tuple[str, ...]:
    """The flags of the kind, and the one that any kind may raise."""
    flags = tuple(flag for flag in kind.flags(case) if flag != HALTED)
    return (*flags, HALTED) if case.halted else flags


def arm(kind: Kind[CaseT], case: CaseT, market: Market, *, quietly: bool = False) -> CaseT:
    """The case with exactly the clocks its ledgers call for: kept, restarted, stopped or (quietly) muted."""
    running = {deadline.name: deadline for deadline in case.deadlines}
    deadlines: list[Deadline] = []
    muted: list[str] = []
    for timer in kind.clocks[case.state]:
        since = timer.since(case)
        if since is None:
            continue
        silent = f"{timer.name}@{since.isoformat()}" if quietly or case.muted else ""
        kept = running.get(timer.name)
        if kept is not None and _is_same(kept, timer, case, since):
            deadlines.append(kept)
        elif silent and (quietly or silent in case.muted):
            muted.append(silent)
        elif started := _start(timer, case, since, market):
            deadlines.append(started)
    if tuple(deadlines) == case.deadlines and tuple(muted) == case.muted:
        return case
    return replace(case, deadlines=tuple(deadlines), muted=tuple(muted))


def _is_same(kept: Deadline, timer: Timer[CaseT], case: CaseT, since: datetime) -> bool:
    """Whether a running deadline still counts from, is stated and held back as it was."""
    return kept.since == since and kept.stated_at == timer.stated(case) and kept.floor_at == timer.floor(case)


def _start(timer: Timer[CaseT], case: CaseT, since: datetime, market: Market) -> Deadline | None:
    """The clock from its start, by its variant where the market has that; run again, it does not repeat itself."""
    stated, floor = timer.stated(case), timer.floor(case)
    variant = timer.variant(case)
    schedule = market.schedule(variant, since, stated=stated, floor=floor) if variant else None
    schedule = schedule or market.schedule(timer.name, since, stated=stated, floor=floor)
    if schedule is None:
        return None
    said = {(fired.due_at, fired.step, fired.label) for fired in case.fired if fired.timer == timer.name}
    moments = schedule.moments
    return Deadline(
        name=timer.name,
        due_at=schedule.due_at,
        since=since,
        rule=schedule.rule,
        missed=bool(said) and any(m.step == "missed" and (m.at, m.step, m.label) in said for m in moments),
        latest_at=schedule.latest_at,
        stated_at=stated,
        floor_at=floor,
        moments=tuple(m for m in moments if (m.at, m.step, m.label) not in said) if said else moments,
    )


def fire_next(kind: Kind[CaseT], case: CaseT, until: datetime, packs: Packs) -> tuple[CaseT, Firing] | None:
    """Let the earliest moment at or before `until` fire: the case after it, and what fired; None if nothing is due."""
    due = min(
        ((d.moments[0].at, place) for place, d in enumerate(case.deadlines) if d.moments),
        default=None,
    )
    if due is None or due[0] > until:
        return None
    deadline = case.deadlines[due[1]]
    moment, *rest = deadline.moments
    missed = moment.step == "missed"
    spoken = replace(deadline, moments=tuple(rest), missed=deadline.missed or missed)
    firing = Firing(moment.at, deadline.name, moment.step, moment.label, moment.severity, moment.rule)
    case = replace(
        case,
        deadlines=(*case.deadlines[: due[1]], spoken, *case.deadlines[due[1] + 1 :]),
        fired=(*case.fired, firing),
        horizon=max(case.horizon or moment.at, moment.at),
    )
    return (_follow(kind, case, deadline.name, moment, packs) if missed else case), firing


def _follow(kind: Kind[CaseT], case: CaseT, name: str, moment: Moment, packs: Packs) -> CaseT:
    """What a missed deadline does to the case: its own effect, the state that follows, the clocks that start."""
    timer = next(timer for timer in kind.timers if timer.name == name)
    moved = timer.missed(case, moment)
    if moved is case:
        return case
    return arm(kind, settle(kind, moved, name), packs[case.policy].market(kind.market(moved)))


def advance(kind: Kind[CaseT], case: CaseT, until: datetime, packs: Packs, *, before: bool = False) -> CaseT:
    """Let every moment up to `until` fire, in order; with `before`, those at that very instant stay for later."""
    while True:
        due = case.alarm_at
        if due is None or due > until or (before and due == until):
            return case
        fired = fire_next(kind, case, due, packs)
        assert fired is not None
        case = fired[0]
