"""The API as an application: every address under /v1, every error a problem, OpenAPI 3.1 of itself."""

from importlib import import_module
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Security
from fastapi.security import HTTPBearer

from handlers.api.answers import Answer
from handlers.api.context import Context
from handlers.api.gate import Gate
from handlers.api.problems import MEDIA, explain

ROUTES: Final = ("people", "cases", "events", "waiting", "numbers", "state", "contract")
"""The files in `handlers/api/routes`, each with a `router`, in the order in which they are listed."""
BEARER: Final = HTTPBearer(auto_error=False, description="A token that `reso user token` has made.")
"""How OpenAPI tells of tokens; who calls is found out in `calling`."""
ABOUT: Final = """Cases, deadlines and numbers of what happens after the sale; events published like anyone else's.

Say who you are with `Authorization: Bearer TOKEN`; the actor of every event comes from that, never from what is sent.
Every refusal is a problem (RFC 9457) whose `detail` is a sentence for people.
"""


def api(context: Context) -> FastAPI:
    """The API over a context, which stays its caller's to close."""
    app = FastAPI(
        title="Reso",
        version="1",
        description=ABOUT,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        default_response_class=Answer,
        responses=_problems(),
        separate_input_output_schemas=False,
    )
    app.state.context = context
    app.add_middleware(Gate, settings=context.settings)
    explain(app)
    whole = APIRouter(prefix="/v1", dependencies=[Security(BEARER)])
    for name in ROUTES:
        whole.include_router(import_module(f"handlers.api.routes.{name}").router)
    app.include_router(whole)
    return app


def _problems() -> dict[int | str, dict[str, Any]]:
    """That every address may answer a problem."""
    members = {name: {"type": "string"} for name in ("type", "title", "detail")}
    schema = {
        "type": "object",
        "properties": {**members, "status": {"type": "integer"}},
        "required": ["type", "title", "status", "detail"],
    }
    told = {"description": "A problem, in a sentence", "content": {MEDIA: {"schema": schema}}}
    return {"4XX": told, "5XX": told}
