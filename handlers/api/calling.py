"""Who calls: a bearer token, a session's cookie, or, on the loopback interface while nobody has a name, `local`.

    caller = await caller_of(context, request)      # None: nobody we know
    Calling                                         # a dependency: a caller, or 401

What a browser sends along by itself (a cookie, or nothing where `local` acts) changes nothing unless it comes from our
own pages: `refuse_foreign` looks at where a request comes from.
"""

import secrets
from dataclasses import dataclass
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.responses import Response

from handlers.api.context import Context, is_loopback
from handlers.api.problems import Problem
from handlers.people import LOCAL, User, may_do
from handlers.people.roles import Deed
from handlers.people.sessions import LASTS, form_token

COOKIE: Final = "reso_session"
FORM_HEADER: Final = "x-reso-form"
PASSED_ON: Final = (
    "forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto", "x-real-ip",
    "x-client-ip", "cf-connecting-ip",
)  # fmt: skip
"""What a proxy adds: whoever stands behind it is not at this machine."""
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and by what he is known; `cookie` is that of his session."""

    user: User
    by: Literal["token", "session", "local"]
    cookie: str = ""

    @property
    def reads_private(self) -> bool:
        """Whether he may read what buyers wrote."""
        return may_do(self.user.role, "reads_private")


async def caller_of(context: Context, request: Request) -> Caller | None:
    """Who calls; None if it is nobody we know. A token that is none is not made up for by a cookie."""
    kind, _, told = request.headers.get("authorization", "").partition(" ")
    if kind:
        user = await context.directory.of_token(told.strip()) if kind.lower() == "bearer" else None
        return Caller(user, "token") if user else None
    if cookie := request.cookies.get(COOKIE, ""):
        user = await context.sessions.user_of(cookie)
        if user:
            return Caller(user, "session", cookie)
    if context.is_at_home and _is_here(request) and await context.directory.is_empty():
        return Caller(LOCAL, "local")
    return None


def _is_here(request: Request) -> bool:
    """Whether a request comes from this machine, and nobody has passed it on."""
    here = request.client is None or is_loopback(request.client.host)
    return here and not any(name in request.headers for name in PASSED_ON)


def refuse_foreign(request: Request, caller: Caller) -> None:
    """Raise `Problem` for what another site makes a browser send."""
    if caller.by == "token" or request.method in SAFE:
        return
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    given = request.headers.get(FORM_HEADER, "")
    if origin is not None:
        fine = _place(origin) == request.headers.get("host", "").lower()
    elif site is not None:
        fine = site in ("same-origin", "none")
    else:  # no browser of today: a session still needs the token of its forms
        fine = caller.by == "local" or secrets.compare_digest(given.encode(), form_token(caller.cookie).encode())
    if not fine:
        raise Problem(403, "cross-site", "this comes from another site: a change has to come from one of our own pages")


def _place(origin: str) -> str:
    """The host and port of an origin; nothing for what is none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # half an IPv6 address
        return ""


async def calling(request: Request) -> Caller:
    """The caller of a request; raises `Problem` for nobody we know, and for what another site sends."""
    context: Context = request.app.state.context
    caller = await caller_of(context, request)
    if caller is None:
        sentence = "say who you are: `Authorization: Bearer TOKEN` (`reso user token` makes one), or sign in"
        raise Problem(401, "unknown-caller", sentence, {"www-authenticate": 'Bearer realm="reso"'})
    refuse_foreign(request, caller)
    return caller


async def having(request: Request) -> Context:
    """The context of the application."""
    context: Context = request.app.state.context
    return context


KNOWN: Final = (Depends(calling),)
"""For addresses that everybody may read who says who he is."""
Calling = Annotated[Caller, Depends(calling)]
Having = Annotated[Context, Depends(having)]


def insist_on(caller: Caller, deed: Deed, told: str) -> None:
    """Raise `Problem` unless the caller's role may do this; `told` is the deed in words."""
    if not may_do(caller.user.role, deed):
        raise Problem(403, "not-allowed", f"{caller.user.actor} is {caller.user.role} and may not {told}")


async def sign_in(context: Context, request: Request, login: str, password: str) -> tuple[User, str] | None:
    """Who signs in, and the cookie of a new session; None for a wrong password. Raises `TooOften`."""
    address = request.client.host if request.client else ""
    context.attempts.begin(login, address)
    user = await context.directory.sign_in(login, password)
    if user is None:
        return None
    context.attempts.succeeded(login, address)
    await sign_out(context, request)
    return user, await context.sessions.begin(user)


async def sign_out(context: Context, request: Request) -> None:
    """End the session of a request, if it has one."""
    if cookie := request.cookies.get(COOKIE, ""):
        await context.sessions.end(cookie)


def keep_session(request: Request, answer: Response, cookie: str) -> None:
    """Let the browser keep the cookie of a session: for us alone, over https where we are asked so.

    It comes along when somebody follows a link from a mail; what changes something looks at where it comes from.
    """
    secure, age = request.url.scheme == "https", int(LASTS.total_seconds())
    answer.set_cookie(COOKIE, cookie, max_age=age, httponly=True, samesite="lax", secure=secure, path="/")


def drop_session(request: Request, answer: Response) -> None:
    """Let the browser forget it."""
    secure = request.url.scheme == "https"
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=secure, path="/")
