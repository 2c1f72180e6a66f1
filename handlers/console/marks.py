"""What stands in a page for a moment, a deadline, an amount: Jinja filters; the exact instant shows on hover."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from handlers.console.texts import UNKNOWN, Texts

COUNTING = Markup(" data-countdown")
TIME = Markup('<time datetime="{}" title="{}"{}>{}</time>')


def _texts(page: Context) -> Texts:
    found: Texts = page["texts"]
    return found


@pass_context
def when(page: Context, at: datetime | str | None) -> str:
    """A moment in the reader's zone."""
    return _marked(_texts(page), at, Texts.moment)


@pass_context
def day(page: Context, at: datetime | str | None) -> str:
    """The day of a moment in the reader's zone."""
    return _marked(_texts(page), at, Texts.day)


@pass_context
def left(page: Context, at: datetime | str | None) -> str:
    """A countdown to a moment; it counts on where there is JavaScript."""
    return _marked(_texts(page), at, Texts.left, COUNTING)


@pass_context
def money(page: Context, amount: Decimal | str | None, currency: str | None = None) -> str:
    """An amount with its currency; text is read as the log writes amounts."""
    return _texts(page).money(Decimal(amount) if isinstance(amount, str) else amount, currency)


@pass_context
def count(page: Context, number: Decimal | float | None) -> str:
    """A number as the reader writes it."""
    return _texts(page).count(number)


@pass_context
def percent(page: Context, share: Decimal | None) -> str:
    """A share of 1 in percent."""
    return _texts(page).percent(share)


@pass_context
def word(page: Context, code: str | None) -> str:
    """A word of the trade as people say it."""
    return _texts(page).word(code)


@pass_context
def worded(page: Context, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Codes with their words, for a choice."""
    return [(code, _texts(page).word(code)) for code in codes]


def doubled(values: Iterable[str]) -> list[tuple[str, str]]:
    """Values that are their own words, for a choice."""
    return [(value, value) for value in values]


def _marked(texts: Texts, at: datetime | str | None, said: Callable[[Texts, datetime], str], extra: str = "") -> str:
    if at is None:
        return UNKNOWN
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return TIME.format(moment.isoformat(), texts.exact(moment), extra, said(texts, moment))


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "when": when,
    "day": day,
    "left": left,
    "money": money,
    "count": count,
    "percent": percent,
    "word": word,
    "worded": worded,
    "doubled": doubled,
}
"""The filters by the names under which templates call them."""
