"""From pack files to the terms of each market: what a file says replaces what it inherits, rule by rule."""

from collections.abc import Iterable, Mapping

from msgspec import structs

from lifecycle.policy.pack import ROOT
from lifecycle.policy.sheets import RuleSheet, Sheet
from lifecycle.policy.terms import RuleValue, Terms


def lineage(sheet: Sheet, sheets: Mapping[str, Sheet], faults: list[str]) -> list[Sheet]:
    """The files that make a market, the root first, each followed by the company's overlay of it."""
    overlays = {each.head.overlays: each for each in sheets.values() if each.head.overlays}
    line, current = [sheet], sheet
    while current.head.inherits:
        parent = sheets.get(current.head.inherits)
        if parent is None or parent in line:
            what = "itself in the end" if parent else "a file that is not there"
            faults.append(f"{current.name}.toml: it inherits {current.head.inherits!r}, {what}.")
            break
        line.insert(0, current := parent)
    return [each for one in line for each in (one, overlays.get(one.name)) if each]


def merge(name: str, line: Iterable[Sheet]) -> Terms:
    """The terms of the market `name`, made of the files in `line`, the later ones before the earlier ones."""
    terms = Terms(name=name, zone="", country="", currency="", lineage=(), rules=(), timers={})
    told: list[tuple[Sheet, RuleSheet]] = []
    for sheet in line:
        head = sheet.head
        replaced = {rule.id for rule in sheet.rules} | set(head.without)
        told = [each for each in told if each[1].id not in replaced]
        told += ((sheet, rule) for rule in sorted(sheet.rules, key=_order))
        terms = Terms(
            name=name,
            zone=head.zone or terms.zone,
            country=terms.country if head.country is None else head.country,
            currency=head.currency or terms.currency,
            lineage=(*terms.lineage, sheet.name),
            rules=(),
            timers={**terms.timers, **sheet.timers},
        )
    return structs.replace(terms, rules=tuple(_value(rule, sheet, terms) for sheet, rule in told))


def markets(sheets: Mapping[str, Sheet], faults: list[str]) -> dict[str, list[Sheet]]:
    """Market name → the files that make it."""
    found = {}
    for sheet in sheets.values():
        if sheet.head.overlays:
            _check_overlay(sheet, sheets, faults)
        else:
            found[sheet.name] = lineage(sheet, sheets, faults)
            if not sheet.head.inherits and sheet.name != ROOT:
                faults.append(f"{sheet.name}.toml: it inherits nothing; write inherits = {ROOT!r}.")
    if ROOT not in sheets:
        faults.append(f"{ROOT}.toml: the defaults for any market are not there.")
    return found


def _check_overlay(sheet: Sheet, sheets: Mapping[str, Sheet], faults: list[str]) -> None:
    target = sheet.head.overlays
    rivals = [each.name for each in sheets.values() if each.head.overlays == target]
    if target not in sheets or sheets[target].head.overlays:
        faults.append(f"{sheet.name}.toml: it overlays {target!r}, which is no market of the pack.")
    if sheet.head.inherits:
        faults.append(f"{sheet.name}.toml: it overlays {target!r} and cannot inherit as well.")
    if len(rivals) > 1:
        faults.append(f"{target} is overlaid by {' and '.join(sorted(rivals))}; keep one.")


def _value(rule: RuleSheet, sheet: Sheet, terms: Terms) -> RuleValue:
    return RuleValue(
        id=rule.id,
        value=rule.value,
        units=rule.units,
        source=rule.source,
        origin=sheet.name,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        applies_by=rule.applies_by,
        assumed=rule.assumed or not _speaks_of(rule, sheet, terms),
    )


def _speaks_of(rule: RuleSheet, sheet: Sheet, terms: Terms) -> bool:
    """Whether the source of a rule of `sheet` speaks of this market; what a company lays over, it says of all."""
    if sheet.name == terms.name or sheet.head.overlays:
        return True
    return not {*terms.lineage, terms.country.partition("-")[0]}.isdisjoint(rule.covers)


def _order(rule: RuleSheet) -> tuple[str, str]:
    return rule.id, str(rule.valid_from or "")
