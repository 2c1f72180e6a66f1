"""A pack for people to read: the rules of a market as rows, and the difference between two packs in sentences."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from lifecycle.policy.pack import Pack
from lifecycle.policy.terms import AppliesBy, Deadline, RuleValue, Terms, Value

_Kept = TypeVar("_Kept")
UNSPOKEN = ("flag", "choice", "date", "count", "limit")
"""Units whose values speak for themselves."""


class RuleRow(NamedTuple):
    """One value of one rule. `inherited_from` is empty where the market's own file set it; `assumed` is true where no
    source says that it holds in this market: it was said of another one, or is a default of ours.
    """

    rule: str
    value: str
    unit: str
    valid_from: date | None
    valid_to: date | None
    applies_by: AppliesBy
    source: str
    inherited_from: str
    assumed: bool

    def says(self) -> str:
        """The value in words: with its unit, where that adds something."""
        return self.value if self.unit in UNSPOKEN else f"{self.value} {self.unit}"

    def holds(self) -> str:
        """On which days, and by which date; empty if always."""
        days = (("from", self.valid_from), ("before", self.valid_to))
        by = {"fact": "", "order": "by order date", "filing": "by date of filing"}[self.applies_by]
        return " ".join([*(f"{word} {day}" for word, day in days if day), *([by] if by else [])])

    def set_by(self) -> str:
        """Which file says so, and whether that is known to be right here."""
        return (self.inherited_from or "this market") + (", assumed here" if self.assumed else "")


def describe(pack: Pack, market: str) -> list[RuleRow]:
    """Every rule of `market`, sorted; an unknown name shows the defaults that would stand in for it."""
    terms = pack.market(market).terms
    return sorted(
        (_row(value, terms.name) for value in terms.rules), key=lambda row: (row.rule, row.valid_from or date.min)
    )


class Change(NamedTuple):
    """A rule that says something else: the rows that held, and those that hold now; empty where it said nothing."""

    rule: str
    was: tuple[RuleRow, ...]
    now: tuple[RuleRow, ...]


def in_force(rows: Iterable[RuleRow], day: date) -> list[RuleRow]:
    """The rows that hold on a day. Which day counts, that of the fact, the order or the filing, each says itself."""
    return [row for row in rows if (row.valid_from or date.min) <= day and (row.valid_to is None or day < row.valid_to)]


def changes(then: Iterable[RuleRow], now: Iterable[RuleRow]) -> list[Change]:
    """The rules that say something else, or from another source, whatever the days between which they hold."""
    was, are = _by_name(then), _by_name(now)
    found = (Change(rule, was.get(rule, ()), are.get(rule, ())) for rule in sorted(was.keys() | are.keys()))
    return [each for each in found if list(map(_told, each.was)) != list(map(_told, each.now))]


def difference(old: Pack, new: Pack) -> list[str]:
    """What `new` says otherwise than `old`, a sentence each; empty if the two are equal."""
    found = list(_differences(old, new))
    return found or ([] if old == new else ["Only the names of the files differ that values come from."])


def _differences(old: Pack, new: Pack) -> Iterator[str]:
    yield from _presence("Market", old.book.markets, new.book.markets)
    markets = _shared(old.book.markets, new.book.markets)
    changed: dict[str, list[str]] = {}
    for name in markets:
        for change in _changes(old.book.markets[name], new.book.markets[name]):
            changed.setdefault(change, []).append(name)
    for change, names in changed.items():
        yield f"{'all markets' if len(names) == len(markets) > 1 else ', '.join(names)}: {change}"
    yield from _presence("Time zone", old.book.zones, new.book.zones)
    for name in _shared(old.book.zones, new.book.zones):
        if old.book.zones[name] != new.book.zones[name]:
            yield f"Time zone {name}: its offsets from UTC are no longer the same."
    yield from _holidays(old.book.holidays, new.book.holidays)


def _changes(before: Terms, after: Terms) -> Iterator[str]:
    for word in ("zone", "country", "currency"):
        was, now = getattr(before, word), getattr(after, word)
        if was != now:
            yield f"its {word} is {now or 'none'}, was {was or 'none'}."
    rules, timers = (_by_rule(before), _by_rule(after)), (_by_timer(before), _by_timer(after))
    for what, (olds, news) in (("rule", rules), ("timer", timers)):
        for key in sorted(olds.keys() | news.keys()):
            was, now = olds.get(key, "nothing"), news.get(key, "nothing")
            if was != now:
                yield f"{what} {key} says {now}, said {was}."


def _by_rule(terms: Terms) -> dict[str, str]:
    said: dict[str, list[str]] = {}
    for value in terms.rules:
        said.setdefault(value.id, []).append(_sentence(value))
    return {rule: "; ".join(versions) for rule, versions in said.items()}


def _by_name(rows: Iterable[RuleRow]) -> dict[str, tuple[RuleRow, ...]]:
    found: dict[str, tuple[RuleRow, ...]] = {}
    for row in rows:
        found[row.rule] = (*found.get(row.rule, ()), row)
    return found


def _told(row: RuleRow) -> RuleRow:
    """What a row says, without the days."""
    return row._replace(valid_from=None, valid_to=None)


def _by_timer(terms: Terms) -> dict[str, str]:
    return {timer: "; ".join(map(_deadline, deadlines)) or "nothing" for timer, deadlines in terms.timers.items()}


def _deadline(deadline: Deadline) -> str:
    reminders = f", reminders {', '.join(deadline.reminders)}" if deadline.reminders else ""
    return f"{' or '.join(deadline.rules)} ({deadline.severity}{reminders})"


def _sentence(value: RuleValue) -> str:
    row = _row(value, value.origin)
    marks = [row.says(), row.holds(), "(assumed)" if row.assumed else "", f"[{row.source}]"]
    return " ".join(mark for mark in marks if mark)


def _row(value: RuleValue, market: str) -> RuleRow:
    return RuleRow(
        rule=value.id,
        value=_spell(value.value),
        unit=_unit(value),
        valid_from=value.valid_from,
        valid_to=value.valid_to,
        applies_by=value.applies_by,
        source=value.source,
        inherited_from="" if value.origin == market else value.origin,
        assumed=value.assumed,
    )


def _spell(value: Value) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{entry} {each}" for entry, each in sorted(value.items()))
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _unit(value: RuleValue) -> str:
    return " or ".join(unit.replace("_", " ") for unit in value.units)


def _holidays(old: Mapping[str, tuple[date, ...]], new: Mapping[str, tuple[date, ...]]) -> Iterator[str]:
    yield from _presence("Holidays of", old, new)
    for country in _shared(old, new):
        for day in sorted(set(old[country]) ^ set(new[country])):
            yield f"{country}: {day} is {'now' if day in new[country] else 'no longer'} a holiday."


def _presence(what: str, old: Mapping[str, _Kept], new: Mapping[str, _Kept]) -> Iterator[str]:
    for name in sorted(old.keys() ^ new.keys()):
        yield f"{what} {name}: {'new' if name in new else 'gone'}."


def _shared(old: Iterable[str], new: Iterable[str]) -> list[str]:
    return sorted(set(old) & set(new))
