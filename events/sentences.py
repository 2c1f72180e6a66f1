"""What is wrong with an event, in sentences for an operator: no library's jargon, no address of a manual."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from events.private import EACH, Place, Tree
from events.unreadable import Reason, Unreadable

_SHOWN: Final = 3
_LONGEST: Final = 60

_WORDS: Final[Mapping[str, Callable[[dict[str, Any]], str]]] = {
    "missing": lambda _: "is missing",
    "extra_forbidden": lambda _: "is not a known member",
    "int_type": lambda _: "must be a whole number",
    "bool_type": lambda _: "must be true or false",
    "string_type": lambda _: "must be a text",
    "string_too_short": lambda _: "must not be empty",
    "string_too_long": lambda ctx: f"must have at most {ctx['max_length']} characters",
    "string_pattern_mismatch": lambda _: "must not be empty",
    "greater_than_equal": lambda ctx: f"must be at least {ctx['ge']}",
    "less_than_equal": lambda ctx: f"must be at most {ctx['le']}",
    "literal_error": lambda ctx: f"must be {ctx['expected']}",
    "too_short": lambda _: "must not be empty",
    "too_long": lambda ctx: f"must have at most {ctx['max_length']} entries",
    "tuple_type": lambda _: "must be a list",
    "dict_type": lambda _: "must be an object",
    "model_type": lambda _: "must be an object",
}
_LARGEST: Final = 2.0**63
"""A whole number beyond it reaches us as a fraction."""
_ITSELF: Final = frozenset(
    {"missing", "extra_forbidden", "too_short", "string_too_short", "model_type", "model_attributes_type"}
)
"""Mistakes that the value adds nothing to."""


def named(text: str) -> str:
    """A name from outside as it may stand in a sentence: shortened, and quoted if it is not plain."""
    short = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return short if short.replace("-", "").replace("_", "").isalnum() else repr(short)


def with_article(kind: str) -> str:
    """A kind of case as it is spoken of in a sentence."""
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def invalid(kind: str, case_id: str, name: str, private: Tree, refusal: ValidationError) -> Unreadable:
    """The refusal of an event whose members are not as agreed, with at most three of the mistakes spelled out."""
    mistakes = _own_mistakes(refusal.errors(include_url=False))
    told = [_mistake(mistake, private) for mistake in mistakes[:_SHOWN]]
    return Unreadable(_reason(mistakes), f"{kind} {case_id}: {name} is not valid: {_listed(told, len(mistakes))}")


def misread(mistakes: Sequence[ErrorDetails]) -> str:
    """What is wrong with the members of something that is no event, at most three of the mistakes spelled out."""
    own = _own_mistakes(list(mistakes))
    return _listed([_mistake(mistake, {}) for mistake in own[:_SHOWN]], len(own))


def unsealable(kind: str, case_id: str, name: str, mistakes: Sequence[tuple[Place, str]]) -> Unreadable:
    """The refusal of an event whose private members have a shape that cannot be sealed; it shows none of them."""
    told = [f"{_place(where)} {words}" for where, words in mistakes[:_SHOWN]]
    return Unreadable("invalid", f"{kind} {case_id}: {name} is not valid: {_listed(told, len(mistakes))}")


def beside(refusal: ValidationError) -> dict[str, str]:
    """What is wrong with each member, to be said beside it: by its place such as `label.cost`, without its value."""
    return {_place(each["loc"]): _words(each) for each in reversed(_own_mistakes(refusal.errors(include_url=False)))}


def _listed(told: list[str], mistakes: int) -> str:
    return "; ".join([*told, f"and {mistakes - len(told)} more"] if mistakes > len(told) else told)


def _own_mistakes(mistakes: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without the lists that are empty only because their entries are wrong."""
    above = {mistake["loc"][:depth] for mistake in mistakes for depth in range(len(mistake["loc"]))}
    return [mistake for mistake in mistakes if mistake["type"] != "too_short" or mistake["loc"] not in above]


def _reason(mistakes: list[ErrorDetails]) -> Reason:
    for mistake in mistakes:
        if mistake["type"] == "too_long" and mistake["loc"] in (("data", "lines"), ("data", "units")):
            return "too_many_lines"
        if mistake["loc"] == ("subject",) and mistake["type"] == "told":
            return "bad_id"
    return "invalid"


def _mistake(mistake: ErrorDetails, private: Tree) -> str:
    where = mistake["loc"]
    if where[0] == "data" and len(where) > 1:
        where = where[1:]
    if mistake["type"] == "int_type" and isinstance(mistake["input"], float) and abs(mistake["input"]) >= _LARGEST:
        return f"{_place(where)} is too large"
    got = "" if mistake["type"] in _ITSELF or _is_private(where, private) else _got(mistake["input"])
    return f"{_place(where)} {_words(mistake)}{got}"


def _place(where: Place) -> str:
    return ".".join(named(str(step)) for step in where)


def _words(mistake: ErrorDetails) -> str:
    if mistake["type"] == "told":
        return mistake["msg"]
    words = _WORDS.get(mistake["type"])
    return "is not valid" if words is None else words(mistake.get("ctx", {}))


def _is_private(where: tuple[int | str, ...], private: Tree) -> bool:
    branch: Tree | None = private
    for step in where:
        branch = (branch or {}).get(EACH if isinstance(step, int) else step, {})
        if branch is None:
            return True
    return False


def _got(value: object) -> str:
    if isinstance(value, bool):
        return f" (got {str(value).lower()})"
    if isinstance(value, str):
        return f' (got "{value[:_LONGEST]}…")' if len(value) > _LONGEST else f' (got "{value}")'
    return f" (got {value})" if isinstance(value, int | float) else ""
