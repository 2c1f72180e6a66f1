"""What stands before every address: under which name we are asked for, how much is sent, what a browser may do with it.

A page elsewhere can make a browser ask for `http://its.own.name:8420` and let that name lead to this machine: so on the
loopback interface we answer under our own names only.
"""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from events.parsing import MAX_BYTES
from handlers.api.context import is_loopback
from handlers.api.problems import problem, unexpected
from handlers.settings import Settings

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
FORM: Final = 1024 * 1024
"""Most bytes of a form besides the files in it."""
HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(), microphone=()",
}
"""Set where the answer does not set them itself."""


class TooLarge(Exception):
    """More was sent than is taken."""


class Gate:
    """An application behind these checks; what nobody foresaw is answered as a problem and logged."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answering(send)
        headers, most = Headers(scope=scope), self._most(scope)
        try:
            if not self._is_our_name(headers.get("host", "")):
                await _misdirected(scope, receive, answer)
            elif _told_length(headers) > most:
                await _too_large(most)(scope, receive, answer)
            else:
                await self.app(scope, _counted(receive, most), answer)
        except TooLarge:
            await self._end(scope, receive, answer, _too_large(most))
        except Exception as fault:  # noqa: BLE001 - whatever it is, nobody outside learns of our insides
            await self._end(scope, receive, answer, unexpected(scope["path"], fault))

    async def _end(self, scope: Scope, receive: Receive, answer: "_Answering", last: ASGIApp) -> None:
        """Say how it ended, unless an answer is under way: then that breaks off."""
        if not answer.begun:
            await last(scope, receive, answer)

    def _is_our_name(self, host: str) -> bool:
        name = _name(host)
        if name in {each.lower() for each in self._settings.console_names}:
            return True
        if not is_loopback(self._settings.console_host):
            return not self._settings.console_names or name == self._settings.console_host.lower()
        return name in LOOPBACK or name == self._settings.console_host.lower()

    def _most(self, scope: Scope) -> int:
        """Most bytes of a body: an event, or a form with files."""
        files = scope["path"].endswith("/files") or not scope["path"].startswith(("/api/", "/v1/"))
        kind = Headers(scope=scope).get("content-type", "")
        return int(self._settings.private_max_file) + FORM if files and kind.startswith("multipart/") else MAX_BYTES


class _Answering:
    """Sends an answer with our headers, and knows whether it has begun."""

    def __init__(self, send: Send) -> None:
        self._send, self.begun = send, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)


def _counted(receive: Receive, most: int) -> Callable[[], Awaitable[Message]]:
    """The body as it comes, up to the most that is taken."""
    taken = 0

    async def part() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooLarge
        return message

    return part


def _told_length(headers: Headers) -> int:
    told = headers.get("content-length", "0")
    return int(told[:18]) if told.isascii() and told.isdecimal() else 0


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _too_large(most: int) -> ASGIApp:
    return problem(413, "too-large", f"the body is too large: at most {most:,} bytes are taken here")


async def _misdirected(scope: Scope, receive: Receive, send: Send) -> None:
    sentence = "we do not answer under this name: localhost and what RESO_CONSOLE_NAMES says are ours"
    await problem(421, "not-our-name", sentence)(scope, receive, send)
