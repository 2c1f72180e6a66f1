"""Open a case by hand: a claim, a message, a feedback, an order; a pasted notice fills in what it says."""

import asyncio
from typing import Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException
from starlette.datastructures import FormData
from starlette.responses import Response

from handlers.console.casework.deciding import Outcome, decide
from handlers.console.forms.field import Form
from handlers.console.forms.opening import FORMS
from handlers.console.forms.prefill import Prefilled, prefilled
from handlers.console.forms.reading import Filled, filled
from handlers.console.texts import N_
from handlers.console.visit import Posted, Visit, Visiting
from handlers.importing.notices import read_notice
from handlers.operating.sayings import Saying

UNREAD: Final = N_("What it is about was not recognised: choose a form, and paste it there.")
READ: Final = N_("Read from the notice. Look it over before you keep it.")
FRESH: Final = 0
"""The revision of a case that does not exist yet."""
EMPTY_ROWS: Final = 5

router = APIRouter(prefix="/open")


@router.get("")
async def choose(visit: Visiting) -> Response:
    """Which form; or the text of a notice."""
    return _page(visit, None, {})


@router.get("/{name}")
async def ask(visit: Visiting, name: str) -> Response:
    """A form; the address may fill in some of it."""
    return _page(visit, _form(name), dict(visit.request.query_params))


@router.post("/notice")
async def paste(visit: Visiting, form: Posted) -> Response:
    """What a pasted notice says, laid into the form that it calls for."""
    notice = await asyncio.to_thread(read_notice, str(form.get("notice", "")))
    read = prefilled(notice, FORMS.get(str(form.get("form", ""))))
    told = visit.texts.gettext(READ if read.form else UNREAD)
    outcome = Outcome(told, "done" if read.form else "refused")
    return _page(visit, read.form, read.values, outcome, read=read, pasted=str(form.get("notice", "")))


@router.post("/{name}")
async def keep(visit: Visiting, name: str, form: Posted) -> Response:
    """Begin the case that the form tells of."""
    asked, typed = _form(name), _typed(form)
    found = filled(asked, typed, ZoneInfo(visit.texts.zone))
    if found.wrong:
        return _page(visit, asked, typed, Outcome("", "refused", 422, wrong=found.wrong))
    saying = _saying(asked, found)
    outcome = await decide(visit, [saying])
    if outcome.is_sent:
        return visit.go(f"/cases/{saying.key[0]}/{saying.key[1]}", outcome.sentence, sort=outcome.sort)
    return _page(visit, asked, typed, outcome, case=saying.key)


def _form(name: str) -> Form:
    if name not in FORMS:
        raise HTTPException(404)
    return FORMS[name]


def _saying(form: Form, found: Filled) -> Saying:
    """The first event of a case; of a moment that is known by its day only, that is said."""
    more = {"precision": "date"} if found.by_day else {}
    key = (form.kind, form.names(found.data))
    return Saying(key, form.event, found.data, FRESH, at=found.at, more=more)


def _typed(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _page(
    visit: Visit,
    form: Form | None,
    values: object,
    outcome: Outcome | None = None,
    *,
    read: Prefilled | None = None,
    **shown: object,
) -> Response:
    known = {"case": None, "pasted": ""}
    allowed = [each for each in FORMS.values() if visit.may(each.kind, each.event)]
    return visit.render(
        "opening/opening.html",
        outcome.status if outcome else 200,
        **{**known, **shown},
        form=form,
        forms=allowed,
        values=values,
        outcome=outcome,
        wrong=outcome.wrong if outcome else {},
        remarks=read.remarks if read else (),
        rows=range(EMPTY_ROWS),
        marketplaces=[name for name in visit.context.pack.names if "." in name],
        currencies=sorted({visit.context.pack.market(name).terms.currency for name in visit.context.pack.names}),
    )
