"""A sentence that the next page shows: left in a cookie, signed, read once."""

import secrets
from typing import Literal, NamedTuple, get_args

from fastapi import Request
from itsdangerous import BadData, URLSafeSerializer
from starlette.responses import Response

COOKIE = "reso_said"
LONGEST = 600
"""Characters of a sentence that fit in a cookie together with its signature."""
_SIGNED = URLSafeSerializer(secrets.token_bytes(32), salt=COOKIE)

Sort = Literal["done", "refused", "waiting"]


class Said(NamedTuple):
    """A sentence, and whether it tells of something done, refused or still waiting."""

    sentence: str
    sort: Sort


def leave(request: Request, answer: Response, sentence: str, sort: Sort) -> None:
    """Leave a sentence for the next page."""
    value = _SIGNED.dumps([sentence[:LONGEST], sort])
    answer.set_cookie(COOKIE, str(value), httponly=True, samesite="strict", secure=request.url.scheme == "https")


def left(request: Request) -> list[Said]:
    """What was left for this page."""
    try:
        sentence, sort = _SIGNED.loads(request.cookies.get(COOKIE, ""))
    except (BadData, ValueError, TypeError):
        return []
    return [Said(str(sentence), sort)] if sort in get_args(Sort) else []


def forget(request: Request, answer: Response) -> None:
    """What was left has been shown."""
    if COOKIE in request.cookies:
        answer.delete_cookie(COOKIE)
