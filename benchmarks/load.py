"""The load: returns on amazon.it, six events each, cases interleaved at random, every case's own order kept.

The same seed gives the same returns in the same order; only their times follow `until`, so that nothing lies in the
future and no deadline has passed.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

Body = dict[str, Any]
EACH = 6
"""Events of a return."""
SEED = 20260
CARRIERS = ("DHL", "UPS", "BRT", "GLS", "Poste")
REASONS = ("CR-UNWANTED_ITEM", "CR-DEFECTIVE", "CR-NOT_AS_DESCRIBED", "CR-SWITCHEROO")
WORDS = ("strap", "broke", "second", "day", "colour", "picture", "different", "please", "thank", "you", "box", "late")


def load(returns: int, until: datetime, *, prefix: str = "R", seed: int = SEED) -> list[Body]:
    """All events of `returns` returns, the last of them before `until` (aware)."""
    chance = Random(seed)
    stories = [iter(list(story(f"{prefix}-{number:06d}", until, chance))) for number in range(returns)]
    turns = [number for number in range(returns) for _ in range(EACH)]
    chance.shuffle(turns)
    return [next(stories[number]) for number in turns]


def story(case_id: str, until: datetime, chance: Random) -> Iterator[Body]:
    """One return, from the request to the refund, within the five hours before `until`."""
    start = until - timedelta(hours=5, seconds=chance.randrange(1800))
    number = f"{chance.randrange(10**6):06d}-{case_id[-6:]}"
    units, cents = chance.randint(1, 2), chance.randrange(900, 19900)
    tracking, rma = f"1Z{chance.randrange(10**9):09d}{case_id[-6:]}", f"D{chance.randrange(10**8):08d}{case_id[-6:]}"
    lines = [_line(place, cents, chance) for place in range(1, units + 1)]
    carrier, amount = chance.choice(CARRIERS), f"{units * cents / 100:.2f}"
    told = (
        ("requested", "/marketplaces/amazon.it", _request(number, lines, chance)),
        ("authorized", "/desk", {"by": "operator", "rma": rma, "address": "Via Roma 1, 20100 Milano"}),
        ("shipped", f"/carriers/{carrier.lower()}", {"carrier": carrier, "tracking": tracking}),
        ("received", "/stations/dock-1", _receipt(case_id, lines, rma)),
        ("inspected", "/warehouse/inspection", {"units": [_found(line) for line in lines], "inspector": "marek"}),
        ("refunded", "/marketplaces/amazon.it", {"amount": amount, "currency": "EUR", "issuer": "seller"}),
    )
    for place, (name, source, data) in enumerate(told):
        at = start + timedelta(minutes=45 * place, seconds=chance.randrange(1200))
        yield event(case_id, name, source, at, data)


def event(case_id: str, name: str, source: str, at: datetime, data: Body) -> Body:
    """A CloudEvent about a return."""
    return {
        "specversion": "1.0",
        "id": f"{case_id}/{name}",
        "source": source,
        "type": f"return.{name}.v1",
        "time": at.isoformat(timespec="seconds"),
        "subject": case_id,
        "data": data,
    }


def _request(number: str, lines: list[Body], chance: Random) -> Body:
    return {
        "order_id": f"407-{number}",
        "marketplace": "amazon.it",
        "currency": "EUR",
        "lines": lines,
        "buyer": f"b-{chance.randrange(10**5):05d}",
        "in_policy": True,
    }


def _line(place: int, cents: int, chance: Random) -> Body:
    return {
        "line": str(place),
        "sku": f"SKU-{chance.randrange(500):03d}-{place}",
        "quantity": 1,
        "unit_paid": f"{cents / 100:.2f}",
        "reason": chance.choice(REASONS),
        "comment": " ".join(chance.choices(WORDS, k=12)),
    }


def _receipt(case_id: str, lines: list[Body], rma: str) -> Body:
    units = [{"quantity": 1, "sku": line["sku"]} for line in lines]
    return {"scan_id": f"dock-1-{case_id}", "station": "dock-1", "units": units, "codes": {"rma": rma}}


def _found(line: Body) -> Body:
    return {"quantity": 1, "sku": line["sku"], "grade": "good", "disposition": "restock_used"}
