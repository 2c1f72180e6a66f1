"""The fine as the engine takes it: its table, case, rules and its one clock.

The penalty is not among the events: it is what the clock says. Nothing stops that clock once it runs (see README).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from events.envelope import Event
from examples.traffic_fines.contract import CATALOGUE, CONTRACT
from lifecycle.engine.case import Case
from lifecycle.engine.kind import Kind, Rule, Timer
from lifecycle.engine.machine import Table, rows
from lifecycle.policy.pack import Market
from lifecycle.policy.schedule import Moment

if TYPE_CHECKING:
    from examples.traffic_fines.contract import Paid

STATES = ("announced", "created", "sent", "notified", "penalized", "collected")
KNOWN = STATES[1:]
APPEALS = ("appealed", "appeal_sent", "appeal_answered", "answer_notified", "judge_asked")
EVENTS = tuple(CONTRACT.models)

_ROWS = rows(
    # when it is …  and this happened …  it is now …   because …
    ("announced", "created", "created", "an officer wrote it"),
    ("created", "sent", "sent", "it is in the post"),
    ("sent", "notified", "notified", "it has arrived, the sixty days run"),
    ("notified", "T-PENALTY", "penalized", "the sixty days are over, whatever was paid or appealed meanwhile"),
    ("penalized", "collected", "collected", "nobody paid: the debt is collected"),
    (KNOWN, "paid", (), "money is taken at any time"),
    *((KNOWN, event, (), "an appeal goes its own way beside the fine") for event in APPEALS),
)

#: What may still fit once something missing has come.
WAITS = {
    "sent": ("announced",),
    "notified": ("announced", "created"),
    "collected": ("announced", "created", "sent", "notified"),
    **dict.fromkeys(("paid", *APPEALS), ("announced",)),
}

#: What is refused, because it happens once.
REFUSED = {
    "created": KNOWN,
    "sent": ("sent", "notified", "penalized", "collected"),
    "notified": ("notified", "penalized", "collected"),
    "collected": ("collected",),
}

TABLE = Table(initial="announced", states=STATES, rows=_ROWS, refused=REFUSED, waits=WAITS)


class Fine(Case, frozen=True, kw_only=True, omit_defaults=True):
    """A fine after the events that count: the instants (UTC) at which things happened, and what was paid (euro)."""

    created_at: datetime | None = None
    sent_at: datetime | None = None
    notified_at: datetime | None = None
    penalized_at: datetime | None = None
    collected_at: datetime | None = None
    appealed_at: datetime | None = None
    paid: Decimal = Decimal(0)


def blank(case_id: str) -> Fine:
    """A fine of which nothing is known yet."""
    return Fine(
        kind=CONTRACT.kind,
        id=case_id,
        state="announced",
        escalated=False,
        refs=(),
        deadlines=(),
        unfit=(),
        flags=(),
        horizon=None,
        close_reason=None,
        links=(),
    )


def noted(case: Fine, event: Event, _market: Market, *, member: str) -> Fine:
    """The day on which it happened, for the first time."""
    return replace(case, **{member: getattr(case, member) or event.since})


def paid(case: Fine, event: Event, _market: Market) -> Fine:
    """Money came in; whether it is enough the log cannot say, since it lost the decimal points of what was owed."""
    data: Paid = event.data  # type: ignore[assignment]
    return replace(case, paid=case.paid + data.amount)


RULES: Mapping[str, Rule[Fine]] = {
    **{name: partial(noted, member=f"{name}_at") for name in ("created", "sent", "notified")},
    **{name: partial(noted, member="appealed_at") for name in APPEALS},
    "paid": paid,
    "collected": partial(noted, member="collected_at"),
}


def state_of(case: Fine) -> str:
    """The furthest point the fine has reached."""
    reached = (state for state in reversed(KNOWN) if getattr(case, f"{state}_at"))
    return next(reached, "announced")


def flags_of(case: Fine) -> tuple[str, ...]:
    """What deserves a person's eye."""
    return tuple(_flags(case))


def _flags(case: Fine) -> Iterator[str]:
    if case.paid:
        yield "paid"
    if case.appealed_at:
        yield "appealed"


def _running(case: Fine) -> datetime | None:
    return None if case.penalized_at else case.notified_at


def _penalized(case: Fine, moment: Moment) -> Fine:
    return replace(case, penalized_at=moment.at)


FINE: Kind[Fine] = Kind(
    name=CONTRACT.kind,
    version=1,
    case=Fine,
    blank=blank,
    table=TABLE,
    rules=RULES,
    summary=state_of,
    timers=(Timer("T-PENALTY", (), _running, missed=_penalized),),
    rank={name: place for place, name in enumerate(EVENTS)},
    flags=flags_of,
    is_open=lambda case, at: case.collected_at is None or case.collected_at > at,
    catalogue=CATALOGUE,
)
