"""What is told while things die: orders and all that hangs on them, scans, strays, duplicates, disorder, deadlines.

The same seed tells the same stories; only their dates follow `start`. A third of the requests are dated so that their
first reminder falls due while the test runs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from events.envelope import identity_of

Body = dict[str, Any]
CaseKey = tuple[str, str]
PARCELS = 2
AT_ONCE = 60
"""Stories that are told in turns."""


@dataclass(frozen=True)
class Told:
    """One event as it is published; `again`: it has been published before and must not count a second time."""

    body: Body
    again: bool = False

    @property
    def identity(self) -> str:
        """By which the log knows it."""
        return identity_of(self.body["source"], self.body["id"])


@dataclass
class Story:
    """One return and the other cases of its order: all their events, in the order in which they are told."""

    case_id: str
    events: list[Told]
    identities: dict[CaseKey, set[str]] = field(init=False)
    """The identities of the events by case; what a dock scans belongs to the return."""

    def __post_init__(self) -> None:
        self.identities = {}
        for told in self.events:
            kind = told.body["type"].partition(".")[0]
            key = ("return", self.case_id) if kind == "scan" else (kind, told.body["subject"])
            self.identities.setdefault(key, set()).add(told.identity)


def stories(chance: Random, start: datetime, span: timedelta) -> Iterator[Story]:
    """Returns without end; reminders of a third of them fall due within `span` after `start` (UTC)."""
    number = 0
    while True:
        number += 1
        soon = start - timedelta(hours=12) + span * chance.random()
        at = soon if chance.random() < 1 / 3 else start - timedelta(days=1 + 20 * chance.random())
        events = list(_events(f"R-{number:05d}", at, chance))
        others = list(_others(f"R-{number:05d}", at, chance))
        if chance.random() < 0.3:
            chance.shuffle(events)
            chance.shuffle(others)
        places = sorted(range(len(events) + len(others)), key=lambda _: chance.random())[: len(others)]
        for place, told in zip(sorted(places), others, strict=True):
            events.insert(place, told)
        yield Story(f"R-{number:05d}", [each for told in events for each in _repeated(told, chance)])


def told_in_turns(chance: Random, told: Iterator[Story], number: int) -> Iterator[tuple[Story, Told]]:
    """At least `number` events of so many stories, each in its own order, the stories mixed."""
    open_: list[tuple[Story, Iterator[Told]]] = []
    count = 0
    while open_ or count < number:
        while len(open_) < AT_ONCE and count < number:
            story = next(told)
            open_.append((story, iter(story.events)))
            count += len(story.events)
        place = chance.randrange(len(open_))
        story, rest = open_[place]
        if (event := next(rest, None)) is None:
            open_.pop(place)
        else:
            yield story, event


def _repeated(told: Told, chance: Random) -> Iterator[Told]:
    yield told
    if chance.random() < 0.1:
        yield Told(told.body, again=True)


def _events(case_id: str, at: datetime, chance: Random) -> Iterator[Told]:
    """What happens to a return of two mugs that come back in two parcels, one hour after the other."""
    yield _told("requested", case_id, at, {
        "order_id": f"O-{case_id}", "marketplace": "shop.it", "currency": "EUR", "buyer": f"buyer of {case_id}",
        "lines": [{"line": "1", "sku": "MUG", "quantity": PARCELS, "unit_paid": "12.50", "comment": "it broke"}],
    })  # fmt: skip
    codes = {"order_id": f"O-{case_id}"}
    if chance.random() < 0.8:
        codes = {"rma": f"RMA-{case_id}"}
        yield _told("authorized", case_id, at + timedelta(hours=1), {"by": "operator", "rma": codes["rma"]})
    if chance.random() < 0.7:
        codes |= {"tracking": f"T-{case_id}"}
        yield _told("shipped", case_id, at + timedelta(hours=2), {"carrier": "BRT", "tracking": codes["tracking"]})
    for parcel in range(PARCELS):
        yield from _parcel(case_id, parcel, at + timedelta(hours=3 + parcel), codes, chance)
    if chance.random() < 0.6:
        units = [{"quantity": PARCELS, "sku": "MUG", "grade": "new", "disposition": "restock_new"}]
        yield _told("inspected", case_id, at + timedelta(hours=5), {"units": units, "note": "as new"})
        money = {"refund_id": f"RF-{case_id}", "amount": "25.00", "currency": "EUR"}
        yield _told("refund_requested", case_id, at + timedelta(hours=6), {**money, "kind": "full"})
        yield _told("refunded", case_id, at + timedelta(hours=7), {**money, "issuer": "seller"})


def _others(return_id: str, at: datetime, chance: Random) -> Iterator[Told]:
    """What else belongs to the order: the order itself, a message, a claim, a feedback."""
    name = return_id.removeprefix("R-")
    shop = {"order_id": f"O-{return_id}", "marketplace": "shop.it"}
    if chance.random() < 0.6:
        lines = [{"line": "1", "sku": "MUG", "quantity": PARCELS, "unit_paid": "12.50"}]
        yield _of("order", f"O-{name}", "placed", at - timedelta(days=6), {
            **shop, "currency": "EUR", "lines": lines, "latest_delivery": (at - timedelta(days=1)).date().isoformat(),
        })  # fmt: skip
        yield _of("order", f"O-{name}", "delivered", at - timedelta(days=2), {})
    if chance.random() < 0.4:
        asked = {"thread_id": f"T-{name}", "text": f"it broke, says the buyer of {name}"}
        yield _of("conversation", f"M-{name}", "received", at + timedelta(minutes=5), {**shop, **asked})
        yield _of("conversation", f"M-{name}", "sent", at + timedelta(minutes=50), {"text": "send it back"})
    if chance.random() < 0.4:
        claimed = {"claim_id": f"C-{name}", "claim_kind": "a_to_z", "amount": "25.00", "currency": "EUR"}
        yield _of("claim", f"C-{name}", "opened", at + timedelta(hours=2), {**shop, **claimed})
        if chance.random() < 0.7:
            outcome = chance.choice(["denied", "granted_seller"])
            yield _of("claim", f"C-{name}", "decided", at + timedelta(hours=8), {"outcome": outcome})
    if chance.random() < 0.4:
        said = {"rating": chance.randint(1, 5), "comment": "broken"}
        yield _of("feedback", f"F-{name}", "received", at + timedelta(hours=3), {**shop, **said})


def _of(kind: str, case_id: str, name: str, at: datetime, data: Body) -> Told:
    return Told(_envelope(f"{case_id}/{name}", f"{kind}.{name}.v1", case_id, at, data))


def _parcel(case_id: str, parcel: int, at: datetime, codes: dict[str, str], chance: Random) -> Iterator[Told]:
    """One parcel: told by its case, or scanned at a dock; some are scanned again at another one."""
    data = {"scan_id": f"S-{case_id}-{parcel}", "station": "dock-1", "units": [{"quantity": 1, "sku": "MUG"}]}
    if chance.random() < 0.25:
        yield _told("received", case_id, at, data)
        return
    scan = _scan(f"scan-{case_id}-{parcel}", "dock-1", at, {**data, "codes": codes})
    yield scan
    if chance.random() < 0.15:
        yield Told({**scan.body, "subject": "dock-2"}, again=True)
    if chance.random() < 0.1:
        yield _scan(f"rescan-{case_id}-{parcel}", "dock-3", at + timedelta(minutes=1), {**data, "codes": codes})


def _told(name: str, case_id: str, at: datetime, data: Body) -> Told:
    return Told(_envelope(f"{case_id}/{name}/{data.get('scan_id', '')}", f"return.{name}.v1", case_id, at, data))


def _scan(name: str, station: str, at: datetime, data: Body) -> Told:
    return Told(_envelope(name, "scan.received.v1", station, at, data))


def _envelope(name: str, type_: str, subject: str, at: datetime, data: Body) -> Body:
    told = {"specversion": "1.0", "id": name, "source": "/faults", "type": type_}
    return {**told, "time": at.isoformat(), "subject": subject, "data": data}
