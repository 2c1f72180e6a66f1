"""With whom to talk about a return allowance (S2-08): SKUs, brands and suppliers with many returns or low recovery."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from lifecycle.numbers.recovery import Figures
from lifecycle.numbers.shares import Share, together
from lifecycle.policy.pack import Market
from lifecycle.products.sheet import Sheet

By = Literal["sku", "brand", "supplier"]


class Limits(Struct, frozen=True):
    """From which return rate on, and below which recovery rate, it is worth a talk; both are shares of 1."""

    return_rate: Decimal
    recovery: Decimal


def limits_of(market: Market, on: datetime) -> Limits:
    """The limits in force at a market at the instant `on`."""
    rate, recovered = market.value("OWN-RETURNRATE", on), market.value("OWN-RECOVERY", on)
    return Limits(rate.decimal() / 100, recovered.decimal() / 100)


class Candidate(Struct, frozen=True, kw_only=True):
    """Somebody, or some goods, to negotiate about at one marketplace in one currency, with the reasons in words."""

    by: By
    name: str
    marketplace: str
    currency: str
    skus: tuple[str, ...]
    returned: int
    return_rate: Share
    recovery: Share
    why: tuple[str, ...]


class Allowances(Struct, frozen=True):
    """Candidates, those with most returned units first, and the SKUs whose brand or supplier nobody knows."""

    candidates: tuple[Candidate, ...]
    unknown: Mapping[str, tuple[str, ...]]
    """SKU → the columns that the product sheet lacks."""


def allowances(figures: Iterable[Figures], sheet: Sheet, limits: Limits, on: date) -> Allowances:
    """The candidates by what the sheet says on that day."""
    groups: defaultdict[tuple[By, str, str, str], list[Figures]] = defaultdict(list)
    unknown: dict[str, tuple[str, ...]] = {}
    for each in figures:
        sku = each.key.sku
        if sku is None:
            continue
        place = each.key.marketplace, each.key.currency
        product = sheet.find(sku, on)
        groups["sku", sku, *place].append(each)
        if product and product.brand:
            groups["brand", product.brand, *place].append(each)
        if product and product.supplier:
            groups["supplier", product.supplier, *place].append(each)
        missing = product.unknown("brand", "supplier") if product else ("sku",)
        unknown |= {sku: missing} if missing else {}
    found = (_candidate(by, name, members, limits) for (by, name, _, _), members in groups.items())
    told = sorted((each for each in found if each.why), key=lambda each: (-each.returned, each.by, each.name))
    return Allowances(tuple(told), unknown)


def _candidate(by: By, name: str, members: Sequence[Figures], limits: Limits) -> Candidate:
    rate, recovered = together(m.return_rate for m in members), together(m.recovery for m in members)
    why = []
    if rate.value is not None and rate.value >= limits.return_rate:
        why.append(f"return rate {rate.value:.1%}, the limit is {limits.return_rate:.1%}")
    if recovered.value is not None and recovered.value < limits.recovery:
        why.append(f"recovery rate {recovered.value:.1%}, the limit is {limits.recovery:.1%}")
    key = members[0].key
    return Candidate(
        by=by,
        name=name,
        marketplace=key.marketplace,
        currency=key.currency,
        skus=tuple(member.key.sku or "" for member in members),
        returned=sum(member.returned for member in members),
        return_rate=rate,
        recovery=recovered,
        why=tuple(why),
    )
