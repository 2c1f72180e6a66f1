"""Reading the tables `[[notify]]` of `reso.toml`, each of which says who hears of what, and when.

[[notify]]
to = ["mailto://reso:secret@mail.example.com?to=anna@example.com", "env:SLACK_URL"]
severity = "warning"            # from this one up
kinds = ["return", "claim"]
marketplaces = ["amazon.it"]
quiet = "22:00-07:00"
zone = "Europe/Rome"
language = "it"
for = "anna"                    # whose name stands under what is done through the links
"""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from events.subjects import SEVERITIES
from handlers.notifying.quiet import Quiet, read_quiet
from handlers.notifying.rules import UTC_ZONE, Rule, Target
from handlers.notifying.targets import read_target
from handlers.notifying.texts import LANGUAGES
from handlers.packs import pack_in_force
from handlers.people.user import LOGIN
from handlers.settings import FILE, Settings, SettingWrong
from handlers.worker.silence import KIND as SOURCE
from lifecycle.kinds import KINDS

MEMBERS: Final = ("to", "severity", "kinds", "marketplaces", "quiet", "zone", "language", "for")


def rules_in_force(settings: Settings) -> tuple[Rule, ...]:
    """The rules of the settings, held against the marketplaces of the rule pack; raises `SettingWrong`."""
    named = any("marketplaces" in table for table in settings.notify)
    return read_rules(settings.notify, pack_in_force(settings).names if named else ())


def read_rules(tables: Sequence[Mapping[str, Any]], markets: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The rules; `markets` are the marketplaces that the rule pack knows. Raises `SettingWrong` with a sentence."""
    return tuple(_read_rule(table, number, markets) for number, table in enumerate(tables, 1))


def _read_rule(table: Mapping[str, Any], number: int, markets: Sequence[str]) -> Rule:
    where = f"{FILE}, [[notify]] number {number}"
    for member in table:
        if member not in MEMBERS:
            near = difflib.get_close_matches(member, MEMBERS, n=1)
            meant = f"; perhaps {near[0]!r} is meant" if near else f"; there are {', '.join(MEMBERS)}"
            raise SettingWrong(f"{where} has {member!r}, which a rule does not know{meant}")
    for needed, why in (("to", "it says nobody to tell"), *((("zone", "quiet needs it"),) if "quiet" in table else ())):
        if needed not in table:
            raise SettingWrong(f"{where} has no {needed!r}: {why}")
    told: dict[str, Any] = {}
    for member in MEMBERS:
        if member in table:
            try:
                told[member] = _READERS[member](table[member])
            except ValueError as wrong:
                raise SettingWrong(f"{where}: {member} {wrong}") from None
    _insist_on_markets(told.get("marketplaces", ()), markets, where)
    return _rule(told)


def _rule(told: dict[str, Any]) -> Rule:
    quiet, login = told.pop("quiet", None), told.pop("for", None)
    rule = Rule(**told, login=login)
    return rule if quiet is None else replace(rule, quiet=Quiet(quiet.start, quiet.end, rule.zone))


def _insist_on_markets(told: Sequence[str], known: Sequence[str], where: str) -> None:
    for name in told:
        if known and name not in known:
            near = difflib.get_close_matches(name, known, n=3) or known
            raise SettingWrong(f"{where}: marketplaces names {name!r}, which no rule sheet has; there is {_or(near)}")


def _targets(told: object) -> tuple[Target, ...]:
    named = [told] if isinstance(told, str) else told
    if not isinstance(named, list) or not named:
        raise ValueError('should be an address for Apprise or a list of such, like ["mailto://…", "env:SLACK_URL"]')
    found = []
    for number, each in enumerate(named, 1):
        try:
            found.append(read_target(each))
        except ValueError as wrong:
            raise ValueError(f"number {number} {wrong}") from None
    return tuple(found)


def _one_of(known: Sequence[str]) -> Callable[[object], str]:
    def read(told: object) -> str:
        if told not in known:
            raise ValueError(f"is {told!r}; it should be {_or(known)}")
        return str(told)

    return read


def _some_of(known: Sequence[str]) -> Callable[[object], tuple[str, ...]]:
    """A list of words; of any, where `known` is empty."""

    def read(told: object) -> tuple[str, ...]:
        listed = [told] if isinstance(told, str) else told
        if not isinstance(listed, list) or not listed:
            raise ValueError(f"is {told!r}; it should be a list" + (f" of {_or(known)}" if known else ""))
        for each in listed:
            if not isinstance(each, str) or (known and each not in known):
                possible = f"there are {', '.join(known)}" if known else "that is no name"
                raise ValueError(f"names {each!r}; {possible}")
        return tuple(listed)

    return read


def _zone(told: object) -> ZoneInfo:
    try:
        return ZoneInfo(told if isinstance(told, str) else "")
    except (KeyError, ValueError, OSError):
        raise ValueError(f'is {told!r}, which is no time zone; write one like "Europe/Rome"') from None


def _quiet(told: object) -> Quiet:
    return read_quiet(told if isinstance(told, str) else repr(told), UTC_ZONE)


def _login(told: object) -> str:
    if not isinstance(told, str) or LOGIN.fullmatch(told) is None:
        raise ValueError(f"is {told!r}; it should be a login")
    return told


def _or(names: Sequence[str]) -> str:
    return " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


_READERS: Final[Mapping[str, Callable[[object], Any]]] = {
    "to": _targets,
    "severity": _one_of(SEVERITIES),
    "kinds": _some_of((*KINDS, SOURCE)),
    "marketplaces": _some_of(()),
    "quiet": _quiet,
    "zone": _zone,
    "language": _one_of(LANGUAGES),
    "for": _login,
}
