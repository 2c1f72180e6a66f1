"""What rules have decided by themselves, as far as it is counted for their caps, and what they were kept from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec import json
from nats.aio.client import Client

from events import subjects
from handlers.streams.topology import bucket_stream
from handlers.wire.gets import Stored, history
from handlers.worker.budgets import Spent
from lifecycle.brakes import SHADOW
from lifecycle.engine import records


@dataclass(frozen=True, slots=True)
class Withheld:
    """A decision that was not taken: of which case, when (with its offset), what it `would` have been and why not."""

    seq: int
    kind: str
    case: str
    time: datetime
    would: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "seq": self.seq,
            "kind": self.kind,
            "case": self.case,
            "time": self.time.isoformat(),
            **self.would,
        }


class Sum(NamedTuple):
    """How many decisions of a rule were withheld, in shadow or by a cap, and their sum in one currency."""

    rule: str
    shadow: bool
    currency: str
    times: int
    amount: Decimal


async def counted(nc: Client) -> list[Spent]:
    """What is counted for the caps of a day, the newest day first."""
    stored = await history(nc, bucket_stream(subjects.BUCKET_BUDGETS), subjects.BUDGETS_OF_DAYS)
    found = [json.decode(each.payload, type=Spent) for each in stored]
    return sorted(found, key=lambda spent: (-spent.day.toordinal(), spent.market, spent.rule))


async def withheld(nc: Client, since: datetime, rule: str | None = None) -> list[Withheld]:
    """The decisions that were not taken since then, oldest first; of all rules or of one."""
    stored = await history(nc, subjects.STREAM, subjects.records_named("noted"))
    found = [each for each in map(_read, stored) if each is not None and each.time >= since]
    return [each for each in found if rule in (None, each.would["rule"])]


def summed(found: Iterable[Withheld]) -> list[Sum]:
    """What was withheld of each rule and currency."""
    groups: dict[tuple[str, bool, str], list[Decimal]] = defaultdict(list)
    for each in found:
        how = each.would["why"] == SHADOW
        groups[each.would["rule"], how, each.would.get("currency", "")].append(Decimal(each.would.get("amount", 0)))
    return [Sum(*key, len(amounts), sum(amounts, Decimal(0))) for key, amounts in sorted(groups.items())]


def _read(stored: Stored) -> Withheld | None:
    """The note of a rule, if the record is one."""
    place, record = subjects.parse_case_record(stored.subject), records.read(stored.payload)
    body: dict[str, Any] = json.decode(record.event)
    would = body["data"].get("would")
    if place is None or not isinstance(would, dict) or record.cause.type != "decision":
        return None
    return Withheld(stored.seq, place.kind, place.case_id, datetime.fromisoformat(body["time"]), would)
