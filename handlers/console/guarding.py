"""What every answer of the console tells a browser: nothing inline, nothing from elsewhere, framed by nobody."""

from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handlers.api.gate import TooLarge

POLICY: Final = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS: Final = {"content-security-policy": POLICY, "referrer-policy": "same-origin"}
STORED: Final = {True: "no-cache", False: "no-store"}
"""Static files are asked for anew each time and answered 304 while they are the same; pages are not stored at all."""

Explain = Callable[[Request, Exception], Awaitable[Response]]


class Guarded:
    """An application whose answers carry these headers; a fault that nobody foresaw is explained on a page."""

    def __init__(self, app: ASGIApp, explain: Explain) -> None:
        self.app, self._explain = app, explain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                _mark(MutableHeaders(scope=message), scope["path"])
            await send(message)

        try:
            await self.app(scope, receive, guarded)
        except TooLarge:
            raise
        except Exception as fault:
            if begun:
                raise
            await (await self._explain(Request(scope, receive), fault))(scope, receive, guarded)


def _mark(headers: MutableHeaders, path: str) -> None:
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("cache-control", STORED[path.startswith("/static/")])
