"""The rules as they are written: one sheet of structure for all languages, one sheet of words for each."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from re import Pattern
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from lifecycle.wording.findings import Category
from lifecycle.wording.sequences import STOP, Steps, steps_of

_Sheet = TypeVar("_Sheet", bound=Struct)
SHARED: Final = "structure.toml"
BETWEEN: Final = r"(?:[^\w.!?]|[.!?](?!\s))+"
"""What may stand between two words of one expression: anything but the end of a sentence."""

MEANINGS: Final = (
    (re.compile(r"(?<! \))\*"), r"\w*"),
    (re.compile(r" \?"), f"(?:{BETWEEN})?"),
    (re.compile(r" "), BETWEEN),
    (re.compile(r"_"), r"\s+"),
    (re.compile(r"~"), r"\w+"),
    (re.compile(r"#"), r"\d+"),
)
"""The signs of a fragment, in the order in which they are read."""
CAPTURING: Final = re.compile(r"(?<![\\[])\((?!\?)")
"""A group that would be kept; nobody asks for it, and keeping it takes time."""


class PhraseSheet(Struct, frozen=True, forbid_unknown_fields=True):
    """A phrase: wherever one of `any` stands and does not overlap one of `unless`; `given` must stand in the text."""

    any: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    given: str = ""


class RuleSheet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A rule: a phrase whose words must not go out; nor is it broken where `never` stands in the same sentences."""

    id: str
    category: Category
    why: str
    source: str
    any: tuple[str, ...]
    unless: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


class StructureSheet(Struct, frozen=True, forbid_unknown_fields=True):
    """What is the same in every language: classes of signs, phrases (built in their order) and rules."""

    words: dict[str, tuple[str, ...]]
    phrase: dict[str, PhraseSheet]
    rule: tuple[RuleSheet, ...]


class LanguageSheet(Struct, frozen=True, forbid_unknown_fields=True):
    """One language: its commonest words, its classes of words, what it adds to phrases, the permitted orders."""

    common: str
    words: dict[str, tuple[str, ...]]
    permitted: dict[Category, str]
    phrase: dict[str, PhraseSheet] = {}


class Phrase(Struct, frozen=True):
    """A phrase, ready to be looked for."""

    name: str
    any: tuple[Steps, ...]
    unless: tuple[Steps, ...]
    given: str


class Rule(Struct, frozen=True):
    """A rule, ready to be looked for."""

    sheet: RuleSheet
    any: tuple[Steps, ...]
    unless: tuple[Steps, ...]


class Rules(Struct, frozen=True):
    """All that is looked for in texts of one language."""

    language: str
    words: Mapping[str, Pattern[str]]
    phrases: tuple[Phrase, ...]
    rules: tuple[Rule, ...]
    permitted: Mapping[Category, str]


@cache
def shipped_sheets() -> Mapping[str, LanguageSheet]:
    """The sheets of words that come with Reso, by language."""
    names = sorted(each.name for each in _folder().iterdir() if each.name != SHARED)
    return {name.removesuffix(".toml"): _read(_folder() / name, LanguageSheet) for name in names}


@cache
def rules_of(language: str) -> Rules:
    """The rules that come with Reso for one of its languages; raises ValueError where a sheet is not in order."""
    structure, sheet = _structure(), shipped_sheets()[language]
    words = {**structure.words, **sheet.words}
    phrases = tuple(_phrases(structure.phrase, sheet.phrase))
    rules = tuple(Rule(rule, _steps(rule.any), _steps(rule.unless)) for rule in structure.rule)
    _insist_on_names({*words, *structure.phrase, STOP}, phrases, rules, language)
    compiled = {name: _pattern(f"{language}: {name}", fragments) for name, fragments in words.items() if fragments}
    return Rules(language, compiled, phrases, rules, sheet.permitted)


@cache
def _structure() -> StructureSheet:
    return _read(_folder() / SHARED, StructureSheet)


def _folder() -> Traversable:
    return files(__package__) / "rules"


def _read(file: Traversable, sheet: type[_Sheet]) -> _Sheet:
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), sheet)


def _phrases(shared: Mapping[str, PhraseSheet], own: Mapping[str, PhraseSheet]) -> Iterator[Phrase]:
    if strange := own.keys() - shared.keys():
        raise ValueError(f"a language adds to phrases of {SHARED} only; it has no {', '.join(sorted(strange))}")
    for name, sheet in shared.items():
        further = own.get(name, PhraseSheet())
        yield Phrase(name, _steps(sheet.any + further.any), _steps(sheet.unless + further.unless), sheet.given)


def _steps(told: tuple[str, ...]) -> tuple[Steps, ...]:
    return tuple(map(steps_of, told))


def _insist_on_names(known: set[str], phrases: tuple[Phrase, ...], rules: tuple[Rule, ...], language: str) -> None:
    sequences = [steps for phrase in phrases for steps in (*phrase.any, *phrase.unless)]
    sequences += [steps for rule in rules for steps in (*rule.any, *rule.unless)]
    used = {name for steps in sequences for step in steps for name in (step.name, *step.without)}
    if missing := used - known:
        raise ValueError(f"{language}: there are no words for {', '.join(sorted(missing))}")


def _pattern(name: str, fragments: tuple[str, ...]) -> Pattern[str]:
    """One pattern for a class of words.

    A fragment is a regular expression over folded text in which a blank is any gap between two words, ` ?` one that may
    be missing, `_` one without a comma, `~` any word, `#` any number, and `*` any further letters; only after a group
    that ends with a blank is it what it is elsewhere: any number of times.
    """
    told = "|".join(map(_meant, fragments))
    try:
        return re.compile(rf"(?<!\w)(?:{told})(?!\w)")
    except re.error as fault:
        raise ValueError(f"the words of {name} make no pattern: {fault}") from None


def _meant(fragment: str) -> str:
    for sign, meant in MEANINGS:
        fragment = sign.sub(meant.replace("\\", r"\\"), fragment)
    return f"(?:{CAPTURING.sub('(?:', fragment)})"
