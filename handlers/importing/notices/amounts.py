"""Sums of money in a notice: the one that it names as the amount, or the only one there is."""

import re
from decimal import Decimal
from typing import Final, NamedTuple

from handlers.importing.cells import Unfit, amount
from handlers.importing.notices.notice import Remark
from handlers.importing.notices.vocabulary import label

_FIGURE: Final = r"\d{1,3}(?:[.,' \u202f]\d{3})+(?:[.,]\d{1,2})?(?![\d])|\d{1,9}(?:[.,]\d{1,4})?"
_CODES: Final = {"€": "EUR", "£": "GBP", "zł": "PLN", "us$": "USD"}
_SIGN: Final = r"€|£|US\$|\$|zł|\b(?:EUR|GBP|USD|PLN|SEK|CHF|CZK|CAD|AUD)\b"
_SUM: Final = re.compile(
    rf"(?i)(?<![\w.,-])(?:(?P<before>{_SIGN})\s?(?P<figure>{_FIGURE})|(?P<figure1>{_FIGURE})\s?(?P<after>{_SIGN}))"
)
_BETWEEN: Final = re.compile(r"[^\d\n]{0,20}")


class Sum(NamedTuple):
    """An amount with its currency (ISO 4217), as far as each is told plainly."""

    amount: Decimal | None = None
    currency: str | None = None
    remarks: tuple[Remark, ...] = ()


def sum_of(text: str, own: str | None) -> Sum:
    """The amount of a notice; `own` is the currency of its marketplace, if known."""
    found = list(_SUM.finditer(text))
    named = [each for each in found if _is_named(text, each)]
    told = {(_figure(each), _currency(each, own)) for each in named or found}
    if not told:
        return Sum(remarks=(Remark("no amount was found"),))
    if len(told) > 1:
        shown = ", ".join(dict.fromkeys(" ".join(each[0].split()) for each in named or found))
        return Sum(remarks=(Remark("the notice names several amounts: %(amounts)s", {"amounts": shown}),))
    ((figure, currency),) = told
    return _read(figure, currency)


def _read(figure: str, currency: str | None) -> Sum:
    unknown = () if currency else (Remark("%(amount)s: in which dollars is not told", {"amount": f"$ {figure}"}),)
    try:
        return Sum(amount(figure), currency, unknown)
    except Unfit as unfit:
        return Sum(
            None, currency, (Remark("the amount %(amount)s %(why)s", {"amount": figure, "why": str(unfit)}), *unknown)
        )


def _is_named(text: str, found: re.Match[str]) -> bool:
    line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
    return any(_BETWEEN.fullmatch(line, each.end()) for each in label("amount").finditer(line))


def _figure(found: re.Match[str]) -> str:
    return str(found["figure"] or found["figure1"])


def _currency(found: re.Match[str], own: str | None) -> str | None:
    sign = (found["before"] or found["after"]).lower()
    if sign == "$":
        return own if own in ("USD", "CAD", "AUD", "SGD", "MXN") else None
    return _CODES.get(sign, sign.upper())
