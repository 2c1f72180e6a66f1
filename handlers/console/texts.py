"""What a reader reads, in his language and form: sentences, money, moments, spans. It is given when he reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal, format_percent
from babel.support import Translations
from babel.units import format_unit

from handlers.console.catalogues import catalogue
from handlers.console.marking import N_
from handlers.console.words import CLOCKS

__all__ = ["LANGUAGES", "N_", "UNKNOWN", "ZONES", "Texts", "known_zone", "parts"]

LANGUAGES: Final[Mapping[str, str]] = {
    "en": "English",
    "it": "Italiano",
    "de": "Deutsch",
    "fr": "Français",
    "pl": "Polski",
    "es": "Español",
}
"""The languages of the console by their own names; English is that of the msgids."""

ZONES: Final = (
    "UTC",
    "Europe/Rome",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Warsaw",
    "Europe/Madrid",
    "Europe/London",
)
"""The zones that are offered; a reader's own is offered beside them."""

UNKNOWN = "–"
"""What stands where nothing is known."""


def known_zone(name: str) -> bool:
    """Whether there is such a time zone."""
    return name in available_timezones()


@dataclass(frozen=True)
class Texts:
    """A reader's language and zone, and the moment (UTC) at which he reads."""

    language: str
    zone: str
    now: datetime

    @cached_property
    def locale(self) -> Locale:
        """The forms of the language; those of English are British: the day before the month, 24 hours."""
        return Locale.parse("en_GB" if self.language == "en" else self.language)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def _catalogue(self) -> Translations:
        return catalogue(self.language)

    def gettext(self, msgid: str, **values: Any) -> str:  # noqa: ANN401 - whatever fills the sentence
        """A sentence in the reader's language, `%(name)s` filled in."""
        text = self._catalogue.ugettext(msgid)
        return text % values if values else text

    def ngettext(self, one: str, many: str, n: int, **values: Any) -> str:  # noqa: ANN401
        """A sentence that counts; `%(n)s` is the number as it is written there."""
        return self._catalogue.ungettext(one, many, n) % {"n": self.count(n), **values}

    def word(self, code: str | None) -> str:
        """A word of the trade (a state, an event, a timer) as people say it; its own letters where it has no other."""
        if not code:
            return UNKNOWN
        return self._catalogue.ugettext(CLOCKS.get(code) or code.replace("_", " "))

    def money(self, amount: Decimal | None, currency: str | None) -> str:
        """An amount with its currency."""
        if amount is None:
            return UNKNOWN
        if currency is None:
            return format_decimal(amount, locale=self.locale)
        return format_currency(amount, currency, locale=self.locale)

    def count(self, number: Decimal | float | None) -> str:
        """A number."""
        return UNKNOWN if number is None else format_decimal(number, locale=self.locale)

    def percent(self, share: Decimal | None) -> str:
        """A share of 1 in percent: to a tenth, below ten percent to a hundredth."""
        if share is None:
            return UNKNOWN
        return format_percent(share, "#,##0.0%" if abs(share) >= Decimal("0.1") else "#,##0.00%", locale=self.locale)

    def moment(self, at: datetime) -> str:
        """A moment to the minute, in the reader's zone."""
        parts = ("yMMMd" if self._is_far(at) else "MMMd", "Hm")
        return ", ".join(format_skeleton(part, at, self._zone, locale=self.locale) for part in parts)

    def day(self, at: datetime) -> str:
        """The day of a moment, in the reader's zone."""
        return format_date(at.astimezone(self._zone), "medium", self.locale)

    def exact(self, at: datetime) -> str:
        """The exact instant, in the reader's zone and in UTC."""
        here, there = at.astimezone(self._zone), at.astimezone(UTC)
        return f"{here.isoformat(' ')} ({self.zone}) = {there.isoformat(' ')}"

    def field(self, at: datetime) -> str:
        """A moment for a `datetime-local` field, in the reader's zone."""
        return at.astimezone(self._zone).strftime("%Y-%m-%dT%H:%M:%S")

    def read_field(self, words: str) -> datetime:
        """The moment (UTC) that a reader gave: with an offset, or as his own clock shows it; raises `ValueError`."""
        at = datetime.fromisoformat(words)
        return (at if at.tzinfo else at.replace(tzinfo=self._zone)).astimezone(UTC)

    def left(self, due: datetime) -> str:
        """How long it is until a moment, or how long ago it was."""
        span = due - self.now
        if span >= timedelta(0):
            return self.gettext("in %(span)s", span=self.span(span))
        return self.gettext("%(span)s over", span=self.span(-span))

    def span(self, span: timedelta) -> str:
        """A span in its two largest units; only days from ten days on, seconds below a minute."""
        return " ".join(
            format_unit(many, f"duration-{unit}", "short", locale=self.locale) for many, unit in parts(span)
        )

    def _is_far(self, at: datetime) -> bool:
        return abs(at - self.now) > timedelta(days=180)


def parts(span: timedelta) -> list[tuple[int, str]]:
    """The two largest units of a span."""
    seconds = int(span.total_seconds())
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return [(days, "day"), (hours, "hour")] if hours and days < 10 else [(days, "day")]
    if hours:
        return [(hours, "hour"), (minutes, "minute")]
    return [(minutes, "minute")] if minutes else [(seconds, "second")]
