"""Days and moments as people write them, found in a text; what may be read in two ways says so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final, NamedTuple

from handlers.importing.notices.notice import Remark
from handlers.importing.notices.vocabulary import bare, months

ZONES: Final = {
    "utc": 0, "gmt": 0, "z": 0, "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "pst": -8, "pdt": -7, "est": -5, "edt": -4,
}  # fmt: skip
"""Words for an offset from UTC (hours) that mean one thing only; others are said, not read."""
MONTH_FIRST: Final = frozenset({"amazon.com"})
"""Marketplaces that write the month before the day."""
CENTURY: Final = 2000

_NAME: Final = r"[^\W\d_]{3,12}\.?"
_HALF: Final = r"\s?[ap]\.?m\b\.?"
_ZONE: Final = r"(?-i:UTC|GMT|Z\b|[A-Z]{2,4}[TZ]\b)|[+-]\d{2}:?\d{2}\b"
_UHR: Final = r"(?:\s?(?:uhr|h)\b)?"
_BEFORE: Final = (
    rf"(?:(?P<hour0>[01]?\d|2[0-4])[:.h](?P<minute0>[0-5]\d)(?P<half0>{_HALF})?{_UHR}\s?\(?(?P<zone0>{_ZONE})?\)?"
    r",?\s(?:(?:del|di|of|on|the|le|du|am|vom|des|dnia|w dniu)\s){0,2})?"
)
_DAY: Final = (
    r"(?:(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|(?<![\d.,/-])(?P<a>\d{1,2})(?P<sign>[./-])(?P<b>\d{1,2})(?:(?P=sign)(?P<y>\d{4}|\d{2}(?![\d:])))?(?![\d/-])"
    rf"|(?<!\d)(?P<d1>\d{{1,2}})(?:\.|st|nd|rd|th|er|º)?[\s-]+(?:de\s|of\s)?(?P<m1>{_NAME})"
    r"(?:,?[\s-]+(?:de\s)?(?P<y1>\d{4}))?"
    rf"|(?<![^\W_])(?P<m2>{_NAME})\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d)(?:,?\s(?P<y2>\d{{4}}))?)"
)
_AFTER: Final = (
    r"(?:(?:\s?r\.)?(?:T|,?\s*(?:at|alle(?: ore)?|ore|um|à|o godz\.?|godz\.?|by|a las)?\s*)"
    rf"(?P<hour>[01]?\d|2[0-4])(?:(?:[:h]|\.)(?P<minute>[0-5]\d)(?::[0-5]\d)?(?P<half>{_HALF})?|(?P<half1>{_HALF})|h\b)"
    rf"{_UHR}\s?\(?(?P<zone>{_ZONE})?\)?)?"
)
_FOUND: Final = re.compile(f"(?i){_BEFORE}{_DAY}{_AFTER}")


@dataclass(frozen=True, slots=True)
class Found:
    """A day or moment in a text from `start` to `end`; one that cannot be read plainly has no `value`, but a `why`."""

    start: int
    end: int
    words: str
    value: date | datetime | None
    why: Remark | None = None


class Custom(NamedTuple):
    """How days are written where the text comes from: its zone, and what comes first; None is not known."""

    zone: tzinfo | None
    first: str | None


def custom_of(marketplace: str | None, zone: tzinfo | None, language: str | None) -> Custom:
    """The custom of a marketplace, or as far as the language alone tells it."""
    if marketplace is not None:
        return Custom(zone, "month" if marketplace in MONTH_FIRST else "day")
    return Custom(None, None if language in (None, "en") else "day")


def days_in(text: str, custom: Custom) -> Iterator[Found]:
    """Every day in a text, with its time where one is told."""
    place = 0
    while found := _FOUND.search(text, place):
        place = found.end()
        try:
            yield _read(found, custom)
        except ValueError:
            place = found.start() + 1


def _read(found: re.Match[str], custom: Custom) -> Found:
    """What was found; raises `ValueError` for what is no day at all."""
    words, where = " ".join(found[0].split()), found.span()
    try:
        return Found(*where, words, _moment(found, _day(found, custom.first), custom.zone))
    except _Unclear as unclear:
        return Found(*where, words, None, Remark(unclear.words, {"day": words}))


class _Unclear(Exception):
    """A day that may be read in several ways; `words` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def _day(found: re.Match[str], first: str | None) -> date:
    if found["iso"]:
        return date.fromisoformat(found["iso"])
    if found["a"] is None:
        month = months().get(bare(found["m1"] or found["m2"]))
        if month is None:
            raise ValueError(found[0])
        return _dated(found["y1"] or found["y2"], month, int(found["d1"] or found["d2"]))
    one, other = int(found["a"]), int(found["b"])
    if first is None and max(one, other) <= 12 and one != other:
        raise _Unclear("%(day)s may be read with the day or with the month first")
    month_first = first == "month" or (first is None and other > 12)
    return _dated(found["y"], *((one, other) if month_first else (other, one)))


def _dated(year: str | None, month: int, day: int) -> date:
    if year is None:
        date(2000, month, day)
        raise _Unclear("%(day)s has no year")
    return date(int(year) + (CENTURY if len(year) == 2 else 0), month, day)


def _moment(found: re.Match[str], day: date, own: tzinfo | None) -> date | datetime:
    """The day, or the moment if a time is told; that has the offset it names, else the zone of the marketplace."""
    hour = found["hour"] or found["hour0"]
    if hour is None:
        return day
    half = found["half"] or found["half1"] or found["half0"] or ""
    zone = _offset(found["zone"] or found["zone0"], own)
    minutes = int(found["minute"] or found["minute0"] or 0)
    at = timedelta(hours=_of_day(int(hour), half.strip().lower()), minutes=minutes)
    return datetime.combine(day, time(), zone) + at


def _of_day(hour: int, half: str) -> int:
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(half)
    return hour % 12 + (12 if half.startswith("p") else 0)


def _offset(told: str | None, own: tzinfo | None) -> tzinfo:
    if told is None:
        if own is None:
            raise _Unclear("%(day)s has no time zone, and the marketplace is not known")
        return own
    if told[0] in "+-":
        return datetime.strptime(told, "%z").tzinfo or UTC
    if told.lower() not in ZONES:
        raise _Unclear("%(day)s is in a time zone that is not known by this word")
    return timezone(timedelta(hours=ZONES[told.lower()]))
