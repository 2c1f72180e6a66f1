"""The clocks of a claim (C.7): while the ledgers say so they run. How long stands in the policy pack, by name."""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from lifecycle.claims.case import Claim
from lifecycle.claims.contacts import unwritten
from lifecycle.claims.payments import open_refund
from lifecycle.claims.standing import APPEALS
from lifecycle.claims.table import ANSWERABLE, ENDED, UNDECIDED
from lifecycle.engine.kind import Timer
from lifecycle.policy.schedule import Moment

Since = Callable[[Claim], datetime | None]

WRITABLE = (*UNDECIDED, "granted_seller", "granted_amazon")
"""States in which the marketplace may still read what was written to the buyer."""
SENDING = (*UNDECIDED, "filed", *ENDED)


def _within(states: tuple[str, ...], since: Since) -> Since:
    """The clock asked only in the states in which it can run."""
    return lambda case: since(case) if case.state in states else None


def _unanswered(case: Claim) -> datetime | None:
    """S3-15: from the date of the notice; not where the notice says that nothing is to be done."""
    silent = case.is_undecided and case.action_required and not case.answered_at and not case.on_appeal
    return (case.notice_at or case.opened_at) if silent else None


def _response_term(case: Claim) -> str | None:
    """A chargeback has its own term (B-29), and an early alert (S3-15) unless its notice names another day."""
    if case.claim_kind != "chargeback":
        return None
    return "K-RESPOND-CHARGEBACK-STATED" if case.respond_by else "K-RESPOND-CHARGEBACK"


def _asked(case: Claim) -> datetime | None:
    return case.asked_at


def _info_term(case: Claim) -> str | None:
    return "K-INFO-SAFET" if case.is_safet else None


def _uncontacted(case: Claim) -> datetime | None:
    reached = any(contact.on_claim for contact in case.contacts)
    busy = case.is_undecided and case.action_required and not case.on_appeal
    return case.opened_at if busy and not reached else None


def _unwritten(case: Claim) -> datetime | None:
    call = unwritten(case)
    return call.at if call else None


def _unagreed(case: Claim) -> datetime | None:
    """S4-19: neither the buyer agrees nor we answer or appeal; an A-to-z claim alone is debited by itself."""
    waits = case.claim_kind == "a_to_z" and _unanswered(case) is not None
    return case.opened_at if waits else None


def _granted(case: Claim) -> datetime | None:
    """B-27: from the grant, be it told by a decision or by a debit, whichever came first; a later one moves nothing."""
    return None if _is_lapsed(case) else case.endings[-1].at


def _is_lapsed(case: Claim) -> bool:
    """Whether the time to appeal the last grant is over."""
    return case.appeal_lapsed_at is not None and case.appeal_lapsed_at >= case.endings[-1].at


def _with_the_bank(case: Claim) -> datetime | None:
    return case.answered_at


def _undecided(case: Claim) -> datetime | None:
    """Since when the marketplace has had all that we have to say; its mails get lost, so somebody looks (S3-19)."""
    if case.on_appeal:
        return case.appealed_at
    return case.filed_at or case.answered_at or case.opened_at


def _odr_unseen(case: Claim) -> datetime | None:
    """Since when the dashboard should be looked at: an appeal was decided, and no word of it since."""
    last = case.endings[-1] if case.endings else None
    if last is None or last.how not in APPEALS or case.is_safet or case.on_appeal:
        return None
    seen = case.odr_reported_at is not None and case.odr_reported_at >= last.at
    done = case.odr_unchecked_at is not None and case.odr_unchecked_at >= last.at
    return None if seen or done else last.at


def _refund_unconfirmed(case: Claim) -> datetime | None:
    pending = open_refund(case)
    return pending.requested_at if pending else None


def _reply_unconfirmed(case: Claim) -> datetime | None:
    return min((r.asked_at for r in case.replies if r.is_unconfirmed and r.asked_at), default=None)


def _at_rest(case: Claim) -> datetime | None:
    appealable = case.state == "granted_seller" and not _is_lapsed(case)
    busy = appealable or open_refund(case) or _odr_unseen(case)
    return None if busy else case.touched_at


def _breached(case: Claim, moment: Moment) -> Claim:
    """A deadline that the pack calls critical has passed unanswered (S3-16); a lesser one only warns."""
    if moment.severity != "critical":
        return case
    return replace(case, breached_at=moment.at)


def _debit_due(case: Claim, moment: Moment) -> Claim:
    return replace(case, debit_due_at=case.debit_due_at or moment.at)


def _final(case: Claim, moment: Moment) -> Claim:
    return replace(case, appeal_lapsed_at=moment.at, closed_at=moment.at, close_reason="lost_no_appeal")


def _unchecked(case: Claim, moment: Moment) -> Claim:
    return replace(case, odr_unchecked_at=moment.at, touched_at=max(case.touched_at or moment.at, moment.at))


def _closed(case: Claim, moment: Moment) -> Claim:
    reason = "lost_no_appeal" if case.state == "granted_seller" else case.state
    return replace(case, closed_at=moment.at, close_reason=reason)


def _timer(
    name: str,
    states: tuple[str, ...],
    since: Since,
    missed: Callable[[Claim, Moment], Claim] = lambda case, _: case,
) -> Timer[Claim]:
    return Timer(name, states, _within(states, since), missed=missed)


TIMERS: tuple[Timer[Claim], ...] = (
    # name, in which states it can run, since when; stated by the source, variant; what follows when it is missed
    Timer(
        "K-RESPOND",
        ANSWERABLE,
        _within(ANSWERABLE, _unanswered),
        stated=lambda case: case.respond_by,
        variant=_response_term,
        missed=_breached,
    ),
    Timer(
        "K-INFO",
        ("info_requested",),
        _within(("info_requested",), _asked),
        stated=lambda case: case.asked_by,
        variant=_info_term,
        missed=_breached,
    ),
    _timer("K-CONTACT", UNDECIDED, _uncontacted),
    _timer("K-WRITTEN", WRITABLE, _unwritten),
    _timer("K-DEBIT", ANSWERABLE, _unagreed, _debit_due),
    _timer("K-APPEAL", ("granted_seller",), _granted, _final),
    _timer("K-BANK", ("represented",), _with_the_bank),
    _timer("K-DECISION", ("under_review", "appealed", "filed"), _undecided),
    _timer("K-ODRCHECK", APPEALS, _odr_unseen, _unchecked),
    _timer("K-REFUNDCONF", (*UNDECIDED, *ENDED), _refund_unconfirmed),
    _timer("K-SENDCONF", SENDING, _reply_unconfirmed),
    _timer("K-AFTER", ENDED, _at_rest, _closed),
)
