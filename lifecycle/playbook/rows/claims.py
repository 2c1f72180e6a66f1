"""Claims of buyers and of their banks (D-26 … D-32)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count

from lifecycle.claims.case import Claim
from lifecycle.claims.contacts import unwritten
from lifecycle.claims.payments import is_settled, open_refund
from lifecycle.playbook.doing import close_with, say, tell
from lifecycle.playbook.room import of_claim
from lifecycle.playbook.row import Fact, Option, Row, Sum
from lifecycle.playbook.view import ZERO, View

ANSWERABLE = ("action_required", "info_requested", "under_review", "represented")
REACHING = "OWN-STATEMENT"
CONTACTS = Fact("every attempt to reach the buyer, by channel", lambda view: bool(view.case.contacts))
PROOF = Fact("proof of shipment and the correspondence", lambda view: any(s.data.get("evidence") for s in view.said))
MAILS = Fact("the return and the mails about it, in a summary", lambda view: bool(view.of("conversation")))


def _is_open(view: View, kind: str = "a_to_z") -> bool:
    return view.case.claim_kind == kind and view.case.state in ANSWERABLE


def _returns(view: View) -> bool:
    return bool(view.case.return_case or view.of("return"))


def _represent(do: str, view: View, why: str) -> Option | None:
    """An answer to the marketplace, unless one is on its way already."""
    if any(reply.is_unconfirmed for reply in view.case.replies):
        return None
    return Option(do, tell(view, "response_requested", {"key": _key(view)}, "text"), None, why)


def _key(view: View) -> str:
    """A key that no answer of this claim has: those that failed leave the ledger, so that counting is not enough."""
    used = {reply.key for reply in view.case.replies}
    return next(key for number in count(1) if (key := f"advice-{view.case.id}-{number}") not in used)


def _contact(view: View, do: str) -> Option:
    draft = "claim_contact_return" if _returns(view) else "claim_contact"
    acts = tell(view, "contact_logged", {"channel": "message"})
    return Option(do, acts, say(view, draft), "first solve what he is unhappy with; nothing is asked in return (L1)")


def _written(view: View) -> Option | None:
    """The call that nobody has written down yet: the marketplace decides on what is written (S1-19)."""
    call = unwritten(view.case)
    if call is None:
        return None
    which = {} if call.contact_id is None else {"contact_id": call.contact_id}
    kept = () if view.thread else ("text",)
    acts = tell(view, "summary_sent", {"channel": "message", **which}, *kept)
    letter = say(view, "summary_of_call")._replace(asks=("summary",))
    why = "within 24 hours of the call (K-WRITTEN); give what was said with --summary"
    if kept:
        why = f"{why}, and write it in the marketplace's messages: no conversation of this order is known"
    return Option("Send the written summary of the call", acts, letter, why)


def _is_solved(view: View) -> bool:
    """Whether the buyer has got, since he claimed, what puts it right: all of the money, or the goods once more."""
    claim: Claim = view.case
    since = claim.opened_at
    return since is not None and (is_settled(claim) or any(at >= since for at in _put_right(view)))


def _put_right(view: View) -> Iterator[datetime]:
    for case in (*view.of("return"), *view.of("order")):
        if case.money.paid and case.money.refunded >= case.money.paid:
            yield from (each.refunded_at for each in case.refunds if each.refunded_at and each.paid)
    yield from (case.replaced_at for case in view.of("return") if case.replaced_at)
    for order in view.of("order"):
        yield from (each.delivered_at for each in order.parcels if each.replaces and each.delivered_at)


def _is_to_close(view: View) -> bool:
    """Whether the buyer may be told that he can close it: nothing of money is left to say (L1)."""
    ours = view.case.state == "refunded_by_seller"
    return _is_solved(view) and (_is_open(view) or (ours and view.case.claim_kind == "a_to_z"))


def _is_worked(view: View) -> bool:
    return _is_open(view) or _is_to_close(view)


def _mention(view: View) -> Option:
    return Option(
        "When the buyer is satisfied, mention that he may close it",
        tell(view, "contact_logged", {"channel": "message"}),
        close_with(view, "claim_solved"),
        "solved first, then mentioned, never together with money (S4-20)",
    )


def _refund(view: View) -> Option | None:
    claim: Claim = view.case
    room = of_claim(view)
    if _is_solved(view) or not room or not claim.currency or open_refund(claim):
        return None
    whole = room == claim.amount
    data = {
        "refund_id": f"advice-{claim.id}-{len(claim.refunds) + 1}",
        "amount": f"{room:f}",
        "currency": claim.currency,
        "kind": "full" if whole else "partial",
    }
    do = "Refund" if whole else f"Refund the {Sum(room, claim.currency)} that he has not got yet"
    why = "after filing it counts in the defect rate all the same"
    return Option(do, tell(view, "refund_requested", data), None, why)


def _disputed(view: View) -> Iterator[Option | None]:
    yield _met(view, "Read the reason, sum the matter up, and contact the buyer")
    why = "before its term ends (K-RESPOND), whatever the buyer says"
    yield _represent("Answer the marketplace", view, why) if _is_open(view) else None
    yield _refund(view)


def _straight(view: View) -> Iterator[Option | None]:
    yield _met(view, "Contact the buyer by mail, message and phone within 2 to 3 days")
    why = "its term runs beside that (K-RESPOND)"
    yield _represent("Answer the marketplace", view, why) if _is_open(view) else None
    yield _refund(view)


def _met(view: View, do: str) -> Option:
    """What is said to the buyer: first what is owed in writing, then what fits whether the matter is solved."""
    return _written(view) or (_mention(view) if _is_to_close(view) else _contact(view, do))


def _unreached_since(view: View) -> datetime | None:
    first = min((contact.at for contact in view.case.contacts), default=None)
    return None if first is None else view.market.ends(REACHING, first)


def _is_unreachable(view: View) -> bool:
    since = _unreached_since(view)
    heard = any(thread.unanswered for thread in view.of("conversation"))
    return _is_open(view) and since is not None and since <= view.now and not heard


def _with_log(view: View) -> Iterator[Option | None]:
    yield _represent("Represent with the log of contacts as proof", view, "the marketplace decides on what is written")
    yield _refund(view)


def _contradict(view: View) -> Iterator[Option | None]:
    yield _represent("Represent, with the contradiction between reason and text", view, "quote both")


def _is_cheap(view: View) -> bool:
    claim: Claim = view.case
    if claim.amount is None or claim.currency != view.currency:
        return False
    return _is_open(view) and _refund(view) is not None and ZERO < claim.amount < view.amount("cheap_below")


def _pay(view: View) -> Iterator[Option | None]:
    yield _refund(view)
    yield _represent("Fight it", view, "only where the proof is good: the answer costs more than the goods")


def _service(view: View) -> Iterator[Option | None]:
    yield _represent("Represent with tracking and correspondence", view, "within the term of the notice (B-29)")
    yield _refund(view)


def _fraud(view: View) -> Iterator[Option | None]:
    yield _represent("Deliver the data that is asked for", view, "the marketplace is liable for fraud (B-30)")


def _chargeback(kind: str) -> Callable[[View], bool]:
    return lambda view: _is_open(view, "chargeback") and (view.case.chargeback_type or "service") == kind


def _is_alive(view: View) -> bool:
    """Whether there is still anything to be said on a claim of the buyer or his bank; our own is no matter here."""
    return not view.case.is_safet and view.case.state in (*ANSWERABLE, "refunded_by_seller")


CLAIMS = (
    Row(
        "D-26",
        "a claim after a return that left the buyer unhappy",
        ("claim",),
        lambda view: _is_worked(view) and _returns(view),
        _disputed,
        ("S4-14", "S4-15", "S4-20", "S1-18", "S1-19"),
        (MAILS, Fact("the reason of the claim", lambda view: bool(view.case.reason))),
        ("L1", "L2"),
        on_request=(),
        stands=_is_alive,
    ),
    Row(
        "D-27",
        "a claim out of the blue",
        ("claim",),
        lambda view: _is_worked(view) and not _returns(view),
        _straight,
        ("S4-16", "S4-20", "S4-21", "S1-19"),
        (CONTACTS,),
        ("L1", "L2"),
        on_request=(),
        stands=_is_alive,
    ),
    Row(
        "D-28",
        "the buyer cannot be reached",
        ("claim",),
        _is_unreachable,
        _with_log,
        ("S4-17", "B-28"),
        (CONTACTS,),
        on_request=(),
        stands=_is_alive,
    ),
    Row(
        "D-29",
        "the reason of the claim does not match its text",
        ("claim",),
        lambda view: _is_open(view) and view.case.mismatch,
        _contradict,
        ("S1-18",),
        (PROOF,),
        on_request=(),
        stands=_is_alive,
    ),
    Row(
        "D-30",
        "a claim that is justified and cheap",
        ("claim",),
        _is_cheap,
        _pay,
        ("S3-02", "B-26"),
        (Fact("whether it is justified", lambda view: False),),
        ("L1",),
        lambda _view: ("before it is filed (within 48 hours of the first contact) a refund would not have counted",),
        on_request=(),
        stands=_is_alive,
    ),
    Row(
        "D-31",
        "a chargeback for service",
        ("claim",),
        _chargeback("service"),
        _service,
        ("B-29", "B-30"),
        (PROOF,),
        on_request=(),
        stands=_is_alive,
    ),
    Row(
        "D-32",
        "a chargeback for fraud",
        ("claim",),
        _chargeback("fraud"),
        _fraud,
        ("B-30",),
        on_request=(),
        stands=_is_alive,
    ),
)
