"""Connectors as processes of their own, the gateway they pay through, and a mail server that is slow or says no."""

import asyncio
import json
import sys
import urllib.request
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from nats.aio.client import Client

from events import subjects
from handlers.settings import Settings
from handlers.wire.jetstream import ask
from tests.edge.processes import ROOT, WorkerProcess, environment
from tests.edge.waiting import until


class ConnectorProcess(WorkerProcess):
    """One connector; what it says goes to a file."""

    async def is_ready(self) -> bool:
        """Whether it has begun to work; fails if it has ended instead."""
        assert not self.ended, self.said[-3000:]
        return "connector.ready" in self.said


@asynccontextmanager
async def connecting(settings: Settings, said: Path, name: str, *arguments: str) -> AsyncIterator[ConnectorProcess]:
    """A connector that has begun to work, and that is given up on after a second; killed at the end."""
    command = [sys.executable, "-m", f"examples.connectors.{name}", "--patience", "1", *arguments]
    with said.open("wb") as words:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=environment(settings), stdin=DEVNULL, stdout=DEVNULL, stderr=words
        )
    connector = ConnectorProcess(process, said)
    try:
        await until(connector.is_ready)
        yield connector
    finally:
        await connector.kill()


async def let_go(nc: Client, name: str) -> None:
    """Wait until a connector has nothing left to look at."""

    async def look() -> bool:
        told = await ask(nc, f"CONSUMER.INFO.{subjects.STREAM}.connector-{name}")
        return not told["num_pending"] and not told["num_ack_pending"]

    await until(look)


class GatewayProcess:
    """The gateway of the examples, started again with the book it kept."""

    def __init__(self, book: Path) -> None:
        self._book, self._port = book, 0
        self._process: Process | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Begin, where it was before if it was."""
        command = [sys.executable, "-m", "examples.connectors.gateway", "--port", str(self._port)]
        self._process = await asyncio.create_subprocess_exec(*command, "--book", str(self._book), cwd=ROOT, stdout=PIPE)
        assert self._process.stdout is not None
        self._port = int((await self._process.stdout.readline()).rpartition(b":")[2])

    async def ended(self) -> None:
        """Wait until it has ended by itself."""
        assert self._process is not None
        await asyncio.wait_for(self._process.wait(), 120)

    async def kill(self) -> None:
        """End it."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def behave(self, mode: str, **how: float) -> None:
        """From now on, in this mode."""
        await asyncio.to_thread(self._call, "/behaviour", {"mode": mode, **how})

    async def payments(self) -> list[dict[str, Any]]:
        """What it has paid."""
        found: list[dict[str, Any]] = await asyncio.to_thread(self._call, "/refunds", None)
        return found

    def _call(self, path: str, body: dict[str, Any] | None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url + path, data), timeout=30) as answer:
            return json.load(answer)


class MailServer:
    """Takes mail by SMTP: says to recipients what `refusals` has for them, and to a mail nothing while it is `slow`."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.refusals: list[bytes] = []
        self.slow = False
        self._server: asyncio.Server | None = None

    @property
    def mails(self) -> list[Message]:
        """The mails, read."""
        return [message_from_bytes(each) for each in self.taken]

    @property
    def place(self) -> str:
        """Where it listens."""
        assert self._server is not None
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def start(self) -> None:
        """Begin to listen, at any free port."""
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)

    async def stop(self) -> None:
        """Listen no more."""
        assert self._server is not None
        self._server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            writer.write(b"220 here\r\n")
            while line := await reader.readline():
                if (answer := await self._answered(line, reader, writer)) is not None:
                    writer.write(answer + b"\r\n")
        writer.close()

    async def _answered(self, line: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes | None:
        word = line[:4].upper()
        if word == b"RCPT" and self.refusals:
            return self.refusals.pop(0)
        if word == b"DATA":
            writer.write(b"354 go on\r\n")
            self.taken.append(await reader.readuntil(b"\r\n.\r\n"))
            return None if self.slow else b"250 taken"
        return b"221 bye" if word == b"QUIT" else b"250 fine"
