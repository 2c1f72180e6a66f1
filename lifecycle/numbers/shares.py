"""A share as two sums, so that shares can be put together, and so that what is missing can be said."""

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

PLACES = Decimal("0.0001")


class Share(Struct, frozen=True):
    """`part` of `whole`. `unknown` names what would have to be known before it can be told."""

    part: Decimal
    whole: Decimal
    unknown: tuple[str, ...] = ()

    @property
    def so_far(self) -> Decimal | None:
        """The share by what is known, to four places, whatever is still unknown; None if the whole is nothing."""
        return (self.part / self.whole).quantize(PLACES) if self.whole else None

    @property
    def value(self) -> Decimal | None:
        """The share to four places; None where something is unknown, or the whole is nothing."""
        return None if self.unknown else self.so_far


def units(part: int, whole: int, *unknown: str) -> Share:
    """A share of units."""
    return Share(Decimal(part), Decimal(whole), unknown)


def together(shares: Iterable[Share]) -> Share:
    """The share that several make: unknown if one of them is."""
    known = tuple(shares)
    unknown = dict.fromkeys(each for share in known for each in share.unknown)
    zero = Decimal(0)
    return Share(sum((s.part for s in known), zero), sum((s.whole for s in known), zero), tuple(unknown))
