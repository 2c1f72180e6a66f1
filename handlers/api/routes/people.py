"""Who calls, signing in and out."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from handlers.api.calling import Calling, Having, drop_session, keep_session, sign_in, sign_out
from handlers.api.problems import Problem
from handlers.people.roles import may_of
from handlers.people.sessions import form_token

router = APIRouter(tags=["people"])


class Me(BaseModel):
    """Who calls, and what he may publish, by kind of case; `form` is what a session's unsafe requests may bring."""

    login: str
    name: str
    sort: str
    role: str
    actor: str
    reads_private: bool
    may: dict[str, list[str]]
    form: str | None = None


class Secret(BaseModel):
    """A login and its password."""

    model_config = ConfigDict(extra="forbid")

    login: str = Field(max_length=64)
    password: str = Field(max_length=1024)


@router.get("/me", response_model=Me)
async def me(caller: Calling) -> Any:  # noqa: ANN401 - JSON
    """Who you are, as we know you."""
    user = caller.user
    named = {"login": user.login, "name": user.name, "sort": user.sort, "role": user.role, "actor": user.actor}
    form = form_token(caller.cookie) if caller.cookie else None
    return {**named, "reads_private": caller.reads_private, "may": may_of(user.role), "form": form}


@router.post("/session", status_code=204)
async def begin(secret: Secret, context: Having, request: Request) -> Response:
    """Sign in as a browser does: answers a cookie."""
    found = await sign_in(context, request, secret.login, secret.password)
    if found is None:
        raise Problem(401, "wrong-password", "this login and this password do not go together")
    answer = Response(status_code=204)
    keep_session(request, answer, found[1])
    return answer


@router.delete("/session", status_code=204)
async def end(caller: Calling, context: Having, request: Request) -> Response:
    """Sign out: the cookie opens nothing any more."""
    if caller.by == "session":
        await sign_out(context, request)
    answer = Response(status_code=204)
    drop_session(request, answer)
    return answer
