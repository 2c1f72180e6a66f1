"""Messages: threads by the time that is left, one of them opened, answered, or marked as needing no answer."""

import asyncio
from typing import Any, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from handlers.console.casework.deciding import Outcome, decide
from handlers.console.forms.field import Field
from handlers.console.forms.reading import answers
from handlers.console.pages.case import key_of
from handlers.console.pages.deciding import revision_of
from handlers.console.texts import LANGUAGES, N_
from handlers.console.threads.thread import opened
from handlers.console.visit import Posted, Visit, Visiting
from handlers.operating.sayings import Saying
from handlers.operating.standing import known_of
from handlers.reading.finding import relatives
from handlers.reading.threads import answered, promised, unanswered
from lifecycle.playbook.languages import LANGUAGES as DRAFTED
from lifecycle.wording import check

MOST: Final = 100
"""Threads of each list that are shown."""
LETTER: Final = (
    Field("text", N_("Answer"), "area", required=True),
    Field("language", N_("Language")),
    Field("promised_by", N_("Promised by"), "day"),
)
NO_THREAD: Final = N_("No conversation of this order is known. Open the buyer's message here, or write to him there.")

router = APIRouter(prefix="/messages")


@router.get("")
async def threads(visit: Visiting) -> Response:
    """The threads, unanswered ones first."""
    async with visit.context.store.reading() as connection:
        waiting = await unanswered(connection, MOST)
        due, over = await promised(connection, MOST), await answered(connection, MOST // 4)
    template = "messages/list.html" if visit.wants_part else "messages/messages.html"
    return visit.render(template, waiting=waiting, due=due, over=over, most=MOST)


@router.post("/check")
async def examine(visit: Visiting, form: Posted) -> Response:
    """What the wording guard finds in a text that is being written."""
    text, language = str(form.get("text", "")), str(form.get("language", "")) or None
    found = await asyncio.to_thread(check, text, language)  # the first time the rules are compiled, which takes seconds
    return visit.render("messages/findings.html", findings=found)


@router.get("/about/{kind}/{case_id}")
async def about(visit: Visiting, kind: str, case_id: str) -> Response:
    """On to the thread with the buyer of a case."""
    key, context = key_of(visit, kind, case_id), visit.context
    case = (await known_of(context.nc, context.kinds, [key]))[key].case
    if case is None:
        raise HTTPException(404)
    found = [each for each in await relatives(context.nc, context.kinds, case) if each.kind == "conversation"]
    if not found:
        order = getattr(case, "order_id", None) or ""
        return visit.go(f"/open/message?order_id={order}", visit.texts.gettext(NO_THREAD), sort="waiting")
    return visit.go(f"/messages/{max(found, key=lambda each: each.newest or ()).id}")


@router.get("/{case_id}")
async def thread(visit: Visiting, case_id: str, take: str = "", language: str = "", row: str = "") -> Response:
    """One thread; `take` lays a draft into the answer, in that `language`; `row` is what a person says it is about."""
    return await _page(visit, case_id, None, {"take": take, "language": language, "row": row})


@router.post("/{case_id}/reply")
async def reply(visit: Visiting, case_id: str, form: Posted) -> Response:
    """An answer: to be sent, or sent already at the marketplace."""
    key = key_of(visit, "conversation", case_id)
    wrong: dict[str, str] = {}
    typed = {name: str(value) for name, value in form.items() if isinstance(value, str)}
    data = answers(LETTER, typed, ZoneInfo(visit.texts.zone), wrong)
    if wrong:
        return await _page(visit, case_id, Outcome("", "refused", 422, wrong=wrong), typed)
    case = (await known_of(visit.context.nc, visit.context.kinds, [key]))[key].case
    if case is None:
        raise HTTPException(404)
    event, told = _answer(case, data, was_sent=form.get("how") == "sent")
    advice = typed.get("advice") or None
    saying = Saying(key, event, told, revision_of(form), advice, typed.get("despite", "").strip() or None)
    return await _after(visit, case_id, await decide(visit, [saying]), typed)


@router.post("/{case_id}/no-answer")
async def needs_none(visit: Visiting, case_id: str, form: Posted) -> Response:
    """What the buyer wrote needs no answer, a person decides (S3-38)."""
    reason = str(form.get("reason", "")).strip()
    key = key_of(visit, "conversation", case_id)
    saying = Saying(key, "marked_no_reply", {"reason": reason} if reason else {}, revision_of(form))
    return await _after(visit, case_id, await decide(visit, [saying]), {})


def _answer(case: Any, data: dict[str, Any], *, was_sent: bool) -> tuple[str, dict[str, Any]]:  # noqa: ANN401
    """The event of an answer; its key is the next one of the thread, so that a form sent twice is one answer."""
    interim = {"interim": True} if "promised_by" in data else {}
    if was_sent:
        return "sent", {**{name: value for name, value in data.items() if name != "language"}, **interim}
    return "reply_requested", {"key": f"desk-{case.id}-{len(case.replies) + 1}", **data, **interim}


async def _after(visit: Visit, case_id: str, outcome: Outcome, typed: dict[str, str]) -> Response:
    if outcome.is_sent:
        return visit.go(f"/messages/{case_id}", outcome.sentence, sort=outcome.sort)
    return await _page(visit, case_id, outcome, typed)


async def _page(visit: Visit, case_id: str, outcome: Outcome | None, typed: dict[str, str]) -> Response:
    found = await opened(visit, key_of(visit, "conversation", case_id), typed.get("language"), typed.get("row", ""))
    if found is None:
        raise HTTPException(404)
    taken = next((each for each in found.drafts if each.name == typed.get("take")), None)
    zone = ZoneInfo(visit.texts.zone)
    return visit.render(
        "messages/thread.html",
        outcome.status if outcome else 200,
        thread=found,
        outcome=outcome,
        typed=typed,
        taken=taken,
        promised=taken.promised_by.astimezone(zone).date() if taken and taken.promised_by else "",
        drafts_in=[(code, LANGUAGES[code]) for code in DRAFTED],
    )
