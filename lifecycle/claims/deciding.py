"""What is decided (B-26, B-27): withdrawn, granted, denied, appealed, debited; what a dashboard or report shows of it.

A decision is a fact. One against us goes before whatever ended the claim earlier; one for us changes nothing in a
claim that was withdrawn or that we have paid ourselves.
"""

from msgspec.structs import replace

from events.claim_codes import Verdict
from events.disputes import StatusReported
from events.envelope import Event
from events.verdicts import Appealed, Debited, Decided, OdrReported
from lifecycle.claims.case import Claim
from lifecycle.claims.ending import ended, once_filed, reopen
from lifecycle.claims.ledgers import Debit, Ending
from lifecycle.claims.readings import reading
from lifecycle.engine.kind import Rejected
from lifecycle.policy.days import start_of
from lifecycle.policy.pack import Market

OWN_ENDS = ("withdrawn", "refunded_by_seller", "accepted")
FOR_US = ("denied", "won")
APPEALABLE = ("granted_seller", "granted_amazon")


def withdrawn(case: Claim, event: Event, _market: Market) -> Claim:
    """Whoever claimed takes it back; after the end that is only kept."""
    once_filed(case, event)
    case = replace(case, withdrawn_at=case.withdrawn_at or event.since)
    if case.endings and not case.on_appeal:
        return case
    return ended(case, Ending("withdrawn", event.since))


def decided(case: Claim, event: Event, market: Market) -> Claim:
    """The marketplace or the bank has decided; an outcome in words we do not know is kept, and shown."""
    data: Decided = event.data  # type: ignore[assignment]
    once_filed(case, event)
    case = _told(case, data, event, market)
    if data.verdict is Verdict.WITHDRAWN:
        return withdrawn(case, event, market)
    how = reading(case, data)
    if how is None:
        return replace(case, unknown_outcome=data.outcome)
    last = case.endings[-1] if case.endings else None
    if last is not None and not case.on_appeal:
        if last.how == how:
            return _told_again(case, last, data)
        if last.how in OWN_ENDS and how in FOR_US:
            return replace(case, decided_at=event.since)
    return _ends(case, how, data, event)


def _ends(case: Claim, how: str, data: Decided, event: Event) -> Claim:
    """One more ending. An appeal made on the day of the decision, told by its day alone, was made against it."""
    against = case.on_appeal and not case.endings and how in APPEALABLE
    stays = bool(against and case.appealed_at and event.since < case.appealed_at)
    ending = Ending(how, event.since, raw=data.outcome, funded_by=str(data.funder or ""))
    after = ended(reopen(case), ending)
    return replace(after, on_appeal=stays, decided_at=event.since, unknown_outcome="")


def _told_again(case: Claim, last: Ending, data: Decided) -> Claim:
    """The same decision once more: it only adds who pays, where that was not known."""
    fuller = replace(last, funded_by=last.funded_by or str(data.funder or ""))
    return replace(case, endings=(*case.endings[:-1], fuller), unknown_outcome="")


def _told(case: Claim, data: Decided, event: Event, market: Market) -> Claim:
    """What a decision tells beside its outcome: what is paid, taken, reversed, and whether it counts."""
    pays = data.verdict in (Verdict.GRANTED, Verdict.LOST) or case.is_safet
    if data.amount is not None and pays:
        case = replace(case, granted_amount=data.amount, granted_currency=data.currency or case.currency)
    if data.cost_reversed is not None:
        case = replace(case, cost_reversed=data.cost_reversed)
    debited_at = start_of(data.debited_at, market)
    if debited_at is not None:
        case = replace(case, debits=(*case.debits, Debit(debited_at, data.amount, data.currency or case.currency)))
    counts = data.counts if data.odr_reversed is None else not data.odr_reversed
    return case if counts is None else _counted(case, event, counts=counts)


def _counted(case: Claim, event: Event, *, counts: bool) -> Claim:
    """The newest word about the ODR, by the time at which it was said."""
    if case.odr_told_at is not None and case.odr_told_at > event.since:
        return case
    return replace(case, odr_told=counts, odr_told_at=event.since)


def appealed(case: Claim, event: Event, _market: Market) -> Claim:
    """We appeal: against a grant (B-27), a SAFE-T decision, or, the buyer being silent, before any decision (S4-17)."""
    _data: Appealed = event.data  # type: ignore[assignment]
    _may_be_appealed(case)
    return replace(case, appealed_at=event.since, on_appeal=True, asked_at=None, asked_by=None)


def _may_be_appealed(case: Claim) -> None:
    last = case.endings[-1].how if case.endings else None
    if case.on_appeal:
        raise Rejected(f"claim {case.id} is {case.state} and appealed already: add to it with responded")
    if case.claim_kind == "chargeback":
        raise Rejected(f"claim {case.id} is a chargeback: the bank decides, it is answered with responded")
    if case.is_safet and last is None:
        raise Rejected(f"claim {case.id} is {case.state}: a SAFE-T claim is appealed once it is decided")
    if not case.is_safet and last is not None and last not in APPEALABLE:
        raise Rejected(f"claim {case.id} is {case.state}: only a claim granted to the buyer can be appealed (B-27)")


def debited(case: Claim, event: Event, market: Market) -> Claim:
    """The marketplace took the money; from an undecided A-to-z claim that is its decision against us (S4-19)."""
    data: Debited = event.data  # type: ignore[assignment]
    at = start_of(data.at, market) or event.since
    last = case.endings[-1] if case.endings else None
    anyway = bool(last and last.how in (*OWN_ENDS, *FOR_US, "granted_amazon", "appeal_won") and not case.is_safet)
    case = replace(case, debits=(*case.debits, Debit(at, data.amount, data.currency, anyway=anyway)))
    by_deed = case.claim_kind == "a_to_z" and last is None and not case.on_appeal
    if by_deed:
        return ended(reopen(case), Ending("granted_seller", event.since, funded_by="seller"))
    return reopen(case) if anyway else case


def odr_reported(case: Claim, event: Event, _market: Market) -> Claim:
    """The dashboard shows whether the claim counts; that goes before what we reckon."""
    data: OdrReported = event.data  # type: ignore[assignment]
    if case.is_safet:
        raise Rejected(f"claim {case.id} is a SAFE-T claim: those never count in the order defect rate")
    reported = max(case.odr_reported_at or event.since, event.since)
    return _counted(replace(case, odr_reported_at=reported), event, counts=data.counts)


def status_reported(case: Claim, event: Event, _market: Market) -> Claim:
    """A report's word is kept and compared, it decides nothing (C.0-5); an unknown one is kept as it is."""
    data: StatusReported = event.data  # type: ignore[assignment]
    return replace(case, last_status=data.status.strip().lower().replace(" ", "_").replace("-", "_"))
