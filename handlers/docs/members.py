"""The members of a message, read off its model: what each may be, whether it must be there, whether it is private."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Final, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from events import values
from events.accounts import Count
from events.private import EACH, OutgoingNote, Path, PrivateNote, PrivateText
from events.values import Told

VOCABULARY: Final[tuple[tuple[str, Any, str], ...]] = (
    ("case id", values.CaseId, ""),
    ("code", values.Code, "a text of 1 to 256 characters"),
    ("text", values.Text, "a text of 1 to 2,000 characters"),
    ("private text", PrivateText, "a text about a person: sealed from its first record on"),
    ("private note", PrivateNote, "a private text that has to say something"),
    ("private letter", OutgoingNote, "a private note that the buyer is going to read: it passes the wording guard"),
    ("currency", values.Currency, ""),
    ("amount", values.Amount, ""),
    ("amount above zero", values.PaidAmount, ""),
    ("signed amount", values.SignedAmount, ""),
    ("percentage", values.Percent, ""),
    ("quantity", values.Quantity, "a whole number from 1 to 1,000,000"),
    ("count", Count, "a whole number from 0 to 1,000,000,000"),
    ("number", values.Measure, ""),
    ("file", values.FileRef, ""),
    ("digest", values.FileDigest, ""),
    ("rating", values.Rating, "a whole number of stars, from 1 to 5"),
    ("flag", values.Flag, "true or false"),
    ("moment", values.Instant, ""),
    ("moment or day", values.When, ""),
)
"""The words for values, and what each means; where nothing stands here, the value says it itself."""


class Member(NamedTuple):
    """A member by its path below `data`, what it may be in words, and whether it must be there."""

    path: Path
    words: str
    must: bool


def members(model: type[BaseModel], above: Path = ()) -> Iterator[Member]:
    """Every member of a model, those of the models below it included."""
    hints = get_type_hints(model, include_extras=True)
    for name, field in model.model_fields.items():
        path = (*above, field.alias or name)
        words, below, each = described(hints[name])
        yield Member(path, words, field.is_required())
        if below is not None:
            yield from members(below, (*path, EACH) if each else path)


def described(hint: object) -> tuple[str, type[BaseModel] | None, bool]:
    """A type in words, the model below it, if any, and whether there is a list of them."""
    known = next((word for word, value, _ in VOCABULARY if value == hint), None)
    if known:
        return known, None, False
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return described(arguments[0])
    if origin in (Union, UnionType):
        return described(next(argument for argument in arguments if argument is not type(None)))
    if origin is Literal:
        return " or ".join(f"`{choice}`" for choice in arguments), None, False
    if origin is tuple:
        words, below, _ = described(arguments[0])
        return ("list" if below else f"list of {words}s"), below, True
    below = hint if isinstance(hint, type) and issubclass(hint, BaseModel) else None
    return "object" if below or origin is dict else str(getattr(hint, "__name__", hint)), below, False


def meaning(value: object, words: str) -> str:
    """What a word of the vocabulary means."""
    told = next((mark.words for mark in getattr(value, "__metadata__", ()) if isinstance(mark, Told)), words)
    return told.removeprefix("must be ")


def spelled(path: Path) -> str:
    """A path as readers write it: `lines[].sku`."""
    return ".".join(path).replace(f".{EACH}", "[]")
