"""`stats returns`: how returns are handled, figure by figure (E): answers, scans, inspections, refunds, SAFE-T."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from handlers.stats.books import Books
from handlers.stats.cases import standing
from handlers.stats.cells import Cell, Unknown, of_rate, of_share
from handlers.stats.happened import inspected, lapsed_safet, told_by_importers
from handlers.stats.question import Question
from handlers.stats.report import Column, Report
from lifecycle.claims.case import Claim
from lifecycle.numbers.arriving import Lags, inspection_time, overdue, scan_lag, strays
from lifecycle.numbers.counting import ELSEWHERE, UNKNOWN, place_of, unscanned
from lifecycle.numbers.rates import Rate
from lifecycle.numbers.recovery import UNSEEN
from lifecycle.numbers.repaying import early, over_refunds, refund_time, refunded
from lifecycle.numbers.requests import answers, dissatisfied
from lifecycle.numbers.safet import reimbursed
from lifecycle.numbers.spans import Spans
from lifecycle.numbers.tally import Place
from lifecycle.numbers.windows import Window
from lifecycle.policy.pack import Market
from lifecycle.returns.case import Return

COLUMNS = (
    Column("marketplace", "text", "the marketplace"),
    Column("currency", "text", "the currency of the money in this row"),
    Column("figure", "text", "what is measured"),
    Column("share", "share", "the share, by what is certain"),
    Column("count", "count", "how many count; of a time, how many were timed"),
    Column("of", "count", "of how many"),
    Column("undetermined", "count", "how many more nobody can judge yet", spare=True),
    Column("time", "span", "how long it took"),
    Column("amount", "amount", "money"),
    Column("target", "text", "what it should be"),
    Column("cases", "list", "the cases behind it, where it is about a few"),
)
IN_A_DAY = "100 % in 24 h"

REMARKS = (
    "dissatisfied_returns is the least of the marketplace's Return Dissatisfaction Rate: what buyers answer when it "
    "asks them about a return reaches nobody else",
)


class _Told(NamedTuple):
    """What the tables say beside the cases themselves: of which cases, and when."""

    inspected: Mapping[str, datetime]
    imported: frozenset[str]
    lapsed: frozenset[str]


class _Desk(NamedTuple):
    """The returns and SAFE-T claims of one marketplace in one currency, with its window and rules."""

    returns: Sequence[Return]
    claims: Sequence[Claim]
    span: Window
    market: Market
    told: _Told
    unseen: bool


Row = tuple[Cell, ...]


async def report(books: Books, question: Question) -> Report:
    """The figures of every marketplace and currency."""
    returns = [case for case in await standing(books, "return", question) if case.close_reason not in ELSEWHERE]
    claims = [case for case in await standing(books, "claim", question) if case.is_safet]
    told = _Told(await inspected(books, question), await told_by_importers(books), await lapsed_safet(books, question))
    unseen = unscanned(returns)
    rows: list[Row] = []
    for place in _places(returns, claims, question):
        desk = _desk(place, books, question, told, unseen=place in unseen)
        here = [case for case in returns if place_of(case) == place]
        ours = [claim for claim in claims if _claimed_at(claim) == place]
        rows += (place + row for row in _figures(desk._replace(returns=here, claims=ours)))
    return Report(name="returns", as_of=question.as_of, columns=COLUMNS, rows=rows, remarks=REMARKS)


def _places(returns: Sequence[Return], claims: Sequence[Claim], question: Question) -> list[Place]:
    found = {place_of(case) for case in returns} | {_claimed_at(claim) for claim in claims}
    return sorted(place for place in found if question.is_about(*place))


def _claimed_at(claim: Claim) -> Place:
    return claim.marketplace or UNKNOWN, claim.currency or UNKNOWN


def _desk(place: Place, books: Books, question: Question, told: _Told, *, unseen: bool) -> _Desk:
    market = books.pack.market(place[0])
    return _Desk((), (), Window(question.days, question.since(market), question.as_of), market, told, unseen)


def _figures(desk: _Desk) -> Iterator[Row]:
    yield from _answers(desk)
    yield from _dock(desk)
    yield from _refunds(desk)
    yield from _safet(desk)


def _answers(desk: _Desk) -> Iterator[Row]:
    found = answers(desk.returns, desk.span, desk.told.imported)
    yield from _times("response_time", found.time)
    yield _rated("answered_in_24h", found.in_a_day, "100 %")
    yield _rated("answered_in_48h", found.in_two, "100 %")
    bad, cases = dissatisfied(desk.returns, desk.span, lambda case: _late_from(case, desk.market), desk.told.imported)
    target = desk.market.find("B-02-TARGET", desk.span.until)
    yield _rated("dissatisfied_returns", bad, f"below {target.decimal()} %" if target else None, cases)


def _late_from(case: Return, market: Market) -> datetime:
    """From when an answer to a request is late (B-02)."""
    asked = case.requested_at
    assert asked is not None
    return market.ends("B-02", asked) or asked + timedelta(hours=48)


def _dock(desk: _Desk) -> Iterator[Row]:
    yield from _lagged("scan_lag", scan_lag(desk.returns, desk.span))
    yield from _lagged("inspection_time", inspection_time(desk.returns, desk.span, desk.told.inspected))
    found = strays(desk.returns)
    late = overdue(found, desk.span.until, lambda at: desk.market.ends("OWN-IDENTIFY", at) or at)
    age = desk.span.until - found[0].since if found else None
    yield _row("unmatched_parcels", count=len(found), time=age, target="0", cases=tuple(each.case_id for each in found))
    yield _row("unmatched_too_long", count=len(late), target="0", cases=tuple(each.case_id for each in late))


def _refunds(desk: _Desk) -> Iterator[Row]:
    paid, count = refunded(desk.returns, desk.span)
    yield _row("refunded", amount=paid, count=count)
    yield from _times("refund_time", refund_time(desk.returns, desk.span))
    ahead = early(desk.returns, desk.span)
    share: Cell = Unknown((UNSEEN,)) if desk.unseen else of_rate(ahead)
    yield _row("refunded_before_receipt", share=share, count=None if desk.unseen else ahead.count, of=ahead.of)
    over = over_refunds(desk.returns, desk.span)
    total = sum((each.amount for each in over), Decimal(0))
    yield _row("over_refunded", amount=total, count=len(over), target="0", cases=tuple(each.case_id for each in over))


def _safet(desk: _Desk) -> Iterator[Row]:
    paid, open_ = reimbursed(desk.claims, desk.span)
    made = paid.part if paid.whole or paid.unknown else None
    yield _row("safet_recovery", share=of_share(paid), amount=made, count=len(desk.claims), undetermined=open_)
    missed = tuple(case.id for case in desk.returns if case.id in desk.told.lapsed)
    yield _row("safet_windows_missed", count=len(missed), target="0", cases=missed)


def _lagged(figure: str, lags: Lags) -> Iterator[Row]:
    yield from _times(figure, lags.time)
    yield _rated(f"{figure}_in_24h", lags.in_a_day, IN_A_DAY)


def _times(figure: str, found: Spans) -> Iterator[Row]:
    yield _row(f"{figure}_median", time=found.median, count=found.told)
    yield _row(f"{figure}_p90", time=found.p90, count=found.told)


def _rated(figure: str, rate: Rate, target: str | None, cases: tuple[str, ...] = ()) -> Row:
    told = {"share": of_rate(rate), "count": rate.count, "of": rate.of, "undetermined": rate.undetermined}
    return _row(figure, **told, target=target, cases=cases)


def _row(figure: str, **told: Any) -> Row:  # noqa: ANN401 - cells by column
    return (figure, *(told.get(column.name) for column in COLUMNS[3:]))
