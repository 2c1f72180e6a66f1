"""Forms are taken from our own pages only: a token in every form has to equal the one in the visitor's cookie."""

import secrets

from fastapi import Request
from starlette.responses import Response

from handlers.console.addresses import place_of

COOKIE, FIELD = "reso_form", "token"


class Forged(Exception):
    """A form that did not come from a page of this console, or from one that was left open for too long."""


def token_of(request: Request) -> str:
    """The token of this visitor, made at his first page."""
    known = request.cookies.get(COOKIE, "")
    return known if len(known) == len(secrets.token_urlsafe()) else secrets.token_urlsafe()


def keep(request: Request, answer: Response, token: str) -> None:
    """Let the visitor's browser keep his token, where it does not have it."""
    if request.cookies.get(COOKIE) != token:
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure)


def insist(request: Request, given: str) -> None:
    """Raise `Forged` unless the form brings the visitor's token and comes from where it goes."""
    known = request.cookies.get(COOKIE, "")
    same = bool(known) and secrets.compare_digest(known.encode(), given.encode())
    if not same or not _is_from_here(request):
        raise Forged


def _is_from_here(request: Request) -> bool:
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
    return site in ("same-origin", "none") and (origin is None or _names_us(origin, request))


def _names_us(origin: str, request: Request) -> bool:
    return place_of(origin) == request.headers.get("host", "").lower()
