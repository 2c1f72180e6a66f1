"""Connecting to NATS: without end, never silently, and never to a server that is too old.

`connection_options` are nats-py's and FastStream's alike.
"""

import asyncio
import os
import socket
from collections.abc import Callable
from typing import Any

import nats.errors
import structlog
from nats.aio.client import Client as PlainClient

from handlers.home import find
from handlers.settings import Settings
from handlers.wire.client import Client
from handlers.wire.jetstream import PATIENCE

log = structlog.get_logger(__name__)
OLDEST = (2, 15)
ENGINE_INBOX, PUBLISHER_INBOX = "_RESO", "_INBOX"
"""Where answers travel: the engine's apart from everybody else's, so that a publisher cannot listen to them."""
PENDING = 32 * 1024 * 1024
"""Bytes that wait in the client before sending waits as well: a few whole batches."""

SAID_AGAIN = 60.0
"""Seconds after which an error that goes on is said again."""
_GONE = (OSError, TimeoutError, nats.errors.TimeoutError, nats.errors.UnexpectedEOF, nats.errors.StaleConnectionError)
"""Errors that mean no more than that the connection is lost, or cannot be made again yet."""


class ServerUnavailable(Exception):
    """No NATS server that Reso can use; the sentence says what to do."""


class ServerTooOld(ServerUnavailable):
    """The server lacks what Reso stands on."""


async def connect(
    settings: Settings, name: str, *, on_closed: Callable[[], None] | None = None, patience: float = 10.0
) -> Client:
    """A connection called `name`, made within `patience` seconds, else `ServerUnavailable`.

    Once made it reconnects for ever; should the client give up all the same, `on_closed` is called. Its losses are told
    to people: that it is gone, that it is back, and nothing in between.
    """
    return await connect_with(connection_options(settings, name), on_closed=on_closed, patience=patience, brief=True)


async def connect_with(
    options: dict[str, Any],
    *,
    on_closed: Callable[[], None] | None = None,
    patience: float = 10.0,
    brief: bool = False,
) -> Client:
    """The same from options; unless `brief`, it says once a minute why the connection cannot be made again."""
    watch = _Watch(str(options["name"]), on_closed, brief=brief)
    servers = ", ".join(url.rpartition("@")[2] for url in options["servers"])
    try:
        async with asyncio.timeout(patience):
            await watch.first_connection(options)
    except TimeoutError:
        reason = _words(watch.last_error) if watch.last_error else f"not within {patience:g} s"
        raise ServerUnavailable(f"no NATS server answers at {servers}: {reason}") from None
    await _refuse_old(watch.client, servers)
    watch.established = True
    return watch.client


def connection_options(settings: Settings, name: str) -> dict[str, Any]:
    """Where to connect and as whom; raises `ServerUnavailable` where no address is set and nothing runs in the home."""
    common = {"name": name, "max_reconnect_attempts": -1, "reconnect_time_wait": 0.5, "pending_size": PENDING}
    common |= {"inbox_prefix": ENGINE_INBOX, "flush_timeout": PATIENCE}
    if settings.nats_url:
        servers = [url.strip() for url in settings.nats_url.split(",")]
        return common | {"servers": servers} | _credentials(settings)
    if (server := find(settings.home)) is None:
        raise ServerUnavailable(
            f"no server runs in {settings.home} and RESO_NATS_URL is not set; start one with `reso up`, or set it"
        )
    return common | {"servers": server.url.split(","), "user": server.user, "password": server.password}


def _credentials(settings: Settings) -> dict[str, Any]:
    """As whom to connect to a server of the operator's own."""
    if settings.nats_creds:
        if not settings.nats_creds.is_file():
            raise ServerUnavailable(f"RESO_NATS_CREDS names {settings.nats_creds}, and there is no such file")
        return {"user_credentials": str(settings.nats_creds)}
    if settings.nats_user:
        password = settings.nats_password.get_secret_value() if settings.nats_password else ""
        return {"user": settings.nats_user, "password": password}
    return {}


async def _refuse_old(client: PlainClient, servers: str) -> None:
    """Close the connection to a server older than the oldest that works."""
    version = client.connected_server_version
    if (version.major, version.minor) < OLDEST:
        await client.close()
        shown = f"{version.major}.{version.minor}.{version.patch}"
        raise ServerTooOld(f"NATS at {servers} is version {shown}; Reso needs {OLDEST[0]}.{OLDEST[1]} or newer")


class _Watch:
    """Says in the log what happens to a connection, and ends a first attempt that cannot succeed."""

    def __init__(self, name: str, on_closed: Callable[[], None] | None, *, brief: bool) -> None:
        self.client = Client()
        self.last_error: Exception | None = None
        self.established = False
        self._log, self._on_closed, self._brief = log.bind(connection=name), on_closed, brief
        self._said: dict[str, float] = {}
        self._hopeless: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def first_connection(self, options: dict[str, Any]) -> None:
        """Connect; the client would try for ever, even with a wrong password: that ends it, and so does a timeout."""
        said = {"error_cb": self.failed, "disconnected_cb": self.lost, "reconnected_cb": self.back}
        whole: dict[str, Any] = {**options, **said, "closed_cb": self.closed}
        attempt = asyncio.ensure_future(self.client.connect(**whole))
        try:
            await asyncio.wait((attempt, self._hopeless), return_when=asyncio.FIRST_COMPLETED)
            if self._hopeless.done():
                self._hopeless.result()
            await attempt
        except BaseException:
            attempt.cancel()
            await asyncio.gather(attempt, return_exceptions=True)
            await self.client.close()
            raise

    async def failed(self, error: Exception) -> None:
        """Something went wrong; the client goes on by itself."""
        self.last_error = error
        if not self.established and "authorization violation" in str(error).lower():
            if not self._hopeless.done():
                self._hopeless.set_exception(ServerUnavailable("NATS does not accept the user or the password"))
        elif not self.established:
            self._say("nats.waiting", _words(error))
        elif self._brief and (isinstance(error, _GONE) or not self.client.is_connected):
            self._log.debug("nats.error", error=_words(error))
        else:
            self._say("nats.error", _words(error))

    def _say(self, event: str, error: str) -> None:
        """Warn; of what has been said within the last minute only those hear who debug."""
        now = asyncio.get_running_loop().time()
        self._said = {words: at for words, at in self._said.items() if now - at < SAID_AGAIN}
        say = self._log.debug if error in self._said else self._log.warning
        self._said.setdefault(error, now)
        say(event, error=error)

    async def lost(self) -> None:
        """The connection is gone; one that is closed on purpose says nothing."""
        if self.established and not self.client.is_closed:
            self._log.warning("nats.disconnected")

    async def back(self) -> None:
        """It is there again, with this or another server; whoever was warned of its loss hears of it."""
        self._log.warning("nats.reconnected", url=_without_password(self.client))

    async def closed(self) -> None:
        """It will not come back."""
        if self.established and self._on_closed:
            self._on_closed()


def _without_password(client: PlainClient) -> str:
    """The address of the server in use."""
    return client.connected_url.netloc.rpartition("@")[2] if client.connected_url else ""


def _words(error: BaseException) -> str:
    """What an error says, or what it is called where it says nothing."""
    if isinstance(error, socket.gaierror):
        return "this name is not known"
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno).lower()
    return str(error) or type(error).__name__
