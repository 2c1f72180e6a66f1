"""One case: what it is, what it was, what can be done about it."""

import re
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Query
from starlette.responses import Response

from events.values import TOKEN
from handlers.caselog import CaseKey
from handlers.console.casework.looking import Reading
from handlers.console.casework.showing import case_path, show
from handlers.console.forms.whole import DIGITS
from handlers.console.texts import N_
from handlers.console.visit import Visit, Visiting
from handlers.operating.standing import known_of, since

FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)
"""What a moment can be that somebody asks for; every zone can write it."""
NO_MOMENT: Final = N_("That is no moment.")
Moment = Annotated[str | None, Query()]
Revision = Annotated[int, Query(ge=0, lt=10**DIGITS)]

router = APIRouter(prefix="/cases/{kind}/{case_id}")


@router.get("")
async def case(visit: Visiting, kind: str, case_id: str, at: Moment = None, happened: Moment = None) -> Response:
    """The case as it stands; `at` a moment as it was known then, `happened` as what had happened by then."""
    return await show(visit, key_of(visit, kind, case_id), _reading(visit, at, happened))


@router.get("/moment")
async def moment(visit: Visiting, kind: str, case_id: str, to: str = "", reading: str = "at") -> Response:
    """From the slider to the address of what it shows."""
    told = _read(visit, to).isoformat().replace("+00:00", "Z")
    member = "happened" if reading == "happened" else "at"
    return visit.go(f"{case_path(key_of(visit, kind, case_id))}?{member}={told}")


@router.get("/since")
async def news(visit: Visiting, kind: str, case_id: str, revision: Revision) -> Response:
    """What was recorded after a revision, for whoever has the page open; nothing as long as nothing was."""
    key = key_of(visit, kind, case_id)
    known = (await known_of(visit.context.nc, visit.context.kinds, [key]))[key]
    if known.revision <= revision:
        return Response(status_code=204)
    return visit.render("case/moved.html", key=key, since=await since(visit.context.nc, key, revision))


def key_of(visit: Visit, kind: str, case_id: str) -> CaseKey:
    """The case that is asked for; what can be no case is an unknown page."""
    if kind not in visit.context.kinds or re.fullmatch(TOKEN, case_id) is None:
        raise HTTPException(404)
    return kind, case_id


def _reading(visit: Visit, at: str | None, happened: str | None) -> Reading:
    if at:
        return Reading("at", _read(visit, at))
    return Reading("happened", _read(visit, happened)) if happened else Reading()


def _read(visit: Visit, words: str) -> datetime:
    try:
        moment = visit.texts.read_field(words)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not FIRST <= moment <= LAST:
        raise HTTPException(400, visit.texts.gettext(NO_MOMENT))
    return moment
