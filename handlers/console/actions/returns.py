"""What Seller Central offers for a return, with its fields (S0-05): authorize, close, refund; and refuse (S0-14)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, get_args

from events.returns import CloseReason
from handlers.console.actions.asking import TEMPLATE, Asking, answered, insist
from handlers.console.casework.deeds import Deed, Form, Wrong
from handlers.console.forms.field import Field, Options
from handlers.console.texts import N_
from handlers.importing.cells import money_text
from lifecycle.engine.case import Case
from lifecycle.kinds import KINDS
from lifecycle.returns.case import Return
from lifecycle.returns.payments import spoken_for

OWN: Final = "own"
"""A number of ours, not the marketplace's (S0-10)."""
NOT_BY_HAND: Final = frozenset({"merged"})
REASONS: Final[Options] = (("", "–"), *((code, code) for code in get_args(CloseReason) if code not in NOT_BY_HAND))
RMAS: Final[Options] = (("marketplace", N_("the number of the marketplace")), (OWN, N_("a number of ours")))
LABELS: Final[Options] = (
    ("", N_("as the marketplace does it")),
    ("unpaid", N_("label of the marketplace, not prepaid")),
    ("prepaid", N_("prepaid label of the marketplace")),
    ("custom", N_("a label of ours")),
)
PAYERS: Final[Options] = (
    ("", N_("not told")),
    ("buyer", N_("the buyer")),
    ("seller", N_("we")),
    ("marketplace", N_("the marketplace")),
)
REFUNDS: Final[Options] = (
    ("full", N_("full refund")),
    ("partial", N_("partial refund")),
    ("keep_item", N_("refund, the buyer keeps the item")),
    ("goodwill", N_("goodwill on top")),
)
WHY: Final[Options] = (
    ("CustomerReturn", N_("the buyer returned it")),
    ("GeneralAdjustment", N_("general adjustment")),
    ("DifferentItem", N_("a different item was sent")),
    ("CouldNotShip", N_("it could not be shipped")),
    ("NoInventory", N_("out of stock")),
    ("PriceError", N_("wrong price")),
    ("CarrierCreditDecision", N_("credit by the carrier")),
    ("Undeliverable", N_("undeliverable")),
    ("RefusedDelivery", N_("delivery refused")),
    ("Other", N_("another reason")),
)
"""Amazon's words for why money goes back (F.8)."""
NO_NUMBER: Final = N_("a number of ours has to be given")
ONE_NUMBER: Final = N_("every return needs a number of its own: write {id} or {order} in it")
TOO_MUCH: Final = N_("is more than what is left of the price: %(left)s")
NOTHING_LEFT: Final = N_("nothing is left to be refunded")

AUTHORIZATION: Final = (
    Field("rma_of", N_("Return number (RMA)"), "choice", options=RMAS),
    Field("rma", N_("Number"), hint=N_("May be empty if it is the marketplace's. {id}, {order}: those of the return.")),
    Field("address", N_("Return address"), "address"),
    Field("label.type", N_("Label"), "choice", options=LABELS),
    Field("label.payer", N_("Who pays for it"), "choice", options=PAYERS),
    Field("label.cost", N_("What it costs"), "amount"),
    Field("label.carrier", N_("Carrier")),
    Field("label.tracking", N_("Tracking number")),
    Field("label.url", N_("Where the label is")),
    Field("ship_by", N_("To be sent by"), "day"),
)
CLOSING: Final = (
    Field("reason", N_("Reason"), "choice", required=True, options=REASONS),
    Field("note", N_("Note to the buyer"), "area", required=True, hint=N_("The marketplace sends it to the buyer.")),
)
REFUSAL: Final = (
    Field("reason", N_("Reason"), required=True),
    Field("note", N_("Note to the buyer"), "area", required=True, hint=N_("The marketplace sends it to the buyer.")),
)
REFUND: Final = (
    Field("kind", N_("What sort"), "choice", required=True, options=REFUNDS),
    Field("amount", N_("Amount"), "amount", hint=N_("What is due, if left empty.")),
    Field("reason", N_("Why"), "choice", options=WHY),
)


def authorization(form: Form, case: Case) -> Mapping[str, Any]:
    """The answers as an authorization by a person (S0-06, S0-10 … S0-13)."""
    data = answered(form, AUTHORIZATION)
    whose, number = data.pop("rma_of", ""), data.pop("rma", "")
    order = getattr(case, "order_id", None) or ""
    told = number.replace("{id}", case.id).replace("{order}", order)
    if whose == OWN and not told:
        raise Wrong({"rma": form.texts.gettext(NO_NUMBER)})
    if len(form.typed.getlist("case")) > 1 and number and told == number:
        raise Wrong({"rma": form.texts.gettext(ONE_NUMBER)})
    named = {"merchant_rma" if whose == OWN else "rma": told} if told else {}
    return insist(form, ("return", "authorized"), {"by": "operator", **named, **data})


def closing(form: Form, _case: Case) -> Mapping[str, Any]:
    """Reason and note; the marketplace tells the buyer (S0-15)."""
    return insist(form, ("return", "closed"), answered(form, CLOSING))


def refusal(form: Form, _case: Case) -> Mapping[str, Any]:
    """Reason and note of a request that is refused (S0-14)."""
    return insist(form, ("return", "declined"), answered(form, REFUSAL))


def refund(form: Form, case: Any) -> Mapping[str, Any]:  # noqa: ANN401 - a return
    """A request for money within what was paid; its number is the next one of the case, so twice sent is once asked."""
    data = answered(form, REFUND)
    amount = Decimal(data.get("amount") or owed(case))
    left = room(case)
    if amount > left:
        shown = form.texts.money(left, case.money.currency)
        raise Wrong({"amount": form.texts.gettext(TOO_MUCH, left=shown)})
    if not amount:
        raise Wrong({"amount": form.texts.gettext(NOTHING_LEFT)})
    named = {"refund_id": f"{case.id}-{len(case.refunds) + 1}", "currency": case.money.currency}
    return insist(form, ("return", "refund_requested"), {**data, **named, "amount": money_text(amount)})


def room(case: Return) -> Decimal:
    """What may still be asked for of what was paid for the goods."""
    return max(case.money.paid - spoken_for(case), Decimal(0))


def owed(case: Return) -> Decimal:
    """What the buyer is still due; all that may be asked for where nothing is due yet."""
    still = case.money.due - spoken_for(case)
    return still if still > 0 else room(case)


def _proposed(case: Return) -> Mapping[str, str]:
    return {"amount": money_text(owed(case))} if room(case) else {}


def _leads(event: str) -> Any:  # noqa: ANN401 - whether a case may take the event
    return lambda case: event in KINDS["return"].table.allowed(case.state)


DEEDS: Final[tuple[Deed, ...]] = (
    Asking(
        "authorize", "return", "authorized", N_("Authorize"), TEMPLATE, authorization, _leads("authorized"),
        fields=AUTHORIZATION, single=frozenset({"label.tracking", "label.url"}),
    ),
    Asking(
        "refund", "return", "refund_requested", N_("Ask for a refund"), TEMPLATE, refund, _leads("refund_requested"),
        fields=REFUND, single=frozenset({"amount"}), proposed=_proposed,
    ),
    Asking("close", "return", "closed", N_("Close"), TEMPLATE, closing, _leads("closed"), fields=CLOSING),
    Asking("refuse", "return", "declined", N_("Refuse"), TEMPLATE, refusal, _leads("declined"), fields=REFUSAL),
)  # fmt: skip
"""The deeds of a return, in the order in which they are offered."""
