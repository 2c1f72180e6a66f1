"""The limits that hold for every row of the playbook, and which of them bind on a case."""

from collections.abc import Iterator, Mapping
from typing import Final

from lifecycle.playbook.room import debtor, left, of_claim
from lifecycle.playbook.row import Option, Row
from lifecycle.playbook.view import View
from lifecycle.returns.window import in_policy

LIMITS: Final[Mapping[str, str]] = {
    "L1": "never tie a refund, a voucher or a gift to closing a claim or changing feedback",
    "L2": "what was said on the phone is repeated in writing",
    "L3": "answer within 24 hours, with a date by which the buyer hears more",
    "L4": "offer numbered choices, not open questions",
    "L5": "be polite and correct",
    "L6": "no payment and no contact outside the marketplace",
    "L7": "the buyer's legal right to withdraw is not obstructed: advice not to return is an offer, never a refusal",
    "L8": "a return within the policy must not be rejected",
    "L9": "refunds never exceed what the buyer paid",
}


def binding(view: View, row: Row, options: tuple[Option, ...]) -> dict[str, str]:
    """The limits that bind here, by number, each with what it means for this case."""
    named = {*row.limits, *_of_case(view), *_of_options(options)}
    return {number: _words(view, number) for number in LIMITS if number in named}


def _of_case(view: View) -> Iterator[str]:
    if any(contact.channel == "phone" for claim in view.of("claim") for contact in claim.contacts):
        yield "L2"
    if any(thread.unanswered for thread in view.of("conversation")):
        yield "L3"
    if view.may_withdraw and (view.of("return") or view.of("order")):
        yield "L7"
    if any(in_policy(case) for case in view.of("return")):
        yield "L8"
    if view.of("claim") or view.of("feedback"):
        yield "L1"


def _of_options(options: tuple[Option, ...]) -> Iterator[str]:
    if any(option.letter for option in options):
        yield from ("L4", "L5", "L6")
    if any(act.event in ("refund_requested", "refunded") for option in options for act in option.acts):
        yield "L9"


def _words(view: View, number: str) -> str:
    if number != "L9":
        return LIMITS[number]
    if view.case.kind == "claim":
        return f"{LIMITS[number]}: {of_claim(view)} {view.case.currency} of what is claimed are left"
    case = debtor(view)
    return f"{LIMITS[number]}: {left(view)} {case.money.currency} are left" if case else LIMITS[number]
