"""What a row of the playbook is made of, and what it says about one case: data and pure functions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from lifecycle.playbook.view import View


class Act(NamedTuple):
    """An event to publish when the option is taken; a person still has to give the members it `asks` for."""

    kind: str
    case_id: str
    event: str
    data: Mapping[str, Any]
    asks: tuple[str, ...] = ()


class Sum(NamedTuple):
    """A sum of money that is told to somebody, in a currency (ISO 4217)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        """To the cent, as it is written in English."""
        return f"{self.amount:.2f} {self.currency}"


class Letter(NamedTuple):
    """What to write to the buyer: a draft by name, what fills it, and by when (UTC) it promises to go on.

    A person still has to give the words that it `asks` for.
    """

    draft: str
    values: Mapping[str, Any]
    promised_by: datetime | None
    asks: tuple[str, ...] = ()


class Option(NamedTuple):
    """One thing that can be done: in words, as events, as a letter to the buyer, and why it is or is not wise.

    `agreed` are the events to publish only once the buyer has accepted what the letter offers. `number` is its place
    in the row, and stays the same when others before it are no longer possible.
    """

    do: str
    acts: tuple[Act, ...] = ()
    letter: Letter | None = None
    why: str = ""
    agreed: tuple[Act, ...] = ()
    number: int = 0


Options = Iterable[Option | None]
"""The options of a row in their places, None in that of one that is not possible as the case stands."""


class Fact(NamedTuple):
    """Something one should know before deciding; `known` says whether the case tells it already."""

    words: str
    known: Callable[[View], bool]


def _always(_view: View) -> Iterable[str]:
    return ()


def _ever(_view: View) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the playbook: a situation, what to find out, what can be done (the best first), and what limits it.

    `of` are the kinds of case on which it is recognised; `on_request` those on which a person may ask for it, because
    only he has understood what the buyer wrote; `stands` says whether it can still be the matter, whoever asks.
    `sources` are the public numbers it stands on.
    """

    number: str
    situation: str
    of: tuple[str, ...]
    applies: Callable[[View], bool]
    options: Callable[[View], Options]
    sources: tuple[str, ...]
    facts: tuple[Fact, ...] = ()
    limits: tuple[str, ...] = ()
    notes: Callable[[View], Iterable[str]] = _always
    on_request: tuple[str, ...] = ("conversation",)
    stands: Callable[[View], bool] = _ever


@dataclass(frozen=True, slots=True)
class Advice:
    """A row laid on a case: its options (the recommended one first), what is still to be found out, limits."""

    row: Row
    options: tuple[Option, ...]
    missing: tuple[str, ...]
    limits: Mapping[str, str]
    notes: tuple[str, ...] = field(default=())
