"""Pack files in, one checked pack out: inheritance resolved, time zones and holidays written out."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import TypeVar

from lifecycle.policy.checks import check_sheet, check_terms
from lifecycle.policy.errors import PackError
from lifecycle.policy.expansion import expand_holidays, expand_zone
from lifecycle.policy.inheritance import markets, merge
from lifecycle.policy.pack import Pack
from lifecycle.policy.sheets import joined, read_sheet
from lifecycle.policy.terms import Book, Terms

_Expanded = TypeVar("_Expanded")


def shipped_texts() -> dict[str, str]:
    """File name → TOML text of the packs that come with Reso."""
    packs = files(__package__) / "packs"
    return {each.name: each.read_text("utf-8") for each in packs.iterdir() if each.name.endswith(".toml")}


@cache
def shipped_pack() -> Pack:
    """The packs that come with Reso, compiled."""
    return compile_pack(shipped_texts())


def compile_pack(texts: Mapping[str, str], *further: Mapping[str, str]) -> Pack:
    """The pack of all `texts` (file name → TOML); raises `PackError` with every fault found.

    `further` texts are a company's own: new markets, files of the same name instead of ours, or files that say
    `overlays = "amazon.it"` and override single rules of that market and of whatever inherits it.
    """
    faults: list[str] = []
    merged = {file: text for each in (texts, *further) for file, text in each.items()}
    read = [read_sheet(file, merged[file], faults) for file in sorted(merged)]
    sheets = {sheet.name: sheet for sheet in read if sheet}
    if len(sheets) < len(read):  # the rest would only say what follows from that
        raise PackError(faults)
    names = {name for name, sheet in sheets.items() if not sheet.head.part_of}
    faults += (fault for sheet in sheets.values() for fault in check_sheet(sheet, names))
    lines = markets(joined(sheets, faults), faults)
    found = {name: merge(name, line) for name, line in lines.items()}
    faults += (fault for name, terms in found.items() for fault in check_terms(terms, lines[name]))
    book = _expand(found, faults)
    if faults:
        raise PackError(faults)
    return Pack(book)


def _expand(found: Mapping[str, Terms], faults: list[str]) -> Book:
    zones = ((terms.name, terms.zone) for terms in found.values() if terms.zone)
    countries = ((terms.name, terms.country) for terms in found.values() if terms.country)
    return Book(
        markets=dict(found),
        zones=_each(zones, expand_zone, faults),
        holidays=_each(countries, expand_holidays, faults),
    )


def _each(
    named: Iterable[tuple[str, str]], expand: Callable[[str], _Expanded], faults: list[str]
) -> dict[str, _Expanded]:
    expanded = {}
    for market, key in named:
        try:
            expanded[key] = expand(key)
        except ValueError as problem:
            faults.append(f"{market}.toml: {problem}.")
    return expanded
