"""A deed whose form is data: its fields are shown by one template and read by one function."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from handlers.console.casework.deeds import Deed, Form, Wrong
from handlers.console.forms.field import Field
from handlers.console.forms.reading import answers, mistakes
from lifecycle.engine.case import Case

TEMPLATE: Final = "actions/asked.html"


def _nothing(_case: Any) -> Mapping[str, str]:  # noqa: ANN401 - a case of any kind
    return {}


@dataclass(frozen=True)
class Asking(Deed):
    """A deed with its fields; what several cases cannot share is not asked of them together."""

    fields: tuple[Field, ...] = ()
    single: frozenset[str] = frozenset()
    """Fields that are asked about one case only."""
    proposed: Callable[[Any], Mapping[str, str]] = field(default=_nothing)
    """What the form of one case holds before anybody answers."""

    def asked(self, case: Case | None) -> tuple[Field, ...]:
        """What is asked: about one case, or (None) about several at once."""
        return self.fields if case else tuple(each for each in self.fields if each.name not in self.single)

    def before(self, case: Case | None) -> Mapping[str, str]:
        """What stands in the fields before anybody answers."""
        return self.proposed(case) if case else {}


def answered(form: Form, fields: tuple[Field, ...]) -> dict[str, Any]:
    """The answers by member; raises `Wrong` for those that cannot be read."""
    wrong: dict[str, str] = {}
    given = {name: value for name, value in form.typed.items() if isinstance(value, str)}
    data = answers(fields, given, ZoneInfo(form.texts.zone), wrong)
    if wrong:
        raise Wrong({name: form.texts.gettext(words) for name, words in wrong.items()})
    return data


def insist(form: Form, event: tuple[str, str], data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The data, if the model of the event (kind and name) takes it; raises `Wrong` with a sentence a member."""
    if found := mistakes(*event, data):
        raise Wrong({name: form.texts.gettext(words) for name, words in found.items()})
    return data
