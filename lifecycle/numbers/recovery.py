"""What comes back of returned goods, per SKU, marketplace and currency (S2-07 … S2-10).

Returns are told as cases, products as a sheet, shipped units and hourly rates as mappings; what is not told is unknown
and said to be so. Nothing is added up across marketplaces or currencies.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from msgspec import Struct

from lifecycle.numbers.counting import tallied
from lifecycle.numbers.entries import REIMBURSED, RESOLD, REVENUE
from lifecycle.numbers.shares import PLACES, Share, units
from lifecycle.numbers.tally import ZERO, Goods, Key, Settled, Tally
from lifecycle.products.sheet import Sheet
from lifecycle.returns.case import Return

TAKEN_OFF = ("rework", "label", "restock", "disposal")
"""The costs that lower a recovery; others (`carrier`, `other`) are shown beside it."""


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
    returned: int
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
    hourly: Mapping[str, Decimal] | None = None,
) -> tuple[Figures, ...]:
    """The figures of these returns, one for each SKU and one (`sku` None) for all goods of a marketplace and currency.

    `shipped` has the units sent out in the same period by key, `hourly` what an hour of work costs by currency.
    """
    tallies = tallied(cases, sheet)
    order = sorted(tallies, key=lambda key: (key.marketplace, key.currency, key.sku is not None, key.sku or ""))
    return tuple(
        _figures(key, tallies[key], (shipped or {}).get(key), (hourly or {}).get(key.currency)) for key in order
    )


def _figures(key: Key, tally: Tally, shipped: int | None, hourly: Decimal | None) -> Figures:
    goods, settled = tally.goods, tally.settled
    return Figures(
        key=key,
        returns=goods.returns,
        open_returns=goods.open_returns,
        returned=goods.returned,
        return_rate=units(goods.returned, shipped or 0, *(() if shipped is not None else ("shipped units",))),
        by_reason={name: units(count, goods.returned) for name, count in sorted(goods.reasons.items()) if count},
        grade_a=units(goods.as_new, goods.inspected),
        damaged_by_buyer=units(goods.damaged_by_buyer, goods.returned),
        recovery=_recovery(settled, hourly, key.currency),
        cost_per_return=_cost(settled, hourly, key.currency),
        rework_ratio=_rework(tally, hourly, key.currency),
        taken_back=dict(goods.taken_back),
        costs={what: settled.sums[what] for what in sorted(settled.sums) if what not in (REVENUE, RESOLD, REIMBURSED)},
        channels=_channels(goods),
        remarks=tuple(sorted(_remarks(tally))),
    )


def _recovery(settled: Settled, hourly: Decimal | None, currency: str) -> Share:
    """Resale and reimbursements less rework, labels, restocking and disposal, of what the goods sold for at first.

    It is known so far only while units wait for a buyer, also on the shelf as new: a sale of theirs is a `resold` too.
    """
    minutes = sum(settled.minutes[what] for what in TAKEN_OFF)
    wages, unknown = _wages(minutes, hourly, currency)
    costs = sum((settled.sums.get(what, ZERO) for what in TAKEN_OFF), ZERO) + wages
    brought = settled.sums.get(RESOLD, ZERO) + settled.sums.get(REIMBURSED, ZERO)
    return Share(brought - costs, settled.sums.get(REVENUE, ZERO), (*unknown, *_unsold(settled.on_hand)))


def _cost(settled: Settled, hourly: Decimal | None, currency: str) -> Share:
    """Label, work, rework and the loss of value of goods that are not new any more, over the closed returns."""
    wages, unknown = _wages(settled.minutes.total(), hourly, currency)
    loss = max(ZERO, settled.stock_cost - settled.sums.get(RESOLD, ZERO) - settled.sums.get(REIMBURSED, ZERO))
    part = settled.sums.get("label", ZERO) + settled.sums.get("rework", ZERO) + wages + loss
    return Share(part, Decimal(settled.returns), (*unknown, *sorted(settled.unknown), *_unsold(settled.unsold)))


def _rework(tally: Tally, hourly: Decimal | None, currency: str) -> Share:
    """What rework cost, of what as many new units would have cost."""
    wages, unknown = _wages(tally.reworked.minutes, hourly, currency)
    return Share(tally.reworked.cost + wages, tally.reworked.new_cost, (*unknown, *sorted(tally.reworked.unknown)))


def _wages(minutes: int, hourly: Decimal | None, currency: str) -> tuple[Decimal, tuple[str, ...]]:
    """What so many minutes of work cost; if nobody says what an hour does, what is missing."""
    if not minutes:
        return ZERO, ()
    if hourly is None:
        return ZERO, (f"what an hour of work costs in {currency} ({_counted(minutes, 'minute')})",)
    return hourly * minutes / 60, ()


def _channels(goods: Goods) -> tuple[Channel, ...]:
    """The channels, the one where a unit brings most first."""
    found = [Channel(name, count, goods.brought[name]) for name, count in sorted(goods.sold.items())]
    return tuple(sorted(found, key=lambda channel: -channel.per_unit))


def _remarks(tally: Tally) -> Iterable[str]:
    yield from tally.remarks
    if tally.settled.with_tax:
        yield f"revenue is taken with tax where no tax is told ({_counted(tally.settled.with_tax, 'unit')})"
    if tally.goods.open_returns:
        yield f"money does not count before the close ({_counted(tally.goods.open_returns, 'open return')})"


def _unsold(count: int) -> tuple[str, ...]:
    return (f"what is not sold yet will bring ({_counted(count, 'unit')})",) if count else ()


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
