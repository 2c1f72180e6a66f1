"""What is asked of a unit at the dock, one key an answer; and the inspection that the answers make."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from starlette.datastructures import FormData

from events.codes import Disposition, Grade
from events.worth_codes import Condition
from handlers.console.texts import N_

KEYS: Final = "1234567890abc"
"""The keys of the choices of a step, in their order."""


class Step(NamedTuple):
    """One question; each choice has a key of its own."""

    name: str
    title: str
    choices: tuple[str, ...]

    @property
    def keyed(self) -> list[tuple[str, str]]:
        """The choices with their keys."""
        return list(zip(KEYS, self.choices, strict=False))


CONDITIONS: Final = tuple(str(each) for each in Condition if each is not Condition.OTHER)
PLACES: Final = tuple(str(each) for each in Disposition if each is not Disposition.OTHER)
STEPS: Final = (
    Step("item", N_("The item"), CONDITIONS),
    Step("accessories", N_("Its accessories"), CONDITIONS),
    Step("packaging", N_("Its packaging"), CONDITIONS),
    Step("grade", N_("Its grade"), tuple(str(each) for each in Grade if each is not Grade.OTHER)),
    Step("disposition", N_("Where to put it"), PLACES),
)
"""The questions about a unit, in their order (B-18, F.4)."""
IN_THE_BOX: Final[Mapping[str, str]] = {"wrong_item": "wrong_item", "empty": "empty_box"}
"""Grades that say that the box held something else than was sold."""
MISMATCHES: Final = ("used", "swapped")
"""What else may have been in the box; nobody can tell it from the grade."""
FAULTS: Final = ("buyer", "seller", "carrier", "marketplace")


def inspection(form: FormData, photos: Sequence[str], inspector: str) -> dict[str, Any]:
    """The answers as the data of an inspection; `photos` are references of files of the case."""
    told = {step.name: str(form.get(step.name, "")) for step in STEPS}
    named = {name: str(form.get(name, "")) for name in ("line", "sku", "fault")}
    other = str(form.get("mismatch", "")) or IN_THE_BOX.get(told["grade"], "")
    unit: dict[str, Any] = {name: value for name, value in {**told, **named, "mismatch": other}.items() if value}
    unit["quantity"] = _number(str(form.get("quantity", "")))
    if photos:
        unit["photos"] = list(photos)
    note = str(form.get("note", "")).strip()
    return {"units": [unit], "inspector": inspector, **({"note": note} if note else {})}


def unanswered(form: FormData) -> list[Step]:
    """The questions that have no answer, or one that is none of theirs."""
    return [step for step in STEPS if str(form.get(step.name, "")) not in step.choices]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 7 else 0
