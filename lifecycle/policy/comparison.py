"""A pack for people to read: the rules of a market as rows, and the difference between two packs in sentences."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from lifecycle.policy.pack import Pack
from lifecycle.policy.terms import Deadline, RuleValue, Terms, Value

_Kept = TypeVar("_Kept")


class RuleRow(NamedTuple):
    """One value of one rule; `inherited_from` is empty where the market's own file set it."""

    rule: str
    value: str
    unit: str
    valid_from: date | None
    valid_to: date | None
    source: str
    inherited_from: str


def describe(pack: Pack, market: str) -> list[RuleRow]:
    """Every rule of `market`, sorted; an unknown name shows the defaults that would stand in for it."""
    terms = pack.market(market).terms
    return sorted(
        (_row(value, terms.name) for value in terms.rules), key=lambda row: (row.rule, row.valid_from or date.min)
    )


def difference(old: Pack, new: Pack) -> list[str]:
    """What `new` says otherwise than `old`, a sentence each; empty if the two are equal."""
    found = list(_differences(old, new))
    return found or ([] if old == new else ["Only the names of the files differ that values come from."])


def _differences(old: Pack, new: Pack) -> Iterator[str]:
    yield from _presence("Market", old.book.markets, new.book.markets)
    for name in _shared(old.book.markets, new.book.markets):
        yield from _changes(name, old, new)
    yield from _presence("Time zone", old.book.zones, new.book.zones)
    for name in _shared(old.book.zones, new.book.zones):
        if old.book.zones[name] != new.book.zones[name]:
            yield f"Time zone {name}: its offsets from UTC are no longer the same."
    yield from _holidays(old.book.holidays, new.book.holidays)


def _changes(name: str, old: Pack, new: Pack) -> Iterator[str]:
    before, after = old.book.markets[name], new.book.markets[name]
    for word in ("zone", "country", "currency"):
        was, now = getattr(before, word), getattr(after, word)
        if was != now:
            yield f"{name}: its {word} is {now or 'none'}, was {was or 'none'}."
    rules, timers = (_by_rule(before), _by_rule(after)), (_by_timer(before), _by_timer(after))
    for what, (olds, news) in (("rule", rules), ("timer", timers)):
        for key in sorted(olds.keys() | news.keys()):
            was, now = olds.get(key, "nothing"), news.get(key, "nothing")
            if was != now:
                yield f"{name}: {what} {key} says {now}, said {was}."


def _by_rule(terms: Terms) -> dict[str, str]:
    said: dict[str, list[str]] = {}
    for value in terms.rules:
        said.setdefault(value.id, []).append(_sentence(value))
    return {rule: "; ".join(versions) for rule, versions in said.items()}


def _by_timer(terms: Terms) -> dict[str, str]:
    return {timer: "; ".join(map(_deadline, deadlines)) or "nothing" for timer, deadlines in terms.timers.items()}


def _deadline(deadline: Deadline) -> str:
    reminders = f", reminders {', '.join(deadline.reminders)}" if deadline.reminders else ""
    return f"{' or '.join(deadline.rules)} ({deadline.severity}{reminders})"


def _sentence(value: RuleValue) -> str:
    days = [f"{word} {day}" for word, day in (("from", value.valid_from), ("to", value.valid_to)) if day]
    marks = [*days, f"by {value.applies_by}", *(["assumed"] if value.assumed else [])]
    return " ".join([_spell(value.value), _unit(value), *marks, f"[{value.source}]"])


def _row(value: RuleValue, market: str) -> RuleRow:
    origin = "" if value.origin == market else value.origin
    source = f"{value.source} (assumed)" if value.assumed else value.source
    return RuleRow(value.id, _spell(value.value), _unit(value), value.valid_from, value.valid_to, source, origin)


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
