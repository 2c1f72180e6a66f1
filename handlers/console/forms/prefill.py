"""A pasted notice laid into the form that it calls for: what it says plainly, and in words what it leaves open."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from handlers.console.forms.field import Form
from handlers.console.forms.opening import CLAIM, FEEDBACK, MESSAGE, SAFET
from handlers.console.texts import N_
from handlers.importing.cells import money_text
from handlers.importing.notices import Notice, Remark, Sort

FORM_OF: Final[Mapping[Sort, Form]] = {
    "a_to_z": CLAIM,
    "chargeback": CLAIM,
    "safet": SAFET,
    "message": MESSAGE,
    "feedback": FEEDBACK,
}
RETURNS: Final = N_("a request for a return is told by the order system: look for its order among the cases")
REMARKS: Final = (
    N_("what it is about was not recognised"),
    N_("it may be about several things: %(sorts)s"),
    N_("the notice names several marketplaces: %(marketplaces)s"),
    N_("no marketplace was found"),
    N_("the order %(order)s stands in the title; the text names %(others)s as well"),
    N_("no order number was found"),
    N_("the notice names several orders: %(found)s"),
    N_("no number of the claim was found"),
    N_("the notice names several claims: %(found)s"),
    N_("no rating was found"),
    N_("the notice names several ratings: %(found)s"),
    N_("where the buyer's own words begin was not recognised"),
    N_("no term was found"),
    N_("the notice names several terms: %(terms)s"),
    N_("the term is in working days (%(term)s): reckon it by the calendar of the marketplace"),
    N_("the term is %(term)s, but the moment when the notice was sent is not told"),
    N_("%(day)s has no year"),
    N_("%(day)s may be read with the day or with the month first"),
    N_("%(day)s has no time zone, and the marketplace is not known"),
    N_("%(day)s is in a time zone that is not known by this word"),
    N_("no amount was found"),
    N_("the notice names several amounts: %(amounts)s"),
    N_("%(amount)s: in which dollars is not told"),
    N_("the amount %(amount)s %(why)s"),
)
"""What may be said about a notice, so that it is there in every language."""


class Prefilled(NamedTuple):
    """A form with what a notice says, as the fields of a browser take it, and what is to be said about the rest."""

    form: Form | None
    values: Mapping[str, str]
    remarks: tuple[Remark, ...]


def prefilled(notice: Notice, asked: Form | None) -> Prefilled:
    """The form that the notice calls for; `asked` is the one that is open, for what was not recognised."""
    if notice.sort == "return_request":
        return Prefilled(asked, {}, (Remark(RETURNS), *notice.remarks))
    form = asked if notice.sort is None else FORM_OF[notice.sort]
    if form is None:
        return Prefilled(None, {}, notice.remarks)
    names = {field.name for field in form.fields}
    return Prefilled(form, {name: told for name, told in _values(notice, form) if name in names}, notice.remarks)


def _values(notice: Notice, form: Form) -> Iterator[tuple[str, str]]:
    told: dict[str, Any] = {
        "claim_kind": notice.sort if form is CLAIM else None,
        "claim_id": notice.claim_id,
        "safet_id": notice.claim_id,
        "order_id": notice.order_id,
        "marketplace": notice.marketplace,
        "amount": None if notice.amount is None else money_text(notice.amount),
        "currency": notice.currency,
        "rating": notice.rating,
        "reason_text": notice.text,
        "comment": notice.text,
        "text": notice.text,
        "language": notice.language,
        "happened": _moment(notice.sent_at),
        "respond_by": _moment(notice.term),
    }
    yield from ((name, str(value)) for name, value in told.items() if value is not None)


def _moment(at: date | datetime | None) -> str | None:
    """A moment with its offset, a day as it is."""
    if isinstance(at, datetime):
        return at.isoformat(timespec="seconds")
    return None if at is None else at.isoformat()
