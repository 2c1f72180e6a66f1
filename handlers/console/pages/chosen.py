"""One form for many cases: each is decided on the revision that was chosen, and each has its own outcome."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from fastapi import APIRouter, HTTPException
from starlette.datastructures import FormData
from starlette.responses import Response

from handlers.caselog import CaseKey
from handlers.console.casework.deciding import Outcome, decide
from handlers.console.casework.deeds import Deed, Form, Wrong, deed_of, deeds
from handlers.console.casework.showing import colleagues_of
from handlers.console.forms.whole import whole
from handlers.console.pages.case import key_of
from handlers.console.texts import N_
from handlers.console.visit import Posted, Visit, Visiting
from handlers.operating.sayings import Saying
from handlers.operating.standing import Known, known_of

MOST: Final = 200
"""Cases that one form may decide."""
AT_ONCE: Final = 16
NOT_FOR: Final = N_("This cannot be done to it as it stands.")
GONE: Final = N_("There is no such case.")
NONE_CHOSEN: Final = N_("No case was chosen.")
TOO_MANY: Final = N_("Choose at most %(most)s cases at once.")

router = APIRouter(prefix="/cases/chosen")


class Chosen(NamedTuple):
    """A case as it was chosen: its key and the revision that was on the list."""

    key: CaseKey
    revision: int

    @property
    def token(self) -> str:
        """As a form names it."""
        return f"{self.key[0]}/{self.key[1]}/{self.revision}"


class Row(NamedTuple):
    """A chosen case with its state, and what came of it or stands in the way."""

    chosen: Chosen
    state: str
    outcome: Outcome | None = None


@router.post("")
async def chosen(visit: Visiting, form: Posted) -> Response:
    """The form of a deed for all that were chosen; those it does not fit are named."""
    picked = _picked(visit, form)
    if not picked:
        return visit.go("/cases", visit.texts.gettext(NONE_CHOSEN), sort="refused")
    return await _form(visit, _deed(form), await _rows(visit, _deed(form), picked), form)


@router.post("/do")
async def done(visit: Visiting, form: Posted) -> Response:
    """Decide each, and tell of each what came of it; what the form says wrongly is told before anything is sent."""
    deed, picked = _deed(form), _picked(visit, form)
    known = await known_of(visit.context.nc, visit.context.kinds, [each.key for each in picked])
    try:
        sayings = [_saying(visit, form, deed, each, known[each.key]) for each in picked]
    except Wrong as wrong:
        return await _form(visit, deed, await _rows(visit, deed, picked), form, wrong)
    outcomes = await _decided(visit, sayings)
    after = await known_of(visit.context.nc, visit.context.kinds, [each.key for each in picked])
    rows = [Row(each, _state(after[each.key]), outcome) for each, outcome in zip(picked, outcomes, strict=True)]
    return visit.render("cases/outcomes.html", rows=rows, deed=deed)


async def _decided(visit: Visit, sayings: Sequence[Saying | Outcome]) -> list[Outcome]:
    """What came of each, a few at a time."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(saying: Saying | Outcome) -> Outcome:
        if isinstance(saying, Outcome):
            return saying
        async with gate:
            return await decide(visit, [saying])

    return list(await asyncio.gather(*map(one, sayings)))


def _saying(visit: Visit, form: FormData, deed: Deed, chosen: Chosen, known: Known) -> Saying | Outcome:
    """What is said of a case; an outcome where there is nothing to say. Raises `Wrong`."""
    refused = _unfitting(visit, deed, chosen, known)
    meant = deed_of(deed.name, chosen.key[0])
    if refused or meant is None or known.case is None:
        return refused or Outcome(visit.texts.gettext(NOT_FOR), "refused", 422)
    try:
        data = meant.read(Form(visit.reader, form, visit.texts), known.case)
    except Wrong as wrong:
        if wrong.fields.keys() & form.keys():
            raise
        return Outcome(str(wrong), "refused", 422)  # it is this case that does not take it, not what was typed
    despite = str(form.get("despite", "")).strip() or None
    return Saying(chosen.key, meant.event, data, chosen.revision, despite=despite)


def _unfitting(visit: Visit, deed: Deed, chosen: Chosen, known: Known) -> Outcome | None:
    """Why the deed is nothing for this case, if so; one that has moved is left to what is said of that."""
    meant = deed_of(deed.name, chosen.key[0])
    if known.case is None:
        return Outcome(visit.texts.gettext(GONE), "refused", 404)
    if meant is None or (known.revision == chosen.revision and not meant.fits(known.case)):
        return Outcome(visit.texts.gettext(NOT_FOR), "refused", 422)
    return None


async def _rows(visit: Visit, deed: Deed, picked: Sequence[Chosen]) -> list[Row]:
    known = await known_of(visit.context.nc, visit.context.kinds, [each.key for each in picked])
    return [Row(each, _state(known[each.key]), _unfitting(visit, deed, each, known[each.key])) for each in picked]


async def _form(visit: Visit, deed: Deed, rows: Sequence[Row], form: FormData, wrong: Wrong | None = None) -> Response:
    typed = defaultdict(str, {name: str(value) for name, value in form.items() if name != "case"})
    return visit.render(
        "cases/chosen.html",
        422 if wrong else 200,
        deed=deed,
        rows=rows,
        typed=typed,
        case=None,
        wrong=wrong.fields if wrong else {},
        colleagues=await colleagues_of(visit),
    )


def _deed(form: FormData) -> Deed:
    found = next((deed for deed in deeds() if deed.name == form.get("deed") and deed.in_bulk), None)
    if found is None:
        raise HTTPException(404)
    return found


def _picked(visit: Visit, form: FormData) -> list[Chosen]:
    told = [str(each).split("/") for each in form.getlist("case")]
    if len(told) > MOST:
        raise HTTPException(400, visit.texts.gettext(TOO_MANY, most=MOST))
    return [_chosen(visit, each) for each in told]


def _chosen(visit: Visit, words: Sequence[str]) -> Chosen:
    revision = whole(words[2]) if len(words) == 3 else None
    if revision is None:
        raise HTTPException(400, "case: its kind, its id and the revision, a whole number")
    return Chosen(key_of(visit, words[0], words[1]), revision)


def _state(known: Known) -> str:
    return known.case.state if known.case else ""
