"""What is decided about one case: by a form, on advice, about an event that does not fit; notes and files."""

from fastapi import APIRouter, HTTPException
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from handlers.console.casework.deciding import Outcome, decide
from handlers.console.casework.deeds import Form, Wrong, deed_of
from handlers.console.casework.looking import proposed
from handlers.console.casework.showing import answer
from handlers.console.forms.whole import whole
from handlers.console.pages.case import key_of
from handlers.console.visit import Posted, Visit, Visiting
from handlers.operating.sayings import Saying
from handlers.operating.standing import known_of
from handlers.operating.weighing import ASKED

router = APIRouter(prefix="/cases/{kind}/{case_id}")


@router.post("/do/{name}")
async def do(visit: Visiting, kind: str, case_id: str, name: str, form: Posted) -> Response:
    """A deed, by its form."""
    key, deed = key_of(visit, kind, case_id), deed_of(name, kind)
    case = (await known_of(visit.context.nc, visit.context.kinds, [key]))[key].case
    if deed is None or case is None:
        raise HTTPException(404)
    try:
        data = deed.read(Form(visit.reader, form, visit.texts), case)
    except Wrong as wrong:
        return await answer(visit, key, Outcome(str(wrong), "refused", 422, wrong=wrong.fields), typed_in(form, name))
    despite = str(form.get("despite", "")).strip() or None
    return await _say(visit, Saying(key, deed.event, data, revision_of(form), despite=despite), form, name)


@router.post("/note")
async def note(visit: Visiting, kind: str, case_id: str, form: Posted) -> Response:
    """Something written down; it is no decision, and does not mind that the case has moved."""
    data = {"note": str(form.get("note", "")).strip()}
    return await _say(visit, Saying(key_of(visit, kind, case_id), "noted", data), form, "note")


@router.post("/second")
async def second(visit: Visiting, kind: str, case_id: str, form: Posted) -> Response:
    """A refund that somebody else has proposed is carried out, just as it was proposed."""
    key = key_of(visit, kind, case_id)
    case = (await known_of(visit.context.nc, visit.context.kinds, [key]))[key].case
    waiting = await proposed(visit, key, case) if case else []
    data = next((each.data for each in waiting if each.note == form.get("note")), None)
    if data is None:
        raise HTTPException(404)
    return await _say(visit, Saying(key, ASKED, data, revision_of(form)), form, "second")


@router.post("/dismiss")
async def dismiss(visit: Visiting, kind: str, case_id: str, form: Posted) -> Response:
    """An event that does not fit is laid aside."""
    target = {"source": str(form.get("source", "")), "id": str(form.get("id", ""))}
    data = {"event": target, "reason": str(form.get("reason", "")).strip()}
    saying = Saying(key_of(visit, kind, case_id), "dismissed", data, revision_of(form))
    return await _say(visit, saying, form, "dismiss")


def revision_of(form: FormData) -> int:
    """The revision on which the form was decided; a form without one was not made by a page of ours."""
    told = whole(form.get("revision"))
    if told is None:
        raise HTTPException(400, "revision: a whole number")
    return told


async def _say(visit: Visit, saying: Saying, form: FormData, name: str) -> Response:
    return await answer(visit, saying.key, await decide(visit, [saying]), typed_in(form, name))


def typed_in(form: FormData, name: str) -> dict[str, str]:
    """What was typed, and in which form."""
    return {"form": name, **{field: str(value) for field, value in form.items() if not isinstance(value, UploadFile)}}
