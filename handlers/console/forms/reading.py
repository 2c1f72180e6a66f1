"""Answers as an event's data: each read in the reader's form, then checked by the model that workers check by."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, Final

from pydantic import ValidationError

from events.catalogue import CATALOGUE
from events.sentences import beside
from handlers.console.forms.field import HAPPENED, Field, Form, Rows
from handlers.console.texts import N_
from handlers.importing import cells

MOST_ROWS: Final = 50
MISSING: Final = N_("is missing")
NO_MOMENT: Final = N_("must be a day, or a day and a time")
NO_NUMBER: Final = N_("must be a whole number")
TWO_ADDRESSES: Final = N_("is written, and a saved one is chosen as well: leave one of them out")
NO_ROW: Final = N_("at least one line is needed")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form says: the data of its event, what is wrong by field, and when it happened (None: now).

    `by_day` tells that of the moment only the day is known.
    """

    data: Mapping[str, Any]
    wrong: Mapping[str, str]
    at: datetime | None = None
    by_day: bool = False


def filled(form: Form, given: Mapping[str, str], zone: tzinfo) -> Filled:
    """The answers of a form; moments without an offset are those of the reader's `zone`."""
    wrong: dict[str, str] = {}
    data = answers(form.fields, given, zone, wrong)
    if form.rows is not None:
        data[form.rows.name] = list(_entries(form.rows, given, zone, wrong))
    data = dict(form.filled(data))
    told = data.pop(HAPPENED.name, None)
    found = {**mistakes(form.kind, form.event, data), **wrong}
    if form.rows is not None and not data[form.rows.name]:
        found[form.rows.name] = NO_ROW
    at = None if told is None else datetime.fromisoformat(told)
    by_day = told is not None and len(told) == len("2026-11-20")
    return Filled(data, found, at.replace(tzinfo=zone) if at and at.tzinfo is None else at, by_day)


def mistakes(kind: str, event: str, data: Mapping[str, Any]) -> dict[str, str]:
    """What the model of an event has against its data, by member."""
    try:
        CATALOGUE.entry(kind, event).model.model_validate(dict(data))
    except ValidationError as refusal:
        return beside(refusal)
    return {}


def answers(
    fields: Iterable[Field], given: Mapping[str, str], zone: tzinfo, wrong: dict[str, str], prefix: str = ""
) -> dict[str, Any]:
    """The members that were given; what cannot be read stands in `wrong`, beside its field."""
    data: dict[str, Any] = {}
    for field in fields:
        text = _given(field, given, prefix + field.name, wrong)
        if not text:
            if field.required:
                wrong[prefix + field.name] = MISSING
            continue
        try:
            _put(data, field.path, _read(field, text, zone))
        except _Unread as unread:
            wrong[prefix + field.name] = str(unread)
    return data


def _given(field: Field, given: Mapping[str, str], name: str, wrong: dict[str, str]) -> str:
    """What stands in a field; an address is a saved one or a written one."""
    text = given.get(name, "").replace("\r\n", "\n").strip()
    if field.sort != "address" or not (saved := given.get(f"{name}.saved", "")):
        return text
    if text and text != saved:
        wrong[name] = TWO_ADDRESSES
    return saved


def _entries(rows: Rows, given: Mapping[str, str], zone: tzinfo, wrong: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The rows that say anything; one that is empty is none. What is wrong is told by the place in the form."""
    for place in range(MOST_ROWS):
        prefix = f"{rows.name}.{place}."
        if any(given.get(prefix + field.name, "").strip() for field in rows.fields):
            yield answers(rows.fields, given, zone, wrong, prefix)


class _Unread(Exception):
    """An answer that cannot be read; the text says what it must be."""


def _read(field: Field, text: str, zone: tzinfo) -> object:
    match field.sort:
        case "amount":
            return _amount(text)
        case "quantity":
            return _number(text)
        case "moment" | "day":
            return _moment(text, zone)
    return text


def _amount(text: str) -> str:
    try:
        return cells.money_text(cells.amount(text))
    except cells.Unfit as unfit:
        raise _Unread(str(unfit)) from None


def _number(text: str) -> int:
    if re.fullmatch("[0-9]{1,9}", text) is None:
        raise _Unread(NO_NUMBER)
    return int(text)


def _moment(text: str, zone: tzinfo) -> str:
    """A day as it is, a moment with its offset."""
    try:
        if len(text) == len("2026-11-20"):
            return date.fromisoformat(text).isoformat()
        at = datetime.fromisoformat(text)
    except ValueError:
        raise _Unread(NO_MOMENT) from None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).isoformat(timespec="seconds")


def _put(data: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    *above, last = path
    for step in above:
        data = data.setdefault(step, {})
    data[last] = value
