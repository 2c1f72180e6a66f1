"""The application that a browser talks to: the pages, the static files, and the API under /api."""

from importlib import import_module
from importlib.resources import files

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from handlers.api.app import api
from handlers.api.context import Context
from handlers.api.gate import Gate
from handlers.console.faults import explain_faults, unexpected
from handlers.console.guarding import Guarded
from handlers.console.nav import PAGES, UNLISTED


def application(context: Context) -> FastAPI:
    """The console over a context, which stays its caller's to close."""
    app = FastAPI(title="Reso", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.context = context
    app.add_middleware(Guarded, explain=unexpected)
    app.add_middleware(Gate, settings=context.settings)
    explain_faults(app)
    app.mount("/api", api(context))
    app.mount("/static", StaticFiles(directory=str(files("handlers.console") / "static")))
    for name in (*UNLISTED, *(page.name for page in PAGES)):
        app.include_router(import_module(f"handlers.console.pages.{name}").router)
    return app
