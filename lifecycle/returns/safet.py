"""SAFE-T: what the seller may claim from the marketplace that refunded at his expense (B-16, B-17). Times are UTC."""

from datetime import datetime

from msgspec.structs import replace

from lifecycle.policy.schedule import Moment
from lifecycle.returns.case import Refund, Return
from lifecycle.returns.quantities import is_complete, is_graded

AMAZON_ISSUERS = frozenset({"amazon_rfs", "amazon_automated", "amazon_cs", "returnless_rule"})


def _marketplace_refund(case: Return) -> datetime | None:
    """The later of the goods' return and the marketplace's own refund; for lost goods the last scan (B-16)."""
    if not case.refunds or case.safet_id or case.safet_lapsed or case.claim_granted or case.claims or case.closed_at:
        return None
    paid = [refund.refunded_at for refund in of_the_marketplace(case) if refund.refunded_at]
    if not paid:
        return None
    if case.lost_at and not case.arrivals:
        return case.last_scan_at or case.lost_at
    back = [at for at in (case.delivered_at or case.received_at,) if at]
    return max([*paid, *back])


def of_the_marketplace(case: Return) -> tuple[Refund, ...]:
    """The refunds that the marketplace made at our expense and that may be claimed back (B-06, B-17)."""
    automated = case.lost_at is None and case.marketplace == "amazon.com"
    return tuple(
        refund
        for refund in case.refunds
        if refund.refunded_at
        and refund.issuer in AMAZON_ISSUERS
        and not (automated and refund.issuer == "amazon_automated")
    )


def _goods_bad(case: Return) -> bool:
    missing = any(line.missing for line in case.lines)
    lost = case.lost_at is not None and not case.arrivals
    return missing or lost or any(units.bad for units in case.graded)


def is_open(case: Return) -> bool:
    """Whether T-SAFET runs, which is Amazon's alone: a case with a claim still open to us is not at rest."""
    return _is_amazons(case) and open_since(case) is not None


def told_since(case: Return) -> datetime | None:
    """Since when a claim can or could be filed by what was told, not by what a clock alone has concluded."""
    case = replace(case, safet_id=None, closed_at=None)
    told = any(units.bad for units in case.graded) or (case.lost_told and not case.arrivals)
    return _marketplace_refund(case) if told and _is_amazons(case) else None


def _is_amazons(case: Return) -> bool:
    return (case.marketplace or "").partition(".")[0] == "amazon" and not case.tracking_only


def open_since(case: Return) -> datetime | None:
    """Since when a claim can be filed: the marketplace has refunded at our expense, and the goods are bad or gone."""
    return _marketplace_refund(case) if case.refunds and _goods_bad(case) else None


def watched_since(case: Return) -> datetime | None:
    """Since when it is open whether there will be anything to claim: refunded, and the goods not judged yet."""
    if not case.refunds:
        return None
    judged = _goods_bad(case) or (is_complete(case) and is_graded(case)) or case.keep_item
    return None if judged else _marketplace_refund(case)


def lapsed(case: Return, moment: Moment) -> Return:
    """The chance of a claim is lost; the case can come to rest."""
    return replace(case, safet_lapsed=True, touched_at=moment.at)
