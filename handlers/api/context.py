"""What the API and the console work with, made once at start."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

import structlog
from nats.aio.client import Client

from handlers import clock as clocks
from handlers.api.attempts import Attempts
from handlers.clock import Clock
from handlers.operating.speaking import Speaker
from handlers.packs import pack_in_force
from handlers.people import Directory, Sessions
from handlers.products import sheet_if_any
from handlers.reading.advising import Counsel
from handlers.reading.following import Bell
from handlers.readmodel.store import Store, open_store
from handlers.settings import Settings, SettingWrong
from handlers.wire.connection import connect
from lifecycle.engine.kind import Kind
from lifecycle.kinds import KINDS
from lifecycle.policy.pack import Pack
from lifecycle.products.sheet import Sheet, SheetError

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Context:
    """The settings, the server, the kinds of case, the clock of the log, the rules in force, the tables, the people."""

    settings: Settings
    nc: Client
    kinds: Mapping[str, Kind[Any]]
    clock: Clock
    pack: Pack
    store: Store
    directory: Directory
    speaker: Speaker
    sessions: Sessions
    bell: Bell
    sheet: Sheet | None = None
    attempts: Attempts = field(default_factory=Attempts)
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when it is time to go: answers without end come to theirs."""

    @property
    def counsel(self) -> Counsel:
        """What advice is drawn from, the figures of the tables among it."""
        return Counsel(self.nc, self.kinds, self.pack, self.clock, self.sheet, self.store)

    @property
    def is_at_home(self) -> bool:
        """Whether only this machine reaches us, and under no other name."""
        return is_loopback(self.settings.console_host) and not self.settings.console_names


def context_of(settings: Settings, nc: Client, clock: Clock, pack: Pack, store: Store) -> Context:
    """A context over a connection and tables that stay their caller's to close."""
    directory = Directory(nc)
    speaker = Speaker(nc, KINDS, clock, settings.refund_approval)
    people = (directory, speaker, Sessions(nc, directory))
    return Context(settings, nc, KINDS, clock, pack, store, *people, Bell(nc), _sheet(settings))


@asynccontextmanager
async def open_context(settings: Settings, name: str = "reso console") -> AsyncIterator[Context]:
    """A context on a connection of its own; raises `SettingWrong` where nobody has a name and all the world listens."""
    pack, store = pack_in_force(settings), open_store(settings)
    nc = await connect(settings, name, patience=30)
    try:
        context = context_of(settings, nc, await clocks.load(nc), pack, store)
        await insist_on_names(context)
        yield context
    finally:
        await store.close()
        await nc.close()


async def insist_on_names(context: Context) -> None:
    """Raise `SettingWrong` where others than this machine can reach us and there is nobody yet whom we would know."""
    if context.is_at_home or any(user.active for user in await context.directory.users()):
        return
    settings = context.settings
    names = f", RESO_CONSOLE_NAMES is {', '.join(settings.console_names)}" if settings.console_names else ""
    raise SettingWrong(
        f"RESO_CONSOLE_HOST is {settings.console_host}{names}: others can reach the console and nobody has a name yet; "
        "give somebody one (`reso user add LOGIN --role lead`, `reso user password LOGIN`), or listen on 127.0.0.1"
    )


def is_loopback(host: str) -> bool:
    """Whether a host that we listen on is reached from this machine alone."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _sheet(settings: Settings) -> Sheet | None:
    """The product sheet; one that is not sound is told, and keeps nobody from his work."""
    try:
        return sheet_if_any(settings)
    except SheetError as wrong:
        log.warning("products.left_out", fault=wrong.faults[0], see="reso products check")
        return None
