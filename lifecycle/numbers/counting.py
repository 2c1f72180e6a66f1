"""Adds returns to the tallies of their SKUs, and to that of all goods of their marketplace and currency.

Goods count as soon as they are here. Money counts once the return is closed, so that no recovery is judged half done.
A sum for goods of several SKUs is never split by guess: the money of such a return counts for all goods together alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from lifecycle.numbers.entries import Entry, entries, in_currency, untaxed
from lifecycle.numbers.stock import add_rework, add_stock
from lifecycle.numbers.tally import Goods, Key, Place, Settled, Tally
from lifecycle.products.sheet import Sheet
from lifecycle.returns.case import Line, Return
from lifecycle.returns.proceeds import sku_of, skus_of, sold_units

ELSEWHERE = frozenset({"merged", "duplicate"})
"""Reasons of a close that say: another case tells of these goods."""
UNKNOWN = "unknown"
Tallies = dict[Key, Tally]
Own = dict[str | None, Tally]
"""The tallies that one return counts in, by SKU; None is that of all goods."""


def tallied(cases: Iterable[Return], sheet: Sheet) -> Tallies:
    """The tallies of all these returns."""
    tallies: defaultdict[Key, Tally] = defaultdict(Tally)
    for case in cases:
        if case.state == "announced" or case.close_reason in ELSEWHERE:
            continue
        place = place_of(case)
        skus: list[str | None] = [None, *sorted({line.sku for line in case.lines if line.sku})]
        own: Own = {sku: tallies[Key(*place, sku)] for sku in skus}
        _count_goods(case, own)
        _count_sales(case, own, place[1])
        _count_rework(case, own, sheet)
        if case.closed_at is not None:
            _count_money(case, own, sheet, place[1])
    return dict(tallies)


def place_of(case: Return) -> Place:
    """Where a return is, in which money; `unknown` for what nobody has told."""
    return case.marketplace or UNKNOWN, case.money.currency or next(case.worth.currencies(), UNKNOWN)


def unscanned(cases: Iterable[Return]) -> frozenset[Place]:
    """The places where money was paid back and yet nobody ever told of goods that came."""
    scanned, paid = set(), set()
    for case in cases:
        if case.arrivals:
            scanned.add(place_of(case))
        if case.money.refunded and not case.keep_item:
            paid.add(place_of(case))
    return frozenset(paid - scanned)


def _count_goods(case: Return, own: Own) -> None:
    for tally in own.values():
        tally.goods.returns += 1
        tally.goods.open_returns += case.closed_at is None
    for line in case.lines:
        for goods in _goods_of(own, line.sku):
            _count_line(goods, line, taken_back=case.tracking_only)


def _count_line(goods: Goods, line: Line, *, taken_back: bool) -> None:
    goods.asked += line.requested
    goods.returned += line.received
    goods.inspected += line.inspected
    goods.as_new += line.grades.get("new", 0)
    goods.damaged_by_buyer += line.grades.get("damaged_buyer", 0)
    goods.reasons[line.reason or UNKNOWN] += line.received
    if taken_back:
        goods.taken_back[line.reason or UNKNOWN] += line.received


def _count_sales(case: Return, own: Own, currency: str) -> None:
    for sale in case.worth.resales:
        if sale.currency != currency:
            continue
        for goods in _goods_of(own, sku_of(case, sale.unit)):
            goods.sold[sale.channel] += sold_units(case, sale)
            goods.brought[sale.channel] += sale.net


def _goods_of(own: Own, sku: str | None) -> Iterator[Goods]:
    """The goods of the SKU, if the return has it, and all goods."""
    yield from (own[each].goods for each in dict.fromkeys((sku or None, None)) if each in own)


def _count_rework(case: Return, own: Own, sheet: Sheet) -> None:
    for sku in filter(None, own):
        for tally in (own[sku], own[None]):
            add_rework(tally.reworked, case, sku, sheet)


def _count_money(case: Return, own: Own, sheet: Sheet, currency: str) -> None:
    told, foreign = in_currency(entries(case), currency)
    for entry in foreign:
        for tally in own.values():
            tally.remarks.append(
                f"{case.id}: {entry.amount} {entry.currency} ({entry.what}) are not in {currency}: left out"
            )
    _settle(own[None].settled, case, None, told)
    for sku in filter(None, own):
        add_stock(own[None].settled, case, sku, sheet)
    skus = skus_of(case)
    apart = all(entry.sku in skus for entry in told)
    for sku in skus if apart else ():
        _settle(own[sku].settled, case, sku, told)
        add_stock(own[sku].settled, case, sku, sheet)
    for sku in () if apart else skus:
        own[sku].remarks.append(f"{case.id}: its money cannot be told apart by SKU: it counts for all goods alone")


def _settle(settled: Settled, case: Return, sku: str | None, told: Sequence[Entry]) -> None:
    settled.returns += 1
    settled.with_tax += untaxed(case, sku)
    for entry in told:
        if sku in (None, entry.sku):
            settled.sums[entry.what] += entry.amount
            settled.minutes[entry.what] += entry.minutes
