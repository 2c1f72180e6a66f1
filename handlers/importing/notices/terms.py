"""By when a notice wants an answer: a day or moment that it names, or so many hours or days after it was sent."""

import re
from datetime import date, datetime, timedelta
from typing import Final

from handlers.importing.notices.days import Custom, Found, days_in
from handlers.importing.notices.notice import Remark
from handlers.importing.notices.vocabulary import label, span

NEAR: Final = 25
"""Characters that may stand between what announces a term and the term."""
_BETWEEN: Final = re.compile(r"[^\d.!?\n]{0,25}")
WORKING: Final = "the term is in working days (%(term)s): reckon it by the calendar of the marketplace"
UNSENT: Final = "the term is %(term)s, but the moment when the notice was sent is not told"
Term = tuple[date | datetime | None, tuple[Remark, ...]]


def term_of(text: str, custom: Custom, sent: date | datetime | None) -> Term:
    """The term that the notice names, and what is to be said about it; `sent` is when it was written, if known."""
    named = [found for found in days_in(text, custom) if _announced(text, found, "by") or _is_before(text, found)]
    if not named:
        return _by_span(text, sent)
    values = {_last(text, found) for found in named if found.value is not None}
    unclear = tuple(found.why for found in named if found.why is not None)
    if len(values) > 1 or (values and unclear):
        told = ", ".join(dict.fromkeys(found.words for found in named))
        return None, (Remark("the notice names several terms: %(terms)s", {"terms": told}),)
    return (values.pop(), ()) if values else (None, unclear[:1])


def _is_before(text: str, found: Found) -> bool:
    return not _announced(text, found, "by") and _announced(text, found, "before")


def _announced(text: str, found: Found, name: str) -> bool:
    """Whether words that announce a term stand right before it, in the same sentence."""
    line = text[max(text.rfind("\n", 0, found.start), found.start - 90, 0) : found.start]
    return any(_BETWEEN.fullmatch(line, each.end()) for each in label(name).finditer(line))


def _last(text: str, found: Found) -> date | datetime:
    """The last moment in time: before a day is at the end of the day before it."""
    value = found.value
    if value is None:
        raise ValueError(found.words)
    return value - timedelta(days=1) if not isinstance(value, datetime) and _is_before(text, found) else value


def _by_span(text: str, sent: date | datetime | None) -> Term:
    spans = {(int(each["number"]), each.lastgroup, " ".join(each[0].split())) for each in span().finditer(text)}
    if len({(number, unit) for number, unit, _ in spans}) != 1:
        told = ", ".join(sorted(words for *_, words in spans))
        several = Remark("the notice names several terms: %(terms)s", {"terms": told})
        return None, (several if spans else Remark("no term was found"),)
    number, unit, words = spans.pop()
    if unit == "business":
        return None, (Remark(WORKING, {"term": words}),)
    if not isinstance(sent, datetime):
        return None, (Remark(UNSENT, {"term": words}),)
    return sent + (timedelta(hours=number) if unit == "hours" else timedelta(days=number)), ()
