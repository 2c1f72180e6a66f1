"""A visit: one request of a person, with who reads, in which language and zone, and how to answer.

`Visiting` gives a page its visit, `Posted` the form that was sent, its token checked.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from babel import negotiate_locale
from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from handlers.api.calling import Caller, caller_of
from handlers.api.context import Context
from handlers.console import flash, forgery
from handlers.console.nav import PAGES
from handlers.console.templating import environment
from handlers.console.texts import LANGUAGES, ZONES, Texts, known_zone
from handlers.people import User, may, may_do
from handlers.people.roles import Deed

LANGUAGE, ZONE, THEME = "reso_language", "reso_zone", "reso_theme"
THEMES = ("auto", "light", "dark")
SEE_OTHER = 303


class NotSignedIn(Exception):
    """Nobody is signed in; the page of the sign-in is shown instead."""


@dataclass(frozen=True)
class Visit:
    """A request of a `caller` (None only on pages that are for everybody), and how it is answered."""

    request: Request
    context: Context
    caller: Caller | None
    texts: Texts

    @property
    def user(self) -> User | None:
        """Who reads, if anybody is known."""
        return self.caller.user if self.caller else None

    @property
    def reader(self) -> User:
        """Who reads; raises `NotSignedIn`."""
        if self.user is None:
            raise NotSignedIn
        return self.user

    @property
    def here(self) -> str:
        """The address of this page with its question, for coming back to it."""
        query = self.request.url.query
        return f"{self.request.url.path}?{query}" if query else self.request.url.path

    @property
    def can_leave(self) -> bool:
        """Whether the reader signed in, and can sign out."""
        return self.caller is not None and self.caller.by == "session"

    def may(self, kind: str, event: str) -> bool:
        """Whether the reader's role publishes this event."""
        return may(self.reader.role, kind, event)

    def may_do(self, deed: Deed) -> bool:
        """Whether the reader's role may do what is no event."""
        return may_do(self.reader.role, deed)

    @property
    def wants_part(self) -> bool:
        """Whether HTMX asks, for a part of the page."""
        return self.request.headers.get("hx-request") == "true"

    def render(self, template: str, status: int = 200, /, **values: Any) -> Response:  # noqa: ANN401 - what the page shows
        """A page, or a part of one, from its template."""
        page = environment(self.texts.language).get_template(template)
        token = forgery.token_of(self.request)
        answer = HTMLResponse(page.render(self._always(token), **values), status)
        forgery.keep(self.request, answer, token)
        flash.forget(self.request, answer)
        return answer

    def go(self, path: str, said: str | None = None, *, sort: flash.Sort = "done") -> Response:
        """On to another page, where `said` is shown."""
        answer = RedirectResponse(path, SEE_OTHER)
        if said is not None:
            flash.leave(self.request, answer, said, sort)
        return answer

    def _always(self, token: str) -> Mapping[str, Any]:
        """What every template knows."""
        return {
            "visit": self,
            "texts": self.texts,
            "user": self.user,
            "token": token,
            "pages": PAGES,
            "path": self.request.url.path,
            "languages": LANGUAGES,
            "zones": [(zone, zone) for zone in dict.fromkeys((*ZONES, self.texts.zone))],
            "themes": THEMES,
            "theme": _one_of(THEMES, self.request.cookies.get(THEME), "auto"),
            "zoned": ZONE in self.request.cookies,
            "speed": self.context.clock.speed,
            "flashes": flash.left(self.request),
        }


async def visit_of(request: Request) -> Visit:
    """A visit of whoever comes."""
    context: Context = request.app.state.context
    return Visit(request, context, await caller_of(context, request), texts_of(request, context))


async def somebody(visit: Annotated[Visit, Depends(visit_of)]) -> Visit:
    """A visit of somebody who is signed in."""
    if visit.caller is None:
        raise NotSignedIn
    return visit


async def posted(request: Request) -> AsyncIterator[FormData]:
    """The form that was sent from one of our own pages, its files open until the answer; raises `Forged`."""
    async with request.form() as form:
        forgery.insist(request, str(form.get(forgery.FIELD, "")))
        yield form


Anyone = Annotated[Visit, Depends(visit_of)]
Visiting = Annotated[Visit, Depends(somebody)]
Posted = Annotated[FormData, Depends(posted)]


def texts_of(request: Request, context: Context) -> Texts:
    """The language and zone that the reader chose; else what his browser prefers."""
    zone = request.cookies.get(ZONE, "")
    return Texts(_language(request), zone if known_zone(zone) else "UTC", context.clock.now())


def _language(request: Request) -> str:
    chosen = request.cookies.get(LANGUAGE, "")
    if chosen in LANGUAGES:
        return chosen
    told = [part.partition(";")[0].strip() for part in request.headers.get("accept-language", "").split(",")]
    return negotiate_locale([each.partition("-")[0] for each in told], list(LANGUAGES)) or "en"


def _one_of(allowed: tuple[str, ...], value: str | None, otherwise: str) -> str:
    return value if value in allowed else otherwise
