"""A form: its fields, by the members of the event that they become."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from handlers.console.texts import N_

Sort = Literal["text", "area", "amount", "quantity", "moment", "day", "choice", "address"]
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One question; `name` is the member of the event's data that it becomes, such as `label.cost`.

    `label`, `hint` and the second halves of `options` are msgids; `suggests` names a list of known values.
    """

    name: str
    label: str
    sort: Sort = "text"
    required: bool = False
    options: Options = ()
    hint: str = ""
    suggests: str = ""

    @property
    def path(self) -> tuple[str, ...]:
        """The way to the member."""
        return tuple(self.name.split("."))


@dataclass(frozen=True, slots=True)
class Rows:
    """Questions that are asked once for each entry of a list."""

    name: str
    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Questions that make one event of one kind of case; `names` gives the id of the case that it begins."""

    name: str
    title: str
    kind: str
    event: str
    fields: tuple[Field, ...]
    names: Callable[[Mapping[str, Any]], str]
    rows: Rows | None = None
    filled: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict
    """Adds what follows from the answers."""


HAPPENED = Field(
    "happened", N_("When it happened"), "moment", hint=N_("A day, or a day and a time; now, if left empty.")
)
"""When the event happened: a member of its envelope, not of its data."""
