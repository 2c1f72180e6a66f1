"""Scan: the page of a handheld scanner. A code, what is expected, how many came, how each looks, where it goes."""

from typing import Final

from fastapi import APIRouter, HTTPException
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from handlers.caselog import CaseKey
from handlers.console.casework.deciding import Outcome, decide
from handlers.console.dock.grading import inspection, unanswered
from handlers.console.dock.parcel import units_of
from handlers.console.dock.scanning import COOKIE, is_station, photographed
from handlers.console.dock.scanning import scan as tell
from handlers.console.dock.showing import Step, ready, returned
from handlers.console.pages.case import key_of
from handlers.console.texts import N_
from handlers.console.visit import Posted, Visit, Visiting
from handlers.operating.docking import SORTS, Dock, Seen
from handlers.operating.refusals import NotAllowed
from handlers.operating.sayings import Saying
from handlers.operating.standing import known_of
from handlers.reading.files import FileRefused

NO_UNITS: Final = N_("Say how many units came.")
NO_ANSWER: Final = N_("Still to be answered: %(what)s.")
NOT_FOUND: Final = N_("It is not merged yet: nobody has announced %(code)s. What was read is kept with the parcel.")
MERGED: Final = N_("The parcel belongs to %(case)s: it is merged.")
TAKEN_BACK: Final = N_("The scan is taken back: nothing of it counts.")
YEAR: Final = 365 * 24 * 3600
LONGEST: Final = 256

router = APIRouter(prefix="/scan")


@router.get("")
async def page(visit: Visiting, case: str = "") -> Response:
    """Ready for a code; or with a return whose units are still to be graded."""
    return await _shown(visit, key_of(visit, "return", case), Step()) if case else await ready(visit)


@router.post("/station")
async def settle(visit: Visiting, form: Posted) -> Response:
    """Keep the station at which this browser scans."""
    answer, station = visit.go("/scan"), str(form.get("station", "")).strip()
    if is_station(station):
        answer.set_cookie(COOKIE, station, max_age=YEAR, samesite="lax", httponly=True)
    return answer


@router.post("/look")
async def look(visit: Visiting, form: Posted) -> Response:
    """Whose parcel it is, and what is expected in it."""
    return await ready(visit, seen=await _seen(visit, form))


@router.post("/receive")
async def receive(visit: Visiting, form: Posted) -> Response:
    """The units are here: the scan is told, and shown where it went."""
    seen = await _seen(visit, form)
    units, scan_id = units_of(form, seen) if seen else [], str(form.get("scan_id", ""))
    if seen is None or not units or not scan_id:
        return await ready(visit, Step(_refused(visit, NO_UNITS)), seen)
    scanned, outcome = await tell(visit, seen, units, scan_id)
    if scanned is None:
        return await ready(visit, Step(outcome), seen)
    return await _shown(visit, scanned.key, Step(outcome, scanned))


@router.post("/grade")
async def grade(visit: Visiting, form: Posted) -> Response:
    """How units look and where they go."""
    key = await _graded(visit, form)
    if missing := unanswered(form):
        told = ", ".join(visit.texts.gettext(step.title) for step in missing)
        return await _shown(visit, key, Step(_refused(visit, NO_ANSWER, what=told)))
    try:
        photos = await photographed(visit, key, _photos(form))
    except FileRefused as refused:
        return await _shown(visit, key, Step(Outcome(str(refused), "refused", 422)))
    outcome = await decide(visit, [Saying(key, "inspected", inspection(form, photos, visit.reader.login))])
    done = outcome.is_sent and outcome.sort == "done"
    return await _shown(visit, key, Step(outcome, put=str(form.get("disposition")) if done else ""))


@router.post("/back")
async def take_back(visit: Visiting, form: Posted) -> Response:
    """The last scan was a mistake."""
    outcome = await _correct(visit, form, "scanned by mistake", {"taken_back": True})
    if outcome.is_sent and outcome.sort == "done":
        outcome = Outcome(visit.texts.gettext(TAKEN_BACK), "done")
    return await ready(visit, Step(outcome))


@router.post("/also")
async def also(visit: Visiting, form: Posted) -> Response:
    """A further code of a parcel that nobody announced, or its return: it may find its case by that."""
    key, seen = _key(visit, form), await _seen(visit, form)
    if seen is None:
        return await _shown(visit, key, Step())
    known = {member: str(form.get(f"codes.{member}", "")) for member in SORTS.values()}
    codes = {**{member: code for member, code in known.items() if code}, **seen.codes}
    outcome = await _correct(visit, form, f"read on the parcel as well: {seen.code}", {"codes": codes})
    if not outcome.is_sent:
        return await _shown(visit, key, Step(outcome))
    target = await Dock(visit.context.nc, visit.context.kinds).merged(key) if seen.is_known else None
    if target is None:
        return await _shown(visit, key, Step(Outcome(visit.texts.gettext(NOT_FOUND, code=seen.code), "waiting")))
    return await _shown(visit, ("return", target), Step(Outcome(visit.texts.gettext(MERGED, case=target), "done")))


async def _graded(visit: Visit, form: FormData) -> CaseKey:
    """The return whose units are graded, by somebody whose work that is; raises `NotAllowed`, or a fault for none."""
    if not visit.may("return", "inspected"):
        raise NotAllowed(visit.reader, "return", "inspected")
    key = _key(visit, form)
    if (await known_of(visit.context.nc, visit.context.kinds, [key]))[key].case is None:
        raise HTTPException(404)
    return key


async def _correct(visit: Visit, form: FormData, reason: str, changes: dict[str, object]) -> Outcome:
    """Tell the scan anew, as its own correction."""
    named = {"source": str(form.get("source", "")), "id": str(form.get("id", ""))}
    data = {"corrects": named, "reason": reason, "data": changes}
    return await decide(visit, [Saying(_key(visit, form), "corrected", data)])


async def _shown(visit: Visit, key: CaseKey, step: Step) -> Response:
    page = await returned(visit, key, step)
    if page is None:
        raise HTTPException(404)
    return page


async def _seen(visit: Visit, form: FormData) -> Seen | None:
    """The code that was read, and whose it is."""
    code = str(form.get("code", "")).strip()[:LONGEST]
    return await Dock(visit.context.nc, visit.context.kinds).look(code, visit.context.clock.now()) if code else None


def _refused(visit: Visit, words: str, **values: str) -> Outcome:
    return Outcome(visit.texts.gettext(words, **values), "refused", 422)


def _key(visit: Visit, form: FormData) -> CaseKey:
    return key_of(visit, "return", str(form.get("case", "")))


def _photos(form: FormData) -> list[UploadFile]:
    """The photos that were taken; a browser sends one without a name where there is none."""
    return [each for each in form.getlist("photos") if isinstance(each, UploadFile) and each.filename]
