"""What people do to cases by a form: a deed has the fields of its form, and reads from them what is published.

    Deed("authorize", "return", "authorized", N_("Authorize"), "actions/authorize.html", read_authorization, is_open)

The page of a case offers a deed to cases it fits; the list offers it for several cases at once. The template has the
fields alone: it knows `case` (None for several), `typed` (what was sent before) and `wrong` (a sentence a field).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Final

from starlette.datastructures import FormData

from handlers.console.texts import N_, Texts
from handlers.people import User
from lifecycle.engine.case import Case


class Wrong(Exception):
    """What a form says cannot be meant; `fields` has a sentence for each field."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(fields.values()))
        self.fields = fields


@dataclass(frozen=True)
class Form:
    """A form as it was sent: by whom, with what, and in which language he reads."""

    user: User
    typed: FormData
    texts: Texts

    def words(self, name: str) -> str:
        """What stands in a field, without blanks around it."""
        return str(self.typed.get(name, "")).strip()


@dataclass(frozen=True)
class Deed:
    """Something that people do to cases of a kind (None: of any) by a form, which publishes one event."""

    name: str
    kind: str | None
    event: str
    title: str
    template: str
    read: Callable[[Form, Case], Mapping[str, Any]]
    """What the form says of this case, as the data of the event; raises `Wrong`."""
    fits: Callable[[Case], bool] = lambda _case: True
    in_bulk: bool = True

    def is_for(self, kind: str) -> bool:
        """Whether cases of this kind know it."""
        return self.kind in (None, kind)


def read_assignment(form: Form, _case: Case) -> Mapping[str, Any]:
    """To whom the case is given; to oneself if nobody is named."""
    return {"to": form.words("to") or form.user.login}


DEEDS: Final[tuple[Deed, ...]] = (
    Deed("assign", None, "assigned", N_("Take or give"), "case/deeds/assign.html", read_assignment),
)
"""The deeds that every kind of case knows; those of some kinds stand in `handlers/console/actions`."""


FILES: Final = ("returns",)
"""The files in `handlers/console/actions` whose deeds are offered as well."""


@cache
def deeds() -> tuple[Deed, ...]:
    """All deeds."""
    files = (import_module(f"handlers.console.actions.{name}") for name in FILES)
    return (*DEEDS, *(deed for file in files for deed in file.DEEDS))


def deed_of(name: str, kind: str) -> Deed | None:
    """The deed of this name for cases of a kind, if there is one."""
    return next((deed for deed in deeds() if deed.name == name and deed.is_for(kind)), None)


def offered(case: Case) -> list[Deed]:
    """What may be done to a case as it stands."""
    return [deed for deed in deeds() if deed.is_for(case.kind) and deed.fits(case)]
