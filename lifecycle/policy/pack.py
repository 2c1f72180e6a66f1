"""A compiled rule pack: asked for a market, which is asked for schedules and values. It looks up nothing outside."""

from datetime import datetime
from functools import cached_property
from hashlib import blake2b

import msgspec

from lifecycle.policy.errors import UnknownRuleError
from lifecycle.policy.schedule import Course, Earlier, Schedule, course, in_utc, plot, span
from lifecycle.policy.terms import VACATION, VACATION_REMINDERS, Book, RuleValue, Terms
from lifecycle.policy.units import Calendar
from lifecycle.policy.zones import Zone

ROOT = "base"


class Market:
    """The rules of one market. `assumed`: the name asked for is not in the pack, so these are the nearest defaults."""

    def __init__(self, terms: Terms, calendar: Calendar, *, assumed: bool) -> None:
        self.terms = terms
        self.calendar = calendar
        self.assumed = assumed
        self._courses: dict[str, tuple[Course, ...]] = {}

    @property
    def name(self) -> str:
        """The name under which the pack knows these rules."""
        return self.terms.name

    def schedule(
        self, timer: str, since: datetime, *, stated: datetime | None = None, floor: datetime | None = None
    ) -> Schedule | None:
        """The moments of `timer` counted from `since`; None if this market has no such timer, or no rule in force.

        `stated` is the deadline that the source itself gave: it wins. `floor` is an instant before which nothing can
        be due (a refund may wait until goods are back). All instants aware; raises ValueError for one that is not.
        """
        courses = self._courses.get(timer)
        if courses is None:
            courses = self._courses_of(timer)
        return plot(courses, self.calendar, since, stated, floor, self._earlier) if courses else None

    def value(self, rule: str, on: datetime) -> RuleValue:
        """What `rule` says at the instant `on` (by `order` rules: when it was ordered); raises `UnknownRuleError`."""
        found = self.find(rule, on)
        if found is not None:
            return found
        if rule in self._versions:
            raise UnknownRuleError(f"Rule {rule} of {self.name} says nothing for {on.isoformat()}.")
        raise UnknownRuleError(f"{self.name} has no rule {rule}; it has {', '.join(self._versions)}.")

    def find(self, rule: str, on: datetime) -> RuleValue | None:
        """What `rule` says at the instant `on`, or None."""
        for value, begins, ends in self._versions.get(rule, ()):
            if (begins is None or begins <= on) and (ends is None or on < ends):
                return value
        return None

    def ends(
        self, rule: str, since: datetime, entry: str = "any", *, ordered: datetime | None = None
    ) -> datetime | None:
        """When the span of `rule` is over (UTC, earliest reading), by what was in force at `since`; None if nothing.

        A rule that applies by order date is chosen by the instant `ordered` and says nothing without it.
        """
        since = in_utc(since)
        value = self.find(rule, since)
        if value is not None and value.applies_by == "order":
            value = self.find(rule, ordered) if ordered else None
        return span(value, self.calendar, entry).readings(self.calendar, since)[0][0] if value else None

    @cached_property
    def _earlier(self) -> Earlier | None:
        """What a vacation does to reminders; None, and no work for anybody, where none is ever taken."""
        return self._on_vacation if any(value.value is True for value, *_ in self._versions.get(VACATION, ())) else None

    def _on_vacation(self, since: datetime, at: datetime) -> datetime:
        """When to remind instead of `at`, if there is a vacation when the clock starts, or then."""
        for moment in (since, at):
            vacation, share = self.find(VACATION, moment), self.find(VACATION_REMINDERS, moment)
            if vacation and vacation.value is True and share and isinstance(share.value, int):
                return since + (at - since) * share.value // 100
        return at

    @cached_property
    def _versions(self) -> dict[str, list[tuple[RuleValue, datetime | None, datetime | None]]]:
        found: dict[str, list[tuple[RuleValue, datetime | None, datetime | None]]] = {}
        start_of = self.calendar.start_of
        for value in self.terms.rules:
            begins = start_of(value.valid_from) if value.valid_from else None
            ends = start_of(value.valid_to) if value.valid_to else None
            found.setdefault(value.id, []).append((value, begins, ends))
        return found

    def _courses_of(self, timer: str) -> tuple[Course, ...]:
        deadlines = self.terms.timers.get(timer)
        if deadlines is None:
            return ()
        return self._courses.setdefault(
            timer, tuple(course(deadline, self.terms.rules, self.calendar) for deadline in deadlines)
        )


class Pack:
    """All markets of a rule pack. `digest` (16 hex digits) covers every value, zone and holiday; equal means equal."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._json = msgspec.json.encode(book, order="deterministic")
        self.digest = blake2b(self._json, digest_size=8).hexdigest()
        self._markets: dict[str, Market] = {}
        self._assumed: dict[str, Market] = {}

    @classmethod
    def from_json(cls, stored: bytes) -> "Pack":
        """The pack that `to_json` stored; raises `msgspec.ValidationError` if it is none."""
        return cls(msgspec.json.decode(stored, type=Book))

    def to_json(self) -> bytes:
        """Canonical JSON: the same pack gives the same bytes."""
        return self._json

    @property
    def names(self) -> tuple[str, ...]:
        """The markets that the pack knows."""
        return tuple(sorted(self.book.markets))

    def market(self, name: str | None) -> Market:
        """The market `name`; for one that is unknown its family (`amazon` for `amazon.sg`) or the defaults, assumed."""
        asked = name or ""
        return self._markets.get(asked) or self._find(asked.lower())

    def _find(self, asked: str) -> Market:
        known = next((each for each in (asked, asked.partition(".")[0]) if each in self.book.markets), ROOT)
        cache = self._markets if known == asked else self._assumed
        return cache.get(known) or cache.setdefault(known, self._build(known, assumed=known != asked))

    def _build(self, name: str, *, assumed: bool) -> Market:
        terms = self.book.markets[name]
        zone = Zone(terms.zone, self.book.zones[terms.zone])
        return Market(terms, Calendar(zone, self.book.holidays.get(terms.country, ())), assumed=assumed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pack) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<Pack {self.digest}: {', '.join(self.names)}>"
