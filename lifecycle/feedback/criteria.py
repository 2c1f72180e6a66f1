"""By which criteria the marketplace removes a feedback or strikes it through, and what speaks against each.

S1-11: it removes obscene words, personal data about the seller, and a comment that is a product review as a whole.
S1-12: it strikes through what is only about fulfilment that it did itself, or about delay after shipping on time with
Buy Shipping. Any part about the condition of the goods or the seller's own service leaves a feedback as it is.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple

from lifecycle.feedback.case import Feedback

OWN_DOING = ("product_condition", "listing", "seller_service")
ABOUT_SERVICE = ("seller_service", "delivery")


class Verdict(NamedTuple):
    """Whether the marketplace may be asked by a criterion (None: not known), for what, and why, in words."""

    criterion: str
    effect: Literal["removal", "strike-through"]
    possible: bool | None
    why: str


def verdict(case: Feedback, criterion: str) -> Verdict:
    """What speaks for and against asking by `criterion`, apart from whether it was classified so."""
    return _RULES[criterion](case)


def verdicts(case: Feedback) -> tuple[Verdict, ...]:
    """What each of the classified criteria allows."""
    return tuple(verdict(case, criterion) for criterion in case.criteria if criterion != "none")


def open_verdicts(case: Feedback) -> Iterator[Verdict]:
    """By what the marketplace can still be asked: nothing once it was asked, or once that is too late (B-38)."""
    if case.is_bad and not case.is_gone and case.removal is None and not case.removal_lapsed:
        yield from (found for found in verdicts(case) if found.possible)


def is_fulfilment_complaint(case: Feedback) -> bool:
    """Whether the marketplace fulfilled the order and that is what the complaint is about (C.8-20)."""
    told = "fba_fulfilment" in case.criteria or case.cause == "delivery"
    return case.channel == "AFN" and told and _fba_fulfilment(case).possible is True


def _profanity(_case: Feedback) -> Verdict:
    return Verdict("profanity", "removal", True, "words that are commonly seen as obscene or profane (S1-11)")


def _pii(_case: Feedback) -> Verdict:
    return Verdict("pii", "removal", True, "personal data about the seller: e-mail, full name, phone (S1-11)")


def _promotion(_case: Feedback) -> Verdict:
    return Verdict(
        "promotion", "removal", True, "promotional content, by an older policy that nobody has verified (S1-11)"
    )


def _product_review_only(case: Feedback) -> Verdict:
    mixed = case.cause in ABOUT_SERVICE or {"fba_fulfilment", "buy_shipping_delay"} & set(case.criteria)
    if mixed:
        return Verdict("product_review_only", "removal", False, "a comment that is only partly a product review stays")
    return Verdict("product_review_only", "removal", True, "the whole comment is a product review (S1-11)")


def _fba_fulfilment(case: Feedback) -> Verdict:
    if case.channel is None:
        return _strike("fba_fulfilment", None, "it is not known whether the marketplace fulfilled the order")
    if case.channel != "AFN":
        return _strike("fba_fulfilment", False, "the seller fulfilled the order himself")
    return _not_our_doing(case, "fba_fulfilment", "the marketplace fulfilled the order and answers for it (S1-12)")


def _buy_shipping_delay(case: Feedback) -> Verdict:
    if case.buy_shipping is False or case.shipped_on_time is False:
        return _strike("buy_shipping_delay", False, "the order was not shipped on time with Buy Shipping")
    if case.buy_shipping is None or case.shipped_on_time is None:
        return _strike(
            "buy_shipping_delay", None, "it is not known whether the order was shipped on time with Buy Shipping"
        )
    return _not_our_doing(
        case, "buy_shipping_delay", "shipped on time with Buy Shipping, and only the delay is told (S1-12)"
    )


def _not_our_doing(case: Feedback, criterion: str, why: str) -> Verdict:
    if case.cause in OWN_DOING:
        return _strike(
            criterion, False, "a part about the goods or the seller's own service leaves it as it is (S1-12)"
        )
    return _strike(criterion, True, why)


def _strike(criterion: str, possible: bool | None, why: str) -> Verdict:
    return Verdict(criterion, "strike-through", possible, why)


_RULES: Mapping[str, Callable[[Feedback], Verdict]] = {
    "profanity": _profanity,
    "pii": _pii,
    "product_review_only": _product_review_only,
    "promotion": _promotion,
    "fba_fulfilment": _fba_fulfilment,
    "buy_shipping_delay": _buy_shipping_delay,
}
