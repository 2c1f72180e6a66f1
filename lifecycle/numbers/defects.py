"""The order defect rate and what it is made of, by order date: an order counts once, whatever speaks against it (B-31).

One figure for each fulfilment and one for both; never across marketplaces.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

from msgspec import Struct

from lifecycle.accounts.limits import Headroom, Limit
from lifecycle.numbers.rates import Rate

Counts = Literal["yes", "no", "undetermined"]


class Voice(NamedTuple):
    """What a claim or feedback says of its order at last: `sort` is feedback, a_to_z, chargeback …; `teller` is it."""

    order: str
    fulfilment: str
    sort: str
    counts: str
    teller: tuple[str, str] = ("", "")


PARTS: Mapping[str, Callable[[str], bool]] = {
    "order_defect_rate": lambda _: True,
    "negative_feedback_rate": lambda sort: sort == "feedback",
    "claim_rate": lambda sort: sort not in ("feedback", "chargeback"),
    "chargeback_rate": lambda sort: sort == "chargeback",
}
"""The metrics, each with the sorts of voices that it hears."""


class Defects(Struct, frozen=True, kw_only=True):
    """One metric of one fulfilment (None: both): the rate, and how many orders may still become defects, if limited.

    `least_room` is what is left if everything undetermined counts.
    """

    metric: str
    fulfilment: str | None
    rate: Rate
    room: int | None = None
    least_room: int | None = None


NO_ORDERS = "no order of these days is known here: a rate needs all orders, not only those with trouble"


def defects(orders: Mapping[str, int], voices: Iterable[Voice], limit: Limit | None) -> tuple[Defects, ...]:
    """The metrics by fulfilment, then of both; `orders` counts those of each fulfilment, `limit` is that of B-31."""
    heard = list(voices)
    sides: list[str | None] = [*sorted(orders), *([None] if len(orders) != 1 else [])]
    return tuple(_figure(metric, side, orders, heard, limit) for metric in PARTS for side in sides)


def _figure(
    metric: str, side: str | None, orders: Mapping[str, int], voices: list[Voice], limit: Limit | None
) -> Defects:
    told: dict[str, set[str]] = {}
    for voice in voices:
        if side in (None, voice.fulfilment) and PARTS[metric](voice.sort):
            told.setdefault(voice.order, set()).add(voice.counts)
    sure = sum("yes" in said for said in told.values())
    open_ = sum("yes" not in said and "undetermined" in said for said in told.values())
    among = sum(orders.values()) if side is None else orders[side]
    rate = Rate(count=sure, of=among, undetermined=open_, unknown="" if among else NO_ORDERS)
    if limit is None or metric != "order_defect_rate" or not among:
        return Defects(metric=metric, fulfilment=side, rate=rate)
    allowed = int(limit.value * among)
    rooms = [Headroom(allowed, misses).left for misses in (sure, sure + open_)]
    return Defects(metric=metric, fulfilment=side, rate=rate, room=rooms[0], least_room=rooms[1])
