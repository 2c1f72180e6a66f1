"""What the figures of goods advise, each time with the figure that says so, its limit, and the returns behind it.

Mend the cause (S0-22, S0-23), talk about a return allowance (S2-08), sell again where it brings most (S2-09), switch
the marketplace's repackaging off (S2-13 … S2-15), take it out of the catalogue (S2-07). Below a least number of units a
share says nothing. What is not known advises nothing; where nobody tells what came back, requests stand in for it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from lifecycle.numbers.allowances import Candidate, Limits, allowances, limits_of
from lifecycle.numbers.causes import cause_of
from lifecycle.numbers.counting import UNKNOWN
from lifecycle.numbers.recovery import Figures
from lifecycle.numbers.repackaging import repackaging
from lifecycle.numbers.shares import PLACES
from lifecycle.policy.pack import Market
from lifecycle.products.sheet import Sheet
from lifecycle.returns.case import Line, Return
from lifecycle.returns.proceeds import sku_of


class Bounds(NamedTuple):
    """From where on figures advise something: shares of 1, and how many units a share must be about."""

    rate: Decimal
    least: int
    limits: Limits


class Ground(NamedTuple):
    """What advice is drawn from: figures of one marketplace and currency, sheet and limits, the returns behind them.

    `closed` are those behind the figures about money, which count by the close.
    """

    figures: Sequence[Figures]
    returns: Sequence[Return]
    closed: Sequence[Return]
    sheet: Sheet
    bounds: Bounds
    at: datetime


class Advised(Struct, frozen=True, kw_only=True):
    """One piece of advice about an article, a brand or a supplier; `value` is the figure that breaks `limit`."""

    by: str
    name: str
    advice: str
    words: str
    figure: str
    value: Decimal
    limit: Decimal | None
    cases: tuple[str, ...]


class _Rate(NamedTuple):
    """How many of the units sent came back, or where nobody tells that, were asked to."""

    figure: str
    value: Decimal
    units: int
    reason: str


def bounds_of(market: Market, at: datetime) -> Bounds:
    """The limits in force at a market at an instant."""
    rate, least = market.value("return_rate_limit", at), market.value("return_rate_units", at)
    return Bounds(rate.decimal() / 100, int(least.decimal()), limits_of(market, at))


def advised(ground: Ground) -> tuple[Advised, ...]:
    """The advice, by article, those with most units first; then by brand and supplier; then about repackaging."""
    articles = [each for each in ground.figures if each.key.sku is not None]
    articles.sort(key=lambda each: (-each.returned, -each.asked, each.key.sku or ""))
    found = [piece for each in articles for piece in _of_article(each, ground)]
    told = allowances(articles, ground.sheet, ground.bounds.limits, ground.at.date())
    found += [piece for each in told.candidates for piece in _allowance(each, ground)]
    return (*found, *_repackaged(articles, ground))


def _of_article(each: Figures, ground: Ground) -> Iterator[Advised]:
    rate = _rate_of(each, ground.returns)
    if rate is not None and rate.units >= ground.bounds.least and rate.value > ground.bounds.rate:
        yield _mend(each, rate, ground)
        yield from _delist(each, rate, ground)
    yield from _best_channel(each, ground)


def _rate_of(each: Figures, returns: Sequence[Return]) -> _Rate | None:
    if each.return_rate.value is not None and each.main_reason is not None:
        return _Rate("return_rate", each.return_rate.value, each.returned, each.main_reason)
    if each.return_rate.value is not None or each.request_rate.value is None:
        return None
    asked = Counter[str]()
    for case in returns:
        for line in case.lines:
            asked[line.reason or UNKNOWN] += line.requested if line.sku == each.key.sku else 0
    reason = max(asked, key=lambda name: (asked[name], name), default=UNKNOWN)
    return _Rate("request_rate", each.request_rate.value, each.asked, reason)


def _mend(each: Figures, rate: _Rate, ground: Ground) -> Advised:
    """What to do about the reason most units come back for."""
    cause = cause_of("" if rate.reason == UNKNOWN else rate.reason)
    behind = _cases(each, ground, lambda line: (line.reason or UNKNOWN) == rate.reason)
    return _piece(each, cause.mend, cause.words, (rate.figure, rate.value, ground.bounds.rate), behind)


def _delist(each: Figures, rate: _Rate, ground: Ground) -> Iterator[Advised]:
    """Goods of which too many come back, and that bring back too little."""
    recovered, least = each.recovery.value, ground.bounds.limits.recovery
    if recovered is not None and recovered < least:
        words = f"Take it out of the catalogue, where nothing else helps: {rate.value:.1%} come back as well"
        yield _piece(each, "delist", words, ("recovery", recovered, least), _cases(each, ground))


def _best_channel(each: Figures, ground: Ground) -> Iterator[Advised]:
    """Where units were sold elsewhere for less than in the best channel."""
    best, *others = each.channels or (None,)
    elsewhere = sum(channel.units for channel in others)
    if best is None or not elsewhere:
        return
    mean = (sum((channel.net for channel in others), Decimal(0)) / elsewhere).quantize(PLACES)
    if best.per_unit > mean:
        words = f"Sell it again through {best.name}: {elsewhere} of {elsewhere + best.units} units went elsewhere"
        sold = [
            case.id
            for case in ground.closed
            if any(sku_of(case, sale.unit) == each.key.sku for sale in case.worth.resales)
        ]
        yield _piece(each, "best_channel", words, ("net_per_unit", best.per_unit, mean), tuple(sold))


def _allowance(candidate: Candidate, ground: Ground) -> Iterator[Advised]:
    """A talk about an allowance, once for each figure that is not as it should be."""
    if candidate.returned < ground.bounds.least:
        return
    skus, limits = set(candidate.skus), ground.bounds.limits
    behind = tuple(case.id for case in ground.returns if any(line.sku in skus and line.received for line in case.lines))
    words = f"Negotiate a return allowance with {_partner(candidate, ground)}"
    broken = []
    if (rate := candidate.return_rate.value) is not None and rate >= limits.return_rate:
        broken.append(("return_rate", rate, limits.return_rate))
    if (recovered := candidate.recovery.value) is not None and recovered < limits.recovery:
        broken.append(("recovery", recovered, limits.recovery))
    for name, value, limit in broken:
        yield Advised(
            by=candidate.by, name=candidate.name, advice="negotiate_allowance", words=words,
            figure=name, value=value, limit=limit, cases=behind,
        )  # fmt: skip


def _partner(candidate: Candidate, ground: Ground) -> str:
    if candidate.by != "sku":
        return f"{'the brand ' if candidate.by == 'brand' else ''}{candidate.name}"
    product = ground.sheet.find(candidate.name, ground.at.date())
    return product.supplier if product and product.supplier else "the supplier (the product sheet names none)"


def _repackaged(articles: Sequence[Figures], ground: Ground) -> Iterator[Advised]:
    by_sku = {each.key.sku: each for each in articles}
    for told in repackaging(articles, ground.sheet, ground.at.date()):
        if told.advice == "switch_off":
            each = by_sku[told.sku]
            taken = tuple(case.id for case in ground.returns if case.tracking_only and _names(case, each))
            words = "Switch the marketplace's repackaging off, and recondition it yourself: its packaging is branded"
            figure = ("complaints_as_used", Decimal(told.complaints), None)
            yield _piece(each, "switch_off_repackaging", words, figure, taken)


def _names(case: Return, each: Figures) -> bool:
    return any(line.sku == each.key.sku for line in case.lines)


def _cases(each: Figures, ground: Ground, wanted: Callable[[Line], bool] = lambda line: True) -> tuple[str, ...]:
    """The returns of an article, of those of its lines that are wanted."""
    sku = each.key.sku
    return tuple(case.id for case in ground.returns if any(line.sku == sku and wanted(line) for line in case.lines))


def _piece(
    each: Figures, advice: str, words: str, figure: tuple[str, Decimal, Decimal | None], cases: tuple[str, ...]
) -> Advised:
    name, value, limit = figure
    told = {"by": "sku", "name": each.key.sku or "", "advice": advice, "words": words}
    return Advised(**told, figure=name, value=value, limit=limit, cases=cases)
