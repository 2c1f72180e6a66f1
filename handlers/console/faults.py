"""What goes wrong, as a page with a sentence: what it was, and what can be done."""

import traceback
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from events.subjects import NoSubject
from events.unreadable import Unreadable
from handlers.api.context import Context
from handlers.console.forgery import Forged
from handlers.console.texts import N_
from handlers.console.visit import SEE_OTHER, NotSignedIn, Visit, texts_of, visit_of
from handlers.operating.refusals import NotAllowed
from handlers.operating.retrying import InputGone
from handlers.operating.wording import Objectionable
from handlers.packs import PackMissing
from handlers.readmodel.refusals import NoTables
from handlers.wire.jetstream import JetStreamError
from handlers.worker.seals import CaseErased
from lifecycle.products.sheet import SheetError

log = structlog.get_logger()

TITLES: Final = {
    403: N_("That is not yours to do"),
    404: N_("Not found"),
    405: N_("Not possible"),
    410: N_("No longer kept"),
    422: N_("That cannot be read"),
    500: N_("Something went wrong"),
    503: N_("Not yet"),
}
SENTENCES: Final = {
    404: N_("There is no such page or case here."),
    405: N_("This page takes no such request."),
    500: N_("It was a fault of this console and is in its log. What was sent before it stands; nothing is sent twice."),
}
_PHRASES: Final = {status.phrase for status in HTTPStatus}
FORGED: Final = N_("This form did not come from a page of this console, or was open for too long. Load the page again.")
"""What is said where a form lacks its token."""


def explain_faults(app: FastAPI) -> None:
    """Let every fault end in a page."""
    for fault, explained in EXPLAINED.items():
        app.add_exception_handler(fault, explained)


async def _signed_out(request: Request, _fault: Exception) -> Response:
    """To the sign-in, and back again where that can be done."""
    here = f"{request.url.path}?{request.url.query}".rstrip("?") if request.method == "GET" else "/"
    answer = RedirectResponse(f"/login?next={quote(here)}", SEE_OTHER)
    if "hx-request" in request.headers:
        answer.headers["HX-Redirect"] = answer.headers["location"]
        answer.status_code = 204
    return answer


async def _forged(request: Request, _fault: Exception) -> Response:
    return await fault_page(request, 403, (await _visit(request)).texts.gettext(FORGED))


async def _not_allowed(request: Request, fault: Exception) -> Response:
    return await fault_page(request, 403, str(fault))


async def _unreadable(request: Request, fault: Exception) -> Response:
    return await fault_page(request, 422, str(fault))


async def _nowhere(request: Request, _fault: Exception) -> Response:
    return await fault_page(request, 404)


async def _gone(request: Request, fault: Exception) -> Response:
    return await fault_page(request, 410, str(fault))


async def _not_now(request: Request, fault: Exception) -> Response:
    return await fault_page(request, 503, str(fault))


async def _invalid(request: Request, fault: Exception) -> Response:
    told = fault.errors() if isinstance(fault, RequestValidationError) else ()
    return await fault_page(request, 422, "; ".join(f"{each['loc'][-1]}: {each['msg']}" for each in told))


async def _http(request: Request, fault: Exception) -> Response:
    status = fault.status_code if isinstance(fault, HTTPException) else 500
    said = fault.detail if isinstance(fault, HTTPException) else ""
    return await fault_page(request, status, "" if said in _PHRASES else said)


async def unexpected(request: Request, fault: Exception) -> Response:
    """What nobody foresaw: logged, without what the code held (it may be about a buyer); nothing of it is shown."""
    where = "".join(traceback.format_tb(fault.__traceback__, limit=-4))  # not its text: that may be a buyer's
    log.error("console.fault", path=request.url.path, fault=type(fault).__name__, trace=where)
    return await fault_page(request, 500)


async def fault_page(request: Request, status: int, sentence: str = "") -> Response:
    """A page that says what is the matter."""
    visit = await _visit(request)
    _ = visit.texts.gettext
    told = sentence or _(SENTENCES.get(status, SENTENCES[500]))
    return visit.render("shell/fault.html", status, title=_(TITLES.get(status, TITLES[500])), sentence=told)


async def _visit(request: Request) -> Visit:
    """A visit of whoever comes; of nobody we know where that cannot be found out just now."""
    try:
        return await visit_of(request)
    except JetStreamError:
        context: Context = request.app.state.context
        return Visit(request, context, None, texts_of(request, context))


EXPLAINED: Final[dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]]] = {
    NotSignedIn: _signed_out,
    Forged: _forged,
    NotAllowed: _not_allowed,
    Unreadable: _unreadable,
    Objectionable: _unreadable,
    NoTables: _not_now,
    PackMissing: _not_now,
    JetStreamError: _not_now,
    CaseErased: _gone,
    InputGone: _gone,
    SheetError: _unreadable,
    NoSubject: _nowhere,
    RequestValidationError: _invalid,
    HTTPException: _http,
}
