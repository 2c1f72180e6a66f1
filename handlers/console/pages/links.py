"""Signed links of notifications: following one shows what it would do, sending its form does it, once."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from events.unreadable import Unreadable
from handlers.console.pages.deciding import revision_of
from handlers.console.texts import N_
from handlers.console.visit import Anyone, Posted, Visit
from handlers.notifying.following import BeingUsed, Follower, Look
from handlers.notifying.links import Link, LinkWrong
from handlers.notifying.secret import signature
from handlers.operating.acting import Verdict
from handlers.operating.refusals import NotHeard
from handlers.operating.wording import Objectionable
from handlers.people import LOCAL

router = APIRouter()

TITLES: Final = {"authorize": N_("Authorize %(case)s"), "close": N_("Close %(case)s"), "reply": N_("Reply in %(case)s")}
NOT_OURS: Final = N_("This link is not one of ours, or a part of it is missing.")
NOT_YOURS: Final = N_(
    "This link was sent to %(login)s, in whose name it acts; you are %(reader)s. Act on the page of the case instead."
)
BUSY: Final = N_("Somebody has just used this link.")
DONE: Final = N_("It is done.")
TAKEN: Final = N_("It is stored; a worker has yet to record it.")


@router.get("/links/{token}")
async def show(visit: Anyone, token: str) -> Response:
    """What a link would do, and whether it still counts; nothing is done."""
    link = await _link(visit, token)
    return _page(visit, await _follower(visit).look(link), {})


@router.post("/links/{token}")
async def act(visit: Anyone, token: str, form: Posted) -> Response:
    """Do what the link is for."""
    link = await _link(visit, token)
    given = {name: str(form.get(name, "")).strip() for name in ("reason", "note", "text", "language", "despite")}
    follower = _follower(visit)
    look = await follower.look(link)
    if look.standing != "open":
        return _page(visit, look, given)
    try:
        verdict = await follower.act(look, _data(link, given), revision_of(form), despite=given["despite"] or None)
    except BeingUsed:
        return visit.go(visit.request.url.path, visit.texts.gettext(BUSY), sort="refused")
    except (NotHeard, Objectionable, Unreadable) as refusal:
        wordy = isinstance(refusal, Objectionable)
        return _page(visit, await follower.look(link), given, wrong=str(refusal), wordy=wordy)
    return _told(visit, verdict)


def _told(visit: Visit, verdict: Verdict) -> Response:
    """On to the link itself, which then says how it was used."""
    here, _ = visit.request.url.path, visit.texts.gettext
    if verdict.is_good:
        return visit.go(here, _(DONE))
    if verdict.standing == "waiting":
        return visit.go(here, _(TAKEN), sort="waiting")
    return visit.go(here, verdict.reason, sort="refused")


def _data(link: Link, given: Mapping[str, str]) -> dict[str, Any]:
    """The data of the event."""
    if link.action == "authorize":
        return {"by": "operator"}
    if link.action == "close":
        return {"reason": given["reason"], "note": given["note"]}
    told = {"key": link.id, "text": given["text"]}
    return {**told, "language": given["language"]} if given["language"] else told


def _page(visit: Visit, look: Look, given: Mapping[str, str], *, wrong: str = "", wordy: bool = False) -> Response:
    link = look.link
    title = visit.texts.gettext(TITLES[link.action], case=link.case_id)
    values = {"look": look, "link": link, "title": title, "given": given, "wrong": wrong, "wordy": wordy}
    deadline = min(look.case.deadlines, key=lambda each: each.due_at, default=None) if look.case else None
    return visit.render(
        "links/link.html",
        422 if wrong else 200,
        **values,
        reasons=_reasons(visit, link),
        deadline=deadline,
        order=getattr(look.case, "order_id", None),
        marketplace=visit.context.kinds[link.kind].market(look.case) if look.case else None,
    )


def _reasons(visit: Visit, link: Link) -> Sequence[str]:
    """For what reasons a case of this kind can be closed by a person."""
    if link.action != "close" or link.kind not in visit.context.kinds:
        return ()
    model = visit.context.kinds[link.kind].catalogue.entry(link.kind, "closed").model
    told = model.model_json_schema()["properties"]["reason"].get("enum", ())
    return [reason for reason in told if reason != "merged"]


async def _link(visit: Visit, token: str) -> Link:
    """What a token says; a fault for one that we did not sign, or that was sent to somebody else than the reader."""
    try:
        link = (await signature(visit.context.nc)).read(token)
    except LinkWrong:
        raise HTTPException(404, visit.texts.gettext(NOT_OURS)) from None
    if visit.user not in (None, LOCAL) and visit.user.login != link.login:
        raise HTTPException(403, visit.texts.gettext(NOT_YOURS, login=link.login, reader=visit.user.login))
    return link


def _follower(visit: Visit) -> Follower:
    context = visit.context
    return Follower(context.nc, context.kinds, context.clock, context.directory, context.speaker)
