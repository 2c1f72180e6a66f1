"""The playbook on a case: its options with their drafts, and taking one."""

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from handlers.caselog import CaseKey
from handlers.console.casework.advising import LEFT, Taken, advised, seen, take
from handlers.console.casework.deciding import Outcome, decide, refused
from handlers.console.casework.showing import answer, case_path
from handlers.console.pages.case import key_of
from handlers.console.pages.deciding import revision_of, typed_in
from handlers.console.visit import Posted, Visit, Visiting
from handlers.operating.refusals import NotHeard
from handlers.operating.standing import known_of
from lifecycle.playbook.advising import NoAdvice

router = APIRouter(prefix="/cases/{kind}/{case_id}/advice")


@router.get("")
async def advice(visit: Visiting, kind: str, case_id: str) -> Response:
    """What can be done, in options; a part of the page of the case, or a page of its own."""
    key = key_of(visit, kind, case_id)
    revision = (await known_of(visit.context.nc, visit.context.kinds, [key]))[key].revision
    found = await advised(visit, key)
    if found is None:
        raise HTTPException(404)
    template = "case/advice.html" if visit.wants_part else "case/advice_page.html"
    return visit.render(template, key=key, here=case_path(key), revision=revision, rows=found.rows, seen=found.seen)


@router.post("")
async def taken(visit: Visiting, kind: str, case_id: str, form: Posted) -> Response:
    """Take an option: publish what it consists of."""
    key, typed = key_of(visit, kind, case_id), typed_in(form, "advice")
    try:
        found = await take(visit, key, form, revision_of(form))
    except NoAdvice as none:
        return await answer(visit, key, Outcome(str(none), "refused", 422), typed)
    except NotHeard as fault:
        return await answer(visit, key, refused(fault, visit.texts), typed)
    outcome = await decide(visit, found.sayings)
    if not outcome.is_sent:
        return await answer(visit, key, outcome, {**typed, **await _anew(visit, key, found)})
    if found.letter_is_left:
        outcome = Outcome(f"{outcome.sentence}\n{visit.texts.gettext(LEFT)}", "waiting")
    return await answer(visit, key, outcome, typed)


async def _anew(visit: Visit, key: CaseKey, found: Taken) -> dict[str, str]:
    """Where the other cases stand now: what happened is on the page on which it is decided anew."""
    others = [saying.key for saying in found.sayings if saying.key != key]
    return {field: str(revision) for field, revision in (await seen(visit, others)).items()}
