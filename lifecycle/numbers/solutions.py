"""Problems of a period, product by product: which solution was chosen, and whether it held (S4-01).

A problem is a reason of a return, of a claim, or what a poor feedback was about. Its solution held if its case was not
opened again and the buyer came with no further case about the same goods of the same order. All instants are UTC.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from lifecycle.claims.case import Claim
from lifecycle.feedback.case import Feedback
from lifecycle.policy.pack import Market
from lifecycle.returns.case import Return

Span = Literal["week", "month"]
SEVERAL = "several"
"""Stands for goods that nobody can tell apart: a case about an order of several articles."""


class Period(NamedTuple):
    """A week or month of a marketplace: its first and last day, and its instants, the last one not included."""

    first: date
    last: date
    since: datetime
    until: datetime


class Trouble(NamedTuple):
    """One problem of one case: since when, about which goods, and how it was solved (empty: not yet)."""

    case: tuple[str, str]
    order: str | None
    sku: str
    problem: str
    begun: datetime
    units: int
    solution: str
    reopened: bool


class Solved(NamedTuple):
    """A problem of a product: its cases, how they were solved, and how many of the solutions held.

    `failed` were opened again or followed by another case; of `unsure` the order is not known.
    """

    sku: str
    problem: str
    cases: int
    units: int
    solutions: Mapping[str, int]
    held: int
    failed: int
    unsure: int
    open: int


def last_period(span: Span, at: datetime, market: Market) -> Period:
    """The last week (from Monday) or month that was over at an instant, by the days of the marketplace."""
    today = market.calendar.day_of(at)
    begun = today.replace(day=1) if span == "month" else today - timedelta(days=today.weekday())
    last = begun - timedelta(days=1)
    first = last.replace(day=1) if span == "month" else begun - timedelta(days=7)
    return Period(first, last, market.calendar.start_of(first), market.calendar.start_of(begun))


def of_return(case: Return) -> Iterator[Trouble]:
    """The problems of a return, a line each; one that nobody asked for has none."""
    for line in case.lines:
        if line.requested and case.requested_at:
            yield Trouble(
                case=("return", case.id),
                order=case.order_id,
                sku=line.sku,
                problem=f"return: {line.reason or 'no reason given'}",
                begun=case.requested_at,
                units=line.requested,
                solution=case.close_reason or "",
                reopened=case.reopened,
            )


def of_claim(case: Claim, ordered: Mapping[str, frozenset[str]]) -> Iterator[Trouble]:
    """The problem of a buyer's claim; `ordered` are the goods of the orders."""
    if case.is_safet or case.opened_at is None:
        return
    claimed = frozenset(each.sku for each in case.claimed) or ordered.get(case.order_id or "", frozenset())
    yield Trouble(
        case=("claim", case.id),
        order=case.order_id,
        sku=_one(claimed),
        problem=f"{case.claim_kind.replace('_', '-')}: {case.reason or 'no reason given'}",
        begun=case.opened_at,
        units=0,
        solution=case.outcome or case.close_reason or "",
        reopened=case.reopened,
    )


def of_feedback(case: Feedback, ordered: Mapping[str, frozenset[str]]) -> Iterator[Trouble]:
    """The problem of a neutral or negative feedback: what it was about, as whoever read it judged."""
    if not case.is_bad or case.left_at is None:
        return
    yield Trouble(
        case=("feedback", case.id),
        order=case.order_id,
        sku=_one(ordered.get(case.order_id or "", frozenset())),
        problem=f"feedback: {case.cause or 'not classified'}",
        begun=case.left_at,
        units=0,
        solution=case.remedy or case.close_reason or "",
        reopened=case.reopened,
    )


def _one(skus: frozenset[str]) -> str:
    return next(iter(skus)) if len(skus) == 1 else SEVERAL if skus else "unknown"


def solved(troubles: Iterable[Trouble], all_of_them: Iterable[Trouble]) -> tuple[Solved, ...]:
    """The problems of a period, the most frequent first; `all_of_them` are those of their orders at any time."""
    later: defaultdict[str, list[Trouble]] = defaultdict(list)
    for each in all_of_them:
        if each.order:
            later[each.order].append(each)
    groups: defaultdict[tuple[str, str], list[Trouble]] = defaultdict(list)
    for each in troubles:
        groups[each.sku, each.problem].append(each)
    found = [_solved(*key, members, later) for key, members in groups.items()]
    return tuple(sorted(found, key=lambda each: (-each.cases, each.sku, each.problem)))


def _solved(sku: str, problem: str, members: Sequence[Trouble], later: Mapping[str, Sequence[Trouble]]) -> Solved:
    chosen = Counter(each.solution or "opened again" for each in members if each.solution or each.reopened)
    judged = Counter(_standing(each, later.get(each.order or "", ())) for each in members)
    return Solved(
        sku=sku,
        problem=problem,
        cases=len({each.case for each in members}),
        units=sum(each.units for each in members),
        solutions=dict(sorted(chosen.items())),
        held=judged["held"],
        failed=judged["failed"],
        unsure=judged["unsure"],
        open=judged["open"],
    )


def _standing(trouble: Trouble, others: Iterable[Trouble]) -> Literal["open", "failed", "unsure", "held"]:
    if not trouble.solution and not trouble.reopened:
        return "open"
    if trouble.reopened or any(_follows(each, trouble) for each in others):
        return "failed"
    return "held" if trouble.order else "unsure"


def _follows(other: Trouble, trouble: Trouble) -> bool:
    """Whether another case came after it about goods that may be the same."""
    apart = {other.sku, trouble.sku} - {SEVERAL, "unknown"}
    return other.case != trouble.case and other.begun > trouble.begun and len(apart) < 2
