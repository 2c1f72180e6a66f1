"""What to write to a buyer, in his language: drafts as data, laid out always in the same way.

Greeting and order, an apology where the playbook says so, the matter, a detail if it is known, numbered choices (never
open questions), by when he hears more, closing (S4-25, S4-31, S3-37).
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from lifecycle.playbook.languages import LANGUAGES
from lifecycle.playbook.row import Letter, Sum
from lifecycle.policy.pack import Market


def write(letter: Letter, language: str, market: Market) -> str:
    """The text of a letter in one of `LANGUAGES`, its days those of the market; `KeyError` for an unknown draft."""
    words = book(language)
    draft = words["draft"][letter.draft]
    values = {name: _told(value, words, market) for name, value in letter.values.items()}
    if letter.promised_by is not None:
        values["date"] = _told(letter.promised_by, words, market)
    return "\n\n".join(part.format(**values) for part in _parts(draft, words, letter))


def _parts(draft: Mapping[str, Any], words: Mapping[str, Any], letter: Letter) -> Iterator[str]:
    if draft.get("public"):
        yield draft["body"]
        return
    yield words["greeting"]
    order = words["about"] if letter.values.get("order_id") else ""
    yield " ".join(filter(None, (order, draft.get("apology", ""), draft["body"])))
    detail = draft.get("detail", "")
    if detail and all(letter.values.get(name) for name in placeholders(detail)):
        yield detail
    if choices := draft.get("choices"):
        yield "\n".join((words["choose"], *(f"{number}. {choice}" for number, choice in enumerate(choices, start=1))))
    if letter.promised_by is not None:
        yield words["until"]
    yield words["closing"]


def _told(value: object, words: Mapping[str, Any], market: Market) -> object:
    """A value as it is written: an instant as its day in the market's zone, midnight as the day that ends with it."""
    if isinstance(value, Sum):
        return str(value).replace(".", words["decimal"])
    if not isinstance(value, datetime):
        return value
    day = market.calendar.day_of(value - timedelta(seconds=1))
    written = words["first"] if day.day == 1 else day.day
    return words["date"].format(day=written, month=words["months"][day.month - 1], year=day.year)


def placeholders(text: str) -> set[str]:
    """The names in a draft that are filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@cache
def book(language: str) -> Mapping[str, Any]:
    """All words of one language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text("utf-8"))
