"""What is known of a return, read for what a new report may add to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from handlers.importing.returned_items import SECOND, Item
from handlers.importing.rma import Rma
from handlers.importing.said import Present, Word, presents, words_of
from handlers.importing.statements import Known
from lifecycle.returns.case import Return


@dataclass(frozen=True)
class Before:
    """What is known of a return, read for what the report may add to it."""

    known: Known
    rma: Rma

    @cached_property
    def words(self) -> list[Word]:
        """What this report has said before."""
        return words_of(self.known.bodies, self.rma.source, self.rma.key)

    @cached_property
    def slots(self) -> Mapping[str, Present]:
        """How what it has said stands."""
        return presents(self.words)

    @property
    def asked_elsewhere(self) -> bool:
        """Whether somebody else has told the request."""
        case = self.known.case
        return isinstance(case, Return) and case.requested_at is not None and "requested" not in self.slots

    def lines(self) -> list[dict[str, Any]]:
        """The lines of the request: those the report shows, under the names they have, and those it shows no more."""
        present = self.slots.get("requested")
        said: list[dict[str, Any]] = list(present.data["lines"]) if present else []
        names: list[str] = []
        for item in self.rma.items:
            name = _name(item, said)
            names.append(item.line if name in names else name)
        lines = [line for item, name in zip(self.rma.items, names, strict=True) for line in item.lines(name)]
        shown = {str(line["line"]).removesuffix(SECOND) for line in lines}
        gone = [line for line in said if str(line["line"]).removesuffix(SECOND) not in shown]
        return sorted((*lines, *gone), key=lambda line: str(line["line"]))

    def delivery(self, tracking: str, *, alone: bool) -> str:
        """The slot of a delivery: the one of its parcel; where there is one parcel only, that one."""
        slots = [slot for slot in self.slots if slot.startswith("delivered")]
        own = next((slot for slot in slots if self.slots[slot].data.get("tracking", "") == tracking), None)
        if own or (alone and len(slots) == 1):
            return own or slots[0]
        return f"delivered-{tracking}" if tracking else "delivered"

    @property
    def refunded_by_us(self) -> Decimal:
        """What the report has told as refunded so far."""
        sums = (Decimal(str(word.body["data"]["amount"])) for word in self.words if word.name == "refunded")
        return sum(sums, Decimal(0))

    @property
    def refunded_in_all(self) -> Decimal:
        """What anybody has told as refunded so far."""
        case = self.known.case
        counted = case.money.refunded if isinstance(case, Return) else Decimal(0)
        return max(counted, self.refunded_by_us)

    @property
    def status(self) -> str:
        """The status as this report has last told it, in small letters; empty where it was not worth a word."""
        last = ""
        for word in self.words:
            if word.slot.startswith("status-"):
                last = word.slot.removeprefix("status-")
            elif word.name in ("declined", "withdrawn"):
                last = str(word.body["data"]["reason"]).casefold()
        return last


def _name(item: Item, said: list[dict[str, Any]]) -> str:
    """The name of a line: the one it was given before its order item was told, else its own."""
    number = item.row["Order Item ID"]
    for line in said:
        known = line.get("order_item_id", "")
        if (number and known == number) or (line["sku"] == item.sku and not (number and known)):
            return str(line["line"]).removesuffix(SECOND)
    return item.line
