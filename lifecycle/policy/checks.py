"""What a pack must hold to before it may decide anything. Each fault is a sentence that names the file."""

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from lifecycle.policy import deciding
from lifecycle.policy.reminders import read_reminder
from lifecycle.policy.sheets import RuleSheet, Sheet
from lifecycle.policy.terms import OPEN_END, VACATION, VACATION_REMINDERS, Deadline, RuleValue, Terms
from lifecycle.policy.units import RECKONINGS

_RULE_ID = re.compile(r"B-\d\d(-[A-Z]+)?|OWN-[A-Z]+|[a-z]+(_[a-z]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _date(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _number(value: object) -> bool:
    return _whole(value) or (isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?", value) is not None)


def _word(value: object) -> bool:
    return isinstance(value, str) and bool(value)


UNITS: dict[str, tuple[Callable[[object], bool], str]] = {
    **dict.fromkeys(RECKONINGS, (_whole, "a whole number, not negative")),
    "percent": (_number, "a number, not negative"),
    "amount": (_number, "a number, not negative"),
    "count": (_whole, "a whole number, not negative"),
    "limit": (lambda value: value == "none" or _number(value), 'a number, not negative, or "none"'),
    "date": (_date, "a date such as 2026-01-31"),
    "flag": (lambda value: isinstance(value, bool), "true or false"),
    "choice": (_word, "a word"),
}
"""Unit → does a value fit it, and what it asks for. Only the units of time can drive a timer."""

SETTINGS: dict[str, tuple[str, Callable[[object], bool], str]] = {
    VACATION: ("flag", lambda value: isinstance(value, bool), "true or false"),
    VACATION_REMINDERS: ("percent", lambda value: value in range(101), "a whole number from 0 to 100"),
    **deciding.SETTINGS,
}
"""What schedules and rules that decide by themselves read: its unit, does a value fit it, and what it asks for."""


def check_sheet(sheet: Sheet, files: Container[str]) -> Iterator[str]:
    """Faults that can be seen in one file alone; `files` are the names of those it may speak of."""
    for rule in sheet.rules:
        where = f"{sheet.name}.toml: rule {rule.id}"
        yield from (f"{where} {fault}" for fault in _check_rule(rule))
        for name in rule.covers:
            if name not in files and not _COUNTRY.fullmatch(name):
                yield f"{where} covers {name!r}, which is neither a file of the pack nor a country such as DE."
    for timer, deadlines in sheet.timers.items():
        yield from (f"{sheet.name}.toml: timer {timer}: {fault}." for fault in _check_reminders(deadlines))


def _check_rule(rule: RuleSheet) -> Iterator[str]:
    if not _RULE_ID.fullmatch(rule.id):
        yield "has no such name as B-05, OWN-SCAN or auto_refund."
    if not rule.source.strip():
        yield "has an empty source; say in public words where the value comes from."
    if rule.valid_from and rule.valid_to and rule.valid_from >= rule.valid_to:
        yield f"is valid from {rule.valid_from} to {rule.valid_to}, which is never."
    if not rule.units:
        yield f"has no unit; known are {', '.join(UNITS)}."
    for unit in rule.units:
        yield from _check_unit(rule, unit)
    if rule.id in SETTINGS:
        unit, fits, wanted = SETTINGS[rule.id]
        if rule.units != (unit,) or not fits(rule.value):
            yield f"is counted in {unit} and needs {wanted}, not {rule.value!r}."


def _check_unit(rule: RuleSheet, unit: str) -> Iterator[str]:
    fits, wanted = UNITS.get(unit, (None, ""))
    if fits is None:
        yield f"has the unknown unit {unit!r}; known are {', '.join(UNITS)}."
        return
    entries = rule.value.values() if isinstance(rule.value, dict) else [rule.value]
    yield from (f"counts in {unit} and needs {wanted}, not {value!r}." for value in entries if not fits(value))


def _check_reminders(deadlines: Iterable[Deadline]) -> Iterator[str]:
    seen: set[str] = set()
    for text in (text for deadline in deadlines for text in deadline.reminders):
        try:
            label = read_reminder(text).label
        except ValueError as problem:
            yield str(problem)
            continue
        if label in seen:
            yield f"it reminds twice at {label!r}"
        seen.add(label)


def check_terms(terms: Terms, line: Sequence[Sheet]) -> Iterator[str]:
    """Faults that show once a market's files are put together."""
    if not terms.zone:
        yield f"{terms.name}.toml: no time zone is given, nor inherited."
    yield from _check_choices(terms, line)
    yield from _check_strangers(terms, line)
    rules: defaultdict[str, list[RuleValue]] = defaultdict(list)
    for value in terms.rules:
        rules[value.id].append(value)
    for versions in rules.values():
        yield from _overlaps(combinations(versions, 2))
    for timer, deadlines in terms.timers.items():
        for deadline in deadlines:
            yield from _check_deadline(f"{terms.name}.toml: timer {timer}", deadline, rules)


def _check_choices(terms: Terms, line: Sequence[Sheet]) -> Iterator[str]:
    choices = {rule.id: rule.choices for sheet in line for rule in sheet.rules if rule.choices}
    for rule, allowed in choices.items():
        made = sorted((value for value in terms.rules if value.id == rule), key=RuleValue.begins)
        for value in made:
            if value.value not in allowed:
                yield f"{value.origin}.toml: rule {rule} is {value.value!r}; it may be {', '.join(allowed)}."
        for days in _gaps(made):
            yield f"{made[0].origin}.toml: rule {rule} says nothing {days}; add what holds then."


def _gaps(versions: Sequence[RuleValue]) -> Iterator[str]:
    """When none of the versions, the first one first, is valid; nothing if there is no version at all."""
    ends = [date.min, *(value.ends() for value in versions)]
    begins = [*(value.begins() for value in versions), OPEN_END]
    for since, until in zip(ends, begins, strict=True) if versions else ():
        if since < until:
            days = ((f"from {since}", since != date.min), (f"before {until}", until != OPEN_END))
            yield " ".join(day for day, told in days if told)


def _check_strangers(terms: Terms, line: Sequence[Sheet]) -> Iterator[str]:
    """Only the root names timers, and an overlay names nothing that the market does not have: that is a misprint."""
    used = {rule for deadlines in terms.timers.values() for deadline in deadlines for rule in deadline.rules}
    for place, sheet in enumerate(line):
        timers = {timer for each in line[: place or 1] for timer in each.timers}
        rules = {rule.id for each in line[:place] for rule in each.rules}
        for timer in sheet.timers.keys() - timers:
            yield f"{sheet.name}.toml: there is no timer {timer}; known are {', '.join(sorted(timers))}."
        named = set(sheet.head.without) | ({rule.id for rule in sheet.rules} - used if sheet.head.overlays else set())
        for rule in sorted(named - rules):
            yield f"{sheet.name}.toml: there is no rule {rule} to override in what it builds on."


def _check_deadline(where: str, deadline: Deadline, rules: Mapping[str, Sequence[RuleValue]]) -> Iterator[str]:
    yield from (f"{where} counts by the unknown rule {rule}." for rule in deadline.rules if rule not in rules)
    if not deadline.rules:
        yield f"{where} has a deadline without a rule."
    mine = [value for rule in dict.fromkeys(deadline.rules) for value in rules.get(rule, ())]
    for value in mine:
        if not isinstance(value.value, int) or not all(unit in RECKONINGS for unit in value.units):
            yield f"{where} counts by rule {value.id}, which is no span of time."
        if value.applies_by == "order":
            yield f"{where} counts by rule {value.id}, which applies by order date; a timer knows none."
    yield from _overlaps((one, other) for one, other in combinations(mine, 2) if one.id != other.id)


def _overlaps(rivals: Iterable[tuple[RuleValue, RuleValue]]) -> Iterator[str]:
    """Those of two that are both valid on some day."""
    for one, other in rivals:
        begins, ends = max(one.begins(), other.begins()), min(one.ends(), other.ends())
        if begins < ends:
            first = f"from {begins}" if begins != date.min else "from the beginning"
            yield f"{other.origin}.toml: the rules {one.id} and {other.id} are both valid {first}; end one of them."
