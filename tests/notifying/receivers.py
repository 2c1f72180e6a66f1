"""Receivers of notifications: a webhook and a mail server that keep the id of everything they accept.

As a process of its own (`python -m tests.notifying.receivers FILE HOOK_PORT MAIL_PORT`) they write each id to a file
before they answer, so that one who is killed may have accepted what nobody heard him accept.
"""

import asyncio
import email
import email.policy
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from aiosmtpd.smtp import SMTP


class Got(NamedTuple):
    """A message that was accepted: which way, under which id, and what it said."""

    way: str
    id: str
    title: str
    body: str


Keep = Callable[[Got], None]


class Hook:
    """A webhook, at `port`; `status` is what it answers; `refused` is the title of the last that it did not keep."""

    def __init__(self, keep: Keep, status: int = 200) -> None:
        self._keep, self.status, self.asked = keep, status, 0
        self.more, self.refused = "", ""
        self.port = 0

    async def __aenter__(self) -> "Hook":
        await self.open()
        return self

    async def open(self, port: int = 0) -> None:
        """Listen at a port, or at a free one."""
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", port or self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = email.message_from_string(head.partition("\r\n")[2])
        said = json.loads(await reader.readexactly(int(headers["content-length"])))
        self.asked += 1
        if self.status == 200:
            self._keep(Got("hook", headers["idempotency-key"], said["title"], said["message"]))
        else:
            self.refused = said["title"]
        writer.write(f"HTTP/1.1 {self.status} X\r\n{self.more}content-length: 0\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


class Mailbox:
    """A mail server; `refusal` is what it answers to every message, if anything."""

    def __init__(self, keep: Keep) -> None:
        self._keep, self.refusal = keep, ""
        self.port = 0

    async def __aenter__(self) -> "Mailbox":
        await self.open()
        return self

    async def open(self, port: int = 0) -> None:
        """Listen at a port, or at a free one."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, hostname="mail.example", loop=loop), "127.0.0.1", port or self.port
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802 - aiosmtpd's
        """Take a message."""
        if self.refusal:
            return self.refusal
        told = email.message_from_bytes(envelope.content, policy=email.policy.default)  # type: ignore[attr-defined]
        self._keep(Got("mail", str(told["X-Reso-Id"]), str(told["Subject"]), str(told.get_content())))
        return "250 accepted"

    @property
    def address(self) -> str:
        """How Apprise writes it."""
        return f"mailto://127.0.0.1:{self.port}?from=reso@shop.example&to=anna@shop.example&mode=insecure"


def _written(file: Path) -> Keep:
    """Keep ids in a file that survives whoever writes it."""
    written = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    return lambda got: void(os.write(written, f"{got.way} {got.id}\n".encode()))


def void(_: object) -> None:
    """Nothing more."""


async def _serve(file: Path, hook: int, mail: int) -> None:
    keep = _written(file)
    await Hook(keep).open(hook)
    await Mailbox(keep).open(mail)
    keep(Got("ready", "-", "", ""))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
