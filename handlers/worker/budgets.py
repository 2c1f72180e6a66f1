"""Caps across cases: how much rules have decided by themselves, counted in a bucket that all workers share.

A decision is reserved before it is recorded, under its id: whoever asks again after a crash is granted the same one,
so nothing is counted twice and nothing goes beyond a cap. What was reserved and then not decided stays counted.

What is kept, for 60 days: the ids and amounts of a day's decisions, and for a buyer, under a digest that needs a secret
of this installation, the days of his. Each stands there under a token that only the key of its case can make: once that
key is erased, nobody can say whose it was.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import blake2b

from msgspec import Struct, json
from nats.aio.client import Client

from events import subjects
from handlers.streams.topology import bucket_stream
from handlers.wire.batch import EXPECTED, Outgoing, commit
from handlers.wire.gather import gather
from handlers.wire.gets import Stored, leader_last
from handlers.wire.jetstream import Stale
from lifecycle.brakes import Brake, Money
from lifecycle.policy.deciding import MOST_BUYER_DAYS

AT_ONCE = 400
"""Decisions that are reserved together: each may write to two places of one batch."""
NOTHING = Decimal(0)
FORGOTTEN = timedelta(days=MOST_BUYER_DAYS)


class Spent(Struct, frozen=True):
    """What a rule has decided on one local day in one market: id of the decision → amount."""

    rule: str
    market: str
    day: date
    taken: dict[str, Decimal]


class Given(Struct, frozen=True):
    """What a rule has decided for one buyer: token of the decision → day."""

    taken: dict[str, date]


@dataclass(frozen=True, slots=True)
class Buyer:
    """A buyer as a digest, and the token under which this decision is counted for him."""

    digest: str
    token: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A decision that asks to be taken; `buyer` is None where nobody knows who he is."""

    id: str
    brake: Brake
    money: Money | None
    buyer: Buyer | None


class Budgets:
    """Reserves decisions; one at a time in a worker, against other workers by the expected sequence."""

    def __init__(self, nc: Client) -> None:
        self._nc = nc
        self._one_at_a_time = asyncio.Lock()

    async def reserve(self, asks: Sequence[Ask]) -> list[str | None]:
        """Why each decision may not be taken, or None for one that is reserved now, or was before."""
        answers: list[str | None] = []
        async with self._one_at_a_time:
            for start in range(0, len(asks), AT_ONCE):
                answers += await self._reserved(asks[start : start + AT_ONCE])
        return answers

    async def _reserved(self, asks: Sequence[Ask]) -> list[str | None]:
        while True:
            desk = Counting(await self._read(asks))
            answers = [desk.judge(ask) for ask in asks]
            with suppress(Stale):  # another worker was first, or it is stored already: what stands there now will tell
                if changed := desk.changed():
                    await commit(self._nc, changed)
                return answers

    async def _read(self, asks: Iterable[Ask]) -> dict[str, Stored | None]:
        places = list(dict.fromkeys(place for ask in asks for place in _places(ask)))
        stream = bucket_stream(subjects.BUCKET_BUDGETS)
        found = await gather(leader_last(self._nc, stream, place) for place in places)
        return dict(zip(places, found, strict=True))


class Counting:
    """What stands in the bucket, with the decisions of this round counted in."""

    def __init__(self, stored: Mapping[str, Stored | None]) -> None:
        self._stored = stored
        self._spent: dict[str, dict[str, Decimal]] = {}
        self._given: dict[str, dict[str, date]] = {}
        self._changed: dict[str, Brake] = {}

    def judge(self, ask: Ask) -> str | None:
        """Why the decision may not be taken; None if it may, and then it is counted."""
        spent, given = self._of_day(ask), self._of_buyer(ask)
        known_today = not ask.brake.counts_days or ask.id in spent
        known_of_him = ask.brake.buyer is None or (ask.buyer is not None and ask.buyer.token in (given or {}))
        why = None if known_today else ask.brake.over_day(spent, ask.money)
        why = why or (None if known_of_him else ask.brake.over_buyer(given))
        if why is None and not known_today:
            spent[ask.id] = ask.money.amount if ask.money else NOTHING
            self._changed[_day_of(ask)] = ask.brake
        if why is None and not known_of_him and ask.buyer is not None and given is not None:
            given[ask.buyer.token] = ask.brake.day
            self._changed[_buyer_of(ask.buyer)] = ask.brake
        return why

    def changed(self) -> list[Outgoing]:
        """What has to be written, each expecting what was read."""
        return [
            Outgoing(place, json.encode(self._counted(place, brake)), {EXPECTED: str(self._revision(place))})
            for place, brake in self._changed.items()
        ]

    def _counted(self, place: str, brake: Brake) -> Spent | Given:
        if place in self._spent:
            return Spent(brake.rule, brake.market, brake.day, self._spent[place])
        return Given({token: day for token, day in self._given[place].items() if brake.day - day < FORGOTTEN})

    def _of_day(self, ask: Ask) -> dict[str, Decimal]:
        place = _day_of(ask)
        if place not in self._spent:
            stored = self._stored.get(place)
            self._spent[place] = json.decode(stored.payload, type=Spent).taken if stored else {}
        return self._spent[place]

    def _of_buyer(self, ask: Ask) -> dict[str, date] | None:
        if ask.buyer is None:
            return None
        place = _buyer_of(ask.buyer)
        if place not in self._given:
            stored = self._stored.get(place)
            self._given[place] = json.decode(stored.payload, type=Given).taken if stored else {}
        return self._given[place]

    def _revision(self, place: str) -> int:
        stored = self._stored.get(place)
        return stored.seq if stored else 0


def _places(ask: Ask) -> Iterable[str]:
    if ask.brake.counts_days:
        yield _day_of(ask)
    if ask.brake.buyer is not None and ask.buyer is not None:
        yield _buyer_of(ask.buyer)


def _day_of(ask: Ask) -> str:
    named = f"{ask.brake.rule}\0{ask.brake.market}\0{ask.brake.day}"
    return subjects.budget_of("day", blake2b(named.encode(), digest_size=16).hexdigest())


def _buyer_of(buyer: Buyer) -> str:
    return subjects.budget_of("buyer", buyer.digest)
