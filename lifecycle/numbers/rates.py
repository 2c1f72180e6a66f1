"""A rate with what it is made of: what counts, among how many, and of how many nobody can say yet whether they do."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

PLACES = Decimal("0.000001")


class Rate(Struct, frozen=True, kw_only=True):
    """`count` of `of`; `undetermined` more may count, which are among `of` unless they stand `aside`.

    `unknown` says why no rate can be told, if none can.
    """

    count: int
    of: int
    undetermined: int = 0
    aside: bool = False
    unknown: str = ""

    @property
    def value(self) -> Decimal | None:
        """The share by what is certain, to six places; None where it is unknown or there is nothing to count among."""
        return None if self.unknown else _share(self.count, self.of)

    @property
    def most(self) -> Decimal | None:
        """The share if everything undetermined counts."""
        return None if self.unknown else _share(self.count + self.undetermined, self._whole)

    @property
    def _whole(self) -> int:
        return self.of + self.undetermined if self.aside else self.of


def decided(judged: Sequence[bool | None]) -> Rate:
    """The rate of what is decided one way or the other; what is not (None) stands aside."""
    yes, no, open_ = judged.count(True), judged.count(False), judged.count(None)
    return Rate(count=yes, of=yes + no, undetermined=open_, aside=True)


def _share(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / whole).quantize(PLACES) if whole else None
