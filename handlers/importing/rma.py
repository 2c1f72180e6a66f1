"""A return as the rows of one RMA tell it: what all of them together say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handlers.caselog import CaseKey
from handlers.importing.marketplaces import Marketplace
from handlers.importing.returned_items import Item, token
from handlers.importing.statements import When
from lifecycle.reactions.saying import case_id


@dataclass(frozen=True)
class Rma:
    """A return and its items; `shares_claim`: another return of its order shows an A-to-z claim as well."""

    case_id: str
    items: tuple[Item, ...]
    market: Marketplace
    shares_claim: bool = False

    @property
    def key(self) -> CaseKey:
        """The return."""
        return "return", self.case_id

    @property
    def atoz(self) -> CaseKey:
        """The claim that the flag of an A-to-z claim stands for."""
        return "claim", case_id("atoz", token(self.order_id))

    @property
    def safet(self) -> CaseKey:
        """Our SAFE-T claim."""
        return "claim", case_id("safet", self.case_id)

    @property
    def order_id(self) -> str:
        """The order."""
        return self.items[0].order_id

    @property
    def source(self) -> str:
        """The source under which all of it is told."""
        return f"/amazon/returns/{self.market.name}"

    @property
    def since(self) -> When:
        """When it was requested: the earliest that a row says."""
        return min((item.requested for item in self.items), key=str)

    @property
    def statuses(self) -> frozenset[str]:
        """What its rows say of how it stands, in small letters."""
        return frozenset(item.status for item in self.items if item.status)

    @property
    def status(self) -> str:
        """The same as it is written, in one text."""
        return "; ".join(sorted({item.row["Return request status"] for item in self.items} - {""}))

    @property
    def refunded(self) -> Decimal:
        """What was refunded for all of its items."""
        return sum((item.sums.get("Refunded Amount", Decimal(0)) for item in self.items), Decimal(0))

    @property
    def is_delivered(self) -> bool:
        """Whether a parcel has come back."""
        return any("Return delivery date" in item.days for item in self.items)

    @property
    def is_claimed(self) -> bool:
        """Whether there is an A-to-z claim."""
        return any(item.flags.get("A-to-Z Claim") for item in self.items)

    @property
    def safet_item(self) -> Item | None:
        """The row that names a SAFE-T claim."""
        return next((item for item in self.items if item.row["SafeT claim id"]), None)


def told(data: Mapping[str, Any]) -> dict[str, Any]:
    """The members that say something."""
    return {member: value for member, value in data.items() if value is not None and value != ""}


def every(flags: Iterable[bool | None]) -> bool | None:
    """Yes if all say so, no if one says no, None if nobody says anything."""
    said = [flag for flag in flags if flag is not None]
    return all(said) if said else None


def some(flags: Iterable[bool | None]) -> bool | None:
    """Yes if one says so; None if nobody says anything."""
    said = [flag for flag in flags if flag is not None]
    return any(said) if said else None
