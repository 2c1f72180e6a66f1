"""The forms by which a person opens a case by hand: a claim, a claim of ours, a message, a feedback, an order."""

from collections.abc import Mapping
from typing import Any, Final

from handlers.console.forms.field import HAPPENED, Field, Form, Options, Rows
from handlers.console.texts import N_
from handlers.importing.returned_items import token

KINDS_OF_CLAIM: Final[Options] = (("a_to_z", N_("A-to-z claim")), ("chargeback", N_("Chargeback")))
REASONS_OF_CLAIM: Final[Options] = (
    ("", N_("not told")),
    ("not_received", N_("not received, or late")),
    ("not_as_described", N_("damaged, defective or not as described")),
    ("not_refunded", N_("returned and not refunded")),
    ("promise_broken", N_("an agreed refund or replacement was not given")),
    ("return_refused", N_("return refused or not authorized")),
    ("return_abroad", N_("no address or label for a return from abroad")),
    ("charged_extra", N_("charged extra, customs for instance")),
    ("service", N_("a service not as described")),
    ("other", N_("another reason")),
)
FROM: Final[Options] = (
    ("buyer", N_("the buyer")),
    ("marketplace", N_("the marketplace")),
    ("carrier", N_("the carrier")),
)
SPOKEN: Final[Options] = (
    ("", N_("not known")),
    ("it", "Italiano"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("pl", "Polski"),
    ("es", "Español"),
    ("en", "English"),
)
CHANNELS: Final[Options] = (("", N_("not told")), ("MFN", N_("we ship")), ("AFN", N_("the marketplace ships")))
RATINGS: Final[Options] = (("", "–"), *((str(stars), "★" * stars) for stars in range(1, 6)))

ORDER: Final = Field("order_id", N_("Order number"), required=True)
MARKETPLACE: Final = Field("marketplace", N_("Marketplace"), required=True, suggests="marketplaces")
AMOUNT: Final = Field("amount", N_("Amount"), "amount")
CURRENCY: Final = Field("currency", N_("Currency"), suggests="currencies", hint=N_("Three letters, such as EUR."))
RESPOND_BY: Final = Field(
    "respond_by", N_("Answer by"), "moment", hint=N_("As the notice says it; by the rules, if left empty.")
)
LANGUAGE: Final = Field("language", N_("Language"), "choice", options=SPOKEN)


def _claim(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """A claim that has no number of its own goes by that of its order: there is one a kind and order."""
    order = data.get("order_id")
    told = {"claim_id": f"{data.get('claim_kind')}-{order}"} if order else {}
    notice = {"notice_date": data["happened"]} if "happened" in data else {}
    return {**told, **notice, **data}


def _thread(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """A message that names no thread opens that of its order."""
    return {**({"thread_id": data["order_id"]} if "order_id" in data else {}), **data}


def _numbered(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The lines of an order, numbered as they stand there."""
    return {**data, "lines": [{"line": str(number), **line} for number, line in enumerate(data["lines"], start=1)]}


CLAIM: Final = Form(
    "claim",
    N_("Claim or chargeback"),
    "claim",
    "opened",
    (
        Field("claim_kind", N_("What it is"), "choice", required=True, options=KINDS_OF_CLAIM),
        ORDER,
        MARKETPLACE,
        Field("claim_id", N_("Number of the claim"), hint=N_("That of the order, if it has none.")),
        AMOUNT,
        CURRENCY,
        Field("reason", N_("Reason"), "choice", options=REASONS_OF_CLAIM),
        Field("reason_text", N_("What the buyer says"), "area"),
        HAPPENED,
        RESPOND_BY,
    ),
    lambda data: token(data["claim_id"]),
    filled=_claim,
)
SAFET: Final = Form(
    "safet",
    N_("SAFE-T claim that we have filed"),
    "claim",
    "filed",
    (
        Field("safet_id", N_("Number of the claim"), required=True),
        ORDER,
        MARKETPLACE,
        AMOUNT,
        CURRENCY,
        HAPPENED,
    ),
    lambda data: token(data["safet_id"]),
)
MESSAGE: Final = Form(
    "message",
    N_("Message"),
    "conversation",
    "received",
    (
        Field("from", N_("From"), "choice", required=True, options=FROM),
        MARKETPLACE,
        Field("order_id", N_("Order number")),
        Field("thread_id", N_("Thread"), hint=N_("The number of the order, if left empty.")),
        Field("subject", N_("Subject")),
        Field("text", N_("Text"), "area", required=True),
        LANGUAGE,
        HAPPENED,
        RESPOND_BY,
    ),
    lambda data: token(data["thread_id"]),
    filled=_thread,
)
FEEDBACK: Final = Form(
    "feedback",
    N_("Feedback"),
    "feedback",
    "received",
    (
        ORDER,
        MARKETPLACE,
        Field("rating", N_("Stars"), "quantity", required=True, options=RATINGS),
        Field("comment", N_("What the buyer says"), "area"),
        LANGUAGE,
        Field("channel", N_("Who ships"), "choice", options=CHANNELS),
        HAPPENED,
    ),
    lambda data: token(data["order_id"]),
)
ORDER_FORM: Final = Form(
    "order",
    N_("Order"),
    "order",
    "placed",
    (
        ORDER,
        MARKETPLACE,
        Field("currency", N_("Currency"), required=True, suggests="currencies", hint=N_("Three letters, such as EUR.")),
        HAPPENED,
        Field("ship_by", N_("Ship by"), "day"),
        Field("latest_delivery", N_("Latest delivery"), "day"),
        Field("shipping_paid", N_("Shipping paid"), "amount"),
        Field("buyer", N_("Buyer")),
        Field("address", N_("Address"), "area"),
    ),
    lambda data: token(data["order_id"]),
    Rows(
        "lines",
        N_("Lines"),
        (
            Field("sku", N_("SKU"), required=True),
            Field("quantity", N_("Quantity"), "quantity", required=True),
            Field("unit_paid", N_("Paid a unit"), "amount", required=True),
        ),
    ),
    _numbered,
)
FORMS: Final[Mapping[str, Form]] = {form.name: form for form in (CLAIM, MESSAGE, FEEDBACK, ORDER_FORM, SAFET)}
"""Every form by its name, in the order in which they are offered."""
