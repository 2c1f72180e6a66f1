"""Which role publishes which event, and what else a role may do: `roles.toml` beside this file, read once."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Literal, get_args

from lifecycle.kinds import KINDS

Role = Literal["clerk", "care", "lead", "auditor", "system"]
Deed = Literal["reads_private", "attaches", "settles"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
BELOW: Final[Mapping[Role, tuple[Role, ...]]] = {"lead": ("clerk", "care")}
"""Whose events a role may publish besides its own."""
EVERY, DOES = "every", "does"


def may(role: Role, kind: str, event: str) -> bool:
    """Whether a role publishes this event of this kind of case."""
    return (role, kind, event) in _table()


def who_may(kind: str, event: str) -> tuple[Role, ...]:
    """The roles that publish an event; none for one that nobody outside publishes."""
    return tuple(role for role in ROLES if may(role, kind, event))


def may_do(role: Role, deed: Deed) -> bool:
    """Whether a role may do what is no event."""
    return role in _sheet()[DOES][deed].split()


def placed() -> frozenset[tuple[str, str]]:
    """Every (kind, event) that the table places."""
    return frozenset((kind, event) for _, kind, event in _table())


@cache
def _sheet() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files(__package__).joinpath("roles.toml").read_text(encoding="utf-8"))


@cache
def _table() -> frozenset[tuple[Role, str, str]]:
    return frozenset(_rows())


def _rows() -> Iterator[tuple[Role, str, str]]:
    for kind, whose in _sheet().items():
        if kind == DOES:
            continue
        for role in ROLES:
            told = " ".join(whose.get(each, "") for each in (role, *BELOW.get(role, ())))
            kinds = KINDS if kind == EVERY else (kind,)
            yield from ((role, each, event) for each in kinds for event in told.split())


def may_of(role: Role) -> dict[str, list[str]]:
    """What a role publishes, by kind of case."""
    found: dict[str, list[str]] = {}
    for whose, kind, event in sorted(_table()):
        if whose == role:
            found.setdefault(kind, []).append(event)
    return found
