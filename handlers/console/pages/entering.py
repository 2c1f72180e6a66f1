"""Signing in and out. On this machine, while nobody has a name, there is nothing to sign in to."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from handlers.api import calling
from handlers.api.attempts import TooOften
from handlers.console.addresses import inside
from handlers.console.texts import N_
from handlers.console.visit import Anyone, Posted, Visit

WRONG: Final = N_("That is no login with its password.")
TOO_OFTEN: Final = N_("Too many wrong passwords. Try again in %(minutes)s minutes.")

router = APIRouter()


@router.get("/login")
async def enter(visit: Anyone, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """The form; whoever is known already goes on."""
    return visit.go(inside(next)) if visit.user else _form(visit, next)


@router.post("/login")
async def entered(visit: Anyone, form: Posted) -> Response:
    """Begin a session, or say why not."""
    _, login, onward = visit.texts.gettext, str(form.get("login", "")).strip(), inside(str(form.get("next", "/")))
    try:
        found = await calling.sign_in(visit.context, visit.request, login, str(form.get("password", "")))
    except TooOften as refused:
        return _form(visit, onward, login, _(TOO_OFTEN, minutes=refused.seconds // 60 + 1), 429)
    if found is None:
        return _form(visit, onward, login, _(WRONG), 403)
    answer = visit.go(onward)
    calling.keep_session(visit.request, answer, found[1])
    return answer


@router.post("/logout")
async def left(visit: Anyone, _form_sent: Posted) -> Response:
    """End the session."""
    await calling.sign_out(visit.context, visit.request)
    answer = visit.go("/login")
    calling.drop_session(visit.request, answer)
    return answer


def _form(visit: Visit, onward: str, login: str = "", wrong: str = "", status: int = 200) -> Response:
    return visit.render("shell/sign_in.html", status, next=onward, login=login, wrong=wrong)
