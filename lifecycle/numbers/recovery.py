"""What comes back of returned goods, per SKU, marketplace and currency (S2-07 … S2-10).

Returns are told as cases, products as a sheet, shipped units and hourly rates as mappings; what is not told is unknown
and said to be so. Nothing is added up across marketplaces or currencies.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from lifecycle.numbers.counting import tallied
from lifecycle.numbers.entries import REIMBURSED, RESOLD, REVENUE
from lifecycle.numbers.money import cost_of, counted, recovered, rework_of
from lifecycle.numbers.shares import PLACES, Share, units
from lifecycle.numbers.tally import Goods, Key, Place, Tally
from lifecycle.products.sheet import Sheet
from lifecycle.returns.case import Return

UNSEEN = "what came back: no scan of a return was ever told here, though money was paid back"


class Channel(Struct, frozen=True):
    """Where units were sold again, how many, and what they brought, fees taken off."""

    name: str
    units: int
    net: Decimal

    @property
    def per_unit(self) -> Decimal:
        """What a unit brings there (S2-09)."""
        return (self.net / self.units).quantize(PLACES)


class Figures(Struct, frozen=True, kw_only=True):
    """The figures of one key. `cost_per_return` is a sum over closed returns as its part, their number as its whole."""

    key: Key
    returns: int
    open_returns: int
    asked: int
    returned: int
    request_rate: Share
    return_rate: Share
    by_reason: Mapping[str, Share]
    grade_a: Share
    damaged_by_buyer: Share
    recovery: Share
    cost_per_return: Share
    rework_ratio: Share
    taken_back: Mapping[str, int]
    costs: Mapping[str, Decimal]
    channels: tuple[Channel, ...]
    remarks: tuple[str, ...]

    @property
    def main_reason(self) -> str | None:
        """The reason most units come back for; None if none has come back."""
        return max(self.by_reason, key=lambda reason: (self.by_reason[reason].part, reason), default=None)

    @property
    def best_channel(self) -> str | None:
        """Where a unit brings most (S2-09); None if none was sold again."""
        return self.channels[0].name if self.channels else None

    @property
    def do_not_rework(self) -> bool | None:
        """Whether rework costs more than a new unit (S2-10); None if that is not known."""
        value = self.rework_ratio.value
        return None if value is None else value > 1


def recovery(
    cases: Iterable[Return],
    sheet: Sheet,
    shipped: Mapping[Key, int] | None = None,
    hourly: Mapping[Place, Decimal] | None = None,
    unscanned: Collection[Place] = (),
) -> tuple[Figures, ...]:
    """The figures of these returns, one for each SKU and one (`sku` None) for all goods of a marketplace and currency.

    `shipped` has the units sent out in the same period by key, `hourly` what an hour of work costs at a
    marketplace in a currency; `unscanned` are those where nobody ever tells what came back.
    """
    tallies = tallied(cases, sheet)
    order = sorted(tallies, key=lambda key: (key.marketplace, key.currency, key.sku is not None, key.sku or ""))
    found = (_figures(key, tallies[key], (shipped or {}).get(key), (hourly or {}).get(key.place)) for key in order)
    rated = _of_known_sales(tuple(found), shipped or {})
    return tuple(_unseen(each) if each.key.place in unscanned else each for each in rated)


def _of_known_sales(found: tuple[Figures, ...], shipped: Mapping[Key, int]) -> Iterator[Figures]:
    """The figures, with rates of all goods that leave out articles of which nobody told that any were sent."""
    strange: defaultdict[Place, list[Figures]] = defaultdict(list)
    for each in found:
        if each.key.sku is not None and each.key not in shipped:
            strange[each.key.place].append(each)
    for each in found:
        others = strange[each.key.place]
        known = each.key.sku is None and each.key in shipped and others
        yield _rated_without(each, others) if known else each


def _rated_without(whole: Figures, others: Sequence[Figures]) -> Figures:
    asked, returned = sum(each.asked for each in others), sum(each.returned for each in others)
    told = f"{counted(asked, 'unit')} of articles of which no sale is told are in no rate ({len(others)} articles)"
    return replace(
        whole,
        request_rate=replace(whole.request_rate, part=whole.request_rate.part - asked),
        return_rate=replace(whole.return_rate, part=whole.return_rate.part - returned),
        remarks=tuple(sorted((*whole.remarks, told))),
    )


def nothing(key: Key, shipped: int | None = None) -> Figures:
    """The figures of a key that no return is about."""
    return _figures(key, Tally(), shipped, None)


def _unseen(figures: Figures) -> Figures:
    """The figures where nobody tells what came back: what leans on it is not known."""
    leaning = ("return_rate", "grade_a", "damaged_by_buyer", "recovery", "cost_per_return")
    shares = ((name, getattr(figures, name)) for name in leaning)
    return replace(figures, **{name: replace(each, unknown=(UNSEEN, *each.unknown)) for name, each in shares})


def _figures(key: Key, tally: Tally, shipped: int | None, hourly: Decimal | None) -> Figures:
    goods, settled = tally.goods, tally.settled
    unsaid = ("shipped units",) if shipped is None else ()
    return Figures(
        key=key,
        returns=goods.returns,
        open_returns=goods.open_returns,
        asked=goods.asked,
        returned=goods.returned,
        request_rate=units(goods.asked, shipped or 0, *unsaid),
        return_rate=units(goods.returned, shipped or 0, *unsaid),
        by_reason={name: units(count, goods.returned) for name, count in sorted(goods.reasons.items()) if count},
        grade_a=units(goods.as_new, goods.inspected),
        damaged_by_buyer=units(goods.damaged_by_buyer, goods.returned),
        recovery=recovered(settled, hourly, key.currency),
        cost_per_return=cost_of(settled, hourly, key.currency),
        rework_ratio=rework_of(tally.reworked, hourly, key.currency),
        taken_back=dict(goods.taken_back),
        costs={what: settled.sums[what] for what in sorted(settled.sums) if what not in (REVENUE, RESOLD, REIMBURSED)},
        channels=_channels(goods),
        remarks=tuple(sorted(_remarks(tally))),
    )


def _channels(goods: Goods) -> tuple[Channel, ...]:
    """The channels, the one where a unit brings most first."""
    found = [Channel(name, count, goods.brought[name]) for name, count in sorted(goods.sold.items())]
    return tuple(sorted(found, key=lambda channel: -channel.per_unit))


def _remarks(tally: Tally) -> Iterable[str]:
    yield from tally.remarks
    if tally.settled.with_tax:
        yield f"revenue is taken with tax where no tax is told ({counted(tally.settled.with_tax, 'unit')})"
    if tally.goods.open_returns:
        yield f"money does not count before the close ({counted(tally.goods.open_returns, 'open return')})"
