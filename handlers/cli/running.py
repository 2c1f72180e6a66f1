"""Running a command's work: the settings, a connection, and the clock of the log."""

import asyncio
import getpass
import re
import signal
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from nats.aio.client import Client

from events.values import TOKEN
from handlers import logs
from handlers.cli.failures import WRONG_USE, Said
from handlers.reading.finding import kinds_of
from handlers.settings import Settings, read_settings
from handlers.wire.connection import connect
from lifecycle.engine.kind import Kind
from lifecycle.kinds import KINDS

log = structlog.get_logger(__name__)
Done = TypeVar("Done")


def prepared(role: str, *, quiet: bool = True, **given: Any) -> Settings:  # noqa: ANN401 - names and types of Settings
    """The settings in force, and logging set up; a command that answers once only warns."""
    settings = read_settings(**{name: value for name, value in given.items() if value is not None})
    calm = quiet and settings.log_level == "info"
    logs.configure(settings.model_copy(update={"log_level": "warning"}) if calm else settings, role)
    return settings


def connected(role: str, work: Callable[[Client, Settings], Awaitable[Done]]) -> Done:
    """What `work` answers, done on a connection of its own."""
    settings = prepared(role)

    async def whole() -> Done:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_murmur)
        nc = await connect(settings, f"reso {role}")
        try:
            return await work(nc, settings)
        finally:
            await loop.shutdown_asyncgens()  # what was read half still holds a subscription
            await nc.close()

    return run(whole())


def _murmur(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What goes wrong beside the work, once its outcome is known, is for who debugs."""
    log.debug("loop.fault", what=context.get("message"), error=repr(context.get("exception")))


def run(work: Coroutine[Any, Any, Done]) -> Done:
    """What a coroutine answers, on a loop of its own."""
    return asyncio.run(work)


def kind_of(name: str) -> Kind[Any]:
    """The kind of case called `name`; a sentence if there is none."""
    if name not in KINDS:
        raise Said(f"{name!r} is no kind of case; there are: {', '.join(KINDS)}", WRONG_USE)
    return KINDS[name]


async def key_of(nc: Client, kind: str | None, case_id: str) -> tuple[str, str]:
    """The case that is meant: of the kind that was said, else of the only kind that has this id."""
    if kind is not None:
        return kind, case_id
    found = await kinds_of(nc, KINDS, case_id)
    if len(found) > 1:
        raise Said(f"{case_id} is the id of a {' and of a '.join(found)}: say which with --kind", WRONG_USE)
    if not found:
        raise Said(f"there is no case {case_id}")
    return found[0], case_id


def moment_of(words: str | None, option: str) -> datetime | None:
    """A moment as an operator writes it: with an offset, or a bare day, which stands for its first instant in UTC."""
    if words is None:
        return None
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        raise Said(f"{option} {words!r} is no moment; write it like 2026-11-20T10:00:00+01:00", WRONG_USE) from None
    if at.tzinfo is None and len(words) > len("2026-11-20"):
        raise Said(f"{option} {words!r} has no offset; write it like 2026-11-20T10:00:00+01:00", WRONG_USE)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def insist_on_token(case_id: str) -> None:
    """A sentence for what can be no case id."""
    if re.fullmatch(TOKEN, case_id) is None:
        raise Said(f"{case_id!r} is no case id: 1 to 64 of the characters A-Z a-z 0-9 _ -", WRONG_USE)


def me() -> str:
    """The login of whoever runs the command."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        raise Said("nobody is logged in here; say who acts with --login", WRONG_USE) from None


def on_signals(stop: Callable[[], None]) -> None:
    """Call `stop` at SIGINT and SIGTERM."""
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)
