"""How claims of buyers go: how fast we answer, how many we win, also on appeal, how many do not say what is true.

Each claim as it stood at the end of a window. SAFE-T claims, which are ours, are no claims of buyers.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median_low
from typing import NamedTuple

from msgspec.structs import replace

from lifecycle.claims.case import Claim
from lifecycle.numbers.rates import Rate, decided
from lifecycle.numbers.windows import Window

WON = ("denied", "granted_amazon", "won")
LOST = ("granted_seller", "lost", "accepted", "refunded_by_seller")
APPEALS = ("appeal_won", "appeal_lost")


class ClaimFigures(NamedTuple):
    """Of the claims opened in a window; `response` is the middle one from notice to answer, None without any answer."""

    opened: int
    answered: int
    response: timedelta | None
    won: Rate
    appeals_won: Rate
    mismatched: Rate


def claim_figures(claims: Iterable[Claim], span: Window) -> ClaimFigures:
    """The figures of buyers' claims that were opened in the window.

    Won is what was denied, what the marketplace pays, and what an appeal turned; a claim that was withdrawn is neither
    won nor lost. One without a decision stands aside: it may be decided either way.
    """
    opened = [as_of(claim, span.until) for claim in claims if not claim.is_safet and span.holds(claim.opened_at)]
    waits = [answered - begun for claim in opened if (answered := claim.answered_at) and (begun := claim.opened_at)]
    appealed = [claim for claim in opened if claim.appealed_at]
    return ClaimFigures(
        opened=len(opened),
        answered=len(waits),
        response=median_low(waits) if waits else None,
        won=decided([_is_won(claim) for claim in opened if not _is_over_unjudged(claim)]),
        appeals_won=decided([_is_appeal_won(claim) for claim in appealed]),
        mismatched=Rate(count=sum(claim.mismatch for claim in opened), of=len(opened)),
    )


def as_of(claim: Claim, at: datetime) -> Claim:
    """The claim with what had happened by then: answers, endings, appeals."""
    appealed = claim.appealed_at if _by(claim.appealed_at, at) else None
    return replace(
        claim,
        answered_at=claim.answered_at if _by(claim.answered_at, at) else None,
        appealed_at=appealed,
        endings=tuple(ending for ending in claim.endings if ending.at <= at),
        closed_at=claim.closed_at if _by(claim.closed_at, at) else None,
    )


def _by(told: datetime | None, at: datetime) -> bool:
    return told is not None and told <= at


def _is_over_unjudged(claim: Claim) -> bool:
    """Whether it ended without anybody judging it: withdrawn, or closed by a person."""
    return claim.outcome == "withdrawn" or (not claim.endings and claim.closed_at is not None)


def _is_won(claim: Claim) -> bool | None:
    last = claim.endings[-1].how if claim.endings else None
    if last in APPEALS:
        return last == "appeal_won"
    return True if claim.outcome in WON else False if claim.outcome in LOST else None


def _is_appeal_won(claim: Claim) -> bool | None:
    decided = [ending.how for ending in claim.endings if claim.appealed_at and ending.at >= claim.appealed_at]
    if not decided:
        return None
    return decided[-1] == "appeal_won" or decided[-1] in WON
