"""The mixed load: orders with a return, a feedback, a conversation, and for every fifth a claim; told all at once.

Interleaved at random over all orders, each case's own order kept, as `load.py` does for returns alone.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from benchmarks.load import SEED, Body, event, story

CLAIMED = 5
"""Every so manieth order has a claim."""


def mixed(orders: int, until: datetime, *, seed: int = SEED) -> list[Body]:
    """All events of so many orders and of what hangs on them, the last of them before `until` (aware)."""
    chance = Random(seed)
    cases = [case for number in range(orders) for case in _of_order(number, until, chance)]
    turns = [place for place, told in enumerate(cases) for _ in told]
    chance.shuffle(turns)
    stories = [iter(told) for told in cases]
    return [next(stories[place]) for place in turns]


def _of_order(number: int, until: datetime, chance: Random) -> Iterator[list[Body]]:
    """The cases of one order, each with its events in their order."""
    returned = list(story(f"R-{number:06d}", until, chance))
    asked = returned[0]["data"]
    start = until - timedelta(hours=9)
    told = {"order_id": asked["order_id"], "marketplace": asked["marketplace"]}
    yield returned
    yield list(_order(number, start, {**told, "currency": "EUR", "lines": _lines(asked)}))
    yield list(_feedback(number, start, told))
    yield list(_conversation(number, start, told))
    if number % CLAIMED == 0:
        yield list(_claim(number, start, told))


def _lines(asked: Body) -> list[Body]:
    return [{name: line[name] for name in ("line", "sku", "quantity", "unit_paid")} for line in asked["lines"]]


def _order(number: int, start: datetime, placed: Body) -> Iterator[Body]:
    case_id, at = f"O-{number:06d}", _hours(start)
    estimate = (start + timedelta(days=9)).date().isoformat()
    yield _said("order", case_id, "placed", at[0], {**placed, "latest_delivery": estimate})
    yield _said("order", case_id, "shipped", at[1], {"carrier": "BRT", "tracking": f"OUT{number:06d}"})
    yield _said("order", case_id, "delivered", at[2], {"tracking": f"OUT{number:06d}"})


def _feedback(number: int, start: datetime, told: Body) -> Iterator[Body]:
    case_id, at = f"F-{number:06d}", _hours(start)
    stars = 1 + number % 5
    yield _said("feedback", case_id, "received", at[5], {**told, "rating": stars, "comment": "late, and scratched"})
    if stars <= 3:
        yield _said("feedback", case_id, "classified", at[6], {"criteria": ["none"], "cause": "carrier"})


def _conversation(number: int, start: datetime, told: Body) -> Iterator[Body]:
    case_id, at = f"M-{number:06d}", _hours(start)
    yield _said(
        "conversation", case_id, "received", at[3], {**told, "thread_id": case_id, "text": "where is my parcel?"}
    )
    yield _said("conversation", case_id, "sent", at[4], {"text": "with the neighbour"})


def _claim(number: int, start: datetime, told: Body) -> Iterator[Body]:
    case_id, at = f"C-{number:06d}", _hours(start)
    opened = {**told, "claim_id": case_id, "claim_kind": "a_to_z", "amount": "12.50", "currency": "EUR"}
    yield _said("claim", case_id, "opened", at[6], opened)
    yield _said("claim", case_id, "responded", at[7], {"channel": "marketplace"})
    yield _said("claim", case_id, "decided", at[8], {"outcome": "denied"})


def _hours(start: datetime) -> list[datetime]:
    return [start + timedelta(hours=hour) for hour in range(9)]


def _said(kind: str, case_id: str, name: str, at: datetime, data: Body) -> Body:
    told = event(case_id, name, "/mixed", at, data)
    return {**told, "type": f"{kind}.{name}.v1"}
